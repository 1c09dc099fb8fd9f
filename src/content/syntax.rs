//! Explains the TOML parser's errors to someone who does not know TOML.
//!
//! The parser says where it stopped; that is often behind the real mistake (an unclosed quote shows
//! up at the end of the line, or of the file). This module finds the place a person would point at.

use std::ops::Range;

use toml::de::Error;

use super::Faults;
use crate::limits::shorten;
use crate::words::fault::Fault;

/// The most syntax errors reported of one file: what follows is mostly the echo of the first.
const MOST: usize = 3;

/// Reports the parser's errors and answers up to which byte the rest of the file can be trusted to
/// have been read as it was meant.
pub(super) fn report(faults: &mut Faults, text: &str, errors: &[Error]) -> usize {
    let mut errors: Vec<&Error> = errors.iter().collect();
    errors.sort_by_key(|e| e.span().map_or(0, |s| s.start));
    let mut trusted = usize::MAX;
    let mut lines_seen = Vec::new();
    for error in errors {
        let place = clamp(text, error.span().unwrap_or(0..0));
        let explained = explain(text, error.message(), &place);
        let line = line_start(text, explained.span.start);
        if lines_seen.len() == MOST || lines_seen.contains(&line) {
            continue;
        }
        lines_seen.push(line);
        let echoes = !matches!(
            explained.fault,
            Fault::DuplicateKey { .. } | Fault::DuplicateTable { .. }
        );
        match explained.earlier {
            Some(earlier) => faults.add_with_earlier(explained.span, earlier, explained.fault),
            None => faults.add(explained.span, explained.fault),
        }
        if echoes {
            trusted = trusted.min(line);
        }
        if explained.rest_is_echo {
            break;
        }
    }
    trusted
}

fn clamp(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    start..text.ceil_char_boundary(span.end.max(start))
}

struct Explained {
    span: Range<usize>,
    fault: Fault,
    earlier: Option<Range<usize>>,
    /// Whether whatever the parser reports behind this is a consequence of it.
    rest_is_echo: bool,
}

impl Explained {
    fn new(span: Range<usize>, fault: Fault) -> Self {
        Self {
            span,
            fault,
            earlier: None,
            rest_is_echo: false,
        }
    }

    fn and_rest_is_echo(mut self) -> Self {
        self.rest_is_echo = true;
        self
    }
}

/// Tells from the parser's words what kind of mistake it met. The parser's words are no contract:
/// a message that is not known here still gets a place and [`Fault::Syntax`].
fn explain(text: &str, message: &str, at: &Range<usize>) -> Explained {
    let says = |part: &str| message.contains(part);
    if says("invalid multi-line") {
        unclosed_triple(text, at.start)
    } else if says("invalid basic string") || says("invalid literal string") {
        unclosed_quote(text, at.start)
    } else if says("key with no value") {
        key_without_value(text, at.start)
    } else if says("string values must be quoted") {
        unquoted(text, at)
    } else if says("duplicate key") {
        duplicate(text, at)
    } else if says("unclosed table") {
        let span = line_start(text, at.start)..at.end;
        Explained::new(trimmed(text, span), Fault::UnclosedTable)
    } else if says("unclosed array") || says("missing comma between array") || says("in array") {
        in_list(text, message, at.start)
    } else if says("cannot be empty") {
        Explained::new(one_more(text, at), Fault::EmptyKey)
    } else if says("invalid unquoted key") {
        bad_key(text, at)
    } else if says("unexpected key or value") {
        trailing(text, at.start)
    } else if says("escape") {
        Explained::new(backslash_before(text, at.start), Fault::BadEscape)
    } else if says("invalid date") || says("invalid time") || says("datetime") {
        Explained::new(value_span(text, at.start), Fault::BadDate)
    } else if says("invalid boolean") {
        Explained::new(value_span(text, at.start), Fault::BadBoolean)
    } else if says("leading zero") || says("number") || says("integer") || says("float") {
        Explained::new(value_span(text, at.start), Fault::BadNumber)
    } else {
        Explained::new(
            one_more(text, at),
            Fault::Syntax {
                message: message.to_owned(),
            },
        )
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    if text[..end].ends_with('\r') && end > at {
        end - 1
    } else {
        end
    }
}

/// The span without white space at its ends; a span of nothing but white space stays.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let start = span.start + (piece.len() - piece.trim_start().len());
    let end = span.start + piece.trim_end().len();
    if start < end { start..end } else { span }
}

/// The span, or the character at it when the span is empty, so that there is something to mark.
fn one_more(text: &str, span: &Range<usize>) -> Range<usize> {
    if span.start < span.end {
        return span.clone();
    }
    match text[span.start..].chars().next() {
        Some(c) if c != '\n' && c != '\r' => span.start..span.start + c.len_utf8(),
        _ => span.clone(),
    }
}

/// The value on this line: all behind its first `=`.
fn value_span(text: &str, at: usize) -> Range<usize> {
    let (start, end) = (line_start(text, at), line_end(text, at));
    let value = text[start..end]
        .find('=')
        .map_or(start, |equals| start + equals + 1);
    trimmed(text, value..end)
}

/// A triple-quoted text that runs to the end of the file. When quotes come in pairs further down,
/// the one that was left open is the first whose text holds what looks like the next key.
fn unclosed_triple(text: &str, at: usize) -> Explained {
    let opener = first_swallowing(text, at)
        .or_else(|| openers(text, at).last().copied())
        .unwrap_or(at);
    let end = (opener + 3).min(text.len());
    Explained::new(
        text.floor_char_boundary(opener)..end,
        Fault::UnclosedTripleQuote,
    )
    .and_rest_is_echo()
}

/// Where triple quotes begin a text, up to a place, as the parser pairs them.
fn openers(text: &str, end: usize) -> Vec<usize> {
    let mut openers = Vec::new();
    let mut open: Option<&str> = None;
    let mut at = 0;
    while at < end {
        let rest = &text[at..end];
        let next = match open {
            Some(quotes) => rest.find(quotes).map(|found| (found, quotes)),
            None => [TRIPLE, TRIPLE_LITERAL]
                .into_iter()
                .filter_map(|quotes| rest.find(quotes).map(|found| (found, quotes)))
                .min(),
        };
        let Some((found, quotes)) = next else { break };
        if open.take().is_none() {
            openers.push(at + found);
            open = Some(quotes);
        }
        at += found + quotes.len();
    }
    openers
}

const TRIPLE: &str = "\"\"\"";
const TRIPLE_LITERAL: &str = "'''";

/// The first triple-quoted text, up to a place, that holds a line like `key = """` or `[table]`:
/// its end was forgotten.
fn first_swallowing(text: &str, end: usize) -> Option<usize> {
    let openers = openers(text, end);
    openers.into_iter().find(|opener| {
        let inner = &text[opener + 3..end];
        let inner = inner
            .find(&text[*opener..opener + 3])
            .map_or(inner, |close| &inner[..close]);
        inner.lines().skip(1).any(looks_like_toml)
    })
}

fn looks_like_toml(line: &str) -> bool {
    let line = line.trim();
    let bare = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '"'))
    };
    let table = line
        .strip_prefix('[')
        .and_then(|l| l.strip_suffix(']'))
        .is_some_and(bare);
    let key = line.split_once('=').is_some_and(|(name, value)| {
        bare(name.trim()) && (value.trim().is_empty() || value.trim().starts_with(['"', '\'', '[']))
    });
    table || key
}

fn unclosed_quote(text: &str, at: usize) -> Explained {
    let line = line_start(text, at);
    let end = line_end(text, at);
    let piece = &text[line..end];
    // The opening quote is the first behind `=`; a line without `=` has an unclosed quoted key.
    let from = piece.find('=').map_or(0, |equals| equals + 1);
    let opening = piece[from..]
        .find(['"', '\''])
        .map_or(line + from, |q| line + from + q);
    Explained::new(trimmed(text, opening.min(end)..end), Fault::UnclosedQuote).and_rest_is_echo()
}

/// A line that starts as a key but has no `=`.
fn key_without_value(text: &str, at: usize) -> Explained {
    let start = line_start(text, at);
    let end = line_end(text, at);
    let line = text[start..end].trim();
    let span = trimmed(text, start..end);
    let key = line
        .split([' ', '\t', '=', ':', '"', '\''])
        .next()
        .unwrap_or_default()
        .to_owned();
    if text[..start].trim_end().ends_with(TRIPLE)
        && !line.contains('=')
        && swallowed_before(text, start)
    {
        return unclosed_triple(text, start);
    }
    if line.contains(']') && !line.contains('[') {
        let bracket = start + text[start..end].find(']').unwrap_or_default();
        return Explained::new(bracket..bracket + 1, Fault::StrayBracket);
    }
    if line.starts_with('"') && line.matches('"').count() == 1 {
        return unclosed_quote(text, at);
    }
    let rest = line[key.len()..].trim_start();
    let key_span = span.start..span.start + key.len();
    if rest.starts_with(':') || key.ends_with(':') {
        let colon = span.start + line.find(':').unwrap_or_default();
        return Explained::new(colon..colon + 1, Fault::ColonForEquals { key });
    }
    if let Some((words, _)) = line.split_once('=')
        && words.trim().contains(' ')
        && !words.contains(['"', '\''])
    {
        let words = words.trim();
        return Explained::new(
            span.start..span.start + words.len(),
            Fault::SpacesInKey { key: words.into() },
        );
    }
    if key.is_empty() {
        return Explained::new(span, Fault::EmptyKey);
    }
    // Plain prose under a text that was closed too early, or was never opened.
    if !rest.starts_with(['"', '\'']) && rest.contains(' ') {
        return Explained::new(span, Fault::MissingQuotes { text: shown(line) });
    }
    Explained::new(key_span, Fault::MissingEquals { key })
}

/// Whether a triple-quoted text before this place swallowed another key.
fn swallowed_before(text: &str, at: usize) -> bool {
    first_swallowing(text, at).is_some()
}

fn unquoted(text: &str, at: &Range<usize>) -> Explained {
    let span = trimmed(text, at.clone());
    let piece = &text[span.clone()];
    if piece.trim().is_empty() {
        let start = line_start(text, at.start);
        let line = text[start..line_end(text, at.start)].trim_end();
        let key = line.trim_end_matches('=').trim().to_owned();
        return Explained::new(
            trimmed(text, start..start + line.len()),
            Fault::MissingValue { key },
        );
    }
    if piece.starts_with(['“', '”', '„', '‘', '’']) {
        return Explained::new(span, Fault::CurlyQuotes);
    }
    Explained::new(span, Fault::MissingQuotes { text: shown(piece) })
}

/// At most a line's worth of someone's text, to repeat in a message.
fn shown(text: &str) -> String {
    shorten(text.lines().next().unwrap_or_default().trim(), 60)
}

fn duplicate(text: &str, at: &Range<usize>) -> Explained {
    let start = line_start(text, at.start);
    let line = text[start..line_end(text, at.start)].trim();
    if line.starts_with('[') {
        let header = line.split(']').next().unwrap_or(line);
        let name = header.trim_matches(['[', ']', ' ']).to_owned();
        let earlier = earlier_line(text, start, |l| {
            l.strip_prefix('[')
                .and_then(|l| l.split(']').next())
                .map(str::trim)
                == Some(name.as_str())
        });
        let span = trimmed(text, start..start + header.len() + 1);
        return Explained {
            earlier,
            ..Explained::new(span, Fault::DuplicateTable { name })
        };
    }
    let key = text[at.clone()].trim_matches('"').to_owned();
    let wanted = text[at.clone()].to_owned();
    let earlier = earlier_line(text, start, |l| {
        l.strip_prefix(wanted.as_str())
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    Explained {
        earlier,
        ..Explained::new(at.clone(), Fault::DuplicateKey { key })
    }
}

/// The last line before a place that fits.
fn earlier_line(text: &str, before: usize, fits: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    let mut at = before;
    while at > 0 {
        let start = line_start(text, at - 1);
        let line = trimmed(text, start..line_end(text, start));
        if fits(&text[line.clone()]) {
            return Some(line);
        }
        at = start;
    }
    None
}

fn in_list(text: &str, message: &str, at: usize) -> Explained {
    let opening = text[..at].rfind('[').unwrap_or(at);
    let closed = text[opening..]
        .find(']')
        .map(|end| &text[opening..opening + end]);
    let swallowed = closed.is_none_or(|list| list.lines().skip(1).any(looks_like_toml));
    if swallowed || message.contains("unclosed array") {
        let span = trimmed(text, opening..line_end(text, opening));
        return Explained::new(span, Fault::UnclosedList).and_rest_is_echo();
    }
    Explained::new(at..at, Fault::MissingComma).and_rest_is_echo()
}

fn bad_key(text: &str, at: &Range<usize>) -> Explained {
    let start = line_start(text, at.start);
    let line = text[start..line_end(text, at.start)].trim();
    if line.starts_with(['“', '”', '„', '‘', '’']) {
        return Explained::new(
            trimmed(text, start..line_end(text, at.start)),
            Fault::CurlyQuotes,
        );
    }
    if text[at.clone()].starts_with(':') {
        return key_without_value(text, at.start);
    }
    let span = one_more(text, at);
    let found = text[span.clone()].to_owned();
    if found == "]" {
        return Explained::new(span, Fault::StrayBracket);
    }
    Explained::new(span, Fault::BadKeyCharacter { found })
}

/// Something behind a value: most often a quote inside a quoted text, or the end of a
/// triple-quoted text that was forgotten further up.
fn trailing(text: &str, at: usize) -> Explained {
    if swallowed_before(text, at) {
        return unclosed_triple(text, at);
    }
    let start = line_start(text, at);
    let end = line_end(text, at);
    let before = text[start..at].trim_end();
    let rest = trimmed(text, at..end);
    if before.starts_with('[') {
        return Explained::new(rest, Fault::TextAfterValue);
    }
    let quote = before.chars().last().filter(|c| matches!(c, '"' | '\''));
    if quote.is_some_and(|quote| text[rest.clone()].contains(quote)) {
        let quote_at = start + before.len() - 1;
        return Explained::new(quote_at..quote_at + 1, Fault::QuoteInText);
    }
    Explained::new(rest, Fault::TextAfterValue)
}

fn backslash_before(text: &str, at: usize) -> Range<usize> {
    let backslash = text[..at].rfind('\\').unwrap_or(at);
    one_more(text, &(backslash..at.max(backslash)))
}
