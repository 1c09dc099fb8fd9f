//! What moderators' buttons and menus about posts that stay mean.

use crate::library::EntryRef;
use crate::respond::action::number::Ticket;
use crate::respond::action::part::{Part, Reader, Writer, verbs};

/// What a moderator asks for about a post that stays; a [`Ticket`] names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posts {
    /// Put an entry in this channel, chosen among those of the same name.
    Place(EntryRef),
    /// Show the post chosen from a menu.
    Look,
    /// Take the post away.
    Remove(Ticket),
    /// Put the post back when somebody takes it away, or forget it then.
    Keep {
        /// The post.
        post: Ticket,
        /// Whether to put it back.
        back: bool,
    },
}

verbs! { Posts {
    "p" = Place(entry),
    "l" = Look,
    "r" = Remove(post),
    "k" = Keep { post; back = true },
    "f" = Keep { post; back = false },
} }
