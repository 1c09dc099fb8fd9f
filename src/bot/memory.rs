//! What a process keeps between answers, for [`crate::respond`] to draw from and to note in.
//!
//! Where what the bot says meets the clock and the counts; decides nothing about what to say.
#![expect(clippy::disallowed_methods, reason = "answering meets the clock here")]

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tracing::warn;

use crate::bot::announcements::Announcements;
use crate::bot::bags::Bags;
use crate::bot::jobs::dead_links::DeadLinks;
use crate::bot::jobs::reminder;
use crate::bot::jobs::weekly::Weekly;
use crate::respond;
use crate::respond::action::Ticket;
use crate::respond::{Draw, Memory, Occasion, Post, Report, WeeklyTip};
use crate::store::asked::AskedCounts;
use crate::store::inbox::InboxStore;
use crate::store::not_found::{NotFound, today};
use crate::store::posts::PostStore;

/// The memory of one process: a field for each thing that answers draw from, note or tell.
#[derive(Debug, Default)]
pub struct ProcessMemory {
    /// Chance.
    pub draw: Box<dyn Draw>,
    /// Where questions are counted that nothing was found for, if they are.
    pub not_found: Option<Arc<NotFound>>,
    /// How often each text was asked for, where that is counted.
    pub asked: Option<Arc<AskedCounts>>,
    /// The addresses that do not work, where that is looked at.
    pub dead_links: Option<Arc<DeadLinks>>,
    /// The posts that stay, where there can be any.
    pub posts: Option<Arc<PostStore>>,
    /// What members wrote, where that is kept.
    pub inbox: Option<Arc<InboxStore>>,
    /// What is on its way to the moderators' channel, where there can be any.
    pub announcements: Option<Arc<Announcements>>,
    /// After how many days a text is due to be looked at again, if ever.
    pub recheck_after_days: Option<u16>,
    /// The tip of the week, if there is one.
    pub weekly: Option<Arc<Weekly>>,
}

impl ProcessMemory {
    /// Reads what other processes on the state folder wrote, so that a moderator sees all of it; what cannot be read
    /// stays as it was. Blocks on the disk.
    pub fn catch_up(&self) {
        let read = [
            self.not_found.as_ref().map(|counts| counts.read()),
            self.asked.as_ref().map(|asked| asked.read()),
            self.dead_links.as_ref().map(|dead| dead.tried.read()),
            self.posts.as_ref().map(|posts| posts.read()),
            self.inbox.as_ref().map(|inbox| inbox.letters.read()),
            self.weekly.as_ref().map(|weekly| weekly.posted.read()),
            self.announcements.as_ref().map(|told| told.told.read()),
        ];
        for error in read.into_iter().flatten().filter_map(Result::err) {
            warn!(%error, "cannot read what another process wrote");
        }
    }
}

impl Default for Box<dyn Draw> {
    fn default() -> Self {
        Box::new(Bags::default())
    }
}

impl Draw for ProcessMemory {
    fn draw(&self, occasion: &Occasion<'_>, candidates: &[&str]) -> usize {
        self.draw.draw(occasion, candidates)
    }
}

impl Memory for ProcessMemory {
    fn not_found(&self, question: &str, member: u64) {
        if let Some(counts) = &self.not_found {
            counts.note(question, member, today());
        }
    }

    fn not_found_list(&self) -> Option<Vec<(String, u32)>> {
        Some(self.not_found.as_ref()?.list(today()))
    }

    fn asked(&self) -> Option<respond::Asked> {
        Some(self.asked.as_ref()?.list(today()))
    }

    fn dead_links(&self) -> Vec<String> {
        self.dead_links.iter().flat_map(|d| d.list()).collect()
    }

    fn posts(&self) -> Vec<(Ticket, Post)> {
        self.posts.iter().flat_map(|posts| posts.list()).collect()
    }

    fn reports(&self) -> Vec<(Ticket, Report)> {
        self.inbox.iter().flat_map(|inbox| inbox.list()).collect()
    }

    fn is_channel_barred(&self) -> bool {
        let announcements = self.announcements.as_ref();
        announcements.is_some_and(|announcements| announcements.told.is_barred())
    }

    fn weekly(&self) -> Option<WeeklyTip> {
        let weekly = self.weekly.as_ref()?;
        Some(weekly.next(Timestamp::now()))
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::system()
    }

    fn looked_at_since(&self) -> Option<Date> {
        reminder::cutoff(self.recheck_after_days?, today())
    }
}
