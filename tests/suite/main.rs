//! The tests of the whole, at its seams; one binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    reason = "a test may panic, and reads best when it is short"
)]

mod ask;
mod chat;
mod config;
mod english;
mod guide;
mod layering;
mod links;
mod live;
mod missed;
mod respond;
mod responses;
mod search;
mod sharing;
mod texts;
mod weekly;
