#![forbid(unsafe_code)]
//! aandeslag
pub mod ask;
pub mod backoff;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod discord;
pub mod gateway;
pub mod library;
pub mod limits;
pub mod process;
pub mod register;
pub mod respond;
pub mod rest;
pub mod search;
pub mod words;
