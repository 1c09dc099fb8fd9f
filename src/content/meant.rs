//! What someone should type instead: the line as it was meant, short enough to repeat.
//!
//! Knows which keys take a list; finds no faults itself.

use crate::content::schema;
use crate::content::schema::Kind;
use crate::text::limits::length;

/// The longest line that is repeated whole, in characters.
const MOST: usize = 60;

fn kind(key: &str) -> Option<Kind> {
    let known = schema::find(schema::ENTRY, key).or_else(|| schema::find(schema::TOP, key));
    known.map(|known| known.kind)
}

pub(crate) fn is_list(key: &str) -> bool {
    matches!(kind(key), Some(Kind::Words { .. } | Kind::References))
}

/// `key = value`, with the quotes that the value lacks; an example where the value is too long.
pub(crate) fn pair(key: &str, value: &str) -> String {
    if value.starts_with("\"\"\"") {
        return format!("{key} = \"\"\"");
    }
    let has_quotes = value.starts_with(['"', '\'', '[']);
    let fixed = match (has_quotes, is_list(key)) {
        _ if value.is_empty() => example(key),
        (true, _) => format!("{key} = {value}"),
        (false, true) => return list(key, value),
        (false, false) => format!("{key} = \"{}\"", value.replace('"', "'")),
    };
    if length(&fixed) > MOST {
        return example(key);
    }
    fixed
}

/// `key = ["a", "b"]` from words with commas between them.
pub(crate) fn list(key: &str, words: &str) -> String {
    let words: Vec<String> = words
        .split([',', ';'])
        .map(|word| word.trim().trim_matches(['"', '\'', '[', ']']))
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    let fixed = format!("{key} = [{}]", words.join(", "));
    if length(&fixed) > MOST {
        return example(key);
    }
    fixed
}

fn example(key: &str) -> String {
    match kind(key) {
        Some(Kind::Words { .. } | Kind::References) => format!("{key} = [\"een\", \"twee\"]"),
        Some(Kind::Date) => format!("{key} = 2026-11-23"),
        Some(Kind::Color) => format!("{key} = \"#1D9E75\""),
        _ => format!("{key} = \"je tekst\""),
    }
}
