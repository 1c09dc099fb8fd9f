//! What Discord's documentation refuses in an answer, most of which its API description lacks:
//! <https://discord.com/developers/docs/resources/message#embed-object-embed-limits>,
//! <https://discord.com/developers/docs/components/reference>,
//! <https://discord.com/developers/docs/interactions/receiving-and-responding> and
//! <https://discord.com/developers/docs/interactions/application-commands>. Lengths are in characters;
//! Discord takes the spaces around a text away first.

use std::collections::HashSet;
use std::fmt::Display;

use serde_json::{Map, Value, json};

/// One reason to refuse a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Where, such as `data.components.1.components`.
    pub(crate) place: String,
    pub(crate) message: String,
}

/// Everything that is wrong with a callback.
pub(crate) fn of_callback(callback: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    let data = &callback["data"];
    match callback["type"].as_u64() {
        Some(1 | 5 | 6) => {}
        Some(4 | 7) => found.message("data", data),
        Some(8) => found.choices("data.choices", &data["choices"]),
        Some(9) => found.modal("data", data),
        _ => found.add("type", "Value must be one of {1, 4, 5, 6, 7, 8, 9}."),
    }
    found.0
}

/// Everything that is wrong with a message that stands by itself.
pub(crate) fn of_message(message: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    found.message("", message);
    found.0
}

/// What Discord answers then, with status 400;
/// <https://discord.com/developers/docs/reference#error-messages>.
pub(crate) fn refusal(violations: &[Violation]) -> Value {
    let mut errors = json!({});
    for Violation { place, message } in violations {
        let mut at = &mut errors;
        for key in place.split('.').filter(|key| !key.is_empty()) {
            let fields = at.as_object_mut().unwrap();
            at = fields.entry(key).or_insert_with(|| Map::new().into());
        }
        let list = at.as_object_mut().unwrap().entry("_errors");
        let list = list.or_insert_with(|| json!([])).as_array_mut().unwrap();
        list.push(json!({ "code": "BASE_TYPE_BAD_LENGTH", "message": message }));
    }
    json!({ "code": 50035, "message": "Invalid Form Body", "errors": errors })
}

#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, place: impl Display, message: impl Display) {
        self.0.push(Violation {
            place: place.to_string(),
            message: message.to_string(),
        });
    }

    /// The characters of a text, which must be from `least` to `most`; nothing is none.
    fn text(&mut self, place: impl Display, text: &Value, least: usize, most: usize) -> usize {
        let trimmed = text.as_str().unwrap_or_default().trim();
        let n = trimmed.chars().count();
        if !(text.is_null() || text.is_string()) {
            self.add(&place, "Could not interpret as string.");
        }
        self.count(place, n, least, most);
        n
    }

    fn count(&mut self, place: impl Display, n: usize, least: usize, most: usize) {
        if !(least..=most).contains(&n) {
            self.add(
                place,
                format!("Must be between {least} and {most} in length."),
            );
        }
    }

    fn message(&mut self, place: &str, message: &Value) {
        let at = |field: &str| match place {
            "" => field.to_owned(),
            place => format!("{place}.{field}"),
        };
        let content = self.text(at("content"), &message["content"], 0, 2000);
        let embeds = list(&message["embeds"]);
        self.count(at("embeds"), embeds.len(), 0, 10);
        let mut total = 0;
        for (n, embed) in embeds.iter().enumerate() {
            total += self.embed(&at(&format!("embeds.{n}")), embed);
        }
        self.count(at("embeds"), total, 0, 6000);
        if content == 0 && embeds.is_empty() && list(&message["attachments"]).is_empty() {
            self.add(place, "Cannot send an empty message");
        }
        self.components(&at("components"), &message["components"]);
        let called = list(&message["allowed_mentions"]["users"]);
        self.count(at("allowed_mentions.users"), called.len(), 0, 100);
        self.distinct(&at("allowed_mentions.users"), called.iter());
    }

    fn embed(&mut self, place: &str, embed: &Value) -> usize {
        let mut total = self.text(format!("{place}.title"), &embed["title"], 0, 256);
        total += self.text(
            format!("{place}.description"),
            &embed["description"],
            0,
            4096,
        );
        let footer = &embed["footer"];
        if footer.is_object() {
            total += self.text(format!("{place}.footer.text"), &footer["text"], 1, 2048);
        }
        if embed["color"]
            .as_u64()
            .is_some_and(|color| color > 0xff_ffff)
        {
            self.add(
                format!("{place}.color"),
                "int value should be less than 16777216.",
            );
        }
        let fields = list(&embed["fields"]);
        self.count(format!("{place}.fields"), fields.len(), 0, 25);
        for (n, field) in fields.iter().enumerate() {
            let place = format!("{place}.fields.{n}");
            total += self.text(format!("{place}.name"), &field["name"], 1, 256);
            total += self.text(format!("{place}.value"), &field["value"], 1, 1024);
        }
        if total == 0 {
            self.add(place, "Cannot send an empty message");
        }
        total
    }

    fn components(&mut self, place: &str, rows: &Value) {
        let rows = list(rows);
        self.count(place, rows.len(), 0, 5);
        for (n, row) in rows.iter().enumerate() {
            let place = format!("{place}.{n}.components");
            let components = list(&row["components"]);
            let has_menu = components.iter().any(|component| component["type"] == 3);
            let most = if has_menu { 1 } else { 5 };
            self.count(&place, components.len(), 1, most);
            for (n, component) in components.iter().enumerate() {
                let place = format!("{place}.{n}");
                match component["type"].as_u64() {
                    Some(2) => self.button(&place, component),
                    Some(3) => self.menu(&place, component),
                    _ => self.add(place, "Value must be one of {2, 3}."),
                }
            }
        }
        let components = rows.iter().flat_map(|row| list(&row["components"]));
        let ids = components.map(|component| &component["custom_id"]);
        self.distinct(place, ids.filter(|id| id.is_string()));
    }

    fn button(&mut self, place: &str, button: &Value) {
        let label = self.text(format!("{place}.label"), &button["label"], 0, 80);
        if label == 0 && !button["emoji"].is_object() {
            self.add(place, "A label or emoji is required.");
        }
        let is_link = button["style"] == 5;
        if is_link {
            self.text(format!("{place}.url"), &button["url"], 1, 512);
        } else {
            self.text(format!("{place}.custom_id"), &button["custom_id"], 1, 100);
        }
        if button["url"].is_string() != is_link || button["custom_id"].is_string() == is_link {
            self.add(place, "A custom id and url cannot both be specified");
        }
    }

    fn menu(&mut self, place: &str, menu: &Value) {
        self.text(format!("{place}.custom_id"), &menu["custom_id"], 1, 100);
        self.text(format!("{place}.placeholder"), &menu["placeholder"], 0, 150);
        let options = list(&menu["options"]);
        self.count(format!("{place}.options"), options.len(), 1, 25);
        for (n, option) in options.iter().enumerate() {
            let place = format!("{place}.options.{n}");
            self.text(format!("{place}.label"), &option["label"], 1, 100);
            self.text(format!("{place}.value"), &option["value"], 1, 100);
            if !option["description"].is_null() {
                self.text(
                    format!("{place}.description"),
                    &option["description"],
                    1,
                    100,
                );
            }
        }
        let values = options.iter().map(|option| &option["value"]);
        self.distinct(&format!("{place}.options"), values);
    }

    fn modal(&mut self, place: &str, modal: &Value) {
        self.text(format!("{place}.title"), &modal["title"], 1, 45);
        self.text(format!("{place}.custom_id"), &modal["custom_id"], 1, 100);
        let rows = list(&modal["components"]);
        self.count(format!("{place}.components"), rows.len(), 1, 5);
        for (n, row) in rows.iter().enumerate() {
            let place = format!("{place}.components.{n}.components");
            let inputs = list(&row["components"]);
            self.count(&place, inputs.len(), 1, 1);
            for input in inputs {
                let most = input["max_length"].as_u64().unwrap_or(4000);
                let most = usize::try_from(most).unwrap();
                self.count(format!("{place}.0.max_length"), most, 1, 4000);
                self.text(format!("{place}.0.custom_id"), &input["custom_id"], 1, 100);
                self.text(format!("{place}.0.label"), &input["label"], 1, 45);
                self.text(
                    format!("{place}.0.placeholder"),
                    &input["placeholder"],
                    0,
                    100,
                );
                self.text(format!("{place}.0.value"), &input["value"], 0, most);
            }
        }
        let inputs = rows.iter().flat_map(|row| list(&row["components"]));
        self.distinct(place, inputs.map(|input| &input["custom_id"]));
    }

    fn choices(&mut self, place: &str, choices: &Value) {
        let choices = list(choices);
        self.count(place, choices.len(), 0, 25);
        for (n, choice) in choices.iter().enumerate() {
            self.text(format!("{place}.{n}.name"), &choice["name"], 1, 100);
            self.text(format!("{place}.{n}.value"), &choice["value"], 1, 100);
        }
    }

    fn distinct<'a>(&mut self, place: &str, names: impl Iterator<Item = &'a Value>) {
        let mut seen = HashSet::new();
        for name in names {
            if !seen.insert(name.to_string()) {
                self.add(
                    place,
                    format!("Component custom id cannot be duplicated: {name}"),
                );
            }
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
