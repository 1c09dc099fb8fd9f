//! Carries out the work that replies need first: publishing, reading versions, keeping drafts.
//!
//! Blocks on the disk. Decides nothing about what to say; that is for [`crate::respond`].

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tracing::warn;

use crate::content::edit::{Change, Edit, file_fingerprint, of_lines};
use crate::content::history::{VersionId, WHOLE, What};
use crate::content::live::Live;
use crate::content::store::{FileOrder, Order, Store};
use crate::drafts::Drafts;
use crate::library::EntryRef;
use crate::missed::Missed;
use crate::once::Once;
use crate::respond::{Attachment, Done, Message, NotFetched, Work};
use crate::weekly::Weekly;

/// What is needed to carry out work.
#[derive(Debug)]
pub struct Workshop {
    live: Arc<Live>,
    store: Store,
    drafts: Drafts,
    announce: Option<UnboundedSender<Message>>,
    reports: Option<Reports>,
    fetch: Option<Box<dyn Fetch>>,
    missed: Option<Arc<Missed>>,
    weekly: Option<Arc<Weekly>>,
    once: Option<Once>,
}

/// Gets the files that moderators send.
pub trait Fetch: fmt::Debug + Send + Sync {
    /// What is in a file. Blocks until it is here; outside a task of the runtime only.
    ///
    /// # Errors
    ///
    /// See [`NotFetched`].
    fn fetch(&self, attachment: &Attachment) -> Result<Vec<u8>, NotFetched>;
}

impl Workshop {
    /// Publishes with `store`, which is the one of `live`, and keeps drafts in `drafts`.
    pub fn new(live: Arc<Live>, store: Store, drafts: Drafts) -> Self {
        Self {
            live,
            store,
            drafts,
            announce: None,
            reports: None,
            fetch: None,
            missed: None,
            weekly: None,
            once: None,
        }
    }

    /// Sends what the moderation channel is to hear to `channel`.
    #[must_use]
    pub fn announcing_to(mut self, channel: UnboundedSender<Message>) -> Self {
        self.announce = Some(channel);
        self
    }

    /// Lets members report what is wrong with a text; what they write is announced.
    #[must_use]
    pub fn taking_reports(mut self) -> Self {
        self.reports = Some(Reports::default());
        self
    }

    /// Fetches the files that moderators send.
    #[must_use]
    pub fn fetching(mut self, fetch: impl Fetch + 'static) -> Self {
        self.fetch = Some(Box::new(fetch));
        self
    }

    /// Lets moderators do something about what was not found.
    #[must_use]
    pub fn counting(mut self, missed: Option<Arc<Missed>>) -> Self {
        self.missed = missed;
        self
    }

    /// Lets moderators pause the tip of the week.
    #[must_use]
    pub fn posting(mut self, weekly: Option<Arc<Weekly>>) -> Self {
        self.weekly = weekly;
        self
    }

    /// Does what changes or posts something once for each interaction.
    #[must_use]
    pub fn taking_once(mut self, once: Once) -> Self {
        self.once = Some(once);
        self
    }

    /// Which interactions were taken.
    pub fn once(&self) -> Option<&Once> {
        self.once.as_ref()
    }

    /// Whether members can report, and somebody hears it.
    pub fn takes_reports(&self) -> bool {
        self.reports.is_some() && self.announce.is_some()
    }

    /// The drafts.
    pub fn drafts(&self) -> &Drafts {
        &self.drafts
    }

    /// Tells the moderation channel.
    pub fn announce(&self, message: Message) {
        if let Some(channel) = &self.announce
            && channel.send(message).is_err()
        {
            warn!("nobody listens to announcements any more");
        }
    }

    /// Carries out work.
    pub fn carry_out(&self, work: &Work) -> Done {
        match work {
            Work::Keep { draft, .. } => {
                self.drafts.keep((**draft).clone());
                Done::Kept
            }
            Work::Publish { order, .. } | Work::Remove(order) => {
                Done::Published(self.store.publish(order))
            }
            Work::Receive { attachment, .. } => Done::Fetched(match &self.fetch {
                Some(fetch) => fetch.fetch(attachment),
                None => Err(NotFetched::Elsewhere),
            }),
            Work::PublishFile { order, .. } => Done::Published(self.store.publish_file(order)),
            Work::UndoFile { name, version, by } => self.undo_file(name, *version, *by),
            Work::Restore {
                entry,
                version,
                shown,
                by,
            } => {
                let Some(version) = self.store.history().version(entry, *version) else {
                    return Done::Gone;
                };
                let change = Store::restoring(&version.lines);
                let edit = Edit {
                    entry: entry.clone(),
                    change,
                };
                let order = Order {
                    edit,
                    shown: *shown,
                    by: *by,
                    what: What::Restored,
                };
                Done::Published(self.store.publish(&order))
            }
            Work::Undo { entry, version, by } => self.undo(entry, *version, *by),
            Work::Versions(entry) => Done::Versions(self.store.history().versions(entry)),
            Work::Version(entry, version) => {
                let version = self.store.history().version(entry, *version);
                Done::Versions(version.into_iter().collect())
            }
            Work::Entries { .. } => Done::Entries(self.store.history().entries()),
            Work::Reload => {
                let result = self.live.reload();
                if let Err(error) = &result {
                    warn!(%error, "cannot reload; what answered goes on");
                }
                Done::Reloaded(result.is_ok())
            }
            Work::Forget(words) => noted(self.missed.as_ref().map(|m| m.forget(words))),
            Work::PauseWeekly(pause) => noted(self.weekly.as_ref().map(|w| w.pause(*pause))),
            Work::Report { by, .. } => Done::Reported(
                self.reports
                    .as_ref()
                    .is_some_and(|reports| reports.allow(*by)),
            ),
        }
    }

    /// Brings back what was there before a version, if the entry still is as that version has it.
    fn undo(&self, entry: &EntryRef, version: VersionId, by: u64) -> Done {
        let versions = self.store.history().versions(entry);
        let Some(place) = versions.iter().position(|v| v.id == version) else {
            return Done::Gone;
        };
        let undone = &versions[place];
        let change = match versions.get(place + 1) {
            Some(before) => Store::restoring(&before.lines),
            None if undone.what == What::Added => Change::Remove,
            None => return Done::Gone,
        };
        let shown = of_lines(&undone.lines).filter(|_| !undone.lines.is_empty());
        let edit = Edit {
            entry: entry.clone(),
            change,
        };
        Done::Published(self.store.publish(&Order {
            edit,
            shown,
            by,
            what: What::Restored,
        }))
    }
}

impl Workshop {
    /// Brings back the file that was there before a version, if it still is as that version has it.
    fn undo_file(&self, name: &str, version: VersionId, by: u64) -> Done {
        let versions = self.store.history().versions(&EntryRef::new(name, WHOLE));
        let Some(place) = versions.iter().position(|v| v.id == version) else {
            return Done::Gone;
        };
        let undone = &versions[place];
        let some = |lines: &String| Some(lines.clone()).filter(|lines| !lines.is_empty());
        let text = match versions.get(place + 1) {
            Some(before) => some(&before.lines),
            None if undone.what == What::Added => None,
            None => return Done::Gone,
        };
        Done::Published(self.store.publish_file(&FileOrder {
            name: name.to_owned(),
            text,
            shown: some(&undone.lines).as_deref().map(file_fingerprint),
            by,
            what: What::Restored,
        }))
    }
}

fn noted(outcome: Option<io::Result<()>>) -> Done {
    let noted = outcome.map(|outcome| {
        outcome.inspect_err(|error| warn!(%error, "cannot note what a moderator asked for"))
    });
    Done::Noted(matches!(noted, Some(Ok(()))))
}

/// How many reports a member may send in [`WHILE`].
const MAX_REPORTS: usize = 3;
/// See [`MAX_REPORTS`].
const WHILE: Duration = Duration::from_mins(15);

/// Who sent reports lately.
#[derive(Debug, Default)]
struct Reports(Mutex<HashMap<u64, Vec<Instant>>>);

impl Reports {
    fn allow(&self, by: u64) -> bool {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Instant| at.elapsed() < WHILE;
        // What has passed is forgotten, so that this holds no more than a quarter of an hour.
        sent.retain(|_, moments| moments.iter().any(is_recent));
        let moments = sent.entry(by).or_default();
        moments.retain(is_recent);
        let allowed = moments.len() < MAX_REPORTS;
        if allowed {
            moments.push(Instant::now());
        }
        allowed
    }
}
