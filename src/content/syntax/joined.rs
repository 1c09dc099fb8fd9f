//! Says what is wrong where someone joins texts, as `"een" + "twee"`.

use std::ops::Range;

use crate::content::meant::{Keys, quoted};
use crate::content::syntax::line::string_end;
use crate::diagnostic::fault::{BracketFault, QuoteFault};
use crate::diagnostic::{Diagnostic, TextEdit};

/// Signs that join texts, or part them, outside response files.
const SIGNS: [char; 7] = ['+', '&', ',', ';', '.', '|', '\\'];

/// Texts behind each other, and the sign between each two.
struct Texts<'a> {
    pieces: Vec<&'a str>,
    signs: Vec<Option<char>>,
    /// Where the last of them ends.
    end: usize,
    /// Whether something else is joined behind it, as a name.
    is_open: bool,
    /// Whether they stand below each other with commas, as the items of a list do.
    are_items: bool,
}

/// What is wrong where the value of a key begins at `span` with a text, and another follows; nothing
/// where it is something else that follows.
pub(crate) fn explain(
    text: &str,
    (keys, key): (Keys, &str),
    span: Range<usize>,
) -> Option<Diagnostic> {
    let texts = read(text, span.clone())?;
    let whole = span.start..texts.end;
    let meant = keys.meant(key).unwrap_or(key);
    if keys.take_list(meant) {
        let list = format!("[{}]", texts.pieces.join(", "));
        let edit = (!texts.is_open).then(|| TextEdit::new(whole.clone(), list));
        return Some(Diagnostic::new(whole, BracketFault::MissingBrackets).mended_by(edit));
    }
    let edit = texts.joined().map(|one| TextEdit::new(whole.clone(), one));
    let key = key.trim_matches(['"', '\'']).to_owned();
    Some(Diagnostic::new(whole, QuoteFault::JoinedTexts { key }).mended_by(edit))
}

fn read(text: &str, span: Range<usize>) -> Option<Texts<'_>> {
    let mut texts = Texts {
        pieces: Vec::new(),
        signs: Vec::new(),
        end: span.start,
        is_open: false,
        are_items: false,
    };
    let mut at = span.start;
    loop {
        let end = string_end(text, at).filter(|end| *end <= span.end)?;
        texts.pieces.push(&text[at..end]);
        texts.end = end;
        let behind = &text[end..span.end];
        let next = behind.trim_start();
        let sign = next.chars().next().filter(|c| SIGNS.contains(c));
        let next = next.trim_start_matches(|c| Some(c) == sign).trim_start();
        at = span.end - next.len();
        let is_below = behind[..behind.len() - next.len()].contains('\n');
        if next.starts_with(['"', '\'']) && at > end {
            texts.are_items |= is_below && sign == Some(',');
            texts.signs.push(sign);
            continue;
        }
        let line = behind.split('\n').next().unwrap_or_default().trim();
        let is_end = line.is_empty() || line.starts_with('#');
        let is_sign = matches!(sign, Some('+' | '&')) && line.chars().next() == sign;
        texts.is_open = is_sign && line.len() > 1;
        if texts.is_open {
            let line = next.lines().next().unwrap_or_default();
            texts.end = at + line.trim_end().len();
        }
        // A comma at the end is no more than one too many.
        let is_comma = line == "," && texts.pieces.len() > 1;
        if is_comma {
            texts.end = end + behind.find(',').map_or(0, |at| at + 1);
            texts.are_items |= text[span.start..end].contains('\n');
        }
        let is_joined = texts.is_open || texts.pieces.len() > 1;
        return (is_joined && (is_end || is_comma || texts.is_open)).then_some(texts);
    }
}

impl Texts<'_> {
    /// The one text that was meant; nothing where it may be more than one.
    fn joined(&self) -> Option<String> {
        let mut others = self.pieces[1..].iter();
        if self.is_open || self.are_items || others.any(|piece| piece[1..].starts_with("http")) {
            return None;
        }
        let quote = &self.pieces[0][..1];
        let is_one_kind = self.pieces.iter().all(|piece| piece.starts_with(quote));
        let mut inner = String::new();
        for (n, piece) in self.pieces.iter().enumerate() {
            let piece = &piece[1..piece.len() - 1];
            inner += match n.checked_sub(1).map(|n| self.signs[n]) {
                None | Some(Some('+' | '&')) => "",
                Some(None | Some('\\')) if inner.ends_with(' ') || piece.starts_with(' ') => "",
                Some(None | Some('\\')) => " ",
                Some(Some(',')) => ", ",
                Some(Some(_)) => return None,
            };
            inner += piece;
        }
        if is_one_kind {
            return Some(format!("{quote}{inner}{quote}"));
        }
        (!inner.contains('\\')).then(|| quoted(&inner))
    }
}
