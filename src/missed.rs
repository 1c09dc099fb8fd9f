//! Questions that nothing was found for, counted so that moderators see which texts are missing.
//!
//! What is kept is words and a count: never who asked, where, or when beyond the day. Words with
//! digits are left out, as those are telephone numbers and the like. The counts are one small file,
//! to which all processes on the state folder add. Decides nothing about who may see them.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::{ToSpan, ZonedDateTime};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::fold::fold;
use crate::state::StateFile;

/// The counts, in memory and in their file.
#[derive(Debug)]
pub struct Missed {
    file: StateFile<Counts>,
    forget_after_days: u16,
    memory: Mutex<Memory>,
}

/// How often nothing was found, by words.
type Counts = BTreeMap<String, Count>;

#[derive(Debug, Default)]
struct Memory {
    /// What the file said when it was last read or written.
    kept: Counts,
    /// What is to be added to the file.
    fresh: Counts,
}

/// How often nothing was found for the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    n: u32,
    last: Date,
}

/// The file's name in the state folder.
const FILE: &str = "gezocht-niet-gevonden.json";
/// How often new counts are written, and those of other processes read.
const SAVE_EVERY: Duration = Duration::from_secs(2);
/// The most questions kept; the least asked make room.
const MOST: usize = 1000;
/// The most words of a question, and the longest word, that are kept.
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 30;

impl Missed {
    /// Reads the counts from the state folder; without readable counts it starts at none.
    pub fn open(state: &Path, forget_after_days: u16) -> Self {
        let file = StateFile::<Counts>::new(state, FILE);
        let kept = file.read().unwrap_or_else(|error| {
            warn!(%error, "cannot read {}", file.path().display());
            Counts::new()
        });
        let memory = Memory {
            kept,
            fresh: Counts::new(),
        };
        Self {
            file,
            forget_after_days,
            memory: Mutex::new(memory),
        }
    }

    /// Counts a question, by its words.
    pub fn note(&self, question: &str, today: Date) {
        let Some(words) = kept_words(question) else {
            return;
        };
        let fresh = &mut self.memory().fresh;
        add(fresh, words, Count { n: 1, last: today });
        trim(fresh, self.forget_after_days, today);
    }

    /// What was not found, most asked first.
    pub fn list(&self, today: Date) -> Vec<(String, u32)> {
        let mut all = {
            let memory = self.memory();
            sum(&memory.kept, &memory.fresh)
        };
        trim(&mut all, self.forget_after_days, today);
        let mut all: Vec<(String, u32)> = all.into_iter().map(|(words, c)| (words, c.n)).collect();
        all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        all
    }

    /// Writes what is new, and reads what other processes wrote.
    ///
    /// # Errors
    ///
    /// When the disk refuses; the counts stay in memory.
    pub fn save(&self, today: Date) -> io::Result<()> {
        let fresh = self.memory().fresh.clone();
        let kept = if fresh.is_empty() {
            self.file.read()?
        } else {
            self.file.change(|counts| {
                *counts = sum(counts, &fresh);
                trim(counts, self.forget_after_days, today);
                counts.clone()
            })?
        };
        let mut memory = self.memory();
        memory.kept = kept;
        // More may have been counted meanwhile.
        memory.fresh.retain(|words, count| {
            count.n -= fresh.get(words).map_or(0, |written| written.n.min(count.n));
            count.n > 0
        });
        Ok(())
    }

    /// Forgets words, as there is an answer to them now, or need not be one.
    ///
    /// # Errors
    ///
    /// When the disk refuses; then they stay.
    pub fn forget(&self, words: &str) -> io::Result<()> {
        self.file.change(|counts| counts.remove(words))?;
        let mut memory = self.memory();
        memory.kept.remove(words);
        memory.fresh.remove(words);
        Ok(())
    }

    /// Saves now and then, off the threads that answer, until `shutdown`.
    pub async fn keep_saved(self: Arc<Self>, shutdown: CancellationToken) {
        let mut had_trouble = false;
        while (shutdown
            .run_until_cancelled(tokio::time::sleep(SAVE_EVERY))
            .await)
            .is_some()
        {
            let missed = Arc::clone(&self);
            let saved = tokio::task::spawn_blocking(move || missed.save(today())).await;
            let trouble = saved.ok().and_then(Result::err);
            if let Some(error) = trouble.as_ref().filter(|_| !had_trouble) {
                warn!(%error, "cannot keep what was not found");
            }
            had_trouble = trouble.is_some();
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // A panic elsewhere leaves at worst one question uncounted.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(counts: &mut Counts, words: String, more: Count) {
    let count = counts.entry(words).or_insert(Count { n: 0, ..more });
    count.n = count.n.saturating_add(more.n);
    count.last = count.last.max(more.last);
}

fn sum(counts: &Counts, more: &Counts) -> Counts {
    let mut sum = counts.clone();
    for (words, count) in more {
        add(&mut sum, words.clone(), *count);
    }
    sum
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
