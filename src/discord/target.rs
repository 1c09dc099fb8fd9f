//! A member's message that a command was chosen for: all that it says, wherever Discord puts it. The shapes
//! are from <https://discord.com/developers/docs/resources/message>.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::discord::User;

/// The fields with words: of a message, of a frame below it and of what that lists, of a poll, and of a
/// component.
const WORDS: [&str; 6] = ["content", "title", "description", "name", "value", "text"];
/// The fields that hold more of a message: frames, a poll, components, and what was passed on with it.
const PARTS: [&str; 9] = [
    "embeds",
    "fields",
    "poll",
    "question",
    "answers",
    "poll_media",
    "components",
    "message_snapshots",
    "message",
];

/// A member's message that a command was chosen for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Target {
    /// Who wrote it.
    pub author: User,
    /// All else that Discord tells of it.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl Target {
    /// All that it says, a line for each part.
    pub(crate) fn text(&self) -> String {
        let mut texts = Vec::new();
        collect(&self.fields, &mut texts);
        texts.join("\n")
    }
}

fn collect<'a>(fields: &'a Map<String, Value>, texts: &mut Vec<&'a str>) {
    for (name, value) in fields {
        let is_part = PARTS.contains(&name.as_str());
        match value {
            Value::String(text) if WORDS.contains(&name.as_str()) && !text.is_empty() => {
                texts.push(text);
            }
            Value::Object(part) if is_part => collect(part, texts),
            Value::Array(parts) if is_part => {
                let parts = parts.iter().filter_map(Value::as_object);
                parts.for_each(|part| collect(part, texts));
            }
            _ => {}
        }
    }
}
