//! Reads an interaction from Discord's JSON, also where that is not quite as it should be.

use serde::Deserialize;
use serde_json::Value;

use crate::discord::{Data, Interaction, InteractionType, Secret, Snowflake};

/// Why an interaction could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The line of the JSON, from 1.
    pub line: usize,
    /// The byte in it, from 1.
    pub column: usize,
    /// As much as it takes to say that the bot does not know it, if that is there.
    pub known: Option<Box<Interaction>>,
}

impl Interaction {
    /// Reads an interaction from Discord's JSON. Half a character, a `null` in place of nothing and a
    /// field that is there twice are no reason to leave a member without an answer.
    ///
    /// # Errors
    ///
    /// When what it needs is missing, or something else than it should be.
    pub fn read(json: &[u8]) -> Result<Self, Unreadable> {
        let error = match serde_json::from_slice(json) {
            Ok(interaction) => return Ok(interaction),
            Err(error) => error,
        };
        let text = with_whole_characters(&String::from_utf8_lossy(json));
        let mut value = serde_json::from_str(&text).ok();
        value.iter_mut().for_each(drop_nulls);
        match value.clone().map(serde_json::from_value) {
            Some(Ok(interaction)) => Ok(interaction),
            _ => Err(Unreadable {
                line: error.line(),
                column: error.column(),
                known: value.as_ref().and_then(Self::known).map(Box::new),
            }),
        }
    }

    /// As much of it as is needed to say that the bot does not know it.
    fn known(value: &Value) -> Option<Self> {
        let kind = InteractionType::deserialize(&value["type"]).unwrap_or_default();
        Some(Self {
            id: Snowflake::deserialize(&value["id"]).ok()?,
            application_id: Snowflake::deserialize(&value["application_id"]).unwrap_or_default(),
            kind,
            token: Secret::new(value["token"].as_str().unwrap_or_default()),
            // While an option is being typed, Discord takes nothing but suggestions.
            data: (kind == InteractionType::AUTOCOMPLETE).then(Data::default),
            ..Self::default()
        })
    }
}

/// JSON in which no half of a character stands alone: `\ud83d` without the half that goes with it is
/// no text, and whoever types can send it.
fn with_whole_characters(json: &str) -> String {
    /// The half that begins with this escape, if it is one.
    fn half(escape: &str) -> Option<u16> {
        let digits = escape.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    }
    let mut whole = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(place) = rest.find('\\') {
        whole.push_str(&rest[..place]);
        let escape = &rest[place..];
        let next = half(escape).and_then(|_| half(escape.get(6..)?));
        let (text, length) = match (half(escape), next) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (escape.get(..12), 12),
            (Some(0xd800..=0xdfff), _) => (Some("\\ufffd"), 6),
            // What is escaped, such as another backslash, is no beginning of an escape.
            _ => {
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                (escape.get(..length), length)
            }
        };
        whole.push_str(text.unwrap_or_default());
        rest = &escape[length..];
    }
    whole + rest
}

/// Takes the fields away that are `null`.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
