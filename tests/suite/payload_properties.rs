//! What holds for every interaction, however odd: an answer that Discord takes, that calls nobody
//! and repeats nothing that a member typed.

use std::fs;
use std::path::Path;

use aandeslag::bot::Bot;
use axum::http::Method;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::invariants::{bot, check_custom_id, check_interaction};
use crate::responses::{Folder, HOME, MODERATOR_ROLE, entry, file};
use crate::support::openapi;

/// What members type here, so that it can be found in an answer; it is no word of any text.
const MARK: &str = "zzqx";

/// Text that would call people, look like something else or hide itself, if it got through.
fn typed() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "@everyone",
        "@here",
        "<@80351110224678912>",
        "<@&600>",
        "<#645027906669510667>",
        "</tips:771825006014889984>",
        "**vet**",
        "[hier](https://example.org)",
        "`",
        "```",
        "||",
        "# kop",
        "> ",
        "\n",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{feff}",
        "\u{0}",
        "e\u{301}",
        "https://example.org/",
        "een",
        "titel",
        "alles",
        "alles/een",
        "/",
        ":",
        " ",
        "👩‍👩‍👧",
        "\\",
    ]);
    let pieces = prop::collection::vec(piece, 0..8);
    let mixed = pieces.prop_map(|pieces| format!("{}{MARK}", pieces.concat()));
    let long = (mixed.clone(), 1..1500_usize).prop_map(|(text, n)| text.repeat(n));
    prop_oneof![
        4 => mixed,
        1 => long.prop_map(|text| text.chars().take(6000).collect()),
        2 => select(vec!["", " ", "een", "Titel twee", "groep", "alles/een", "geen"]).prop_map(str::to_owned),
        1 => any::<String>().prop_map(|text| text + MARK),
    ]
}

/// A button's text: one of ours, one of ours with something changed, or anything.
fn custom_id() -> impl Strategy<Value = String> {
    let verb = select(vec![
        "reply",
        "replies",
        "remove",
        "up:open",
        "up:status",
        "up:missed",
        "up:keyword",
        "up:write",
        "up:forget",
        "up:pause",
        "up:resume",
        "show",
        "list",
        "choose",
        "draw",
        "drawg",
        "share",
        "help",
        "o",
        "e",
        "n",
        "r",
        "d",
        "p",
        "x",
        "k",
        "c",
        "v",
        "w",
        "u",
        "b",
        "g",
        "verzonnen",
    ]);
    let part = prop_oneof![
        select(vec![
            "alles",
            "ook",
            "een",
            "twee",
            "",
            "0",
            "7",
            "-1",
            "99999999999999999999",
            "AAAAA",
            "AAAAAA",
            "AAAAAAA",
            "AAAAAAAAAA0",
            "AAAAAAAAAA255",
            "__________",
            "..",
            "é",
        ])
        .prop_map(str::to_owned),
        "[A-Za-z0-9_-]{0,30}",
        "[a-z]{46}",
        ".{0,5}",
    ];
    let ours = (
        select(vec!["1", "0", "2", ""]),
        verb,
        prop::collection::vec(part, 0..4),
    );
    let ours = ours.prop_map(|(version, verb, parts)| {
        [&[version.to_owned(), verb.to_owned()], &parts[..]]
            .concat()
            .join(":")
    });
    let ours = ours.prop_map(|id| id.chars().take(100).collect());
    prop_oneof![9 => ours, 1 => any::<String>()]
}

fn option() -> impl Strategy<Value = Value> {
    let name = select(vec![
        "tekst",
        "alleen_ik",
        "voor",
        "vraag",
        "commando",
        "onderwerp",
        "x",
    ]);
    let value = prop_oneof![
        8 => typed().prop_map(Value::from),
        1 => select(vec![json!(true), json!(null), json!(7), json!(-1.5), json!([]), json!({"a": 1})]),
    ];
    let any = (name, 0..12_u8, value, any::<bool>()).prop_map(|(name, kind, value, focused)| {
        let kind = if value.is_string() { 3 } else { kind };
        json!({ "name": name, "type": kind, "value": value, "focused": focused })
    });
    let member = select(vec![
        "80351110224678912",
        "0",
        "-1",
        "",
        "@everyone",
        "<@&600>",
    ]);
    let addressed = (select(vec!["voor", "x"]), member)
        .prop_map(|(name, id)| json!({ "name": name, "type": 6, "value": id }));
    prop_oneof![6 => any, 1 => addressed]
}

fn options() -> impl Strategy<Value = Value> {
    let flat = prop::collection::vec(option(), 0..5);
    let sub = select(vec![
        "status",
        "bewerk",
        "nieuw",
        "verwijder",
        "geschiedenis",
        "herstel",
        "herlaad",
        "x",
    ]);
    (flat, prop::option::of(sub)).prop_map(|(flat, sub)| match sub {
        Some(sub) => json!([{ "name": sub, "type": 1, "options": flat }]),
        None => json!(flat),
    })
}

fn field() -> impl Strategy<Value = Value> {
    let id = select(vec![
        "title", "summary", "text", "text2", "keywords", "extras", "report", "x",
    ]);
    (id, typed(), any::<bool>()).prop_map(|(id, value, labelled)| {
        let input = json!({ "type": 4, "custom_id": id, "value": value });
        if labelled {
            json!({ "type": 18, "component": input })
        } else {
            json!({ "type": 1, "components": [input] })
        }
    })
}

fn data() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        4 => select(vec!["alles", "ook", "kapot", "hulp", "zoek", "moderatie"]).prop_map(str::to_owned),
        1 => typed(),
    ];
    let values = prop::collection::vec(
        prop_oneof![
            select(vec!["alles/een", "alles/", "/", "AAAAAAA"]).prop_map(str::to_owned),
            typed()
        ],
        0..3,
    );
    let fields = prop::collection::vec(field(), 0..6);
    let message = (typed(), select(vec!["7", "80351110224678912"]));
    (name, 0..5_u8, options(), custom_id(), values, fields, message).prop_map(
        |(name, kind, options, custom_id, values, fields, (content, author))| {
            json!({
                "id": "1", "name": name, "type": kind.max(1), "options": options,
                "custom_id": custom_id, "values": values, "components": fields, "target_id": "9",
                "resolved": { "messages": { "9":
                    { "content": content, "author": { "id": author, "username": content } } } },
            })
        },
    )
}

/// Whether the sender may moderate is for the last field to say.
fn member() -> impl Strategy<Value = (Option<Value>, u64, bool)> {
    let home = HOME;
    prop_oneof![
        // In the home guild with what it takes.
        Just((
            Some(
                json!({ "user": { "id": "80351110224678912" }, "permissions": "0",
            "roles": [MODERATOR_ROLE.to_string(), MODERATOR_ROLE.to_string()] })
            ),
            home,
            true
        )),
        Just((
            Some(json!({ "user": { "id": "1" }, "permissions": "32" })),
            home,
            true
        )),
        // With less.
        Just((
            Some(json!({ "user": { "id": "1" }, "permissions": "0", "roles": ["601"] })),
            home,
            false
        )),
        Just((
            Some(json!({ "user": { "id": "1" }, "permissions": "8", "roles": ["600"] })),
            home + 1,
            false
        )),
        Just((Some(json!({ "permissions": "0x20" })), home, false)),
        Just((Some(json!({ "permissions": "32 " })), home, false)),
        Just((Some(json!({ "permissions": "-1" })), home, false)),
        Just((
            Some(json!({ "permissions": "99999999999999999999999" })),
            home,
            false
        )),
        Just((Some(json!({ "permissions": null })), home, false)),
        Just((Some(json!({})), home, false)),
        Just((None, home, false)),
    ]
}

prop_compose! {
    /// An interaction, and whether its sender may moderate.
    fn interaction()(
        kind in 0..8_u8,
        data in prop::option::weighted(0.95, data()),
        (member, guild, may) in member(),
        id: u64,
        flags in select(vec![0, 64]),
        asker in prop::option::of(select(vec!["1", "80351110224678912"])),
        content in prop_oneof![select(vec!["<@7>", "<@7>\nTekst", "<@"]).prop_map(str::to_owned), typed()],
    ) -> (Value, bool) {
        let origin = asker.map(|id| json!({ "user": { "id": id } }));
        let mut payload = json!({
            "id": id.to_string(), "application_id": "2", "type": kind, "token": "t",
            "guild_id": guild.to_string(), "channel_id": "3",
            "message": { "flags": flags, "interaction_metadata": origin, "content": content },
        });
        if let Some(data) = data {
            payload["data"] = data;
        }
        if let Some(member) = member {
            payload["member"] = member;
        }
        (payload, may)
    }
}

/// Texts with groups, and a file that is broken.
fn texts() -> Folder {
    let grouped = |name: &str| entry(name) + "group = \"Groep\"\nrelated = [\"ook/drie\"]\n";
    let random = file(&["drie"]).replace("option =", "open_with = \"random\"\noption =");
    Folder::new(&[
        (
            "alles.toml",
            &(file(&[]) + &grouped("een") + &grouped("twee")),
        ),
        ("ook.toml", &random),
        ("kapot.toml", "title = \"Kapot"),
    ])
}

fn texts_of(folder: &Path) -> Vec<String> {
    ["alles.toml", "ook.toml", "kapot.toml"]
        .map(|name| fs::read_to_string(folder.join(name)).unwrap())
        .into()
}

/// All text of an answer that Discord would read as markdown: what is not in a block of code.
fn markdown(callback: &Value) -> String {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => {
                // Every other piece between fences is code.
                let pieces = text.split("```").step_by(2);
                found.extend(pieces.map(str::to_owned));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(callback, &mut found);
    found.join("\n")
}

/// Whether a member was chosen to be answered: with an option, from a menu, or by the message that a
/// button stands under.
fn is_named_on_purpose(payload: &Value, called: &Value) -> bool {
    let called = called.as_str().unwrap();
    let data = &payload["data"];
    let options = data["options"].as_array().into_iter().flatten();
    let mut chosen = options.filter(|option| option["type"] == 6 && option["name"] == "voor");
    let starts = |text: &Value, start: String| text.as_str().is_some_and(|t| t.starts_with(&start));
    chosen.any(|option| option["value"] == called)
        || starts(&data["custom_id"], format!("1:reply:{called}"))
        || starts(&payload["message"]["content"], format!("<@{called}>"))
}

fn check(bot: &Bot, payload: &Value, may: bool) -> Result<(), TestCaseError> {
    let Some(callback) = check_interaction(bot, payload.to_string().as_bytes()) else {
        return Err(TestCaseError::fail("it is no interaction"));
    };
    let path = "/interactions/1/t/callback";
    let violations = openapi::violations(&Method::POST, path, &callback);
    prop_assert!(violations.is_empty(), "{violations:#?}\n{callback:#}");
    for called in callback["data"]["allowed_mentions"]["users"]
        .as_array()
        .into_iter()
        .flatten()
    {
        prop_assert!(is_named_on_purpose(payload, called), "{called} is called");
    }
    // What moderators typed in a form is shown to them as members will see it.
    let is_command = payload["type"] == 2 && callback["type"] == 4;
    if !may || is_command {
        // Moderators see what was not found: words, and how often.
        let is_plain = |line: &str| {
            let words = line.rsplit_once(" (").map_or(line, |(words, _)| words);
            may && words.chars().all(|c| c.is_alphanumeric() || c == ' ')
        };
        let said = markdown(&callback);
        let told: Vec<&str> = said.lines().filter(|line| line.contains(MARK)).collect();
        prop_assert!(told.iter().all(|line| is_plain(line)), "{told:#?}");
        let is_private = callback["data"]["flags"] == 64 || callback["type"] != 4;
        prop_assert!(
            is_private || !callback.to_string().contains(MARK),
            "{callback:#}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_interaction_has_an_answer_that_discord_takes(
        interactions in prop::collection::vec(interaction(), 1..20),
    ) {
        let (folder, state) = (texts(), TempDir::new().unwrap());
        let bot = bot(folder.path(), state.path());
        for (payload, may) in &interactions {
            let before = texts_of(folder.path());
            check(&bot, payload, *may)?;
            prop_assert!(*may || texts_of(folder.path()) == before, "a stranger wrote");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_custom_id_is_read_without_harm(text in custom_id()) {
        check_custom_id(&text);
    }

    #[test]
    fn every_body_is_an_interaction_or_none(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = serde_json::from_slice::<aandeslag::discord::Interaction>(&body);
    }
}
