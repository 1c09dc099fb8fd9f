//! The pictures that moderators send: in the state folder until a draft is published, so that no picture comes
//! into the folder of the response files that no text has.
//!
//! What waits has its content in its name, so that a draft finds its own picture or none: another may have
//! the same path by then.

use std::io;
use std::path::PathBuf;

use bytes::Bytes;
use tracing::warn;

use crate::content::order::Refusal;
use crate::diagnostic::fault::ValueFault;
use crate::diagnostic::{PICTURES, Pictures, SentPicture};
use crate::library::Picture;
use crate::library::picture::MAX_PICTURE_BYTES;
use crate::respond::{Draft, Sent};
use crate::store::drafts::{Drafts, write};
use crate::store::read::read_bytes;
use crate::store::write::{paths, remove};
use crate::text::fold::slug;
use crate::text::limits::MAX_ID;

/// The name of a picture whose own has no letters.
const UNNAMED: &str = "afbeelding";
/// The most pictures that wait.
const MAX_WAITING: usize = 50;
/// The most bytes of those pictures: eight of the largest, or most of the small ones.
const MAX_BYTES: u64 = 16 << 20;

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
                bytes: Some(bytes.into()),
            });
        }
        let picture = Pictures::picture(&plain(name), bytes.into(), there.room());
        let Picture { name, bytes, .. } = picture.map_err(|reason| {
            let fault = ValueFault::image(name, reason);
            Refusal::Faulty(vec![fault.into()])
        })?;
        let name = self.free(there, &name, &bytes);
        let path = format!("{PICTURES}/{name}");
        let file = waiting(&Sent::of(&path, &bytes));
        write(&self.pictures, &file, &bytes, MAX_WAITING, MAX_BYTES)?;
        let bytes = Some(bytes);
        Ok(SentPicture { path, bytes })
    }

    /// The first name like this that no other picture has, beside the files or among those that wait.
    fn free(&self, there: &Pictures, name: &str, bytes: &[u8]) -> String {
        let files =
            paths(&self.pictures).filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
        let files: Vec<String> = files.collect();
        let is_taken = |name: &str| {
            let path = format!("{PICTURES}/{name}");
            let own = waiting(&Sent::of(&path, bytes));
            let is_other = |file: &String| {
                let same_name = file.split_once('-').is_some_and(|(_, other)| other == name);
                same_name && *file != own
            };
            there.files.contains_key(&path) || files.iter().any(is_other)
        };
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let (mut free, mut n) = (name.to_owned(), 1);
        while is_taken(&free) {
            n += 1;
            free = format!("{stem}-{n}.{ending}");
        }
        free
    }

    /// The picture that was sent for a draft, as long as its fields name it: as it waits, or as it stands
    /// beside the files.
    pub fn picture(&self, draft: &Draft, there: &Pictures) -> Option<SentPicture> {
        let (sent, file) = self.sent_for(draft)?;
        let kept = read_bytes(&file, MAX_PICTURE_BYTES).ok().map(Bytes::from);
        let there = there
            .files
            .get(&sent.path)
            .and_then(|read| read.as_ref().ok());
        let there = there.map(|picture| picture.bytes.clone());
        let is_sent = |bytes: &Bytes| Sent::of(&sent.path, bytes) == *sent;
        Some(SentPicture {
            path: sent.path.clone(),
            bytes: kept.into_iter().chain(there).find(is_sent),
        })
    }

    /// Forgets the picture that was sent for a draft, as it stands beside the files now.
    pub fn forget_picture(&self, draft: &Draft) {
        let removed = self.sent_for(draft).map(|(_, file)| remove(&file));
        if let Some(Err(error)) = removed
            && error.kind() != io::ErrorKind::NotFound
        {
            warn!(%error, "cannot remove a picture that was published");
        }
    }

    /// The picture that was sent for a draft and is named in its fields, and the file in which it waits.
    fn sent_for<'a>(&self, draft: &'a Draft) -> Option<(&'a Sent, PathBuf)> {
        let sent = draft.sent.as_ref()?;
        let is_named = draft.image().as_ref() == Some(&sent.path);
        is_named.then(|| (sent, self.pictures.join(waiting(sent))))
    }
}

/// The name of the file in which a picture waits.
fn waiting(sent: &Sent) -> String {
    let name = Pictures::name(&sent.path).unwrap_or_default();
    format!("{:08x}-{name}", sent.content.0)
}

/// The name of a file in small letters without accents, digits and hyphens.
fn plain(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = slug(stem, MAX_ID);
    let stem = if stem.is_empty() { UNNAMED } else { &stem };
    format!("{stem}.{}", ending.to_ascii_lowercase())
}
