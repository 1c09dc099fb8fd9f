//! Mistakes that nobody sees by themselves: moderators are told of them, or the bot takes what was meant.

use std::fs;

use crate::support::callback::{all_text, answer, description};
use crate::support::desk::Desk;
use crate::support::folder::file;
use crate::support::payload::command_with;

#[test]
fn a_name_is_one_however_its_letters_are_stored() {
    let stored = "ideee\u{308}n.toml";
    let desk = Desk::with(&[(stored, &file(&["koffie"]))]);
    let asked = answer(&desk.bot, command_with("ideeën", "koffie"));
    assert_eq!(description(&asked), "Tekst koffie");

    let modal = desk.command("bewerk", &[("tekst", "ideee\u{308}n/koffie")]);
    let preview = desk.fill(&modal, &[("text", "Naar het cafe\u{301}")]);
    let done = desk.press(&preview, "Publiceren");
    assert_eq!(description(&done), "Naar het café");
    let files: Vec<_> = fs::read_dir(desk.folder.path()).unwrap().collect();
    let files = files.into_iter().map(|item| item.unwrap().file_name());
    let files: Vec<_> = files.filter(|name| name != ".lock").collect();
    assert_eq!(files, [stored], "the file keeps the name that it had");
    let text = || fs::read_to_string(desk.folder.path().join(stored)).unwrap();
    assert!(text().contains("text = \"Naar het café\""), "{}", text());

    let undone = desk.press(&done, "Maak ongedaan");
    assert_eq!(description(&undone), "Tekst koffie");
    assert_eq!(text(), file(&["koffie"]));
}

#[test]
fn a_file_that_is_not_read_because_of_its_name_is_told_of() {
    let desk = Desk::new(&file(&["een"]));
    let told = "vragen.toml.txt";
    let status = desk.command("status", &[]);
    assert!(!all_text(&status).contains(told));
    desk.folder.write(told, file(&["twee"]));
    let status = desk.command("herlaad", &[]);
    assert!(all_text(&status).contains(told), "{status:#}");
    assert!(all_text(&status).contains("noem het vragen.toml"));
}

#[test]
fn semicolons_part_keywords_on_the_form() {
    let desk = Desk::new(&file(&["een"]));
    let preview = desk.edit("alles/een", &[("keywords", "doel; doelen;plan")]);
    desk.press(&preview, "Publiceren");
    let written = "keywords = [\"doel\", \"doelen\", \"plan\"]";
    assert!(desk.file().contains(written), "{}", desk.file());
}

#[test]
fn a_heading_with_one_sign_is_told_of_before_it_is_published() {
    let desk = Desk::new(&file(&["een"]));
    let extras = "## Kop\nEerste regel\n# Voorbeeld\nTweede regel";
    let preview = desk.edit("alles/een", &[("extras", extras)]);
    let shown = all_text(&preview);
    let says = "De regel '# Voorbeeld' zien leden als een grote kop. Is het een kopje? Begin de regel dan met ##.";
    assert!(shown.contains(says), "{shown}");

    let long = format!("## Kop\n# {}", "Voorbeeld ".repeat(20));
    let shown = all_text(&desk.edit("alles/een", &[("extras", &long)]));
    let line = shown.split("De regel '").nth(1).expect("the line is told");
    let line = line.split("' zien").next().unwrap_or_default();
    assert!(line.chars().count() <= 60, "{line}");
}

#[test]
fn a_day_that_has_not_been_is_told_of_before_it_is_published() {
    let desk = Desk::new(&file(&["een"]));
    let preview = desk.edit("alles/een", &[("extras", "Nagekeken: 26-11-2462")]);
    let shown = all_text(&preview);
    assert!(
        shown.contains("De dag 2462-11-26 is nog niet geweest."),
        "{shown}"
    );
}
