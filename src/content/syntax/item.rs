//! Cuts a response file into items: a name between brackets, or a key with its value.
//!
//! Each item can then be judged on its own, so that one mistake does not echo through the rest of
//! the file. A value whose end was forgotten stops where something else evidently begins.

use std::ops::Range;

use crate::content::meant::{Keys, is_quote};
use crate::content::syntax::character::{BLANK, is_hidden};
use crate::content::syntax::line::{
    begins_something, begins_with_label, closing_triple, equals_in, is_bare, is_colon_pair,
    is_no_prose, is_rule, label_with_colon, may_be_header, string_end, triple_at, unmarked,
};
use crate::text::lines::{line_at, lines_from, next_line};
use crate::text::work::look;

/// One thing that a response file says, right or wrong.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) kind: ItemKind,
    /// From its first visible character to the end of its last line.
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// A comment; only looked at for characters that may not stand there.
    Comment,
    /// `[name]`, or what was meant as such.
    Header,
    /// A key with a value, which begins at this place.
    Pair { value: usize },
    /// A key with a text between triple quotes, from this place, whose end was forgotten;
    /// `next` is the line that is no longer that text.
    Endless { value: usize, next: Option<usize> },
    /// Anything else: a line without `=`.
    Other,
}

impl Item {
    /// The first line, without the white space at its end.
    pub(crate) fn first_line(&self, text: &str) -> Range<usize> {
        let start = self.span.start;
        let line = &text[start..line_at(text, start).end];
        start..start + line.trim_end().len()
    }
}

/// The first item at or after a place that is the start of a line.
pub(crate) fn next(text: &str, from: usize) -> Option<Item> {
    let mut lines = lines_from(text, Some(from));
    let line = lines.find(|line| !text[line.clone()].trim_matches(BLANK).is_empty())?;
    // Other white space than this is a mistake, and belongs to the item.
    let start = line.end - text[line.clone()].trim_start_matches(BLANK).len();
    let visible = text[start..line.end].trim_start_matches(is_hidden);
    let (kind, end) = match visible.chars().next().unwrap_or(' ') {
        '#' => (ItemKind::Comment, line.end),
        '[' => (ItemKind::Header, line.end),
        _ if is_odd_header(text[start..line.end].trim_end()) => (ItemKind::Header, line.end),
        _ => match equals_in(&text[start..line.end]) {
            Some(equals) => pair(text, start + equals + 1, line.end),
            None => (ItemKind::Other, line.end),
        },
    };
    let span = start..end.max(start);
    Some(Item { kind, span })
}

/// `name]`, `(name)`, `{name}`, `- [name]`, `"[name]"` or `**[name]**`: a name between brackets that went
/// wrong.
fn is_odd_header(line: &str) -> bool {
    let between = |open: &str, close| {
        let inner = line.strip_prefix(open).and_then(|l| l.strip_suffix(close));
        inner.is_some_and(is_bare)
    };
    let bare = unmarked(line);
    let inner = bare.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
    let is_marked = bare.len() < line.len() && inner.is_some_and(is_bare);
    is_marked
        || between("", "]")
        || between("(", ")")
        || between("{", "}")
        || between("- [", "]")
        || between("\"[", "]\"")
        || between("**[", "]**")
}

fn pair(text: &str, from: usize, line_end: usize) -> (ItemKind, usize) {
    let value = line_end - text[from..line_end].trim_start().len();
    if let Some(quotes) = triple_at(&text[value..]) {
        return match triple_end(text, value, quotes) {
            Ok(end) => (ItemKind::Pair { value }, line_at(text, end).end),
            Err(next) => {
                let end = next.map_or(text.len(), |next| next - 1);
                let end = value + without_comments(&text[value..end]).len();
                (ItemKind::Endless { value, next }, end)
            }
        };
    }
    let end = if text[value..].starts_with(['[', '{']) {
        bracket_end(text, value)
    } else {
        line_end
    };
    (ItemKind::Pair { value }, end)
}

/// A text without comments at its end, which belong to what comes below it.
fn without_comments(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((above, last)) = text.rsplit_once('\n')
        && last.trim_start().starts_with("# ")
    {
        look(last.len());
        text = above.trim_end();
    }
    text
}

/// The end of a text between triple quotes; or, where it was forgotten, the line at which
/// something else begins.
fn triple_end(text: &str, opener: usize, quotes: &str) -> Result<usize, Option<usize>> {
    let first = opener + quotes.len();
    let mut maybe = None;
    for line in lines_from(text, Some(first)) {
        let start = line.start.max(first);
        if start > first && is_no_prose(text, start) {
            return Err(Some(start));
        }
        if let Some(found) = closing_triple(&text[start..line.end], quotes) {
            let end = start + found + quotes.len();
            // Up to two more quotes belong to the text itself.
            let rest = text[end..line.end].trim_start_matches(&quotes[..1]);
            return Ok((line.end - rest.len()).min(end + 2));
        }
        if maybe.is_none() && start > first && may_be_header(text, start) {
            maybe = Some(start);
        }
    }
    Err(maybe)
}

/// The end of the line on which a list or an inline table ends; where the end was forgotten, the
/// end of the last line before something else begins.
fn bracket_end(text: &str, opener: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = opener;
    while let Some(c) = text[at..].chars().next() {
        look(c.len_utf8());
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '"' | '\'' => {
                at = string_end(text, at).unwrap_or_else(|| line_at(text, at).end);
                continue;
            }
            '#' => {
                at = line_at(text, at).end;
                continue;
            }
            '\n' if text[opener..].starts_with('[')
                && begins_something(&text[line_at(text, at + 1)]) =>
            {
                break;
            }
            _ => {}
        }
        if depth == 0 {
            return line_at(text, at).end;
        }
        at += c.len_utf8();
    }
    opener + text[opener..at].trim_end().len()
}

/// The item with the lines below it that belong to its mistake: prose, up to the next thing.
pub(crate) fn with_prose_below(text: &str, item: Item, keys: Keys) -> Item {
    let in_block = keys == Keys::Block;
    let first = &text[item.first_line(text)];
    let (name, value) = first.split_once(['=', ':']).unwrap_or_default();
    let (name, value) = (name.trim(), value.trim_start());
    let meant = keys.meant(name).unwrap_or(name);
    let is_open = value.starts_with(is_quote)
        && (!value.ends_with(is_quote) || value.chars().nth(1).is_none());
    if !value.is_empty() && !is_open && keys.take_line(meant) {
        return item;
    }
    let mut end = item.span.end;
    let has_colon = is_colon_pair(first);
    let goes_on = |piece: &str| keys.take_list(meant) && piece.starts_with(&format!("{name}:"));
    for line in lines_from(text, next_line(text, item.span.end)) {
        let piece = &text[line.clone()];
        // Whoever writes one key with a colon writes all of them so.
        if begins_something(piece)
            || (has_colon
                && !goes_on(piece)
                && (is_colon_pair(piece) || is_rule(piece) || opens_list(piece)))
        {
            break;
        }
        if in_block
            && (label_with_colon(piece).is_some()
                || begins_with_label(piece)
                || piece.contains(" = "))
        {
            break;
        }
        if !piece.trim().is_empty() && !piece.trim_start().starts_with('#') {
            end = line.end;
        }
    }
    let span = item.span.start..end;
    Item { span, ..item }
}

/// Whether a line begins a list or one of its items in YAML: `teksten:`, or `- naam: kop`.
fn opens_list(line: &str) -> bool {
    let line = line.trim();
    let name = line.strip_suffix(':');
    let item = line
        .strip_prefix("- ")
        .and_then(|item| item.split_once(": "));
    name.or(item.map(|(name, _)| name)).is_some_and(is_bare)
}

/// The most names, signs, line ends and pieces of blank and comment that a file may consist of. Each
/// takes a parser up to a hundred bytes; ten thousand short texts have fewer.
const MAX_PARTS: usize = 1 << 18;

/// Whether a text has more parts than are read.
pub(crate) fn has_too_many_parts(text: &str) -> bool {
    let mut parts = toml_parser::Source::new(text).lex();
    text.len() > MAX_PARTS && parts.nth(MAX_PARTS).is_some()
}
