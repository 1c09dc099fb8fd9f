//! Says what is wrong with one key and its value, in the terms of whoever wrote it.
//!
//! Looks at the text itself and not at what the parser says of it: the parser reports where it
//! stopped, which is often behind the mistake.

use std::ops::Range;

use crate::content::conflict::MIDDLE;
use crate::content::meant::{Keys, ODD_QUOTES, is_quote, quoted, usable_name};
use crate::content::syntax::character::{
    control_character, invisible, is_hidden, is_toml_key, odd_quote, stray,
};
use crate::content::syntax::item::{Item, ItemKind};
use crate::content::syntax::line::{
    TRIPLE, colon_key, equals_in, is_bare, is_known_key, is_rule, label_with_colon, string_end,
    triple_at, unmarked,
};
use crate::content::syntax::{joined, quote, rewrite, value};
use crate::diagnostic::fault::{FileFault, QuoteFault, SignFault};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::limits::MAX_ID;
use crate::text::lines::{Lines, line_at, next_line, trimmed};

/// More words than this are a sentence, and no name.
const MAX_NAME_WORDS: usize = 4;

/// What stands above the item, as far as it helps to explain it.
#[derive(Debug, Clone, Default)]
pub(crate) enum Above {
    #[default]
    Nothing,
    /// A text between triple quotes, as it should be.
    TripleText,
    /// A key with a text on one line.
    Text {
        key: Range<usize>,
        value: Range<usize>,
    },
}

/// What is wrong with an item that is no name between brackets, if it is known.
pub(crate) fn item(
    lines: &Lines<'_>,
    keys: Keys,
    item: &Item,
    above: &Above,
) -> Option<Diagnostic> {
    let text = lines.text;
    match item.kind {
        ItemKind::Comment | ItemKind::Header => control_character(text, &item.span),
        ItemKind::Endless { value, next } => Some(endless(lines, value, next, &item.span)),
        ItemKind::Pair { value } => pair(text, keys, item, value),
        ItemKind::Other => without_equals(text, keys, item, above),
    }
}

/// A text between triple quotes whose end was forgotten.
fn endless(
    lines: &Lines<'_>,
    value: usize,
    next: Option<usize>,
    span: &Range<usize>,
) -> Diagnostic {
    let text = lines.text;
    let quotes = triple_at(&text[value..]).unwrap_or(TRIPLE);
    let inside = text[value + quotes.len()..span.end].trim_end();
    let end = value + quotes.len() + inside.len();
    let rest = inside.trim_end_matches(is_quote);
    let near = end - (inside.len() - rest.len())..end;
    let nearly = !near.is_empty() && !rest.is_empty() && !closes(rest, &text[near.clone()]);
    let (edit, second) = if nearly {
        (TextEdit::new(near.clone(), quotes), Some(near))
    } else {
        let quotes = format!("{}{quotes}", rewrite::line_ending(text));
        let second = next.map(|next| trimmed(text, line_at(text, next)));
        (TextEdit::new(span.end..span.end, quotes), second)
    };
    let fault = QuoteFault::UnclosedTripleQuote {
        quotes,
        before_line: next.map(|next| lines.line_of(next) + 1),
        nearly,
    };
    Diagnostic::new(value..value + quotes.len(), fault)
        .mended_by(edit)
        .with_second(second)
}

/// Whether what stands at the end of a text is one sign that closes what was opened before it on its line.
fn closes(text: &str, signs: &str) -> bool {
    let opening: &[char] = match signs {
        "”" => &['“', '„'],
        "’" => &['‘', '‚'],
        "\"" => &['"'],
        "'" => &['\''],
        "`" => &['`'],
        _ => &[],
    };
    let line = text.rsplit('\n').next().unwrap_or_default();
    let mut places = line.match_indices(opening);
    places.any(|(at, _)| !line[..at].ends_with(char::is_alphanumeric))
}

fn pair(text: &str, keys: Keys, item: &Item, value: usize) -> Option<Diagnostic> {
    let line = item.first_line(text);
    let equals = item.span.start + equals_in(&text[line.clone()])?;
    let key = trimmed(text, item.span.start..equals);
    let visible = value.min(line.end).max(equals);
    let value_start = text[visible..line.end]
        .find(|c: char| !c.is_whitespace() && !is_hidden(c))
        .map_or(visible, |at| visible + at);
    invisible(text, item.span.start..value_start)
        .or_else(|| control_character(text, &item.span))
        .or_else(|| bad_key(text, keys, item, key.clone(), equals))
        .or_else(|| value::explain(text, item, (keys, &text[key]), value))
}

fn bad_key(
    text: &str,
    keys: Keys,
    item: &Item,
    key: Range<usize>,
    equals: usize,
) -> Option<Diagnostic> {
    let name = &text[key.clone()];
    let value = text[equals + 1..line_at(text, equals).end].trim_start();
    let line = item.first_line(text);
    if text[line.clone()] == *MIDDLE {
        return Some(Diagnostic::new(line, FileFault::ConflictMarkers));
    }
    if name.is_empty() {
        return Some(Diagnostic::new(equals..equals + 1, SignFault::EmptyKey));
    }
    if !name.starts_with(['"', '\''])
        && let Some(explained) = odd_quote(text, key.clone())
    {
        let inner = name.trim_matches(|c| c == '"' || ODD_QUOTES.contains(&c));
        let inner = if is_known_key(inner) {
            inner.to_owned()
        } else {
            quoted(inner)
        };
        return Some(explained.mended_by(TextEdit::new(key, inner)));
    }
    if let Some(before) = name.strip_suffix(':') {
        let name = key.start..key.start + before.trim_end().len();
        let rest = trimmed(text, equals + 1..item.span.end);
        let edit = rewrite::with_equals(keys, text, &name, rest);
        let key_name = text[name].to_owned();
        let fault = SignFault::ColonForEquals { key: key_name };
        return Some(Diagnostic::new(key.end - 1..key.end, fault).mended_by(edit));
    }
    if is_toml_key(name) {
        return None;
    }
    let parts: Vec<&str> = name.split(' ').collect();
    let joined = [parts.join("_"), parts.concat()].map(|name| name.to_lowercase());
    let marked = unmarked(name);
    let mut known = joined.iter().map(String::as_str).chain([marked]);
    if let Some(bare) = known.find(|known| known.len() <= name.len() && is_known_key(known)) {
        let edit = TextEdit::new(key.clone(), bare);
        let fault = SignFault::UnquotedKey { key: name.into() };
        return Some(Diagnostic::new(key, fault).mended_by(edit));
    }
    let starts_value = value.starts_with(['"', '\'', '[']) || value.starts_with(ODD_QUOTES);
    if starts_value || is_bare(name) {
        let name = name.trim_matches(['"', '\'']).to_owned();
        let edit = TextEdit::new(key.clone(), quoted(&name));
        return Some(Diagnostic::new(key, SignFault::UnquotedKey { key: name }).mended_by(edit));
    }
    let fault = QuoteFault::LooseText {
        below_text: false,
        is_rule: false,
    };
    Some(Diagnostic::new(line, fault))
}

/// A line that has no `=`, or none outside quotes.
fn without_equals(text: &str, keys: Keys, item: &Item, above: &Above) -> Option<Diagnostic> {
    let line = item.first_line(text);
    let piece = &text[line.clone()];
    let loose_quotes = || {
        let quotes = triple_at(piece)?;
        let fault = QuoteFault::LooseQuotes {
            quotes: quotes.to_owned(),
            begins_text: !text[line.end..item.span.end].trim().is_empty(),
        };
        Some(Diagnostic::new(line.start..line.start + 3, fault))
    };
    // Below a text of several lines it is most likely a line of that.
    let is_prose = matches!(above, Above::TripleText)
        && keys == Keys::Block
        && !piece.contains(['=', ':'])
        && !piece.ends_with(['"', '\'']);
    let known = control_character(text, &item.span)
        .or_else(loose_quotes)
        .or_else(|| is_prose.then(|| loose(text, item, above)))
        .or_else(|| joined_below(text, keys, item, above))
        .or_else(|| half_quoted_key(text, &line))
        .or_else(|| heading_with_colon(text, keys, item));
    if known.is_some() {
        return known;
    }
    let key_length = match piece.chars().next()? {
        '"' | '\'' => string_end(piece, 0),
        _ => colon_key(piece).map(str::len).or_else(|| {
            let end = piece.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
            Some(end.unwrap_or(piece.len()))
        }),
    };
    let Some(key_length) = key_length else {
        return Some(quote::unclosed(text, item, line.start).mended_by(None));
    };
    if let Some(explained) = key_without_equals(text, keys, item, key_length) {
        return Some(explained);
    }
    if let ("]" | "}", Some(bracket)) = (piece, piece.chars().next()) {
        return Some(stray(bracket, line.start, None));
    }
    invisible(text, line.start..line.start + key_length).or_else(|| Some(loose(text, item, above)))
}

fn loose(text: &str, item: &Item, above: &Above) -> Diagnostic {
    let line = item.first_line(text);
    let fault = |below_text, is_rule| QuoteFault::LooseText {
        below_text,
        is_rule,
    };
    if is_rule(&text[line.clone()]) {
        let end = next_line(text, line.end).unwrap_or(line.end);
        let edit = TextEdit::new(line_at(text, line.start).start..end, "");
        return Diagnostic::new(line, fault(false, true)).mended_by(edit);
    }
    if let Some(edit) = name_alone(text, &line).or_else(|| comment(text, &line)) {
        return Diagnostic::new(line, fault(false, false)).mended_by(edit);
    }
    if let Above::Text { value: place, .. } = above
        && matches!(&text[place.clone()], "\"\"" | "''")
    {
        let whole = place.start..item.span.end;
        let written = rewrite::triple(rewrite::prose(&text[place.end..item.span.end]));
        let edit = written.map(|written| TextEdit::new(whole, written));
        return Diagnostic::new(place.clone(), QuoteFault::TwoQuotes).mended_by(edit);
    }
    Diagnostic::new(line, fault(matches!(above, Above::TripleText), false))
}

/// A comment as elsewhere: with `#` it is one here too.
fn comment(text: &str, line: &Range<usize>) -> Option<TextEdit> {
    let piece = &text[line.clone()];
    let inner = match piece.strip_prefix("<!--") {
        Some(inner) => inner.strip_suffix("-->")?,
        None => piece.strip_prefix("//").or(piece.strip_prefix("; "))?,
    };
    Some(TextEdit::new(line.clone(), format!("# {}", inner.trim())))
}

/// A few words alone above a title: most likely a name without its brackets.
fn name_alone(text: &str, line: &Range<usize>) -> Option<TextEdit> {
    let words = &text[line.clone()];
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-');
    let below = next_line(text, line.end).map(|next| &text[line_at(text, next)])?;
    let is_name = words.chars().all(is_plain) && words.split(' ').count() <= MAX_NAME_WORDS;
    let key = below.split('=').next().unwrap_or_default().trim();
    let name = usable_name(&words.to_lowercase(), MAX_ID)?;
    (is_name && key == "title").then(|| TextEdit::new(line.clone(), format!("[{name}]")))
}

/// `Let op: doe dit eerst` among headings or buttons.
fn heading_with_colon(text: &str, keys: Keys, item: &Item) -> Option<Diagnostic> {
    let line = item.first_line(text);
    let label = label_with_colon(&text[line.clone()]).filter(|_| keys == Keys::Block)?;
    let colon = line.start + text[line].find(':')?;
    let written = rewrite::value(keys, label, &text[colon + 1..item.span.end]);
    let edit = written.map(|written| {
        let pair = format!("{} = {written}", quoted(label));
        TextEdit::new(item.span.clone(), pair)
    });
    let fault = SignFault::ColonForEquals { key: label.into() };
    Some(Diagnostic::new(colon..colon + 1, fault).mended_by(edit))
}

/// A text, or a sign and a text, below a text: both were meant as one. Without a sign it may be a heading
/// that has no text yet, but for below a key that everybody knows.
fn joined_below(text: &str, keys: Keys, item: &Item, above: &Above) -> Option<Diagnostic> {
    let Above::Text { key, value } = above else {
        return None;
    };
    let below = &text[item.span.clone()];
    let name = &text[key.clone()];
    let has_sign = below.starts_with(['+', '&']);
    let is_next = text[value.end..item.span.start].matches('\n').count() == 1;
    let is_one_text = value.len() > 2 && (has_sign || (is_next && is_known_key(name)));
    let behind = below.trim_start_matches(['+', '&']).trim_start();
    let explain = || joined::explain(text, (keys, name), value.start..item.span.end);
    (is_one_text && behind.starts_with(['"', '\''])).then(explain)?
}

/// `"Kop = "tekst"`, `Kop" = "tekst"` or `Foto's = "tekst"`.
fn half_quoted_key(text: &str, line: &Range<usize>) -> Option<Diagnostic> {
    let equals = line.start + text[line.clone()].find('=')?;
    let key = trimmed(text, line.start..equals);
    let name = &text[key.clone()];
    let value = text[equals + 1..line.end].trim_start();
    let half = name.starts_with(['"', '\'']) || name.ends_with(['"', '\'']);
    if !half && name.contains('\'') && value.starts_with(['"', '\'', '[']) {
        let fault = SignFault::UnquotedKey { key: name.into() };
        let edit = TextEdit::new(key.clone(), quoted(name));
        return Some(Diagnostic::new(key, fault).mended_by(edit));
    }
    let name = name.trim_matches(['"', '\'']);
    (half && value.starts_with(['"', '\'']) && !name.is_empty()).then(|| {
        let fault = QuoteFault::UnclosedKeyQuote { key: name.into() };
        let edit = TextEdit::new(key.clone(), quoted(name));
        Diagnostic::new(key, fault).mended_by(edit)
    })
}

/// A key, and then something else than `=`.
fn key_without_equals(
    text: &str,
    keys: Keys,
    item: &Item,
    key_length: usize,
) -> Option<Diagnostic> {
    let line = item.first_line(text);
    let key = line.start..line.start + key_length;
    let name = &text[key.clone()];
    let rest = trimmed(text, key.end..line.end);
    let piece = &text[rest.clone()];
    let quoted = name.starts_with(['"', '\'']);
    let is_sign = || keys == Keys::Words && rewrite::starts_with_sign(piece);
    let known = is_known_key(name) || keys.meant(name).is_some() || is_sign();
    // Of a word that is no key nobody knows whether it was meant as one.
    let is_sure = known || quoted || matches!(keys, Keys::Block | Keys::Words);
    let value = piece.strip_prefix(':').unwrap_or(piece);
    let starts_value = value.trim_start().starts_with(['"', '\'', '[']);
    if !name.contains(char::is_alphanumeric) || !(known || quoted || starts_value) {
        return None;
    }
    let has_colon = value.len() < piece.len();
    let (place, from, fault) = if has_colon {
        let fault = SignFault::ColonForEquals { key: name.into() };
        (rest.start..rest.start + 1, rest.start + 1, fault)
    } else {
        let fault = SignFault::MissingEquals { key: name.into() };
        (key.clone(), key.end, fault)
    };
    let behind = trimmed(text, from..item.span.end);
    let edit = rewrite::with_equals(keys, text, &key, behind).filter(|_| is_sure);
    Some(Diagnostic::new(place, fault).mended_by(edit))
}

/// A mistake that no item shows on its own.
pub(crate) fn leftover(text: &str, span: &Range<usize>, message: &str) -> Diagnostic {
    let line = line_at(text, span.start);
    if let Some(explained) = invisible(text, span.start..line.end.max(span.start)) {
        return explained;
    }
    let fault = if message.contains("duplicate key") {
        let key = text[span.clone()].to_owned();
        SignFault::DuplicateKey {
            key,
            in_block: true,
        }
    } else {
        let message = message.to_owned();
        SignFault::Syntax { message }
    };
    let visible = Some(trimmed(text, span.clone())).filter(|span| !span.is_empty());
    Diagnostic::new(visible.unwrap_or_else(|| trimmed(text, line)), fault)
}
