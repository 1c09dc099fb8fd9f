//! Takes each interaction that changes or posts something once, over all processes on a state folder
//! and after a restart.
//!
//! A proxy that hears nothing from a replica asks the next, which cannot know how far the first came:
//! it may be about to do the work, or have done it. So whoever is asked first takes the interaction by
//! its number, in a file that is locked for as long as the work takes: `taken/<number>`, with what
//! announces the answer in the first line, and the answer in the second. Whoever is asked next waits
//! for the lock, and gives the same answer. Which of them Discord hears does not matter, nor that it
//! hears both: an announcement goes away under the answer, and the same answer twice is one message.
//!
//! Where the second line is missing, the first process ended amid the work. Then nobody knows what
//! came of it, and the second says so. Answers that change nothing are never taken, and write nothing.
//! Knows nothing of what the work is, nor of what an answer looks like.
#![expect(
    clippy::disallowed_methods,
    reason = "keeps answers on the disk, for a while"
)]

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tracing::warn;

use crate::store::state_file::lock;
use crate::store::write::{make_folder, prune};

/// Takes interactions, so that each is answered once; remembers those that were taken lately.
#[derive(Debug)]
pub struct Once {
    directory: PathBuf,
}

/// What came of taking an interaction.
#[derive(Debug)]
pub enum Turn {
    /// This process takes the interaction as the first, and does its work.
    First(Taken),
    /// The interaction has this answer already, from this process or another.
    Done(String),
    /// The interaction was taken by a process of which nobody knows what came.
    Unknown,
}

/// An interaction that this process took; others wait until this goes away.
#[derive(Debug)]
pub struct Taken(File);

/// How long to wait for the process that took an interaction; the longest work is to fetch a file.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long interactions are remembered: twice as long as a request can be old and still change
/// something, as its time may also be ahead of ours by as much.
const REMEMBERED: Duration = Duration::from_mins(30);
/// The most interactions that are remembered.
const MOST: usize = 10_000;
/// The most bytes of the answers to them.
const MOST_BYTES: u64 = 64 << 20;

impl Once {
    /// Interactions taken in the folder `taken` of the state folder.
    pub fn new(state: &Path) -> Self {
        Self {
            directory: state.join("taken"),
        }
    }

    /// What announced the answer to an interaction that was taken before. Reads, and writes nothing.
    pub fn begun(&self, interaction: u64) -> Option<String> {
        let text = fs::read_to_string(self.path(interaction)).ok()?;
        Some(text.split_once('\n')?.0.to_owned())
    }

    /// Takes an interaction, whose answer is announced by `later`, a line of text, or waits for whoever
    /// took it.
    ///
    /// # Errors
    ///
    /// When the state folder cannot be written; then it is not taken.
    pub fn take(&self, interaction: u64, later: &str) -> io::Result<Turn> {
        make_folder(&self.directory)?;
        let path = self.path(interaction);
        let mut file = match lock(&path, PATIENCE) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Turn::Unknown),
            file => file?,
        };
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        if let Some((_, answer)) = text.split_once('\n') {
            let answer = answer.strip_suffix('\n').map(str::to_owned);
            return Ok(answer.map_or(Turn::Unknown, Turn::Done));
        }
        // Half a line is of a process that ended before it began with the work.
        file.seek(SeekFrom::Start(0))?;
        file.set_len(0)?;
        // Not synced: what ends without power is asked by nobody again in time.
        file.write_all(format!("{later}\n").as_bytes())?;
        let oldest = SystemTime::now().checked_sub(REMEMBERED);
        if let Err(error) = prune(&self.directory, &path, MOST, MOST_BYTES, oldest) {
            warn!(%error, "cannot forget interactions of long ago");
        }
        Ok(Turn::First(Taken(file)))
    }

    fn path(&self, interaction: u64) -> PathBuf {
        self.directory.join(interaction.to_string())
    }
}

impl Taken {
    /// Leaves the answer, a line of text, for whoever is asked next.
    pub fn answered(mut self, answer: &str) {
        if let Err(error) = self.0.write_all(format!("{answer}\n").as_bytes()) {
            warn!(%error, "cannot keep an answer for whoever is asked again");
        }
    }
}
