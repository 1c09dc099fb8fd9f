//! Says what is wrong with a list: `["een", "twee"]`.

use std::ops::Range;

use crate::content::meant::{self, ODD_QUOTES, is_quote};
use crate::content::syntax::character::{invisible, is_hidden, stray, wrong_quote};
use crate::content::syntax::line::string_end;
use crate::content::syntax::quote::{after_value, bad_escape, rest_behind};
use crate::diagnostic::fault::{BracketFault, QuoteFault};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::lines::{line_at, trimmed};

/// What is wrong with the list at the start of this span, if it is known; the span ends where the
/// list was found to end, or where it should have.
pub(crate) fn explain(text: &str, span: Range<usize>, of_sentences: bool) -> Option<Diagnostic> {
    // The end of a word with no comma behind it.
    let mut after: Option<usize> = None;
    let mut at = span.start + 1;
    // Behind the last word, and behind the last sign.
    let (mut word_end, mut last) = (at, at);
    while at < span.end {
        let c = text[at..].chars().next()?;
        let may_join = !c.is_whitespace() && !matches!(c, ',' | '#');
        if let Some(before) = after.filter(|_| may_join)
            && let Some(end) = joint(text, at)
        {
            let missing = Diagnostic::new(at..end, BracketFault::MissingComma);
            return Some(missing.mended_by(TextEdit::new(before..end, ",")));
        }
        if let Some(point) = point(text, at, of_sentences) {
            return Some(point);
        }
        match c {
            c if is_hidden(c) => return invisible(text, at..span.end),
            c if c.is_whitespace() => at += c.len_utf8(),
            '#' => {
                let line = line_at(text, at);
                if text[at..line.end].trim_end().ends_with(']') && line.contains(&span.start) {
                    let instead = Some('#');
                    return Some(Diagnostic::new(
                        at..line.end,
                        BracketFault::UnclosedList { instead },
                    ));
                }
                at = line.end;
            }
            ',' | ';' if after.is_none() => return Some(extra_comma(text, at..span.end)),
            ',' => {
                after = None;
                at += 1;
                last = at;
            }
            ']' => return behind(text, at + 1),
            '"' | '\'' => match word(text, at, after, of_sentences) {
                Ok(end) => {
                    after = Some(end);
                    (at, word_end, last) = (end, end, end);
                }
                Err(explained) => return Some(*explained),
            },
            _ => return wrong(text, at, after, &span, of_sentences),
        }
    }
    let unclosed = BracketFault::UnclosedList { instead: None };
    let unclosed = Diagnostic::new(before_on_line(text, span.start, word_end), unclosed);
    Some(unclosed.mended_by(TextEdit::new(word_end..last, "]")))
}

/// What is wrong with what stands here, where a word, a comma or the end is to be; `after` is the end of the word before
/// it, with no comma behind it.
fn wrong(
    text: &str,
    at: usize,
    after: Option<usize>,
    span: &Range<usize>,
    of_sentences: bool,
) -> Option<Diagnostic> {
    let c = text[at..].chars().next()?;
    Some(match c {
        c if ODD_QUOTES.contains(&c) => odd_word(text, at),
        ')' | '}' | '>' if after.is_some() => {
            let instead = Some(c);
            let unclosed = Diagnostic::new(at..at + 1, BracketFault::UnclosedList { instead });
            unclosed.mended_by(TextEdit::new(at..at + 1, "]"))
        }
        '[' | '{' => return None,
        '/' if text[at..].starts_with("//") => {
            let rest = trimmed(text, at..line_at(text, at).end);
            after_value(text, at, rest)
        }
        // `["zeg "hoi""]`: the quote before it ends nothing.
        _ if after.is_some() && text[..at].ends_with('"') => {
            let quote = "\"".to_owned();
            Diagnostic::new(at - 1..at, QuoteFault::QuoteInText { quote })
        }
        _ => match after.filter(|end| *end < at) {
            Some(end) => missing_comma(at..at + c.len_utf8(), end, text),
            None => bare(text, at, span, of_sentences),
        },
    })
}

/// Where what stands here in the place of a comma ends: a sign, or a word such as `en`, before the next word.
fn joint(text: &str, at: usize) -> Option<usize> {
    let line = &text[at..line_at(text, at).end];
    if line.starts_with(';') {
        return Some(at + 1);
    }
    let next = line.find(['"', '\''])?;
    let sign = line[..next].trim_end();
    let is_sign = matches!(sign, "+" | "&" | "." | ":" | "/" | "|" | "-" | "en" | "of");
    (is_sign && next > 0).then_some(at + sign.len())
}

fn missing_comma(place: Range<usize>, before: usize, text: &str) -> Diagnostic {
    let edit = TextEdit::new(before..before, ",");
    let is_below = text[before..place.start].contains('\n');
    let place = if is_below {
        before_on_line(text, 0, before)
    } else {
        place
    };
    Diagnostic::new(place, BracketFault::MissingComma).mended_by(edit)
}

/// What stands before a place on its line, and not before `start`.
fn before_on_line(text: &str, start: usize, end: usize) -> Range<usize> {
    trimmed(text, line_at(text, end).start.max(start)..end)
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
fn word(
    text: &str,
    at: usize,
    word_before: Option<usize>,
    of_sentences: bool,
) -> Result<usize, Box<Diagnostic>> {
    let is_literal = text[at..].starts_with('\'');
    let quote = if is_literal { '\'' } else { '"' };
    let unclosed = |span: Range<usize>| {
        let several_lines = false;
        let span = trimmed(text, span);
        let words = meant::items(&text[span.clone()], of_sentences).join(", ");
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
        return Err(Box::new(missing_comma(at..end, before, text)));
    }
    Ok(end)
}

/// A line with a mark before its word, as each point of a list in a text has.
fn point(text: &str, at: usize, of_sentences: bool) -> Option<Diagnostic> {
    let marks = ["- ", "* ", "• ", "● "];
    let mark = marks.iter().find(|mark| text[at..].starts_with(**mark))?;
    let line = trimmed(text, line_at(text, at));
    let said = text.get(at + mark.len()..line.end)?;
    if line.start != at || said.contains(['#', '[', ']']) {
        return None;
    }
    let words = meant::items(said, of_sentences).join(", ");
    let fault = BracketFault::MissingComma;
    let edit = TextEdit::new(line.clone(), format!("{words},"));
    Some(Diagnostic::new(line, fault).mended_by(edit))
}

/// Something without quotes. When the list is on one line, the whole list is what to type.
fn bare(text: &str, at: usize, list: &Range<usize>, of_sentences: bool) -> Diagnostic {
    let line = line_at(text, at);
    let rest = &text[at..line.end.min(list.end)];
    let length = rest
        .find([',', ']', '"', '\'', ';', '#'])
        .unwrap_or(rest.len());
    let found = trimmed(text, at..at + length);
    // `een",`: of this word only the first quote is missing.
    let behind = &rest[length..];
    let closes = !text[..at].ends_with(['"', '\''])
        && behind.starts_with(['"', '\''])
        && behind[1..].trim_start().starts_with([',', ']']);
    let said = &text[found.clone()];
    let text_alone = meant::quoted(said);
    let fault = QuoteFault::MissingQuotes {
        text: said.to_owned(),
    };
    if closes && found.end == at + length {
        let whole = found.start..found.end + 1;
        let edit = TextEdit::new(whole.clone(), text_alone);
        return Diagnostic::new(whole, fault).mended_by(edit);
    }
    let whole = text[list.clone()].trim_end();
    let inside = whole.strip_suffix(']').unwrap_or(whole);
    let edit = if inside.contains(['\n', '#', ']']) {
        TextEdit::new(found.clone(), text_alone)
    } else {
        let words = meant::items(whole, of_sentences).join(", ");
        TextEdit::new(trimmed(text, list.clone()), format!("[{words}]"))
    };
    Diagnostic::new(found, fault).mended_by(edit)
}

/// What stands behind the list's end.
fn behind(text: &str, at: usize) -> Option<Diagnostic> {
    let rest = rest_behind(text, at)?;
    let piece = &text[rest.clone()];
    if piece.starts_with(']') {
        let more = piece.len() - piece.trim_start_matches([']', ' ']).len();
        let edit = TextEdit::new(rest.start..rest.start + more, "");
        return Some(stray(']', rest.start, None).mended_by(edit));
    }
    Some(after_value(text, at, rest))
}
