//! The one mutable cell: what answers now, who waits for something new, and the task that looks
//! for changes to the files.
//!
//! A file that cannot be used changes nothing: its last good version goes on answering, from memory
//! or, after a restart, from the state folder. A folder without a single file changes nothing either.
//! What a change means for others (registration, the moderators' channel, the page) is theirs to see by
//! comparing two snapshots.
#![expect(clippy::disallowed_methods, reason = "a load has its moment")]

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::content::snapshot::Snapshot;
use crate::content::{Compiled, compile};
use crate::diagnostic::{self, Content, Diagnostic, MAX_FOLDER_BYTES, Severity, Sources};
use crate::library::EntryRef;
use crate::store::last_good::LastGood;
use crate::store::read;
use crate::store::watch::{Debounce, Listing, listing};
use crate::words::files::SYNONYMS;

/// The content that answers now, as a [`Snapshot`] that a reload replaces.
#[derive(Debug)]
pub struct Live {
    directory: PathBuf,
    plain_language: bool,
    current: watch::Sender<Arc<Snapshot>>,
    /// Held while loading, so that loads follow each other.
    loader: Mutex<Loader>,
}

/// What loading needs to remember.
#[derive(Debug)]
struct Loader {
    last_good: LastGood,
    /// The folder as it was when it was last read.
    seen: Listing,
}

impl Live {
    /// Loads the folder; `state` is the folder in which last good versions are kept, if any.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn load(directory: &Path, state: Option<&Path>) -> io::Result<Self> {
        Self::load_judging(directory, state, true)
    }

    /// Loads the folder; with `plain_language` it is also looked at how easy the texts are to read.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn load_judging(
        directory: &Path,
        state: Option<&Path>,
        plain_language: bool,
    ) -> io::Result<Self> {
        let seen = listing(directory);
        let mut last_good = LastGood::new(state);
        let sources = Sources {
            plain_language,
            ..read(directory)?
        };
        let snapshot = load(sources, &mut last_good);
        Ok(Self {
            directory: directory.to_owned(),
            plain_language,
            current: watch::Sender::new(Arc::new(snapshot)),
            loader: Mutex::new(Loader { last_good, seen }),
        })
    }

    /// The folder with the response files.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// What answers now.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.borrow().clone()
    }

    /// Wakes whoever holds it when there is something new.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.current.subscribe()
    }

    /// Reads the folder again. Blocks on the disk.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed; what answered goes on.
    pub fn reload(&self) -> io::Result<()> {
        self.hold().reload(&[])
    }

    /// Keeps everybody else from reading the folder, so that whoever changes it reads it first.
    pub(crate) fn hold(&self) -> LoadGuard<'_> {
        // A panic while loading leaves what was remembered before it.
        let loader = self.loader.lock().unwrap_or_else(PoisonError::into_inner);
        LoadGuard { live: self, loader }
    }

    /// Does what may compile all of the content, while nobody else does: at any moment there is what
    /// answers, and at most one other library that is being made.
    pub fn in_turn<T>(&self, work: impl FnOnce(&Snapshot) -> T) -> T {
        let _held = self.hold();
        work(&self.current())
    }

    /// Reloads when the files change, until `shutdown`. Blocks: it wants a thread of its own, which costs
    /// less than the runtime's to wake up for a look.
    ///
    /// The folder is looked at, not listened to: that works on every file system, and for a folder
    /// that is itself replaced or mounted anew. It costs a listing and a `stat` per file.
    pub fn watch(&self, shutdown: &CancellationToken) {
        let mut debounce = Debounce::default();
        while !shutdown.is_cancelled() {
            thread::sleep(debounce.pause());
            let looked = catch_unwind(AssertUnwindSafe(|| {
                let (now, seen) = self.look();
                if debounce.is_settled(now, &seen) {
                    self.reload_or_go_on();
                }
            }));
            if looked.is_err() {
                warn!("reloading failed; what answered goes on");
            }
        }
    }

    /// The folder as it is now, and as it was when it was last read.
    fn look(&self) -> (Listing, Listing) {
        let now = listing(&self.directory);
        let loader = self.loader.lock().unwrap_or_else(PoisonError::into_inner);
        (now, loader.seen.clone())
    }

    /// Reloads; a failure is logged. Blocks on the disk.
    pub fn reload_or_go_on(&self) {
        if let Err(error) = self.reload() {
            warn!(%error, "cannot reload; what answered goes on");
        }
    }
}

/// The right to read the folder, which one has at a time.
pub(crate) struct LoadGuard<'a> {
    live: &'a Live,
    loader: MutexGuard<'a, Loader>,
}

impl LoadGuard<'_> {
    /// Reads the folder again after an edit that removed these entries, see [`Live::reload`].
    pub(crate) fn reload(&mut self, removed: &[EntryRef]) -> io::Result<()> {
        let directory = &self.live.directory;
        self.loader.seen = listing(directory);
        let sources = Sources {
            plain_language: self.live.plain_language,
            ..read(directory)?
        };
        let before = self.live.current();
        let loaded = load(sources, &mut self.loader.last_good);
        let gone = |entry: &&EntryRef| loaded.library.resolve(entry).is_none();
        let removed = before.removed.iter().chain(removed).filter(gone);
        let snapshot = Arc::new(Snapshot {
            generation: before.generation + 1,
            started: before.started,
            removed: removed.cloned().collect(),
            ..loaded
        });
        self.live.current.send_replace(Arc::clone(&snapshot));
        log(Some(&before), &snapshot);
        Ok(())
    }
}

fn load(mut sources: Sources, last_good: &mut LastGood) -> Snapshot {
    let answered = last_good.names();
    sources.mark_answered(|name| answered.contains(name));
    let Compiled {
        mut library,
        diagnostics,
    } = compile(&sources);
    let mut room = MAX_FOLDER_BYTES;
    let mut broken = Vec::new();
    for (index, file) in sources.files.iter_mut().enumerate() {
        match &mut file.content {
            Content::Text(text) if !diagnostic::is_broken(&diagnostics, index) => {
                room = room.saturating_sub(text.len());
                last_good.keep(&file.name, text);
            }
            _ => broken.push(index),
        }
    }
    let mut stale = Vec::new();
    let mut answering = sources.clone();
    for index in broken {
        let file = &mut answering.files[index];
        if let Some(text) = last_good.find(&file.name, room) {
            room -= text.len();
            stale.push(file.name.clone());
            file.content = Content::Text(text);
        }
    }
    if sources.files.is_empty() {
        // More likely a folder that is not mounted yet than a wish.
        for name in answered {
            if let Some(text) = last_good.find(&name, room) {
                room -= text.len();
                answering.put(&name, text.as_bytes());
                stale.push(name);
            }
        }
    } else {
        last_good.forget_others(&sources.files.iter().map(|f| f.name.as_str()).collect());
    }
    if !stale.is_empty() {
        drop(library);
        library = compile(&answering).library;
    }
    // A file whose name is no command has no version that answers.
    stale.retain(|name| name == SYNONYMS || library.collection(name).is_some());
    sources.mark_answered(|name| library.collection(name).is_some());
    Snapshot {
        diagnostics,
        library,
        stale,
        ..Snapshot::new(sources, jiff::Timestamp::now())
    }
}

/// The most problems of one file that are logged at one load.
const MAX_LOGGED: usize = 20;

/// Logs what was loaded and where it is wrong in a way that it was not before, but no words of it: the
/// message of a fault quotes them. `aandeslag check` and the moderators have those.
pub fn log(before: Option<&Snapshot>, snapshot: &Snapshot) {
    for file in &snapshot.sources.files {
        let old = before.map_or_else(Vec::new, |before| problems(before, &file.name));
        let mut new = problems(snapshot, &file.name);
        new.retain(|d| !old.iter().any(|old| old.is_same(d)));
        let n_left = new.len().saturating_sub(MAX_LOGGED);
        let new: Vec<Diagnostic> = new.into_iter().take(MAX_LOGGED).cloned().collect();
        for record in diagnostic::records(&snapshot.sources, &new) {
            log_record(&record);
        }
        if n_left > 0 {
            let file = &file.path;
            warn!("{file}: {n_left} more problems; `aandeslag check` tells them");
        }
    }
    let (files, entries) = (snapshot.sources.files.len(), snapshot.library.n_entries());
    let Snapshot {
        generation, stale, ..
    } = snapshot;
    info!(generation, files, entries, ?stale, "content loaded");
    if files == 0 {
        warn!("the folder holds no response file; the commands at Discord stay as they are");
    }
}

/// What is wrong with the file of this name.
fn problems<'a>(snapshot: &'a Snapshot, name: &str) -> Vec<&'a Diagnostic> {
    let files = &snapshot.sources.files;
    let is_of_file = |d: &&Diagnostic| files.get(d.source).is_some_and(|file| file.name == name);
    snapshot.diagnostics.iter().filter(is_of_file).collect()
}

fn log_record(record: &diagnostic::Record) {
    let place = format!("{}:{}:{}", record.file, record.line, record.column);
    match record.severity {
        Severity::Error => warn!("{place}: error {}", record.code),
        Severity::Warning => info!("{place}: warning {}", record.code),
    }
}
