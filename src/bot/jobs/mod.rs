//! What goes on beside answering: telling moderators, reminders, the tip of the week, registering
//! commands, and the check of addresses.

pub mod announce;
pub mod links;
pub mod register;
pub mod reminder;
pub mod weekly;
mod weekly_schedule;
