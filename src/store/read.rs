//! Reads the folder of response files into memory.
#![expect(clippy::disallowed_methods, reason = "reads the response files")]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::fault;
use crate::diagnostic::{Content, MAX_FILE_BYTES, MAX_FOLDER_BYTES, Source, Sources};
use crate::words::in_one_line;

/// Reads every `*.toml` in the folder, sorted by name. Hidden files, which editors use for unsaved
/// work, and folders are passed over. Where all together are too large, those that were changed last
/// are left out.
///
/// # Errors
///
/// When the folder itself cannot be listed; a file that cannot be read is part of the answer.
pub fn read(directory: &Path) -> io::Result<Sources> {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)?
        .map(|item| item.map(|item| item.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| is_response_file(path));
    paths.sort_by_cached_key(|path| {
        let changed = fs::metadata(path).and_then(|file| file.modified());
        (changed.ok(), path.clone())
    });
    let mut room = MAX_FOLDER_BYTES;
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let file = read_file(&path, room);
        room -= file.text().len().min(room);
        files.push((path, file));
    }
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(Sources {
        directory: directory.display().to_string(),
        files: files.into_iter().map(|(_, file)| file).collect(),
        plain_language: true,
    })
}

/// Whether a path is one that [`read`] takes.
pub fn is_response_file(path: &Path) -> bool {
    has_response_name(path) && !path.is_dir()
}

/// Whether a path has the name of a response file.
pub(crate) fn has_response_name(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let toml = path
        .extension()
        .is_some_and(|extension| extension == "toml");
    toml && !hidden
}

fn read_file(path: &Path, room: usize) -> Source {
    // A name can hold a line break, which would begin a line of its own in the log.
    let shown = in_one_line(&path.display().to_string());
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    match read_bytes(path) {
        Ok(bytes) => Source::within(room, shown, name, &bytes),
        Err(error) => Source {
            content: Content::Unreadable(reason(&error)),
            ..Source::new(shown, name, &[])
        },
    }
}

/// Why a file cannot be read, for people who do not know the system's words.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => fault::FILE_GONE.into(),
        io::ErrorKind::PermissionDenied => fault::FILE_FORBIDDEN.into(),
        _ => error.to_string(),
    }
}

/// The file's bytes, at most one more than it may have. Only plain files are opened.
fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let odd = || Err(io::Error::other(fault::NOT_A_FILE));
    if !fs::metadata(path)?.is_file() {
        return odd();
    }
    let file = open(path)?;
    if !file.metadata()?.is_file() {
        return odd();
    }
    let limit = MAX_FILE_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file. Should something else have taken its place, this does not wait for it, as for a named
/// pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}
