//! The moderators' guide and the JSON Schema, kept equal to what the bot does.
//!
//! `BLESS=1 cargo test --test suite moderators_guide` writes the parts that follow from the code.

use std::fs;
use std::path::{Path, PathBuf};

use aandeslag::content::compile;
use aandeslag::content::schema;
use aandeslag::content::schema::{ENTRY, Key, TOP};
use aandeslag::diagnostic::{Source, Sources, report};
use aandeslag::discord::{Moderators, command};
use aandeslag::store::read;
use aandeslag::words::{editing, files, form, moderators};
use serde_json::Value;

use crate::support::bless::expect_file;
use crate::support::callback::all_text;
use crate::support::desk::Desk;
use crate::support::folder::file;

/// What stands above the examples of mistakes.
const HEAD: &str = "title = \"Praktische tips\"\ndescription = \"Een tip voor vandaag\"\n\n";

fn responses() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("responses")
}

fn guide() -> String {
    fs::read_to_string(responses().join("LEESMIJ.md")).unwrap()
}

fn expect_shipped(name: &str, expected: &str) {
    expect_file(&responses().join(name), expected);
}

fn sources(text: &str) -> Sources {
    Sources {
        directory: "responses".into(),
        files: vec![Source::new("responses/tips.toml", "tips", text.as_bytes())],
        plain_language: true,
        ..Sources::default()
    }
}

/// The blocks of the guide in this language, each with the place where it ends.
fn blocks<'a>(guide: &'a str, language: &str) -> Vec<(usize, &'a str)> {
    let fence = format!("```{language}\n");
    let starts = guide.match_indices(&fence).map(|(at, _)| at + fence.len());
    let block = |start: usize| {
        let end = start + guide[start..].find("```").unwrap();
        (end, &guide[start..end])
    };
    starts.map(block).collect()
}

#[test]
fn every_mistake_is_answered_as_the_guide_says() {
    let guide = guide();
    let mut n_mistakes = 0;
    for (end, wrong) in blocks(&guide, "toml") {
        let Some(rest) = guide[end..].strip_prefix("```\n\nDe bot zegt:\n\n```text\n") else {
            continue;
        };
        let said = &rest[..rest.find("\n```").unwrap()];
        let sources = sources(&(HEAD.to_owned() + wrong));
        let found = report(&sources, &compile(&sources).diagnostics, false);
        let (found, _summary) = found.trim_end().rsplit_once("\n\n").unwrap();
        assert_eq!(said, found);
        n_mistakes += 1;
    }
    assert_eq!(n_mistakes, 10);
}

#[test]
fn every_good_example_is_accepted() {
    let guide = guide();
    let mut n_examples = 0;
    for (end, example) in blocks(&guide, "toml") {
        if guide[end..].starts_with("```\n\nDe bot zegt") {
            continue;
        }
        let head = if example.starts_with('[') { HEAD } else { "" };
        let whole = head.to_owned() + example;
        let sources = sources(&whole);
        let found = compile(&sources).diagnostics;
        assert!(found.is_empty(), "{}", report(&sources, &found, false));
        n_examples += 1;
    }
    assert_eq!(n_examples, 3);
}

/// What the guide says to type in the form is understood, all of it.
#[test]
fn the_form_is_filled_in_as_the_guide_shows() {
    let guide = guide();
    let start = guide.find("Onderwerp: Privacy\n").unwrap();
    let example = &guide[start..start + guide[start..].find("```").unwrap()];
    let desk = Desk::new(&(file(&["een", "doel"]).replace("Titel doel", "Kies eerst één doel")));
    let preview = desk.edit("alles/een", &[("extras", example)]);
    assert!(!all_text(&preview).contains("Let op:\n"), "{preview:#}");
    desk.press(&preview, "Publiceren");
    for line in [
        "group = \"Privacy\"",
        "emoji = \"📷\"",
        "related = [\"doel\"]",
        "source = \"Onze eigen ervaring, 2026\"",
        "checked = 2026-11-23",
        "\"Autoriteit Persoonsgegevens\" = \"https://www.autoriteitpersoonsgegevens.nl/\"",
        "\"Deze week\" =",
        "\"Let op\" =",
    ] {
        assert!(desk.file().contains(line), "{line} in {}", desk.file());
    }
}

#[test]
fn the_guide_names_every_command_line_menu_and_button_of_moderators() {
    let guide = guide();
    let moderators = Moderators::default();
    let command = serde_json::to_value(command::moderation(&moderators)).unwrap();
    for subcommand in command["options"].as_array().unwrap() {
        let name = format!("`/moderatie {}`", subcommand["name"].as_str().unwrap());
        assert!(guide.contains(&name), "{name}");
    }
    for menu in [
        editing::MENU_VERSIONS,
        moderators::MENU_MISSED,
        moderators::MENU_ASKED,
        moderators::MENU_OUTDATED,
    ] {
        assert!(guide.contains(&format!("menu '{menu}'")), "{menu}");
    }
    for (_, line) in form::LINES {
        assert!(guide.contains(&format!("- **{line}**: ")), "{line}");
    }
    for button in [
        editing::button::PUBLISH,
        editing::button::MORE,
        editing::button::LEAVE,
        editing::button::CANCEL,
        editing::button::REMOVE,
        editing::button::REMOVE_ONLY,
        editing::button::REMOVE_LINKS,
        editing::button::UNDO,
        editing::button::RESTORE,
        editing::button::EDIT,
        editing::button::REPORT,
        files::REVIEW_BUTTON,
        moderators::SAME,
        moderators::FORGET,
        &moderators::write_new("tips"),
        moderators::FIX,
    ] {
        assert!(guide.contains(&format!("**{button}**")), "{button}");
    }
}

fn table(keys: &[Key]) -> String {
    let row = |key: &Key| {
        let must = if key.required { "ja" } else { "" };
        format!("| `{}` | {must} | {} |\n", key.name, key.about)
    };
    let rows: String = keys.iter().map(row).collect();
    format!("| sleutel | verplicht | wat het is |\n| --- | --- | --- |\n{rows}")
}

#[test]
fn the_guide_names_every_key() {
    let mut expected = guide();
    for (keys, heading) in [
        (TOP, "voor de eerste naam tussen haken:\n\n"),
        (ENTRY, "In een tekst:\n\n"),
    ] {
        let start = expected.find(heading).unwrap() + heading.len();
        let end = start + expected[start..].find("\n\n").unwrap() + 1;
        expected.replace_range(start..end, &table(keys));
    }
    expect_shipped("LEESMIJ.md", &expected);
}

#[test]
fn the_schemas_are_those_the_code_has() {
    for (name, schema) in [
        ("schema.json", schema::json_schema()),
        ("woorden.schema.json", schema::synonyms_json_schema()),
    ] {
        let schema = serde_json::to_string_pretty(&schema).unwrap();
        expect_shipped(name, &(schema + "\n"));
    }
}

/// A response file as JSON; dates become text, as editors see them.
fn as_json(text: &str) -> Value {
    convert(toml::Value::Table(text.parse().unwrap()))
}

fn convert(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(convert).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(k, v)| (k, convert(v))).collect(),
        other => serde_json::to_value(other).unwrap(),
    }
}

#[test]
fn the_shipped_files_name_the_schema_and_fit_it() {
    let validator = |schema| jsonschema::validator_for(&schema).unwrap();
    let of_texts = validator(schema::json_schema());
    let of_words = validator(schema::synonyms_json_schema());
    for file in read(&responses()).unwrap().files {
        let (name, schema) = match file.name.as_str() {
            files::SYNONYMS => ("woorden.schema.json", &of_words),
            _ => ("schema.json", &of_texts),
        };
        let named = format!("#:schema ./{name}\n");
        assert!(file.text().starts_with(&named), "{}", file.path);
        let errors: Vec<_> = schema
            .iter_errors(&as_json(file.text()))
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", file.path);
    }
}

#[test]
fn the_schema_refuses_what_check_refuses() {
    let schema = jsonschema::validator_for(&schema::json_schema()).unwrap();
    let good = HEAD.to_owned() + "[een]\ntitle = \"T\"\nsummary = \"S\"\ntext = \"x\"\n";
    assert!(schema.is_valid(&as_json(&good)));
    let wrong = [
        good.replace("title = \"T\"", "titel = \"T\""),
        good.replace("text = \"x\"", "text = 3"),
        good.replace("description", "omschrijving"),
        good.clone() + "keywords = \"a\"\n",
        "open_with = \"alles\"\n".to_owned() + &good,
        "color = \"rood\"\n".to_owned() + &good,
        good.clone() + "[een.links]\n\"Lees\" = \"www.example.org\"\n",
    ];
    for text in wrong {
        assert!(!schema.is_valid(&as_json(&text)), "{text}");
    }
}
