//! The one mutable cell: what answers now, who waits for something new, and the task that looks
//! for changes to the files.
//!
//! A file that cannot be used changes nothing: its last good version goes on answering, from memory
//! or, after a restart, from the state folder. A folder that lost most of its texts changes nothing
//! either. What a change means for others (registration, the moderators' channel, the page) is theirs to
//! see by comparing two snapshots; what was changed outside Discord is here until somebody takes it.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::content::changes::Save;
use crate::content::edit::Fingerprint;
use crate::content::snapshot::Snapshot;
use crate::diagnostic::Sources;
use crate::store::history::Limits;
use crate::store::last_good::Claim;
use crate::store::load::Loader;
use crate::store::load_log::log;
use crate::store::read;
use crate::store::watch::{Debounce, Listing, listing, stamp};

/// The most saves that wait to be told; the rest is in the history only.
const MAX_UNTOLD: usize = 100;

/// The content that answers now, as a [`Snapshot`] that a reload replaces.
#[derive(Debug)]
pub struct Live {
    /// The folder with the response files.
    pub(crate) directory: PathBuf,
    plain_language: bool,
    current: watch::Sender<Arc<Snapshot>>,
    /// What was changed outside Discord and is not told yet.
    untold: Mutex<Vec<Save>>,
    /// Whether nobody will take what is not told.
    is_silent: AtomicBool,
    /// Held while loading, so that loads follow each other.
    held: Mutex<Held>,
}

/// What one load has at a time.
#[derive(Debug)]
struct Held {
    loader: Loader,
    /// The folder as it was when it was last read; nothing when it is to be read again.
    seen: Listing,
}

impl Live {
    /// Loads the folder; `state` is the folder in which last good versions and the history are kept, if
    /// any.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn load(directory: &Path, state: Option<&Path>) -> io::Result<Self> {
        let state = state.map(|state| (state, Limits::default()));
        Self::load_judging(directory, state, true)
    }

    /// Loads the folder, with as much of a history in the state folder as this; with `plain_language` it
    /// is also looked at how easy the texts are to read.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn load_judging(
        directory: &Path,
        state: Option<(&Path, Limits)>,
        plain_language: bool,
    ) -> io::Result<Self> {
        let mut loader = Loader::new(state);
        let claim = claim(&loader);
        let seen = look(directory, &loader).filter(|_| claim.is_some());
        let sources = Sources {
            plain_language,
            ..read(directory)?
        };
        let (snapshot, save) = loader.load(sources, claim.as_ref());
        Ok(Self {
            directory: directory.to_owned(),
            plain_language,
            current: watch::Sender::new(Arc::new(snapshot)),
            untold: Mutex::new(save.into_iter().collect()),
            is_silent: AtomicBool::new(false),
            held: Mutex::new(Held { loader, seen }),
        })
    }

    /// Says that the folder is right, although most of the texts of the state folder are not in it.
    /// Changes nothing else; whoever runs on that state folder sees it. Gives how many are gone, if most
    /// are.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed, or the state folder cannot be written.
    pub fn accept_loss(directory: &Path, state: &Path) -> io::Result<Option<usize>> {
        if !state.is_dir() {
            return Ok(None);
        }
        let mut loader = Loader::new(Some((state, Limits::default())));
        let Some(lost) = loader.load(read(directory)?, None).0.lost else {
            return Ok(None);
        };
        loader.accept(lost.state)?;
        Ok(Some(lost.gone.len()))
    }

    /// What answers now.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.borrow().clone()
    }

    /// Wakes whoever holds it when there is something new.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.current.subscribe()
    }

    /// What was changed outside Discord since this was asked last, as far as no other process on the
    /// state folder noticed it first.
    pub fn take_untold(&self) -> Vec<Save> {
        std::mem::take(&mut *self.untold.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was changed outside Discord and noticed by another process that did not tell it yet, as it ended
    /// or is at it; `untold` is what this one noticed. Who is to send it asks then whether it is still to be
    /// told. Blocks on the disk.
    pub fn left_untold(&self, untold: &[Save]) -> Vec<Save> {
        let mut left = self.hold().held.loader.owed();
        left.retain(|left| untold.iter().all(|save| save.version != left.version));
        left
    }

    /// Keeps nothing for whoever would tell it, as nobody does: the texts of each save would stay in
    /// memory. Blocks on the disk.
    pub fn tell_nobody(&self) {
        self.is_silent.store(true, Ordering::Relaxed);
        let loader = &self.hold().held.loader;
        self.take_untold()
            .iter()
            .for_each(|save| loader.settle(save));
    }

    /// Reads the folder again. Blocks on the disk.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed; what answered goes on.
    pub fn reload(&self) -> io::Result<()> {
        let mut held = self.hold();
        let claim = claim(&held.held.loader);
        held.reload(claim.as_ref())
    }

    /// Takes over at once what another process on the state folder published; what is saved by hand is read
    /// when it has come to rest. Blocks on the disk.
    pub fn catch_up(&self) {
        if let Err(error) = self.hold().catch_up() {
            warn!(%error, "cannot read what another process published");
        }
    }

    /// Says that this state of the folder is right, although most texts went, and reads it again. Tells
    /// whether that is the state that it has. Blocks on the disk.
    ///
    /// # Errors
    ///
    /// When that cannot be written down, or the folder cannot be listed.
    pub fn accept(&self, state: Fingerprint) -> io::Result<bool> {
        let mut held = self.hold();
        let lost = self.current().lost.as_ref().map(|lost| lost.state);
        if lost != Some(state) {
            return Ok(false);
        }
        held.loader().accept(state)?;
        let claim = claim(&held.held.loader);
        held.reload(claim.as_ref())?;
        Ok(self.current().lost.is_none())
    }

    /// Keeps everybody else from reading the folder, so that whoever changes it reads it first.
    pub(crate) fn hold(&self) -> LoadGuard<'_> {
        // A panic while loading leaves what was remembered before it.
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        LoadGuard { live: self, held }
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
                let held = self.hold().held;
                let now = look(&self.directory, &held.loader);
                let is_settled = debounce.is_settled(now, &held.seen);
                drop(held);
                if is_settled {
                    self.reload_or_go_on();
                }
            }));
            if looked.is_err() {
                warn!("reloading failed; what answered goes on");
            }
        }
    }

    /// Reloads, and tells whether that went well; a failure is logged. Blocks on the disk.
    pub fn reload_or_go_on(&self) -> bool {
        let result = self.reload();
        if let Err(error) = &result {
            warn!(%error, "cannot reload; what answered goes on");
        }
        result.is_ok()
    }
}

fn have_same_texts(one: &Sources, other: &Sources) -> bool {
    let [one, other] = [one, other].map(|sources| {
        let files = sources.files.iter();
        files.map(|file| (&file.name, &file.content))
    });
    one.eq(other)
}

/// The right to replace what answered last; nothing, with a word in the log, when another process has it
/// for long.
fn claim(loader: &Loader) -> Option<Claim> {
    let claim = loader.last_good.claim();
    if claim.is_err() {
        warn!("another process reads the files for long; changes are noticed later");
    }
    claim.ok()
}

/// The folder as it is now, with the file by which another process hears that it is right.
fn look(directory: &Path, loader: &Loader) -> Listing {
    let mut files = listing(directory)?;
    files.extend(loader.accepted_path().map(|path| {
        let stamp = stamp(&path);
        (path, stamp)
    }));
    Some(files)
}

/// The right to read the folder, which one has at a time.
pub(crate) struct LoadGuard<'a> {
    live: &'a Live,
    held: MutexGuard<'a, Held>,
}

impl LoadGuard<'_> {
    /// Waits for the right to change files of which nobody is to think that they were changed outside
    /// Discord, and takes over first what was.
    ///
    /// # Errors
    ///
    /// When another process has it for long, or the folder cannot be listed.
    pub(crate) fn claim(&mut self) -> io::Result<Claim> {
        let claim = self.held.loader.last_good.claim()?;
        if self.has_changed() && !self.held.loader.is_known(&read(&self.live.directory)?) {
            self.reload(Some(&claim))?;
        }
        Ok(claim)
    }

    /// Whether the folder is another than when it was last read.
    pub(crate) fn has_changed(&self) -> bool {
        look(&self.live.directory, &self.held.loader) != self.held.seen
    }

    /// Reads the folder again where texts in it are others than those read last, and all of them what
    /// answers in another process.
    fn catch_up(&mut self) -> io::Result<()> {
        if !self.has_changed() {
            return Ok(());
        }
        let (now, last) = (read(&self.live.directory)?, self.live.current());
        if !have_same_texts(&now, &last.sources) && self.loader().is_known(&now) {
            let claim = self.loader().last_good.claim()?;
            self.reload(Some(&claim))?;
        }
        Ok(())
    }

    /// What loading remembers; of files that it is told to replace, nobody thinks that they were changed
    /// outside Discord.
    pub(crate) fn loader(&mut self) -> &mut Loader {
        &mut self.held.loader
    }

    /// Reads the folder again, see [`Live::reload`].
    pub(crate) fn reload(&mut self, claim: Option<&Claim>) -> io::Result<()> {
        let live = self.live;
        self.held.seen = None;
        let seen = look(&live.directory, &self.held.loader);
        let sources = Sources {
            plain_language: live.plain_language,
            ..read(&live.directory)?
        };
        let before = live.current();
        let (loaded, save) = self.held.loader.load(sources, claim);
        self.held.seen = seen.filter(|_| claim.is_some());
        let snapshot = Arc::new(Snapshot {
            generation: before.generation + 1,
            started: before.started,
            ..loaded
        });
        if before.library.has_index() {
            // Nobody who asks waits for it.
            snapshot.library.index();
        }
        let mut untold = live.untold.lock().unwrap_or_else(PoisonError::into_inner);
        untold.extend(save);
        let is_silent = live.is_silent.load(Ordering::Relaxed);
        let most = if is_silent { 0 } else { MAX_UNTOLD };
        let n_over = untold.len().saturating_sub(most);
        untold
            .drain(..n_over)
            .for_each(|save| self.held.loader.settle(&save));
        drop(untold);
        live.current.send_replace(Arc::clone(&snapshot));
        log(Some(&before), &snapshot);
        Ok(())
    }
}
