//! The last good version of each response file, in memory and on disk: what answered last.
//!
//! The copies are plain files in the state folder, readable without the bot, and shared by all processes
//! on it. Whoever puts another text in the place of a copy is the one to keep a version of it and to tell
//! of it, which is why only who has the claim does so. Losing the copies loses nothing but the answers of
//! a file that is broken, or of a folder that is empty, at the next start, and what changed meanwhile.
#![expect(clippy::disallowed_methods, reason = "keeps copies on the disk")]

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tracing::warn;

use crate::store::is_response_file;
use crate::store::state_file::lock;
use crate::store::write::{make_folder, paths, remove, write_whole};

/// Locked by whoever has the claim; hidden, and no response file.
const LOCK: &str = ".lock";
/// How long to wait for another process. A load takes a second at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// The texts of files as they last could be used.
#[derive(Debug)]
pub(crate) struct LastGood {
    texts: HashMap<String, Arc<str>>,
    /// The files whose copies could not be changed, so that memory knows better.
    unkept: HashSet<String>,
    directory: Option<PathBuf>,
}

/// The right to read the folder and to replace copies, which one process has at a time. Where nothing
/// can be locked, everybody has it: what is told twice is better than what is never told.
#[derive(Debug)]
pub(crate) struct Claim {
    /// Unlocks when it goes away.
    _lock: Option<File>,
}

impl LastGood {
    /// Keeps copies in `last-good` in the state folder, if there is one.
    pub(crate) fn new(state: Option<&Path>) -> Self {
        Self {
            texts: HashMap::new(),
            unkept: HashSet::new(),
            directory: state.map(|state| state.join("last-good")),
        }
    }

    /// Waits for the claim.
    ///
    /// # Errors
    ///
    /// When another process has it for long.
    pub(crate) fn claim(&self) -> io::Result<Claim> {
        let Some(directory) = &self.directory else {
            return Ok(Claim { _lock: None });
        };
        let locked = make_folder(directory).and_then(|()| lock(&directory.join(LOCK), PATIENCE));
        match locked {
            Ok(lock) => Ok(Claim { _lock: Some(lock) }),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(error),
            Err(error) => {
                warn!(%error, folder = %directory.display(), "cannot lock the last good versions");
                Ok(Claim { _lock: None })
            }
        }
    }

    /// The files of which there is a version, by name.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let Some(directory) = self.directory.as_ref().filter(|folder| folder.is_dir()) else {
            return self.texts.keys().cloned().collect();
        };
        let copies = paths(directory).filter(|path| is_response_file(path) && path.is_file());
        let named = copies.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
        let named = named.filter(|name| !self.unkept.contains(name));
        let in_memory = self
            .unkept
            .iter()
            .filter(|name| self.texts.contains_key(*name));
        named.chain(in_memory.cloned()).collect()
    }

    /// Forgets a file that is gone, so that a text that someone removed never answers again.
    pub(crate) fn forget(&mut self, name: &str) {
        self.texts.remove(name);
        let Some(directory) = &self.directory else {
            return;
        };
        match remove(&path(directory, name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                self.unkept.insert(name.to_owned());
                warn!(%error, folder = %directory.display(), "cannot forget the last good version");
            }
            _ => drop(self.unkept.remove(name)),
        }
    }

    /// Remembers a text that can be used. A copy that cannot be written is only worth a warning.
    pub(crate) fn keep(&mut self, name: &str, text: &Arc<str>) {
        self.texts.insert(name.to_owned(), Arc::clone(text));
        let Some(directory) = &self.directory else {
            return;
        };
        match write(directory, name, text) {
            Ok(()) => drop(self.unkept.remove(name)),
            Err(error) => {
                self.unkept.insert(name.to_owned());
                warn!(%error, folder = %directory.display(), "cannot keep the last good version");
            }
        }
    }

    /// The last text that could be used, as far as there was one of at most so many bytes. Where it is
    /// the same as before, it takes no more memory.
    pub(crate) fn find(&mut self, name: &str, room: usize) -> Option<Arc<str>> {
        let directory = self.directory.as_ref().filter(|folder| folder.is_dir());
        let text = match directory.filter(|_| !self.unkept.contains(name)) {
            None => Arc::clone(self.texts.get(name)?),
            Some(directory) => {
                let path = path(directory, name);
                let is_small = |file: &fs::Metadata| file.is_file() && file.len() <= room as u64;
                fs::metadata(&path).ok().filter(is_small)?;
                let text = fs::read_to_string(path).ok()?;
                match self.texts.get(name).filter(|known| ***known == *text) {
                    Some(known) => Arc::clone(known),
                    None => text.into(),
                }
            }
        };
        if text.len() > room {
            self.texts.remove(name);
            return None;
        }
        self.texts.insert(name.to_owned(), Arc::clone(&text));
        Some(text)
    }
}

fn path(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}.toml"))
}

/// Writes the copy whole or not at all.
fn write(directory: &Path, name: &str, text: &str) -> io::Result<()> {
    let path = path(directory, name);
    if fs::read_to_string(&path).is_ok_and(|kept| kept == text) {
        return Ok(());
    }
    make_folder(directory)?;
    write_whole(&path, text.as_bytes())
}
