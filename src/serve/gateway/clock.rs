//! When to send the next heartbeat, and when Discord must have said something.
//!
//! Knows no connection.
#![expect(
    clippy::disallowed_methods,
    reason = "the first heartbeat comes at a moment by chance"
)]

use std::time::Duration;

use rand::RngExt;
use tokio::time::Instant;

/// How long Discord may take to say hello, and to react when a session is asked for.
const REACTION_WITHIN: Duration = Duration::from_secs(10);
/// How often to send heartbeats at least. Discord asks for one in 41 s and allows more, within 120
/// messages a minute; what a member asks over a connection that died unnoticed waits for the next.
const BEAT_EVERY: Duration = Duration::from_secs(9);
/// How often to send them at most, whatever is asked: within those 120 a minute.
const BEAT_AT_MOST_EVERY: Duration = Duration::from_millis(500);
/// How long Discord may take to acknowledge one.
const ACKNOWLEDGE_WITHIN: Duration = Duration::from_secs(5);

/// The clock of one connection.
pub struct Clock {
    beat_every: Duration,
    beat_at: Option<Instant>,
    /// When Discord must have acknowledged a heartbeat, if one is on its way.
    acknowledge_by: Option<Instant>,
    /// When Discord must have reacted, if it has to.
    react_by: Option<Instant>,
    /// Whether anything came in since the last heartbeat.
    has_heard: bool,
    /// When the last heartbeat was sent.
    beaten_at: Option<Instant>,
}

/// What it is time for.
#[derive(Debug, PartialEq, Eq)]
pub enum Struck {
    /// A heartbeat.
    Beat,
    /// The end of a connection that is silent.
    Silent,
    /// The end of a connection on which nothing is acknowledged.
    Zombie,
}

impl Default for Clock {
    /// The clock of a connection on which Discord has to begin.
    fn default() -> Self {
        Self {
            beat_every: BEAT_EVERY,
            beat_at: None,
            acknowledge_by: None,
            react_by: Some(Instant::now() + REACTION_WITHIN),
            beaten_at: None,
            has_heard: false,
        }
    }
}

impl Clock {
    /// Discord said hello, and has to react to what is said next; whether that was the first hello.
    /// The first heartbeat comes after a random part of the interval, so that many bots that lost
    /// their connections together do not beat together.
    pub fn begin(&mut self, interval: Duration) -> bool {
        if self.beat_at.is_some() {
            return false;
        }
        let now = Instant::now();
        self.beat_every = interval.clamp(BEAT_AT_MOST_EVERY, BEAT_EVERY);
        let first = self.beat_every.min(interval);
        self.beat_at = Some(now + first.mul_f64(rand::rng().random_range(0.0..1.0)));
        self.react_by = Some(now + REACTION_WITHIN);
        true
    }

    /// An event came in: one of those missed, if the session is not up yet.
    pub fn event_came(&mut self) {
        if let Some(react_by) = &mut self.react_by {
            *react_by = Instant::now() + REACTION_WITHIN;
        }
    }

    /// The session is up.
    pub fn came_up(&mut self) {
        self.react_by = None;
    }

    /// Something came in.
    pub fn hear(&mut self) {
        self.has_heard = true;
    }

    /// Discord acknowledged a heartbeat.
    pub fn acknowledged(&mut self) {
        self.acknowledge_by = None;
    }

    /// Whether a heartbeat that Discord asks for may be sent now, within its 120 messages a minute.
    pub fn may_beat(&self) -> bool {
        self.beaten_at
            .is_none_or(|at| at.elapsed() >= BEAT_AT_MOST_EVERY)
    }

    /// A heartbeat is sent. One that was asked for does not put off the next, and gives no more time
    /// to acknowledge the one before.
    pub fn beats(&mut self) {
        self.beaten_at = Some(Instant::now());
        let within = ACKNOWLEDGE_WITHIN.min(self.beat_every);
        if self.acknowledge_by.is_none() {
            self.acknowledge_by = Some(Instant::now() + within);
            self.has_heard = false;
        }
    }

    /// When it is time for something.
    pub fn due(&self) -> Instant {
        let times = [self.beat_at, self.acknowledge_by, self.react_by];
        let first = times.into_iter().flatten().min();
        first.unwrap_or_else(|| Instant::now() + REACTION_WITHIN)
    }

    /// What it is time for at `due`.
    pub fn strike(&mut self, due: Instant) -> Struck {
        let is_due = |time: Option<Instant>| time.is_some_and(|time| time <= due);
        if is_due(self.react_by) {
            return Struck::Silent;
        }
        if is_due(self.acknowledge_by) {
            return if self.has_heard {
                Struck::Zombie
            } else {
                Struck::Silent
            };
        }
        self.beat_at = Some(Instant::now() + self.beat_every);
        Struck::Beat
    }
}
