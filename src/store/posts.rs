//! The posts that stay: which text stands in which channel, as which message, and as what it was last sent.
//!
//! One small file, which all processes on the state folder share. Whoever takes a step about a post marks it
//! first, so that one process of several does it; a mark is good for a minute, should its process end. Knows
//! nothing of what posts say, and sends nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tracing::warn;

use crate::respond::action::Ticket;
use crate::respond::{Placed, Post, PostChange};
use crate::store::state_file::StateFile;

/// The posts, in memory and in their file.
#[derive(Debug)]
pub struct PostStore {
    kept: StateFile<Standings>,
    changed: Notify,
    /// Whether this process sends.
    is_at_work: AtomicBool,
}

type Standings = BTreeMap<Ticket, Standing>;

/// A post, and how it is with it at Discord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Which text stands where.
    #[serde(flatten)]
    pub post: Post,
    /// The message, once it is there.
    pub message: Option<u64>,
    /// What stands for the message as it was last sent.
    pub sent: Option<u32>,
    /// How often it was put back.
    pub times: u32,
    /// When was last seen that it is there.
    pub looked: Option<Timestamp>,
    /// Whether it is to go away.
    pub goes: bool,
    /// When a process began a step about it that is not finished.
    begun: Option<Timestamp>,
}

/// The file's name in the state folder.
const FILE: &str = "vaste-berichten.json";
/// The most posts.
const MOST: usize = 100;
/// How long a process has for a step before another may take it.
const STEP_WITHIN: SignedDuration = SignedDuration::from_mins(1);

impl PostStore {
    /// Reads the posts from the state folder; without a readable file there are none.
    pub fn open(state: &Path) -> Self {
        Self {
            kept: StateFile::open(state, FILE),
            changed: Notify::new(),
            is_at_work: AtomicBool::new(false),
        }
    }

    /// Notes that this process sends from now on.
    pub fn start(&self) {
        self.is_at_work.store(true, Ordering::Relaxed);
    }

    /// Reads what other processes wrote.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn read(&self) -> io::Result<()> {
        self.kept.read()
    }

    /// The posts, but for those that go away.
    pub fn list(&self) -> Vec<(Ticket, Post)> {
        let known = self.kept.known();
        let stay = known.iter().filter(|(_, standing)| !standing.goes);
        let post = |(ticket, standing): (&Ticket, &Standing)| (*ticket, standing.post.clone());
        stay.map(post).collect()
    }

    /// The names of all posts, also of those that go away.
    pub fn tickets(&self) -> Vec<Ticket> {
        self.kept.known().keys().copied().collect()
    }

    /// Notes a new post, unless it stands there already.
    pub fn place(&self, ticket: Ticket, post: Post) -> Placed {
        if !self.is_at_work.load(Ordering::Relaxed) {
            return Placed::NotHere;
        }
        let placed = self.kept.change(|kept| {
            let is_same = |other: &Post| other.about == post.about && other.channel == post.channel;
            if kept
                .values()
                .any(|other| !other.goes && is_same(&other.post))
            {
                return Placed::Already;
            }
            if kept.len() >= MOST {
                return Placed::TooMany;
            }
            let standing = Standing {
                post,
                message: None,
                sent: None,
                times: 0,
                looked: None,
                goes: false,
                begun: None,
            };
            kept.insert(ticket, standing);
            Placed::Placed(ticket)
        });
        self.changed.notify_one();
        placed.unwrap_or_else(|error| {
            warn!(%error, "cannot note a post");
            Placed::NotNoted
        })
    }

    /// Changes what becomes of a post, if it is there.
    ///
    /// # Errors
    ///
    /// When the disk refuses; then nothing changed.
    pub fn decide(&self, ticket: Ticket, change: PostChange) -> io::Result<()> {
        self.kept.change(|kept| {
            if let Some(standing) = kept.get_mut(&ticket) {
                match change {
                    PostChange::Remove => standing.goes = true,
                    PostChange::PutsBack(back) => standing.post.puts_back = back,
                }
            }
        })?;
        self.changed.notify_one();
        Ok(())
    }

    /// Marks a step about a post, which `step` gives if there is one to take and no other process is at it.
    ///
    /// # Errors
    ///
    /// When the disk refuses; then no step is taken.
    pub fn begin<S>(
        &self,
        ticket: Ticket,
        now: Timestamp,
        step: impl FnOnce(&Standing) -> Option<S>,
    ) -> io::Result<Option<(Standing, S)>> {
        self.kept.change(|kept| {
            let standing = kept.get_mut(&ticket)?;
            let begun = standing.begun;
            if begun.is_some_and(|begun| now.duration_since(begun).abs() < STEP_WITHIN) {
                return None;
            }
            let step = step(standing)?;
            standing.begun = Some(now);
            Some((standing.clone(), step))
        })
    }

    /// Ends a step: `then` notes what came of it, and tells whether the post stays.
    ///
    /// # Errors
    ///
    /// When the disk refuses; then the step is taken again later.
    pub fn finish(
        &self,
        ticket: Ticket,
        then: impl FnOnce(&mut Standing) -> bool,
    ) -> io::Result<()> {
        self.kept.change(|kept| {
            if let Some(standing) = kept.get_mut(&ticket) {
                standing.begun = None;
                if !then(standing) {
                    kept.remove(&ticket);
                }
            }
        })
    }

    /// Waits until a moderator changes something.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }
}
