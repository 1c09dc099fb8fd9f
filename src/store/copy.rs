//! A copy of all texts with their pictures and their history, as one file to keep elsewhere.
//!
//! Only what the bot itself reads of these: no draft, nothing of members, and nothing that stands
//! beside the texts. Unpacked, it is the two folders that a bot starts from. Knows nothing of where the
//! copy goes. Blocks on the disk.
#![expect(
    clippy::disallowed_methods,
    reason = "reads the texts and their history"
)]

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::{SimpleFileOptions, ZipFileBuilder};
use zip::{CompressionMethod, ZipWriter};

use crate::respond::moderation::news::Copied;
use crate::store::history::FOLDER;
use crate::store::read::{is_response_file, picture_paths};
use crate::store::write::paths;

/// A zip.
#[derive(Debug)]
pub struct Copy {
    /// What is in the file.
    pub bytes: Vec<u8>,
    /// What had room in it.
    pub copied: Copied,
}

/// The texts of a folder, their pictures, and their history in the state folder as a zip of at most so
/// many bytes; without the history where that takes more, then without the pictures, and nothing where
/// even the texts do.
///
/// # Errors
///
/// When a text cannot be read.
pub fn copy(directory: &Path, state: &Path, most: usize) -> io::Result<Option<Copy>> {
    let mut texts: Vec<PathBuf> = fs::read_dir(directory)?
        .map(|item| item.map(|item| item.path()))
        .collect::<io::Result<_>>()?;
    texts.retain(|path| is_response_file(path) && path.is_file());
    texts.sort();
    let mut pictures: Vec<PathBuf> = picture_paths(directory).collect();
    pictures.sort();
    let mut history = Vec::new();
    collect(&state.join(FOLDER), &mut history);
    history.sort();
    for copied in [Copied::All, Copied::WithoutHistory, Copied::TextsAlone] {
        let versions = (copied == Copied::All).then_some((state, "state", &history[..]));
        let pictures =
            (copied != Copied::TextsAlone).then_some((directory, "responses", &pictures[..]));
        let texts = [(directory, "responses", &texts[..])].into_iter();
        match zip(texts.chain(pictures).chain(versions), most) {
            Ok(bytes) => return Ok(Some(Copy { bytes, copied })),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Every version below a folder.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in paths(folder) {
        if path.is_dir() && !path.is_symlink() {
            collect(&path, found);
        } else if is_response_file(&path) && path.is_file() {
            found.push(path);
        }
    }
}

/// The files of these folders, each under the folder's name in the zip. Each is compressed by itself, as
/// its size is known only then, so that of a zip that becomes too large nothing more is made.
fn zip<'a>(
    folders: impl Iterator<Item = (&'a Path, &'static str, &'a [PathBuf])>,
    most: usize,
) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut room = most as u64;
    for (folder, name, files) in folders {
        for path in files {
            let content = match fs::read(path) {
                // The oldest versions go while others come.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                content => content?,
            };
            let within = path.strip_prefix(folder).unwrap_or(path);
            let mut file = ZipFileBuilder::new_from_path(Path::new(name).join(within), options)?;
            file.write_all(&content)?;
            let file = file.finish()?;
            let left = room.checked_sub(file.compressed_size());
            room = left.ok_or(io::ErrorKind::FileTooLarge)?;
            zip.add_prepared_file(file)?;
        }
    }
    let bytes = zip.finish()?.into_inner();
    if bytes.len() > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}
