//! The chat page: the program that serves it, and the page in a real browser.

mod browser;
pub(crate) mod server;
