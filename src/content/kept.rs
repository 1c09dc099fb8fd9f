//! Whether an edit keeps what stands in the lines that it changes: each word that counts still counts, and each
//! that stands in a comment still stands in one. Knows nothing of how a fault is found.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::content::meant::meant_keys;
use crate::content::slips::is_within;
use crate::content::syntax::{closing_triple, string_end, triple_at, unmarked};
use crate::diagnostic::fault::{AddressFault, Fault, Remark, SignFault, ValueFault};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::lines::{line_end, line_start, lines_from};
use crate::text::work::look;

/// The most bytes of lines that are compared; what is longer is mended by hand.
const MAX_BYTES: usize = 1 << 13;

/// Takes away the edit of a problem where words would get lost by it, or get into a comment or out of one.
pub(crate) fn keep_words(text: &str, diagnostic: &mut Diagnostic) {
    let fault = &diagnostic.fault;
    diagnostic.edit.take_if(|edit| !keeps(text, fault, edit));
}

/// A single word may become another, as a name or an address, a title becomes the name of its text, a day is
/// written anew, and keys have their names.
fn keeps(text: &str, fault: &Fault, edit: &TextEdit) -> bool {
    let span = edit.span.clone();
    let around = line_start(text, span.start)..line_end(text, span.end);
    if around.len() + edit.text.len() > MAX_BYTES {
        return false;
    }
    look(2 * around.len() + edit.text.len());
    if swallows(&edit.text) {
        return false;
    }
    let gone = text[span.clone()].trim_matches(|c: char| c.is_whitespace() || c == ',');
    let stands_twice = || edit.text.is_empty() && text[around.start..span.start].contains(gone);
    let is_new = match fault {
        Fault::Sign(SignFault::BadDate { .. }) | Fault::Remark(Remark::RelatedUnknown { .. }) => {
            true
        }
        Fault::Value(ValueFault::BadAddress { reason, .. }) => *reason == AddressFault::Swapped,
        // What stands between quotes in the place of a key is a heading, or the words on a button.
        _ if gone.starts_with(['"', '\'']) && edit.text.starts_with(char::is_alphabetic) => false,
        _ => !gone.contains(char::is_whitespace) || stands_twice(),
    };
    let lines = &text[around.clone()];
    let free = |at| is_new && span.contains(&(around.start + at));
    let keys = keys(lines);
    let (before, behind) = (&text[around.start..span.start], &text[span.end..around.end]);
    let edited = [before, &edit.text, behind].concat();
    let (said, noted) = letters(lines, |at| free(at) || is_within(&keys, at));
    let (then_said, then_noted) = letters(&edited, |_| false);
    stand_in(&said, &then_said) && stand_in(&noted, &then_noted)
}

/// Whether a text between quotes has in it what parts one text, key or list from the next: two became one.
fn swallows(lines: &str) -> bool {
    let mut rest = lines;
    while let Some(start) = rest.find(['"', '\'']) {
        rest = &rest[start..];
        let quotes = triple_at(rest).unwrap_or(&rest[..1]);
        let end = match quotes.len() {
            3 => closing_triple(&rest[3..], quotes).map(|end| end + 6),
            _ => string_end(rest, 0),
        };
        let Some(end) = end else { break };
        let inside = rest[quotes.len()..end - quotes.len()].replace("\\\"", "\"");
        let signs = ["\" = ", " = \"", " = [", "\", \""];
        let is_half = quotes.len() == 1 && inside.matches('"').count() % 2 == 1;
        if is_half || signs.iter().any(|sign| inside.contains(sign)) {
            return true;
        }
        rest = &rest[end..];
    }
    false
}

/// Whether these letters stand among others, in this order.
fn stand_in(letters: &[char], others: &[char]) -> bool {
    let mut others = others.iter();
    letters
        .iter()
        .all(|letter| others.any(|other| other == letter))
}

/// The letters and digits of lines without case and accents, outside comments and in them, but for those that are
/// free to change. A letter behind a backslash is a sign.
fn letters(lines: &str, is_free: impl Fn(usize) -> bool) -> (Vec<char>, Vec<char>) {
    let comments = comments(lines);
    let (mut said, mut noted) = (Vec::new(), Vec::new());
    for (at, c) in lines.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        if lines[..at].ends_with('\\') || is_free(at) {
            continue;
        }
        let letters = if is_within(&comments, at) {
            &mut noted
        } else {
            &mut said
        };
        let plain = c.nfkd().filter(|c| !is_combining_mark(*c));
        letters.extend(plain.flat_map(char::to_lowercase));
    }
    (said, noted)
}

/// Where the comments in lines stand, also those as of other languages.
fn comments(lines: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = 0;
    // From here on the rest of a line, or of all, holds no text between such quotes that ends.
    let (mut open_until, mut open_triple) = (0, false);
    while let Some(c) = lines[at..].chars().next() {
        let (before, rest) = (&lines[..at], &lines[at..]);
        let is_alone = before.is_empty() || before.ends_with(char::is_whitespace);
        let others = ["//", "<!--", "; "];
        let is_other = || others.iter().any(|sign| rest.starts_with(sign));
        let line_length = || rest.find('\n').unwrap_or(rest.len());
        let mut length = c.len_utf8();
        if c == '#' || (is_alone && is_other()) {
            length = line_length();
            comments.push(at..at + length);
        } else if let Some(quotes) = triple_at(rest) {
            let close = || closing_triple(&rest[3..], quotes);
            let end = (!open_triple).then(close).flatten();
            open_triple |= end.is_none();
            length = end.map_or(3, |end| end + 6);
        } else if matches!(c, '"' | '\'') && at >= open_until {
            match string_end(lines, at) {
                Some(end) => length = end - at,
                None => open_until = at + line_length(),
            }
        }
        at += length;
    }
    comments
}

/// Where lines begin with a key by whatever name, or with a mark before a name.
fn keys(lines: &str) -> Vec<Range<usize>> {
    let key = |line: Range<usize>| {
        let piece = &lines[line.clone()];
        let bare = unmarked(piece.trim_start()).trim_start_matches(['"', '\'']);
        if bare.starts_with('[') {
            return Some(line.start..line.end - bare.len());
        }
        let named = bare.find(['=', ':', '"', '\'', '[', '“', '„']);
        let word = bare.find(|c: char| !c.is_alphanumeric() && c != '_');
        let ends = [named, word].into_iter().flatten();
        let mut ends = ends.filter(|end| meant_keys(bare[..*end].trim_end()) != (None, None));
        let end = ends.next()?;
        let sign = 3 * usize::from(bare[end..].starts_with(" is "));
        Some(line.start..line.end - bare.len() + end + sign)
    };
    lines_from(lines, Some(0)).filter_map(key).collect()
}
