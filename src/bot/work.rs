//! Carries out the work that replies need first: whatever needs the disk or a file from Discord, or takes
//! long.
//!
//! Blocks meanwhile. Decides nothing about what to say; that is for [`crate::respond`].

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::io;
use std::sync::Arc;

use tokio::runtime::Handle;
use tracing::warn;

use crate::bot::announcements::Announcements;
use crate::bot::memory::ProcessMemory;
use crate::bot::reports::Reports;
use crate::content::changes;
use crate::content::edit::{EntryText, entries, text_of};
use crate::content::order::{Refusal, Saved};
use crate::content::snapshot::Snapshot;
use crate::content::version::{WHOLE, What};
use crate::diagnostic::MAX_FILE_BYTES;
use crate::discord::rest::Rest;
use crate::library::EntryRef;
use crate::library::picture::MAX_PICTURE_BYTES;
use crate::respond::action::Ticket;
use crate::respond::moderation::{file_review, history, inbox, outcome, posts, report, saves};
use crate::respond::{
    Attachment, Conclusion, ContentChange, Draft, Invocation, NotFetched, Placed, Post, Reply,
    Report, Reported, Work,
};
use crate::store::drafts::Drafts;
use crate::store::live::Live;
use crate::store::not_found::today;
use crate::store::publish::Store;
use crate::store::taken::Once;
use crate::text::fold::fold;

/// Does the work that a reply asked for, of whatever kind. Blocks.
#[derive(Debug)]
pub struct Worker {
    /// Where texts are published.
    pub store: Store,
    /// What moderators typed and have not published.
    pub drafts: Drafts,
    /// What the moderators' channel is to hear.
    pub announcements: Arc<Announcements>,
    /// The reports that were passed on lately, where members can report what is wrong with a text.
    pub reports: Option<Reports>,
    /// Where the files come from that moderators send, if they can.
    pub fetch: Option<Box<dyn Fetch>>,
    /// Where interactions are taken, so that what changes or posts something is done once for each.
    pub once: Option<Once>,
}

/// Gets the files that moderators send.
pub trait Fetch: fmt::Debug + Send + Sync {
    /// The content of a file, of at most so many bytes. Blocks until it is here; outside a task of the runtime only.
    ///
    /// # Errors
    ///
    /// See [`NotFetched`].
    fn fetch(&self, attachment: &Attachment, limit: usize) -> Result<Vec<u8>, NotFetched>;
}

/// Files that Discord keeps.
impl Fetch for Rest {
    fn fetch(&self, attachment: &Attachment, limit: usize) -> Result<Vec<u8>, NotFetched> {
        Handle::current().block_on(self.attachment(&attachment.url, limit))
    }
}

impl Worker {
    /// Publishes with `store`, keeps drafts in `drafts`, and tells what happens to `announcements`; does nothing else that can be left out.
    pub fn new(store: Store, drafts: Drafts, announcements: Arc<Announcements>) -> Self {
        Self {
            store,
            drafts,
            announcements,
            reports: None,
            fetch: None,
            once: None,
        }
    }

    /// The content that answers.
    fn live(&self) -> &Live {
        &self.store.live
    }

    /// Carries out work, and gives what follows from it.
    pub fn carry_out(
        &self,
        work: &Work,
        invocation: &Invocation,
        memory: &ProcessMemory,
    ) -> Conclusion {
        let live = self.live();
        match work {
            Work::Review(draft) => live.in_turn(|now| {
                let sent = self.drafts.picture(draft, &now.sources.pictures);
                outcome::reviewed(now, invocation, draft, sent.as_ref())
            }),
            Work::Receive(attachment, name) => {
                let fetched = self.fetched(attachment, MAX_FILE_BYTES);
                live.in_turn(|now| file_review::received(now, invocation, name, &fetched))
            }
            Work::ReceivePicture(attachment, draft) => {
                self.receive_picture(attachment, draft, invocation)
            }
            Work::Fix(name, text) => {
                live.in_turn(|now| file_review::fixed(now, invocation, name, text.as_deref()))
            }
            Work::Versions(typed, named) => self.versions(typed, named, memory),
            Work::Version(entry, version) => {
                let version = self.store.to_restore(entry, *version);
                live.in_turn(|now| history::version(now, entry, version.as_ref()))
            }
            Work::Removed(typed) => self.choices(typed),
            Work::Changes(version) => saves::all(&self.store.history.save(*version)),
            Work::Accept(state) => {
                let accepted = live.accept(*state);
                if let Err(error) = &accepted {
                    warn!(%error, "cannot note that the folder is right");
                }
                saves::accepted(invocation, accepted.ok())
            }
            Work::Reload => {
                let is_fine = live.reload_or_go_on();
                live.in_turn(|now| outcome::reloaded(now, memory, is_fine))
            }
            Work::Forget(words) => {
                let noted = memory.not_found.as_ref().map(|m| m.forget(words));
                self.noted(noted.as_ref(), memory)
            }
            Work::PauseWeekly(pause) => {
                let noted = memory.weekly.as_ref().map(|w| w.pause(*pause));
                self.noted(noted.as_ref(), memory)
            }
            Work::Place(about) => self.place(about, invocation, memory),
            Work::ChangePost(ticket, change) => {
                let posts = memory.posts.as_ref();
                let noted = posts.map(|posts| posts.decide(*ticket, *change));
                let is_noted = is_noted(noted.as_ref());
                live.in_turn(|now| posts::changed(now, memory, *ticket, *change, is_noted))
            }
            Work::Report(report) => self.report(report, invocation, memory),
            Work::Handle(ticket) => self.handle(*ticket, invocation, memory),
            Work::Change(change) => self.change(change, invocation),
        }
    }

    /// Keeps a picture that somebody sent, and gives what follows for the draft that is to have it.
    fn receive_picture(
        &self,
        attachment: &Attachment,
        draft: &Draft,
        invocation: &Invocation,
    ) -> Conclusion {
        let live = self.live();
        let fetched = self.fetched(attachment, MAX_PICTURE_BYTES);
        let there = &live.current().sources.pictures;
        let keep = |bytes| self.drafts.keep_picture(there, &attachment.name, bytes);
        let kept = fetched.map(keep);
        live.in_turn(|now| outcome::with_picture(now, invocation, attachment, draft, &kept))
    }

    /// Changes the files, and gives what follows from it.
    fn change(&self, change: &ContentChange, invocation: &Invocation) -> Conclusion {
        let (store, live, by) = (&self.store, self.live(), invocation.user);
        let settled = |entry: &EntryRef, what, result: Result<Saved, Refusal>, reply| {
            live.in_turn(|now| outcome::settled(now, invocation, entry, what, &result, reply))
        };
        match change {
            ContentChange::Publish(draft, order) => {
                let there = &live.current().sources.pictures;
                let sent = self.drafts.picture(draft, there);
                let result = store.publish_with(order, &[], sent.as_ref());
                if sent.is_some()
                    && result
                        .as_ref()
                        .is_ok_and(|saved| saved.before != saved.after)
                {
                    self.drafts.forget_picture(draft);
                }
                live.in_turn(|now| outcome::published(now, invocation, draft, order, &result))
            }
            ContentChange::Remove(order, follows) => {
                let result = store.publish_with(order, follows, None);
                settled(&order.edit.entry, order.what, result, Reply::Update)
            }
            ContentChange::Restore(entry, version, shown) => {
                let result = store.restore(entry, *version, *shown, by);
                settled(entry, What::Restored, result, Reply::Update)
            }
            ContentChange::Undo(entry, version) => {
                let result = store.undo(entry, *version, by);
                settled(entry, What::Restored, result, Reply::private)
            }
            ContentChange::UndoSave(version) => {
                let files = store.history.save(*version).into_iter();
                let undo = |file: changes::FileChange| {
                    let whole = EntryRef::new(&file.name, WHOLE);
                    (file.name, store.undo(&whole, *version, by))
                };
                saves::undone(invocation, &files.map(undo).collect::<Vec<_>>())
            }
        }
    }

    fn fetched(&self, attachment: &Attachment, limit: usize) -> Result<Vec<u8>, NotFetched> {
        match &self.fetch {
            _ if attachment.size > limit as u64 => Err(NotFetched::TooLarge),
            Some(fetch) => fetch.fetch(attachment, limit),
            None => Err(NotFetched::Elsewhere),
        }
    }

    fn noted(&self, result: Option<&io::Result<()>>, memory: &ProcessMemory) -> Conclusion {
        let is_noted = is_noted(result);
        self.live()
            .in_turn(|now| outcome::noted(now, memory, is_noted))
    }

    /// Has a text put in the channel that a moderator is in.
    fn place(
        &self,
        about: &EntryRef,
        invocation: &Invocation,
        memory: &ProcessMemory,
    ) -> Conclusion {
        let post = Post {
            about: about.clone(),
            channel: invocation.channel,
            puts_back: false,
        };
        let ticket = Ticket::of(invocation.id);
        let posts = memory.posts.as_ref().filter(|_| invocation.channel != 0);
        let placed = posts.map_or(Placed::NotHere, |posts| posts.place(ticket, post));
        let channel = invocation.channel;
        self.live()
            .in_turn(|now| posts::placed(&now.library, about, channel, placed))
    }

    /// Passes on what a member wrote, and keeps it until a moderator is done with it.
    fn report(
        &self,
        report: &Report,
        invocation: &Invocation,
        memory: &ProcessMemory,
    ) -> Conclusion {
        let room = self.announcements.has_room_for_report();
        let reports = self.reports.as_ref();
        let reported = reports.map(|reports| reports.take(invocation.id, invocation.user, room));
        if reported == Some(Reported::TooMany) {
            // A line to the channel counts those that are too many for all together.
            self.announcements.leave_out_report();
        }
        let reported = reported.unwrap_or(Reported::TooMany);
        let ticket = Ticket::of(invocation.id);
        if let (Some(inbox), Reported::PassedOn) = (&memory.inbox, reported)
            && let Err(error) = inbox.add(ticket, report.clone(), today())
        {
            warn!(%error, "cannot keep what a member wrote; the moderators' channel has it");
        }
        self.live()
            .in_turn(|now| report::reported(now, report, ticket, invocation.user, reported))
    }

    /// Forgets what a member wrote, also who that was in the moderators' channel.
    fn handle(
        &self,
        ticket: Ticket,
        invocation: &Invocation,
        memory: &ProcessMemory,
    ) -> Conclusion {
        let removed = memory.inbox.as_ref().map(|inbox| inbox.remove(ticket));
        let letter = match removed.transpose() {
            Ok(letter) => letter.flatten(),
            Err(error) => {
                warn!(%error, "cannot forget what a member wrote");
                let live = self.live();
                return live.in_turn(|now| inbox::not_forgotten(now, invocation, memory));
            }
        };
        let report = letter.as_ref().map(|letter| &letter.report);
        if let Some(number) = letter.as_ref().and_then(|letter| letter.message) {
            let message = inbox::handled(report, invocation.user);
            self.announcements.change(number, message);
        }
        self.live()
            .in_turn(|now| inbox::done(now, invocation, memory, report))
    }

    /// The versions of the one entry that has this name, or which entries have it.
    fn versions(&self, typed: &str, named: &[EntryRef], memory: &ProcessMemory) -> Conclusion {
        let kept = &self.store.history;
        let there = named.iter().map(|entry| (entry.clone(), None));
        let mut all: Vec<(EntryRef, Option<String>)> = there.collect();
        let whole = |name: String| EntryRef::new(name, WHOLE);
        let by_reference = || {
            let mut files = kept.files().into_iter().filter(|name| {
                typed == format!("{name}.toml") || typed == whole(name.clone()).to_string()
            });
            let mut entries = kept.entries().into_iter();
            let file = files.next().map(whole);
            file.or_else(|| entries.find(|entry| entry.to_string() == typed))
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
            [(entry, _)] => {
                let versions = kept.versions(entry);
                let all = |now: &Snapshot| history::versions(now, memory, entry, &versions);
                Conclusion::of(Reply::private(self.live().in_turn(all)))
            }
            several => self.live().in_turn(|now| history::several(now, several)),
        }
    }

    /// The removed entries and files that fit what was typed so far.
    fn choices(&self, typed: &str) -> Conclusion {
        let removed = self.removed();
        let files = self.store.history.files();
        let choices = |now: &_| history::choices(now, typed, &removed, &files);
        Conclusion::of(Reply::Choices(self.live().in_turn(choices)))
    }

    /// The entries of which only versions are left, as they last were.
    fn removed(&self) -> Vec<(EntryRef, EntryText)> {
        let (history, now) = (&self.store.history, self.live().current());
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
        // The last version says that the entry went.
        let latest = history.latest(gone.iter(), |version| !version.lines.is_empty());
        let text = |entry: &EntryRef| text_of(&latest.get(entry)?.lines);
        let removed = gone.iter().filter_map(|e| Some((e.clone(), text(e)?)));
        removed.collect()
    }
}

/// Whether something was noted; says so in the log when the disk refused.
fn is_noted(result: Option<&io::Result<()>>) -> bool {
    if let Some(Err(error)) = result {
        warn!(%error, "cannot note what a moderator asked for");
    }
    matches!(result, Some(Ok(())))
}
