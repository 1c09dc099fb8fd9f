//! Reads the folder of response files into memory.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Content, Source, Sources};
use crate::words::fault;

/// The most bytes read of one file: 1 MiB, far above what fits in Discord's messages.
pub const MAX_FILE_BYTES: usize = 1 << 20;

/// Reads every `*.toml` in the folder, sorted by name. Hidden files, which editors use for unsaved
/// work, and folders are passed over.
///
/// # Errors
///
/// When the folder itself cannot be listed; a file that cannot be read is part of the answer.
pub fn read(directory: &Path) -> io::Result<Sources> {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)?
        .map(|item| item.map(|item| item.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| is_response_file(path));
    paths.sort();
    let files = paths.iter().map(|path| read_file(path)).collect();
    Ok(Sources {
        directory: directory.display().to_string(),
        files,
    })
}

/// Whether a path is one that [`read`] takes.
pub fn is_response_file(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let toml = path
        .extension()
        .is_some_and(|extension| extension == "toml");
    toml && !hidden && !path.is_dir()
}

fn read_file(path: &Path) -> Source {
    // A name can hold a line break, which would begin a line of its own in the log.
    let visible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let shown: String = path.display().to_string().chars().map(visible).collect();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let content = match read_bytes(path) {
        Ok(Some(bytes)) => return Source::new(shown, name, &bytes),
        Ok(None) => Content::TooLarge,
        Err(error) => Content::Unreadable(reason(&error)),
    };
    Source {
        content,
        ..Source::new(shown, name, &[])
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

/// The file's bytes, or nothing when there are too many. Only plain files are opened: opening a
/// named pipe would wait for ever.
fn read_bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other(fault::NOT_A_FILE));
    }
    let limit = MAX_FILE_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= MAX_FILE_BYTES).then_some(bytes))
}
