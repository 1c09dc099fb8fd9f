//! The tests of the whole, at its seams; one binary, so that it links once.
#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod gateway;
mod register;
mod support;
