//! Says what is wrong with the value of one key, in the terms of whoever wrote it.

use std::ops::Range;

use crate::content::syntax::character::{
    ODD_QUOTES, invisible, is_hidden, is_toml_key, wrong_quote,
};
use crate::content::syntax::item::Item;
use crate::content::syntax::line::{
    TRIPLE, closing_triple, equals_in, string_end, triple_at, unblanked,
};
use crate::content::syntax::list;
use crate::content::syntax::quote::{bad_escape, unclosed};
use crate::content::{date, meant, schema};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fault::{BracketFault, QuoteFault, SignFault};
use crate::text::lines::{line_at, trimmed};

/// What is wrong with the value of a key, which begins at `value`.
pub(crate) fn explain(text: &str, item: &Item, key: &str, value: usize) -> Option<Diagnostic> {
    let line = line_at(text, value);
    let shown = trimmed(text, value..line.end);
    let piece = &text[shown.clone()];
    let is_comment_only = piece.is_empty() || piece.starts_with('#');
    if is_comment_only {
        return Some(no_value(text, item, key, shown));
    }
    if let Some(quotes) = triple_at(piece) {
        return triple(text, item, value, quotes);
    }
    if let Some(length) = doubled_apostrophe(piece) {
        let fault = QuoteFault::WrongQuotes {
            found: piece[..length].into(),
        };
        return Some(Diagnostic::new(value..value + length, fault));
    }
    match piece.chars().next()? {
        '"' | '\'' => single(text, item, key, value),
        '[' => list::explain(text, key, value..item.span.end),
        '{' => None,
        '=' => Some(Diagnostic::new(
            value..value + 1,
            SignFault::DoubleEquals { key: key.into() },
        )),
        c if ODD_QUOTES.contains(&c) => Some(wrong_quote(text, value)),
        _ if item.span.end > line.end => Some(Diagnostic::new(
            shown,
            QuoteFault::MissingTripleQuotes { key: key.into() },
        )),
        _ => Some(unquoted(key, piece, shown)),
    }
}

/// `''text''` or `,,text''`: two small signs where one large was meant.
fn doubled_apostrophe(piece: &str) -> Option<usize> {
    let behind = piece.strip_prefix("''").map_or("", str::trim_start);
    let more = !behind.is_empty() && !behind.starts_with(['#', '\'']);
    (more || piece.starts_with(",,")).then_some(2)
}

fn no_value(text: &str, item: &Item, key: &str, shown: Range<usize>) -> Diagnostic {
    let line = item.first_line(text);
    let name = key.to_owned();
    let below = &text[line_at(text, item.span.start).end.min(item.span.end)..item.span.end];
    if !below.trim().is_empty() {
        return Diagnostic::new(line, QuoteFault::MissingTripleQuotes { key: name });
    }
    // `color = #1D9E75`: what was meant as a value is a comment.
    let piece = &text[shown.clone()];
    if piece.starts_with('#') && !piece.starts_with("# ") && piece.len() > 1 {
        return unquoted(key, piece, shown);
    }
    let fixed = meant::pair(key, "");
    Diagnostic::new(line, SignFault::MissingValue { key: name, fixed })
}

fn unquoted(key: &str, piece: &str, shown: Range<usize>) -> Diagnostic {
    let is_date = schema::find(schema::ENTRY, key)
        .is_some_and(|known| matches!(known.kind, schema::Kind::Date));
    if is_date {
        return Diagnostic::new(shown, bad_date(key, piece));
    }
    let fixed = meant::pair(key, piece);
    let text = piece.to_owned();
    Diagnostic::new(shown, QuoteFault::MissingQuotes { text, fixed })
}

/// What to say of something that is no date.
fn bad_date(key: &str, piece: &str) -> SignFault {
    let meant = date::meant(piece.trim_matches(['"', '\'']));
    SignFault::BadDate {
        fixed: meant.map(|date| format!("{key} = {date}")),
    }
}

/// A value between single-line quotes.
fn single(text: &str, item: &Item, key: &str, value: usize) -> Option<Diagnostic> {
    let line = line_at(text, value);
    let end = string_end(text, value);
    if text[value..].starts_with('"')
        && let Some(explained) = bad_escape(text, value + 1..end.map_or(line.end, |end| end - 1))
    {
        return Some(explained);
    }
    let Some(end) = end else {
        return Some(unclosed(text, item, value));
    };
    let rest = unblanked(text, end..line.end);
    if rest.is_empty() || text[rest.clone()].starts_with('#') {
        return None;
    }
    Some(behind(text, key, value..end, rest))
}

/// Something behind a text between quotes: `rest` on the same line.
fn behind(text: &str, key: &str, value: Range<usize>, rest: Range<usize>) -> Diagnostic {
    let piece = &text[rest.clone()];
    if piece.starts_with(is_hidden)
        && let Some(explained) = invisible(text, rest.clone())
    {
        return explained;
    }
    if let Some(after_comma) = piece.strip_prefix(',')
        && (meant::is_list(key) || after_comma.trim_start().starts_with(['"', '\'']))
    {
        let whole = value.start..rest.end;
        let fixed = meant::list(key, &text[whole.clone()]);
        return Diagnostic::new(whole, BracketFault::MissingBrackets { fixed });
    }
    let next_key = equals_in(piece).map(|equals| piece[..equals].trim_end());
    if let Some(next) = next_key.filter(|next| is_toml_key(next)) {
        let span = rest.start..rest.start + next.len();
        return Diagnostic::new(span, after_value(piece, Some(next)));
    }
    let quote = &text[value.end - 1..value.end];
    if piece.contains(quote) {
        let fault = QuoteFault::QuoteInText {
            quote: quote.into(),
        };
        return Diagnostic::new(value.end - 1..value.end, fault);
    }
    Diagnostic::new(rest, after_value(piece, None))
}

fn after_value(found: &str, key: Option<&str>) -> QuoteFault {
    QuoteFault::TextAfterValue {
        found: found.to_owned(),
        key: key.map(str::to_owned),
    }
}

/// A value between triple quotes that has an end.
fn triple(text: &str, item: &Item, value: usize, quotes: &str) -> Option<Diagnostic> {
    let inside = value + quotes.len();
    let found = closing_triple(&text[inside..item.span.end], quotes)?;
    if quotes == TRIPLE
        && let Some(explained) = bad_escape(text, inside..inside + found)
    {
        return Some(explained);
    }
    let close = inside + found;
    let end = close + quotes.len();
    let rest = unblanked(text, end..line_at(text, end).end);
    if rest.is_empty() || text[rest.clone()].starts_with('#') {
        return None;
    }
    if text[end..item.span.end].contains(quotes) {
        let fault = QuoteFault::QuoteInText {
            quote: quotes.into(),
        };
        return Some(Diagnostic::new(close..end, fault));
    }
    Some(Diagnostic::new(
        rest.clone(),
        after_value(&text[rest], None),
    ))
}
