//! Interactions with every field that Discord sends, as in
//! <https://discord.com/developers/docs/interactions/receiving-and-responding>.

use std::sync::atomic::{AtomicU64, Ordering};

use aandeslag::discord::{Moderators, command as registration};
use serde_json::{Value, json};

use super::callback::{custom_id, inputs};
use super::folder::{HOME, MODERATOR_ROLE};
use super::stand_in::APPLICATION;

/// What the token of every interaction begins with.
pub(crate) const TOKEN_PREFIX: &str = "interaction-token-never-to-be-shown";
/// Who asks, where nothing else is said.
pub(crate) const ASKER: &str = "1300000000000000001";
/// Someone else.
pub(crate) const OTHER: &str = "1300000000000000002";

static N_MADE: AtomicU64 = AtomicU64::new(1);

/// A slash command, with options as `[{name, type, value}]`.
pub(crate) fn command(name: &str, options: Value) -> Value {
    let mut payload = in_guild(2, ASKER);
    payload["data"] = json!({"id": "1400000000000000001", "name": name, "type": 1});
    if options != json!([]) {
        payload["data"]["options"] = options;
    }
    payload
}

/// A slash command with the value of its own option.
pub(crate) fn command_option(name: &str, option: &str, value: &str) -> Value {
    command(name, json!([{"name": option, "type": 3, "value": value}]))
}

/// A slash command with the value of its own option, which is called as in every
/// [`file`](super::folder::file).
pub(crate) fn command_with(name: &str, value: &str) -> Value {
    command_option(name, "tekst", value)
}

/// A command's own option while it is being typed.
pub(crate) fn typing(name: &str, option: &str, typed: &str) -> Value {
    let options = json!([{"name": option, "type": 3, "value": typed, "focused": true}]);
    let mut payload = command(name, options);
    payload["type"] = json!(4);
    payload
}

/// A command's own option while it is being typed, of a [`file`](super::folder::file).
pub(crate) fn autocomplete(name: &str, typed: &str) -> Value {
    typing(name, "tekst", typed)
}

/// A press by `user` on a button of a message that [`ASKER`] asked for.
pub(crate) fn button(custom_id: &str, user: &str, flags: u64) -> Value {
    let mut payload = in_guild(3, user);
    payload["data"] = json!({"custom_id": custom_id, "component_type": 2, "id": 3});
    payload["message"] = message(flags);
    payload
}

/// A press on a button of a message that everyone sees, by [`ASKER`], who asked for it.
pub(crate) fn press(custom_id: &str) -> Value {
    button(custom_id, ASKER, 0)
}

/// A choice from a menu.
pub(crate) fn choose(custom_id: &str, value: &str) -> Value {
    let mut payload = in_guild(3, ASKER);
    payload["data"] =
        json!({"custom_id": custom_id, "component_type": 3, "values": [value], "id": 2});
    payload["message"] = message(0);
    payload
}

/// A subcommand of the moderators' command.
pub(crate) fn moderation(subcommand: &str, options: &[(&str, &str)]) -> Value {
    let option = |(name, value): &(&str, &str)| json!({"name": name, "type": 3, "value": value});
    let options: Vec<Value> = options.iter().map(option).collect();
    command(
        "moderatie",
        json!([{"name": subcommand, "type": 1, "options": options}]),
    )
}

/// The same with a file that was sent along.
pub(crate) fn with_file(mut payload: Value, name: &str, size: usize, url: &str) -> Value {
    const ID: &str = "1700000000000000001";
    let options = payload["data"]["options"][0]["options"]
        .as_array_mut()
        .unwrap();
    options.push(json!({"name": "bestand", "type": 11, "value": ID}));
    let file = json!({
        "id": ID, "filename": name, "size": size, "url": url, "proxy_url": url,
        "content_type": "text/plain; charset=utf-8", "content_scan_version": 0, "ephemeral": true,
    });
    payload["data"]["resolved"] = json!({"attachments": {ID: file}});
    payload
}

/// The same with a picture that was sent along for a text.
pub(crate) fn with_picture(payload: Value, name: &str, size: usize, url: &str) -> Value {
    let mut payload = with_file(payload, name, size, url);
    let options = payload["data"]["options"][0]["options"].as_array_mut();
    options.unwrap().last_mut().unwrap()["name"] = json!("afbeelding");
    payload
}

/// An option of a moderators' subcommand while it is being typed.
pub(crate) fn moderation_typing(subcommand: &str, option: &str, typed: &str) -> Value {
    suggestions(subcommand, option, typed, json!([]))
}

/// An option of a moderators' subcommand while it is being typed, behind which these are filled in.
pub(crate) fn suggestions(subcommand: &str, option: &str, typed: &str, others: Value) -> Value {
    let mut payload = autocomplete("moderatie", "");
    let mut options = vec![json!({ "name": option, "type": 3, "value": typed, "focused": true })];
    options.extend(others.as_array().cloned().unwrap_or_default());
    payload["data"]["options"] = json!([{ "name": subcommand, "type": 1, "options": options }]);
    payload
}

/// The modal of a callback, sent in; fields not named stay as they are.
pub(crate) fn filled(modal: &Value, fields: &[(&str, &str)]) -> Value {
    let row = |(id, value): (String, String)| {
        let new = fields.iter().find(|(name, _)| *name == id);
        let value = new.map_or(value.as_str(), |(_, value)| value);
        let input = json!({"type": 4, "id": 2, "custom_id": id, "value": value});
        json!({"type": 1, "id": 1, "components": [input]})
    };
    let rows: Vec<Value> = inputs(modal).into_iter().map(row).collect();
    let mut payload = in_guild(5, ASKER);
    payload["data"] = json!({"custom_id": modal["data"]["custom_id"], "components": rows});
    payload
}

/// A modal that is sent in with each field in a label, as newer ones are, among fields of every other
/// kind; <https://discord.com/developers/docs/components/reference#label>.
pub(crate) fn in_labels(mut modal: Value) -> Value {
    let label = |field: Value| json!({"type": 18, "id": 9, "component": field});
    let rows = modal["data"]["components"].as_array_mut().unwrap();
    for row in &mut *rows {
        *row = label(row["components"][0].clone());
    }
    let others = [
        json!({"type": 3, "custom_id": "menu", "values": ["een", "twee"]}),
        json!({"type": 5, "custom_id": "leden", "values": [ASKER]}),
        json!({"type": 19, "custom_id": "bestand", "values": ["1700000000000000001"]}),
        json!({"type": 21, "custom_id": "keuze", "value": null}),
        json!({"type": 21, "custom_id": "andere-keuze", "value": "een"}),
        json!({"type": 22, "custom_id": "vinkjes", "values": []}),
        json!({"type": 23, "custom_id": "vinkje", "value": true}),
        json!({"type": 99, "custom_id": "nieuw", "value": {"diep": [1]}}),
    ];
    rows.extend(others.map(label));
    rows.push(json!({"type": 10, "id": 30}));
    modal
}

/// The same command in JSON that no one should send, and somebody may: each with its name. `command`
/// has to have a text and nothing else.
pub(crate) fn oddities(command: &Value) -> Vec<(&'static str, String)> {
    let plain = command.to_string();
    let with = |path: &str, value: Value| {
        let (parent, name) = path.rsplit_once('/').unwrap();
        let mut odd = command.clone();
        odd.pointer_mut(parent).unwrap()[name] = value;
        odd.to_string()
    };
    let mut half = command.clone();
    let options = half["data"]["options"].as_array_mut().unwrap();
    options.push(json!({"name": "HALF", "type": 5, "value": true}));
    let twice = plain.replacen("\"type\":", "\"type\":9,\"type\":", 1);
    vec![
        ("a field twice", twice),
        (
            "half a character",
            half.to_string().replace("HALF", "\\ud83d"),
        ),
        (
            "the other half",
            half.to_string().replace("HALF", "\\udc00\\n"),
        ),
        ("no resolved", with("/data/resolved", Value::Null)),
        ("no components", with("/data/components", Value::Null)),
        ("no custom_id", with("/data/custom_id", Value::Null)),
        ("no message", with("/message", Value::Null)),
        (
            "an option that is null",
            with("/data/options/0/focused", Value::Null),
        ),
        (
            "unknown fields",
            with("/data/options/0/new", json!({"deep": [[{}]]})),
        ),
        ("an unknown object", with("/new", json!([{"type": 99}]))),
        ("space", format!(" \n{plain}\t")),
    ]
}

/// A modal that is sent in and is not one of the bot's.
pub(crate) fn modal(custom_id: &str) -> Value {
    let mut payload = in_guild(5, ASKER);
    let field = json!({"type": 4, "id": 2, "custom_id": "text", "value": "iets"});
    payload["data"] = json!({
        "custom_id": custom_id,
        "components": [{"type": 1, "id": 1, "components": [field]}],
    });
    payload
}

/// What stands at this place in the menu of a message, chosen by whoever alone sees that.
pub(crate) fn choose_at(on: &Value, place: usize) -> Value {
    let menu = &on["data"]["components"][0]["components"][0];
    let id = menu["custom_id"].as_str().unwrap();
    on_private(choose(
        id,
        menu["options"][place]["value"].as_str().unwrap(),
    ))
}

/// "Antwoord met…" chosen for what someone wrote.
pub(crate) fn message_command(text: &str, author: &str) -> Value {
    let mut written = message(0);
    written["content"] = json!(text);
    written["author"] = person(author);
    let id = written["id"].as_str().unwrap().to_owned();
    let mut payload = in_guild(2, ASKER);
    payload["data"] = json!({
        "id": "1400000000000000002", "name": "Antwoord met…", "type": 3, "target_id": id,
        "resolved": {"messages": {id: written}},
    });
    payload
}

/// A command whose answer is for [`OTHER`], who goes by this name.
pub(crate) fn for_other(name: &str, option: &str, value: &str, called: &str) -> Value {
    let voor = json!({"name": "voor", "type": 6, "value": OTHER});
    let mut payload = command(
        name,
        json!([{"name": option, "type": 3, "value": value}, voor]),
    );
    let mut user = person(OTHER);
    user["username"] = json!(called);
    user["global_name"] = json!(called);
    payload["data"]["resolved"] = json!({"users": {OTHER: user}});
    payload
}

/// A payload of [`OTHER`] in place of [`ASKER`].
pub(crate) fn by_other(mut payload: Value) -> Value {
    payload["member"]["user"]["id"] = json!(OTHER);
    payload
}

/// A press on a message that one person sees.
pub(crate) fn on_private(mut payload: Value) -> Value {
    payload["message"]["flags"] = json!(64);
    payload
}

/// A payload with an id and a token of its own, when one like it was sent before.
pub(crate) fn anew(mut payload: Value) -> Value {
    let fresh = in_guild(0, ASKER);
    payload["id"] = fresh["id"].clone();
    payload["token"] = fresh["token"].clone();
    payload
}

/// What a moderator does in the moderators' server.
pub(crate) fn as_moderator(mut payload: Value) -> Value {
    payload["guild_id"] = json!(HOME.to_string());
    payload["member"]["permissions"] = json!("0");
    payload["member"]["roles"] = json!([MODERATOR_ROLE.to_string()]);
    anew(payload)
}

/// A moderator's press on a button or menu of a message that they alone see, by its words.
pub(crate) fn on(message: &Value, words: &str) -> Value {
    as_moderator(on_private(press(&custom_id(message, words))))
}

/// What a member does in the moderators' server, where reports are taken.
pub(crate) fn at_home(mut payload: Value) -> Value {
    payload["guild_id"] = json!(HOME.to_string());
    payload["member"]["permissions"] = json!("0");
    anew(payload)
}

/// The same in a direct message, which has a user in place of a member.
pub(crate) fn direct(mut payload: Value) -> Value {
    let fields = payload.as_object_mut().unwrap();
    let user = fields["member"]["user"].clone();
    for key in ["member", "guild", "guild_id", "guild_locale"] {
        fields.shift_remove(key);
    }
    fields.insert("user".into(), user);
    fields.insert("context".into(), json!(1));
    payload
}

/// The same in a conversation of several people, where only the asker installed the bot.
pub(crate) fn in_group(payload: Value) -> Value {
    let mut payload = direct(payload);
    payload["context"] = json!(2);
    payload["channel"] = json!({"id": payload["channel_id"], "type": 3, "name": null});
    user_installed(payload)
}

/// The same where the asker installed the bot, and not the server.
pub(crate) fn user_installed(mut payload: Value) -> Value {
    payload["authorizing_integration_owners"] = json!({"1": ASKER});
    payload
}

fn in_guild(kind: u8, user: &str) -> Value {
    let n = N_MADE.fetch_add(1, Ordering::Relaxed);
    json!({
        "id": (1_500_000_000_000_000_000 + n).to_string(),
        "application_id": APPLICATION,
        "type": kind,
        "token": format!("{TOKEN_PREFIX}-{n}"),
        "version": 1,
        "guild_id": "1200000000000000001",
        "guild": {"id": "1200000000000000001", "locale": "nl", "features": []},
        "guild_locale": "nl",
        "locale": "nl",
        "channel_id": "1210000000000000001",
        "channel": {"id": "1210000000000000001", "type": 0, "name": "vragen",
                    "guild_id": "1200000000000000001", "permissions": "562949953421311",
                    "flags": 0, "nsfw": false, "position": 1, "rate_limit_per_user": 0},
        "member": {"user": person(user), "roles": [], "permissions": "562949953421311",
                   "nick": null, "avatar": null, "deaf": false, "mute": false, "flags": 0,
                   "pending": false, "premium_since": null, "communication_disabled_until": null,
                   "joined_at": "2026-01-01T00:00:00.000000+00:00", "unusual_dm_activity_until": null},
        "app_permissions": "562949953421311",
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": "1200000000000000001"},
        "context": 0,
        "entitlements": [],
        "entitlement_sku_ids": [],
    })
}

fn person(id: &str) -> Value {
    json!({"id": id, "username": format!("user{id}"), "global_name": null, "discriminator": "0",
           "avatar": null, "public_flags": 0, "clan": null, "primary_guild": null})
}

fn message(flags: u64) -> Value {
    json!({
        "id": "1600000000000000001", "type": 20, "channel_id": "1210000000000000001",
        "author": {"id": APPLICATION, "username": "aandeslag", "discriminator": "0001",
                   "avatar": null, "bot": true, "public_flags": 0, "global_name": null},
        "application_id": APPLICATION, "content": "", "flags": flags, "pinned": false,
        "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "timestamp": "2026-01-01T00:00:00.000000+00:00",
        "edited_timestamp": null, "components": [],
        "embeds": [{"type": "rich", "title": "Fruit", "description": "Wat er ligt"}],
        "interaction_metadata": {"id": "1500000000000000000", "type": 2, "user": person(ASKER),
                                 "authorizing_integration_owners": {"0": "1200000000000000001"},
                                 "name": "fruit", "command_type": 1},
    })
}

/// The subcommands of `/moderatie` as they are registered, and one that there is not.
pub(crate) fn subcommands() -> Vec<String> {
    let command = serde_json::to_value(registration::moderation(&Moderators::default())).unwrap();
    let registered = command["options"].as_array().unwrap();
    let names = registered
        .iter()
        .map(|option| option["name"].as_str().unwrap());
    names.chain(["x"]).map(str::to_owned).collect()
}
