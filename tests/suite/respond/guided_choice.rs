//! A guided choice: questions in a file, whose choices lead to texts.

use std::collections::HashSet;
use std::path::Path;

use aandeslag::content::schema::json_schema;
use aandeslag::diagnostic::records;
use aandeslag::library::{Entry, EntryRef, Library, OpenWith};
use aandeslag::store::live::Live;
use serde_json::json;

use crate::support::callback::{answer, assert_ids_differ, buttons, components, custom_id, title};
use crate::support::folder::{Folder, file};
use crate::support::payload::{choose, command, command_with, press};

fn guide(choices: &str) -> String {
    file(&["begin", "verder"]).replacen("source", "open_with = \"guide\"\nsource", 1)
        + &format!("\n[begin.choices]\n{choices}")
}

#[test]
fn a_guide_begins_with_its_first_question_and_its_choices_lead_on() {
    let text = guide("\"Dit\" = \"verder\"\n\"Dat\" = \"elders/ginds\"\n");
    let folder = Folder::new(&[("alles.toml", &text), ("elders.toml", &file(&["ginds"]))]);
    let bot = folder.bot();
    let first = answer(&bot, command("alles", json!([])));
    assert_eq!(title(&first), "Titel begin");
    assert_eq!(buttons(&first), ["Dit", "Dat", "Meer", "Bericht weghalen"]);
    let next = answer(&bot, press(&custom_id(&first, "Dit")));
    assert_eq!(title(&next), "Titel verder");
    assert_eq!(
        buttons(&next),
        ["Opnieuw kiezen", "Meer", "Bericht weghalen"]
    );
    let again = answer(&bot, press(&custom_id(&next, "Opnieuw kiezen")));
    assert_eq!(title(&again), "Titel begin");
    let there = answer(&bot, press(&custom_id(&first, "Dat")));
    assert_eq!(title(&there), "Titel ginds");
    let question = command(
        "zoek",
        json!([{ "name": "vraag", "type": 3, "value": "begin" }]),
    );
    let found = answer(&bot, question);
    assert!(
        !found.to_string().contains("alles/begin"),
        "a question is no text: {found:#}"
    );
}

#[test]
fn many_choices_are_a_menu_and_no_custom_id_stands_twice() {
    let labels = ["a", "b", "c", "d", "e", "f"];
    let choices: String = labels
        .iter()
        .map(|l| format!("\"{l}\" = \"elders/{l}\"\n"))
        .collect();
    let elsewhere = file(&labels);
    let plain = guide("\"Dit\" = \"verder\"\n").replace("open_with = \"guide\"", "");
    let folder = Folder::new(&[
        ("alles.toml", &guide(&choices)),
        ("elders.toml", &elsewhere),
        ("gewoon.toml", &plain),
    ]);
    let bot = folder.bot();
    let first = answer(&bot, command("alles", json!([])));
    let menu = components(&first).find(|c| c["placeholder"] == "Kies wat bij je past");
    let items = menu.unwrap()["options"].as_array().unwrap().iter();
    let shown: Vec<&str> = items.map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(shown, labels, "a choice reads as its file says");
    let opened = answer(
        &bot,
        choose(&custom_id(&first, "Kies wat bij je past"), "elders/f"),
    );
    assert_eq!(title(&opened), "Titel f");
    let shown = answer(&bot, command_with("gewoon", "begin"));
    assert_ids_differ(&shown);
}

#[test]
fn mistakes_in_choices_are_told_where_they_stand() {
    let long = "x".repeat(81);
    let cases = [
        (
            "\"Weg\" = \"verdr\"\n",
            "related-unknown",
            "bedoelde je \"verder\"?",
        ),
        ("\"Zelf\" = \"begin\"\n", "related-self", "haal hem weg"),
        (&format!("\"{long}\" = \"verder\"\n"), "too-long", ""),
        ("\"Getal\" = 3\n", "wrong-type", ""),
        ("\"\" = \"verder\"\n", "empty-text", ""),
    ];
    for (choices, code, help) in cases {
        let folder = Folder::new(&[("alles.toml", &guide(choices))]);
        let snapshot = folder.bot().live().current();
        let records = records(&snapshot.sources, &snapshot.diagnostics);
        let found = records.iter().find(|r| r.code == code);
        let found = found.unwrap_or_else(|| panic!("{code} in {:?}", snapshot.diagnostics));
        assert_eq!(found.extent.line, 18, "{code}");
        assert!(found.help.contains(help), "{}", found.help);
    }
    let schema = json_schema();
    assert_eq!(
        schema["additionalProperties"]["properties"]["choices"]["type"],
        "object"
    );
}

/// Every path through a shipped guide ends at a text, after at most three presses.
#[test]
fn the_shipped_guide_leads_to_a_text_in_at_most_three_presses() {
    let live = Live::load(Path::new("responses"), None).unwrap();
    let library = &live.current().library;
    let guides = library
        .collections()
        .iter()
        .filter(|c| c.open_with == OpenWith::Guide);
    let mut functions = HashSet::new();
    for guide in guides {
        let first = guide.entries().first().unwrap();
        walk(library, first, 0, &mut functions);
    }
    let all = library.collection("functies").unwrap().entries();
    assert_eq!(
        functions.len(),
        all.len(),
        "each function can be reached: {functions:?}"
    );
}

fn walk(library: &Library, entry: &Entry, presses: usize, functions: &mut HashSet<EntryRef>) {
    assert!(presses <= 3, "{} is too far", entry.id);
    for choice in &entry.choices {
        let (collection, next) = library.resolve(&choice.to).unwrap();
        if collection.name == "functies" {
            functions.insert(choice.to.clone());
        }
        assert!(
            !next.sections.is_empty() || !next.choices.is_empty(),
            "{} ends nowhere",
            next.id
        );
        walk(library, next, presses + 1, functions);
    }
}
