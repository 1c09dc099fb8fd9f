//! What holds for whatever comes in: for the property tests of this suite and for the fuzzers in
//! `fuzz/`, which share this file.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use aandeslag::assembly::Assembly;
use aandeslag::bot::{Bot, Step};
use aandeslag::config::Config;
use aandeslag::content::live::Live;
use aandeslag::content::{self, Compiled};
use aandeslag::diagnostic::{self, Source, Sources};
use aandeslag::discord::{Callback, Interaction};
use aandeslag::respond::{Action, Bags, Invocation, Request, respond};
use aandeslag::snapshot::Snapshot;
use serde_json::Value;

/// Checks one file as every caller does: each diagnostic points into the file, each report can be
/// shown, and whatever is accepted gives answers that Discord takes.
pub(crate) fn check_file(bytes: &[u8]) -> (Sources, Compiled) {
    let sources = Sources {
        directory: "map".into(),
        files: vec![Source::new("map/tips.toml", "tips", bytes)],
    };
    let compiled = content::compile(&sources);
    assert_places_are_in_the_files(&sources, &compiled);
    for color in [false, true] {
        let report = diagnostic::report(&sources, &compiled.diagnostics, color);
        assert!(report.lines().all(|line| line.chars().count() < 1000));
    }
    let snapshot = Snapshot {
        library: content::compile(&sources).library,
        ..Snapshot::new(sources.clone())
    };
    for answer in answers(&snapshot) {
        assert_fits(&answer);
    }
    (sources, compiled)
}

/// The overview of each collection, and its first entries.
fn answers(snapshot: &Snapshot) -> Vec<Value> {
    let draw = Bags::default();
    let mut answers = Vec::new();
    for collection in snapshot.library.collections() {
        let ids = collection.entries().iter().take(20).map(|e| Some(&e.id));
        for value in ids.chain([None]) {
            let request = Request::Command {
                name: collection.name.clone(),
                value: value.cloned(),
                options: Vec::new(),
                private: false,
            };
            let invocation = Invocation {
                request,
                ..Invocation::default()
            };
            let reply = respond(snapshot, &invocation, &draw);
            answers.push(serde_json::to_value(Callback::from_reply(reply)).unwrap());
        }
    }
    answers
}

pub(crate) fn assert_places_are_in_the_files(sources: &Sources, compiled: &Compiled) {
    for diagnostic in &compiled.diagnostics {
        let text = sources.files[diagnostic.source].text();
        for span in std::iter::once(&diagnostic.span).chain(&diagnostic.second) {
            assert!(
                text.get(span.clone()).is_some(),
                "{diagnostic:?} is no place in the file"
            );
        }
    }
    let records = diagnostic::records(sources, &compiled.diagnostics);
    for (record, diagnostic) in records.iter().zip(&compiled.diagnostics) {
        let text = sources.files[diagnostic.source].text();
        let lines: Vec<&str> = text.split('\n').collect();
        for (line, column) in [
            (record.line, record.column),
            (record.end_line, record.end_column),
        ] {
            let length = lines.get(line - 1).map(|line| line.chars().count());
            assert!(length.is_some_and(|l| column <= l + 1), "{record:?}");
        }
        assert!((record.line, record.column) <= (record.end_line, record.end_column));
    }
}

/// Whatever a button's text is, it is read without harm, and what it means has one way to be written.
pub(crate) fn check_custom_id(text: &str) {
    let Some(action) = Action::decode(text) else {
        return;
    };
    let written = action.encode();
    assert_eq!(
        Action::decode(&written).as_ref(),
        Some(&action),
        "{text:?} is written as {written:?}"
    );
}

/// A bot with all that a bot can have; moderators are whoever has role 600 in guild 500.
pub(crate) fn bot(responses: &Path, state: &Path) -> Arc<Bot> {
    let settings = format!(
        "[responses]\nstate = '{}'\nrecheck_after_days = 1\n\
         [moderation]\nguild = \"500\"\nroles = [\"600\"]\n\
         [weekly]\nchannel = \"700\"\ncollection = \"ook\"\n",
        state.display()
    );
    let path = state.join("config.toml");
    fs::write(&path, settings).unwrap();
    let config = Config::load(Some(&path)).unwrap();
    let live = Arc::new(Live::load(responses, Some(state)).unwrap());
    let assembly = Assembly::new(
        &config,
        config.moderation.as_ref(),
        live,
        None::<aandeslag::attachments::AtDiscord>,
    );
    assembly.unwrap().bot
}

/// Answers a body as the endpoint does, but for the apology after a fault; the callback, if the body
/// is an interaction.
pub(crate) fn check_interaction(bot: &Bot, body: &[u8]) -> Option<Value> {
    let interaction: Interaction = serde_json::from_slice(body).ok()?;
    let callback = match bot.begin(&interaction) {
        Step::Answer(callback) | Step::Removal(callback) => callback,
        Step::Work(pending) => bot.finish(&pending),
    };
    let callback = serde_json::to_value(callback).unwrap();
    assert_fits(&callback);
    Some(callback)
}

/// Checks what Discord would refuse, as
/// <https://discord.com/developers/docs/resources/message#embed-object-embed-limits> and
/// <https://discord.com/developers/docs/components/reference> say, and that no more than one member is
/// called, who stands at the start.
pub(crate) fn assert_fits(callback: &Value) {
    let data = &callback["data"];
    match callback["type"].as_u64() {
        Some(1 | 5 | 6) => {}
        Some(4 | 7) => assert_message_fits(data),
        Some(8) => {
            let choices = data["choices"].as_array().unwrap();
            assert!(choices.len() <= 25);
            for choice in choices {
                assert_length(&choice["name"], 1, 100);
                assert_length(&choice["value"], 1, 100);
            }
        }
        Some(9) => {
            assert_length(&data["title"], 1, 45);
            assert_length(&data["custom_id"], 1, 100);
            let rows = data["components"].as_array().unwrap();
            assert!((1..=5).contains(&rows.len()));
            for row in rows {
                let input = &row["components"][0];
                let most = input["max_length"].as_u64().unwrap();
                assert!((1..=4000).contains(&most));
                assert_length(&input["label"], 1, 45);
                assert_length(&input["value"], 0, usize::try_from(most).unwrap());
            }
        }
        _ => panic!("no such callback: {callback:#}"),
    }
}

fn assert_message_fits(message: &Value) {
    assert_eq!(message["allowed_mentions"]["parse"], serde_json::json!([]));
    if let Some(called) = message["allowed_mentions"].get("users") {
        let [called] = &called.as_array().unwrap()[..] else {
            panic!("{called} are called");
        };
        let called = called.as_str().unwrap();
        assert!(called.parse::<u64>().is_ok(), "{called}");
        let content = message["content"].as_str().unwrap();
        assert!(content.contains(&format!("<@{called}>")), "{content}");
    }
    assert_length(&message["content"], 0, 2000);
    let embeds = message["embeds"].as_array().unwrap();
    assert!(embeds.len() <= 10);
    let mut total = 0;
    for embed in embeds {
        total += assert_length(&embed["title"], 0, 256);
        total += assert_length(&embed["description"], 0, 4096);
        total += assert_length(&embed["footer"]["text"], 0, 2048);
        let fields = embed["fields"].as_array().map_or(&[][..], Vec::as_slice);
        assert!(fields.len() <= 25);
        for field in fields {
            total += assert_length(&field["name"], 1, 256);
            total += assert_length(&field["value"], 1, 1024);
        }
    }
    assert!(total <= 6000, "{total} characters in embeds");
    let rows = message["components"].as_array().unwrap();
    assert!(rows.len() <= 5);
    let mut ids = std::collections::HashSet::new();
    for row in rows {
        let components = row["components"].as_array().unwrap();
        assert!((1..=5).contains(&components.len()));
        for component in components {
            assert_component_fits(component);
            if let Some(id) = component["custom_id"].as_str() {
                assert!(ids.insert(id), "{id} stands twice in {message:#}");
                assert!(Action::decode(id).is_some(), "{id} means nothing");
            }
        }
    }
}

fn assert_component_fits(component: &Value) {
    if component["type"] == 2 {
        assert_length(&component["label"], 0, 80);
        let has_face = component["label"] != "" || component["emoji"].is_object();
        assert!(has_face, "an empty button: {component:#}");
        assert_ne!(
            component["url"].is_string(),
            component["custom_id"].is_string()
        );
        assert_length(&component["url"], 0, 512);
    } else {
        let options = component["options"].as_array().unwrap();
        assert!((1..=25).contains(&options.len()));
        for option in options {
            assert_length(&option["label"], 1, 100);
            assert_length(&option["value"], 1, 100);
            assert_length(&option["description"], 0, 100);
        }
    }
    assert_length(&component["custom_id"], 0, 100);
}

fn assert_length(text: &Value, least: usize, most: usize) -> usize {
    let length = text.as_str().map_or(0, |text| text.chars().count());
    assert!(
        (least..=most).contains(&length),
        "{length} characters, not {least} to {most}: {text}"
    );
    length
}
