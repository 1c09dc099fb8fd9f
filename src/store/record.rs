//! Versions of what was changed outside Discord, and what one such change was. Knows nothing of how
//! it is noticed.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use crate::content::changes::FileChange;
use crate::content::edit::Position;
use crate::content::version::{Version, VersionId, WHOLE, What};
use crate::library::EntryRef;
use crate::store::history::{History, Written};

impl History {
    /// Keeps versions of what somebody changed outside Discord: of each entry, and of each file as a
    /// whole. What the latest version has already, as after an end amid the work, is not kept again, and
    /// the change has the name of that.
    pub(crate) fn record(&self, files: &[FileChange]) -> io::Result<Option<VersionId>> {
        let mut changes: Vec<Written> = Vec::new();
        for file in files {
            changes.extend(Written::of_entries(file, What::Changed));
            let whole = EntryRef::new(&file.name, WHOLE);
            let (before, after) = (file.before.clone(), file.after.clone());
            changes.push(Written::of_file(whole, What::Changed, before, after));
        }
        changes.retain(|change| self.has_place(&change.entry));
        let (mut is_new, mut kept) = (Vec::with_capacity(changes.len()), None);
        // File by file, as the versions of all files take as much memory as the files.
        for changes in changes.chunk_by(|one, other| one.entry.collection == other.entry.collection)
        {
            let latest = self.latest(changes.iter().map(|change| &change.entry), |_| true);
            kept = kept.max(latest.values().map(|version| version.id).max());
            is_new.extend(changes.iter().map(|change| {
                let after = change.after.as_deref().unwrap_or_default();
                let known = latest.get(&change.entry);
                known.is_none_or(|latest| latest.lines != after)
            }));
        }
        let mut is_new = is_new.into_iter();
        changes.retain(|_| is_new.next().unwrap_or(true));
        self.keep_found(&changes)?;
        Ok(self.keep(None, &changes)?.or(kept))
    }

    /// What the change with this name did to whole files; nothing is known of those whose versions are
    /// no longer kept.
    pub fn save(&self, id: VersionId) -> Vec<FileChange> {
        let text = |version: &Version| {
            let is_there = version.what != What::Removed;
            is_there.then(|| version.lines.as_str().into())
        };
        let of_file = |name: String| {
            let file = EntryRef::new(&name, WHOLE);
            self.version(&file, id)?;
            let versions = self.versions(&file);
            let place = versions.iter().position(|version| version.id == id)?;
            let before = versions.get(place + 1);
            let is_known = before.is_some() || versions[place].what == What::Added;
            is_known.then(|| FileChange {
                name,
                before: before.and_then(text),
                after: text(&versions[place]),
            })
        };
        self.files().into_iter().filter_map(of_file).collect()
    }
}

impl Written {
    /// What became of a whole file.
    pub(crate) fn of_file(
        file: EntryRef,
        what: What,
        before: Option<Arc<str>>,
        after: Option<Arc<str>>,
    ) -> Self {
        Self {
            what: became(what, before.is_some(), after.is_some()),
            entry: file,
            before,
            after,
            place: None,
        }
    }

    /// What became of each entry of a file that is different.
    pub(crate) fn of_entries(file: &FileChange, what: What) -> impl Iterator<Item = Self> {
        let changed = file.entries();
        let gone = changed.iter().filter(|changed| changed.after.is_none());
        let gone: HashSet<&str> = gone.map(|changed| &*changed.id).collect();
        let before = file.before.as_deref().filter(|_| !gone.is_empty());
        let mut places = before
            .map(|text| Position::of_gone(text, |id| !gone.contains(id)))
            .unwrap_or_default();
        changed.into_iter().map(move |changed| Self {
            what: became(what, changed.before.is_some(), changed.after.is_some()),
            place: places.remove(&changed.id),
            entry: EntryRef::new(&file.name, changed.id),
            before: changed.before.map(Into::into),
            after: changed.after.map(Into::into),
        })
    }
}

/// What a change was, by what was there before and after it.
fn became(what: What, was_there: bool, is_there: bool) -> What {
    match (was_there, is_there) {
        (false, _) if what != What::Restored => What::Added,
        (_, false) => What::Removed,
        _ => what,
    }
}
