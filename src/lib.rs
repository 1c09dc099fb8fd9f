#![forbid(unsafe_code)]
//! aandeslag
pub mod ask;
pub mod bot;
pub mod chat;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod discord;
pub mod library;
pub mod limits;
pub mod process;
pub mod respond;
pub mod search;
pub mod snapshot;
pub mod words;
