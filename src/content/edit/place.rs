//! Where an entry stands among the others of its file, so that it can come back there.

use std::collections::HashMap;
use std::fmt;

use crate::content::edit::layout::{Block, blocks_in, of};
use crate::content::edit::lines::{put_before, put_in};
use crate::words::editing::place;

/// The place of an entry in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// Directly below this entry.
    Below(String),
    /// Above this entry: it is the first, or below a comment.
    Above(String),
}

impl Position {
    /// The place of an entry in the text of its file; nothing where it is not there, or the only one.
    pub fn of(text: &str, id: &str) -> Option<Self> {
        Self::of_gone(text, |other| other != id).remove(id)
    }

    /// The places in the text of a file of the entries that go, each beside one that stays; those beside
    /// which none stays have no place.
    pub(crate) fn of_gone(text: &str, stays: impl Fn(&str) -> bool) -> HashMap<String, Self> {
        let blocks = blocks_in(text).into_iter().flatten();
        let mut places = HashMap::new();
        let (mut above, mut end, mut waiting) = (None, 0, Vec::new());
        for block in blocks.filter(|block| block.headed) {
            // What is neither blank nor an entry that goes, as a comment, parts it from the one above.
            let is_beside = text[end..block.range.start].trim().is_empty();
            above = above.filter(|_| is_beside);
            end = block.range.end;
            if stays(&block.id) {
                let here = || Self::Above(block.id.clone());
                places.extend(waiting.drain(..).map(|id: String| (id, here())));
                above = Some(block.id);
            } else if let Some(above) = &above {
                let place = Self::Below(above.clone());
                places.entry(block.id).or_insert(place);
            } else if !places.contains_key(&block.id) {
                waiting.push(block.id);
            }
        }
        places
    }

    /// The place that a kept version tells of.
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text.split_once(' ')? {
            (place::BELOW, id) => Some(Self::Below(id.to_owned())),
            (place::ABOVE, id) => Some(Self::Above(id.to_owned())),
            _ => None,
        }
    }

    /// The text with lines at this place, as long as the entry beside it is there.
    pub(crate) fn put(&self, text: &str, blocks: &[Block], lines: &str) -> Option<String> {
        let beside = match self {
            Self::Below(id) | Self::Above(id) => of(blocks, id),
        };
        let mut beside = beside.into_iter().filter(|block| block.headed);
        match self {
            Self::Below(_) => Some(put_in(text, beside.next_back()?.range.end, lines)),
            Self::Above(_) => Some(put_before(text, beside.next()?.range.start, lines)),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Below(id) => write!(f, "{} {id}", place::BELOW),
            Self::Above(id) => write!(f, "{} {id}", place::ABOVE),
        }
    }
}
