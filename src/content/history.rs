//! Earlier versions of entries, as plain files that can be read without the bot.
//!
//! Each version is one file, `history/<file>/<entry>/<moment>.toml`: a few lines of comment that
//! say who, when and what, and below them the entry's lines, ready to be copied back. Whole files that
//! were replaced stand among their entries, under [`WHOLE`]. Knows nothing of what an entry may say.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::edit::of_lines;
use super::rules::is_command_name;
use crate::disk::{make_folder, write_whole};
use crate::library::EntryRef;
use crate::words::editing as words;

/// What made a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Somebody outside the bot: so it stood in the file before the bot's first change.
    Found,
    /// A change.
    Changed,
    /// The entry came into being.
    Added,
    /// The entry went; this version has no lines.
    Removed,
    /// An earlier version came back.
    Restored,
    /// What led to another entry went with that.
    Unlinked,
}

impl What {
    const ALL: [Self; 6] = [
        Self::Found,
        Self::Changed,
        Self::Added,
        Self::Removed,
        Self::Restored,
        Self::Unlinked,
    ];

    /// The word for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Found => words::what::FOUND,
            Self::Changed => words::what::CHANGED,
            Self::Added => words::what::ADDED,
            Self::Removed => words::what::REMOVED,
            Self::Restored => words::what::RESTORED,
            Self::Unlinked => words::what::UNLINKED,
        }
    }
}

/// Names a version among those of its entry: milliseconds since 1970, unique there. What one change
/// did to several entries has the same name at all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionId(pub u64);

impl VersionId {
    /// The moment that it was made.
    pub fn at(self) -> Timestamp {
        let millis = i64::try_from(self.0).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
    }

    fn file_name(self) -> String {
        format!("{:.3}.toml", self.at()).replace(':', ".")
    }

    fn of_file(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(".toml")?;
        let at: Timestamp = name.replacen('.', ":", 2).parse().ok()?;
        at.as_millisecond().try_into().ok().map(Self)
    }
}

/// An entry as it was from some moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which one.
    pub id: VersionId,
    /// Who made it, as Discord numbers people; nobody when it was found in the file.
    pub who: Option<u64>,
    /// How it came about.
    pub what: What,
    /// The entry's lines; empty when it was removed.
    pub lines: String,
}

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most versions of one entry.
    pub versions: usize,
    /// The most bytes of all versions together.
    pub bytes: u64,
}

/// Stands for the whole file in the place of an entry; no entry can have this name.
pub const WHOLE: &str = "+bestand";

/// A version to keep.
#[derive(Debug, Clone, Copy)]
pub(super) struct New<'a> {
    pub(super) entry: &'a EntryRef,
    pub(super) who: Option<u64>,
    pub(super) what: What,
    pub(super) lines: &'a str,
}

/// The kept versions.
#[derive(Debug)]
pub struct History {
    directory: PathBuf,
    limits: Limits,
}

impl History {
    /// Versions in the folder `history` of the state folder.
    pub fn new(state: &Path, limits: Limits) -> Self {
        Self {
            directory: state.join("history"),
            limits,
        }
    }

    /// The versions of an entry, the latest first.
    pub fn versions(&self, entry: &EntryRef) -> Vec<Version> {
        let Some(folder) = self.folder(entry) else {
            return Vec::new();
        };
        let mut ids = ids(&folder);
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.into_iter().filter_map(|id| read(&folder, id)).collect()
    }

    /// One version of an entry.
    pub fn version(&self, entry: &EntryRef, id: VersionId) -> Option<Version> {
        read(&self.folder(entry)?, id)
    }

    /// The latest version in which an entry says anything.
    pub fn latest_text(&self, entry: &EntryRef) -> Option<Version> {
        let folder = self.folder(entry)?;
        let mut ids = ids(&folder);
        ids.sort_unstable_by(|a, b| b.cmp(a));
        let mut versions = ids.into_iter().filter_map(|id| read(&folder, id));
        versions.find(|version| !version.lines.is_empty())
    }

    /// What one change did to other entries than this one: each with its version of that name and
    /// the one before it.
    pub fn beside(&self, entry: &EntryRef, made: &Version) -> Vec<(EntryRef, Version, Version)> {
        let others = self.entries().into_iter().filter(|other| other != entry);
        let changed = others.filter_map(|other| {
            self.version(&other, made.id)?;
            let mut versions = self.versions(&other).into_iter();
            let version = versions.find(|version| version.id == made.id)?;
            Some((other, version, versions.next()?))
        });
        let is_part = |version: &Version| {
            version.who == made.who && matches!(version.what, What::Unlinked | What::Restored)
        };
        changed.filter(|(_, version, _)| is_part(version)).collect()
    }

    /// All entries of which versions are kept.
    pub fn entries(&self) -> Vec<EntryRef> {
        let mut entries: Vec<EntryRef> = Vec::new();
        for collection in folders(&self.directory) {
            let kept = folders(&collection)
                .into_iter()
                .filter(|path| !ids(path).is_empty());
            let names = kept.filter_map(|path| name(&path));
            let names = names.filter(|name| name != WHOLE);
            let collection = name(&collection).unwrap_or_default();
            entries.extend(names.map(|entry| EntryRef::new(collection.clone(), entry)));
        }
        entries.sort_by_key(ToString::to_string);
        entries
    }

    /// Keeps what the entry says now, unless that is what the latest version has: whatever a
    /// change is about to replace can be brought back, also when it was written by hand.
    pub(super) fn keep_found(&self, entry: &EntryRef, lines: &str) -> io::Result<()> {
        let latest = self.versions(entry).into_iter().next();
        let says = |lines: &str| of_lines(lines).filter(|_| entry.entry != WHOLE);
        let is_same = |latest: &Version| {
            let (kept, now) = (says(&latest.lines), says(lines));
            latest.lines == lines || (kept.is_some() && kept == now)
        };
        if latest.is_some_and(|latest| is_same(&latest)) {
            return Ok(());
        }
        let (who, what) = (None, What::Found);
        let new = New {
            entry,
            who,
            what,
            lines,
        };
        self.add(new, self.next_id(entry)).map(drop)
    }

    /// Keeps the versions that one change makes, all under one name; the oldest go where there is no
    /// more room.
    pub(super) fn keep(&self, versions: &[New<'_>]) -> io::Result<Option<VersionId>> {
        let Some(id) = versions.iter().map(|new| self.next_id(new.entry)).max() else {
            return Ok(None);
        };
        let kept = versions.iter().map(|new| self.add(*new, id));
        let kept = kept.collect::<io::Result<Vec<PathBuf>>>()?;
        self.forget(&kept);
        Ok(Some(id))
    }

    /// A name for a version of an entry that is made now.
    fn next_id(&self, entry: &EntryRef) -> VersionId {
        let now = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default();
        let kept = self
            .folder(entry)
            .and_then(|folder| ids(&folder).into_iter().max());
        VersionId(kept.map_or(now, |kept| now.max(kept.0 + 1)))
    }

    fn add(&self, new: New<'_>, id: VersionId) -> io::Result<PathBuf> {
        let New {
            entry,
            who,
            what,
            lines,
        } = new;
        let folder = self
            .folder(entry)
            .ok_or_else(|| io::Error::other("no name for a folder"))?;
        make_folder(&folder)?;
        let who = who.map_or_else(|| "-".to_owned(), |who| who.to_string());
        let header = format!(
            "# {entry}\n# {}: {:.3}\n# {}: {who}\n# {}: {}\n\n",
            words::WHEN,
            id.at(),
            words::WHO,
            words::WHAT,
            what.words(),
        );
        let path = folder.join(id.file_name());
        write_whole(&path, (header + lines).as_bytes())?;
        Ok(path)
    }

    /// Removes the oldest versions beyond the limits, never those just made.
    fn forget(&self, new: &[PathBuf]) {
        for folder in new.iter().filter_map(|path| path.parent()) {
            let mut own = ids(folder);
            own.sort_unstable();
            let excess = own.len().saturating_sub(self.limits.versions.max(1));
            for id in &own[..excess] {
                let _ = fs::remove_file(folder.join(id.file_name()));
            }
        }
        let mut all = Vec::new();
        for entry in folders(&self.directory)
            .iter()
            .flat_map(|collection| folders(collection))
        {
            for id in ids(&entry) {
                let path = entry.join(id.file_name());
                let size = fs::metadata(&path).map_or(0, |m| m.len());
                all.push((id, size, path));
            }
        }
        all.sort_unstable();
        let mut total: u64 = all.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in all {
            if total > self.limits.bytes && !new.contains(&path) && fs::remove_file(&path).is_ok() {
                total -= size;
            }
        }
    }

    /// Whether versions of an entry of this name can be kept.
    pub(super) fn has_place(&self, entry: &EntryRef) -> bool {
        self.folder(entry).is_some()
    }

    /// The folder of an entry. A name that the loader would refuse has none, so that no text from
    /// a button can lead elsewhere.
    fn folder(&self, entry: &EntryRef) -> Option<PathBuf> {
        let safe = |name: &str| {
            // Names once held an apostrophe; what was kept of those can still be read.
            let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
            is_command_name(name) || !name.is_empty() && name.chars().all(allowed)
        };
        (safe(&entry.collection) && (safe(&entry.entry) || entry.entry == WHOLE))
            .then(|| self.directory.join(&entry.collection).join(&entry.entry))
    }
}

fn ids(folder: &Path) -> Vec<VersionId> {
    let items = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    items
        .filter_map(|item| VersionId::of_file(&item.path()))
        .collect()
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    items
        .map(|item| item.path())
        .filter(|path| path.is_dir())
        .collect()
}

fn name(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}

fn read(folder: &Path, id: VersionId) -> Option<Version> {
    let text = fs::read_to_string(folder.join(id.file_name())).ok()?;
    let (header, lines) = text.split_once("\n\n")?;
    let field = |name: &str| {
        let start = format!("# {name}: ");
        header
            .lines()
            .find_map(|line| line.strip_prefix(start.as_str()))
    };
    let what = field(words::WHAT)?;
    Some(Version {
        id,
        who: field(words::WHO).and_then(|who| who.parse().ok()),
        what: What::ALL.into_iter().find(|w| w.words() == what)?,
        lines: lines.to_owned(),
    })
}
