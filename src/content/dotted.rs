//! Names with a dot, such as `[koffie.zetten]`: TOML has what stands below them as a part of `koffie`, and it was
//! meant as a text of its own. Knows how they are found and renamed, and no other fault of a text.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::content::faults::Faults;
use crate::content::meant::{meant_keys, usable_name};
use crate::content::schema;
use crate::content::value::{Pair, in_order};
use crate::diagnostic::fault::KeyFault;
use crate::diagnostic::{TextEdit, joined};
use crate::text::limits;

/// Reports the texts below an entry that have a name with a dot. `entries` are those of the file, whose name is `home`.
pub(crate) fn report(
    faults: &mut Faults<'_>,
    (entries, home): (&DeTable<'_>, &str),
    id: &str,
    fields: &DeTable<'_>,
) {
    for pair in in_order(fields) {
        let (key, value) = pair;
        let Some(below) = value.get_ref().as_table() else {
            continue;
        };
        let id = format!("{id}.{}", key.get_ref());
        if is_text(faults.text, pair) {
            let span = start_of(faults.text, key.span().start)..key.span().end;
            // The file has its own name already.
            let own = id.strip_prefix(home).and_then(|id| id.strip_prefix('.'));
            let name = own.unwrap_or(&id).replace('.', "-").to_lowercase();
            let name = usable_name(&name, limits::MAX_ID);
            let free = name.as_deref().filter(|name| is_free(entries, name, below));
            let edit = free.and_then(|name| renamed(faults.text, &span, pair, name));
            let fault = KeyFault::EntryName {
                name: id.clone(),
                suggestion: name,
            };
            faults.add_mended(span, fault, edit);
        }
        report(faults, (entries, home), &id, below);
    }
}

/// Whether a key of an entry is a text with a dot in its name, or has one below it.
pub(crate) fn holds_text(text: &str, pair: Pair<'_, '_>) -> bool {
    let below = pair.1.get_ref().as_table();
    is_text(text, pair)
        || below.is_some_and(|below| below.iter().any(|pair| holds_text(text, pair)))
}

/// Whether a key behind a dot is a text: it has a title, or it has blocks and nothing else.
fn is_text(text: &str, (key, value): Pair<'_, '_>) -> bool {
    let Some(fields) = value.get_ref().as_table() else {
        return false;
    };
    let is_behind_dot = text
        .get(..key.span().start)
        .is_some_and(|before| before.ends_with('.'));
    let mut all = fields.iter();
    let is_block =
        |(key, value): Pair<'_, '_>| schema::is_block(key.get_ref()) && value.get_ref().is_table();
    is_behind_dot
        && meant_keys(key.get_ref()) == (None, None)
        && (fields.contains_key("title") || (!fields.is_empty() && all.all(is_block)))
}

/// Where a name begins of which a part stands here.
fn start_of(text: &str, part: usize) -> usize {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '"' | '\'');
    text[..part].trim_end_matches(is_name).len()
}

/// Whether no entry of this name has one of these fields already.
fn is_free(entries: &DeTable<'_>, name: &str, fields: &DeTable<'_>) -> bool {
    let Some(entry) = entries.get(name) else {
        return true;
    };
    let entry = entry.get_ref().as_table();
    entry.is_some_and(|entry| !fields.keys().any(|key| entry.contains_key(key)))
}

/// The edit that gives a text another name wherever that stands, also before its blocks; nothing where it is not
/// written the same way everywhere.
fn renamed(text: &str, span: &Range<usize>, pair: Pair<'_, '_>, name: &str) -> Option<TextEdit> {
    let mut places = Vec::new();
    names(text, span, pair, &mut places);
    places.sort_unstable();
    let written = text.get(span.clone())?;
    let edit = |at: usize| {
        let behind = text.get(at..)?.strip_prefix(written)?;
        let ends = behind.starts_with(['.', ']', ' ', '\t', '=']);
        ends.then(|| TextEdit::new(at..at + written.len(), name))
    };
    let edits: Option<Vec<TextEdit>> = places.into_iter().map(edit).collect();
    joined(text, &edits?)
}

/// Finds the places between brackets at which the name of a text stands, or the one before a text in one line.
/// Those below it that are texts themselves have their own.
fn names(text: &str, span: &Range<usize>, (_, value): Pair<'_, '_>, places: &mut Vec<usize>) {
    let DeValue::Table(fields) = value.get_ref() else {
        return;
    };
    match text.as_bytes().get(value.span().start) {
        Some(b'[') => places.push(value.span().start + 1),
        Some(b'{') => {
            places.push(span.start);
            return;
        }
        _ => {}
    }
    for pair in fields.iter().filter(|pair| !is_text(text, *pair)) {
        names(text, span, pair, places);
    }
}
