//! The content at one moment: what answers, and what there is to tell about it.
//!
//! Plain data. Whoever answers takes one snapshot and keeps it to the end of the answer.

use jiff::Timestamp;

use crate::content::changes::Loss;
use crate::diagnostic::{Diagnostic, Sources, is_broken};
use crate::library::Library;

/// The content at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Counts the loads since the start, from 1.
    pub generation: u64,
    /// When the first content was loaded, which is when the bot started.
    pub started: Timestamp,
    /// When this content was loaded.
    pub loaded_at: Timestamp,
    /// The files as they were read.
    pub sources: Sources,
    /// What is wrong with those files.
    pub diagnostics: Vec<Diagnostic>,
    /// What answers.
    pub library: Library,
    /// The names of files of which an earlier version answers.
    pub stale: Vec<String>,
    /// That most texts went at once, while nobody said yet that this is right: all that answered
    /// before goes on.
    pub lost: Option<Loss>,
}

impl Snapshot {
    /// A first snapshot of these files, read at this moment, with nothing in its library yet.
    pub fn new(sources: Sources, now: Timestamp) -> Self {
        Self {
            generation: 1,
            started: now,
            loaded_at: now,
            sources,
            ..Self::default()
        }
    }

    /// Whether there is anything to answer with.
    pub fn has_content(&self) -> bool {
        !self.library.collections().is_empty()
    }

    /// Whether its commands are the ones that members should have. A folder that lost most of its texts,
    /// or has none that can be used, is more likely a mishap than a wish.
    pub fn is_to_be_registered(&self) -> bool {
        self.has_content() && self.lost.is_none()
    }

    /// The names of the files that cannot be used as they are now.
    pub fn broken(&self) -> impl Iterator<Item = &str> {
        let files = self.sources.files.iter().enumerate();
        let broken = files.filter(|(index, _)| is_broken(&self.diagnostics, *index));
        broken.map(|(_, file)| file.name.as_str())
    }
}
