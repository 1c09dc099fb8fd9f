//! Writes an edit to its file: whole or not at all, one at a time over all processes, and only
//! when the entry still is what its editor saw.
//!
//! Blocks on the disk; whoever calls it from async code does so on a thread for that.
#![expect(clippy::disallowed_methods, reason = "publishes to the disk")]

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tracing::{field, info, warn};

use crate::content::compile;
use crate::content::edit;
use crate::content::edit::{Change, Edit, EditError, Fingerprint};
use crate::content::order::{Follow, Order, Refusal, Saved};
use crate::content::version::{Version, VersionId, WHOLE, What};
use crate::diagnostic::fault::Fault;
use crate::diagnostic::{Content, Diagnostic, Severity, Sources};
use crate::library::EntryRef;
use crate::store::history::{History, New};
use crate::store::live::Live;
use crate::store::read;
use crate::store::state_file::lock;
use crate::store::write::write_whole;

/// How long to wait for others who are saving. A save takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// Locked by whoever saves; hidden, and no response file.
const LOCK: &str = ".lock";

/// Publishes edits to one folder of response files.
#[derive(Debug)]
pub struct Store {
    pub(crate) live: Arc<Live>,
    pub(crate) history: History,
}

impl Store {
    /// Publishes to the folder that `live` reads, and keeps versions in `history`.
    pub fn new(live: Arc<Live>, history: History) -> Self {
        Self { live, history }
    }

    /// The kept versions.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Publishes an edit; when this returns, the bot answers with it. Every entry that a whole file
    /// changes has a version of its own.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn publish(&self, order: &Order) -> Result<Saved, Refusal> {
        self.publish_with(order, &[])
    }

    /// Publishes an edit together with edits of other entries. Each file is written whole or not at
    /// all; when one cannot be written, those before it are put back. A process that is killed in
    /// between has changed what follows, and not the entry itself.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn publish_with(&self, order: &Order, follows: &[Follow]) -> Result<Saved, Refusal> {
        let (edited, what) = (&order.edit.entry, order.what);
        let is_whole = edited.entry == WHOLE;
        let result = self.exclusively(|| {
            if is_whole {
                return self.write_file(order);
            }
            let saved = self.write(order, follows)?;
            let is_removed = saved.before.is_some() && saved.after.is_none();
            let removed = is_removed.then(|| edited.clone());
            Ok((saved, removed.into_iter().collect()))
        });
        let kind = if is_whole { "a file" } else { "an edit" };
        let file = is_whole.then_some(edited.collection.as_str());
        let entry = (!is_whole).then(|| field::display(edited));
        match &result {
            Ok(saved) => {
                info!(entry, file, ?what, version = ?saved.version, "published {kind}");
            }
            Err(refusal) => info!(entry, file, ?what, why = refusal.name(), "refused {kind}"),
        }
        result
    }

    /// Brings a version of an entry back.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn restore(
        &self,
        entry: &EntryRef,
        version: VersionId,
        shown: Option<Fingerprint>,
        by: u64,
    ) -> Result<Saved, Refusal> {
        let version = self.history.version(entry, version).ok_or(Refusal::Gone)?;
        self.publish(&back(entry, Self::restoring(&version.lines), shown, by))
    }

    /// Brings back what was there before a version, if the entry or file still is as that version has
    /// it, with all else that the same change did.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn undo(&self, entry: &EntryRef, version: VersionId, by: u64) -> Result<Saved, Refusal> {
        let versions = self.history.versions(entry);
        let place = versions.iter().position(|v| v.id == version);
        let place = place.ok_or(Refusal::Gone)?;
        let undone = &versions[place];
        let change = match versions.get(place + 1) {
            Some(before) => Self::restoring(&before.lines),
            None if undone.what == What::Added => Change::Remove,
            None => return Err(Refusal::Gone),
        };
        let is_there = !undone.lines.is_empty();
        if entry.entry == WHOLE {
            let shown = is_there.then(|| edit::file_fingerprint(&undone.lines));
            return self.publish(&back(entry, change, shown, by));
        }
        let shown = edit::fingerprint_of_lines(&undone.lines).filter(|_| is_there);
        let beside = self.history.beside(entry, undone).into_iter();
        let follow = |(entry, made, before): (EntryRef, Version, Version)| Follow {
            edit: Edit {
                entry,
                change: Self::restoring(&before.lines),
            },
            shown: edit::fingerprint_of_lines(&made.lines),
            what: What::Restored,
        };
        let follows: Vec<Follow> = beside.map(follow).collect();
        self.publish_with(&back(entry, change, shown, by), &follows)
    }

    /// Lets `write` change the folder while nobody else does, and takes over what it wrote before
    /// anybody reads it; `write` tells which entries are gone.
    pub(crate) fn exclusively(
        &self,
        write: impl FnOnce() -> Result<(Saved, Vec<EntryRef>), Refusal>,
    ) -> Result<Saved, Refusal> {
        let directory = self.live.directory();
        let lock = lock(&directory.join(LOCK), PATIENCE)?;
        let mut live = self.live.hold();
        let (saved, removed) = write()?;
        // Others may write while this process reads.
        drop(lock);
        if let Err(error) = live.reload(&removed) {
            warn!(%error, "cannot reload after an edit");
        }
        Ok(saved)
    }

    fn write(&self, order: &Order, follows: &[Follow]) -> Result<Saved, Refusal> {
        let entry = &order.edit.entry;
        let mut sources = self.sources()?;
        let text = text_of(&sources, entry)?;
        let before = edit::lines_of(&text, &entry.entry);
        let new = edit::apply(&text, &order.edit);
        // Of a file that cannot be read nobody knows what is in it.
        if new == Err(EditError::Unreadable) {
            return Err(Refusal::Impossible(EditError::Unreadable));
        }
        let is_gone = order.edit.change == Change::Remove && before.is_none();
        if is_gone || new.as_deref() == Ok(&*text) {
            return Ok(Saved {
                before: before.clone(),
                after: before,
                ..Saved::default()
            });
        }
        let now = before.as_deref().and_then(edit::fingerprint_of_lines);
        if now != order.shown {
            return Err(Refusal::Changed(before));
        }
        let new = new.map_err(Refusal::Impossible)?;
        let was = sources.clone();
        let mut done = vec![Written::of(&text, entry, order.what, &new)];
        check(&mut sources, &entry.collection, &new)?;
        let (followed, left) = follow(&mut sources, follows);
        done.extend(followed);
        // The entry itself goes last, so that nothing leads to what is not there yet, or no longer.
        done.reverse();
        let found = done
            .iter()
            .filter_map(|w| Some((&w.entry, w.before.as_deref()?)));
        self.history.keep_found(&found.collect::<Vec<_>>())?;
        self.replace_all(&was, &sources, &done)?;
        let versions = done.iter().map(|written| New {
            entry: &written.entry,
            who: Some(order.by),
            what: written.what,
            lines: written.after.as_deref().unwrap_or_default(),
        });
        let version = self.keep(&versions.collect::<Vec<_>>());
        let Some(own) = done.pop() else {
            return Err(Refusal::NoFile);
        };
        Ok(Saved {
            version,
            before: own.before,
            after: own.after,
            also: done.into_iter().map(|written| written.entry).collect(),
            left,
        })
    }

    /// The files as they are now, of which those that answer go before a new one.
    pub(crate) fn sources(&self) -> io::Result<Sources> {
        let now = self.live.current();
        let mut sources = read(self.live.directory())?;
        sources.mark_answered(|name| now.library.collection(name).is_some());
        Ok(sources)
    }

    /// Gives the files of these entries the text that they have in `new`, in this order, or leaves
    /// all as they were.
    fn replace_all(
        &self,
        old: &Sources,
        new: &Sources,
        entries: &[Written],
    ) -> Result<(), Refusal> {
        let mut names: Vec<&str> = entries
            .iter()
            .map(|w| w.entry.collection.as_str())
            .collect();
        let mut seen = HashSet::new();
        names.reverse();
        names.retain(|name| seen.insert(*name));
        names.reverse();
        let path = |name: &str| self.live.directory().join(format!("{name}.toml"));
        for (n, name) in names.iter().enumerate() {
            let file = new.named(name).ok_or(Refusal::NoFile)?;
            if let Err(error) = replace(&path(name), file.text()) {
                for name in &names[..n] {
                    let undone = old
                        .named(name)
                        .map(|file| replace(&path(name), file.text()));
                    if let Some(Err(error)) = undone {
                        warn!(%error, file = name, "cannot put a file back");
                    }
                }
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Keeps versions of what was published, which stays so when they cannot be kept.
    pub(crate) fn keep(&self, versions: &[New<'_>]) -> Option<VersionId> {
        self.history.keep(versions).unwrap_or_else(|error| {
            warn!(%error, "cannot keep a version of what was published");
            None
        })
    }

    /// Turns a version of an entry into the order that brings it back.
    pub fn restoring(lines: &str) -> Change {
        if lines.is_empty() {
            Change::Remove
        } else {
            Change::PutBack(lines.to_owned())
        }
    }
}

/// The order that makes of an entry or a file what it was, which may be nothing.
fn back(entry: &EntryRef, change: Change, shown: Option<Fingerprint>, by: u64) -> Order {
    let what = match change {
        Change::Remove if entry.entry != WHOLE => What::Removed,
        _ => What::Restored,
    };
    let entry = entry.clone();
    Order {
        edit: Edit { entry, change },
        shown,
        by,
        what,
    }
}

/// An entry that is changed.
struct Written {
    entry: EntryRef,
    what: What,
    before: Option<String>,
    after: Option<String>,
}

impl Written {
    fn of(old: &str, entry: &EntryRef, what: What, new: &str) -> Self {
        Self {
            entry: entry.clone(),
            what,
            before: edit::lines_of(old, &entry.entry),
            after: edit::lines_of(new, &entry.entry),
        }
    }
}

/// Makes the edits that follow from another, and tells which entries had to stay as they are.
fn follow(sources: &mut Sources, follows: &[Follow]) -> (Vec<Written>, Vec<EntryRef>) {
    if follows.is_empty() {
        return (Vec::new(), Vec::new());
    }
    // All at once first: compiling takes as long for one edit as for all of them.
    let mut together = sources.clone();
    let made = follows.iter().map(|follow| follow.put_into(&mut together));
    let made: Vec<Result<Written, Refusal>> = made.collect();
    let files = follows.iter().map(|follow| &*follow.edit.entry.collection);
    let are_all_right = faults(&together, &files.collect()).is_empty();
    let (mut done, mut left) = (Vec::new(), Vec::new());
    for (follow, made) in follows.iter().zip(made) {
        let entry = &follow.edit.entry;
        let made = if are_all_right {
            made
        } else {
            let before = sources.clone();
            let made = follow.put_into(sources);
            if !faults(sources, &HashSet::from([&*entry.collection])).is_empty() {
                *sources = before;
                left.push(entry.clone());
                continue;
            }
            made
        };
        match made {
            Ok(written) if written.before == written.after => {}
            Ok(written) => done.push(written),
            Err(_) => left.push(entry.clone()),
        }
    }
    if are_all_right {
        *sources = together;
    }
    (done, left)
}

impl Follow {
    /// Makes the edit in memory, whatever the loader thinks of it.
    fn put_into(&self, sources: &mut Sources) -> Result<Written, Refusal> {
        let entry = &self.edit.entry;
        let text = text_of(sources, entry)?;
        let lines = edit::lines_of(&text, &entry.entry);
        let now = lines.as_deref().and_then(edit::fingerprint_of_lines);
        if now.is_none() || self.shown.is_some_and(|shown| now != Some(shown)) {
            return Err(Refusal::Changed(lines));
        }
        let new = edit::apply(&text, &self.edit).map_err(Refusal::Impossible)?;
        sources.put(&entry.collection, new.as_bytes());
        Ok(Written::of(&text, entry, self.what, &new))
    }
}

/// The text of an entry's file.
fn text_of(sources: &Sources, entry: &EntryRef) -> Result<Arc<str>, Refusal> {
    let file = sources.named(&entry.collection).ok_or(Refusal::NoFile)?;
    match &file.content {
        Content::Text(text) => Ok(Arc::clone(text)),
        _ => Err(Refusal::Impossible(EditError::Unreadable)),
    }
}

/// Refuses a text of which the loader would refuse the file.
pub(crate) fn check(sources: &mut Sources, name: &str, new: &str) -> Result<(), Refusal> {
    sources.put(name, new.as_bytes());
    let faults = faults(sources, &HashSet::from([name]));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Faulty(faults))
    }
}

/// The errors for which the loader refuses these files.
fn faults(sources: &Sources, names: &HashSet<&str>) -> Vec<Fault> {
    let is_meant = |d: &Diagnostic| names.contains(&*sources.files[d.source].name);
    let found = compile(sources).diagnostics.into_iter();
    let errors = found.filter(|d| d.severity() == Severity::Error && is_meant(d));
    errors.map(|d| d.fault).collect()
}

/// Replaces a file's text; a byte-order mark stays.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mark = if has_mark(path)? { "\u{feff}" } else { "" };
    write_whole(path, format!("{mark}{text}").as_bytes())
}

/// Whether a file starts with a byte-order mark, which reading leaves out.
fn has_mark(path: &Path) -> io::Result<bool> {
    Ok(fs::read(path)?.starts_with("\u{feff}".as_bytes()))
}
