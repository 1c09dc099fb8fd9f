//! The tests of the whole, at its seams; one binary, so that it links once.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    reason = "a test may panic, and reads best when it is short"
)]

mod bot;
mod chat;
mod cli;
mod content;
mod discord;
mod endpoint;
mod gateway;
mod library;
mod moderation;
mod repository;
mod respond;
mod store;
mod support;
