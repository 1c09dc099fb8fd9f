//! Versions of what was changed outside Discord, and what one such change was. Knows nothing of how
//! it is noticed.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use crate::content::changes::FileChange;
use crate::content::edit::Position;
use crate::content::version::{Version, VersionId, WHOLE, What};
use crate::library::EntryRef;
use crate::store::history::History;
use crate::store::version_file::Written;

impl History {
    /// Keeps versions of what somebody changed outside Discord: of each entry, and of each file as a
    /// whole. What the latest version has already, as after an end amid the work, is not kept again, and
    /// the change has the name of that.
    pub(crate) fn record(&self, files: &[FileChange]) -> io::Result<Option<VersionId>> {
        let (mut changes, mut kept) = (Vec::new(), None);
        // File by file, as the versions of all files take as much memory as the files.
        for file in files {
            let mut written = self.written(file, What::Changed, file.before.clone());
            written.retain(|change| self.has_place(&change.entry));
            let latest = self.latest(written.iter().map(|change| &change.entry), |_| true);
            kept = kept.max(latest.values().map(|version| version.id).max());
            written.retain(|change| {
                let known = latest.get(&change.entry);
                known.is_none_or(|latest| latest.lines != change.lines())
            });
            changes.append(&mut written);
        }
        self.keep_found(&changes)?;
        Ok(self.keep(None, &changes)?.or(kept))
    }

    /// What became of each entry of a file that is different, and behind them of the file as a whole, of
    /// which `before` was there.
    pub(crate) fn written(
        &self,
        file: &FileChange,
        what: What,
        before: Option<Arc<str>>,
    ) -> Vec<Written> {
        let mut written: Vec<Written> = Written::of_entries(file, what).collect();
        // What the compiler would refuse as a name has no place of its own, and is in the whole file.
        written.retain(|change| self.has_place(&change.entry));
        written.push(Written {
            entry: EntryRef::new(&file.name, WHOLE),
            what: became(what, before.is_some(), file.after.is_some()),
            before,
            after: file.after.clone(),
            place: None,
        });
        written
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
    /// What became of each entry of a file that is different.
    fn of_entries(file: &FileChange, what: What) -> impl Iterator<Item = Self> {
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
