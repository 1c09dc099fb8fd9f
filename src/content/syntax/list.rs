//! Says what is wrong with a list: `["een", "twee"]`.

use std::ops::Range;

use crate::content::meant;
use crate::content::syntax::character::{stray, wrong_quote};
use crate::content::syntax::line::string_end;
use crate::content::syntax::quote::bad_escape;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fault::{BracketFault, QuoteFault};
use crate::text::lines::{line_at, trimmed};

/// What is wrong with the list at the start of this span, if it is known; the span ends where the
/// list was found to end, or where it should have.
pub(crate) fn explain(text: &str, key: &str, span: Range<usize>) -> Option<Diagnostic> {
    let mut after_word = false;
    let mut at = span.start + 1;
    while at < span.end {
        let c = text[at..].chars().next()?;
        match c {
            c if c.is_whitespace() => at += c.len_utf8(),
            '#' => at = line_at(text, at).end,
            ',' | ';' if !after_word => {
                return Some(Diagnostic::new(at..at + 1, BracketFault::ExtraComma));
            }
            ';' => return Some(Diagnostic::new(at..at + 1, BracketFault::MissingComma)),
            ',' => {
                after_word = false;
                at += 1;
            }
            ']' => return behind(text, at + 1),
            '"' | '\'' => match word(text, at, after_word) {
                Ok(end) => {
                    after_word = true;
                    at = end;
                }
                Err(explained) => return Some(*explained),
            },
            '“' | '”' | '„' | '‘' | '’' | '‚' | '`' | '´' => {
                return Some(wrong_quote(text, at));
            }
            ')' | '}' | '>' if after_word => {
                let instead = Some(c);
                return Some(Diagnostic::new(
                    at..at + 1,
                    BracketFault::UnclosedList { instead },
                ));
            }
            '[' | '{' => return None,
            _ => return Some(bare(text, key, at, &span)),
        }
    }
    let line = line_at(text, span.start);
    let span = trimmed(text, span.start..line.end.min(span.end));
    Some(Diagnostic::new(
        span,
        BracketFault::UnclosedList { instead: None },
    ))
}

/// The end of a quoted word.
fn word(text: &str, at: usize, after_word: bool) -> Result<usize, Box<Diagnostic>> {
    let is_literal = text[at..].starts_with('\'');
    let quote = if is_literal { '\'' } else { '"' };
    let unclosed = |span: Range<usize>| {
        let fault = QuoteFault::UnclosedQuote {
            quote,
            several_lines: false,
        };
        Diagnostic::new(trimmed(text, span), fault)
    };
    let Some(end) = string_end(text, at) else {
        let rest = text[at..line_at(text, at).end].trim_end_matches([' ', '\t', ']', ',']);
        return Err(Box::new(unclosed(at..at + rest.len())));
    };
    if quote == '"'
        && let Some(explained) = bad_escape(text, at + 1..end - 1)
    {
        return Err(Box::new(explained));
    }
    // `["een, "twee"]`: the quote that ends this text was meant to begin the next.
    let comma = text[at..end].find(',').map(|comma| at + comma);
    if let Some(comma) = comma
        && text[end..].starts_with(|c: char| c.is_alphanumeric())
    {
        return Err(Box::new(unclosed(at..comma)));
    }
    if after_word {
        return Err(Box::new(Diagnostic::new(
            at..end,
            BracketFault::MissingComma,
        )));
    }
    Ok(end)
}

/// Something without quotes. When the list is on one line, the whole list is what to type.
fn bare(text: &str, key: &str, at: usize, list: &Range<usize>) -> Diagnostic {
    let line = line_at(text, at);
    let rest = &text[at..line.end.min(list.end)];
    let length = rest
        .find([',', ']', '"', '\'', ';', '#'])
        .unwrap_or(rest.len());
    let found = trimmed(text, at..at + length);
    let whole = &text[list.clone()];
    let fixed = if whole.contains(['\n', '#']) {
        format!("\"{}\"", &text[found.clone()])
    } else {
        meant::list(key, whole)
    };
    let missing = QuoteFault::MissingQuotes {
        text: text[found.clone()].to_owned(),
        fixed,
    };
    Diagnostic::new(found, missing)
}

/// What stands behind the list's end.
fn behind(text: &str, at: usize) -> Option<Diagnostic> {
    let rest = trimmed(text, at..line_at(text, at).end);
    let piece = &text[rest.clone()];
    if piece.is_empty() || piece.starts_with('#') {
        return None;
    }
    if piece.starts_with(']') {
        return Some(stray(']', rest.start, None));
    }
    let found = piece.to_owned();
    let fault = QuoteFault::TextAfterValue { found, key: None };
    Some(Diagnostic::new(rest, fault))
}
