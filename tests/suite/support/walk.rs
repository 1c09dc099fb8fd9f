//! A walk through everything that can be asked: from each command over each button, menu and form.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

use super::payload::{self, ASKER, filled};

/// How often each thing that moderators can do is tried; there is no end to drafts.
const TRIES: usize = 6;

/// What is still to be asked, and what was.
#[derive(Default)]
pub(crate) struct Walk {
    to_ask: VecDeque<Value>,
    seen: HashMap<String, usize>,
}

impl Walk {
    /// From these commands, as they are registered.
    pub(crate) fn from_commands(commands: &[Value]) -> Self {
        let mut walk = Self::default();
        for command in commands {
            let name = command["name"].as_str().unwrap();
            if command["type"] == 3 {
                for text in ["", "hoe maak ik een foto?", "👋"] {
                    walk.ask(payload::message_command(text, payload::OTHER));
                }
                continue;
            }
            let options = command["options"].as_array();
            for option in options.into_iter().flatten() {
                walk.with_option(name, option);
            }
            walk.ask(payload::command(name, json!([])));
            let private = json!([{"name": "alleen_ik", "type": 5, "value": true}]);
            walk.ask(payload::command(name, private));
            let to_other = json!([{"name": "voor", "type": 6, "value": payload::OTHER}]);
            walk.ask(payload::command(name, to_other));
        }
        walk
    }

    fn with_option(&mut self, command: &str, option: &Value) {
        let name = option["name"].as_str().unwrap();
        match option["type"].as_u64() {
            Some(1) => {
                let options = option["options"].as_array();
                let options = options.into_iter().flatten().filter(|o| o["type"] == 3);
                for option in options {
                    let option = option["name"].as_str().unwrap();
                    self.ask(payload::moderation_typing(name, option, ""));
                }
                self.ask(payload::moderation(name, &[]));
            }
            Some(3) => {
                for typed in ["", "zo", "zzqx"] {
                    self.ask(payload::typing(command, name, typed));
                    self.ask(payload::command_option(command, name, typed));
                }
            }
            _ => {}
        }
    }

    fn ask(&mut self, payload: Value) {
        self.to_ask.push_back(payload);
    }

    /// What is to be asked next.
    pub(crate) fn next(&mut self) -> Option<Value> {
        self.to_ask.pop_front()
    }

    /// How much was asked that way.
    pub(crate) fn n_seen(&self) -> usize {
        self.seen.len()
    }

    /// Goes on from what an answer offers.
    pub(crate) fn follow(&mut self, asked: &Value, callback: &Value) {
        let data = &callback["data"];
        match callback["type"].as_u64() {
            Some(8) => self.choose(asked, &data["choices"]),
            Some(9) => {
                let text = "Een nieuwe regel, voor wie het wil weten.";
                let fields = [("title", "Nieuw"), ("text", text), ("report", text)];
                let mut sent = filled(callback, &fields);
                if let Some(message) = asked.get("message") {
                    sent["message"] = message.clone();
                }
                self.once(data["custom_id"].as_str().unwrap(), "", false, sent);
            }
            _ => {
                let is_update = callback["type"] == 7;
                let from = if is_update { &asked["message"] } else { data };
                self.press(from["flags"].as_u64().unwrap_or_default(), data);
            }
        }
    }

    fn choose(&mut self, asked: &Value, choices: &Value) {
        let is_moderation = asked["data"]["name"] == "moderatie";
        let most = if is_moderation { TRIES } else { usize::MAX };
        for choice in choices.as_array().unwrap().iter().take(most) {
            let mut payload = payload::command("", json!([]));
            payload["data"] = asked["data"].clone();
            let is_nested = payload["data"]["options"][0].get("options").is_some();
            let place = if is_nested {
                "/data/options/0/options/0"
            } else {
                "/data/options/0"
            };
            let option = payload.pointer_mut(place).unwrap();
            option["value"] = choice["value"].clone();
            option.as_object_mut().unwrap().shift_remove("focused");
            let key = payload["data"].to_string();
            self.once(&key, "", false, payload);
        }
    }

    /// Presses each button of a message, and chooses each item of its menus.
    pub(crate) fn press(&mut self, flags: u64, message: &Value) {
        let is_private = flags & 64 != 0;
        let rows = message["components"].as_array();
        let components = rows.into_iter().flatten();
        let components = components.flat_map(|row| row["components"].as_array().unwrap());
        for component in components.filter(|component| component["disabled"] != true) {
            let Some(id) = component["custom_id"].as_str() else {
                continue;
            };
            let Some(options) = component["options"].as_array() else {
                let payload = payload::button(id, ASKER, flags);
                self.once(id, "", is_private, payload);
                continue;
            };
            for option in options {
                let value = option["value"].as_str().unwrap();
                let mut payload = payload::choose(id, value);
                payload["message"]["flags"] = json!(flags);
                self.once(id, value, is_private, payload);
            }
        }
    }

    /// Asks for what was not asked for yet.
    fn once(&mut self, id: &str, value: &str, is_private: bool, payload: Value) {
        let verb = id.strip_prefix("1:").and_then(|id| id.split(':').next());
        let of_moderators = verb.filter(|verb| verb.len() == 1 || *verb == "up");
        let (key, most) = match of_moderators {
            Some(verb) => (format!("{verb} {is_private}"), TRIES),
            None => (format!("{id} {value} {is_private}"), 1),
        };
        let n = self.seen.entry(key).or_default();
        *n += 1;
        if *n <= most {
            self.ask(payload);
        }
    }
}
