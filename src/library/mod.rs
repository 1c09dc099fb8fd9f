//! The checked content: one immutable library of collections and entries.
//!
//! The library that answers is only ever made by [`crate::content::compile`], so whoever holds it may
//! rely on every limit having been checked. This module knows nothing of TOML, files or Discord.

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
