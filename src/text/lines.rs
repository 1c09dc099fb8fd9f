//! The lines of a text: where they begin and end, and from bytes to lines and columns without
//! reading a text from its start for every place.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::work::look;

/// A place in a text, counted from 1; columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

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
}

/// Tells positions; asked for places in order, it counts every character once.
#[derive(Default)]
pub(crate) struct Places {
    last: HashMap<usize, (usize, usize)>,
}

impl Places {
    /// The position of a byte in this text; one past the end is the place after the last character.
    pub(crate) fn position(&mut self, source: usize, lines: &Lines<'_>, byte: usize) -> Position {
        let byte = lines.text.floor_char_boundary(byte);
        let line = lines.line_of(byte);
        let start = lines.starts[line];
        let known = self.last.get(&source).copied();
        let (from, column) = match known {
            Some((at, column)) if (start..=byte).contains(&at) => (at, column),
            _ => (start, 1),
        };
        let column = column + lines.text[from..byte].chars().count();
        self.last.insert(source, (byte, column));
        Position {
            line: line + 1,
            column,
        }
    }
}

/// Where the line around a place begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Just behind the line end that follows.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
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
