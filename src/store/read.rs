//! Reads the folder of response files into memory.
#![expect(
    clippy::disallowed_methods,
    reason = "reads the response files, on a day"
)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::fault;
use crate::diagnostic::fault::ImageFault;
use crate::diagnostic::{
    Content, ENDING, MAX_FILE_BYTES, MAX_FOLDER_BYTES, PICTURES, Pictures, Source, Sources, Unread,
};
use crate::library::Picture;
use crate::library::picture::{MAX_PICTURE_BYTES, MAX_PICTURES_BYTES};
use crate::store::write::paths;
use crate::text::fold::composed;
use crate::words::in_one_line;

/// What the name of a plain text ends in, with which Notepad saves one.
const TEXT_ENDING: &str = ".txt";

/// Reads every `*.toml` in the folder, sorted by name, and the pictures. Hidden files, which editors use
/// for unsaved work, are passed over. Where all together are too large, those that were changed last are
/// left out.
///
/// # Errors
///
/// When the folder itself cannot be listed; a file that cannot be read is part of the answer.
pub fn read(directory: &Path) -> io::Result<Sources> {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)?
        .map(|item| item.map(|item| item.path()))
        .collect::<io::Result<_>>()?;
    let mut unread: Vec<Unread> = paths.iter().filter_map(|path| unread(path)).collect();
    unread.sort_by(|one, other| one.path.cmp(&other.path));
    paths.retain(|path| is_response_file(path));
    paths.sort_by_cached_key(|path| changed(path));
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
        unread,
        pictures: pictures(directory),
        today: Some(TimeZone::UTC.to_datetime(Timestamp::now()).date()),
        plain_language: true,
    })
}

/// When a file was changed, to leave out what was changed last.
fn changed(path: &Path) -> (Option<SystemTime>, PathBuf) {
    let changed = fs::metadata(path).and_then(|file| file.modified());
    (changed.ok(), path.to_owned())
}

/// Reads the pictures in `beeld`, in the folder of the response files.
fn pictures(directory: &Path) -> Pictures {
    let mut paths: Vec<PathBuf> = picture_paths(directory).collect();
    paths.sort_by_cached_key(|path| changed(path));
    let mut room = MAX_PICTURES_BYTES;
    let mut files = BTreeMap::new();
    for path in paths {
        let Some(name) = path.file_name().and_then(OsStr::to_str) else {
            continue;
        };
        let name = composed(name);
        let picture = read_picture(directory, &path, &name, room);
        room -= picture.as_ref().map_or(0, |picture| picture.bytes.len());
        files.insert(format!("{PICTURES}/{name}"), picture);
    }
    Pictures {
        files,
        may_lack: false,
    }
}

/// The files that may be pictures.
pub(crate) fn picture_paths(directory: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    paths(&directory.join(PICTURES)).filter(|path| !is_hidden(path) && !path.is_dir())
}

/// Reads a picture. A link may lead from one place in the folder to another, and not out of it.
fn read_picture(
    directory: &Path,
    path: &Path,
    name: &str,
    room: usize,
) -> Result<Picture, ImageFault> {
    let unreadable = |error: io::Error| ImageFault::Unreadable(reason(&error));
    let home = directory.canonicalize().map_err(unreadable)?;
    if !path.canonicalize().map_err(unreadable)?.starts_with(home) {
        return Err(ImageFault::Elsewhere);
    }
    // Of what has no room no more is read than tells so, however many there are.
    let bytes = read_bytes(path, MAX_PICTURE_BYTES.min(room)).map_err(unreadable)?;
    Pictures::picture(name, bytes.into(), room)
}

/// Whether a path has the name of a response file, which makes it one that [`read`] takes, whatever it is.
pub fn is_response_file(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("toml")) && !is_hidden(path)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

/// The name under which the bot would read a file that has another kind of name, without `.toml`: one
/// with something behind that, as Notepad and backups have it, with capitals, or a plain text.
pub(crate) fn meant_name(path: &Path) -> Option<&str> {
    let name = path.file_name()?.to_str()?;
    if name.starts_with('.') || is_response_file(path) {
        return None;
    }
    let plain = name.to_ascii_lowercase();
    let toml = plain.find(ENDING).filter(|at| *at > 0);
    let stem = toml.or(plain.strip_suffix(TEXT_ENDING).map(str::len))?;
    name.get(..stem)
}

/// A file that was meant to be read. What editors leave beside a file that is read is none, and neither
/// is a plain text that says something else.
fn unread(path: &Path) -> Option<Unread> {
    let meant = meant_name(path).filter(|_| !path.is_dir())?;
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let is_taken = path.with_file_name(format!("{meant}{ENDING}")).exists();
    let ends = |ending: &str| name.ends_with(ending);
    let is_backup = is_taken && !ends(ENDING) && !ends(TEXT_ENDING);
    let says_texts = || {
        let text = read_bytes(path, MAX_FILE_BYTES).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        text.lines()
            .any(|line| line.trim_start().starts_with("title"))
    };
    let is_meant = !is_backup && (name.contains(ENDING) || says_texts());
    is_meant.then(|| Unread {
        path: in_one_line(&path.display().to_string()),
        meant: meant.to_owned(),
        is_taken,
    })
}

/// Where the file of this name is, or is to be: its name may be stored in another form on the disk.
pub(crate) fn path_of(directory: &Path, name: &str) -> PathBuf {
    let path = directory.join(format!("{name}{ENDING}"));
    if name.is_ascii() || path.exists() {
        return path;
    }
    let is_it = |found: &PathBuf| {
        let stem = found.file_stem().and_then(OsStr::to_str);
        is_response_file(found) && stem.is_some_and(|stem| composed(stem) == name)
    };
    paths(directory).find(is_it).unwrap_or(path)
}

fn read_file(path: &Path, room: usize) -> Source {
    // A name can hold a line break, which would begin a line of its own in the log.
    let shown = in_one_line(&path.display().to_string());
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    match read_bytes(path, MAX_FILE_BYTES) {
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
pub(crate) fn read_bytes(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let check = |is: fs::Metadata| {
        let odd = |why| Err(io::Error::other(why));
        match (is.is_dir(), is.is_file()) {
            (true, _) => odd(fault::FOLDER),
            (_, false) => odd(fault::NOT_A_FILE),
            _ => Ok(()),
        }
    };
    check(fs::metadata(path)?)?;
    let file = open(path)?;
    check(file.metadata()?)?;
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
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
