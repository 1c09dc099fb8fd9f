//! Carries out the work that replies need first: publishing, reading versions, keeping drafts.
//!
//! Blocks on the disk. Decides nothing about what to say; that is for [`crate::respond`].

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::io;
use std::sync::Arc;

use tracing::warn;

use crate::bot::announcements::Announcements;
use crate::bot::jobs::weekly::Weekly;
use crate::bot::reports::Reports;
use crate::content::edit::{
    Change, Edit, EntryText, Fingerprint, entries, file_fingerprint, fingerprint_of_lines, text_of,
};
use crate::content::order::{FileOrder, Follow, Order};
use crate::content::version::{Version, VersionId, WHOLE, What};
use crate::library::EntryRef;
use crate::respond::{Attachment, Done, Message, NotFetched, Reported, Work};
use crate::store::drafts::Drafts;
use crate::store::live::Live;
use crate::store::not_found::NotFound;
use crate::store::publish::Store;
use crate::store::taken::Once;
use crate::text::fold::fold;

/// Does the work that a reply asked for.
#[derive(Debug)]
pub struct Worker {
    /// The content that answers.
    pub live: Arc<Live>,
    /// Where it is published.
    pub store: Store,
    /// What moderators typed and have not published.
    pub drafts: Drafts,
    /// What the moderators' channel is to hear.
    pub announcements: Arc<Announcements>,
    /// The reports that were passed on lately, where members can report what is wrong with a text.
    pub reports: Option<Reports>,
    /// Where the files come from that moderators send, if they can.
    pub fetch: Option<Box<dyn Fetch>>,
    /// The questions that nothing was found for, where those are counted.
    pub not_found: Option<Arc<NotFound>>,
    /// The tip of the week, where there is one.
    pub weekly: Option<Arc<Weekly>>,
    /// Where interactions are taken, so that what changes or posts something is done once for each.
    pub once: Option<Once>,
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

impl Worker {
    /// Publishes with `store`, which is the one of `live`, keeps drafts in `drafts`, and tells what
    /// happens to `announcements`; does nothing else that can be left out.
    pub fn new(
        live: Arc<Live>,
        store: Store,
        drafts: Drafts,
        announcements: Arc<Announcements>,
    ) -> Self {
        Self {
            live,
            store,
            drafts,
            announcements,
            reports: None,
            fetch: None,
            not_found: None,
            weekly: None,
            once: None,
        }
    }

    /// Tells the moderators' channel what came of this work.
    pub fn announce(&self, work: &Work, message: Message) {
        match work {
            Work::Report { .. } => self.announcements.pass_on_report(message),
            _ => self.announcements.tell(message),
        }
    }

    /// Carries out work.
    pub fn carry_out(&self, work: &Work) -> Done {
        match work {
            Work::Review(_) => Done::Nothing,
            Work::Publish { order, .. } => Done::Published(self.store.publish(order)),
            Work::Remove { order, leading } => {
                let unlink = |entry: &EntryRef| Follow {
                    edit: Edit {
                        entry: entry.clone(),
                        change: Change::Unlink(order.edit.entry.clone()),
                    },
                    shown: None,
                    what: What::Unlinked,
                };
                let follows: Vec<Follow> = leading.iter().map(unlink).collect();
                Done::Published(self.store.publish_with(order, &follows))
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
                let order = restoring(entry, change, *shown, *by);
                Done::Published(self.store.publish(&order))
            }
            Work::Undo { entry, version, by } => self.undo(entry, *version, *by),
            Work::Versions { typed, named } => self.versions(typed, named),
            Work::Version(entry, version) => {
                let version = self.store.history().version(entry, *version);
                version.map_or(Done::Gone, Done::Version)
            }
            Work::Removed { .. } => Done::Removed(self.removed()),
            Work::Reload => {
                let result = self.live.reload();
                if let Err(error) = &result {
                    warn!(%error, "cannot reload; what answered goes on");
                }
                Done::Reloaded(result.is_ok())
            }
            Work::Forget(words) => noted(self.not_found.as_ref().map(|m| m.forget(words))),
            Work::PauseWeekly(pause) => noted(self.weekly.as_ref().map(|w| w.pause(*pause))),
            Work::Report { id, by, .. } => Done::Reported(self.take_report(*id, *by)),
        }
    }

    /// What becomes of a report, of which those that are too many for all together are counted.
    fn take_report(&self, id: u64, by: u64) -> Reported {
        let Some(reports) = &self.reports else {
            return Reported::TooMany;
        };
        let reported = reports.take(id, by, self.announcements.has_room_for_report());
        if reported == Reported::TooMany {
            self.announcements.leave_out_report();
        }
        reported
    }

    /// The versions of the one entry that has this name, or which entries have it.
    fn versions(&self, typed: &str, named: &[EntryRef]) -> Done {
        let history = self.store.history();
        let there = named.iter().map(|entry| (entry.clone(), None));
        let mut all: Vec<(EntryRef, Option<String>)> = there.collect();
        let by_reference = || {
            history
                .entries()
                .into_iter()
                .find(|e| e.to_string() == typed)
        };
        if all.is_empty()
            && let Some(entry) = by_reference()
        {
            all.push((entry, None));
        } else if typed != all.first().map_or_else(String::new, |(e, _)| e.to_string()) {
            let removed = self.removed().into_iter();
            let called = removed.filter(|(entry, text)| {
                let wanted = fold(typed);
                wanted == fold(&text.title) || wanted == fold(&entry.entry)
            });
            all.extend(called.map(|(entry, text)| (entry, Some(text.title))));
        }
        match all.as_slice() {
            [(entry, _)] => Done::Versions(entry.clone(), history.versions(entry)),
            _ => Done::Several(all),
        }
    }

    /// The entries of which only versions are left, as they last were.
    fn removed(&self) -> Vec<(EntryRef, EntryText)> {
        let (history, now) = (self.store.history(), self.live.current());
        let mut gone = history.entries();
        gone.retain(|entry| now.library.resolve(entry).is_none());
        // A file that cannot be used has its entries all the same.
        let files = gone.iter().map(|entry| entry.collection.as_str());
        let files = files.collect::<BTreeSet<_>>().into_iter();
        let there =
            files.filter_map(|name| Some((name, entries(now.sources.named(name)?.text())?)));
        let there = there.flat_map(|(name, entries)| {
            let ids = entries.into_iter().map(|(id, _)| id);
            ids.map(|id| EntryRef::new(name, id)).collect::<Vec<_>>()
        });
        let there: HashSet<EntryRef> = there.collect();
        gone.retain(|entry| !there.contains(entry));
        let latest = history.latest_texts(gone.iter());
        let texts = gone.iter().map(|entry| text_of(&latest.get(entry)?.lines));
        let texts: Vec<_> = texts.collect();
        let removed = gone.into_iter().zip(texts);
        removed
            .filter_map(|(entry, text)| Some((entry, text?)))
            .collect()
    }

    /// Brings back what was there before a version, if the entry still is as that version has it,
    /// with all else that the same change did.
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
        let shown = fingerprint_of_lines(&undone.lines).filter(|_| !undone.lines.is_empty());
        let beside = self.store.history().beside(entry, undone).into_iter();
        let follow = |(entry, made, before): (EntryRef, Version, Version)| Follow {
            edit: Edit {
                entry,
                change: Store::restoring(&before.lines),
            },
            shown: fingerprint_of_lines(&made.lines),
            what: What::Restored,
        };
        let follows: Vec<Follow> = beside.map(follow).collect();
        let order = restoring(entry, change, shown, by);
        Done::Published(self.store.publish_with(&order, &follows))
    }
}

/// The order that makes of an entry what it was, which may be nothing.
fn restoring(entry: &EntryRef, change: Change, shown: Option<Fingerprint>, by: u64) -> Order {
    let what = match change {
        Change::Remove => What::Removed,
        _ => What::Restored,
    };
    let entry = entry.clone();
    Order {
        edit: Edit { entry, change },
        shown,
        by,
        what,
    }
}

impl Worker {
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
