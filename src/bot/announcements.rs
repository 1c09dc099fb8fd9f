//! What moderators are to hear in their channel, until it is there.
//!
//! Two queues, both bounded: what happens to the texts, and what members report, so that neither
//! takes the other's room. What has no room becomes one line with a count, so that nobody
//! takes what the channel shows for all there was. Several processes on a state folder tell once what
//! each of them sees. Knows no channel, and sends nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "each message has a number of its own by chance"
)]

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::content::changes::Save;
use crate::content::snapshot::Snapshot;
use crate::content::version::VersionId;
use crate::discord::rest::backoff::Backoff;
use crate::respond::action::Ticket;
use crate::respond::{Message, changed_outside, unheard_news};
use crate::store::told::Told;
use crate::words::moderators;

/// The most messages that wait in a queue: some 20 KB each at most, without their files.
const MAX_WAITING: usize = 100;
/// The most bytes that the files of waiting messages take together.
const MAX_WAITING_BYTES: usize = 8 << 20;
/// How long counting goes on before the first line about reports that were left out, so that many at
/// once make one line.
const COUNT_FOR: Duration = Duration::from_secs(5);
/// The time between such lines.
const COUNT_AGAIN: Duration = Duration::from_mins(15);
/// The pauses before one message that could not be sent is tried again.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(2), Duration::from_mins(10));

/// What is on its way to the channel.
#[derive(Debug)]
pub struct Announcements {
    queues: Mutex<[Queue; 2]>,
    arrived: Notify,
    pub(crate) told: Told,
}

/// One message to the channel.
#[derive(Debug)]
pub struct Announcement {
    /// What it says.
    pub message: Message,
    /// A number of this message alone, by which Discord knows it when it is sent again.
    pub nonce: u64,
    /// What a member wrote that it shows, if it does.
    pub report: Option<Ticket>,
    /// The save that it tells of, where that is noted as one to be told.
    pub save: Option<VersionId>,
    /// The message of the channel whose place it takes, if it is no new one.
    pub changes: Option<u64>,
    topic: Topic,
    /// How many messages it stands for that had no room, if it does.
    left_out: usize,
    not_before: Instant,
    backoff: Backoff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    /// What happens to the texts.
    Change,
    /// What a member writes.
    Report,
}

#[derive(Debug)]
struct Queue {
    topic: Topic,
    waiting: VecDeque<Announcement>,
    /// How many had no room since this was last told.
    left_out: usize,
    /// When that may be told.
    count_until: Instant,
}

impl Announcements {
    /// Nothing yet; what is told once for all processes is remembered in this folder.
    pub fn new(state: &Path) -> Self {
        Self {
            queues: Mutex::new([Queue::new(Topic::Change), Queue::new(Topic::Report)]),
            arrived: Notify::new(),
            told: Told::new(state),
        }
    }

    /// Tells moderators of something.
    pub fn tell(&self, message: Message) {
        self.add(Announcement::new(Topic::Change, message, 0));
    }

    /// Tells moderators of something that all processes on the state folder see, each time that it
    /// happens anew; `what` names it. Blocks on the disk.
    pub fn tell_once(&self, what: &str, message: Message) {
        if self.told.new_ones(|is_new| is_new(what)) {
            self.tell(message);
        }
    }

    /// Tells moderators what happened to the files between two snapshots, as far as no other process
    /// did, and what was saved meanwhile, which no other process noticed. Blocks on the disk.
    pub fn tell_news(&self, before: Option<&Snapshot>, now: &Snapshot, saves: &[Save]) {
        let owed = self.told.owed();
        let of = |save: Option<&Save>, message| {
            let new = Announcement::new(Topic::Change, message, 0);
            let save = save.and_then(|save| save.version);
            Announcement {
                // Should two processes send it, Discord knows that it is one.
                nonce: save.map_or(new.nonce, |save| save.0),
                save: save.filter(|save| owed.contains(save)),
                ..new
            }
        };
        let (last, earlier) = saves.split_last().unzip();
        for save in earlier.unwrap_or_default() {
            self.add(of(Some(save), changed_outside(save)));
        }
        let change = last.map(changed_outside);
        let change = change.as_ref();
        let tell = |is_new: &mut dyn FnMut(&str) -> bool| unheard_news(before, now, change, is_new);
        let news = match before {
            // What is wrong at the start may be told by whoever started at the same time.
            None => self.told.new_at_start(tell),
            Some(_) => self.told.new_ones(tell),
        };
        if let Some(message) = news {
            self.add(of(last, message));
        }
    }

    /// Notes that a message arrived, or never will. Blocks on the disk.
    pub fn settle(&self, announcement: &Announcement) {
        if let Some(save) = announcement.save {
            self.told.settle(save);
        }
    }

    /// Tells moderators what a member reports.
    pub fn pass_on_report(&self, report: Message, ticket: Ticket) {
        let report = Announcement {
            report: Some(ticket),
            ..Announcement::new(Topic::Report, report, 0)
        };
        self.add(report);
    }

    /// Puts a message in the place of the one with this number in the channel.
    pub fn change(&self, number: u64, message: Message) {
        let change = Announcement {
            changes: Some(number),
            ..Announcement::new(Topic::Change, message, 0)
        };
        self.add(change);
    }

    /// Counts a report that is not passed on, and whose author knows.
    pub fn leave_out_report(&self) {
        self.queues()[Topic::Report as usize].leave_out();
        self.arrived.notify_one();
    }

    /// Whether a report would have a place now.
    pub fn has_room_for_report(&self) -> bool {
        self.queues()[Topic::Report as usize].waiting.len() < MAX_WAITING
    }

    /// The next message, as soon as one may be sent.
    pub async fn next(&self) -> Announcement {
        loop {
            let arrived = self.arrived.notified();
            let until = match self.take() {
                Ok(announcement) => return announcement,
                Err(until) => until,
            };
            match until {
                Some(until) => tokio::select! {
                    () = arrived => {}
                    () = sleep_until(until) => {}
                },
                None => arrived.await,
            }
        }
    }

    /// The next message, if one may be sent now; otherwise when one may, if nothing is added.
    ///
    /// # Errors
    ///
    /// The moment, when no message may be sent now.
    pub fn take(&self) -> Result<Announcement, Option<Instant>> {
        let now = Instant::now();
        let mut queues = self.queues();
        let next = queues.iter_mut().find_map(|queue| queue.take(now));
        next.ok_or_else(|| queues.iter().filter_map(Queue::due).min())
    }

    /// Keeps a message that could not be sent for later; others go first meanwhile. Gives the pause
    /// before it is tried again.
    pub fn put_back(&self, mut announcement: Announcement) -> Duration {
        let pause = announcement.backoff.failed();
        announcement.not_before = Instant::now() + pause;
        // A line about what had no room is one too many at most, and tried again as it is: it may be
        // there already.
        let queue = &mut self.queues()[announcement.topic as usize];
        queue.waiting.push_front(announcement);
        pause
    }

    /// How many messages wait.
    pub fn n_waiting(&self) -> usize {
        let queues = self.queues();
        let waiting = queues.iter().flat_map(|queue| &queue.waiting);
        let waiting: usize = waiting.map(|waiting| waiting.left_out.max(1)).sum();
        waiting + queues.iter().map(|queue| queue.left_out).sum::<usize>()
    }

    fn add(&self, announcement: Announcement) {
        let left_out = self.queues()[announcement.topic as usize].add(announcement);
        self.arrived.notify_one();
        // A line counts it, so no other process tells it.
        if let Some(left_out) = left_out {
            self.settle(&left_out);
        }
    }

    fn queues(&self) -> MutexGuard<'_, [Queue; 2]> {
        // A panic elsewhere leaves at worst one message untold.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn new(topic: Topic) -> Self {
        Self {
            topic,
            waiting: VecDeque::new(),
            left_out: 0,
            count_until: Instant::now(),
        }
    }

    /// Lets a message wait; gives it back when there is no room, and counts it.
    fn add(&mut self, announcement: Announcement) -> Option<Announcement> {
        let size = |message: &Message| message.file.as_ref().map_or(0, |file| file.content.len());
        let files: usize = self.waiting.iter().map(|a| size(&a.message)).sum();
        if self.waiting.len() >= MAX_WAITING
            || files + size(&announcement.message) > MAX_WAITING_BYTES
        {
            self.leave_out();
            return Some(announcement);
        }
        self.waiting.push_back(announcement);
        None
    }

    fn leave_out(&mut self) {
        let now = Instant::now();
        if self.left_out == 0 && self.topic == Topic::Report {
            self.count_until = self.count_until.max(now + COUNT_FOR);
        }
        self.left_out += 1;
    }

    fn take(&mut self, now: Instant) -> Option<Announcement> {
        if let Some(place) = self.waiting.iter().position(|a| a.not_before <= now) {
            return self.waiting.remove(place);
        }
        if self.left_out == 0 || self.count_until > now {
            return None;
        }
        let left_out = std::mem::take(&mut self.left_out);
        let content = match self.topic {
            Topic::Change => moderators::changes_left_out(left_out),
            Topic::Report => moderators::reports_left_out(left_out),
        };
        if self.topic == Topic::Report {
            self.count_until = now + COUNT_AGAIN;
        }
        let message = Message::text(content, []);
        Some(Announcement::new(self.topic, message, left_out))
    }

    /// When there is something to send, if nothing is added.
    fn due(&self) -> Option<Instant> {
        let waiting = self.waiting.iter().map(|a| a.not_before).min();
        let count = (self.left_out > 0).then_some(self.count_until);
        waiting.into_iter().chain(count).min()
    }
}

impl Announcement {
    fn new(topic: Topic, message: Message, left_out: usize) -> Self {
        Self {
            message,
            nonce: rand::random(),
            report: None,
            save: None,
            changes: None,
            topic,
            left_out,
            not_before: Instant::now(),
            backoff: BACKOFF,
        }
    }
}
