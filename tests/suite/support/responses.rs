//! Folders of response files for tests, and the bot that answers from them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use aandeslag::bot::Bot;
use aandeslag::discord::{Moderators, Snowflake};
use aandeslag::store::live::Live;
use axum::http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::openapi;

/// The guild in which moderation works in tests, and a role that may.
pub(crate) const HOME: u64 = 500;
pub(crate) const MODERATOR_ROLE: u64 = 600;

/// The token of every interaction here.
pub(crate) const INTERACTION_TOKEN: &str = "aW50ZXJhY3Rpb24tdG9rZW4";

/// A folder of response files, gone at the end of the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), text).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path().join(name)).unwrap();
    }

    pub(crate) fn bot(&self) -> Bot {
        let live = Arc::new(Live::load(self.path(), None).unwrap());
        let moderators = Moderators {
            guild: Snowflake(HOME),
            roles: vec![Snowflake(MODERATOR_ROLE)],
        };
        Bot::new(live, Some(moderators))
    }
}

/// A file with an overview, and entries of these names; each text names its entry.
pub(crate) fn file(entries: &[&str]) -> String {
    let mut text = String::from(
        "title = \"Alles\"\ndescription = \"Alle teksten\"\noption = \"tekst\"\nsource = \"bron\"\n",
    );
    for name in entries {
        text.push_str(&entry(name));
    }
    text
}

/// One entry whose text names it.
pub(crate) fn entry(name: &str) -> String {
    format!(
        "\n[{name}]\ntitle = \"Titel {name}\"\nsummary = \"Kort {name}\"\ntext = \"Tekst {name}\"\n"
    )
}

/// Sends a payload through the bot and gives back the payload that Discord would get, which Discord
/// would take.
pub(crate) fn answer(bot: &Bot, payload: Value) -> Value {
    let interaction = serde_json::from_value(payload).unwrap();
    let callback = serde_json::to_value(bot.answer(&interaction)).unwrap();
    assert_taken("/interactions/1/t/callback", &callback);
    callback
}

/// Checks a body against Discord's official description, where that is at hand.
pub(crate) fn assert_taken(path: &str, body: &Value) {
    let violations = openapi::violations(&Method::POST, path, body);
    assert!(violations.is_empty(), "{violations:#?}\n{body:#}");
}

/// The person who asks in tests, and somebody else.
pub(crate) const ASKER: &str = "80351110224678912";
pub(crate) const OTHER: &str = "80351110224678913";

fn common(kind: u8) -> Value {
    json!({
        "id": "1143556789012345678",
        "application_id": "845027738276462632",
        "type": kind,
        "token": INTERACTION_TOKEN,
        "version": 1,
        "guild_id": "290926798626357999",
        "guild": { "id": "290926798626357999", "locale": "nl", "features": [] },
        "channel_id": "645027906669510667",
        "channel": { "id": "645027906669510667", "type": 0, "name": "algemeen" },
        "member": {
            "user": { "id": ASKER, "username": "lid", "discriminator": "0", "avatar": null, "global_name": "Lid" },
            "roles": [], "permissions": "2147483647", "joined_at": "2024-03-01T10:00:00+00:00",
            "deaf": false, "mute": false, "flags": 0, "nick": null, "pending": false
        },
        "app_permissions": "442368",
        "locale": "nl",
        "guild_locale": "nl",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": { "0": "290926798626357999" },
        "context": 0,
        "attachment_size_limit": 10_485_760
    })
}

/// A slash command with its options.
pub(crate) fn command(name: &str, options: Value) -> Value {
    let mut payload = common(2);
    payload["data"] =
        json!({ "id": "771825006014889984", "name": name, "type": 1, "options": options });
    payload
}

/// A slash command with a value for the collection's option.
pub(crate) fn command_with(name: &str, value: &str) -> Value {
    command(
        name,
        json!([{ "name": "tekst", "type": 3, "value": value }]),
    )
}

/// Text being typed behind a command.
pub(crate) fn autocomplete(name: &str, typed: &str) -> Value {
    let mut payload = common(4);
    payload["data"] = json!({
        "id": "771825006014889984", "name": name, "type": 1,
        "options": [{ "name": "tekst", "type": 3, "value": typed, "focused": true }]
    });
    payload
}

/// A press on a button by the person who asked for the message.
pub(crate) fn press(custom_id: &str) -> Value {
    let mut payload = common(3);
    payload["data"] = json!({ "custom_id": custom_id, "component_type": 2, "id": 3 });
    payload["message"] = json!({
        "id": "1143556789012345679", "type": 20, "flags": 0, "content": "",
        "channel_id": "645027906669510667",
        "author": { "id": "845027738276462632", "username": "aandeslag", "bot": true },
        "embeds": [], "components": [], "mentions": [], "mention_roles": [],
        "interaction_metadata": {
            "id": "1143556789012345670", "type": 2,
            "user": { "id": ASKER, "username": "lid" },
            "authorizing_integration_owners": {}
        }
    });
    payload
}

/// A choice from a menu by the person who asked for the message.
pub(crate) fn choose(custom_id: &str, value: &str) -> Value {
    let mut payload = press(custom_id);
    payload["data"]["component_type"] = json!(3);
    payload["data"]["values"] = json!([value]);
    payload
}

/// The same, done by somebody else.
pub(crate) fn by_other(mut payload: Value) -> Value {
    payload["member"]["user"]["id"] = json!(OTHER);
    payload
}

/// The same, on a message that one person sees.
pub(crate) fn on_private(mut payload: Value) -> Value {
    payload["message"]["flags"] = json!(64);
    payload
}

/// The `custom_id` of the button or menu with these words.
pub(crate) fn custom_id(answer: &Value, words: &str) -> String {
    let found = components(answer)
        .find(|c| c["label"] == words || c["placeholder"] == words)
        .unwrap_or_else(|| panic!("no component '{words}' in {answer:#}"));
    found["custom_id"].as_str().unwrap().to_owned()
}

/// All components of an answer.
pub(crate) fn components(answer: &Value) -> impl Iterator<Item = &Value> {
    let rows = answer["data"]["components"]
        .as_array()
        .into_iter()
        .flatten();
    rows.flat_map(|row| row["components"].as_array().unwrap())
}

/// The labels of all buttons of an answer, without those that do nothing.
pub(crate) fn buttons(answer: &Value) -> Vec<&str> {
    components(answer)
        .filter(|c| c["type"] == 2 && c["disabled"] != true)
        .map(|c| c["label"].as_str().unwrap())
        .collect()
}

/// The title of an answer's embed.
pub(crate) fn title(answer: &Value) -> &str {
    answer["data"]["embeds"][0]["title"]
        .as_str()
        .unwrap_or_default()
}

/// The text of an answer's embed.
pub(crate) fn description(answer: &Value) -> &str {
    answer["data"]["embeds"][0]["description"]
        .as_str()
        .unwrap_or_default()
}
