//! Where an entry stands among the others of its file, so that it can come back there.

use std::fmt;

use crate::content::edit::layout::{Block, Layout};
use crate::content::edit::lines::{put_before, put_in};
use crate::words::editing::place;

/// The place of an entry in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Directly below this entry.
    Below(String),
    /// Above this entry: it is the first, or below a comment.
    Above(String),
}

impl Place {
    /// The place of an entry in the text of its file; nothing where it is not there, or the only one.
    pub fn of(text: &str, id: &str) -> Option<Self> {
        let file = Layout::parse(text)?;
        let blocks: Vec<&Block> = file.blocks.iter().filter(|block| block.headed).collect();
        let own = blocks.iter().position(|block| block.id == id)?;
        let start = blocks[own].range.start;
        let is_beside = |above: &&&Block| text[above.range.end..start].trim().is_empty();
        if let Some(above) = blocks[..own].last().filter(is_beside) {
            return Some(Self::Below(above.id.clone()));
        }
        let below = blocks[own..].iter().find(|block| block.id != id)?;
        Some(Self::Above(below.id.clone()))
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
    pub(crate) fn put(&self, text: &str, file: &Layout<'_>, lines: &str) -> Option<String> {
        let beside = match self {
            Self::Below(id) | Self::Above(id) => file.of(id),
        };
        let mut beside = beside.into_iter().filter(|block| block.headed);
        match self {
            Self::Below(_) => Some(put_in(text, beside.next_back()?.range.end, lines)),
            Self::Above(_) => Some(put_before(text, beside.next()?.range.start, lines)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Below(id) => write!(f, "{} {id}", place::BELOW),
            Self::Above(id) => write!(f, "{} {id}", place::ABOVE),
        }
    }
}
