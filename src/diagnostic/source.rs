//! The response files as they were read, in memory. Knows nothing of what they mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use jiff::civil::Date;

use crate::diagnostic::fault::ImageFault;
use crate::library::Picture;
use crate::library::picture::{MAX_PICTURE_BYTES, MAX_PICTURES_BYTES, is_cut_off};
use crate::text::fold::composed;

/// The most bytes of one file: 1 MiB, far above what fits in Discord's messages.
pub const MAX_FILE_BYTES: usize = 1 << 20;

/// The most bytes of all files together. Twice that with what is made of it, as while loading anew,
/// fits in the memory that `deploy/` allows.
pub const MAX_FOLDER_BYTES: usize = 5 << 20;

/// What the name of a response file ends in.
pub const ENDING: &str = ".toml";

/// The folder with pictures, in that of the response files.
pub const PICTURES: &str = "beeld";

/// The response files as they were read, in memory.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The folder, as it is shown to people.
    pub directory: String,
    /// The files, sorted by name.
    pub files: Vec<Source>,
    /// The files beside them that were meant to be read, and have another kind of name.
    pub unread: Vec<Unread>,
    /// The pictures beside them.
    pub pictures: Pictures,
    /// The day on which they were read; nothing where no day is in the future.
    pub today: Option<Date>,
    /// Whether is looked at how easy their texts are to read.
    pub plain_language: bool,
}

/// The pictures beside the response files.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    /// What stands in each, by its path as a response file names it.
    pub files: BTreeMap<String, Result<Picture, ImageFault>>,
    /// Whether an entry whose picture cannot be used answers without it, as what answered before does.
    pub may_lack: bool,
}

/// A picture that somebody sent, and that is to stand beside the response files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentPicture {
    /// Its path as a response file will name it.
    pub path: String,
    /// What is in it, as long as it is kept.
    pub bytes: Option<Bytes>,
}

impl Pictures {
    /// The name of a file right in the folder with pictures, from its path as a response file names it.
    pub fn name(path: &str) -> Option<&str> {
        let name = path.strip_prefix(PICTURES)?.strip_prefix('/')?;
        let is_plain = !name.starts_with('.') && !name.contains(['/', '\\']);
        is_plain.then_some(name)
    }

    /// How many bytes there may be more.
    pub fn room(&self) -> usize {
        let taken = self.files.values().flatten().map(|other| other.bytes.len());
        MAX_PICTURES_BYTES.saturating_sub(taken.sum())
    }

    /// Adds a picture that was sent, as far as it can be used. It may be there already; another under its
    /// path is not what its text is to show.
    pub fn add(&mut self, sent: &SentPicture) {
        let name = Self::name(&sent.path).unwrap_or_default();
        let picture = match (&sent.bytes, self.files.get(&sent.path)) {
            (Some(bytes), Some(Ok(there))) if there.bytes == *bytes => return,
            (Some(bytes), None) => Self::picture(name, bytes.clone(), self.room()),
            _ => Err(ImageFault::NotSent),
        };
        self.files.insert(sent.path.clone(), picture);
    }

    /// The picture in a file of this name, as far as it can be used and there is this much room.
    ///
    /// # Errors
    ///
    /// Why it cannot be used.
    pub fn picture(name: &str, bytes: Bytes, room: usize) -> Result<Picture, ImageFault> {
        match bytes.len() {
            0 => Err(ImageFault::Empty),
            n if n > MAX_PICTURE_BYTES => Err(ImageFault::TooLarge),
            n if n > room => Err(ImageFault::NoRoom),
            _ if is_cut_off(&bytes) => Err(ImageFault::CutOff),
            _ => Picture::new(name, bytes).ok_or(ImageFault::Kind),
        }
    }
}

/// A file that is not read because of its name.
#[derive(Debug, Clone)]
pub struct Unread {
    /// The path as it is shown to people.
    pub path: String,
    /// The name under which it would be read, without `.toml`.
    pub meant: String,
    /// Whether there is a file of that name.
    pub is_taken: bool,
}

/// One response file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it is shown to people.
    pub path: String,
    /// The file's name without folder and without `.toml`, in composed form.
    pub name: String,
    /// What stands in it.
    pub content: Content,
    /// Whether its command answered before it was read: where not all can, it goes before a new one.
    pub answered: bool,
}

/// What reading a file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The text in composed form, without byte-order mark.
    Text(Arc<str>),
    /// Bytes that are no UTF-8: the text as it was probably meant, and where the first such byte
    /// stands.
    NotUtf8 {
        /// The text, with what is readable in Latin-1 read as such.
        text: Arc<str>,
        /// The first unreadable place in `text`.
        at: usize,
    },
    /// More bytes than are read.
    TooLarge,
    /// More bytes than were left for all files together.
    NoRoom,
    /// The operating system refused.
    Unreadable(String),
}

impl Sources {
    /// Replaces the file of this name, or adds it where its name belongs; gives its place.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> usize {
        let found = self.files.iter().position(|file| file.name == name);
        let old = found.map(|place| self.files.remove(place));
        let taken: usize = self.files.iter().map(|file| file.text().len()).sum();
        let (path, answered) = match old {
            Some(old) => (old.path, old.answered),
            None => (format!("{}/{name}{ENDING}", self.directory), false),
        };
        let in_order = || self.files.partition_point(|file| file.path < path);
        let place = found.unwrap_or_else(in_order);
        let file = Source {
            answered,
            ..Source::within(MAX_FOLDER_BYTES.saturating_sub(taken), path, name, bytes)
        };
        self.files.insert(place, file);
        place
    }

    /// Marks the files whose command answered before.
    pub fn mark_answered(&mut self, answered: impl Fn(&str) -> bool) {
        for file in &mut self.files {
            file.answered = answered(&file.name);
        }
    }

    /// The path and the text of the file with this number: those that are not read count on, and behind them is
    /// the folder.
    pub(crate) fn numbered(&self, number: usize) -> (&str, &str) {
        if let Some(file) = self.files.get(number) {
            return (&file.path, file.text());
        }
        let unread = number.checked_sub(self.files.len());
        let unread = unread.and_then(|number| self.unread.get(number));
        (unread.map_or(&self.directory, |file| &file.path), "")
    }

    /// The file of this name.
    pub fn named(&self, name: &str) -> Option<&Source> {
        self.files.iter().find(|file| file.name == name)
    }
}

impl Source {
    /// A file in memory, as far as it is not too large by itself, and there is this much room.
    pub fn within(
        room: usize,
        path: impl Into<String>,
        name: impl Into<String>,
        bytes: &[u8],
    ) -> Self {
        let content = match bytes.len() {
            n if n > MAX_FILE_BYTES => Content::TooLarge,
            n if n > room => Content::NoRoom,
            _ => return Self::new(path, name, bytes),
        };
        Self {
            content,
            ..Self::new(path, name, &[])
        }
    }

    /// A file in memory; a byte-order mark is left out.
    pub fn new(path: impl Into<String>, name: impl Into<String>, bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let content = match std::str::from_utf8(bytes) {
            _ if is_utf16(bytes) => Content::NotUtf8 {
                text: "".into(),
                at: 0,
            },
            Ok(text) => Content::Text(composed(text).into()),
            Err(error) => Content::NotUtf8 {
                text: readable(bytes).into(),
                at: error.valid_up_to(),
            },
        };
        Self {
            path: path.into(),
            name: composed(&name.into()).into_owned(),
            content,
            answered: false,
        }
    }

    /// The text as far as there is one, to point into.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text(text) | Content::NotUtf8 { text, .. } => text,
            Content::TooLarge | Content::NoRoom | Content::Unreadable(_) => "",
        }
    }
}

/// Whether this is UTF-16, which has no place to point at: it begins so, or of each two bytes one is 0.
fn is_utf16(bytes: &[u8]) -> bool {
    let pairs = bytes.len() / 2;
    let zeros = |from| {
        let half = bytes.iter().skip(from).step_by(2);
        half.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let (more, less) = (even.max(odd), even.min(odd));
    bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || (pairs > 1 && more * 2 > pairs && less * 10 < pairs)
}

/// The text of a file in which some bytes are no UTF-8. Old programs save the letters of Western
/// Europe in one byte, as Latin-1 has them; showing those helps to find the place.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| match byte {
            0xa0.. => char::from(*byte),
            _ => char::REPLACEMENT_CHARACTER,
        }));
    }
    text
}
