//! Says what is wrong with a name between brackets, and which name was meant.

use std::ops::Range;

use crate::content::meant::usable_name;
use crate::content::schema;
use crate::content::syntax::character::{invisible, is_hidden, odd_quote, stray};
use crate::content::syntax::item::Item;
use crate::content::syntax::line::{begins_something, is_bare, unblanked, unmarked};
use crate::content::syntax::rewrite::line_ending;
use crate::diagnostic::fault::{BracketFault, KeyFault, SignFault};
use crate::diagnostic::{Diagnostic, TextEdit};
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
    let is_stray = piece.ends_with(']') && !piece.contains('[');
    let name = unmarked(piece).trim_matches(['(', ')', '{', '}', '[', ']', '-', ' ', '"', '*']);
    let name = name.to_owned();
    let meant = usable(&name);
    let edit = written(line.clone(), meant.as_deref());
    let explained = if is_stray {
        stray(']', line.end - 1, Some(&name))
    } else {
        Diagnostic::new(line, BracketFault::WrongBrackets { name })
    };
    (explained.mended_by(edit), meant)
}

/// A name between brackets in the place of what was meant as such.
fn written(place: Range<usize>, meant: Option<&str>) -> Option<TextEdit> {
    meant.map(|name| TextEdit::new(place, format!("[{name}]")))
}

/// Where a name with its brackets ends, and with what else of its kind follows.
pub(crate) fn end_of_brackets(text: &str, line: &Range<usize>) -> usize {
    let piece = &text[line.clone()];
    let name = piece.split('#').next().unwrap_or(piece).trim_end();
    let Some(close) = name.find(']') else {
        return line.start + name.len();
    };
    let rest = name[close..].trim_start_matches([']', ' ', '\t']);
    line.start + name[..name.len() - rest.len()].trim_end().len()
}

/// `[[name]]`, or only one of its brackets doubled.
fn doubled(text: &str, line: Range<usize>) -> (Diagnostic, Option<String>) {
    let piece = &text[line.clone()];
    let name = piece.trim_start_matches('[');
    let name = name.split(']').next().unwrap_or(name);
    rewritten(text, &line, name, |name| {
        if piece.contains("]]") {
            Diagnostic::new(line.clone(), BracketFault::DoubleBrackets { name })
        } else {
            stray('[', line.start, Some(&name))
        }
    })
}

/// The whole header anew, where its name tells what it was to be.
fn rewritten(
    text: &str,
    line: &Range<usize>,
    name: &str,
    explain: impl FnOnce(String) -> Diagnostic,
) -> (Diagnostic, Option<String>) {
    let meant = usable(name.trim());
    let explained = explain(meant.clone().unwrap_or_else(|| name.trim().to_owned()));
    let edit = written(line.start..end_of_brackets(text, line), meant.as_deref());
    (explained.mended_by(edit), meant)
}

/// What stands behind the one bracket `[`, up to the end of the line.
fn between(text: &str, line: &Range<usize>, inner: Range<usize>) -> (Diagnostic, Option<String>) {
    let piece = &text[inner.clone()];
    let Some(close) = piece.find(']') else {
        let name = piece.split('#').next().unwrap_or(piece);
        return rewritten(text, line, name, |name| {
            Diagnostic::new(line.clone(), BracketFault::UnclosedTable { name })
        });
    };
    let name_at = trimmed(text, inner.start..inner.start + close);
    let name = &text[name_at.clone()];
    if let Some((block, heading)) = heading_in_name(name) {
        let key = heading.trim_matches(['"', '\'']).to_owned();
        return (
            Diagnostic::new(name_at, SignFault::UnquotedKey { key }),
            usable(block),
        );
    }
    let meant = usable(name);
    let rest = trimmed(text, inner.start + close + 1..inner.end);
    let behind = &text[rest.clone()];
    let gap = unblanked(text, inner.start + close + 1..rest.start);
    let hidden = invisible(text, gap);
    let explained = if let Some(hidden) = hidden.filter(|_| !behind.is_empty()) {
        hidden
    } else if behind.starts_with(']') {
        let whole = line.start..end_of_brackets(text, line);
        stray(']', rest.start, Some(name)).mended_by(written(whole, meant.as_deref()))
    } else if !behind.is_empty() && !behind.starts_with('#') {
        behind_name(text, name, inner.start + close + 1..rest.start, rest)
    } else if name.is_empty() {
        Diagnostic::new(line.start..rest.start, BracketFault::EmptyName)
    } else {
        let edit = meant
            .clone()
            .map(|meant| TextEdit::new(name_at.clone(), meant));
        let explained = odd_quote(text, name_at.clone())
            .or_else(|| invisible(text, name_at.clone()))
            .unwrap_or_else(|| {
                let fault = KeyFault::EntryName {
                    name: name.into(),
                    suggestion: meant.clone(),
                };
                Diagnostic::new(name_at, fault)
            });
        explained.mended_by(edit)
    };
    (explained, meant)
}

/// Reports what stands behind the brackets around a name, with `gap` between.
fn behind_name(text: &str, name: &str, gap: Range<usize>, rest: Range<usize>) -> Diagnostic {
    let found = text[rest.clone()].to_owned();
    let is_line = begins_something(&found);
    let is_sign = matches!(&*found, ":" | "=" | "," | ";" | ".");
    let edit = if is_line {
        Some(TextEdit::new(gap, line_ending(text)))
    } else {
        is_sign.then(|| TextEdit::new(gap.start..rest.end, ""))
    };
    let fault = BracketFault::TextAfterName {
        name: name.into(),
        found,
        is_line,
    };
    Diagnostic::new(rest, fault).mended_by(edit)
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
            let before = usable_name(&before.to_lowercase(), limits::MAX_ID)?;
            return Some(format!("{before}.{block}"));
        }
    }
    usable_name(&name.to_lowercase(), limits::MAX_ID)
}

/// The block and the heading of a name such as `koffie.sections.Zo begin je`.
fn heading_in_name(name: &str) -> Option<(&str, &str)> {
    blocks().find_map(|block| {
        let at = name.find(&format!(".{block}."))? + 1 + block.len();
        Some((&name[..at], &name[at + 1..]))
    })
}

/// The keys of an entry that stand in a block of their own.
fn blocks() -> impl Iterator<Item = &'static str> {
    let names = schema::ENTRY.iter().map(|key| key.name);
    names.filter(|name| schema::is_block(name))
}
