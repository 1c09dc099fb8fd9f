//! Writes an edit to its file: whole or not at all, one at a time over all processes, and only
//! when the entry still is what its editor saw.
//!
//! Blocks on the disk; whoever calls it from async code does so on a thread for that.
#![expect(clippy::disallowed_methods, reason = "publishes to the disk")]

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tracing::warn;

use crate::content::changes::FileChange;
use crate::content::compile;
use crate::content::edit;
use crate::content::edit::{Change, EditError, Position};
use crate::content::order::{Follow, Order, Refusal, Saved};
use crate::content::version::{VersionId, What};
use crate::diagnostic::fault::{Fault, ImageFault, ValueFault};
use crate::diagnostic::{Content, Diagnostic, PICTURES, SentPicture, Sources};
use crate::library::EntryRef;
use crate::library::picture::MAX_PICTURE_BYTES;
use crate::store::history::History;
use crate::store::live::{Live, LoadGuard};
use crate::store::read;
use crate::store::read::{path_of, read_bytes};
use crate::store::state_file::lock;
use crate::store::version_file::Written;
use crate::store::write::{create_whole, make_folder, remove, write_whole};

/// How long to wait for others who are saving. A save takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// Locked by whoever saves; hidden, and no response file.
const LOCK: &str = ".lock";

/// Publishes edits to one folder of response files.
#[derive(Debug)]
pub struct Store {
    pub(crate) live: Arc<Live>,
    /// The kept versions.
    pub history: History,
}

impl Store {
    /// Publishes to the folder that `live` reads, and keeps versions in `history`.
    pub fn new(live: Arc<Live>, history: History) -> Self {
        Self { live, history }
    }

    /// Lets `write` change the folder while nobody else does, and takes over what it wrote before
    /// anybody reads it. What was changed outside Discord is taken over first.
    pub(crate) fn exclusively<T>(
        &self,
        write: impl FnOnce(&mut LoadGuard<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let directory = &self.live.directory;
        let lock = lock(&directory.join(LOCK), PATIENCE)?;
        let mut live = self.live.hold();
        let claim = live.claim()?;
        if self.live.current().lost.is_some() {
            return Err(Refusal::Lost);
        }
        let saved = write(&mut live);
        // Others may write while this process reads.
        drop(lock);
        // Where it is refused for what another process published, the moderator is to see that.
        if (saved.is_ok() || live.has_changed())
            && let Err(error) = live.reload(Some(&claim))
        {
            warn!(%error, "cannot reload after an edit");
        }
        saved
    }

    /// Writes an edit together with edits of other entries, and before them the picture that it names, so
    /// that no text names one that is not there.
    pub(crate) fn write(
        &self,
        live: &mut LoadGuard<'_>,
        order: &Order,
        follows: &[Follow],
        sent: Option<&SentPicture>,
    ) -> Result<Saved, Refusal> {
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
        if let Some(sent) = sent {
            sources.pictures.add(sent);
        }
        let mut done = vec![Written::of(&text, entry, order.what, &new)];
        check(&mut sources, &entry.collection, &new)?;
        let (followed, left) = follow(&mut sources, follows);
        done.extend(followed);
        // The entry itself goes last, so that nothing leads to what is not there yet, or no longer.
        done.reverse();
        self.history.keep_found(&done)?;
        self.replace_with(sent, &was, &sources, &done)?;
        let version = self.keep(order.by, &done);
        live.loader().replace(&files(&sources, &done));
        let Some(own) = done.pop() else {
            return Err(Refusal::NoFile);
        };
        Ok(Saved {
            version,
            before: own.before.map(|lines| lines.to_string()),
            after: own.after.map(|lines| lines.to_string()),
            also: done.into_iter().map(|written| written.entry).collect(),
            left,
        })
    }

    /// Puts a picture beside the files, and gives the files of these entries their new text, or leaves all as
    /// it was.
    fn replace_with(
        &self,
        sent: Option<&SentPicture>,
        old: &Sources,
        new: &Sources,
        entries: &[Written],
    ) -> Result<(), Refusal> {
        let picture = sent.map(|sent| self.place(sent)).transpose()?.flatten();
        let replaced = self.replace_all(old, new, entries);
        if let (Err(_), Some(picture)) = (&replaced, picture)
            && let Err(error) = remove(&picture)
        {
            warn!(%error, "cannot take a picture back");
        }
        replaced
    }

    /// Puts a picture beside the files, unless it is there already; gives where it is if it is new.
    fn place(&self, sent: &SentPicture) -> Result<Option<PathBuf>, Refusal> {
        let bytes = sent.bytes.as_ref().ok_or_else(|| not_sent(sent))?;
        let directory = &self.live.directory;
        make_folder(&directory.join(PICTURES))?;
        let path = directory.join(&sent.path);
        match create_whole(&path, bytes) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let there = read_bytes(&path, MAX_PICTURE_BYTES);
                let is_same = there.is_ok_and(|there| there == *bytes);
                is_same.then_some(None).ok_or_else(|| not_sent(sent))
            }
            made => Ok(made.map(|()| Some(path))?),
        }
    }

    /// The files as they are now, of which those that answer go before a new one.
    pub(crate) fn sources(&self) -> io::Result<Sources> {
        let now = self.live.current();
        let mut sources = read(&self.live.directory)?;
        // How easy a text is to read refuses nothing.
        sources.plain_language = false;
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
        let names = entries.iter().rev().map(|w| w.entry.collection.as_str());
        let mut seen = HashSet::new();
        let mut names: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
        names.reverse();
        let path = |name: &str| path_of(&self.live.directory, name);
        for (n, name) in names.iter().enumerate() {
            let file = new.named(name).ok_or(Refusal::NoFile)?;
            if let Err(error) = replace(&path(name), file.text()) {
                for name in &names[..n] {
                    let file = old.named(name);
                    let undone = file.map(|file| replace(&path(name), file.text()));
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
    pub(crate) fn keep(&self, by: u64, changes: &[Written]) -> Option<VersionId> {
        let kept = self.history.keep(Some(by), changes);
        kept.unwrap_or_else(|error| {
            warn!(%error, "cannot keep a version of what was published");
            None
        })
    }
}

/// The refusal of a picture whose place another has, or that is no longer kept.
fn not_sent(sent: &SentPicture) -> Refusal {
    let fault = ValueFault::image(&sent.path, ImageFault::NotSent);
    Refusal::Faulty(vec![fault.into()])
}

/// The files of these entries as they are now.
fn files(now: &Sources, changed: &[Written]) -> Vec<FileChange> {
    let names: BTreeSet<&str> = changed.iter().map(|c| &*c.entry.collection).collect();
    let file = |name: &str| match &now.named(name)?.content {
        Content::Text(text) => Some(FileChange {
            name: name.to_owned(),
            before: None,
            after: Some(Arc::clone(text)),
        }),
        _ => None,
    };
    names.into_iter().filter_map(file).collect()
}

impl Written {
    fn of(old: &str, entry: &EntryRef, what: What, new: &str) -> Self {
        let after = edit::lines_of(new, &entry.entry);
        let is_gone = after.is_none();
        Self {
            entry: entry.clone(),
            what,
            before: edit::lines_of(old, &entry.entry).map(Arc::from),
            after: after.map(Arc::from),
            place: is_gone.then(|| Position::of(old, &entry.entry)).flatten(),
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
    /// Makes the edit in memory, whatever the compiler thinks of it.
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

/// Refuses a text of which the compiler would refuse the file.
pub(crate) fn check(sources: &mut Sources, name: &str, new: &str) -> Result<(), Refusal> {
    sources.put(name, new.as_bytes());
    let faults = faults(sources, &HashSet::from([name]));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Faulty(faults))
    }
}

/// The errors for which the compiler refuses these files.
fn faults(sources: &Sources, names: &HashSet<&str>) -> Vec<Fault> {
    let is_meant = |d: &Diagnostic| {
        let file = sources.files.get(d.source);
        file.is_some_and(|file| names.contains(&*file.name))
    };
    let found = compile(sources).diagnostics.into_iter();
    let errors = found.filter(|d| d.is_error() && is_meant(d));
    errors.map(|d| d.fault).collect()
}

/// Replaces a file's text; a byte-order mark stays.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Which reading leaves out.
    let has_mark = fs::read(path)?.starts_with("\u{feff}".as_bytes());
    let mark = if has_mark { "\u{feff}" } else { "" };
    write_whole(path, format!("{mark}{text}").as_bytes())
}
