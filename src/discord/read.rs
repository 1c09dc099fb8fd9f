//! Reads an interaction from Discord's JSON, also where that is not quite as it should be.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
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
        let text = String::from_utf8_lossy(json);
        let mut value = serde_json::from_str(&with_whole_characters(&text)).ok();
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

/// What is escaped in JSON: a whole character in two halves, a half that stands alone, or anything else.
#[expect(clippy::expect_used, reason = "a fixed pattern, which a test reads")]
static ESCAPE: LazyLock<Regex> = LazyLock::new(|| {
    const PATTERN: &str = r"(?sx)
        \\u[dD][89abAB][[:xdigit:]]{2} \\u[dD][c-fC-F][[:xdigit:]]{2}
        | (?<half> \\u[dD][89a-fA-F][[:xdigit:]]{2} )
        | \\.";
    Regex::new(PATTERN).expect("a pattern")
});

/// JSON in which no half of a character stands alone: `\ud83d` without the half that goes with it is
/// no text, and whoever types can send it.
fn with_whole_characters(json: &str) -> Cow<'_, str> {
    ESCAPE.replace_all(json, |escape: &Captures<'_>| {
        let is_half = escape.name("half").is_some();
        if is_half { "\\ufffd" } else { &escape[0] }.to_owned()
    })
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
