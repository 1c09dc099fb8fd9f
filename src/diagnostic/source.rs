//! The response files as they were read, in memory. Knows nothing of what they mean.

use std::sync::Arc;

/// The most bytes of one file: 1 MiB, far above what fits in Discord's messages.
pub const MAX_FILE_BYTES: usize = 1 << 20;

/// The most bytes of all files together. Twice that with what is made of it, as while loading anew,
/// fits in the memory that `deploy/` allows.
pub const MAX_FOLDER_BYTES: usize = 5 << 20;

/// The response files as they were read, in memory.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The folder, as it is shown to people.
    pub directory: String,
    /// The files, sorted by name.
    pub files: Vec<Source>,
    /// Whether is looked at how easy their texts are to read.
    pub plain_language: bool,
}

/// One response file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it is shown to people.
    pub path: String,
    /// The file's name without folder and without `.toml`.
    pub name: String,
    /// What stands in it.
    pub content: Content,
    /// Whether its command answered before it was read: where not all can, it goes before a new one.
    pub answered: bool,
}

/// What reading a file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The text, without byte-order mark.
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
        let place = self.place(name);
        let others = self.files.iter().enumerate();
        let taken = others.filter(|(index, _)| *index != place);
        let taken: usize = taken.map(|(_, file)| file.text().len()).sum();
        let file = &mut self.files[place];
        let path = std::mem::take(&mut file.path);
        *file = Source {
            answered: file.answered,
            ..Source::within(MAX_FOLDER_BYTES.saturating_sub(taken), path, name, bytes)
        };
        place
    }

    /// The place of the file of this name, which is there from now on.
    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.files.iter().position(|file| file.name == name) {
            return place;
        }
        let path = format!("{}/{name}.toml", self.directory);
        let place = self.files.partition_point(|file| file.path < path);
        self.files.insert(place, Source::new(path, name, &[]));
        place
    }

    /// Marks the files whose command answered before.
    pub fn mark_answered(&mut self, answered: impl Fn(&str) -> bool) {
        for file in &mut self.files {
            file.answered = answered(&file.name);
        }
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
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::NotUtf8 {
                text: readable(bytes).into(),
                at: error.valid_up_to(),
            },
        };
        Self {
            path: path.into(),
            name: name.into(),
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

/// The text of a file in which some bytes are no UTF-8. Old programs save the letters of Western
/// Europe in one byte, as Latin-1 has them; showing those helps to find the place. A file that
/// begins as UTF-16 does has no such place.
fn readable(bytes: &[u8]) -> String {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return String::new();
    }
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
