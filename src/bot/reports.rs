//! How many reports of members are passed on, so that the moderators' channel stays readable. Knows
//! nothing of what they say.
#![expect(clippy::disallowed_methods, reason = "reports count for a while")]

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::respond::Reported;

/// How many reports a member may send in [`WHILE`].
const MAX_REPORTS: usize = 3;
/// How many all members together may.
const MAX_REPORTS_OF_ALL: usize = 30;
/// The time in which no more reports than those limits are passed on.
const WHILE: Duration = Duration::from_mins(15);

/// The reports that were passed on lately, the oldest first.
#[derive(Debug, Default)]
pub struct Reports(Mutex<VecDeque<Sent>>);

/// A report that was passed on.
#[derive(Debug)]
struct Sent {
    id: u64,
    by: u64,
    at: Instant,
}

impl Reports {
    /// Takes a report, if its author and all members together sent few enough lately and the channel has
    /// room for it.
    pub(crate) fn take(&self, id: u64, by: u64, has_room: bool) -> Reported {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What has passed is forgotten, so that this holds no more than a quarter of an hour.
        while sent.front().is_some_and(|sent| sent.at.elapsed() >= WHILE) {
            sent.pop_front();
        }
        if sent.iter().any(|sent| sent.id == id) {
            return Reported::Again;
        }
        if sent.iter().filter(|sent| sent.by == by).count() >= MAX_REPORTS {
            return Reported::TooOften;
        }
        if sent.len() >= MAX_REPORTS_OF_ALL || !has_room {
            return Reported::TooMany;
        }
        let at = Instant::now();
        sent.push_back(Sent { id, by, at });
        Reported::PassedOn
    }
}
