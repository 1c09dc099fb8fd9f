//! What is wrong with a file of settings: where, and what it should look like. How a setting looks is
//! read in the shipped file, which has each of them.
//!
//! Repeats no value: people put the token there.

use std::fmt::Display;

use anyhow::anyhow;
use toml::de::{DeTable, Error};

use crate::bot::setting_values::nearest;
use crate::text::lines::Lines;

/// The shipped file.
const SHIPPED: &str = include_str!("../../config.toml");
/// The longest key that is repeated, in bytes: longer than any there is, shorter than a token.
const MAX_REPEATED: usize = 30;

/// A setting as the shipped file shows it.
struct Setting {
    section: &'static str,
    key: &'static str,
    /// `key = value`.
    line: &'static str,
}

/// All settings, also those that are off by default and stand there behind a `#`.
fn settings() -> impl Iterator<Item = Setting> {
    let mut section = "";
    SHIPPED.lines().filter_map(move |line| {
        let line = line.strip_prefix("# ").unwrap_or(line);
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name;
        }
        let line = line.split(" #").next().unwrap_or(line).trim_end();
        let (key, _) = line.split_once(" = ")?;
        let is_key = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        is_key.then_some(Setting { section, key, line })
    })
}

/// What a setting should look like; nothing where there is no such setting.
pub(crate) fn example(section: &str, key: &str) -> String {
    let mut known = settings().filter(|known| (known.section, known.key) == (section, key));
    known
        .next()
        .map_or(String::new(), |known| format!("as in: {}", known.line))
}

/// What is wrong and where.
pub(crate) fn explained(error: &Error, text: &str, path: &impl Display) -> anyhow::Error {
    let start = error.span().map_or(0, |span| span.start);
    let (line, column) = Lines::new(text).position(start);
    let keys = DeTable::parse(text)
        .ok()
        .and_then(|table| keys_at(table.get_ref(), start));
    let what = match keys.unwrap_or_default().as_slice() {
        [] => error.message().to_owned(),
        [section] => of_section(error.message(), section),
        [section, key, ..] => of_setting(error.message(), section, key),
    };
    anyhow!("{path}: line {line}, column {column}: {what}")
}

/// The section at this place of the text, and behind it the key.
fn keys_at(table: &DeTable<'_>, at: usize) -> Option<Vec<String>> {
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref().to_string();
        if let Some(below) = value.get_ref().as_table().and_then(|t| keys_at(t, at)) {
            return Some([vec![name], below].concat());
        }
        let is_here = key.span().contains(&at) || value.span().contains(&at);
        is_here.then(|| vec![name])
    })
}

fn of_section(message: &str, section: &str) -> String {
    let is_known = settings().any(|known| known.section == section);
    let missing = message
        .strip_prefix("missing field `")
        .and_then(|m| m.strip_suffix('`'));
    match missing {
        _ if !is_known => stranger(section, None),
        Some(key) => {
            let (needs, example) = (format!("[{section}] needs {key}"), example(section, key));
            format!("{needs}; without it the other settings there do nothing; {example}")
        }
        None => format!("{section} is a section: write [{section}] on a line of its own"),
    }
}

fn of_setting(message: &str, section: &str, key: &str) -> String {
    let example = example(section, key);
    if example.is_empty() {
        return stranger(key, Some(section));
    }
    let expected = message.rsplit_once(", expected ");
    let expected = expected.map_or("something else", |(_, expected)| in_words(expected));
    format!(
        "[{section}] {key} must be {}; {example}",
        expected.replace('`', "")
    )
}

/// What is said of a section, or of a setting in a section, that does not exist.
fn stranger(name: &str, section: Option<&str>) -> String {
    let shown = if name.len() > MAX_REPEATED {
        "of this name"
    } else {
        name
    };
    let elsewhere = || settings().find(|known| known.key == name);
    let near = |within: &dyn Fn(&Setting) -> bool| {
        let keys = settings().filter(within).map(|known| known.key.to_owned());
        nearest(name, keys)
    };
    let hint = if name.to_lowercase().contains("token") {
        "; the token does not belong here: set DISCORD_TOKEN or DISCORD_TOKEN_FILE".into()
    } else if let Some(known) = elsewhere() {
        format!("; it belongs in [{}]", known.section)
    } else if let Some(key) = section.and_then(|s| near(&|known| known.section == s)) {
        format!("; did you mean {key}?")
    } else if let Some(meant) = nearest(name, settings().map(|known| known.section.to_owned())) {
        format!("; did you mean [{meant}]?")
    } else if let Some(key) = near(&|_| true) {
        format!("; did you mean {key}?")
    } else {
        String::new()
    };
    match section {
        None => format!("there is no section {shown}{hint}"),
        Some(section) => format!("there is no setting {shown} in [{section}]{hint}"),
    }
}

/// What was expected, for people who do not know the names of types.
fn in_words(expected: &str) -> &str {
    match expected {
        "a boolean" => "true or false, without quotes",
        "a string" | "path string" => "text in quotes",
        "a sequence" => "a list in brackets",
        "u16" => "a whole number from 0 to 65535, without quotes",
        "usize" | "u64" => "a whole number from 0 on, without quotes",
        other => other,
    }
}
