//! Writes an edit to its file: whole or not at all, one at a time over all processes, and only
//! when the entry still is what its editor saw.
//!
//! Blocks on the disk; whoever calls it from async code does so on a thread for that.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tracing::{info, warn};

use super::edit::{self, Change, Edit, EditError, Fingerprint};
use super::history::{History, New, VersionId, What};
use super::live::Live;
use super::{compile, read};
use crate::diagnostic::{Content, Severity, Sources};
use crate::library::EntryRef;
use crate::state::lock;
use crate::words::fault::Fault;

mod whole;

pub use whole::FileOrder;

/// An edit that somebody wants published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The edit.
    pub edit: Edit,
    /// The state of the entry that its editor saw; nothing when there was none.
    pub shown: Option<Fingerprint>,
    /// Who wants it.
    pub by: u64,
    /// What kind of change it is.
    pub what: What,
}

/// What was published: an entry, or a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The version that it made; nothing when that could not be kept, or nothing changed.
    pub version: Option<VersionId>,
    /// The lines before it, if there were any.
    pub before: Option<String>,
    /// The lines now, if there are any.
    pub after: Option<String>,
}

/// Why an edit was not published. In every case the files are as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is no longer what its editor saw; these are its lines now, if it is there.
    Changed(Option<String>),
    /// The file would have errors.
    Faulty(Vec<Fault>),
    /// The edit cannot be made.
    Impossible(EditError),
    /// There is no such file.
    NoFile,
    /// The disk is full.
    Full,
    /// The bot may not write there.
    ReadOnly,
    /// Somebody else kept the folder locked.
    Busy,
    /// Something else about the disk, in the system's words.
    Disk(String),
}

/// How long to wait for others who are saving. A save takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// Locked by whoever saves; hidden, and no response file.
const LOCK: &str = ".lock";
/// Before and behind the name of a file that is being written.
const UNFINISHED: (&str, &str) = (".aandeslag-", ".tmp");

/// Publishes edits to one folder of response files.
#[derive(Debug)]
pub struct Store {
    live: Arc<Live>,
    history: History,
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

    /// Publishes an edit; when this returns, the bot answers with it.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn publish(&self, order: &Order) -> Result<Saved, Refusal> {
        let Order { edit, by, what, .. } = order;
        let write = || self.write(order);
        let result = self.exclusively(write, |saved| {
            let is_removed = saved.before.is_some() && saved.after.is_none();
            is_removed.then(|| edit.entry.clone()).into_iter().collect()
        });
        match &result {
            Ok(saved) => {
                info!(entry = %edit.entry, by, ?what, version = ?saved.version, "published an edit");
            }
            Err(refusal) => info!(entry = %edit.entry, by, ?what, ?refusal, "refused an edit"),
        }
        result
    }

    /// Lets `write` change the folder while nobody else does, and takes over what it wrote before
    /// anybody reads it; `removed` tells which entries are gone.
    fn exclusively(
        &self,
        write: impl FnOnce() -> Result<Saved, Refusal>,
        removed: impl FnOnce(&Saved) -> Vec<EntryRef>,
    ) -> Result<Saved, Refusal> {
        let directory = self.live.directory();
        let lock = lock(&directory.join(LOCK), PATIENCE)?;
        let mut live = self.live.hold();
        remove_unfinished(directory);
        let saved = write()?;
        // Others may write while this process reads.
        drop(lock);
        if let Err(error) = live.reload(&removed(&saved)) {
            warn!(%error, "cannot reload after an edit");
        }
        Ok(saved)
    }

    fn write(&self, order: &Order) -> Result<Saved, Refusal> {
        let directory = self.live.directory();
        let entry = &order.edit.entry;
        let mut sources = self.sources()?;
        let file = sources
            .files
            .iter()
            .position(|file| file.name == entry.collection);
        let file = file.ok_or(Refusal::NoFile)?;
        let Content::Text(text) = sources.files[file].content.clone() else {
            return Err(Refusal::Impossible(EditError::Unreadable));
        };
        let before = edit::lines_of(&text, &entry.entry);
        let new = edit::apply(&text, &order.edit);
        if new.as_deref() == Ok(&*text) {
            return Ok(Saved {
                version: None,
                before: before.clone(),
                after: before,
            });
        }
        let now = before.as_deref().and_then(edit::of_lines);
        if now != order.shown {
            return Err(Refusal::Changed(before));
        }
        let new = new.map_err(Refusal::Impossible)?;
        check(&mut sources, &entry.collection, &new)?;
        if let Some(before) = &before {
            self.history.keep_found(entry, before)?;
        }
        replace(&directory.join(format!("{}.toml", entry.collection)), &new)?;
        let after = edit::lines_of(&new, &entry.entry);
        let lines = after.as_deref().unwrap_or_default();
        let version = self.keep(&[New {
            entry,
            who: Some(order.by),
            what: order.what,
            lines,
        }]);
        Ok(Saved {
            version,
            before,
            after,
        })
    }

    /// The files as they are now, of which those that answer go before a new one.
    fn sources(&self) -> io::Result<Sources> {
        let now = self.live.current();
        let mut sources = read(self.live.directory())?;
        sources.mark_answered(|name| now.library.collection(name).is_some());
        Ok(sources)
    }

    /// Keeps versions of what was published, which stays so when they cannot be kept.
    fn keep(&self, versions: &[New<'_>]) -> Option<VersionId> {
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

/// Refuses a text of which the loader would refuse the file.
fn check(sources: &mut Sources, name: &str, new: &str) -> Result<(), Refusal> {
    let file = sources.put(name, new.as_bytes());
    let found = compile(sources).diagnostics.into_iter();
    let errors = found.filter(|d| d.source == file && d.severity() == Severity::Error);
    let faults: Vec<Fault> = errors.map(|d| d.fault).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Faulty(faults))
    }
}

/// What a process that was killed left behind; nobody else is writing while we hold the lock.
fn remove_unfinished(directory: &Path) {
    let items = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    for item in items {
        let name = item.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) {
            let _ = fs::remove_file(item.path());
        }
    }
}

/// Replaces a file's text at once: at every moment the file is the old one or the new one. A link
/// stays a link, and owner and permissions stay.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path: PathBuf = fs::canonicalize(path)?;
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::other("a file without a folder"))?;
    let metadata = fs::metadata(&path)?;
    // Replacing a file asks nothing of the file itself; one that may not be written stays.
    if metadata.permissions().readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut file = unfinished(folder)?;
    if has_mark(&path)? {
        file.write_all("\u{feff}".as_bytes())?;
    }
    file.write_all(text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // Only root may give a file away; for others it is theirs already, or stays theirs.
        let _ = fchown(file.as_file(), Some(metadata.uid()), Some(metadata.gid()));
    }
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    flush(folder);
    Ok(())
}

fn unfinished(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(UNFINISHED.0)
        .suffix(UNFINISHED.1)
        .tempfile_in(folder)
}

/// Without this a new name could be lost with the power. Should it fail, the edit is published all
/// the same.
fn flush(folder: &Path) {
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        warn!(%error, "cannot flush the folder");
    }
}

/// Whether a file starts with a byte-order mark, which reading leaves out.
fn has_mark(path: &Path) -> io::Result<bool> {
    Ok(fs::read(path)?.starts_with("\u{feff}".as_bytes()))
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full,
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied => Self::ReadOnly,
            Kind::NotFound => Self::NoFile,
            Kind::WouldBlock => Self::Busy,
            _ => Self::Disk(error.to_string()),
        }
    }
}
