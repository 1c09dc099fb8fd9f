//! Discord's payloads: reads interactions, writes callbacks and the list of commands.
//!
//! Every transport goes through here, so whatever shows a payload shows exactly what Discord gets.
//! What is sent is made with serenity's types and builders, which reach no network. Knows no sockets and no
//! library of a transport; decides nothing about what to say.

mod body;
mod callback;
pub mod command;
mod fit;
mod interaction;
pub mod rest;
pub mod signature;

pub use body::Body;
pub use callback::{Callback, CallbackType};
pub use interaction::{
    Attachment, Component, Data, Interaction, InteractionType, Member, Message, Moderators,
    OptionValue, Origin, Resolved, Secret, Snowflake, Target, Unreadable, User,
};
