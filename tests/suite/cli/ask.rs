//! `aandeslag ask`, as it is typed in a terminal.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::callback::title;
use crate::support::folder::{Folder, entry, file, file_with_picture, png};
use crate::support::secrets;

fn ask(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = secrets::program();
    command.args(["--responses".as_ref(), folder.as_os_str()]);
    secrets::run(command.arg("ask").args(arguments))
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_text_of_an_entry_is_printed() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    for line in [
        &["/alles een"][..],
        &["/alles", "tekst:een"],
        &["alles een alleen_ik:true"],
    ] {
        let text = printed(&ask(folder.path(), line));
        assert!(
            text.starts_with("▌ Titel een\n\nTekst een\n"),
            "{line:?}: {text}"
        );
    }
}

#[test]
fn options_are_read_as_in_discord() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let plain = printed(&ask(folder.path(), &["--json", "/zoek titel een"]));
    let named = printed(&ask(folder.path(), &["--json", "/zoek vraag:titel een"]));
    assert_eq!(named, plain);
    assert!(plain.contains("Titel een"), "{plain}");
    for (given, called) in [
        ("voor:<@123>", "123"),
        ("voor:123", "123"),
        ("voor:@Sam", "2"),
    ] {
        for line in [
            format!("/alles een {given}"),
            format!("/alles {given} tekst:een"),
        ] {
            let payload = printed(&ask(folder.path(), &["--json", &line]));
            let payload: Value = serde_json::from_str(&payload).unwrap();
            assert_eq!(title(&payload), "Titel een", "{line}");
            assert_eq!(
                payload["data"]["allowed_mentions"]["users"][0], called,
                "{line}"
            );
        }
    }
    let private = printed(&ask(folder.path(), &["/alles een voor: alleen_ik:true"]));
    assert!(private.starts_with("▌ Titel een"), "{private}");
}

#[test]
fn a_fourth_file_is_a_fourth_command() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    assert!(printed(&ask(folder.path(), &["/erbij vers"])).contains("is er niet meer"));
    folder.write("erbij.toml", file(&["vers"]));
    assert!(printed(&ask(folder.path(), &["/erbij vers"])).contains("Tekst vers"));
    assert!(printed(&ask(folder.path(), &["/hulp"])).contains("/erbij"));
}

#[test]
fn json_is_the_payload_that_discord_gets() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let payload = printed(&ask(
        folder.path(),
        &["--json", "/alles een alleen_ik:true"],
    ));
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(payload["type"], 4);
    assert_eq!(payload["data"]["flags"], 64);
    assert_eq!(title(&payload), "Titel een");
}

#[test]
fn faults_name_the_file_and_the_line_and_the_rest_still_answers() {
    let text = file(&["een"]);
    let faults = [
        ("kleur = \"rood\"\n".to_owned() + &text, "1:1"),
        (text.clone() + "summery = \"x\"\n", "10:1"),
        (
            text.clone() + &entry("lang").replace("Tekst lang", &"x".repeat(4097)),
            "14:8",
        ),
        (text.clone() + "\n[twee\n", "11:1"),
    ];
    for (broken, place) in faults {
        let folder = Folder::new(&[("goed.toml", &text), ("stuk.toml", &broken)]);
        let output = ask(folder.path(), &["/goed een"]);
        assert_eq!(output.status.code(), Some(1));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(
            errors.contains(&format!("stuk.toml:{place}")),
            "{place}: {errors}"
        );
        assert!(
            String::from_utf8(output.stdout)
                .unwrap()
                .contains("Tekst een")
        );
    }
}

#[test]
fn a_missing_folder_is_named() {
    let folder = Folder::new(&[]);
    let output = ask(&folder.path().join("nergens"), &["/alles"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("nergens")
    );
}

#[test]
fn colours_are_for_terminals_only() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    assert!(!printed(&ask(folder.path(), &["/alles een"])).contains('\u{1b}'));
}

#[test]
fn a_picture_is_told_by_its_file_and_what_is_to_be_seen() {
    let folder = Folder::new(&[("alles.toml", &file_with_picture("kop.png"))]);
    folder.write("beeld/kop.png", png(30, 20));
    let text = printed(&ask(folder.path(), &["/alles koffie"]));
    assert!(
        text.contains("\nbeeld/kop.png: Een kop koffie.\n"),
        "{text}"
    );
}
