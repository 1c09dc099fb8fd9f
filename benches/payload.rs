//! What Discord sends, at its usual size, over the texts that ship with the bot.

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

/// The key that signs, in place of Discord's.
pub(crate) fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The kinds of interactions that are measured.
pub(crate) fn all() -> Vec<(&'static str, Value)> {
    let option = json!([{ "name": "functie", "type": 3, "value": "bekendheid" }]);
    let typed = json!([{ "name": "tip", "type": 3, "value": "foto", "focused": true }]);
    let mut press = common(3);
    press["data"] = json!({ "custom_id": "1:show:functies:actie", "component_type": 2, "id": 3 });
    press["message"] = message();
    vec![
        ("command, 300 bytes", small()),
        ("command", command(2, "functies", &option)),
        ("component", press),
        ("autocomplete", command(4, "tips", &typed)),
    ]
}

/// The least that makes a command.
pub(crate) fn small() -> Value {
    json!({
        "id": "1143556789012345678", "application_id": "845027738276462632", "type": 2,
        "token": "aW50ZXJhY3Rpb24tdG9rZW4", "version": 1,
        "channel_id": "645027906669510667",
        "user": { "id": "80351110224678912", "username": "lid" },
        "data": { "id": "771825006014889984", "name": "functies", "type": 1,
            "options": [{ "name": "functie", "type": 3, "value": "bekendheid" }] }
    })
}

pub(crate) fn command(kind: u8, name: &str, options: &Value) -> Value {
    let mut payload = common(kind);
    payload["data"] =
        json!({ "id": "771825006014889984", "name": name, "type": 1, "options": options });
    payload
}

fn common(kind: u8) -> Value {
    json!({
        "app_permissions": "562949953601536", "application_id": "845027738276462632",
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": { "0": "290926798626357999" },
        "channel": {
            "flags": 0, "guild_id": "290926798626357999", "id": "645027906669510667",
            "last_message_id": "1143556789012345670", "name": "algemeen", "nsfw": false,
            "parent_id": "645027906669510660", "permissions": "2248473465835073",
            "position": 1, "rate_limit_per_user": 0, "topic": null, "type": 0
        },
        "channel_id": "645027906669510667", "context": 0,
        "entitlement_sku_ids": [], "entitlements": [],
        "guild": { "features": ["COMMUNITY", "NEWS"], "id": "290926798626357999", "locale": "nl" },
        "guild_id": "290926798626357999", "guild_locale": "nl",
        "id": "1143556789012345678", "locale": "nl",
        "member": {
            "avatar": null, "banner": null, "collectibles": null,
            "communication_disabled_until": null, "deaf": false, "flags": 0,
            "joined_at": "2024-03-01T10:00:00.000000+00:00", "mute": false, "nick": null,
            "pending": false, "permissions": "2248473465835073", "premium_since": null,
            "roles": ["290926798626358000", "290926798626358001"],
            "unusual_dm_activity_until": null,
            "user": {
                "avatar": "a_d5efa99b3eeaa7dd43acca82f5692432", "avatar_decoration_data": null,
                "clan": null, "collectibles": null, "discriminator": "0",
                "display_name_styles": null, "global_name": "Een Lid",
                "id": "80351110224678912", "primary_guild": null, "public_flags": 131_141,
                "username": "lid"
            }
        },
        "token": "aW50ZXJhY3Rpb246".repeat(12), "type": kind, "version": 1
    })
}

/// The message pressed on: the bot's own answer, as Discord sends it back.
fn message() -> Value {
    let user = json!({ "id": "80351110224678912", "username": "lid", "discriminator": "0",
        "avatar": null, "global_name": "Een Lid", "public_flags": 0 });
    let buttons: Vec<Value> = ["overtuiging", "bewustwording", "organisatie"]
        .iter()
        .map(|id| {
            json!({ "type": 2, "id": 2, "style": 2, "label": id,
                "custom_id": format!("1:show:functies:{id}") })
        })
        .collect();
    json!({
        "id": "1143556789012345679", "type": 20, "flags": 0, "content": "", "tts": false,
        "channel_id": "645027906669510667", "timestamp": "2026-11-23T10:00:00.000000+00:00",
        "edited_timestamp": null, "pinned": false, "mention_everyone": false,
        "application_id": "845027738276462632", "attachments": [],
        "author": { "id": "845027738276462632", "username": "aandeslag", "bot": true,
            "discriminator": "0", "avatar": null, "public_flags": 0 },
        "embeds": [{ "type": "rich", "title": "Bekendheid", "content_scan_version": 0,
            "description": "Laat zien dat je er bent, en waarom. ".repeat(20),
            "fields": [{ "name": "Zo begin je", "value": "Kies een doel. ".repeat(20), "inline": false }] }],
        "components": [{ "type": 1, "id": 1, "components": buttons }],
        "mentions": [], "mention_roles": [],
        "interaction_metadata": { "id": "1143556789012345670", "type": 2, "user": user,
            "command_type": 1, "name": "functies",
            "authorizing_integration_owners": { "0": "290926798626357999" } }
    })
}

/// A signed interaction.
pub(crate) struct Signed {
    pub(crate) timestamp: String,
    pub(crate) body: String,
    pub(crate) signature: [u8; 64],
}

impl Signed {
    pub(crate) fn new(payload: &Value) -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let timestamp = now.unwrap().as_secs().to_string();
        let body = payload.to_string();
        let signature = key()
            .sign(format!("{timestamp}{body}").as_bytes())
            .to_bytes();
        Self {
            timestamp,
            body,
            signature,
        }
    }

    /// The bytes of the request.
    pub(crate) fn request(&self) -> Vec<u8> {
        format!(
            "POST /interactions HTTP/1.1\r\nhost: bot.example.org\r\n\
             user-agent: Discord-Interactions/1.0 (+https://discord.com)\r\n\
             content-type: application/json\r\nx-signature-ed25519: {}\r\n\
             x-signature-timestamp: {}\r\ncontent-length: {}\r\n\r\n{}",
            hex(&self.signature),
            self.timestamp,
            self.body.len(),
            self.body
        )
        .into_bytes()
    }
}
