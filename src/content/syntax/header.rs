//! Says what is wrong with a name between brackets, and which name was meant.

use std::ops::Range;

use crate::content::meant::usable_name;
use crate::content::schema;
use crate::content::syntax::character::{invisible, is_hidden, odd_quote, stray};
use crate::content::syntax::item::Item;
use crate::content::syntax::line::{is_bare, unblanked};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fault::{BracketFault, KeyFault};
use crate::text::limits;
use crate::text::lines::trimmed;

/// What is wrong with a name between brackets, and the name as it should stand there.
pub(crate) fn explain(text: &str, item: &Item) -> (Diagnostic, Option<String>) {
    let line = item.first_line(text);
    let piece = &text[line.clone()];
    if piece.starts_with(is_hidden)
        && let Some(explained) = invisible(text, line.clone())
    {
        let name = piece.trim_start_matches(|c| is_hidden(c) || c == '[');
        return (explained, usable(name.split(']').next().unwrap_or(name)));
    }
    if let Some(inner) = piece.strip_prefix('[') {
        let inner = trimmed(text, line.end - inner.len()..line.end);
        return if text[inner.clone()].starts_with('[') {
            doubled(text, line)
        } else {
            between(text, &line, inner)
        };
    }
    let name = piece.trim_matches(['(', ')', '{', '}', ']']).to_owned();
    let meant = usable(&name);
    let explained = if piece.ends_with(']') {
        stray(']', line.end - 1, Some(&name))
    } else {
        Diagnostic::new(line, BracketFault::WrongBrackets { name })
    };
    (explained, meant)
}

/// `[[name]]`, or only one of its brackets doubled.
fn doubled(text: &str, line: Range<usize>) -> (Diagnostic, Option<String>) {
    let piece = &text[line.clone()];
    let name = piece.trim_start_matches('[');
    let name = name.split(']').next().unwrap_or(name).trim();
    let meant = usable(name);
    let name = meant.clone().unwrap_or_else(|| name.to_owned());
    let explained = if piece.contains("]]") {
        Diagnostic::new(line, BracketFault::DoubleBrackets { name })
    } else {
        stray('[', line.start, Some(&name))
    };
    (explained, meant)
}

/// What stands behind the one bracket `[`, up to the end of the line.
fn between(text: &str, line: &Range<usize>, inner: Range<usize>) -> (Diagnostic, Option<String>) {
    let piece = &text[inner.clone()];
    let Some(close) = piece.find(']') else {
        let name = piece.split('#').next().unwrap_or(piece).trim();
        let meant = usable(name);
        let name = meant.clone().unwrap_or_else(|| name.to_owned());
        return (
            Diagnostic::new(line.clone(), BracketFault::UnclosedTable { name }),
            meant,
        );
    };
    let name_at = trimmed(text, inner.start..inner.start + close);
    let name = &text[name_at.clone()];
    let meant = usable(name);
    let rest = trimmed(text, inner.start + close + 1..inner.end);
    let behind = &text[rest.clone()];
    let gap = unblanked(text, inner.start + close + 1..rest.start);
    let hidden = invisible(text, gap);
    let explained = if let Some(hidden) = hidden.filter(|_| !behind.is_empty()) {
        hidden
    } else if behind.starts_with(']') {
        stray(']', rest.start, Some(name))
    } else if !behind.is_empty() && !behind.starts_with('#') {
        let (name, found) = (name.into(), behind.into());
        Diagnostic::new(rest, BracketFault::TextAfterName { name, found })
    } else if name.is_empty() {
        Diagnostic::new(line.start..rest.start, BracketFault::EmptyName)
    } else {
        odd_quote(text, name_at.clone())
            .or_else(|| invisible(text, name_at.clone()))
            .unwrap_or_else(|| {
                let fault = KeyFault::EntryName {
                    name: name.into(),
                    suggestion: meant.clone(),
                    limit: limits::MAX_ID,
                };
                Diagnostic::new(name_at, fault)
            })
    };
    (explained, meant)
}

/// The name as it can stand between brackets; `mijn tekst/sections` becomes `mijn-tekst.sections`.
fn usable(name: &str) -> Option<String> {
    if is_bare(name) && name.is_ascii() && toml::de::DeTable::parse(&format!("[{name}]")).is_ok() {
        return Some(name.to_owned());
    }
    for block in blocks() {
        let Some(before) = name.strip_suffix(block) else {
            continue;
        };
        if before.ends_with(|c: char| !c.is_alphanumeric()) {
            let before = usable_name(before, limits::MAX_ID)?;
            return Some(format!("{before}.{block}"));
        }
    }
    usable_name(name, limits::MAX_ID)
}

/// The keys of an entry that stand in a block of their own.
fn blocks() -> impl Iterator<Item = &'static str> {
    let names = schema::ENTRY.iter().map(|key| key.name);
    names.filter(|name| schema::is_block(name))
}
