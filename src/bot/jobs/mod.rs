//! What goes on beside answering: telling moderators, reminders, copies, the tip of the week, registering
//! commands, posts that stay, and trying the addresses in the texts.

pub(crate) mod timing;
pub mod saving;
mod weekly_schedule;
pub mod weekly;
pub mod announce;
pub mod reminder;
pub mod posts;
pub mod monthly_copy;
pub mod commands;
pub mod register;
pub mod links;
pub mod dead_links;
