//! Earlier versions of entries, as plain files that can be read without the bot.
//!
//! Each version is one file, `history/<file>/<entry>/<moment>.toml`: a few lines of comment that
//! say who, when and what, and below them the entry's lines, ready to be copied back. Whole files that
//! were replaced stand among their entries, under [`WHOLE`]; what that did to several entries at once
//! is in one file, `history/<file>/+teksten/<moment>.toml`, in which their versions stand below each
//! other, so that a thousand of them cost no more writing than one. Knows nothing of what an entry may
//! say.
#![expect(
    clippy::disallowed_methods,
    reason = "keeps versions on the disk, by the clock"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

use crate::content::edit::fingerprint_of_lines;
use crate::content::is_command_name;
use crate::content::version::{Version, VersionId, WHOLE, What};
use crate::library::EntryRef;
use crate::store::version_file::{Written, header, read, sections};
use crate::store::write::{make_folder, paths, remove_oldest, write_whole};
use crate::words::editing;

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most versions of one entry.
    pub versions: usize,
    /// The most bytes of all versions together.
    pub bytes: u64,
}

/// The folder of the versions in the state folder.
pub(crate) const FOLDER: &str = "history";

impl Default for Limits {
    fn default() -> Self {
        Self {
            versions: 100,
            bytes: 50 << 20,
        }
    }
}

/// Stands there for the versions that one change of the whole file gave to several entries.
const TOGETHER: &str = "+teksten";
/// Of the room for all versions, the part that is written before it is looked at again: reading the
/// folder takes as long as there are entries with versions. Several processes together can so keep a
/// little more than the limit.
const LOOK_AFTER: u64 = 16;

/// The kept versions.
#[derive(Debug)]
pub struct History {
    directory: PathBuf,
    limits: Limits,
    /// How many bytes were written since the whole folder was looked at; at first it never was.
    written: AtomicU64,
}

impl History {
    /// Versions in the folder `history` of the state folder.
    pub fn new(state: &Path, limits: Limits) -> Self {
        Self {
            directory: state.join(FOLDER),
            limits,
            written: AtomicU64::new(u64::MAX),
        }
    }

    /// The versions of an entry, the latest first.
    pub fn versions(&self, entry: &EntryRef) -> Vec<Version> {
        let Some(folder) = self.folder(entry) else {
            return Vec::new();
        };
        let own = ids(&folder).into_iter();
        let mut versions: Vec<Version> = own.filter_map(|id| read(&folder, id)).collect();
        for (id, text) in self.together(&entry.collection) {
            let mut all = sections(id, &text);
            versions
                .extend(all.find_map(|(named, version)| (named == entry.entry).then_some(version)));
        }
        versions.sort_unstable_by_key(|version| Reverse(version.id));
        versions.truncate(self.limits.versions.max(1));
        versions
    }

    /// One version of an entry.
    pub fn version(&self, entry: &EntryRef, id: VersionId) -> Option<Version> {
        read(&self.folder(entry)?, id).or_else(|| {
            let folder = self.directory.join(&entry.collection).join(TOGETHER);
            let text = fs::read_to_string(folder.join(id.file_name())).ok()?;
            sections(id, &text)
                .find_map(|(named, version)| (named == entry.entry).then_some(version))
        })
    }

    /// What one change did to other entries than this one: each with its version of that name and
    /// the one before it.
    pub fn beside(&self, entry: &EntryRef, made: &Version) -> Vec<(EntryRef, Version, Version)> {
        let is_part = |version: &Version| {
            version.who == made.who && matches!(version.what, What::Unlinked | What::Restored)
        };
        let mut others = self.named(made.id);
        others.retain(|(other, version)| other != entry && is_part(version));
        let with_earlier = others.into_iter().filter_map(|(other, version)| {
            let earlier = self.versions(&other).into_iter().find(|v| v.id < made.id)?;
            Some((other, version, earlier))
        });
        with_earlier.collect()
    }

    /// All versions of entries that have this name.
    fn named(&self, id: VersionId) -> Vec<(EntryRef, Version)> {
        let mut found = Vec::new();
        for path in folders(&self.directory) {
            let Some(collection) = name(&path) else {
                continue;
            };
            let reference = |entry: &str| EntryRef::new(collection.clone(), entry);
            for folder in folders(&path) {
                let entry = name(&folder).filter(|name| name != WHOLE && name != TOGETHER);
                found.extend(entry.and_then(|entry| Some((reference(&entry), read(&folder, id)?))));
            }
            let text = fs::read_to_string(path.join(TOGETHER).join(id.file_name()));
            let text = text.unwrap_or_default();
            found.extend(sections(id, &text).map(|(entry, version)| (reference(entry), version)));
        }
        found
    }

    /// The names of the files of which versions are kept as a whole.
    pub fn files(&self) -> Vec<String> {
        let folders = folders(&self.directory).filter(|path| !ids(&path.join(WHOLE)).is_empty());
        let mut names: Vec<String> = folders.filter_map(|path| name(&path)).collect();
        names.sort();
        names
    }

    /// All entries of which versions are kept.
    pub fn entries(&self) -> Vec<EntryRef> {
        let mut entries: HashSet<EntryRef> = HashSet::new();
        for path in folders(&self.directory) {
            let Some(collection) = name(&path) else {
                continue;
            };
            let kept = folders(&path).filter(|path| !ids(path).is_empty());
            let kept = kept.filter_map(|path| name(&path));
            let kept = kept.filter(|name| name != WHOLE && name != TOGETHER);
            entries.extend(kept.map(|entry| EntryRef::new(collection.clone(), entry)));
            for (id, text) in self.together(&collection) {
                let kept = sections(id, &text).map(|(entry, _)| entry);
                entries.extend(kept.map(|entry| EntryRef::new(collection.clone(), entry)));
            }
        }
        let mut entries: Vec<EntryRef> = entries.into_iter().collect();
        entries.sort_by_cached_key(ToString::to_string);
        entries
    }

    /// Keeps what was there before changes, unless that is what the latest version has, so that it can
    /// be brought back.
    pub(crate) fn keep_found(&self, changes: &[Written]) -> io::Result<()> {
        let found: Vec<&Written> = changes.iter().filter(|c| c.before.is_some()).collect();
        let mut fresh = Vec::new();
        // File by file, as the versions of all files take as much memory as the files.
        for found in found.chunk_by(|one, other| one.entry.collection == other.entry.collection) {
            let latest = self.latest(found.iter().map(|change| &change.entry), |_| true);
            let is_kept = |entry: &EntryRef, lines: &str| {
                latest.get(entry).is_some_and(|latest| {
                    let says =
                        |lines: &str| fingerprint_of_lines(lines).filter(|_| entry.entry != WHOLE);
                    let said = says(&latest.lines);
                    latest.lines == lines || said.is_some_and(|said| says(lines) == Some(said))
                })
            };
            let found = found.iter().map(|change| Written {
                entry: change.entry.clone(),
                what: What::Found,
                before: None,
                after: change.before.clone(),
                place: None,
            });
            fresh.extend(found.filter(|found| !is_kept(&found.entry, found.lines())));
        }
        self.add(None, &fresh).map(drop)
    }

    /// Keeps what is there after the changes that one person made at once, all under one name; the
    /// oldest versions go where there is no more room.
    pub(crate) fn keep(
        &self,
        who: Option<u64>,
        changes: &[Written],
    ) -> io::Result<Option<VersionId>> {
        let (kept, id) = self.add(who, changes)?;
        self.forget(&kept);
        Ok(id)
    }

    /// The latest version of each of these entries that counts.
    pub(crate) fn latest<'a>(
        &self,
        entries: impl Iterator<Item = &'a EntryRef>,
        counts: fn(&Version) -> bool,
    ) -> HashMap<EntryRef, Version> {
        let mut latest = HashMap::new();
        let mut files = BTreeSet::new();
        for entry in entries {
            files.insert(entry.collection.as_str());
            let own = self.folder(entry).and_then(|folder| {
                let ids = ids(&folder).into_iter().rev();
                let mut versions = ids.filter_map(|id| read(&folder, id));
                versions.find(counts)
            });
            latest.insert(entry.clone(), own);
        }
        for file in files {
            for (id, text) in self.together(file) {
                for (named, version) in sections(id, &text).filter(|(_, version)| counts(version)) {
                    if let Some(latest) = latest.get_mut(&EntryRef::new(file, named))
                        && latest.as_ref().is_none_or(|latest| latest.id < id)
                    {
                        *latest = Some(version);
                    }
                }
            }
        }
        let found = latest.into_iter();
        found
            .filter_map(|(entry, version)| Some((entry, version?)))
            .collect()
    }

    /// The versions of several entries of a file at once, with their texts, the latest first.
    fn together(&self, collection: &str) -> impl Iterator<Item = (VersionId, String)> {
        let folder = self.directory.join(collection).join(TOGETHER);
        ids(&folder).into_iter().rev().filter_map(move |id| {
            let text = fs::read_to_string(folder.join(id.file_name())).ok()?;
            Some((id, text))
        })
    }

    /// Writes versions down under one name: that of a whole file, and that of a single entry, in files
    /// of their own, and those of several entries of a file in one.
    fn add(
        &self,
        who: Option<u64>,
        new: &[Written],
    ) -> io::Result<(Vec<PathBuf>, Option<VersionId>)> {
        let mut groups: BTreeMap<(&str, bool), Vec<&Written>> = BTreeMap::new();
        for new in new {
            let EntryRef { collection, entry } = &new.entry;
            groups
                .entry((collection, entry == WHOLE))
                .or_default()
                .push(new);
        }
        let Some(latest) = groups.values().map(|new| self.latest_id(new)).max() else {
            return Ok((Vec::new(), None));
        };
        let now = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default();
        let id = VersionId(latest.map_or(now, |latest| now.max(latest.0 + 1)));
        let kept = groups.values().map(|new| self.write(new, who, id));
        Ok((kept.collect::<io::Result<_>>()?, Some(id)))
    }

    /// The latest version of any of these entries of one file.
    fn latest_id(&self, new: &[&Written]) -> Option<VersionId> {
        let folders = new.iter().filter_map(|new| self.folder(&new.entry));
        let own = folders.filter_map(|folder| ids(&folder).pop_last());
        let file = self.directory.join(&new.first()?.entry.collection);
        own.chain(ids(&file.join(TOGETHER))).max()
    }

    fn write(&self, new: &[&Written], who: Option<u64>, id: VersionId) -> io::Result<PathBuf> {
        let no_place = || io::Error::other("no name for a folder");
        let mut folder = PathBuf::new();
        for new in new {
            folder = self.folder(&new.entry).ok_or_else(no_place)?;
        }
        let mut text = String::new();
        if let [new] = new {
            text = header(new, who, id) + "\n" + new.lines();
        } else {
            folder = folder.with_file_name(TOGETHER);
            for new in new {
                let (header, lines) = (header(new, who, id), new.lines());
                let size = lines.len();
                let _ = write!(text, "{header}# {}: {size}\n\n{lines}\n", editing::BYTES);
            }
        }
        make_folder(&folder)?;
        let path = folder.join(id.file_name());
        write_whole(&path, text.as_bytes())?;
        let size = text.len() as u64;
        let _ = self
            .written
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |written| {
                Some(written.saturating_add(size))
            });
        Ok(path)
    }

    /// Removes the oldest versions beyond the limits, never those just made.
    fn forget(&self, new: &[PathBuf]) {
        // What several entries share counts for none of them alone; the limit in bytes holds it.
        let folders_of_one = new.iter().filter_map(|path| path.parent());
        for folder in folders_of_one.filter(|folder| !folder.ends_with(TOGETHER)) {
            let own = ids(folder);
            let excess = own.len().saturating_sub(self.limits.versions.max(1));
            for id in own.iter().take(excess) {
                let _ = fs::remove_file(folder.join(id.file_name()));
            }
        }
        if self.written.load(Ordering::Relaxed) <= self.limits.bytes / LOOK_AFTER {
            return;
        }
        self.written.store(0, Ordering::Relaxed);
        let mut all = Vec::new();
        for entry in folders(&self.directory).flat_map(|collection| folders(&collection)) {
            for id in ids(&entry) {
                let path = entry.join(id.file_name());
                let size = fs::metadata(&path).map_or(0, |m| m.len());
                all.push((id, size, path));
            }
        }
        // What cannot be removed goes the next time.
        let _ = remove_oldest(all, new, usize::MAX, self.limits.bytes, None);
    }

    /// Whether versions of an entry of this name can be kept.
    pub(crate) fn has_place(&self, entry: &EntryRef) -> bool {
        self.folder(entry).is_some()
    }

    /// The folder of an entry. A name that the compiler would refuse has none, so that no text from
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

/// The versions in a folder, the earliest first.
fn ids(folder: &Path) -> BTreeSet<VersionId> {
    let ids = paths(folder).filter_map(|path| VersionId::of_file(&path));
    ids.collect()
}

fn folders(parent: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    paths(parent).filter(|path| path.is_dir())
}

fn name(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}
