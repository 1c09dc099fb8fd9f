//! Values as TOML has them: a piece of text with its place, and a table in the order of its lines.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::TextEdit;
use crate::text::fold::shows_nothing;
use crate::text::work::look;

/// A piece of text and where it stands.
#[derive(Clone)]
pub(crate) struct Text {
    /// The text with `\n` as line end, without white space around it; empty when nothing of it can be
    /// seen.
    pub(crate) value: String,
    /// Where it stands in the file, with its quotes.
    pub(crate) span: Range<usize>,
    /// Whether there was white space around it.
    pub(crate) padded: bool,
    /// The first character in it that is no text but a command to a machine.
    pub(crate) control: Option<char>,
}

impl Text {
    pub(crate) fn new(text: &str, span: Range<usize>) -> Self {
        let trimmed = text.trim();
        let mut all = text.char_indices();
        let control = all.find(|(at, c)| match c {
            '\n' | '\t' => false,
            '\r' => !text[at + 1..].starts_with('\n'),
            c => c.is_control(),
        });
        let value = if trimmed.chars().all(shows_nothing) {
            String::new()
        } else {
            trimmed.replace("\r\n", "\n")
        };
        Self {
            control: control.map(|(_, c)| c),
            padded: trimmed.len() < text.len(),
            value,
            span,
        }
    }
}

/// A key of a table with its value.
pub(crate) type Pair<'t, 'i> = (&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

/// A table's keys and values in the order in which they stand; the table itself has them by name,
/// so that one that comes back to an earlier name costs no more than others.
pub(crate) fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Pair<'t, 'i>> {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    pairs
}

/// Where the text stands that a list has and nothing else.
pub(crate) fn only_text(list: &DeValue<'_>) -> Option<Range<usize>> {
    match list.as_array()?.iter().as_slice() {
        [item] if item.get_ref().is_str() => Some(item.span()),
        _ => None,
    }
}

/// Where a heading such as `2. "Bel iemand"` stands: the dot parts it in two.
pub(crate) fn half_quoted(text: &str, (name, value): Pair<'_, '_>) -> Option<Range<usize>> {
    let mut inner = value.get_ref().as_table()?.iter();
    let (Some((second, said)), None) = (inner.next(), inner.next()) else {
        return None;
    };
    let span = name.span().start..second.span().end;
    let is_line = !text.get(span.clone())?.contains(['\n', '{', ']']);
    (said.get_ref().is_str() && is_line).then_some(span)
}

/// Takes a word out of the list that it stands in with others.
pub(crate) fn without_item(text: &str, span: &Range<usize>) -> Option<TextEdit> {
    let before = text.get(..span.start)?.trim_end();
    let behind = text.get(span.end..)?.trim_start();
    look(text.len() - before.len() - behind.len());
    let is_first = before.ends_with('[');
    if let Some(rest) = behind.strip_prefix(',')
        && (is_first || before.ends_with(','))
    {
        let rest = rest.trim_start_matches([' ', '\t']);
        return Some(TextEdit::new(span.start..text.len() - rest.len(), ""));
    }
    (behind.starts_with(']') && before.ends_with(','))
        .then(|| TextEdit::new(before.len() - 1..span.end, ""))
}
