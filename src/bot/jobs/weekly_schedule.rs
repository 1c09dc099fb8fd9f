//! When the tip of the week is due: no clock, no disk, no network.

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::bot::settings::WeeklyPost;

/// What was posted, kept across restarts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The last moment that is dealt with: posted or skipped.
    pub done: Option<Timestamp>,
    /// A post that was begun; whether it arrived is not known.
    pub begun: Option<Begun>,
    /// The entries that were posted since all were.
    pub seen: Vec<String>,
    /// Whether moderators want nothing posted now.
    #[serde(default)]
    pub paused: bool,
}

/// A post that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The moment it was due.
    pub due: Timestamp,
    /// When it was sent for the first time.
    pub at: Timestamp,
    /// The entry.
    pub entry: String,
}

/// What there is to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing before this moment.
    Wait(Timestamp),
    /// Post the tip that was due at this moment and has not been sent yet.
    Post(Timestamp),
    /// Send the same post again: Discord makes it one message.
    Again(Begun),
    /// It is too late for the tip that was due at this moment, or nobody wants it.
    Skip(Timestamp),
}

/// How long after its moment a tip is still posted.
const LATE: SignedDuration = SignedDuration::from_hours(6);
/// How long Discord knows a message again by its nonce: "the past few minutes",
/// <https://discord.com/developers/docs/resources/message#create-message>.
const KNOWN_AGAIN: SignedDuration = SignedDuration::from_mins(2);

impl WeeklyPost {
    /// The last moment that was due at or before `now`.
    pub fn last(&self, now: Timestamp) -> Option<Timestamp> {
        let today = now.to_zoned_datetime(self.time_zone.clone()).date();
        // In a week with a missing or double hour, the zone's rules say when it is.
        let at = |days: i32| {
            let date = today.checked_sub(days.days()).ok()?;
            let moment = date
                .to_datetime(self.time)
                .to_zoned_datetime(self.time_zone.clone())
                .ok()?;
            (date.weekday() == self.day).then(|| moment.timestamp())
        };
        (0..=7).filter_map(at).find(|due| *due <= now)
    }

    /// The first moment after `now`.
    pub fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let in_eight_days = now.checked_add(SignedDuration::from_hours(8 * 24)).ok()?;
        let last = self.last(in_eight_days)?;
        let before = self.last(last.checked_sub(SignedDuration::from_secs(1)).ok()?);
        before.filter(|due| *due > now).or(Some(last))
    }

    /// What to do at this moment.
    pub fn step(&self, posted: &Posted, now: Timestamp) -> Step {
        let wait = || Step::Wait(self.next(now).unwrap_or(Timestamp::MAX));
        let Some(due) = self.last(now) else {
            return wait();
        };
        if let Some(begun) = &posted.begun {
            // Also when the clock was set back: then it is not known how long ago that was.
            if now.duration_since(begun.at).abs() < KNOWN_AGAIN {
                return Step::Again(begun.clone());
            }
            return Step::Skip(begun.due);
        }
        match posted.done {
            // What was due before the first start was nobody's to post.
            None => Step::Skip(due),
            Some(done) if done >= due => wait(),
            Some(_) if posted.paused => Step::Skip(due),
            Some(_) if now.duration_since(due) > LATE => Step::Skip(due),
            Some(_) => Step::Post(due),
        }
    }
}

impl Posted {
    /// Notes that a moment is dealt with; with its entry, if that was posted.
    pub fn finish(&mut self, due: Timestamp, entry: Option<String>) {
        self.done = Some(self.done.map_or(due, |done| done.max(due)));
        self.begun = None;
        // Another process may have noted it too.
        self.seen
            .extend(entry.filter(|entry| self.seen.last() != Some(entry)));
    }
}
