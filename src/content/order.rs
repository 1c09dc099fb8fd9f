//! What moderators want published, and what became of it: plain data. Knows no disk.

use std::collections::HashMap;
use std::io;

use crate::content::edit::{Change, Edit, EditError, Fingerprint};
use crate::content::version::{VersionId, What};
use crate::diagnostic::fault::Fault;
use crate::library::EntryRef;

/// An edit that somebody wants published. That of a whole file has [`WHOLE`] for its entry, and puts
/// the file's text back or removes the file.
///
/// [`WHOLE`]: crate::content::version::WHOLE
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The edit.
    pub edit: Edit,
    /// The state of the entry or file that its editor saw; nothing when there was none.
    pub shown: Option<Fingerprint>,
    /// Who wants it.
    pub by: u64,
    /// What kind of change it is.
    pub what: What,
}

/// An edit of another entry that belongs to an order. Where it cannot be made, it is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// The edit.
    pub edit: Edit,
    /// The state of the entry that it is meant for; nothing when any will do.
    pub shown: Option<Fingerprint>,
    /// What kind of change it is.
    pub what: What,
}

impl Follow {
    /// What leads to a removed entry goes with it, as `leading` is then.
    pub(crate) fn unlinking(leading: EntryRef, removed: &EntryRef) -> Self {
        Self {
            edit: Edit {
                entry: leading,
                change: Change::Unlink(removed.clone()),
            },
            shown: None,
            what: What::Unlinked,
        }
    }
}

/// The published change of an entry, or of a whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// The version that it made; nothing when that could not be kept, or nothing changed.
    pub version: Option<VersionId>,
    /// The lines before it, if there were any.
    pub before: Option<String>,
    /// The lines now, if there are any.
    pub after: Option<String>,
    /// The entries that changed with it.
    pub also: Vec<EntryRef>,
    /// The entries that were to change with it, and did not.
    pub left: Vec<EntryRef>,
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
    /// The version that was to come back is no longer kept.
    Gone,
    /// There is no such file.
    NoFile,
    /// The disk is full.
    Full,
    /// The bot may not write there.
    ReadOnly,
    /// Somebody else kept the folder locked.
    Busy,
    /// Most texts are gone, and nobody said yet that this is right.
    Lost,
    /// Something else about the disk, in the system's words.
    Disk(String),
}

impl Refusal {
    /// Its kind, for the log, which holds nothing of the texts.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Changed(_) => "changed",
            Self::Faulty(_) => "faulty",
            Self::Impossible(_) => "impossible",
            Self::Gone => "gone",
            Self::NoFile => "no file",
            Self::Full => "disk full",
            Self::ReadOnly => "read only",
            Self::Busy => "busy",
            Self::Lost => "texts lost",
            Self::Disk(error) => error,
        }
    }
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

/// An entry that another text of its file changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedEntry {
    /// Its name.
    pub id: String,
    /// Its lines before, if it was there.
    pub before: Option<String>,
    /// Its lines after, if it is there.
    pub after: Option<String>,
}

/// The entries that differ between two texts of a file, each as names with lines: those that are there
/// in their order, and behind them those that are gone.
pub(crate) fn changed_entries(
    old: Vec<(String, String)>,
    new: Vec<(String, String)>,
) -> Vec<ChangedEntry> {
    let mut before: HashMap<String, String> = old.iter().cloned().collect();
    let there = new.into_iter().map(|(id, after)| ChangedEntry {
        before: before.remove(&id),
        after: Some(after),
        id,
    });
    let mut changed: Vec<ChangedEntry> = there.collect();
    let gone = old.into_iter().filter_map(|(id, _)| {
        let before = Some(before.remove(&id)?);
        let after = None;
        Some(ChangedEntry { id, before, after })
    });
    changed.extend(gone);
    changed.retain(|entry| entry.before != entry.after);
    changed
}
