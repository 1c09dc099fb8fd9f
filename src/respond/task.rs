//! What a reply needs done before it can be given, as values: [`crate::respond::respond`] itself does no I/O.
//!
//! The bot carries out the [`Work`] and has the reply from the slow half of `respond::moderation`.

use crate::content::edit::Fingerprint;
use crate::content::order::{Follow, Order};
use crate::content::version::VersionId;
use crate::library::EntryRef;
use crate::respond::action::{Action, Ticket};
use crate::respond::draft::Draft;
use crate::respond::invocation::{Attachment, Invocation, Request};
use crate::respond::memory::Report;
use crate::respond::message::{Audience, Choice, Input, Message, Modal};
use crate::text::limits::{MAX_MODAL_TITLE, shorten};

/// An answer to one interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A new message.
    Message {
        /// What it says.
        message: Message,
        /// Who sees it.
        audience: Audience,
    },
    /// A new text for the message on which the button or menu stands.
    Update(Message),
    /// The message on which the button stands goes away; this is what stays where it cannot.
    Delete(Message),
    /// Suggestions for an option's value, best first; at most 25.
    Choices(Vec<Choice>),
    /// A form to fill in.
    Modal(Modal),
    /// None yet: there is work to do first, and a [`Conclusion`] when it is done.
    Task(Task),
}

impl Reply {
    /// A message that only the person who asked sees.
    pub fn private(message: Message) -> Self {
        Self::Message {
            message,
            audience: Audience::Asker,
        }
    }

    /// Words that only the person who asked sees.
    pub(crate) fn words(words: impl Into<String>) -> Self {
        Self::private(Message::text(words, []))
    }

    /// A form of these fields.
    pub(crate) fn modal(asks: impl Into<Action>, title: &str, inputs: Vec<Input>) -> Self {
        Self::Modal(Modal {
            asks: asks.into(),
            title: shorten(title, MAX_MODAL_TITLE),
            inputs,
        })
    }

    /// The reply that follows when this is done.
    pub(crate) fn after(work: impl Into<Work>, then: Deferral) -> Self {
        Self::Task(Task {
            work: work.into(),
            then,
        })
    }

    /// The reply that follows when the picture that came with a command is kept, and this draft has it.
    pub(crate) fn after_picture(attachment: &Attachment, draft: Draft) -> Self {
        let receive = Work::ReceivePicture(attachment.clone(), Box::new(draft));
        Self::after(receive, Deferral::Private)
    }
}

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

impl Deferral {
    /// How the reply to what was typed or sent arrives: in the private message that it was done
    /// from, or as a new one.
    pub(crate) fn of(invocation: &Invocation) -> Self {
        match &invocation.request {
            Request::Submit { audience, .. } | Request::Press { audience, .. }
                if *audience == Audience::Asker =>
            {
                Self::Update
            }
            _ => Self::Private,
        }
    }

    /// The reply of this kind with a message.
    pub(crate) fn reply(self, message: Message) -> Reply {
        match self {
            Self::Update => Reply::Update(message),
            Self::Private | Self::Choices => Reply::private(message),
        }
    }
}

/// Work that takes a disk, or memory that outlives an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Preview a draft as it would be published, and keep it.
    Review(Box<Draft>),
    /// Change the files.
    Change(Box<ContentChange>),
    /// Fetch a file that somebody sent for the collection of this name, new or not.
    Receive(Attachment, String),
    /// Fetch a picture that somebody sent, keep it, and preview the draft with it.
    ReceivePicture(Attachment, Box<Draft>),
    /// Mend the faults of the file of this name, as somebody sent it or else as it is, as far as that can be
    /// done in one way.
    Fix(String, Option<String>),
    /// Read the versions of the entry that was named, also when it was removed: what was typed, and the
    /// entries of this name that are there.
    Versions(String, Vec<EntryRef>),
    /// Read one version of an entry.
    Version(EntryRef, VersionId),
    /// Read which entries were removed, to suggest those that fit what was typed so far.
    Removed(String),
    /// Read what the change of files that made this version did.
    Changes(VersionId),
    /// Say that this state of the folder is right, although most texts went.
    Accept(Fingerprint),
    /// Read the files again.
    Reload,
    /// Forget words for which nothing was found.
    Forget(String),
    /// Post no tip of the week, or post them again.
    PauseWeekly(bool),
    /// Put a text, or the overview of a collection, in this channel, to stay there.
    Place(EntryRef),
    /// Change what becomes of a post that stays.
    ChangePost(Ticket, PostChange),
    /// Pass on what a member wrote, unless they report too often.
    Report(Report),
    /// Forget what a member wrote, as it is dealt with.
    Handle(Ticket),
}

/// A change of the files that a moderator asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentChange {
    /// Publish a draft, which this order does.
    Publish(Box<Draft>, Order),
    /// Remove an entry, which this order does, with what leads to it.
    Remove(Order, Vec<Follow>),
    /// Bring a version of an entry back, which was shown like this.
    Restore(EntryRef, VersionId, Option<Fingerprint>),
    /// Bring back what was there before this version of an entry or a whole file.
    Undo(EntryRef, VersionId),
    /// Bring back what was there before this version of several files.
    UndoSave(VersionId),
}

impl From<ContentChange> for Work {
    fn from(change: ContentChange) -> Self {
        Self::Change(Box::new(change))
    }
}

impl Work {
    /// Whether it changes or posts something, or takes so long that it is not done for two who ask;
    /// such work is done once for an interaction.
    pub fn is_done_once(&self) -> bool {
        !matches!(
            self,
            Self::Versions(..)
                | Self::Version(..)
                | Self::Removed(_)
                | Self::Changes(_)
                | Self::Reload
        )
    }
}

/// What a moderator does with a post that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostChange {
    /// Take it away.
    Remove,
    /// Put it back when somebody takes it away, or forget it then.
    PutsBack(bool),
}

/// Whether a text is put in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// The text will be there at once, as the post of this name.
    Placed(Ticket),
    /// The text stands in the channel already.
    Already,
    /// There are as many posts as may be.
    TooMany,
    /// Nothing can be posted through this door.
    NotHere,
    /// The disk refuses to note the post.
    NotNoted,
}

/// Whether a report is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// The report is passed on.
    PassedOn,
    /// The report came before, and was passed on then.
    Again,
    /// The author of the report reported a few times just now.
    TooOften,
    /// Many members report at once.
    TooMany,
}

/// The reply after work, what the moderators' channel hears of it, and the draft to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// The reply; never one that needs more work.
    pub reply: Reply,
    /// What the moderators' channel hears.
    pub announcement: Option<Message>,
    /// The draft as it is to be kept from now on.
    pub keep: Option<Draft>,
}

impl Conclusion {
    pub(crate) fn of(reply: Reply) -> Self {
        Self {
            reply,
            announcement: None,
            keep: None,
        }
    }

    /// The reply, and the draft to keep.
    pub(crate) fn keeping(reply: Reply, draft: Draft) -> Self {
        Self {
            keep: Some(draft),
            ..Self::of(reply)
        }
    }
}

/// Why a file is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFetched {
    /// The file's address is not one of Discord's.
    Elsewhere,
    /// The file is larger than what was asked for may be.
    TooLarge,
    /// The file is no longer there.
    Gone,
    /// The file did not come, or not in time.
    Unreachable,
}
