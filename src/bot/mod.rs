//! The bot as the settings want it: one interaction in, one answer out, counted; and the jobs that go
//! on beside answering.

pub mod metrics;
pub mod announcements;
pub mod reports;
pub mod bags;
mod setting_values;
pub mod settings;
pub mod jobs;
pub mod memory;
pub(crate) mod count;
pub mod work;
mod read;
mod refusals;
mod room;
mod once;
mod question;
mod answer;
mod environment;
mod setting_faults;
pub mod config;
pub mod remarks;
pub mod build;

pub use answer::{Bot, PATIENCE};
pub use read::read;
