//! What a reply needs done before it can be given, as values: [`crate::respond::respond`] itself does no I/O.
//!
//! The outer layer carries out the [`Work`] and gives what came of it, [`Done`], to
//! [`crate::respond::moderation::outcome`], which has the reply.

use serde::{Deserialize, Serialize};

use crate::content::edit::{EntryText, Fingerprint};
use crate::content::order::{FileOrder, Order, Refusal, Saved};
use crate::content::version::{Version, VersionId};
use crate::library::EntryRef;
use crate::respond::action::moderation::Ticket;
use crate::respond::message::{Message, Reply};
use crate::respond::moderation::form::Form;

/// Work to do before there is a reply, and what the reply will be, so that a door can tell Discord
/// that it is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The work.
    pub work: Work,
    /// What the reply will be.
    pub then: Deferral,
}

/// The kind of reply that follows a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deferral {
    /// A new message that only the person who asked sees.
    Private,
    /// A new text for the message pressed on.
    Update,
    /// Suggestions, which cannot be put off.
    Choices,
}

/// Work that takes a disk, or memory that outlives an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Look at what somebody typed or sent as it would be published, and keep it.
    Review(Box<Unpublished>),
    /// Publish what somebody typed.
    Publish {
        /// What was typed.
        draft: Box<Draft>,
        /// The edit.
        order: Order,
    },
    /// Fetch a file that somebody sent for this collection.
    Receive {
        /// The file.
        attachment: Attachment,
        /// The collection's name, new or not.
        name: String,
    },
    /// Publish a file that somebody sent.
    PublishFile {
        /// What was sent.
        sent: Box<SentFile>,
        /// What is to be published.
        order: FileOrder,
    },
    /// Bring back the file that was there before this version.
    UndoFile {
        /// The file's name.
        name: String,
        /// The version to undo.
        version: VersionId,
        /// Who wants it.
        by: u64,
    },
    /// Remove an entry.
    Remove {
        /// The removal.
        order: Order,
        /// The entries from which what leads to it is taken out.
        leading: Vec<EntryRef>,
    },
    /// Bring a version of an entry back.
    Restore {
        /// The entry.
        entry: EntryRef,
        /// The version.
        version: VersionId,
        /// How the entry was shown.
        shown: Option<Fingerprint>,
        /// Who wants it.
        by: u64,
    },
    /// Bring back what was there before this version.
    Undo {
        /// The entry.
        entry: EntryRef,
        /// The version to undo.
        version: VersionId,
        /// Who wants it.
        by: u64,
    },
    /// Read the versions of the entry that was named, also when it was removed.
    Versions {
        /// What was typed.
        typed: String,
        /// The entries of this name that are there.
        named: Vec<EntryRef>,
    },
    /// Read one version of an entry.
    Version(EntryRef, VersionId),
    /// Read which entries were removed.
    Removed {
        /// What was typed so far.
        typed: String,
    },
    /// Read the files again.
    Reload,
    /// Forget words for which nothing was found.
    Forget(String),
    /// Post no tip of the week, or post them again.
    PauseWeekly(bool),
    /// Pass on what a member wrote, unless they write too often.
    Report {
        /// The interaction in which they did, unique at Discord.
        id: u64,
        /// The entry it is about.
        entry: EntryRef,
        /// What they wrote.
        words: String,
        /// Who.
        by: u64,
    },
}

impl Work {
    /// Whether it changes or posts something, or takes so long that it is not done for two who ask;
    /// such work is done once for an interaction.
    pub fn is_done_once(&self) -> bool {
        match self {
            Self::Review(_)
            | Self::Publish { .. }
            | Self::Receive { .. }
            | Self::PublishFile { .. }
            | Self::UndoFile { .. }
            | Self::Remove { .. }
            | Self::Restore { .. }
            | Self::Undo { .. }
            | Self::Forget(_)
            | Self::PauseWeekly(_)
            | Self::Report { .. } => true,
            Self::Versions { .. } | Self::Version(..) | Self::Removed { .. } | Self::Reload => {
                false
            }
        }
    }
}

/// What came of the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// There was nothing to do but what [`crate::respond::moderation::outcome`] does.
    Nothing,
    /// A file is here, or not.
    Fetched(Result<Vec<u8>, NotFetched>),
    /// It was published, or not.
    Published(Result<Saved, Refusal>),
    /// The version asked for.
    Version(Version),
    /// The versions of an entry, the latest first.
    Versions(EntryRef, Vec<Version>),
    /// The entries that have the name, none or more than one; a removed one with its title.
    Several(Vec<(EntryRef, Option<String>)>),
    /// The removed entries, as they last were.
    Removed(Vec<(EntryRef, EntryText)>),
    /// Whether the files could be read.
    Reloaded(bool),
    /// Whether what was asked for could be written down.
    Noted(bool),
    /// What became of a report.
    Reported(Reported),
    /// The version asked for is no longer kept.
    Gone,
}

/// What becomes of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// It is passed on.
    PassedOn,
    /// It came before, and was passed on then.
    Again,
    /// Its author reported a few times just now.
    TooOften,
    /// Many members report at once.
    TooMany,
}

/// What follows from work that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// The reply; never one that needs more work.
    pub reply: Reply,
    /// What the moderation channel hears.
    pub announcement: Option<Message>,
    /// What is to be kept from now on as it is here.
    pub keep: Option<Unpublished>,
}

impl Conclusion {
    pub(crate) fn of(reply: Reply) -> Self {
        Self {
            reply,
            announcement: None,
            keep: None,
        }
    }
}

/// A file that came with a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, as whoever sent it has it.
    pub name: String,
    /// How many bytes it is said to have.
    pub size: u64,
    /// Where it can be fetched.
    pub url: String,
}

/// Why a file is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFetched {
    /// Its address is not one of Discord's.
    Elsewhere,
    /// It is larger than a response file may be.
    TooLarge,
    /// It is no longer there.
    Gone,
    /// It did not come, or not in time.
    Unreachable,
}

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
    /// What is in it.
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
    /// What was typed.
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
