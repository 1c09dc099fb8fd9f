//! What the bot does as a whole: its memory, its jobs beside answering, and what it never tells.

mod announcements;
mod bags;
mod dead_links;
mod metrics;
mod monthly_copy;
mod register;
mod secrets;
mod soak;
mod waiting;
mod weekly;
