//! One response file after checking.

use std::collections::HashSet;
use std::ops::Range;

use crate::content::misspelt::Suspect;
use crate::library::{Collection, CollectionHead, Entry, EntryRef};

/// One response file after checking, with whatever could be used of it.
pub(crate) struct CheckedFile {
    pub(crate) head: CollectionHead,
    pub(crate) entries: Vec<Entry>,
    pub(crate) references: Vec<Reference>,
    pub(crate) suspects: Vec<Suspect>,
    /// The names of all entries, usable or not.
    pub(crate) ids: HashSet<String>,
    /// Whether `ids` has the names of all entries: false when one was lost to a mistake, so that a name
    /// it lacks may still exist.
    pub(crate) all_ids_known: bool,
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
    pub(crate) fn new(head: CollectionHead) -> Self {
        Self {
            head,
            entries: Vec::new(),
            references: Vec::new(),
            suspects: Vec::new(),
            ids: HashSet::new(),
            all_ids_known: true,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.head.name
    }

    pub(crate) fn entry_refs(&self) -> impl Iterator<Item = EntryRef> {
        self.entries
            .iter()
            .map(|e| EntryRef::new(&self.head.name, &e.id))
    }

    /// The finished collection; references to what is not `known` are left out.
    pub(crate) fn finish(self, known: &HashSet<EntryRef>) -> Collection {
        let name = self.head.name.clone();
        let mut entries = self.entries;
        for entry in &mut entries {
            let itself = EntryRef::new(&name, &entry.id);
            let mut seen = HashSet::new();
            (entry.choices).retain(|choice| choice.to != itself && known.contains(&choice.to));
            entry
                .related
                .retain(|r| *r != itself && known.contains(r) && seen.insert(r.clone()));
        }
        Collection::new(self.head, entries)
    }
}
