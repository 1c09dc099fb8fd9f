//! What a moderator typed or sent and has not published yet: plain data, which is kept on disk.

pub mod form_text;
pub mod form;

use serde::{Deserialize, Serialize};

use crate::library::EntryRef;
use crate::respond::action::Ticket;
use crate::respond::draft::form::Form;

/// What a moderator has not published yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Unpublished {
    /// An entry that was typed.
    Entry(Draft),
    /// A file that was sent.
    File(SentFile),
}

impl Unpublished {
    /// Names it.
    pub fn ticket(&self) -> Ticket {
        match self {
            Self::Entry(draft) => draft.ticket(),
            Self::File(sent) => Ticket(sent.ticket),
        }
    }
}

/// A file that a moderator sent and has not published yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentFile {
    /// Names it; see [`Ticket`].
    pub ticket: u32,
    /// Who sent it.
    pub by: u64,
    /// The name of the file that it is to be, without `.toml`.
    pub name: String,
    /// The state of the file that it was last compared with; nothing when there was none.
    pub shown: Option<u32>,
    /// Whether its author saw what it changes in that state; only then can it be published.
    pub reviewed: bool,
    /// Whether it was published.
    pub published: bool,
    /// Its content.
    pub text: String,
}

/// What a moderator typed and has not published yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Names it; see [`Ticket`].
    pub ticket: u32,
    /// Who typed it.
    pub by: u64,
    /// The collection of its entry.
    pub collection: String,
    /// The id of its entry.
    pub entry: String,
    /// The state of the entry that was last shown with it; nothing when there was none.
    pub shown: Option<u32>,
    /// Whether its author saw what it changes in that state; only then can it be published.
    pub previewed: bool,
    /// Whether it was published.
    pub published: bool,
    /// The fields as they were typed.
    pub form: Form,
}

impl Draft {
    pub(crate) fn entry_ref(&self) -> EntryRef {
        EntryRef::new(&self.collection, &self.entry)
    }

    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.ticket)
    }
}
