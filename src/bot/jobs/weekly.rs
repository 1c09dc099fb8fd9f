//! The tip of the week: one entry of a collection, posted in a channel at a fixed moment.
//!
//! What is done is written before and after sending, so that a restart, even at that very minute,
//! posts nothing twice and repeats no tip before all were posted; several processes on one state
//! folder are no more than one. Moderators can pause it. Sending goes through [`Channel`];
//! this module knows nothing of Discord's REST API.
#![expect(
    clippy::disallowed_methods,
    reason = "looks at the clock, and draws by chance"
)]

use std::io;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rand::seq::IndexedRandom;
use tokio::task::block_in_place;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::bot::bags::fresh;
use crate::bot::jobs::timing::wait;
use crate::bot::settings::WeeklyPost;
use crate::content::snapshot::Snapshot;
use crate::library::{Collection, Entry, EntryRef, Library, OpenWith};
use crate::respond::{Message, WeeklyTip, weekly_tip};
use crate::store::live::Live;
use crate::store::state_file::StateFile;

pub use crate::bot::jobs::weekly_schedule::{Begun, Posted, Step};

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
    /// The message did not arrive, and may later.
    NotSent,
    /// Whether the message arrived is not known, such as after a time-out.
    Unknown,
    /// The message will not arrive: the channel is gone, or the bot may not write there.
    Refused,
}

/// The tips, and what was posted of them.
#[derive(Debug)]
pub struct Weekly {
    post: WeeklyPost,
    pub(crate) posted: StateFile<Posted>,
}

/// The file's name in the state folder.
const FILE: &str = "tip-van-de-week.json";
/// How long to wait before a post is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// The longest sleep, so that a changed clock is noticed.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// The texts to draw from: those of a collection, unless it is a guide, whose texts are questions.
pub(crate) fn tips<'a>(library: &'a Library, collection: &str) -> &'a [Entry] {
    let collection = library.collection(collection);
    let collection = collection.filter(|c| c.open_with != OpenWith::Guide);
    collection.map(Collection::entries).unwrap_or_default()
}

impl Weekly {
    /// Posts as the settings say; `state` is the folder to remember in.
    pub fn new(post: WeeklyPost, state: &Path) -> Self {
        Self {
            post,
            posted: StateFile::open(state, FILE),
        }
    }

    /// Where and when the next tip is due.
    pub fn next(&self, now: Timestamp) -> WeeklyTip {
        let paused = self.posted.known().paused;
        WeeklyTip {
            channel: self.post.channel.0,
            next: self.post.next(now).filter(|_| !paused),
        }
    }

    /// Posts nothing until this is taken back. What is due meanwhile is skipped.
    ///
    /// # Errors
    ///
    /// When the state folder cannot be read or written; then nothing changed.
    pub fn pause(&self, paused: bool) -> io::Result<()> {
        self.posted.change(|posted| posted.paused = paused)
    }

    /// Says in the log when the next tip is due, and posts whenever it is time, until `shutdown`.
    pub async fn keep_posting(
        &self,
        live: &Live,
        channel: &impl Channel,
        shutdown: &CancellationToken,
    ) {
        let next = self.next(Timestamp::now()).next.map(|at| at.to_string());
        info!(next, "the tip of the week is posted here");
        loop {
            let pause = match self.look(live, channel, Timestamp::now()).await {
                Ok(pause) => pause,
                Err(error) => {
                    error!(
                        "the tip of the week cannot be remembered, so it is not posted: {error}"
                    );
                    LOOK_EVERY
                }
            };
            if !wait(pause, shutdown).await {
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
        let snapshot = live.current();
        let draw = |posted: &mut Posted| self.begin(posted, &snapshot, now);
        let begun = match block_in_place(|| self.posted.change(draw))? {
            Ok(begun) => begun,
            Err(pause) => return Ok(pause),
        };
        let Begun { due, entry, .. } = begun;
        let nonce = format!("week{}", due.as_second());
        let message = weekly_tip(&snapshot, &EntryRef::new(&self.post.collection, &entry));
        let sent = match message {
            Some(message) => channel.post(message, nonce).await,
            None => Err(Trouble::Refused),
        };
        let finish = |posted: &mut Posted| match sent {
            Ok(()) => {
                posted.finish(due, Some(entry));
                Duration::ZERO
            }
            Err(Trouble::Refused) => {
                warn!("the tip of the week is skipped: it was refused");
                posted.finish(due, None);
                Duration::ZERO
            }
            Err(Trouble::NotSent) => {
                posted.begun = None;
                AGAIN_AFTER
            }
            // For a while the same may be sent again.
            Err(Trouble::Unknown) => AGAIN_AFTER,
        };
        block_in_place(|| self.posted.change(finish))
    }

    /// The tip to send, drawn and remembered before it is sent; or how long there is nothing to do.
    fn begin(
        &self,
        posted: &mut Posted,
        snapshot: &Snapshot,
        now: Timestamp,
    ) -> Result<Begun, Duration> {
        let due = match self.post.step(posted, now) {
            Step::Wait(until) => {
                let wait = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                return Err(wait.min(LOOK_EVERY));
            }
            Step::Skip(due) => {
                if posted.done.is_some() {
                    let paused = posted.paused;
                    warn!(%due, paused, "the tip of the week is skipped");
                }
                // A post that was begun may have arrived, so its tip counts as seen.
                let entry = posted.begun.as_ref().map(|begun| begun.entry.clone());
                posted.finish(due, entry);
                return Err(Duration::ZERO);
            }
            Step::Again(begun) => return Ok(begun),
            Step::Post(due) => due,
        };
        let tips = tips(&snapshot.library, &self.post.collection).iter();
        let ids: Vec<&str> = tips.map(|e| e.id.as_str()).collect();
        posted
            .seen
            .retain(|seen| ids.is_empty() || ids.contains(&seen.as_str()));
        let fresh = fresh(&mut posted.seen, &ids, None);
        let Some(&entry) = fresh.choose(&mut rand::rng()) else {
            let collection = &self.post.collection;
            warn!(collection, "there is no tip of the week to post");
            return Err(LOOK_EVERY);
        };
        let begun = Begun {
            due,
            at: now,
            entry: entry.to_owned(),
        };
        posted.begun = Some(begun.clone());
        Ok(begun)
    }
}
