//! From bytes to lines and columns, without reading a text from its start for every place.

use std::collections::HashMap;
use std::ops::Range;

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
        let with_return = end > start && self.text.as_bytes()[end - 1] == b'\r';
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
