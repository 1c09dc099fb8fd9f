//! The one replacement that mends a problem, as data. Knows nothing of what was wrong.

use std::ops::Range;

use crate::text::limits::length;

/// The longest line that is told whole, in characters.
const LONGEST_LINE: usize = 120;
/// How far from a place the ends of its line are looked for, in bytes: no line that is told is longer.
const NEAR: usize = 4 * LONGEST_LINE;

/// A piece of a file's text and what belongs in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that go.
    pub span: Range<usize>,
    /// What comes.
    pub text: String,
}

impl TextEdit {
    /// This text in the place of a piece.
    pub fn new(span: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { span, text }
    }

    /// How many lines it changes.
    pub(crate) fn n_lines(&self, text: &str) -> usize {
        let gone = text.get(self.span.clone()).unwrap_or_default();
        1 + gone.matches('\n').count()
    }

    /// The line as it reads with this edit; nothing where that is more than a line, or a long one.
    pub fn line(&self, text: &str) -> Option<String> {
        let Range { start, end } = self.span;
        let takes_lines = text.get(start..end)?.contains('\n') && self.text.is_empty();
        if self.text.contains('\n') || takes_lines {
            return None;
        }
        let before = &text[text.floor_char_boundary(start.saturating_sub(NEAR))..start];
        let behind = &text[end..text.floor_char_boundary(end + NEAR)];
        let before = before.rsplit('\n').next().unwrap_or_default();
        let behind = behind.split('\n').next().unwrap_or_default();
        let line = format!("{before}{}{behind}", self.text);
        let line = line.trim();
        (!line.is_empty() && length(line) <= LONGEST_LINE).then(|| line.to_owned())
    }
}

/// One edit that does what these do, which are in order.
pub fn joined(text: &str, edits: &[TextEdit]) -> Option<TextEdit> {
    let span = edits.first()?.span.start..edits.last()?.span.end;
    let edited = apply(text.get(..span.end)?, edits);
    Some(TextEdit::new(span.clone(), edited.get(span.start..)?))
}

/// The text with these edits; of those that touch the same place, the first.
pub fn apply<'a>(text: &str, edits: impl IntoIterator<Item = &'a TextEdit>) -> String {
    let mut edits: Vec<&TextEdit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut edited = String::with_capacity(text.len());
    let mut done = None;
    for TextEdit { span, text: new } in edits {
        if done.is_none_or(|done| span.start > done) {
            edited.push_str(&text[done.unwrap_or_default()..span.start]);
            edited.push_str(new);
            done = Some(span.end);
        }
    }
    edited.push_str(&text[done.unwrap_or_default()..]);
    edited
}
