//! The one mutable cell: what answers now, and who waits for something new.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;

use super::{compile, read};
use crate::diagnostic::{Diagnostic, Sources};
use crate::library::Library;

/// The content at one moment. Whoever answers takes one and keeps it to the end of the answer.
#[derive(Debug)]
pub struct Snapshot {
    /// Counts the changes since the start, from 1.
    pub generation: u64,
    /// When this content was loaded.
    pub loaded_at: Timestamp,
    /// The files as they were read.
    pub sources: Sources,
    /// What is wrong with those files.
    pub diagnostics: Vec<Diagnostic>,
    /// What answers.
    pub library: Library,
}

/// Holds the current [`Snapshot`].
#[derive(Debug)]
pub struct Live {
    directory: PathBuf,
    current: watch::Sender<Arc<Snapshot>>,
}

impl Live {
    /// Loads the folder.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn load(directory: &Path) -> io::Result<Self> {
        let snapshot = snapshot(directory, 1)?;
        Ok(Self {
            directory: directory.to_owned(),
            current: watch::Sender::new(Arc::new(snapshot)),
        })
    }

    /// What answers now.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.borrow().clone()
    }

    /// Wakes whoever holds it when there is something new.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.current.subscribe()
    }

    /// Reads the folder again.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed; what answered goes on.
    pub fn reload(&self) -> io::Result<()> {
        let generation = self.current.borrow().generation + 1;
        self.current
            .send_replace(Arc::new(snapshot(&self.directory, generation)?));
        Ok(())
    }
}

fn snapshot(directory: &Path, generation: u64) -> io::Result<Snapshot> {
    let sources = read(directory)?;
    let compiled = compile(&sources);
    Ok(Snapshot {
        generation,
        loaded_at: Timestamp::now(),
        sources,
        diagnostics: compiled.diagnostics,
        library: compiled.library,
    })
}
