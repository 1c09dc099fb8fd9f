//! Questions that nothing was found for, counted so that moderators see which texts are missing.
//!
//! What is kept is words and a count: never who asked, where, or when beyond the day. Words with
//! digits are left out, as those are telephone numbers and the like. The counts are one small file,
//! written whole or not at all. Decides nothing about who may see them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::{ToSpan, ZonedDateTime};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::fold::fold;

/// The counts, in memory and in their file.
#[derive(Debug)]
pub struct Missed {
    file: PathBuf,
    forget_after_days: u16,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    by_words: BTreeMap<String, Count>,
    is_saved: bool,
}

/// How often nothing was found for the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    n: u32,
    last: Date,
}

/// The file's name in the state folder.
const FILE: &str = "gezocht-niet-gevonden.json";
/// How often new counts are written.
const SAVE_EVERY: Duration = Duration::from_secs(2);
/// The most questions kept; the least asked make room.
const MOST: usize = 1000;
/// The most words of a question, and the longest word, that are kept.
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 30;

impl Missed {
    /// Reads the counts from the state folder; without readable counts it starts at none.
    pub fn open(state: &Path, forget_after_days: u16) -> Self {
        let file = state.join(FILE);
        let by_words = match read(&file) {
            Ok(counts) => counts,
            Err(error) => {
                tracing::warn!("cannot read {}: {error}", file.display());
                BTreeMap::new()
            }
        };
        let counts = Counts {
            by_words,
            is_saved: true,
        };
        Self {
            file,
            forget_after_days,
            counts: Mutex::new(counts),
        }
    }

    /// Counts a question, by its words.
    pub fn note(&self, question: &str, today: Date) {
        let Some(words) = kept_words(question) else {
            return;
        };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts
            .by_words
            .entry(words)
            .or_insert(Count { n: 0, last: today });
        count.n = count.n.saturating_add(1);
        count.last = today;
        counts.is_saved = false;
        counts.forget(self.forget_after_days, today);
    }

    /// What was not found, most asked first.
    pub fn list(&self, today: Date) -> Vec<(String, u32)> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.forget(self.forget_after_days, today);
        let all = counts
            .by_words
            .iter()
            .map(|(words, count)| (words.clone(), count.n));
        let mut all: Vec<(String, u32)> = all.collect();
        all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        all
    }

    /// Writes what is new.
    ///
    /// # Errors
    ///
    /// When the disk refuses; the counts stay in memory.
    pub fn save(&self) -> io::Result<()> {
        let counts = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            if std::mem::replace(&mut counts.is_saved, true) {
                return Ok(());
            }
            counts.by_words.clone()
        };
        let saved = write(&self.file, &counts);
        if saved.is_err() {
            self.counts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .is_saved = false;
        }
        saved
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
            let saved = tokio::task::spawn_blocking(move || missed.save()).await;
            let trouble = saved.ok().and_then(Result::err);
            if let Some(error) = trouble.as_ref().filter(|_| !had_trouble) {
                tracing::warn!("cannot keep what was not found: {error}");
            }
            had_trouble = trouble.is_some();
        }
    }
}

impl Counts {
    fn forget(&mut self, after_days: u16, today: Date) {
        let n_before = self.by_words.len();
        if let Ok(oldest) = today.checked_sub(i32::from(after_days).days()) {
            self.by_words.retain(|_, count| count.last >= oldest);
        }
        while self.by_words.len() > MOST {
            let least = self
                .by_words
                .iter()
                .min_by_key(|(_, count)| (count.n, count.last));
            let Some(least) = least.map(|(words, _)| words.clone()) else {
                break;
            };
            self.by_words.remove(&least);
        }
        self.is_saved &= self.by_words.len() == n_before;
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

fn read(file: &Path) -> io::Result<BTreeMap<String, Count>> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

fn write(file: &Path, counts: &BTreeMap<String, Count>) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut fresh, &serde_json::to_vec_pretty(counts)?)?;
    fresh.as_file().sync_all()?;
    fresh.persist(file)?;
    Ok(())
}
