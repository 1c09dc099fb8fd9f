//! When heartbeats are sent, and when a connection counts as dead.

use tokio::time::{Duration, Instant, sleep_until};

use aandeslag::serve::gateway::clock::{Clock, Struck};

/// Discord's own interval.
const INTERVAL: Duration = Duration::from_millis(41_250);

async fn next(clock: &mut Clock) -> Struck {
    let due = clock.due();
    sleep_until(due).await;
    clock.strike(due)
}

fn up() -> Clock {
    let mut clock = Clock::default();
    assert!(clock.begin(INTERVAL));
    clock.came_up();
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
    let mut clock = Clock::default();
    assert_eq!(next(&mut clock).await, Struck::Silent);
    assert_eq!(begin.elapsed(), Duration::from_secs(10));

    let begin = Instant::now();
    let mut clock = Clock::default();
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
        let mut clock = Clock::default();
        assert!(clock.begin(interval));
        clock.came_up();
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
    let mut clock = Clock::default();
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
