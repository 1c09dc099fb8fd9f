//! The checked content: one immutable library of collections and entries.
//!
//! The library that answers is only ever made by [`crate::content::compile`], so whoever holds it may
//! rely on every limit having been checked. This module knows nothing of TOML, files or Discord.
//!
//! A text is found in three ways: `lookup` by what names it to the letter, `search` by a question, which also tells
//! whether anything answers it, and `suggest` while somebody types. `names` knows how words are written, `index` what
//! they mean.

pub mod picture;
pub mod entry;
pub mod index;
pub mod names;
pub mod collection;
pub mod page;
pub mod lookup;
pub mod search;
pub mod suggest;

pub use crate::library::collection::{Collection, CollectionHead, English, Library, OpenWith};
pub use crate::library::entry::{Choice, Entry, EntryRef, EntryText};
pub use crate::library::picture::Picture;
