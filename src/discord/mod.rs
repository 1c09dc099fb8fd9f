//! Discord's payloads: reads interactions, writes callbacks and the list of commands.
//!
//! Every door goes through here, so whatever shows a payload shows exactly what Discord gets.
//! What is sent is made with serenity's types and builders, which reach no network; that is for [`rest`] alone.
//! Knows no library of a door; decides nothing about what to say.

mod id;
mod target;
mod interaction;
mod read;
mod invocation;
mod fit;
mod body;
mod callback;
pub mod command;
pub mod registered;
pub mod signature;
pub mod rest;

pub use body::RequestBody;
pub use callback::{Callback, CallbackType};
pub use id::{Secret, Snowflake, User};
pub use interaction::{
    Attachment, Component, Data, Interaction, InteractionType, Member, Message, Moderators,
    OptionValue, Origin, Resolved,
};
pub use read::Unreadable;
pub use serenity::all::CommandOptionType;
pub use target::Target;
