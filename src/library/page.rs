//! What is found and opened: an entry, or what a collection opens with.

use crate::library::{Collection, Entry, EntryRef, Library};

/// An entry that fits what was asked.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Where it belongs.
    pub collection: &'a Collection,
    /// The entry.
    pub entry: &'a Entry,
}

impl Found<'_> {
    /// How it is named over all collections.
    pub fn reference(&self) -> EntryRef {
        EntryRef::new(&self.collection.name, &self.entry.id)
    }
}

/// What a search leads to.
#[derive(Debug, Clone, Copy)]
pub enum Page<'a> {
    /// One entry.
    Entry(Found<'a>),
    /// What a collection opens with.
    Overview(&'a Collection),
}

impl<'a> Page<'a> {
    /// Where it belongs.
    pub fn collection(&self) -> &'a Collection {
        match self {
            Self::Entry(found) => found.collection,
            Self::Overview(collection) => collection,
        }
    }

    /// How it is named; an overview by its collection alone.
    pub fn reference(&self) -> EntryRef {
        match self {
            Self::Entry(found) => found.reference(),
            Self::Overview(collection) => EntryRef::new(&collection.name, ""),
        }
    }

    /// Whether it says of questions that it is the answer.
    pub(super) fn has_questions(&self) -> bool {
        match self {
            Self::Entry(found) => !found.entry.questions.is_empty(),
            Self::Overview(collection) => collection.questions().next().is_some(),
        }
    }

    /// The entry, if it is one.
    pub fn entry(&self) -> Option<Found<'a>> {
        match self {
            Self::Entry(found) => Some(*found),
            Self::Overview(_) => None,
        }
    }
}

/// All entries.
pub fn all(library: &Library) -> impl Iterator<Item = Found<'_>> {
    let all = library.entries();
    all.map(|(collection, entry)| Found { collection, entry })
}

pub(super) fn numbered(library: &Library, number: u32) -> Option<Found<'_>> {
    let (collection, entry) = library.numbered(number)?;
    Some(Found { collection, entry })
}

pub(super) fn page(library: &Library, number: u32) -> Option<Page<'_>> {
    let entry = numbered(library, number).map(Page::Entry);
    entry.or_else(|| Some(Page::Overview(library.numbered_overview(number)?)))
}

/// The first entry of each collection, then the second of each, and so on.
pub(super) fn firsts(collections: &[Collection], limit: usize) -> Vec<Found<'_>> {
    let longest = collections.iter().map(|c| c.entries().len()).max();
    let rounds = 0..longest.unwrap_or_default().min(limit);
    let found = rounds.flat_map(|at| {
        collections.iter().filter_map(move |collection| {
            let entry = collection.entries().get(at)?;
            Some(Found { collection, entry })
        })
    });
    found.take(limit).collect()
}
