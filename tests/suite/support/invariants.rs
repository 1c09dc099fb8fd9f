//! What holds for whatever comes in: for the property tests of this suite and for the fuzzers in
//! `fuzz/`, which share this file.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use aandeslag::bot::Bot;
use aandeslag::bot::build::Built;
use aandeslag::bot::config::Config;
use aandeslag::bot::memory::ProcessMemory;
use aandeslag::content;
use aandeslag::content::Compiled;
use aandeslag::content::snapshot::Snapshot;
use aandeslag::diagnostic;
use aandeslag::diagnostic::{Source, Sources};
use aandeslag::discord::{Callback, Interaction};
use aandeslag::respond::{Action, Audience, Invocation, Request, respond};
use aandeslag::store::live::Live;
use serde_json::Value;

#[path = "limits.rs"]
pub(crate) mod limits;

/// Checks one file as every caller does: each diagnostic points into the file, each report can be
/// shown, and whatever is accepted gives answers that Discord takes.
pub(crate) fn check_file(bytes: &[u8]) -> (Sources, Compiled) {
    let sources = Sources {
        directory: "map".into(),
        files: vec![Source::new("map/tips.toml", "tips", bytes)],
        plain_language: true,
        ..Sources::default()
    };
    let compiled = content::compile(&sources);
    assert_places_are_in_the_files(&sources, &compiled);
    for color in [false, true] {
        let report = diagnostic::report(&sources, &compiled.diagnostics, color);
        assert!(report.lines().all(|line| line.chars().count() < 1000));
    }
    let snapshot = Snapshot {
        library: content::compile(&sources).library,
        ..Snapshot::new(sources.clone(), jiff::Timestamp::now())
    };
    for answer in answers(&snapshot) {
        assert_fits(&answer);
    }
    (sources, compiled)
}

/// The overview of each collection, and its first entries.
fn answers(snapshot: &Snapshot) -> Vec<Value> {
    let memory = ProcessMemory::default();
    let mut answers = Vec::new();
    for collection in snapshot.library.collections() {
        let ids = collection.entries().iter().take(20).map(|e| Some(&e.id));
        for value in ids.chain([None]) {
            let request = Request::Command {
                name: collection.name.clone(),
                value: value.cloned(),
                options: Vec::new(),
                audience: Audience::Channel,
            };
            let invocation = Invocation {
                request,
                ..Invocation::default()
            };
            let reply = respond(snapshot, &invocation, &memory);
            answers.push(serde_json::to_value(Callback::from_reply(reply)).unwrap());
        }
    }
    answers
}

pub(crate) fn assert_places_are_in_the_files(sources: &Sources, compiled: &Compiled) {
    for diagnostic in &compiled.diagnostics {
        let text = sources.files.get(diagnostic.source);
        let text = text.map_or("", diagnostic::Source::text);
        let edit = diagnostic.edit.as_ref().map(|edit| &edit.span);
        let spans = [&diagnostic.span].into_iter().chain(&diagnostic.second);
        for span in spans.chain(edit) {
            assert!(
                text.get(span.clone()).is_some(),
                "{diagnostic:?} is no place in the file"
            );
        }
    }
    let records = diagnostic::records(sources, &compiled.diagnostics);
    for (record, diagnostic) in records.iter().zip(&compiled.diagnostics) {
        let text = sources.files.get(diagnostic.source);
        let text = text.map_or("", diagnostic::Source::text);
        let lines: Vec<&str> = text.split('\n').collect();
        let at = record.extent;
        for (line, column) in [(at.line, at.column), (at.end_line, at.end_column)] {
            let length = lines.get(line - 1).map(|line| line.chars().count());
            assert!(length.is_some_and(|l| column <= l + 1), "{record:?}");
        }
        assert!((at.line, at.column) <= (at.end_line, at.end_column));
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
    let settings = "[moderation]\nguild = \"500\"\nroles = [\"600\"]\n\
                    [weekly]\nchannel = \"700\"\ncollection = \"ook\"\n";
    bot_with(responses, state, settings)
}

/// A bot with these settings, to which everything is long ago.
pub(crate) fn bot_with(responses: &Path, state: &Path, settings: &str) -> Arc<Bot> {
    let settings = format!(
        "[responses]\nstate = '{}'\nrecheck_after_days = 1\n{settings}",
        state.display()
    );
    let path = state.join("config.toml");
    fs::write(&path, settings).unwrap();
    let config = Config::load(Some(&path)).unwrap();
    let live = Arc::new(Live::load(responses, Some(state)).unwrap());
    let built = Built::new(&config, config.moderation.as_ref(), live, None);
    built.bot
}

/// Answers a body as the endpoint does, but for the apology after a fault; the callback, if the body
/// is an interaction.
pub(crate) fn check_interaction(bot: &Bot, body: &[u8]) -> Option<Value> {
    let interaction: Interaction = serde_json::from_slice(body).ok()?;
    let callback = bot.answer_unguarded(&interaction);
    assert_eq!(callback.mended, [""; 0], "{callback:#?}");
    let callback = serde_json::to_value(callback).unwrap();
    assert_fits(&callback);
    Some(callback)
}

/// Checks what Discord would refuse, that every button means something, and that no more than one
/// member is called, who stands at the start.
pub(crate) fn assert_fits(callback: &Value) {
    let found = limits::of_callback(callback);
    assert!(found.is_empty(), "{found:#?}\n{callback:#}");
    let message = &callback["data"];
    if !matches!(callback["type"].as_u64(), Some(4 | 7)) {
        return;
    }
    assert_eq!(message["allowed_mentions"]["parse"], serde_json::json!([]));
    let called = message["allowed_mentions"]["users"].as_array().unwrap();
    assert!(called.len() <= 1, "{called:?} are called");
    if let Some(called) = called.first() {
        let called = called.as_str().unwrap();
        assert!(called.parse::<u64>().is_ok(), "{called}");
        let content = message["content"].as_str().unwrap();
        assert!(content.contains(&format!("<@{called}>")), "{content}");
    }
    for row in message["components"].as_array().unwrap() {
        for component in row["components"].as_array().unwrap() {
            if let Some(id) = component["custom_id"].as_str() {
                assert!(Action::decode(id).is_some(), "{id} means nothing");
            }
        }
    }
}
