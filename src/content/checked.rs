//! One response file after checking.

use std::collections::HashSet;
use std::ops::Range;

use crate::content::misspelt::Suspect;
use crate::library::{Collection, CollectionHead, Entry, EntryRef};

/// One response file after checking, with whatever could be used of it.
#[derive(Default)]
pub(crate) struct CheckedFile {
    pub(crate) head: CollectionHead,
    pub(crate) entries: Vec<Entry>,
    pub(crate) references: Vec<Reference>,
    pub(crate) suspects: Vec<Suspect>,
    /// The names of all entries, usable or not.
    pub(crate) ids: HashSet<String>,
    /// Whether a name was lost to a mistake, so that one that `ids` lacks may still exist.
    pub(crate) has_lost_ids: bool,
}

/// A reference from one entry to another, and where it stands.
pub(crate) struct Reference {
    pub(crate) to: EntryRef,
    pub(crate) span: Range<usize>,
    pub(crate) from: String,
    /// Whether it is a button of a guide.
    pub(crate) is_button: bool,
}

impl CheckedFile {
    /// The finished collection; references to what is not `known` are left out.
    pub(crate) fn finish(self, known: &HashSet<EntryRef>) -> Collection {
        let mut entries = self.entries;
        for entry in &mut entries {
            let itself = EntryRef::new(&self.head.name, &entry.id);
            let is_there = |to: &EntryRef| *to != itself && known.contains(to);
            let mut seen = HashSet::new();
            entry.choices.retain(|choice| is_there(&choice.to));
            (entry.related).retain(|to| is_there(to) && seen.insert(to.clone()));
        }
        Collection::new(self.head, entries)
    }
}
