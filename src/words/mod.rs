//! Every word the bot itself says, to members and to moderators, in Dutch but for [`english`]; nothing of
//! the content.
//!
//! Friendly, "je", short sentences (B1). The words for mistakes in response files stand with them, in
//! [`crate::diagnostic::fault`].

pub mod dutch;
pub mod english;
pub mod asked;
pub mod changes;
pub mod chat;
pub mod check;
pub mod dead_links;
pub mod copy;
pub mod members;
pub mod editing;
pub mod files;
pub mod form;
pub mod inbox;
pub mod moderators;
pub mod posts;

pub use crate::words::dutch::{day, in_one_line};
pub use crate::words::members::*;
