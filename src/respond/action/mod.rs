//! What a button or menu means, as the text that travels in its `custom_id`: data only, without what is
//! done about it.
//!
//! The text holds all the state there is, so that a button works after a restart and on another
//! replica. Form: `1:<verb>:<collection>:<entry>:<rest>`, where 1 is the version; parts that a verb
//! does not use are left out. With the compiler's limits on names it fits Discord's 100 characters.

mod number;
mod part;
mod upkeep;
mod inbox;
mod posts;
mod moderation;

pub use crate::respond::action::inbox::Inbox;
pub use crate::respond::action::moderation::Moderate;
pub use crate::respond::action::number::Ticket;
pub use crate::respond::action::posts::Posts;
pub use crate::respond::action::upkeep::Upkeep;

pub(crate) use crate::respond::action::part::{read, write};

use crate::library::EntryRef;
use crate::respond::action::part::{Part, Reader, Writer, verbs};
use crate::words;

/// What the text of every button begins with, up to the first colon. Changes when a verb gets another
/// meaning.
const VERSION: &str = "1";

/// What a press asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Show one entry.
    Show(EntryRef),
    /// Show a page of a collection's overview, counted from 0.
    Overview {
        /// The collection's name.
        collection: String,
        /// The page.
        page: usize,
    },
    /// Show the entry chosen from a menu; the menu's value is `collection/entry`.
    Choose,
    /// Show another entry by chance.
    Draw {
        /// The entry that is shown now.
        from: EntryRef,
        /// Whether to stay in that entry's group.
        in_group: bool,
    },
    /// Show an entry to the whole channel.
    Share(EntryRef),
    /// Offer what is rarely done with an entry.
    More(EntryRef),
    /// Give an entry as plain text.
    Copy(EntryRef),
    /// Show what the bot can do.
    Help,
    /// What moderators do, and what members tell them.
    Moderate(Moderate),
    /// Take the message away.
    Remove,
    /// Answer a member with the entry chosen from a menu; the menu's value is `collection/entry`.
    ReplyWith {
        /// The member.
        to: u64,
    },
    /// Show the entries of a collection to answer a member with.
    ReplyFrom {
        /// The member.
        to: u64,
        /// The collection's name.
        collection: String,
        /// The page, counted from 0.
        page: usize,
    },
}

verbs! { Action {
    "show" = Show(entry),
    "list" = Overview { collection, page },
    "choose" = Choose,
    "draw" = Draw { from; in_group = false },
    "drawg" = Draw { from; in_group = true },
    "share" = Share(entry),
    "more" = More(entry),
    "copy" = Copy(entry),
    "help" = Help,
    "remove" = Remove,
    "reply" = ReplyWith { to },
    "replies" = ReplyFrom { to, collection, page },
    _ = Moderate
} }

impl Action {
    /// The text for a `custom_id`.
    pub fn encode(&self) -> String {
        format!("{VERSION}:{}", write(self))
    }

    /// Reads a `custom_id`; nothing when it is of another version, or not one of ours.
    pub fn decode(custom_id: &str) -> Option<Self> {
        let text = custom_id.strip_prefix(VERSION)?.strip_prefix(':')?;
        read(text).or_else(|| read(text).map(Self::Moderate))
    }

    /// The draft that it is about, if any.
    pub fn draft(&self) -> Option<Ticket> {
        match self {
            Self::Moderate(moderate) => moderate.draft(),
            _ => None,
        }
    }
}

impl<M: Into<Moderate>> From<M> for Action {
    fn from(moderate: M) -> Self {
        Self::Moderate(moderate.into())
    }
}

impl From<Inbox> for Moderate {
    fn from(inbox: Inbox) -> Self {
        Self::Inbox(inbox)
    }
}

impl From<Posts> for Moderate {
    fn from(posts: Posts) -> Self {
        Self::Posts(posts)
    }
}

impl From<Upkeep> for Moderate {
    fn from(upkeep: Upkeep) -> Self {
        Self::Upkeep(upkeep)
    }
}

/// Stands for a member who says what is wrong with a text, where commands are counted.
pub const REPORT: &str = "report";
/// Stands for an answer that is taken away, where commands are counted.
pub const REMOVE: &str = "remove";

/// The command that a press or a form is about: the name of a collection, without a look whether it is
/// still there, or what the bot itself has for it.
pub fn command<'a>(custom_id: &'a str, values: &'a [String]) -> &'a str {
    let mut parts = custom_id.split(':').skip(1);
    match (parts.next(), parts.next()) {
        (Some("help"), _) => words::HELP_COMMAND,
        (Some("remove"), None) => REMOVE,
        (Some(verb), _) if verb.len() == 1 || matches!(verb, "up" | "in" | "at") => {
            match Action::decode(custom_id) {
                Some(Action::Moderate(moderate)) if moderate.is_for_members() => REPORT,
                Some(_) => words::MODERATION_COMMAND,
                None => "",
            }
        }
        (Some("replies"), _) => parts.next().unwrap_or_default(),
        (Some("choose" | "reply"), _) => {
            let chosen = values.first().and_then(|value| value.split_once('/'));
            chosen.map_or("", |(collection, _)| collection)
        }
        (_, collection) => collection.unwrap_or_default(),
    }
}
