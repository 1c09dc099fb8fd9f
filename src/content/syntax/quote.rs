//! Says what is wrong with a text between quotes: a quote or an escape.

use std::ops::Range;

use crate::content::meant::{Keys, ODD_QUOTES};
use crate::content::syntax::character::{invisible, wrong_quote};
use crate::content::syntax::item::Item;
use crate::content::syntax::line::unblanked;
use crate::content::syntax::rewrite;
use crate::diagnostic::fault::QuoteFault;
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::lines::{line_at, trimmed};
use crate::text::work::look;

/// A text between single-line quotes that does not end on its line.
pub(crate) fn unclosed(text: &str, item: &Item, value: usize) -> Diagnostic {
    let span = trimmed(text, value..line_at(text, value).end);
    let piece = &text[span.clone()];
    let whole = value..item.span.end;
    let written = rewrite::value(Keys::default(), "", &text[whole.clone()]);
    let edit = written.map(|written| TextEdit::new(whole, written));
    if let Some(last) = piece.chars().next_back().filter(|c| ODD_QUOTES.contains(c)) {
        return wrong_quote(text, span.end - last.len_utf8()).mended_by(edit);
    }
    let quote = if piece.starts_with('\'') { '\'' } else { '"' };
    let several_lines = item.span.end > span.end;
    Diagnostic::new(
        span,
        QuoteFault::UnclosedQuote {
            quote,
            several_lines,
        },
    )
    .mended_by(edit)
}

/// What stands on the line behind a value that ends at this place, if it is no comment.
pub(crate) fn rest_behind(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = unblanked(text, end..line_at(text, end).end);
    let piece = &text[rest.clone()];
    (!piece.is_empty() && !piece.starts_with('#')).then_some(rest)
}

/// Says what stands behind a value that ends at this place: a comma or a semicolon goes, and `//` becomes `#`.
pub(crate) fn after_value(text: &str, end: usize, rest: Range<usize>) -> Diagnostic {
    let hidden = invisible(text, rest.clone());
    if let Some(hidden) = hidden.filter(|hidden| hidden.span.start == rest.start) {
        return hidden;
    }
    let found = text[rest.clone()].to_owned();
    let edit = match found.strip_prefix("//") {
        Some(comment) => Some(TextEdit::new(rest.clone(), format!("# {}", comment.trim()))),
        None => matches!(&*found, "," | ";").then(|| TextEdit::new(end..rest.end, "")),
    };
    let fault = QuoteFault::TextAfterValue { found, key: None };
    Diagnostic::new(rest, fault).mended_by(edit)
}

/// A backslash in a text between `"` that means nothing there.
pub(crate) fn bad_escape(text: &str, inside: Range<usize>) -> Option<Diagnostic> {
    let piece = &text[inside.clone()];
    let mut chars = piece.char_indices();
    while let Some((at, c)) = chars.next() {
        look(c.len_utf8());
        if c != '\\' {
            continue;
        }
        let rest = &piece[at + 1..];
        let escaped = chars.next().map(|(_, c)| c);
        if escaped.is_none_or(|c| !is_escape(c, rest)) {
            let at = inside.start + at;
            let length = 1 + escaped.filter(|c| *c != '\n').map_or(0, char::len_utf8);
            let found = text[at..at + length].to_owned();
            let edit = TextEdit::new(at..at + 1, "\\\\");
            let fault = QuoteFault::BadEscape { found };
            return Some(Diagnostic::new(at..at + length, fault).mended_by(edit));
        }
    }
    None
}

/// Whether what follows a backslash makes it mean something; a backslash at the end of a line
/// joins two lines.
fn is_escape(c: char, rest: &str) -> bool {
    let hex = |n: usize| {
        let digits: Vec<char> = rest.chars().skip(1).take(n).collect();
        digits.len() == n && digits.iter().all(char::is_ascii_hexdigit)
    };
    match c {
        'b' | 't' | 'n' | 'f' | 'r' | 'e' | '"' | '\\' | '\n' => true,
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        ' ' | '\t' | '\r' => rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n'),
        _ => false,
    }
}
