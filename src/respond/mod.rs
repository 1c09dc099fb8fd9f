//! What the bot says: from an invocation and the snapshot to a reply.
//!
//! [`respond`] is total, synchronous and without I/O; chance, the clock and notes are those of the
//! [`Memory`] that is passed in. It knows
//! nothing of Discord's payloads, which [`crate::discord`] reads and writes.

pub mod action;
pub mod message;
pub mod draft;
mod memory;
mod invocation;
pub mod task;
mod pages;
mod context;
mod fragment;
mod find;
mod complete;
mod sharing;
pub(crate) mod moderation;
mod answer;

use crate::content::snapshot::Snapshot;
use crate::respond::context::Context;
use crate::respond::invocation::moderation_subcommand;
use crate::words;

pub use crate::respond::action::Action;
pub use crate::respond::answer::weekly_tip;
pub use crate::respond::draft::{Body, Draft, Sent};
pub use crate::respond::invocation::{Attachment, Invocation, Request};
pub use crate::respond::memory::{Asked, Draw, Memory, Occasion, Post, Report, WeeklyTip};
pub use crate::respond::message::{
    Audience, Button, Choice, Embed, File, Input, Item, Menu, Message, Modal, Press, Row,
};
pub use crate::respond::moderation::inbox::forgotten_report;
pub use crate::respond::moderation::news::{
    RefusedCommand, monthly_copy, refusal, refused_commands, unheard_news, weekly_refusal,
};
pub use crate::respond::moderation::parts::busy;
pub use crate::respond::moderation::posts::{forgotten_post, post, refused_post};
pub use crate::respond::moderation::saves::changed_outside;
pub use crate::respond::moderation::status::{previous_versions, reminder};
pub use crate::respond::task::{
    Conclusion, ContentChange, Deferral, NotFetched, Placed, PostChange, Reply, Reported, Task,
    Work,
};

/// The reply to an invocation.
pub fn respond(snapshot: &Snapshot, invocation: &Invocation, memory: &dyn Memory) -> Reply {
    let library = &snapshot.library;
    let context = Context {
        snapshot,
        library,
        invocation,
        memory,
    };
    let reply = match &invocation.request {
        Request::Command {
            name,
            value,
            options,
            audience,
        } => {
            if let Some(subcommand) = moderation_subcommand(name) {
                return context.moderation(subcommand, options);
            }
            let (message, meant_for) = context.command(name, value.as_deref(), *audience);
            context.addressed(message, *audience, meant_for)
        }
        Request::Autocomplete {
            name,
            typed,
            option,
            options,
        } => match moderation_subcommand(name) {
            Some(subcommand) => context.moderation_choices(subcommand, option, typed, options),
            None => Reply::Choices(complete::of_command(library, name, typed)),
        },
        Request::Submit {
            custom_id, fields, ..
        } => context.submit(custom_id, fields),
        Request::Press {
            custom_id,
            values,
            asker,
            audience,
        } => {
            let changes = *audience == Audience::Asker || *asker == Some(invocation.user);
            let reply = context.press(custom_id, values, *audience, changes);
            reply.unwrap_or_else(|| Reply::private(pages::notice(words::UNKNOWN_BUTTON)))
        }
        Request::MessageCommand { name, author, text }
            if *name == words::members::REPLY_COMMAND =>
        {
            Reply::private(sharing::choice(library, *author, text))
        }
        Request::MessageCommand { .. } | Request::Unknown => {
            Reply::private(pages::notice(words::UNKNOWN_INTERACTION))
        }
    };
    context.removable(reply)
}
