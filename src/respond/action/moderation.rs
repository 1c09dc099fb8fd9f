//! What moderators' buttons, menus and modals mean, and the button with which members report.
//!
//! More verbs of [`crate::respond::action`]: one letter each where an entry follows, and numbers in five
//! characters or seven, so that all fits in Discord's 100 beside the longest names.

use crate::content::edit::Fingerprint;
use crate::content::version::VersionId;
use crate::library::EntryRef;
use crate::respond::action::inbox::Inbox;
use crate::respond::action::number::Ticket;
use crate::respond::action::part::{Part, Reader, Writer, verbs};
use crate::respond::action::posts::Posts;
use crate::respond::action::upkeep::Upkeep;

/// What a moderator asks for, and what a member reports.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is what its name says: the entry, how it was shown, which opening of a \
              modal, which page of it"
)]
pub enum Moderate {
    /// Open the modal of an entry.
    Open(EntryRef),
    /// Show an entry with the picture that a draft has.
    Illustrate { entry: EntryRef, draft: Ticket },
    /// The modal of an entry.
    Form {
        entry: EntryRef,
        shown: Fingerprint,
        opening: Ticket,
        page: u8,
    },
    /// The modal of a new entry in a collection.
    New { collection: String, opening: Ticket },
    /// Open the modal again with what was typed.
    Reopen { draft: Ticket, page: u8 },
    /// The modal with what was typed before.
    Redo {
        entry: EntryRef,
        draft: Ticket,
        opening: Ticket,
        page: u8,
    },
    /// Publish a draft.
    Publish(Ticket),
    /// Do not publish a draft, or a file that was sent.
    Leave(Ticket),
    /// Publish a file that was sent.
    PublishFile(Ticket),
    /// Look at a file that was sent again.
    ReviewFile(Ticket),
    /// Undo the change of a whole file that made this version.
    UndoFile(String, VersionId),
    /// Undo the change of several files that made this version.
    UndoSave(VersionId),
    /// Show all that the change of files that made this version did.
    Changes(VersionId),
    /// Say that this state of the folder is right, although most texts went.
    Accept(Fingerprint),
    /// Ask whether an entry is to be removed.
    AskRemoval(EntryRef),
    /// Remove an entry, and what leads to it if so wished.
    Remove {
        entry: EntryRef,
        shown: Fingerprint,
        links: bool,
    },
    /// Show the versions of an entry.
    History(EntryRef),
    /// Leave all as it is.
    Cancel,
    /// Show the version chosen from a menu.
    Versions(EntryRef),
    /// Show the text chosen from a menu in a message of its own.
    Look,
    /// Bring a version back; the entry was shown like this, if it was there.
    Restore(EntryRef, VersionId, Option<Fingerprint>),
    /// Undo the change that made this version.
    Undo(EntryRef, VersionId),
    /// Open the modal in which a member says what is wrong.
    Report(EntryRef),
    /// The modal in which a member says what is wrong.
    ReportForm { entry: EntryRef, opening: Ticket },
    /// Show what mending the file of this name changes.
    Fix(String),
    /// Show what mending a file that was sent changes.
    FixSent(Ticket),
    /// What follows from what members write, and a member who misses a text.
    Inbox(Inbox),
    /// What follows from a post that stays.
    Posts(Posts),
    /// What follows from the status.
    Upkeep(Upkeep),
}

impl Moderate {
    /// Whether members may do this too.
    pub fn is_for_members(&self) -> bool {
        match self {
            Self::Report(_) | Self::ReportForm { .. } => true,
            Self::Inbox(inbox) => inbox.is_for_members(),
            _ => false,
        }
    }

    /// Whether its button stands out, as the one that publishes what is shown.
    pub fn publishes(&self) -> bool {
        matches!(
            self,
            Self::Publish(_) | Self::PublishFile(_) | Self::Restore(..)
        )
    }

    /// Whether a press on its button takes something away.
    pub fn removes(&self) -> bool {
        matches!(self, Self::Remove { .. })
    }

    /// The draft that it is about, if any.
    pub fn draft(&self) -> Option<Ticket> {
        match self {
            Self::Illustrate { draft, .. }
            | Self::Reopen { draft, .. }
            | Self::Redo { draft, .. }
            | Self::Publish(draft)
            | Self::PublishFile(draft)
            | Self::ReviewFile(draft)
            | Self::FixSent(draft)
            | Self::Leave(draft) => Some(*draft),
            _ => None,
        }
    }
}

verbs! { Moderate {
    "o" = Open(entry),
    "O" = Illustrate { entry, draft },
    "e" = Form { entry, shown, opening, page },
    "n" = New { collection, opening },
    "r" = Reopen { draft, page },
    "d" = Redo { entry, draft, opening, page },
    "p" = Publish(draft),
    "x" = Leave(draft),
    "f" = PublishFile(draft),
    "h" = ReviewFile(draft),
    "z" = UndoFile(name, version),
    "s" = UndoSave(version),
    "m" = Changes(version),
    "a" = Accept(state),
    "q" = AskRemoval(entry),
    "j" = Remove { entry, shown; links = true },
    "k" = Remove { entry, shown; links = false },
    "y" = History(entry),
    "c" = Cancel,
    "l" = Look,
    "v" = Versions(entry),
    "w" = Restore(entry, version, shown),
    "u" = Undo(entry, version),
    "b" = Report(entry),
    "g" = ReportForm { entry, opening },
    "i" = Fix(name),
    "t" = FixSent(draft),
    "in" = Inbox(inbox),
    "at" = Posts(posts),
    "up" = Upkeep(upkeep),
} }
