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
use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
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

/// The files of these folders, each under the folder's name in the zip.
fn zip<'a>(
    folders: impl Iterator<Item = (&'a Path, &'static str, &'a [PathBuf])>,
    most: usize,
) -> io::Result<Vec<u8>> {
    let bytes = Cursor::new(Vec::new());
    let mut zip = ZipWriter::new(Bounded { bytes, most });
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (folder, name, files) in folders {
        for path in files {
            let content = match fs::read(path) {
                // The oldest versions go while others come.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                content => content?,
            };
            let within = path.strip_prefix(folder).unwrap_or(path);
            zip.start_file_from_path(Path::new(name).join(within), options)?;
            zip.write_all(&content)?;
        }
    }
    Ok(zip.finish()?.bytes.into_inner())
}

/// Bytes in memory, up to a size: how large a zip becomes is known only when it is made.
struct Bounded {
    bytes: Cursor<Vec<u8>>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.get_ref().len() + bytes.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
