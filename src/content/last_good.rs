//! The last good version of each response file, in memory and on disk.
//!
//! The copies are plain files in the state folder, readable without the bot. Losing them loses
//! nothing but the answers of a file that is broken at the next start.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::warn;

use crate::diagnostic::{MAX_FOLDER_BYTES, Sources};

/// The texts of files as they last could be used.
#[derive(Debug, Default)]
pub(super) struct LastGood {
    texts: HashMap<String, Arc<str>>,
    directory: Option<PathBuf>,
}

impl LastGood {
    /// Keeps copies in `last-good` in the state folder, if there is one.
    pub(super) fn new(state: Option<&Path>) -> Self {
        Self {
            texts: HashMap::new(),
            directory: state.map(|state| state.join("last-good")),
        }
    }

    /// Remembers a text that can be used. A copy that cannot be written is only worth a warning.
    /// Where it is the same as before, what was in memory takes its place.
    pub(super) fn keep(&mut self, name: &str, text: &mut Arc<str>) {
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
    pub(super) fn find(&mut self, name: &str, room: usize) -> Option<Arc<str>> {
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

    /// Keeps no more in memory than may be loaded: first goes what files had that are no longer there.
    pub(super) fn forget_others(&mut self, sources: &Sources) {
        let held =
            |texts: &HashMap<String, Arc<str>>| texts.values().map(|t| t.len()).sum::<usize>();
        if held(&self.texts) > MAX_FOLDER_BYTES {
            self.texts.retain(|name, _| sources.named(name).is_some());
        }
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
    fs::create_dir_all(directory)?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
