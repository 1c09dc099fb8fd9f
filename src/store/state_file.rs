//! Small files in the state folder, each shared by all processes on that folder.
//!
//! A change is made under a lock and written whole or not at all, so that two processes lose nothing
//! of each other, and a process that is killed leaves the file as it was. Blocks on the disk.
#![expect(
    clippy::disallowed_methods,
    reason = "reads and locks files of the state folder"
)]

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::warn;

use crate::store::write::{make_folder, write_whole};

/// How long to wait for another process. A change takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// Behind the file's name, for the file that is locked while it changes.
const LOCK: &str = "lock";
/// Behind the file's name, for the copy that is kept of a file that cannot be read as JSON.
const UNREADABLE: &str = "unreadable";

/// One value in a file, as JSON that people can read, and in memory for whoever may not wait for a disk.
#[derive(Debug)]
pub struct StateFile<T> {
    path: PathBuf,
    known: Mutex<T>,
    /// Held from the look at the file until what it said is known, so that nothing older takes its place.
    looking: Mutex<()>,
}

impl<T: Clone + Default + PartialEq + Serialize + DeserializeOwned> StateFile<T> {
    /// The file with this name in the state folder. One that is not there, or cannot be read, says the
    /// default.
    pub fn open(state: &Path, name: &str) -> Self {
        let file = Self {
            path: state.join(name),
            known: Mutex::default(),
            looking: Mutex::default(),
        };
        if let Err(error) = file.read() {
            warn!(%error, "cannot read {}", file.path.display());
        }
        file
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it said when it was last read or changed here.
    pub fn known(&self) -> MutexGuard<'_, T> {
        // It is replaced as a whole.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns what other processes wrote.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or says something else; what is known stays.
    pub fn read(&self) -> io::Result<()> {
        let _looking = self.look();
        *self.known() = self.said()?;
        Ok(())
    }

    fn look(&self) -> MutexGuard<'_, ()> {
        // It guards nothing that a panic could leave half done.
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it says; the default when there is no file.
    fn said(&self) -> io::Result<T> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unreadable(&error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
            Err(error) => Err(error),
        }
    }

    /// Changes what it says, and gives what `change` makes of it.
    ///
    /// # Errors
    ///
    /// When it cannot be read, locked or written; it then says what it said.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> io::Result<R> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        make_folder(folder)?;
        let _lock = lock(&self.path.with_extension(LOCK), PATIENCE)?;
        let _looking = self.look();
        let before = self.said().or_else(|error| self.set_aside(error))?;
        let mut value = before.clone();
        let result = change(&mut value);
        if value != before {
            write_whole(&self.path, &serde_json::to_vec_pretty(&value)?)?;
        }
        *self.known() = value;
        Ok(result)
    }

    /// Keeps a file that says nothing readable under another name, so that it is in nobody's way and
    /// nothing is lost.
    fn set_aside(&self, error: io::Error) -> io::Result<T> {
        if error.kind() != io::ErrorKind::InvalidData {
            return Err(error);
        }
        let aside = self.path.with_extension(UNREADABLE);
        fs::rename(&self.path, &aside)?;
        warn!(%error, kept_as = %aside.display(), "a state file is unreadable, and begins anew");
        Ok(T::default())
    }
}

/// Where a file cannot be read; the error's own text can quote what stands there.
fn unreadable(error: &serde_json::Error) -> io::Error {
    let place = format!("at line {}, column {}", error.line(), error.column());
    io::Error::new(io::ErrorKind::InvalidData, place)
}

/// Locks a file against all other processes and threads, for as long as the result lives.
///
/// # Errors
///
/// [`io::ErrorKind::WouldBlock`] when others kept it locked for as long as `patience`.
pub fn lock(path: &Path, patience: Duration) -> io::Result<File> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)?;
    let until = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}
