//! The tests of the whole, at its seams; one binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    reason = "a test may panic, and reads best when it is short"
)]

mod abuse;
mod announcements;
mod ask;
mod browser;
mod chat;
mod check;
mod config;
mod custom_id;
mod deploy;
mod edit;
mod endpoint;
mod endpoint_moderation;
mod english;
mod file_faults;
mod files;
mod form;
mod gateway;
mod guide;
mod guided;
mod invariants;
mod layering;
mod linear;
mod links;
mod live;
mod memory;
mod missed;
mod moderation;
mod nginx;
mod payload_properties;
mod preview;
mod properties;
mod register;
mod reload;
mod respond;
mod responses;
mod search;
mod secrets;
mod served;
mod sharing;
mod signature;
mod soak;
mod store;
mod support;
mod texts;
mod unasked;
mod upkeep;
mod webdriver;
mod weekly;
