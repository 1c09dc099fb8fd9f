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
pub(crate) struct Clock {
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

/// What it is time for: a heartbeat, or the end of a connection that is silent, or on which nothing is
/// acknowledged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Struck {
    Beat,
    Silent,
    Zombie,
}

impl Clock {
    /// A connection on which Discord has to begin.
    pub(crate) fn new() -> Self {
        Self {
            beat_every: BEAT_EVERY,
            beat_at: None,
            acknowledge_by: None,
            react_by: Some(Instant::now() + REACTION_WITHIN),
            beaten_at: None,
            has_heard: false,
        }
    }

    /// Discord said hello, and has to react to what is said next; whether that was the first hello.
    /// The first heartbeat comes after a random part of the interval, so that many bots that lost
    /// their connections together do not beat together.
    pub(crate) fn begin(&mut self, interval: Duration) -> bool {
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
    pub(crate) fn is_coming_up(&mut self) {
        if let Some(react_by) = &mut self.react_by {
            *react_by = Instant::now() + REACTION_WITHIN;
        }
    }

    /// The session is up.
    pub(crate) fn is_up(&mut self) {
        self.react_by = None;
    }

    /// Something came in.
    pub(crate) fn hear(&mut self) {
        self.has_heard = true;
    }

    /// Discord acknowledged a heartbeat.
    pub(crate) fn acknowledged(&mut self) {
        self.acknowledge_by = None;
    }

    /// Whether a heartbeat that Discord asks for may be sent now, within its 120 messages a minute.
    pub(crate) fn may_beat(&self) -> bool {
        self.beaten_at
            .is_none_or(|at| at.elapsed() >= BEAT_AT_MOST_EVERY)
    }

    /// A heartbeat is sent. One that was asked for does not put off the next, and gives no more time
    /// to acknowledge the one before.
    pub(crate) fn beats(&mut self) {
        self.beaten_at = Some(Instant::now());
        let within = ACKNOWLEDGE_WITHIN.min(self.beat_every);
        if self.acknowledge_by.is_none() {
            self.acknowledge_by = Some(Instant::now() + within);
            self.has_heard = false;
        }
    }

    /// When it is time for something.
    pub(crate) fn due(&self) -> Instant {
        let times = [self.beat_at, self.acknowledge_by, self.react_by];
        let first = times.into_iter().flatten().min();
        first.unwrap_or_else(|| Instant::now() + REACTION_WITHIN)
    }

    /// What it is time for at `due`.
    pub(crate) fn strike(&mut self, due: Instant) -> Struck {
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

#[cfg(test)]
mod tests {
    use tokio::time::{Duration, Instant, sleep_until};

    use super::{Clock, Struck};

    /// Discord's own interval.
    const INTERVAL: Duration = Duration::from_millis(41_250);

    async fn next(clock: &mut Clock) -> Struck {
        let due = clock.due();
        sleep_until(due).await;
        clock.strike(due)
    }

    fn up() -> Clock {
        let mut clock = Clock::new();
        assert!(clock.begin(INTERVAL));
        clock.is_up();
        clock
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_dies_at_any_moment_is_noticed_within_15_s() {
        let mut clock = up();
        for _ in 0..100 {
            assert_eq!(next(&mut clock).await, Struck::Beat);
            clock.beats();
            clock.hear();
            clock.acknowledged();
        }
        // From here on nothing comes in any more.
        let died = Instant::now();
        assert_eq!(next(&mut clock).await, Struck::Beat);
        clock.beats();
        assert_eq!(next(&mut clock).await, Struck::Silent);
        assert!(died.elapsed() <= Duration::from_secs(15));
    }

    #[tokio::test(start_paused = true)]
    async fn events_are_no_acknowledgement() {
        let mut clock = up();
        assert_eq!(next(&mut clock).await, Struck::Beat);
        clock.beats();
        clock.hear();
        assert_eq!(next(&mut clock).await, Struck::Zombie);
    }

    #[tokio::test(start_paused = true)]
    async fn no_hello_and_no_reaction_are_silence() {
        let begin = Instant::now();
        let mut clock = Clock::new();
        assert_eq!(next(&mut clock).await, Struck::Silent);
        assert_eq!(begin.elapsed(), Duration::from_secs(10));

        let begin = Instant::now();
        let mut clock = Clock::new();
        assert!(clock.begin(INTERVAL));
        assert!(!clock.begin(INTERVAL), "a second hello changes nothing");
        while next(&mut clock).await == Struck::Beat {
            clock.beats();
            clock.acknowledged();
        }
        assert_eq!(begin.elapsed(), Duration::from_secs(10));
    }

    /// 120 messages a minute are allowed;
    /// <https://discord.com/developers/docs/events/gateway#rate-limiting>.
    #[tokio::test(start_paused = true)]
    async fn heartbeats_stay_within_what_is_allowed() {
        for interval in [Duration::ZERO, Duration::from_millis(1), INTERVAL] {
            let mut clock = Clock::new();
            assert!(clock.begin(interval));
            clock.is_up();
            let begin = Instant::now();
            let mut n = 0;
            while begin.elapsed() < Duration::from_mins(1) {
                assert_eq!(next(&mut clock).await, Struck::Beat);
                clock.acknowledged();
                n += 1;
            }
            assert!((6..=121).contains(&n), "{n} in a minute of {interval:?}");
        }
        // However often it asks.
        let mut clock = Clock::new();
        let mut n = 0;
        for _ in 0..6000 {
            if clock.may_beat() {
                clock.beats();
                n += 1;
            }
            tokio::time::advance(Duration::from_millis(10)).await;
        }
        assert_eq!(n, 120);
    }
}
