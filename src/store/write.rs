//! Writes files whole or not at all.
//!
//! At every moment, also after `kill -9` or a power cut, a file is the old one or the new one. What a
//! process that was killed left unfinished is taken away by whoever writes in that folder next, and at
//! a start; what a living process is writing stays, as it is locked. Knows nothing of what files are
//! for. Blocks on the disk.
#![expect(clippy::disallowed_methods, reason = "writes to the disk")]

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::NamedTempFile;
use tracing::warn;

/// Before and behind the name of a file that is being written; hidden, and no response file.
const UNFINISHED: (&str, &str) = (".aandeslag-", ".tmp");

/// Puts these bytes in the place of a file, or in a new one that only its owner may read. A link
/// stays a link, and owner and permissions stay.
///
/// # Errors
///
/// When the disk refuses, or the file that is there may not be written; then it is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (path, before) = match fs::canonicalize(path) {
        Ok(path) => (path.clone(), Some(fs::metadata(&path)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_owned(), None),
        Err(error) => return Err(error),
    };
    // Replacing a file asks nothing of the file itself; one that may not be written stays.
    if before.as_ref().is_some_and(|b| b.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let file = written(parent(&path), bytes)?;
    if let Some(before) = before {
        own_like(file.as_file(), &before)?;
    }
    file.as_file().sync_all()?;
    file.persist(&path)?;
    flush(parent(&path));
    Ok(())
}

/// Makes a file that everybody may read.
///
/// # Errors
///
/// When the disk refuses, or there is such a file already; then it is as it was.
pub fn create_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = written(parent(path), bytes)?;
    // Elsewhere that is so for the users of the folder.
    #[cfg(unix)]
    file.as_file()
        .set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    flush(parent(path));
    Ok(())
}

/// Removes a file, for good.
///
/// # Errors
///
/// When the disk refuses, or there is no such file.
pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    flush(parent(path));
    Ok(())
}

/// Makes a folder, and those around it, unless they are there.
///
/// # Errors
///
/// When the disk refuses.
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let around = parent(path);
    make_folder(around)?;
    match fs::create_dir(path) {
        // Another process was first.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => flush(around),
    }
    Ok(())
}

/// Removes the oldest files of a folder until it has at most this many of at most so many bytes, and
/// all from before `oldest`; `new` stays, also when the clock was set back and it looks the oldest.
///
/// # Errors
///
/// When the disk refuses.
pub fn prune(
    folder: &Path,
    new: &Path,
    most: usize,
    most_bytes: u64,
    oldest: Option<SystemTime>,
) -> io::Result<()> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder)? {
        let item = item?;
        // Another process may have removed it meanwhile.
        if let Ok(metadata) = item.metadata() {
            files.push((metadata.modified()?, metadata.len(), item.path()));
        }
    }
    remove_oldest(files, &[new.to_owned()], most, most_bytes, oldest.as_ref())
}

/// Removes the oldest of these files, each with its age and its size, until there are at most this many
/// of at most so many bytes, and all from before `oldest`; those that are `new` stay.
///
/// # Errors
///
/// When the disk refuses.
pub(crate) fn remove_oldest<T: Ord>(
    mut files: Vec<(T, u64, PathBuf)>,
    new: &[PathBuf],
    most: usize,
    most_bytes: u64,
    oldest: Option<&T>,
) -> io::Result<()> {
    let mut n = files.len();
    let mut bytes: u64 = files.iter().map(|(_, size, _)| size).sum();
    files.sort();
    for (at, size, path) in files.iter().filter(|(_, _, path)| !new.contains(path)) {
        if n <= most && bytes <= most_bytes && oldest.is_none_or(|oldest| at >= oldest) {
            break;
        }
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        n -= 1;
        bytes -= size;
    }
    Ok(())
}

/// All that is in a folder, as far as it can be listed.
pub(crate) fn paths(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let items = fs::read_dir(folder).into_iter().flatten();
    items.filter_map(|item| Some(item.ok()?.path()))
}

/// Tries whether files in a folder can be locked, which everything that several processes share is built
/// on. Where nothing can be written there is nothing to lock.
///
/// # Errors
///
/// What the storage says, when it cannot lock.
pub fn try_to_lock(folder: &Path) -> io::Result<()> {
    let Ok(file) = new_unfinished(folder) else {
        return Ok(());
    };
    match file.as_file().try_lock() {
        Err(TryLockError::Error(error)) => Err(error),
        // A new file that somebody else has locked can be locked.
        Err(TryLockError::WouldBlock) | Ok(()) => Ok(()),
    }
}

/// Takes away what processes that were killed left unfinished in this folder.
pub fn clean(folder: &Path) {
    let is_unfinished = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1)
    };
    for path in paths(folder).filter(is_unfinished) {
        let Ok(file) = File::open(&path) else {
            continue;
        };
        // Whoever is writing it has it locked; for want of locks it stays.
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Takes away what processes that were killed left unfinished in this folder and in all below it.
pub fn clean_all(folder: &Path) {
    clean(folder);
    for path in paths(folder) {
        if path.is_dir() && !path.is_symlink() {
            clean_all(&path);
        }
    }
}

/// An unfinished file with these bytes.
fn written(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    clean(folder);
    let mut file = unfinished(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// A new file, locked for as long as it is open.
fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = new_unfinished(folder)?;
        // Somebody who cleans may have been faster than the lock. Where nothing can be locked, nobody
        // cleans.
        if file.as_file().lock().is_err() || file.path().exists() {
            return Ok(file);
        }
    }
}

fn new_unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    let (before, behind) = UNFINISHED;
    let mut named = tempfile::Builder::new();
    named.prefix(before).suffix(behind).tempfile_in(folder)
}

fn own_like(file: &File, before: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
            // Only root may give a file away; for others it stays theirs.
            let _ = fchown(file, Some(before.uid()), Some(before.gid()));
        }
    }
    file.set_permissions(before.permissions())
}

/// Without this a new name could be lost with the power. Should it fail, the file is written all the
/// same.
fn flush(folder: &Path) {
    // Elsewhere a folder is no file that can be flushed.
    if cfg!(unix)
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        warn!(%error, "cannot flush a folder");
    }
}

/// The folder that a path is in.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}
