//! What the buttons and menus mean with which members say which text they miss, and moderators follow up
//! on what members wrote.
//!
//! A member's words are too long for a button; a [`Ticket`] stands for them.

use crate::library::EntryRef;
use crate::respond::action::number::Ticket;
use crate::respond::action::part::{Part, Reader, Writer, verbs};

/// What a member misses, and what a moderator does with what members wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inbox {
    /// Open the modal in which a member says which text is missing.
    Miss,
    /// The modal in which a member says which text is missing.
    MissForm {
        /// Which opening of it.
        opening: Ticket,
    },
    /// Open the modal of an entry with what a member wrote about it.
    Edit {
        /// The entry.
        entry: EntryRef,
        /// What the member wrote.
        report: Ticket,
    },
    /// Ask where a text that is missing belongs.
    Write(Ticket),
    /// Open the modal of a text that is missing.
    WriteIn {
        /// Where the text belongs.
        collection: String,
        /// What the member wrote.
        report: Ticket,
    },
    /// Ask which entry has what a member misses.
    Belongs(Ticket),
    /// Open the modal of the entry chosen from a menu, with what a member wrote.
    BelongsTo(Ticket),
    /// Show what a member wrote, chosen from a menu.
    Look,
    /// Forget what a member wrote, as it is dealt with.
    Handled(Ticket),
}

impl Inbox {
    /// Whether members may do this.
    pub fn is_for_members(&self) -> bool {
        matches!(self, Self::Miss | Self::MissForm { .. })
    }
}

verbs! { Inbox {
    "m" = Miss,
    "f" = MissForm { opening },
    "e" = Edit { entry, report },
    "w" = Write(report),
    "n" = WriteIn { collection, report },
    "b" = Belongs(report),
    "t" = BelongsTo(report),
    "l" = Look,
    "h" = Handled(report),
} }
