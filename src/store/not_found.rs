//! Questions that nothing was found for, counted so that moderators see which texts are missing.
//!
//! The files hold words and counts: never who asked, where, or when beyond the day. Words with
//! digits are left out, as those are telephone numbers and the like. A member counts once a day for
//! the same words, which takes a salted hash of their number for the day: it stands in a file of its
//! own, which is emptied when the day is over. The counts are one small file, to which all processes
//! on the state folder add. Decides nothing about who may see them, or which questions count.
#![expect(
    clippy::disallowed_methods,
    reason = "counts by the day, and salts by chance"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use jiff::{ToSpan, ZonedDateTime};
use serde::{Deserialize, Serialize};

use crate::store::state_file::StateFile;
use crate::text::fold::fold;

/// The counts, in memory and in their files.
#[derive(Debug)]
pub struct NotFound {
    counts: StateFile<Counts>,
    day: StateFile<Day>,
    forget_after_days: u16,
    /// The questions that are not in the files yet.
    unsaved: Mutex<BTreeSet<Note>>,
}

/// How often nothing was found, by words.
type Counts = BTreeMap<String, Count>;

/// That a member asked for words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Note {
    day: Date,
    member: u64,
    words: String,
}

/// How often nothing was found for the same words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    n: u32,
    last: Date,
    /// How many of these came on a day on which another had asked.
    #[serde(default)]
    among_others: u32,
}

/// What was counted on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Day {
    date: Option<Date>,
    salt: u64,
    /// Hashes of a member and words that were counted.
    asked: BTreeSet<u64>,
    /// How many of those a member has, by a hash of the member.
    members: BTreeMap<u64, u32>,
}

/// The name in the state folder of the file with the counts.
const COUNTS: &str = "gezocht-niet-gevonden.json";
/// The name in the state folder of the file with what was counted today.
const DAY: &str = "gezocht-vandaag.json";
/// The most questions kept; the least asked make room.
const MOST: usize = 1000;
/// The most words of a question that are kept.
const MOST_WORDS: usize = 8;
/// The most characters of a word that is kept.
const LONGEST_WORD: usize = 30;
/// The most questions of one member that count on a day: more than anyone asks in earnest, and so few
/// that it takes one member a hundred days to push out what others asked once.
const MOST_OF_MEMBER: u32 = 10;
/// The most questions that count on a day.
const MOST_A_DAY: usize = 5000;
/// On how many days words count when nobody else asks for them that day: after that, one member who
/// keeps asking makes no difference any more.
const MOST_ALONE: u32 = 3;

impl NotFound {
    /// Reads the counts from the state folder; without readable counts it starts at none.
    pub fn open(state: &Path, forget_after_days: u16) -> Self {
        Self {
            counts: StateFile::open(state, COUNTS),
            day: StateFile::open(state, DAY),
            forget_after_days,
            unsaved: Mutex::default(),
        }
    }

    /// Counts a question of a member, by its words.
    pub fn note(&self, question: &str, member: u64, day: Date) {
        let Some(words) = kept_words(question) else {
            return;
        };
        let mut unsaved = self.unsaved();
        let of_member = unsaved.iter().filter(|note| note.member == member).count();
        if of_member < MOST_OF_MEMBER as usize && unsaved.len() < MOST_A_DAY {
            unsaved.insert(Note { day, member, words });
        }
    }

    /// What was not found for several members, most asked first. One who asks for the same on several
    /// days cannot be told from several members, so that takes as many days as count.
    pub fn list(&self, today: Date) -> Vec<(String, u32)> {
        let (mut counts, mut day) = (self.counts.known().clone(), self.day.known().clone());
        self.add(&mut counts, &mut day, &self.unsaved(), today);
        counts.retain(|_, count| count.among_others > 0 || count.n >= MOST_ALONE);
        let mut all: Vec<(String, u32)> =
            counts.into_iter().map(|(words, c)| (words, c.n)).collect();
        all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        all
    }

    /// Writes what is new, reads what other processes wrote, and empties what was kept for a day that
    /// is over.
    ///
    /// # Errors
    ///
    /// When the disk refuses; the counts stay in memory.
    pub fn save(&self, today: Date) -> io::Result<()> {
        let unsaved = self.unsaved().clone();
        let is_over = self.day.known().date.is_some_and(|day| day < today);
        if unsaved.is_empty() && !is_over {
            return self.read();
        }
        // The day first: should the counts then not be written, some are lost, and none counts twice.
        self.counts.change(|counts| {
            let before = counts.clone();
            let add = |day: &mut Day| self.add(counts, day, &unsaved, today);
            let written = self.day.change(add);
            if written.is_err() {
                *counts = before;
            }
            written
        })??;
        // More may have been counted meanwhile.
        self.unsaved().retain(|note| !unsaved.contains(note));
        Ok(())
    }

    /// Reads what other processes wrote.
    pub(crate) fn read(&self) -> io::Result<()> {
        self.counts.read()?;
        self.day.read()
    }

    /// Forgets words, as there is an answer to them now, or need not be one.
    ///
    /// # Errors
    ///
    /// When the disk refuses; then they stay.
    pub fn forget(&self, words: &str) -> io::Result<()> {
        self.counts.change(|counts| counts.remove(words))?;
        self.unsaved().retain(|note| note.words != words);
        Ok(())
    }

    /// Adds the questions of `unsaved` that count, and leaves out what is too long ago.
    fn add(&self, counts: &mut Counts, day: &mut Day, unsaved: &BTreeSet<Note>, today: Date) {
        for note in unsaved {
            if day.counts(note) {
                add(counts, note);
            }
        }
        if day.date.is_some_and(|day| day < today) {
            *day = Day::default();
        }
        trim(counts, self.forget_after_days, today);
    }

    fn unsaved(&self) -> MutexGuard<'_, BTreeSet<Note>> {
        // A panic elsewhere leaves at worst one question uncounted.
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Day {
    /// Whether a question counts: once for each member and day, and no more of one member than a
    /// member asks.
    fn counts(&mut self, note: &Note) -> bool {
        // Another process began a new day already.
        if self.date.is_some_and(|date| date > note.day) {
            return false;
        }
        if self.date != Some(note.day) {
            *self = Self {
                date: Some(note.day),
                salt: rand::random(),
                ..Self::default()
            };
        }
        let of_member = self
            .members
            .entry(hash(self.salt, &note.member))
            .or_default();
        let has_room = *of_member < MOST_OF_MEMBER && self.asked.len() < MOST_A_DAY;
        let asked = hash(self.salt, &(note.member, &note.words));
        let counts = has_room && self.asked.insert(asked);
        *of_member += u32::from(counts);
        counts
    }
}

fn hash(salt: u64, what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (salt, what).hash(&mut hasher);
    hasher.finish()
}

fn add(counts: &mut Counts, note: &Note) {
    let count = counts.entry(note.words.clone()).or_default();
    if count.last >= note.day {
        count.n = count.n.saturating_add(1);
        count.among_others = count.among_others.saturating_add(1);
    } else {
        let alone = count.n.saturating_sub(count.among_others);
        count.n = count.n.saturating_add(u32::from(alone < MOST_ALONE));
        count.last = note.day;
    }
}

/// Leaves out what is too long ago, and what is least asked beyond the most that is kept.
fn trim(counts: &mut Counts, after_days: u16, today: Date) {
    if let Ok(oldest) = today.checked_sub(i32::from(after_days).days()) {
        counts.retain(|_, count| count.last >= oldest);
    }
    while counts.len() > MOST {
        let least = counts.iter().min_by_key(|(_, count)| (count.n, count.last));
        let Some(least) = least.map(|(words, _)| words.clone()) else {
            break;
        };
        counts.remove(&least);
    }
}

/// The day, where the moderators live.
pub fn today() -> Date {
    ZonedDateTime::now().date()
}

fn kept_words(question: &str) -> Option<String> {
    // A mention or an address is about someone.
    let plain = question
        .split_whitespace()
        .filter(|word| !word.contains(['@', '<', '/']));
    let plain = fold(&plain.collect::<Vec<_>>().join(" "));
    let is_kept = |word: &&str| {
        word.chars().count() <= LONGEST_WORD && !word.contains(|c: char| c.is_numeric())
    };
    let words: Vec<&str> = plain.split(' ').filter(is_kept).take(MOST_WORDS).collect();
    Some(words.join(" ")).filter(|words| !words.is_empty())
}
