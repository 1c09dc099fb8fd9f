//! What moderators' buttons and menus below the status mean.

use crate::respond::action::number::Ticket;
use crate::respond::action::part::{Part, Reader, Writer, verbs};

/// What a moderator asks for from the status. Words that were searched are too long for a button; a
/// [`Ticket`] stands for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upkeep {
    /// Open the modal of the entry chosen from a menu; the menu's value is `collection/entry`.
    Open,
    /// Show the status.
    Status,
    /// Show what can be done about the words chosen from a menu.
    NotFound,
    /// Add words to the keywords of the entry chosen from a menu.
    Asked(Ticket),
    /// Write a text that is found by words.
    Write {
        /// Where the text belongs.
        collection: String,
        /// The words.
        words: Ticket,
    },
    /// Open the modal of a word that means the same as another.
    Same(Ticket),
    /// The modal of a word that means the same as another.
    SameForm {
        /// Which opening of it.
        opening: Ticket,
    },
    /// Forget words.
    Forget(Ticket),
    /// Show what the fault means that was chosen from a menu; the menu's value is its code.
    Explain,
    /// Post no tip of the week until further notice, or post them again.
    Weekly {
        /// Whether to pause.
        pause: bool,
    },
}

verbs! { Upkeep {
    "open" = Open,
    "status" = Status,
    "missed" = NotFound,
    "keyword" = Asked(words),
    "write" = Write { collection, words },
    "same" = Same(words),
    "sameform" = SameForm { opening },
    "forget" = Forget(words),
    "explain" = Explain,
    "pause" = Weekly { ; pause = true },
    "resume" = Weekly { ; pause = false },
} }
