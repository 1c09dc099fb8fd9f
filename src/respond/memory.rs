//! What answering asks of the process: chance, the clock, and notes that outlive an answer.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::library::EntryRef;
use crate::respond::action::Ticket;

/// Where chance comes from: [`crate::respond`] itself has none, and remembers nothing.
pub trait Draw: fmt::Debug + Send + Sync {
    /// Picks one of `candidates`, which is never empty, by its place.
    fn draw(&self, occasion: &Occasion<'_>, candidates: &[&str]) -> usize;
}

/// For whom is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The interaction; the same one draws the same again.
    pub interaction: u64,
    /// The channel in which nothing should be repeated.
    pub channel: u64,
    /// The collection drawn from.
    pub collection: &'a str,
    /// The entry that is on the screen now, if any.
    pub shown: Option<&'a str>,
}

/// Where chance comes from, where is noted what moderators should hear of, and what day it is:
/// [`crate::respond::respond`] itself remembers nothing.
pub trait Memory: Draw {
    /// Notes that nothing was found for a question of a member, who counts once a day for it and is
    /// not remembered longer.
    fn not_found(&self, question: &str, member: u64);

    /// The questions without an answer, most asked first, with how often; nothing when they are not
    /// counted.
    fn not_found_list(&self) -> Option<Vec<(String, u32)>>;

    /// How often each text was asked for; nothing when that is not counted.
    fn asked(&self) -> Option<Asked>;

    /// What members wrote and nobody dealt with yet, the oldest first.
    fn reports(&self) -> Vec<(Ticket, Report)>;

    /// The addresses in the texts that do not work any more.
    fn dead_links(&self) -> Vec<String>;

    /// The posts that stay.
    fn posts(&self) -> Vec<(Ticket, Post)>;

    /// Whether Discord does not let the bot write in the moderators' channel.
    fn is_channel_barred(&self) -> bool;

    /// The tip of the week, where there is one.
    fn weekly(&self) -> Option<WeeklyTip>;

    /// Where moderators read the hour at which a version was made.
    fn time_zone(&self) -> TimeZone;

    /// Texts that nobody looked at since this day are told to moderators.
    fn looked_at_since(&self) -> Option<Date>;
}

/// How often texts were asked for, whoever asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The day from which on nothing is missing.
    pub since: Date,
    /// The day to which the counts go.
    pub until: Date,
    /// The counts of each month since then, the oldest first, by `collection/entry`.
    pub months: Vec<BTreeMap<String, u32>>,
}

/// What a member wrote about a text, or about one that is missing; never who that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The text; nothing where one is missing.
    pub about: Option<EntryRef>,
    /// What the missing text would be about.
    pub title: String,
    /// What the member wrote further.
    pub words: String,
}

/// A message that stays in a channel, and changes when its text does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The text, or the collection when its entry has no name.
    pub about: EntryRef,
    /// The channel.
    pub channel: u64,
    /// Whether it is put back when somebody takes it away.
    pub puts_back: bool,
}

/// Where and when the next tip of the week comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeeklyTip {
    /// The channel.
    pub channel: u64,
    /// The moment; nothing while posting is paused.
    pub next: Option<Timestamp>,
}
