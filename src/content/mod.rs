//! From the text of response files to a library, and changes of that text.
//!
//! `check`, start, reload, preview and every edit call the same [`compile`]; it is total and does
//! no I/O. What a diagnostic means for the caller is the caller's business.

pub mod schema;
pub mod date;
mod value;
mod address;
mod meant;
mod recovery;
mod faults;
mod conflict;
mod garbled;
mod plain_words;
mod language;
mod slips;
mod rules;
mod field;
mod dotted;
mod strangers;
mod fields;
mod picture;
pub mod edit;
mod syntax;
mod kept;
mod misspelt;
mod checked;
mod entries;
mod file;
mod synonyms;
mod compile;
mod fix;
pub mod version;
pub mod order;
pub mod changes;
pub mod snapshot;

pub use crate::content::compile::{Compiled, compile};
pub use crate::content::fix::{Fixed, fix};
pub(crate) use crate::content::rules::is_command_name;
