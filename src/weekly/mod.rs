//! The tip of the week: one entry of a collection, posted in a channel at a fixed moment.
//!
//! What is done is written before and after sending, so that a restart, even at that very minute,
//! posts nothing twice and repeats no tip before all were posted. Sending goes through [`Channel`];
//! this module knows nothing of Discord's REST API.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rand::RngExt;
use tokio_util::sync::CancellationToken;

use crate::content::live::Live;
use crate::library::{Collection, EntryRef};
use crate::respond::{Message, weekly_tip};

mod schedule;

pub use schedule::{Begun, Posted, Schedule, Step};

/// Where the tip is posted.
pub trait Channel {
    /// Posts a message. The same `nonce` means the same message: Discord then makes no second one
    /// (`nonce` with `enforce_nonce`).
    fn post(
        &self,
        message: Message,
        nonce: String,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;
}

/// Why a message was not posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It did not arrive, and may later.
    NotSent,
    /// Whether it arrived is not known, such as after a time-out.
    Unknown,
    /// It will not: the channel is gone, or the bot may not write there.
    Refused,
}

/// The tips, and what was posted of them.
#[derive(Debug)]
pub struct Weekly {
    schedule: Schedule,
    collection: String,
    file: PathBuf,
}

/// The file's name in the state folder.
const FILE: &str = "tip-van-de-week.json";
/// How long to wait before a post is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(15);
/// The longest sleep, so that a changed clock is noticed.
const LOOK_EVERY: Duration = Duration::from_mins(1);

impl Weekly {
    /// Posts entries of this collection at these moments; `state` is the folder to remember in.
    pub fn new(schedule: Schedule, collection: String, state: &Path) -> Self {
        let file = state.join(FILE);
        Self {
            schedule,
            collection,
            file,
        }
    }

    /// Posts whenever it is time, until `shutdown`.
    pub async fn keep_posting(
        &self,
        live: &Live,
        channel: &impl Channel,
        shutdown: &CancellationToken,
    ) {
        loop {
            let pause = match self.look(live, channel, Timestamp::now()).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::error!(
                        "the tip of the week cannot be remembered, so it is not posted: {error}"
                    );
                    LOOK_EVERY
                }
            };
            if shutdown
                .run_until_cancelled(tokio::time::sleep(pause))
                .await
                .is_none()
            {
                return;
            }
        }
    }

    /// Does what there is to do now, and tells how long there is nothing more to do.
    ///
    /// # Errors
    ///
    /// When the state folder cannot be read or written; then nothing was posted.
    pub async fn look(
        &self,
        live: &Live,
        channel: &impl Channel,
        now: Timestamp,
    ) -> io::Result<Duration> {
        let mut posted = self.read()?;
        let begun = match self.schedule.step(&posted, now) {
            Step::Wait(until) => {
                let wait = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                return Ok(wait.min(LOOK_EVERY));
            }
            Step::Skip { due } => {
                if posted.done.is_some() {
                    tracing::warn!(%due, "the tip of the week is skipped: it is too late to post it once");
                }
                // A post that was begun may have arrived, so its tip counts as seen.
                let entry = posted.begun.as_ref().map(|begun| begun.entry.clone());
                posted.finish(due, entry);
                self.write(&posted)?;
                return Ok(Duration::ZERO);
            }
            Step::Again(begun) => begun,
            Step::Post { due } => match self.begin(&mut posted, live, due, now)? {
                Some(begun) => begun,
                None => return Ok(LOOK_EVERY),
            },
        };
        let reference = EntryRef::new(&self.collection, &begun.entry);
        let due = begun.due;
        let message = weekly_tip(&live.current(), &reference);
        let nonce = format!("week{}", begun.due.as_second());
        let sent = match message {
            Some(message) => channel.post(message, nonce).await,
            None => Err(Trouble::Refused),
        };
        match sent {
            Ok(()) => posted.finish(begun.due, Some(begun.entry)),
            Err(Trouble::Refused) => {
                tracing::warn!("the tip of the week is skipped: it was refused");
                posted.finish(begun.due, None);
            }
            Err(Trouble::NotSent) => posted.begun = None,
            // For a while the same may be sent again.
            Err(Trouble::Unknown) => return Ok(AGAIN_AFTER),
        }
        self.write(&posted)?;
        Ok(if posted.done == Some(due) {
            Duration::ZERO
        } else {
            AGAIN_AFTER
        })
    }

    /// Draws a tip and remembers it, before it is sent.
    fn begin(
        &self,
        posted: &mut Posted,
        live: &Live,
        due: Timestamp,
        now: Timestamp,
    ) -> io::Result<Option<Begun>> {
        let snapshot = live.current();
        let entries = snapshot
            .library
            .collection(&self.collection)
            .map(Collection::entries);
        let ids: Vec<&str> = entries
            .into_iter()
            .flatten()
            .map(|e| e.id.as_str())
            .collect();
        let Some(entry) = posted.draw(&ids, |n| rand::rng().random_range(0..n)) else {
            tracing::warn!(
                collection = self.collection,
                "there is no tip of the week to post"
            );
            return Ok(None);
        };
        let begun = Begun {
            due,
            at: now,
            entry: entry.to_owned(),
        };
        posted.begun = Some(begun.clone());
        self.write(posted)?;
        Ok(Some(begun))
    }

    fn read(&self) -> io::Result<Posted> {
        match std::fs::read(&self.file) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Posted::default()),
            Err(error) => Err(error),
        }
    }

    fn write(&self, posted: &Posted) -> io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut fresh, &serde_json::to_vec_pretty(posted)?)?;
        fresh.as_file().sync_all()?;
        fresh.persist(&self.file)?;
        Ok(())
    }
}
