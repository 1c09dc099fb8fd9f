//! How often each text was asked for, by the month; nothing of who asked, where, or when beyond that.
//!
//! The counts are one small file, to which all processes on the state folder add. Counting a text takes no
//! disk and no clock: what is new goes into the month in which it is saved. Decides nothing about which
//! answers count.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::library::EntryRef;
use crate::respond;
use crate::store::state_file::StateFile;

/// The counts, in memory and in their file.
#[derive(Debug)]
pub struct AskedCounts {
    file: StateFile<Kept>,
    /// What was asked for since the file was last written.
    unsaved: Mutex<HashMap<EntryRef, u32>>,
}

/// The counts of all processes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// The day from which on nothing is missing.
    since: Option<Date>,
    /// How often each text was asked for, by `collection/entry`, in each month by its first day.
    months: BTreeMap<Date, BTreeMap<String, u32>>,
}

/// The file's name in the state folder.
const FILE: &str = "gevraagd.json";
/// How many months are kept, with the one that goes on.
const MONTHS: i32 = 12;

impl AskedCounts {
    /// Reads the counts from the state folder; without readable counts it starts at none.
    pub fn open(state: &Path) -> Self {
        Self {
            file: StateFile::open(state, FILE),
            unsaved: Mutex::default(),
        }
    }

    /// Counts a text once.
    pub fn note(&self, entry: &EntryRef) {
        let mut unsaved = self.unsaved();
        let n = unsaved.entry(entry.clone()).or_default();
        *n = n.saturating_add(1);
    }

    /// The counts of the months that are kept.
    pub fn list(&self, today: Date) -> respond::Asked {
        let mut kept = self.file.known().clone();
        kept.add(&self.unsaved(), today);
        let since = kept.since.unwrap_or(today);
        let mut months = Vec::new();
        let mut month = since.first_of_month();
        while month <= today && months.len() < MONTHS.unsigned_abs() as usize {
            months.push(kept.months.remove(&month).unwrap_or_default());
            month = month.saturating_add(1.month());
        }
        respond::Asked {
            since,
            until: today,
            months,
        }
    }

    /// Writes what is new, and reads what other processes wrote.
    ///
    /// # Errors
    ///
    /// When the disk refuses; the counts stay in memory.
    pub fn save(&self, today: Date) -> io::Result<()> {
        let unsaved = std::mem::take(&mut *self.unsaved());
        if unsaved.is_empty() {
            return self.read();
        }
        let saved = self.file.change(|kept| kept.add(&unsaved, today));
        if saved.is_err() {
            let mut again = self.unsaved();
            for (entry, n) in unsaved {
                *again.entry(entry).or_default() += n;
            }
        }
        saved
    }

    /// Reads what other processes wrote.
    pub(crate) fn read(&self) -> io::Result<()> {
        self.file.read()
    }

    fn unsaved(&self) -> MutexGuard<'_, HashMap<EntryRef, u32>> {
        // A panic elsewhere leaves at worst one text uncounted.
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Adds counts to the month of this day, and leaves out what is too long ago.
    fn add(&mut self, unsaved: &HashMap<EntryRef, u32>, today: Date) {
        let month = today.first_of_month();
        let oldest = month.saturating_sub((MONTHS - 1).months());
        self.months.retain(|month, _| *month >= oldest);
        self.since = Some(self.since.map_or(today, |since| since.max(oldest)));
        let counts = self.months.entry(month).or_default();
        for (entry, n) in unsaved {
            let count = counts.entry(entry.to_string()).or_default();
            *count = count.saturating_add(*n);
        }
    }
}
