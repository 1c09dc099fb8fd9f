//! What moderators typed and have not published: in memory, and as files for after a restart.
//!
//! A draft is a convenience on top of the answer that shows the same text; when its file cannot be
//! written, memory still has it.
#![expect(clippy::disallowed_methods, reason = "keeps drafts on the disk")]

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tracing::warn;

use crate::respond::action::Ticket;
use crate::respond::{Body, Draft};
use crate::store::write::{make_folder, prune, write_whole};

/// The most drafts kept.
const MAX_DRAFTS: usize = 200;
/// The most bytes of files among them; each draft that was typed is a few kilobytes, and a file that was
/// sent up to a megabyte.
const MAX_BYTES: u64 = 16 << 20;

/// The drafts of one process, and those that are in its state folder.
#[derive(Debug)]
pub struct Drafts {
    recent: Mutex<VecDeque<Draft>>,
    directory: PathBuf,
    /// The pictures that were sent for them.
    pub(crate) pictures: PathBuf,
}

impl Drafts {
    /// Drafts in the folder `drafts` of the state folder, and pictures for them in one of their own, so that
    /// no picture takes the room of what was typed.
    pub fn new(state: &Path) -> Self {
        Self {
            recent: Mutex::default(),
            directory: state.join("drafts"),
            pictures: state.join("sent-pictures"),
        }
    }

    /// The draft, if it is in memory.
    pub fn recall(&self, ticket: Ticket) -> Option<Draft> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.iter().find(|draft| draft.ticket == ticket).cloned()
    }

    /// Brings a draft back into memory from its file, if there is one. Blocks on the disk.
    pub fn load(&self, ticket: Ticket) {
        let path = self.directory.join(file_name(ticket));
        let Ok(text) = fs::read_to_string(&path) else {
            return;
        };
        match serde_json::from_str::<Draft>(&text) {
            Ok(draft) if draft.ticket == ticket => self.remember(draft),
            _ => warn!(path = %path.display(), "not a draft"),
        }
    }

    /// Keeps a draft, in the place of an earlier one with its ticket. Blocks on the disk.
    pub fn keep(&self, draft: Draft) {
        let name = file_name(draft.ticket);
        let json = serde_json::to_vec_pretty(&draft).map_err(io::Error::from);
        let folder = &self.directory;
        let write = |json: Vec<u8>| write(folder, &name, &json, MAX_DRAFTS, MAX_BYTES);
        if let Err(error) = json.and_then(write) {
            warn!(%error, "cannot write a draft; it is in memory only");
        }
        self.remember(draft);
    }

    fn remember(&self, draft: Draft) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|other| other.ticket != draft.ticket);
        recent.push_back(draft);
        let size = |draft: &Draft| match &draft.body {
            Body::Entry { .. } | Body::Picture { .. } => 0,
            Body::File { text, .. } => text.len() as u64,
        };
        while recent.len() > MAX_DRAFTS || recent.iter().map(size).sum::<u64>() > MAX_BYTES {
            recent.pop_front();
        }
    }
}

/// Writes a file in a folder, for which the oldest go.
pub(crate) fn write(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    most: usize,
    most_bytes: u64,
) -> io::Result<()> {
    make_folder(folder)?;
    let path = folder.join(name);
    write_whole(&path, bytes)?;
    prune(folder, &path, most, most_bytes, None)
}

fn file_name(Ticket(ticket): Ticket) -> String {
    format!("{ticket}.json")
}
