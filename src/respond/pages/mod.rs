//! The messages themselves: overview, entry, help and what is said when something is missing.
//!
//! Sizes are safe by the compiler's limits; what the bot adds itself gives way where it would not fit.

mod lists;
mod overview;
mod plain;
mod entry;
mod help;

pub(crate) use crate::respond::pages::entry::{drawn_entry, entry, more};
pub(crate) use crate::respond::pages::help::{did_you_mean, help, not_found, notice};
pub(crate) use crate::respond::pages::lists::{MORE, fitting, items, page_of};
pub(crate) use crate::respond::pages::overview::overview;
pub(crate) use crate::respond::pages::plain::copy;
