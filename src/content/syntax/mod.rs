//! What is wrong in a file that is no TOML, in the terms of whoever wrote it: [`recover`] cuts the file
//! into items, has each judged by the files above it, and takes out those that are wrong.

mod character;
mod line;
mod item;
mod rewrite;
mod quote;
mod list;
mod joined;
mod value;
mod explain;
mod header;
mod names;
mod recover;
mod tables;

pub(crate) use crate::content::syntax::item::has_too_many_parts;
pub(crate) use crate::content::syntax::line::{closing_triple, string_end, triple_at, unmarked};
pub(crate) use crate::content::syntax::recover::recover;
