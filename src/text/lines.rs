//! The lines of a text: where they begin and end, and which line and character a byte is.

use std::ops::Range;

use crate::text::work::look;

/// A text with the places where its lines begin.
pub(crate) struct Lines<'a> {
    pub(crate) text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// The line that holds a byte, counted from 0.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }

    /// A line's bytes, without its end.
    pub(crate) fn line(&self, line: usize) -> Range<usize> {
        let start = self.starts[line];
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        let with_return = self.text[start..end].ends_with('\r');
        start..end - usize::from(with_return)
    }

    /// The line and the character in it at which a byte stands, both counted from 1; one past the end is
    /// the place after the last character.
    pub(crate) fn position(&self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.line_of(byte);
        let before = &self.text[self.starts[line]..byte];
        (line + 1, before.chars().count() + 1)
    }
}

/// Where the line around a place begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Just behind the line end that follows.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    next_line(text, at).unwrap_or(text.len())
}

/// The line around a place, without its line end.
pub(crate) fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = line_start(text, at);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    let end = end - usize::from(end > start && text[..end].ends_with('\r'));
    look(end - start);
    start..end
}

/// Where the line after this place begins, if there is one.
pub(crate) fn next_line(text: &str, at: usize) -> Option<usize> {
    let found = text[at..].find('\n');
    look(found.unwrap_or(text.len() - at));
    found.map(|newline| at + newline + 1)
}

/// The lines from a place that is the start of one.
pub(crate) fn lines_from(
    text: &str,
    start: Option<usize>,
) -> impl Iterator<Item = Range<usize>> + '_ {
    std::iter::successors(start, |at| next_line(text, *at)).map(|at| line_at(text, at))
}

/// The span without white space at its ends; a span of nothing but white space becomes empty.
pub(crate) fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let start = span.start + (piece.len() - piece.trim_start().len());
    let end = span.start + piece.trim_end().len();
    look(piece.len() - end.saturating_sub(start));
    start..end.max(start)
}
