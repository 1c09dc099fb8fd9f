//! Carries out the work that replies need first: publishing, reading versions, keeping drafts.
//!
//! Blocks on the disk. Decides nothing about what to say; that is for [`crate::respond`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tracing::warn;

use crate::content::edit::{Change, Edit, of_lines};
use crate::content::history::{VersionId, What};
use crate::content::live::Live;
use crate::content::store::{Order, Store};
use crate::drafts::Drafts;
use crate::library::EntryRef;
use crate::respond::{Done, Message, Work};

/// What is needed to carry out work.
#[derive(Debug)]
pub struct Workshop {
    live: Arc<Live>,
    store: Store,
    drafts: Drafts,
    announce: Option<UnboundedSender<Message>>,
    reports: Option<Reports>,
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
