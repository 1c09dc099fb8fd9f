//! Writes anew what was meant to be a value, with the quotes or brackets that it lacks.

use std::ops::Range;

use crate::content::date;
use crate::content::meant::{Keys, ODD_QUOTES, is_quote, quoted};
use crate::content::syntax::character::is_toml_key;
use crate::content::syntax::line::{TRIPLE, TRIPLE_LITERAL, string_end, triple_at};
use crate::diagnostic::TextEdit;
use crate::text::work::look;

/// The value that was meant by what stands behind a key, which may be several lines; nothing where more
/// than one may be meant.
pub(crate) fn value(keys: Keys, key: &str, piece: &str) -> Option<String> {
    let piece = piece.trim();
    look(piece.len());
    let first = piece.chars().next()?;
    if let Some((said, note)) = with_comment(piece) {
        return Some(format!("{} # {note}", value(keys, key, said)?));
    }
    let inside = piece.strip_prefix(['(', '{']);
    if let Some(words) = inside.and_then(|inside| inside.strip_suffix([')', '}', ']'])) {
        let words = words.trim();
        if keys.take_list(key) {
            return Some(keys.listed(key, words));
        }
        if is_whole(words) {
            return Some(words.to_owned());
        }
    }
    if triple_at(piece).is_some() || matches!(first, '[' | '{') {
        return Some(piece.to_owned());
    }
    if matches!(first, '"' | '\'') && !piece.starts_with("''") {
        if keys.take_list(key) && is_whole(piece) {
            return Some(keys.listed(key, piece));
        }
        let list = || keys.take_list(key).then(|| keys.listed(key, piece));
        return straight(piece).or_else(list);
    }
    if let Some(said) = behind_sign(piece) {
        return value(keys, key, said);
    }
    let inner = without_quotes(piece);
    if keys.take_list(key) {
        return Some(keys.listed(key, inner));
    }
    if piece.contains('\n') {
        return triple(prose(inner));
    }
    if keys.take_date(key) {
        return date::meant(inner).map(|date| date.to_string());
    }
    (!inner.is_empty()).then(|| quoted(inner))
}

/// What was meant as a value of one line without straight quotes, and the comment behind it.
pub(crate) fn with_comment(piece: &str) -> Option<(&str, &str)> {
    let is_open = !piece.contains('\n') && !piece.starts_with(['"', '\'', '[', '{', '(']);
    let (said, note) = piece.split_once(" # ").filter(|_| is_open)?;
    Some((said.trim_end(), note.trim()))
}

/// Whether this is a text between straight quotes, and no more.
fn is_whole(piece: &str) -> bool {
    piece.starts_with(['"', '\'']) && string_end(piece, 0) == Some(piece.len())
}

/// A text that begins with a straight quote, with the one at its end.
fn straight(piece: &str) -> Option<String> {
    let quote = piece.chars().next()?;
    if let Some(end) = string_end(piece, 0) {
        let rest = piece[end..].trim_start();
        return (rest.is_empty() || rest.starts_with('#')).then(|| piece.to_owned());
    }
    if piece.contains('\n') {
        return triple(prose(&piece[1..]));
    }
    if let Some(before) = piece.strip_suffix("\\\"") {
        return Some(format!("{before}\\\\\""));
    }
    Some(format!("{}{quote}", piece.trim_end_matches(ODD_QUOTES)))
}

/// What someone has for `=`.
const SIGNS: [&str; 10] = ["=>", "=", "->", "→", "–", "—", "-", "＝", "is ", ":"];

/// Whether a piece begins with what someone has for `=`.
pub(crate) fn starts_with_sign(piece: &str) -> bool {
    SIGNS.iter().any(|sign| piece.starts_with(sign))
}

/// What stands between quotes behind a sign or a word that someone has for `=`, or behind the sign with
/// which a text of several lines begins in YAML.
fn behind_sign(piece: &str) -> Option<&str> {
    let quoted = SIGNS.into_iter().find_map(|sign| {
        let said = piece.strip_prefix(sign)?.trim_start();
        let is_list = said.starts_with('[') && said.ends_with(']');
        (is_whole(said) || is_list || said.starts_with(ODD_QUOTES)).then_some(said)
    });
    let lines = || {
        ["|-\n", "|\n", ">-\n", ">\n"]
            .into_iter()
            .find_map(|sign| piece.strip_prefix(sign))
    };
    quoted.or_else(lines)
}

/// The text between quotes of any kind, or none at all.
fn without_quotes(piece: &str) -> &str {
    let doubled = piece.strip_prefix("''").or(piece.strip_prefix(",,"));
    if let Some(inner) = doubled {
        let end = inner.strip_suffix("''").or(inner.strip_suffix(is_quote));
        return end.unwrap_or(inner).trim();
    }
    let before = piece.chars().take_while(|c| is_quote(*c)).count();
    if before == 0 {
        let inner = piece.strip_suffix('"').filter(|inner| !inner.contains('"'));
        return inner.unwrap_or(piece);
    }
    let behind = piece.chars().rev().take_while(|c| is_quote(*c)).count();
    let n = if behind > 0 {
        before.min(behind)
    } else {
        before
    };
    let mut inner = piece;
    for _ in 0..n {
        inner = inner.strip_prefix(is_quote).unwrap_or(inner);
        inner = inner.strip_suffix(is_quote).unwrap_or(inner);
    }
    inner.trim()
}

/// Lines of prose without the line of quotes at their end.
pub(crate) fn prose(text: &str) -> &str {
    let text = text.trim_end();
    let last = text.rsplit('\n').next().unwrap_or_default();
    if last.trim_matches(is_quote).is_empty() {
        text[..text.len() - last.len()].trim_end()
    } else {
        let quotes = text.strip_suffix(TRIPLE).or(text.strip_suffix('"'));
        quotes.unwrap_or(text)
    }
}

/// The value that was meant by the lines below a key.
pub(crate) fn below(keys: Keys, key: &str, lines: &str) -> Option<String> {
    if keys.take_list(key) {
        return Some(keys.listed(key, lines));
    }
    let piece = lines.trim();
    if let Some(quotes) = triple_at(piece) {
        let is_closed = piece[quotes.len()..].ends_with(quotes);
        return is_closed.then(|| piece.to_owned());
    }
    if is_whole(piece) {
        return Some(piece.to_owned());
    }
    triple(prose(lines))
}

/// A text of several lines between triple quotes, unless it has some itself.
pub(crate) fn triple(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['\r', '\n']).trim_end();
    let quotes = match text {
        text if !text.contains(TRIPLE) && !text.contains('\\') => TRIPLE,
        text if !text.contains(TRIPLE_LITERAL) => TRIPLE_LITERAL,
        _ => return None,
    };
    let end = line_ending(text);
    (!text.trim().is_empty()).then(|| format!("{quotes}{end}{text}{end}{quotes}"))
}

/// How lines end in a text.
pub(crate) fn line_ending(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((line, _)) if line.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Puts `=` behind a key, by its own name, and what it lacks around the value, which is the rest of the item.
pub(crate) fn with_equals(
    keys: Keys,
    text: &str,
    key: &Range<usize>,
    rest: Range<usize>,
) -> Option<TextEdit> {
    let piece = &text[rest.clone()];
    let name = &text[key.clone()];
    let meant = match keys.meant(name) {
        Some(meant) => meant.to_owned(),
        None if is_toml_key(name) => name.to_owned(),
        None => quoted(name),
    };
    let meant = meant.as_str();
    // Each line that begins with the name of a list has more of it.
    let more = format!("\n{name}:");
    let written = if keys.take_list(meant) && piece.contains(&more) {
        value(keys, meant, &piece.replace(&more, "\n"))?
    } else {
        value(keys, meant, piece)?
    };
    let name_end = if meant == name { key.end } else { key.start };
    let meant = if meant == name { "" } else { meant };
    Some(if written == piece.trim_end() {
        TextEdit::new(name_end..rest.start, format!("{meant} = "))
    } else {
        TextEdit::new(name_end..rest.end, format!("{meant} = {written}"))
    })
}
