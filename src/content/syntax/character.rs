//! Single characters that may not stand in a response file, or not there.

use std::ops::Range;

use crate::content::meant::{ODD_QUOTES, is_quote};
use crate::diagnostic::fault::{BracketFault, QuoteFault, SignFault, invisible_name};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::fold;
use crate::text::work::look;

/// The white space that may stand around things; other white space is a mistake.
pub(crate) const BLANK: [char; 2] = [' ', '\t'];

/// Whether nobody can see a character; such white space as TOML knows is left out.
pub(crate) fn is_hidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let space = c.is_whitespace() && !c.is_ascii();
    control || space || c == '\u{ad}' || fold::is_invisible(c)
}

/// The first character that cannot be seen and may not stand here.
pub(crate) fn invisible(text: &str, span: Range<usize>) -> Option<Diagnostic> {
    look(span.len());
    let (at, c) = text[span.clone()]
        .char_indices()
        .find(|(_, c)| is_hidden(*c))?;
    let at = span.start + at;
    let name = invisible_name(c);
    let run = text[at..span.end].trim_start_matches(is_hidden);
    let visible = match c {
        '\u{85}' | '\u{2028}' | '\u{2029}' => "\n",
        c if c.is_whitespace() => " ",
        _ => "",
    };
    let edit = TextEdit::new(at..span.end - run.len(), visible);
    let fault = SignFault::InvisibleCharacter { name };
    Some(Diagnostic::new(at..at + c.len_utf8(), fault).mended_by(edit))
}

/// The first quote from a word processor.
pub(crate) fn odd_quote(text: &str, span: Range<usize>) -> Option<Diagnostic> {
    let found = text[span.clone()].find(ODD_QUOTES)?;
    Some(wrong_quote(text, span.start + found))
}

/// That a straight quote belongs at this place, or three.
pub(crate) fn wrong_quote(text: &str, at: usize) -> Diagnostic {
    let quotes = text[at..].chars().take_while(|c| is_quote(*c)).take(3);
    let quotes: Vec<char> = quotes.collect();
    let n = if quotes.len() == 3 { 3 } else { 1 };
    let found: String = quotes.into_iter().take(n).collect();
    Diagnostic::new(at..at + found.len(), QuoteFault::WrongQuotes { found })
}

/// A bracket that belongs to nothing, and the name that was meant to stand between brackets, if any.
pub(crate) fn stray(bracket: char, at: usize, name: Option<&str>) -> Diagnostic {
    let name = name.map(str::to_owned);
    Diagnostic::new(at..at + 1, BracketFault::StrayBracket { bracket, name })
        .mended_by(TextEdit::new(at..at + 1, ""))
}

/// A character that may not stand even inside a text.
pub(crate) fn control_character(text: &str, span: &Range<usize>) -> Option<Diagnostic> {
    let piece = &text[span.clone()];
    look(piece.len());
    let (at, c) = piece.char_indices().find(|(at, c)| match c {
        '\t' | '\n' => false,
        '\r' => !piece[at + 1..].starts_with('\n') && span.start + at + 1 != text.len(),
        c => c.is_ascii_control(),
    })?;
    let at = span.start + at;
    let name = invisible_name(c);
    let fault = SignFault::InvisibleCharacter { name };
    // What once ended a line without more ends one still.
    let ends_line =
        c == '\r' && !text[..at].ends_with('\n') && !text[at + 1..].starts_with(['\r', '\n']);
    let visible = if ends_line { "\n" } else { "" };
    let edit = TextEdit::new(at..at + 1, visible);
    Some(Diagnostic::new(at..at + 1, fault).mended_by(edit))
}

/// Whether TOML takes this as a key.
pub(crate) fn is_toml_key(name: &str) -> bool {
    toml::de::DeTable::parse(&format!("{name} = 0")).is_ok()
}
