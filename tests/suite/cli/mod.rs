//! The subcommands, as they are typed in a terminal.

mod ask;
mod check;
mod config;
mod links;
