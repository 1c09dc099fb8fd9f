//! The subcommands, one file each, and what surrounds one that keeps running. The arguments are read
//! in `main.rs`.

#[cfg(target_os = "linux")]
pub mod systemd;
mod progress;
mod signals;
pub mod process;
mod outcome;
pub mod ask;
pub mod chat;
pub mod check;
pub mod completions;
pub mod endpoint;
pub mod gateway;
pub mod init;
pub mod man;
pub mod register;
pub mod schema;
