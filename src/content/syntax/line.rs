//! How a piece of a response file looks to a person: what is a name between brackets, what is a
//! key with a value, what is prose.
//!
//! Works on text that is no TOML as well as on text that is; finds no faults itself.

use std::ops::Range;

use crate::content::meant::meant_keys;
use crate::content::schema;
use crate::content::syntax::character::{BLANK, is_hidden};
use crate::text::limits::{MAX_LABEL, length};
use crate::text::lines::{line_at, lines_from, next_line};
use crate::text::work::look;

pub(crate) const TRIPLE: &str = "\"\"\"";
pub(crate) const TRIPLE_LITERAL: &str = "'''";

/// The span without blanks at its ends, but with whatever else cannot be seen.
pub(crate) fn unblanked(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let start = span.start + (piece.len() - piece.trim_start_matches(BLANK).len());
    let end = span.start + piece.trim_end_matches(BLANK).len();
    start..end.max(start)
}

/// Where the text between single-line quotes ends that begins here: just behind the second quote.
pub(crate) fn string_end(text: &str, at: usize) -> Option<usize> {
    let quote = text[at..].chars().next()?;
    let mut chars = text[at + 1..].char_indices();
    while let Some((offset, c)) = chars.next() {
        look(c.len_utf8());
        if c == quote {
            return Some(at + 1 + offset + 1);
        }
        if c == '\n' {
            return None;
        }
        if c == '\\' && quote == '"' && chars.next().is_none_or(|(_, escaped)| escaped == '\n') {
            return None;
        }
    }
    None
}

/// Where in a piece of a text between triple quotes the closing quotes stand, if they do.
pub(crate) fn closing_triple(piece: &str, quotes: &str) -> Option<usize> {
    let escapes = quotes == TRIPLE;
    let mut from = 0;
    loop {
        let found = piece[from..].find(quotes);
        look(found.unwrap_or(piece.len() - from));
        let found = from + found?;
        let backslashes = piece[..found].len() - piece[..found].trim_end_matches('\\').len();
        if !escapes || backslashes.is_multiple_of(2) {
            return Some(found);
        }
        from = found + 1;
    }
}

/// The triple quotes that a piece of text begins with.
pub(crate) fn triple_at(piece: &str) -> Option<&'static str> {
    [TRIPLE, TRIPLE_LITERAL]
        .into_iter()
        .find(|quotes| piece.starts_with(quotes))
}

/// Where in a line the first `=` stands that is not between quotes.
pub(crate) fn equals_in(line: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        look(c.len_utf8());
        match c {
            '=' => return Some(at),
            '"' | '\'' => at = string_end(line, at)?,
            _ => at += c.len_utf8(),
        }
    }
    None
}

pub(crate) fn is_bare(name: &str) -> bool {
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.chars().all(bare)
}

/// Whether a line is a key with a colon, also one in Dutch.
pub(crate) fn is_colon_pair(line: &str) -> bool {
    colon_key(line.trim_start()).is_some()
}

/// The key before a colon with which a line begins, also one in Dutch, of more than one word.
pub(crate) fn colon_key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    let key = key.trim_end();
    (key.len() <= MAX_LABEL && meant_keys(key) != (None, None)).then_some(key)
}

/// Whether a line is a heading, or what stands on a button, between quotes, with something behind it.
pub(crate) fn begins_with_label(line: &str) -> bool {
    let line = line.trim();
    let end = line.starts_with('"').then(|| string_end(line, 0)).flatten();
    end.is_some_and(|end| end < line.len() && !line[end..].trim_start().starts_with('#'))
}

/// What stands before a colon, where that is a heading, or what stands on a button.
pub(crate) fn label_with_colon(line: &str) -> Option<&str> {
    let (label, behind) = line.trim().split_once(':')?;
    let is_label = |c: char| c.is_alphanumeric() || " -'?!,&".contains(c);
    let starts = label.starts_with(char::is_alphabetic) && behind.starts_with([' ', '\t']);
    (starts && length(label) <= MAX_LABEL && label.chars().all(is_label))
        .then_some(label.trim_end())
}

/// Whether a line is what parts things in other languages: a few of one sign, or a fence that names one.
pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let sign = line.chars().next().unwrap_or_default();
    let rest = line.trim_start_matches(sign);
    let is_long = line.len() - rest.len() > 2;
    match sign {
        '`' => is_long && rest.chars().all(char::is_alphanumeric),
        '-' | '+' | '*' | '_' | '~' => is_long && rest.is_empty(),
        _ => false,
    }
}

/// A line without what other programs put before each: the number of the line, or the sign of a quoted
/// one, an added one or a point of a list.
pub(crate) fn unmarked(line: &str) -> &str {
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = numbered.trim_start_matches([':', '.', '|']);
    let marked = line.trim_start_matches(['>', '+', '*', '•']);
    let unmarked = if marked.len() < line.len() {
        marked
    } else {
        numbered
    };
    unmarked.trim_start()
}

fn is_quoted(name: &str) -> bool {
    name.starts_with(['"', '\'']) && string_end(name, 0) == Some(name.len())
}

pub(crate) fn is_known_key(name: &str) -> bool {
    schema::find(schema::TOP, name).is_some() || schema::find(schema::ENTRY, name).is_some()
}

/// Whether a line is a key, `=` and the start of a value.
fn is_pair(line: &str) -> bool {
    let Some(equals) = equals_in(line) else {
        return false;
    };
    let (key, value) = (line[..equals].trim(), line[equals + 1..].trim_start());
    let has_value = value.starts_with(['"', '\'', '[', '“', '”', '„', '‘', '’', '`']);
    is_known_key(key) || (has_value && (is_bare(key) || is_quoted(key)))
}

/// Whether a line is a key with only one of its quotes, `=` and a text.
fn is_half_quoted_pair(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else {
        return false;
    };
    let (key, value) = (key.trim(), value.trim_start());
    let quotes = key.matches(['"', '\'']).count();
    quotes == 1
        && (key.starts_with(['"', '\'']) || key.ends_with(['"', '\'']))
        && value.starts_with(['"', '\''])
}

/// Whether a line is a name between brackets, or was meant as one.
fn is_header(line: &str) -> bool {
    let line = line.trim();
    let Some(inner) = line.strip_prefix('[') else {
        return false;
    };
    let inner = inner.trim_start_matches('[');
    match inner.split_once(']') {
        Some((name, rest)) => {
            let rest = rest.trim_start_matches(']').trim_start();
            let name_like = |c: char| c.is_alphanumeric() || " -_.\"'“”".contains(c);
            name.chars().all(name_like) && (rest.is_empty() || rest.starts_with('#'))
        }
        None => is_bare(inner.trim_end()),
    }
}

/// Whether a line is any words, `=` and a text.
fn is_unquoted_pair(line: &str) -> bool {
    equals_in(line).is_some_and(|equals| {
        let value = line[equals + 1..].trim_start();
        !line[..equals].trim().is_empty() && value.starts_with(['"', '\'', '“', '„', '”'])
    })
}

/// Whether a line begins a new thing: a name between brackets, or a key, even with a mistake in it.
pub(crate) fn begins_something(line: &str) -> bool {
    look(line.len());
    let line = line.trim_start_matches(|c: char| is_hidden(c) || c.is_whitespace());
    let bare = unmarked(line);
    let is_marked = bare.len() < line.len() && bare.ends_with(']');
    if (is_marked && is_header(bare))
        || is_header(line)
        || is_pair(line)
        || is_half_quoted_pair(line)
        || is_unquoted_pair(line)
    {
        return true;
    }
    let word: &str = line
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default();
    let rest = &line[word.len()..];
    is_known_key(word) && rest.starts_with([' ', '\t', ':', '=', '"', '\'', '['])
}

/// Whether the line at this place cannot be prose inside a text: it is a key with a value, or a
/// name between brackets with such a line below it.
pub(crate) fn is_no_prose(text: &str, at: usize) -> bool {
    let line = &text[line_at(text, at)];
    if is_pair(line) {
        return true;
    }
    if !is_header(line) || !line.trim_end().ends_with(']') {
        return false;
    }
    let name = line.trim().trim_matches(['[', ']']);
    let block = name.rsplit_once('.').map(|(_, block)| block);
    block.is_some_and(schema::is_block)
        || lines_from(text, next_line(text, at))
            .map(|line| text[line].trim())
            .find(|line| !line.is_empty() && !line.starts_with('#'))
            .is_some_and(is_pair)
}

/// Whether the line at this place may be a name between brackets, for want of better.
pub(crate) fn may_be_header(text: &str, at: usize) -> bool {
    let line = &text[line_at(text, at)];
    is_header(line) && line.trim_end().ends_with(']')
}
