//! Says what is wrong with the value of one key, in the terms of whoever wrote it.

use std::ops::Range;

use crate::content::meant::{Keys, ODD_QUOTES, quoted};
use crate::content::syntax::character::{is_hidden, is_toml_key, wrong_quote};
use crate::content::syntax::item::Item;
use crate::content::syntax::line::{TRIPLE, closing_triple, equals_in, string_end, triple_at};
use crate::content::syntax::quote::{after_value, bad_escape, rest_behind, unclosed};
use crate::content::syntax::{joined, list, rewrite};
use crate::content::{date, schema};
use crate::diagnostic::fault::{BracketFault, QuoteFault, SignFault};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::lines::{line_at, trimmed};

/// What is wrong with the value of a key, which begins at `value`.
pub(crate) fn explain(
    text: &str,
    item: &Item,
    (keys, key): (Keys, &str),
    value: usize,
) -> Option<Diagnostic> {
    let line = line_at(text, value);
    let shown = trimmed(text, value..line.end);
    let piece = &text[shown.clone()];
    let is_comment_only = piece.is_empty() || piece.starts_with('#');
    if is_comment_only {
        return Some(no_value(text, item, (keys, key), shown));
    }
    if let Some(quotes) = triple_at(piece) {
        return triple(text, item, value, quotes);
    }
    let whole = value..item.span.end;
    let meant = keys.meant(key).unwrap_or(key);
    let written = rewrite::value(keys, meant, &text[whole.clone()]);
    let edit = written.map(|written| TextEdit::new(whole.clone(), written));
    if has_doubled_apostrophe(piece) {
        let found = piece[..2].to_owned();
        let fault = QuoteFault::WrongQuotes { found };
        return Some(Diagnostic::new(value..value + 2, fault).mended_by(edit));
    }
    match piece.chars().next()? {
        '"' | '\'' => single(text, item, (keys, key), value),
        '[' => list::explain(text, whole, keys.take_sentences(meant)),
        '(' | '{' if keys.take_list(meant) => {
            let explained = Diagnostic::new(shown, BracketFault::MissingBrackets);
            Some(explained.mended_by(edit))
        }
        '{' => None,
        '=' => Some(doubled_equals(text, (keys, key), whole)),
        '>' if piece[1..].trim_start().starts_with(['"', '\'', '[']) => {
            Some(doubled_equals(text, (keys, key), whole))
        }
        c if ODD_QUOTES.contains(&c) => Some(wrong_quote(text, value).mended_by(edit)),
        _ if item.span.end > line.end => Some(without_triple((keys, key), shown).mended_by(edit)),
        _ => Some(unquoted((keys, key), piece, shown)),
    }
}

/// `key == value`, or `key => value`.
fn doubled_equals(text: &str, (keys, key): (Keys, &str), whole: Range<usize>) -> Diagnostic {
    let value = whole.start;
    let rest = text[whole.clone()].trim_start_matches(['=', '>', ' ', '\t']);
    let rest_start = whole.end - rest.len();
    let space = if text[..value].ends_with('=') {
        " "
    } else {
        ""
    };
    let edit = rewrite::value(keys, key, rest).map(|written| {
        if written == rest.trim_end() {
            TextEdit::new(value..rest_start, space)
        } else {
            TextEdit::new(whole, format!("{space}{written}"))
        }
    });
    let fault = SignFault::DoubleEquals { key: key.into() };
    Diagnostic::new(value..value + 1, fault).mended_by(edit)
}

/// Several lines of which none has quotes.
fn without_triple((keys, key): (Keys, &str), shown: Range<usize>) -> Diagnostic {
    if keys.take_list(key) {
        return Diagnostic::new(shown, BracketFault::MissingBrackets);
    }
    Diagnostic::new(shown, QuoteFault::MissingTripleQuotes { key: key.into() })
}

/// `''text''` or `,,text''`: two small signs where one large was meant.
fn has_doubled_apostrophe(piece: &str) -> bool {
    let behind = piece.strip_prefix("''").map_or("", str::trim_start);
    let more = !behind.is_empty() && !behind.starts_with(['#', '\'']);
    more || piece.starts_with(",,")
}

/// A key with nothing behind its `=`, and maybe its value below it.
fn no_value(text: &str, item: &Item, (keys, key): (Keys, &str), shown: Range<usize>) -> Diagnostic {
    let line = item.first_line(text);
    let below = &text[line_at(text, item.span.start).end.min(item.span.end)..item.span.end];
    let has_below = !below.trim().is_empty();
    let has_quotes = below.trim_start().starts_with(['"', '\'']);
    // `color = #1D9E75`: what was meant as a value is a comment.
    let piece = &text[shown.clone()];
    if !has_below && piece.starts_with('#') && !piece.starts_with("# ") && piece.len() > 1 {
        return unquoted((keys, key), piece, shown);
    }
    let is_told = has_below && (has_quotes || shown.is_empty());
    let written = is_told.then(|| rewrite::below(keys, key, below)).flatten();
    let whole = line.end..item.span.end;
    let edit = written.map(|written| TextEdit::new(whole, format!(" {written}")));
    if has_below && !has_quotes {
        return without_triple((keys, key), line).mended_by(edit);
    }
    let example = triple_at(below.trim_start()).map(|quotes| format!("{key} = {quotes}"));
    let fault = SignFault::MissingValue {
        example: example.or_else(|| keys.example(key)),
        needed: keys != Keys::Words && schema::is_wanted(key),
        key: key.to_owned(),
    };
    Diagnostic::new(line, fault).mended_by(edit)
}

fn unquoted((keys, key): (Keys, &str), piece: &str, shown: Range<usize>) -> Diagnostic {
    let written = rewrite::value(keys, key, piece);
    let edit = written.map(|written| TextEdit::new(shown.clone(), written));
    let said = rewrite::with_comment(piece).map_or(piece, |(said, _)| said);
    if keys.take_date(key) {
        let fault = SignFault::bad_date(key, date::meant(said), date::last_of_month(said));
        return Diagnostic::new(shown, fault).mended_by(edit);
    }
    let text = said.to_owned();
    Diagnostic::new(shown, QuoteFault::MissingQuotes { text }).mended_by(edit)
}

/// A value between single-line quotes.
fn single(text: &str, item: &Item, key: (Keys, &str), value: usize) -> Option<Diagnostic> {
    let line = line_at(text, value);
    let end = string_end(text, value);
    if text[value..].starts_with('"')
        && let Some(explained) = bad_escape(text, value + 1..end.map_or(line.end, |end| end - 1))
    {
        // `"C:\Mijn map\"`: the sign before the last quote is one of a text too.
        let piece = &text[trimmed(text, value..line.end)];
        let inner = piece.strip_suffix('"').filter(|_| end.is_none());
        return Some(match inner.map(|inner| quoted(&inner[1..])) {
            Some(inner) => explained.mended_by(TextEdit::new(value..value + piece.len(), inner)),
            None => explained,
        });
    }
    let Some(end) = end else {
        return Some(unclosed(text, item, value));
    };
    let rest = rest_behind(text, end)?;
    let joined = joined::explain(text, key, value..item.span.end);
    Some(joined.unwrap_or_else(|| behind(text, key, value..end, rest)))
}

/// Something behind a text between quotes: `rest` on the same line.
fn behind(
    text: &str,
    (keys, key): (Keys, &str),
    value: Range<usize>,
    rest: Range<usize>,
) -> Diagnostic {
    let piece = &text[rest.clone()];
    if piece.starts_with(is_hidden) {
        return after_value(text, value.end, rest);
    }
    if piece.starts_with(',') && keys.take_list(key) {
        let whole = value.start..rest.end;
        let edit = TextEdit::new(whole.clone(), keys.listed(key, &text[whole.clone()]));
        return Diagnostic::new(whole, BracketFault::MissingBrackets).mended_by(edit);
    }
    let next_key = equals_in(piece).map(|equals| piece[..equals].trim_end());
    if let Some(next) = next_key.filter(|next| is_toml_key(next)) {
        let span = rest.start..rest.start + next.len();
        let edit = TextEdit::new(value.end..rest.start, rewrite::line_ending(text));
        let (found, key) = (piece.to_owned(), Some(next.to_owned()));
        let fault = QuoteFault::TextAfterValue { found, key };
        return Diagnostic::new(span, fault).mended_by(edit);
    }
    let quote = &text[value.end - 1..value.end];
    if piece.contains(quote) {
        let whole = value.start..rest.end;
        let inner = text[whole.start + 1..whole.end].strip_suffix(quote);
        let inner = inner.filter(|inner| !inner.contains('\\'));
        let edit = match inner {
            _ if piece.chars().all(|c| quote.starts_with(c)) => Some(TextEdit::new(rest, "")),
            Some(inner) if !piece.starts_with(['"', '\'']) => {
                Some(TextEdit::new(whole, quoted(inner)))
            }
            inner => inner
                .and_then(|inner| undoubled(inner, quote))
                .map(|inner| TextEdit::new(whole, quoted(&inner))),
        };
        let quote = quote.to_owned();
        let fault = QuoteFault::QuoteInText { quote };
        return Diagnostic::new(value.end - 1..value.end, fault).mended_by(edit);
    }
    after_value(text, value.end, rest)
}

/// A text in which each quote stands twice, as in a table, with one of each.
fn undoubled(inner: &str, quote: &str) -> Option<String> {
    let doubled = quote.repeat(2);
    let is_doubled = !inner.replace(&doubled, "").contains(quote);
    is_doubled.then(|| inner.replace(&doubled, quote))
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
    let rest = rest_behind(text, end)?;
    if text[end..item.span.end].contains(quotes) {
        let quote = quotes.to_owned();
        let fault = QuoteFault::QuoteInText { quote };
        return Some(Diagnostic::new(close..end, fault));
    }
    Some(after_value(text, end, rest))
}
