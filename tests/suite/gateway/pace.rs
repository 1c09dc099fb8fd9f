//! Where connections to the gateway may lead, and how often they are opened.

use aandeslag::serve::gateway::is_near;
use aandeslag::serve::gateway::pace::{IDENTIFY_EVERY, Pace, STABLE, UNREACHABLE};
use tokio::time::{Duration, Instant, advance};
use url::Url;

#[test]
fn sessions_are_resumed_near_the_gateway_only() {
    let cases = [
        (
            "wss://gateway-us-east1-b.discord.gg",
            "wss://gateway.discord.gg",
            true,
        ),
        ("ws://127.0.0.1:2", "ws://127.0.0.1:1", true),
        ("wss://gateway.discord.gg", "ws://127.0.0.1:1", false),
        (
            "wss://discord.gg.example.org",
            "wss://gateway.discord.gg",
            false,
        ),
        ("ws://gateway.discord.gg", "wss://gateway.discord.gg", false),
        ("ws://127.0.0.2:1", "ws://127.0.0.1:1", false),
        ("ws://other", "ws://localhost", false),
    ];
    for (address, gateway, expected) in cases {
        let [near, far] = [address, gateway].map(|text| Url::parse(text).ok());
        let near = near
            .zip(far)
            .map(|(address, gateway)| is_near(&address, &gateway));
        assert_eq!(near, Some(expected), "{address} beside {gateway}");
    }
}

#[test]
fn a_gateway_that_is_down_for_a_minute_is_tried_a_dozen_times_and_then_soon() {
    let mut backoff = UNREACHABLE;
    let mut n_in_vain = 0;
    let mut time = Duration::ZERO;
    while time < Duration::from_mins(1) {
        n_in_vain += 1;
        time += backoff.failed();
    }
    assert!((10..=18).contains(&n_in_vain), "{n_in_vain} attempts");
    assert!(time <= Duration::from_secs(70), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn connections_that_do_not_last_are_opened_ever_more_slowly() {
    // What ends after 5 s would be opened 720 times without a pace.
    for lasts in [Duration::from_secs(5), Duration::ZERO] {
        let mut pace = Pace::default();
        let start = Instant::now();
        let mut n_in_an_hour = 0;
        while start.elapsed() < Duration::from_hours(1) {
            pace.wait(true).await;
            pace.connects();
            n_in_an_hour += 1;
            advance(lasts).await;
        }
        assert!(
            (60..150).contains(&n_in_an_hour),
            "{n_in_an_hour} in an hour, of {lasts:?} each"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_stable_connection_the_next_is_opened_at_once() {
    let mut pace = Pace::default();
    for _ in 0..20 {
        pace.wait(true).await;
        pace.connects();
    }
    advance(STABLE).await;
    let drop = Instant::now();
    pace.wait(true).await;
    assert_eq!(
        drop.elapsed(),
        Duration::ZERO,
        "no pause after a stable connection"
    );
}

#[tokio::test(start_paused = true)]
async fn a_shard_identifies_once_in_5_s_and_resumes_at_once() {
    let mut pace = Pace::default();
    pace.connects();
    pace.identifies();
    let begin = Instant::now();
    pace.wait(true).await;
    assert!(begin.elapsed() < Duration::from_secs(1));
    pace.wait(false).await;
    assert!(begin.elapsed() >= IDENTIFY_EVERY);

    pace.rest_for(Duration::from_secs(2));
    let begin = Instant::now();
    pace.wait(false).await;
    assert!(begin.elapsed() >= Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn ten_reconnects_in_a_row_keep_the_pace() {
    let mut pace = Pace::default();
    let begin = Instant::now();
    for whole in [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0] {
        let before = Instant::now();
        pace.wait(true).await;
        pace.connects();
        let pause = before.elapsed().as_secs_f64();
        assert!(
            pause >= whole / 2.0 && pause <= whole + 0.01,
            "{pause} of {whole}"
        );
    }
    assert!(begin.elapsed() > Duration::from_mins(1));
}
