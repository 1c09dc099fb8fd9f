//! The pictures that moderators send: beside the drafts until a draft is published, so that no picture comes
//! into the folder of the response files that no text has. They go as old drafts do.
#![expect(clippy::disallowed_methods, reason = "keeps pictures on the disk")]

use std::fs;

use crate::content::order::Refusal;
use crate::diagnostic::fault::ValueFault;
use crate::diagnostic::{PICTURES, Pictures, SentPicture};
use crate::library::Picture;
use crate::library::picture::MAX_PICTURE_BYTES;
use crate::respond::Draft;
use crate::store::drafts::Drafts;
use crate::store::read::read_bytes;
use crate::text::fold::fold;
use crate::text::limits::MAX_ID;

/// The name of a picture whose own has no letters.
const UNNAMED: &str = "afbeelding";

impl Drafts {
    /// Keeps a picture that somebody sent for a draft, and gives its path as a response file will name it:
    /// that of none of the pictures that are there. One of those with this content is used again.
    ///
    /// # Errors
    ///
    /// Why it cannot be used or written; then nothing changed.
    pub fn keep_picture(
        &self,
        there: &Pictures,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<SentPicture, Refusal> {
        let is_same = |other: &Picture| *other.bytes == *bytes;
        let mut all = there.files.iter();
        let same = all.find(|(_, other)| other.as_ref().is_ok_and(is_same));
        if let Some((path, _)) = same {
            return Ok(SentPicture {
                path: path.clone(),
                bytes: bytes.into(),
            });
        }
        let picture = Pictures::picture(&plain(name), bytes.into(), there.room());
        let Picture { name, bytes, .. } = picture.map_err(|reason| {
            let found = name.to_owned();
            let suggestion = None;
            let fault = ValueFault::BadImage {
                found,
                reason,
                suggestion,
            };
            Refusal::Faulty(vec![fault.into()])
        })?;
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let numbered = (2..).map(|n| format!("{stem}-{n}.{ending}"));
        for name in std::iter::once(name.clone()).chain(numbered) {
            let path = format!("{PICTURES}/{name}");
            let is_other = |kept: &Vec<u8>| **kept != *bytes;
            if there.files.contains_key(&path)
                || fs::read(self.directory.join(&name))
                    .as_ref()
                    .is_ok_and(is_other)
            {
                continue;
            }
            self.write(&name, &bytes)?;
            return Ok(SentPicture { path, bytes });
        }
        Err(Refusal::Full)
    }

    /// The picture that a draft names, if somebody sent it and it is still kept.
    pub fn picture(&self, draft: &Draft) -> Option<SentPicture> {
        let path = draft.image()?;
        let file = self.directory.join(Pictures::name(&path)?);
        let bytes = read_bytes(&file, MAX_PICTURE_BYTES).ok()?.into();
        Some(SentPicture { path, bytes })
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
