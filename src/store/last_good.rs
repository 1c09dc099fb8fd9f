//! The last good version of each response file, in memory and on disk.
//!
//! The copies are plain files in the state folder, readable without the bot. Losing them loses
//! nothing but the answers of a file that is broken, or of a folder that is empty, at the next start.
#![expect(clippy::disallowed_methods, reason = "keeps copies on the disk")]

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::warn;

use crate::store::is_response_file;
use crate::store::write::{make_folder, paths, write_whole};

/// The texts of files as they last could be used.
#[derive(Debug)]
pub(crate) struct LastGood {
    texts: HashMap<String, Arc<str>>,
    directory: Option<PathBuf>,
}

impl LastGood {
    /// Keeps copies in `last-good` in the state folder, if there is one.
    pub(crate) fn new(state: Option<&Path>) -> Self {
        Self {
            texts: HashMap::new(),
            directory: state.map(|state| state.join("last-good")),
        }
    }

    /// The files of which there is a version, by name.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let copies = self.directory.iter().flat_map(|folder| paths(folder));
        let copies = copies.filter(|path| is_response_file(path));
        let named = copies.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
        named.chain(self.texts.keys().cloned()).collect()
    }

    /// Forgets the files that are gone, so that a text that someone removed never answers again.
    pub(crate) fn forget_others(&mut self, names: &BTreeSet<&str>) {
        for name in self.names() {
            if !names.contains(name.as_str()) {
                self.texts.remove(&name);
                if let Some(directory) = &self.directory {
                    // What cannot be removed is forgotten at the next load.
                    let _ = fs::remove_file(path(directory, &name));
                }
            }
        }
    }

    /// Remembers a text that can be used. A copy that cannot be written is only worth a warning.
    /// Where it is the same as before, what was in memory takes its place.
    pub(crate) fn keep(&mut self, name: &str, text: &mut Arc<str>) {
        if let Some(kept) = self.texts.get(name).filter(|kept| *kept == text) {
            *text = Arc::clone(kept);
            return;
        }
        self.texts.insert(name.to_owned(), Arc::clone(text));
        let Some(directory) = &self.directory else {
            return;
        };
        if let Err(error) = write(directory, name, text) {
            warn!(%error, folder = %directory.display(), "cannot keep the last good version");
        }
    }

    /// The last text that could be used, as far as there was one of at most so many bytes.
    pub(crate) fn find(&mut self, name: &str, room: usize) -> Option<Arc<str>> {
        let text = if let Some(text) = self.texts.get(name) {
            Arc::clone(text)
        } else {
            let path = path(self.directory.as_ref()?, name);
            let is_small = |file: &fs::Metadata| file.is_file() && file.len() <= room as u64;
            fs::metadata(&path).ok().filter(is_small)?;
            fs::read_to_string(path).ok()?.into()
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
