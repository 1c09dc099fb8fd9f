//! Puts a picture that a moderator sent beside the response files.

use crate::content::order::Refusal;
use crate::diagnostic::fault::ValueFault;
use crate::diagnostic::{MAX_PICTURES_BYTES, PICTURES, Pictures};
use crate::library::Picture;
use crate::store::publish::Store;
use crate::store::write::{create_whole, make_folder};
use crate::text::fold::fold;
use crate::text::limits::MAX_ID;

/// The name of a picture whose own has no letters.
const UNNAMED: &str = "afbeelding";

impl Store {
    /// Puts a picture beside the files, under a name that is free, and gives its path as a response
    /// file names it. One with this content that is there already is used again.
    ///
    /// # Errors
    ///
    /// Why it cannot be used or written; then nothing changed.
    pub fn keep_picture(&self, name: &str, bytes: Vec<u8>) -> Result<String, Refusal> {
        self.exclusively(|_| {
            let there = self.sources()?.pictures.files;
            let taken = there.values().flatten().map(|other| other.bytes.len());
            let room = MAX_PICTURES_BYTES.saturating_sub(taken.sum());
            let is_same = |other: &Picture| *other.bytes == *bytes;
            let mut all = there.iter();
            let same = all.find(|(_, other)| other.as_ref().is_ok_and(is_same));
            if let Some((path, _)) = same {
                return Ok(path.clone());
            }
            let picture =
                Pictures::picture(&plain(name), bytes.into(), room).map_err(|reason| {
                    let found = name.to_owned();
                    let suggestion = None;
                    let fault = ValueFault::BadImage {
                        found,
                        reason,
                        suggestion,
                    };
                    Refusal::Faulty(vec![fault.into()])
                })?;
            let (stem, ending) = picture.name.rsplit_once('.').unwrap_or((&picture.name, ""));
            let numbered = (2..).map(|n| format!("{PICTURES}/{stem}-{n}.{ending}"));
            let mut paths = std::iter::once(format!("{PICTURES}/{}", picture.name)).chain(numbered);
            let directory = self.live.directory();
            let free = paths.find(|path| !directory.join(path).exists());
            let path = free.ok_or(Refusal::Full)?;
            make_folder(&directory.join(PICTURES))?;
            create_whole(&directory.join(&path), &picture.bytes)?;
            Ok(path)
        })
    }
}

/// The name of a file in small letters without accents, digits and hyphens.
fn plain(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let words = fold(stem);
    let words = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let stem: String = words
        .collect::<Vec<_>>()
        .join("-")
        .chars()
        .take(MAX_ID)
        .collect();
    let stem = if stem.is_empty() { UNNAMED } else { &stem };
    format!("{stem}.{}", ending.to_ascii_lowercase())
}
