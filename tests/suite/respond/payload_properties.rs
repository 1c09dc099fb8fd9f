//! What holds for every interaction, however odd: an answer that Discord takes, that calls nobody
//! and repeats nothing that a member typed.

use std::fs;
use std::path::Path;

use aandeslag::bot::Bot;
use aandeslag::discord::{Callback, Moderators, Snowflake, command};
use aandeslag::library::EntryRef;
use aandeslag::respond::{Reply, weekly_tip};
use aandeslag::store::live::Live;
use axum::http::Method;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::folder::{Folder, HOME, MODERATOR_ROLE, entry, file, shipped};
use crate::support::invariants::{assert_fits, bot, bot_with, check_custom_id, check_interaction};
use crate::support::openapi;
use crate::support::payload::subcommands;
use crate::support::sentences;
use crate::support::walk::Walk;

/// What members type here, so that it can be found in an answer; it is no word of any text.
const MARK: &str = "zzqx";

/// Text that would call people, look like something else or hide itself, if it got through.
fn typed() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "@everyone",
        "@here",
        "<@1300000000000000001>",
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
        "1300000000000000001",
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
    let sub = select(subcommands());
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
    let message = (typed(), select(vec!["7", "1300000000000000001"]));
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
                json!({ "user": { "id": "1300000000000000001" }, "permissions": "0",
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
        asker in prop::option::of(select(vec!["1", "1300000000000000001"])),
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

/// The guild of the payloads that a [`Walk`] sends.
const GUILD: u64 = 1_200_000_000_000_000_001;

/// Asks for everything that can be asked of these texts, by a moderator, with all that can be switched
/// on; each answer has to be one that Discord takes, without the last look having had to mend it.
/// Gives how much was asked.
fn check_all(folder: &Path, reports: bool) -> usize {
    let state = TempDir::new().unwrap();
    let settings = format!(
        "[moderation]\nguild = \"{GUILD}\"\nchannel = \"700\"\nreports = {reports}\n\
         [weekly]\nchannel = \"700\"\ncollection = \"tips\"\n"
    );
    let bot = bot_with(folder, state.path(), &settings);
    let library = &bot.live().current().library;
    let moderators = Moderators {
        guild: Snowflake(GUILD),
        roles: Vec::new(),
    };
    let mut commands = command::all(library, false);
    commands.push(command::moderation(&moderators));
    let commands: Vec<Value> = commands
        .iter()
        .map(|command| serde_json::to_value(command).unwrap())
        .collect();
    let mut walk = Walk::from_commands(&commands);
    for tip in weekly_tips(folder) {
        walk.press(0, &tip["data"]);
    }
    while let Some(asked) = walk.next() {
        let callback = check_interaction(&bot, asked.to_string().as_bytes());
        let callback = callback.unwrap_or_else(|| panic!("no interaction: {asked:#}"));
        check_taken(&callback);
        sentences::assert_whole(&callback["data"]);
        walk.follow(&asked, &callback);
    }
    walk.n_seen()
}

/// Each text as the tip of the week.
fn weekly_tips(folder: &Path) -> Vec<Value> {
    let snapshot = Live::load(folder, None).unwrap().current();
    let collections = snapshot.library.collections().iter();
    let references =
        collections.flat_map(|c| c.entries().iter().map(|e| EntryRef::new(&c.name, &e.id)));
    let tip = |reference: EntryRef| {
        let message = weekly_tip(&snapshot, &reference).unwrap();
        let callback = Callback::from_reply(Reply::private(message));
        assert_eq!(callback.mended, [""; 0], "{callback:#?}");
        let tip = serde_json::to_value(callback).unwrap();
        assert_fits(&tip);
        check_taken(&tip);
        tip
    };
    references.map(tip).collect()
}

/// Checks an answer against Discord's description, and that Discord knows each emoji in it by the
/// spelling it has there.
fn check_taken(callback: &Value) {
    let violations = openapi::violations(&Method::POST, "/interactions/1/t/callback", callback);
    assert!(violations.is_empty(), "{violations:#?}\n{callback:#}");
    let rows = callback["data"]["components"].as_array();
    let components = rows
        .into_iter()
        .flatten()
        .filter_map(|row| row["components"].as_array());
    for component in components.flatten() {
        let options = component["options"].as_array().into_iter().flatten();
        for name in options
            .chain([component])
            .filter_map(|with| with["emoji"]["name"].as_str())
        {
            let emoji = emojis::get(name).unwrap();
            assert_eq!(emoji.as_str(), name);
            assert!(emoji.unicode_version() < emojis::UNICODE_VERSION, "{name}");
        }
    }
}

#[test]
fn every_shipped_text_is_one_that_discord_takes() {
    let folder = Folder::new(&[]);
    for (name, content) in shipped() {
        folder.write(&name, content);
    }
    // With reports each answer has the most on it.
    let n = check_all(folder.path(), true);
    assert!(n > 300, "{n} places");
}

#[test]
fn without_reports_every_answer_is_one_that_discord_takes() {
    let n = check_all(texts().path(), false);
    assert!(n > 30, "{n} places");
}

/// A text of characters that take from one to four bytes each, without spaces at its ends.
fn long(most: usize) -> impl Strategy<Value = String> {
    let length = prop_oneof![3 => Just(most), 1 => 1..=most];
    let character = select(vec!["x", "é", "字", "📷", "*", "`", "\u{301}"]);
    (character, length).prop_map(|(character, n)| character.repeat(n))
}

/// How many of something: none, some or as many as may be.
fn count(most: usize) -> impl Strategy<Value = usize> {
    prop_oneof![1 => Just(0), 2 => Just(most), 1 => 0..=most]
}

prop_compose! {
    /// An entry at the limits; the whole answer has room for 6000 characters.
    fn full_entry(n: usize, n_entries: usize)(
        title in long(240),
        summary in prop::option::of(long(100)),
        text in long(3000),
        sections in prop::collection::vec((long(200), long(300)), 0..=4),
        n_links in count(15),
        n_related in count(25),
        n_choices in count(25),
        label in long(70),
        emoji in prop::option::of(select(vec!["📷", "☎", "☎️", "👩‍👩‍👧", "🫫"])),
        group in prop::option::of(long(70)),
    ) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let place = |n: usize| format!("{}{}", "a".repeat(48), 10 + n % n_entries);
        let mut entry = format!("\n[{}]\n", place(n));
        let mut line = |key: &str, value: &str| entry += &format!("{key} = {}\n", quoted(value));
        line("title", &format!("{n}{title}"));
        line("text", &text);
        for (key, value) in [("summary", summary), ("group", group), ("emoji", emoji.map(str::to_owned))] {
            if let Some(value) = value {
                line(key, &value);
            }
        }
        let others: Vec<String> = (1..=n_related.min(n_entries - 1)).map(|m| place(n + m)).collect();
        entry += &format!("related = {others:?}\n");
        let address = format!("https://example.org/{}", "x".repeat(480));
        let links = (0..n_links).map(|m| (format!("{m} {label}"), address.clone()));
        let choices = (1..=n_choices).map(|m| (format!("{m} {label}"), place(n + m)));
        let numbered = |(m, (heading, text)): (usize, (String, String))| (format!("{m}{heading}"), text);
        let sections: Vec<(String, String)> = sections.into_iter().enumerate().map(numbered).collect();
        let blocks = [("sections", sections), ("links", links.collect()), ("choices", choices.collect())];
        for (kind, pairs) in blocks.iter().filter(|(_, pairs)| !pairs.is_empty()) {
            entry += &format!("[{}.{kind}]\n", place(n));
            for (name, value) in pairs {
                entry += &format!("{} = {}\n", quoted(name), quoted(value));
            }
        }
        entry
    }
}

fn full_file() -> impl Strategy<Value = String> {
    let kinds = select(vec!["overview", "random", "guide"]);
    (kinds, 1..5_usize).prop_flat_map(|(kind, n)| {
        let entries: Vec<_> = (0..n).map(|place| full_entry(place, n)).collect();
        let head = (long(200), long(90), long(1000), long(200));
        (entries, head).prop_map(move |(entries, (title, description, intro, source))| {
            let quoted = |text: &str| toml::Value::from(text).to_string();
            format!(
                "title = {}\ndescription = {}\nintro = {}\nsource = {}\nopen_with = \"{kind}\"\n{}",
                quoted(&title),
                quoted(&description),
                quoted(&intro),
                quoted(&source),
                entries.concat()
            )
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn every_text_at_the_limits_is_one_that_discord_takes(text in full_file(), reports: bool) {
        let name = "n".repeat(32);
        let folder = Folder::new(&[(&format!("{name}.toml"), &text), ("tips.toml", &file(&["een"]))]);
        let snapshot = Live::load(folder.path(), None).unwrap().current();
        let found: Vec<_> = snapshot.diagnostics.iter().map(|d| d.fault.message()).collect();
        prop_assert!(snapshot.library.collection(&name).is_some(), "{found:#?}");
        check_all(folder.path(), reports);
    }
}
