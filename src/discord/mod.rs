//! Discord's payloads: reads interactions, writes callbacks and the list of commands.
//!
//! Every transport goes through here, so whatever shows a payload shows exactly what Discord gets.
//! Knows no sockets and no library of a transport; decides nothing about what to say.

mod callback;
pub mod command;
mod interaction;
mod locale;
mod upload;

pub use callback::{Callback, CallbackType, Message as OutgoingMessage};
pub use interaction::{
    Attachment, Component, Data, Interaction, InteractionType, Member, Message, Moderators,
    OptionValue, Origin, Resolved, Secret, Snowflake, Target, Unreadable, User,
};
pub use upload::Body;
