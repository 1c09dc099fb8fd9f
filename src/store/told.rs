//! Remembers what moderators were told lately, so that several processes on one state folder say once
//! what each of them sees.
//!
//! Each counts how often it saw a thing, and the folder has how often it was told: who sees it first
//! tells, and who sees it later finds it told. What happens twice is told twice. Beside that it has the saves
//! that one process alone noticed, until they are told: should that process end, the next one tells them.
//! And it has whether anybody can be told at all. Knows nothing of what is told.
#![expect(clippy::disallowed_methods, reason = "remembers for a while")]

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::content::version::VersionId;
use crate::store::state_file::StateFile;

/// The file's name in the state folder.
const FILE: &str = "verteld.json";
/// How long what was told is remembered. Processes on one folder see the same within seconds.
const KEEP: SignedDuration = SignedDuration::from_mins(10);
/// The most things remembered; beyond that, some may be told twice. And the most saves that are to be told,
/// far more than wait in one process; older ones are in the history only.
const MOST: usize = 1000;

/// How often things were seen, or told, by their names.
type Times = BTreeMap<String, Seen>;

/// What all processes know.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Known {
    /// How often things were told.
    told: Times,
    /// The saves that one process alone noticed, until they are told.
    owed: BTreeSet<VersionId>,
    /// Whether nobody can be told, as Discord does not let the bot write there.
    is_barred: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    n: u32,
    at: Timestamp,
}

/// How often things were told by all processes, and seen by this one.
#[derive(Debug)]
pub struct Told {
    file: StateFile<Known>,
    seen: Mutex<Times>,
}

impl Told {
    /// Remembers in this folder.
    pub fn new(state: &Path) -> Self {
        Self {
            file: StateFile::open(state, FILE),
            seen: Mutex::default(),
        }
    }

    /// Asks `tell` what there is to tell. It asks in turn of each thing that happened whether it is
    /// new to everybody. Without a readable state folder everything is: twice is better than never.
    pub fn new_ones<R>(&self, mut tell: impl FnMut(&mut dyn FnMut(&str) -> bool) -> R) -> R {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Timestamp::now();
        forget(&mut seen, now);
        let before = seen.clone();
        let outcome = self.file.change(|Known { told, .. }| {
            forget(told, now);
            tell(&mut |what| {
                let seen = seen.entry(what.into()).or_insert(Seen { n: 0, at: now });
                (seen.n, seen.at) = (seen.n.saturating_add(1), now);
                let is_new = told.get(what).is_none_or(|told| told.n < seen.n);
                if is_new {
                    told.insert(what.into(), *seen);
                }
                is_new
            })
        });
        outcome.unwrap_or_else(|error| {
            warn!(%error, "cannot remember what was told, so it may be told twice");
            *seen = before;
            tell(&mut |_| true)
        })
    }

    /// Asks `tell`, as [`Self::new_ones`] does, for what is so when this process starts: that is new to
    /// everybody unless it was told lately.
    pub fn new_at_start<R>(&self, tell: impl FnMut(&mut dyn FnMut(&str) -> bool) -> R) -> R {
        let result = self.new_ones(tell);
        // What others told before this process came is nothing that it saw.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.extend(self.file.known().told.clone());
        result
    }

    /// Notes that a save is to be told.
    pub(crate) fn owe(&self, save: VersionId) {
        self.note(|known| {
            known.owed.insert(save);
            if known.owed.len() > MOST {
                known.owed.pop_first();
            }
        });
    }

    /// The saves that are to be told, the oldest first.
    pub(crate) fn owed(&self) -> BTreeSet<VersionId> {
        if let Err(error) = self.file.read() {
            warn!(%error, "cannot read what is to be told");
        }
        self.file.known().owed.clone()
    }

    /// Notes that a save is told, or that nobody is to hear of it.
    pub(crate) fn settle(&self, save: VersionId) {
        self.note(|known| {
            known.owed.remove(&save);
        });
    }

    fn note(&self, change: impl FnOnce(&mut Known)) {
        if let Err(error) = self.file.change(change) {
            warn!(%error, "cannot note what is told, so it may be told twice or not at all");
        }
    }

    /// Reads what other processes wrote.
    pub(crate) fn read(&self) -> io::Result<()> {
        self.file.read()
    }

    /// Whether Discord does not let the bot write where it tells.
    pub(crate) fn is_barred(&self) -> bool {
        self.file.known().is_barred
    }

    /// Notes whether Discord does not let the bot write where it tells.
    pub(crate) fn note_barred(&self, is_barred: bool) {
        if self.is_barred() != is_barred {
            self.note(|known| known.is_barred = is_barred);
        }
    }
}

fn forget(counts: &mut Times, now: Timestamp) {
    counts.retain(|_, count| now.duration_since(count.at).abs() < KEEP);
    let mut moments: Vec<Timestamp> = counts.values().map(|count| count.at).collect();
    if moments.len() > MOST {
        moments.sort_unstable_by(|a, b| b.cmp(a));
        counts.retain(|_, count| count.at > moments[MOST]);
    }
}
