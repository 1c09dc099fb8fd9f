//! Says what is wrong with a list: `["een", "twee"]`.

use std::ops::Range;

use crate::content::meant;
use crate::content::syntax::character::{is_quote, stray, wrong_quote};
use crate::content::syntax::line::string_end;
use crate::content::syntax::quote::{after_value, bad_escape};
use crate::diagnostic::fault::{BracketFault, QuoteFault};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::lines::{line_at, trimmed};

/// What is wrong with the list at the start of this span, if it is known; the span ends where the
/// list was found to end, or where it should have.
pub(crate) fn explain(text: &str, span: Range<usize>) -> Option<Diagnostic> {
    let mut after_word = false;
    let mut at = span.start + 1;
    // Behind the last word, and behind the last sign.
    let (mut word_end, mut last) = (at, at);
    while at < span.end {
        let c = text[at..].chars().next()?;
        match c {
            c if c.is_whitespace() => at += c.len_utf8(),
            '#' => at = line_at(text, at).end,
            ',' | ';' if !after_word => {
                return Some(extra_comma(text, at..span.end));
            }
            ';' => {
                let missing = Diagnostic::new(at..at + 1, BracketFault::MissingComma);
                return Some(missing.mended_by(TextEdit::new(at..at + 1, ",")));
            }
            '+' | '&' if after_word => {
                let missing = Diagnostic::new(at..at + 1, BracketFault::MissingComma);
                return Some(missing.mended_by(TextEdit::new(word_end..at + 1, ",")));
            }
            ',' => {
                after_word = false;
                at += 1;
                last = at;
            }
            ']' => return behind(text, at + 1),
            '"' | '\'' => match word(text, at, after_word.then_some(word_end)) {
                Ok(end) => {
                    after_word = true;
                    (at, word_end, last) = (end, end, end);
                }
                Err(explained) => return Some(*explained),
            },
            '“' | '”' | '„' | '‘' | '’' | '‚' | '`' | '´' => {
                return Some(odd_word(text, at));
            }
            ')' | '}' | '>' if after_word => {
                let instead = Some(c);
                let unclosed = Diagnostic::new(at..at + 1, BracketFault::UnclosedList { instead });
                return Some(unclosed.mended_by(TextEdit::new(at..at + 1, "]")));
            }
            '[' | '{' => return None,
            _ => return Some(bare(text, at, &span)),
        }
    }
    let line = line_at(text, span.start);
    let span = trimmed(text, span.start..line.end.min(span.end));
    let unclosed = Diagnostic::new(span, BracketFault::UnclosedList { instead: None });
    Some(unclosed.mended_by(TextEdit::new(word_end..last, "]")))
}

/// A comma behind no word; those that follow go with it.
fn extra_comma(text: &str, span: Range<usize>) -> Diagnostic {
    let at = span.start;
    let piece = &text[span];
    let rest = piece.trim_start_matches([',', ';', ' ', '\t']);
    let run = &piece[..piece.len() - rest.len()];
    let is_first = text[..at].ends_with('[');
    let run = if is_first { run } else { run.trim_end() };
    let edit = TextEdit::new(at..at + run.len(), "");
    Diagnostic::new(at..at + 1, BracketFault::ExtraComma).mended_by(edit)
}

/// A word between quotes of a word processor.
fn odd_word(text: &str, at: usize) -> Diagnostic {
    let open = wrong_quote(text, at);
    let inside = &text[open.span.end..line_at(text, at).end];
    let is_quote = |c: char| c != '\'' && is_quote(c);
    let edit = inside.find(is_quote).map(|end| {
        let close = inside[end..].chars().next().map_or(0, char::len_utf8);
        let whole = at..open.span.end + end + close;
        TextEdit::new(whole, meant::quoted(&inside[..end]))
    });
    open.mended_by(edit)
}

/// The end of a quoted word.
fn word(text: &str, at: usize, word_before: Option<usize>) -> Result<usize, Box<Diagnostic>> {
    let is_literal = text[at..].starts_with('\'');
    let quote = if is_literal { '\'' } else { '"' };
    let unclosed = |span: Range<usize>| {
        let several_lines = false;
        let span = trimmed(text, span);
        let words = meant::items(&text[span.clone()]).join(", ");
        let fault = QuoteFault::UnclosedQuote {
            quote,
            several_lines,
        };
        Diagnostic::new(span.clone(), fault).mended_by(TextEdit::new(span, words))
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
    if let Some(before) = word_before {
        let missing = Diagnostic::new(at..end, BracketFault::MissingComma);
        return Err(Box::new(
            missing.mended_by(TextEdit::new(before..before, ",")),
        ));
    }
    Ok(end)
}

/// Something without quotes. When the list is on one line, the whole list is what to type.
fn bare(text: &str, at: usize, list: &Range<usize>) -> Diagnostic {
    let line = line_at(text, at);
    let rest = &text[at..line.end.min(list.end)];
    let length = rest
        .find([',', ']', '"', '\'', ';', '#'])
        .unwrap_or(rest.len());
    let found = trimmed(text, at..at + length);
    let whole = &text[list.clone()];
    let edit = if whole.contains(['\n', '#'])
        || whole
            .find(']')
            .is_some_and(|end| end + 1 < whole.trim_end().len())
    {
        TextEdit::new(found.clone(), meant::quoted(&text[found.clone()]))
    } else {
        TextEdit::new(trimmed(text, list.clone()), meant::listed(whole))
    };
    let missing = QuoteFault::MissingQuotes {
        text: text[found.clone()].to_owned(),
    };
    Diagnostic::new(found, missing).mended_by(edit)
}

/// What stands behind the list's end.
fn behind(text: &str, at: usize) -> Option<Diagnostic> {
    let rest = trimmed(text, at..line_at(text, at).end);
    let piece = &text[rest.clone()];
    if piece.is_empty() || piece.starts_with('#') {
        return None;
    }
    if piece.starts_with(']') {
        let more = piece.len() - piece.trim_start_matches([']', ' ']).len();
        let edit = TextEdit::new(rest.start..rest.start + more, "");
        return Some(stray(']', rest.start, None).mended_by(edit));
    }
    Some(after_value(text, at, rest))
}
