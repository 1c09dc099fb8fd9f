//! The tests of the whole, at its seams; one binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test may panic"
)]

mod live;
mod respond;
mod responses;
