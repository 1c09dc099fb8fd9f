//! The tip of the week: on time, once, and never the same twice in a round.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use aandeslag::bot::jobs::weekly::{Channel, Posted, Step, Trouble, Weekly};
use aandeslag::bot::settings::WeeklyPost;
use aandeslag::discord::Snowflake;
use aandeslag::respond::Message;
use aandeslag::store::live::Live;
use jiff::Timestamp;
use jiff::civil::{Weekday, time};
use jiff::tz::TimeZone;

use crate::support::folder::{Folder, file};

pub(super) fn schedule() -> WeeklyPost {
    WeeklyPost {
        channel: Snowflake(7),
        collection: "alles".into(),
        day: Weekday::Monday,
        time: time(9, 0, 0, 0),
        time_zone: TimeZone::get("Europe/Amsterdam").unwrap(),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A channel that behaves as it is told, and knows a message again by its nonce.
struct Stand {
    trouble: Mutex<Option<Trouble>>,
    arrived: Mutex<Vec<(String, String)>>,
}

impl Stand {
    fn new() -> Self {
        Self {
            trouble: Mutex::new(None),
            arrived: Mutex::default(),
        }
    }

    fn titles(&self) -> Vec<String> {
        let arrived = self.arrived.lock().unwrap();
        arrived.iter().map(|(_, title)| title.clone()).collect()
    }

    fn trouble(&self, trouble: Option<Trouble>) {
        *self.trouble.lock().unwrap() = trouble;
    }
}

impl Channel for Stand {
    async fn post(&self, message: Message, nonce: String) -> Result<(), Trouble> {
        assert!(nonce.len() <= 25);
        if let Some(trouble) = *self.trouble.lock().unwrap() {
            return Err(trouble);
        }
        let mut arrived = self.arrived.lock().unwrap();
        if !arrived.iter().any(|(known, _)| *known == nonce) {
            arrived.push((nonce, message.embed.unwrap().title));
        }
        Ok(())
    }
}

/// Looks until there is nothing more to do.
fn look(state: &Path, live: &Live, channel: &Stand, now: &str) {
    let weekly = Weekly::new(schedule(), state);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    for _ in 0..5 {
        let pause = runtime
            .block_on(weekly.look(live, channel, at(now)))
            .unwrap();
        if pause > Duration::ZERO {
            return;
        }
    }
    panic!("there is always something to do at {now}");
}

#[test]
fn a_clock_that_is_set_back_posts_nothing_twice() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee", "drie"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    for trouble in [None, Some(Trouble::Unknown)] {
        let (state, channel) = (tempfile::tempdir().unwrap(), Stand::new());
        look(state.path(), &live, &channel, "2026-11-24T12:00:00Z");
        channel.trouble(trouble);
        look(state.path(), &live, &channel, "2026-11-30T08:00:01Z");
        channel.trouble(None);
        let arrived = channel.titles().len();
        // By ten minutes, and by more than a week.
        for now in [
            "2026-11-30T07:50:00Z",
            "2026-11-20T12:00:00Z",
            "2026-11-30T08:00:01Z",
        ] {
            look(state.path(), &live, &channel, now);
        }
        // What may have arrived is not sent again once Discord no longer knows it.
        assert_eq!(channel.titles().len(), arrived, "{trouble:?}");
        look(state.path(), &live, &channel, "2026-12-07T08:00:00Z");
        assert_eq!(channel.titles().len(), arrived + 1, "{trouble:?}");
    }
}

#[test]
fn the_clock_on_the_wall_counts_in_summer_and_in_winter() {
    let schedule = schedule();
    for (now, next) in [
        ("2026-03-23T07:59:59Z", "2026-03-23T08:00:00Z"),
        ("2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z"),
        ("2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z"),
        ("2026-12-28T09:00:00Z", "2027-01-04T08:00:00Z"),
    ] {
        assert_eq!(schedule.next(at(now)), Some(at(next)), "{now}");
        assert_eq!(schedule.last(at(next)), Some(at(next)));
    }
    // An hour that does not exist, and one that comes twice, happen once.
    let night = WeeklyPost {
        day: Weekday::Sunday,
        time: time(2, 30, 0, 0),
        ..schedule
    };
    assert_eq!(
        night.next(at("2026-03-28T12:00:00Z")),
        Some(at("2026-03-29T01:30:00Z"))
    );
    let first = night.next(at("2026-10-24T12:00:00Z")).unwrap();
    assert_eq!(first, at("2026-10-25T00:30:00Z"));
    assert_eq!(night.next(first), Some(at("2026-11-01T01:30:00Z")));
}

#[test]
fn each_tip_comes_once_before_one_comes_back_across_restarts() {
    let folder = Folder::new(&[("alles.toml", &file(&["a", "b", "c", "d"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    let (state, channel) = (tempfile::tempdir().unwrap(), Stand::new());
    look(state.path(), &live, &channel, "2026-11-23T08:30:00Z");
    assert!(
        channel.titles().is_empty(),
        "what was due before the first start is not posted"
    );
    let mut monday = at("2026-11-30T08:00:00Z");
    for _ in 0..8 {
        for minute in [0, 0, 1, 59] {
            let now = monday + Duration::from_secs(60 * minute);
            look(state.path(), &live, &channel, &now.to_string());
        }
        monday += Duration::from_hours(7 * 24);
    }
    let titles = channel.titles();
    assert_eq!(titles.len(), 8);
    for round in titles.chunks(4) {
        assert_eq!(round.iter().collect::<HashSet<_>>().len(), 4, "{titles:?}");
    }
    assert!(titles.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn a_post_that_was_cut_off_is_one_message() {
    let folder = Folder::new(&[("alles.toml", &file(&["a", "b", "c"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    let (state, channel) = (tempfile::tempdir().unwrap(), Stand::new());
    look(state.path(), &live, &channel, "2026-11-23T09:00:00Z");
    let saved = |name: &str| state.path().join(name);
    // Sent, and ended before that could be written: the file still says that it was begun.
    channel.trouble(Some(Trouble::Unknown));
    look(state.path(), &live, &channel, "2026-11-30T08:00:00Z");
    let begun = std::fs::read(saved("tip-van-de-week.json")).unwrap();
    channel.trouble(None);
    look(state.path(), &live, &channel, "2026-11-30T08:00:20Z");
    std::fs::write(saved("tip-van-de-week.json"), &begun).unwrap();
    look(state.path(), &live, &channel, "2026-11-30T08:00:40Z");
    assert_eq!(channel.titles().len(), 1);
    // Too long after that Discord would not know it again, so it is left at that.
    std::fs::write(saved("tip-van-de-week.json"), &begun).unwrap();
    channel.arrived.lock().unwrap().clear();
    look(state.path(), &live, &channel, "2026-11-30T08:10:00Z");
    assert!(channel.titles().is_empty());
    look(state.path(), &live, &channel, "2026-12-07T08:00:00Z");
    assert_eq!(
        channel.titles().len(),
        1,
        "and next week there is one again"
    );
}

#[test]
fn a_tip_that_would_come_too_late_or_is_refused_is_skipped() {
    let schedule = schedule();
    let posted = |done: &str| Posted {
        done: Some(at(done)),
        ..Posted::default()
    };
    let due = at("2026-11-30T08:00:00Z");
    let step = |now: &str| schedule.step(&posted("2026-11-23T08:00:00Z"), at(now));
    assert_eq!(step("2026-11-30T13:00:00Z"), Step::Post(due));
    assert_eq!(step("2026-11-30T15:00:00Z"), Step::Skip(due));
    let folder = Folder::new(&[("alles.toml", &file(&["a"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    let (state, channel) = (tempfile::tempdir().unwrap(), Stand::new());
    look(state.path(), &live, &channel, "2026-11-23T09:00:00Z");
    channel.trouble(Some(Trouble::NotSent));
    for now in [
        "2026-11-30T08:00:00Z",
        "2026-11-30T12:00:00Z",
        "2026-11-30T15:00:00Z",
    ] {
        look(state.path(), &live, &channel, now);
    }
    channel.trouble(None);
    look(state.path(), &live, &channel, "2026-11-30T15:01:00Z");
    assert!(channel.titles().is_empty(), "unreachable for too long");
    channel.trouble(Some(Trouble::NotSent));
    look(state.path(), &live, &channel, "2026-12-07T08:00:00Z");
    channel.trouble(None);
    look(state.path(), &live, &channel, "2026-12-07T09:00:00Z");
    assert_eq!(channel.titles().len(), 1, "unreachable for a while");
    channel.arrived.lock().unwrap().clear();
    channel.trouble(Some(Trouble::Refused));
    look(state.path(), &live, &channel, "2026-12-14T08:00:00Z");
    channel.trouble(None);
    look(state.path(), &live, &channel, "2026-12-14T08:01:00Z");
    assert!(channel.titles().is_empty());
}

#[test]
fn several_processes_post_one_message() {
    let folder = Folder::new(&[("alles.toml", &file(&["a", "b", "c"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    let (state, channel) = (tempfile::tempdir().unwrap(), Stand::new());
    look(state.path(), &live, &channel, "2026-11-23T09:00:00Z");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| look(state.path(), &live, &channel, "2026-11-30T08:00:00Z"));
        }
    });
    assert_eq!(channel.titles().len(), 1);
    look(state.path(), &live, &channel, "2026-12-07T08:00:00Z");
    let titles = channel.titles();
    assert_eq!(titles.len(), 2);
    assert_ne!(titles[0], titles[1]);
}
