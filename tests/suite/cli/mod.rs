//! The subcommands, as they are typed in a terminal.

mod ask;
mod config;
pub(crate) mod links;
