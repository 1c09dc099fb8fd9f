//! How answers reach Discord: sent again after passing faults, once each, and in time or not at all.

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};

use super::{CALLBACK, connected, fruit};
use crate::support::stand_in::{Fault, StandIn, callback_path};

#[tokio::test]
async fn callbacks_that_meet_passing_faults_are_sent_again() {
    let (stand_in, bot) = connected().await;
    let faults = [
        Fault::Limited {
            seconds: 0.4,
            global: false,
        },
        Fault::Limited {
            seconds: 0.4,
            global: true,
        },
        Fault::LimitedByHeader(1),
        Fault::Status(500, json!({})),
        Fault::Status(503, json!("down")),
    ];
    for fault in faults {
        stand_in.fail(Method::POST, CALLBACK, 1, fault.clone());
        let asked = fruit();
        stand_in.answer(&asked).await;
        let attempts = stand_in.requests(&Method::POST, &callback_path(&asked));
        assert_eq!(attempts.len(), 2, "{fault:?}");
        if let Fault::Limited { seconds, .. } = fault {
            assert!((attempts[1].at - attempts[0].at).as_secs_f64() >= seconds);
        }
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_callback_that_discord_took_is_not_lost_with_its_answer() {
    let (stand_in, bot) = connected().await;
    stand_in.fail(Method::POST, CALLBACK, 1, Fault::BrokenOff);
    let asked = fruit();
    stand_in.interact(&asked);
    let path = callback_path(&asked);
    let is_repeated = |s: &StandIn| (s.requests(&Method::POST, &path).len() == 2).then_some(());
    stand_in.until("the callback again", is_repeated).await;
    let output = bot.stop().await;
    assert_eq!(stand_in.n_answers(&asked), 1);
    assert!(!output.contains("without an answer"), "{output}");
}

#[tokio::test]
async fn every_tenth_callback_refused_loses_none_of_300() {
    for fault in [
        Fault::Limited {
            seconds: 0.2,
            global: false,
        },
        Fault::Status(500, json!({})),
    ] {
        let (stand_in, bot) = connected().await;
        stand_in.fail_every(10, Method::POST, CALLBACK, usize::MAX, fault);
        let asked: Vec<Value> = (0..300).map(|_| fruit()).collect();
        stand_in.interact_all(&asked);
        stand_in.until_done(&Method::POST, CALLBACK, 300).await;
        bot.stop().await;
        assert!(
            asked
                .iter()
                .all(|interaction| stand_in.n_answers(interaction) == 1)
        );
    }
}

#[tokio::test]
async fn what_cannot_be_answered_in_time_is_dropped_and_counted() {
    let (stand_in, bot) = connected().await;
    stand_in.fail(Method::POST, CALLBACK, 3, Fault::Silence);
    let lost = [fruit(), fruit(), fruit()];
    stand_in.interact_all(&lost);
    stand_in
        .until("three silences", |s| {
            (s.requests(&Method::POST, CALLBACK).len() == 3).then_some(())
        })
        .await;
    let begin = Instant::now();
    stand_in.answer(&fruit()).await;
    assert!(
        begin.elapsed() < Duration::from_secs(1),
        "the others do not wait"
    );
    bot.until_says("3 interactions could not be answered within Discord's 3 s")
        .await;

    stand_in.fail(
        Method::POST,
        CALLBACK,
        1,
        Fault::Limited {
            seconds: 20.0,
            global: false,
        },
    );
    stand_in.interact(&fruit());
    bot.until_says("an interaction stays without an answer: POST /interactions/{id}/{token}/callback: too many").await;
    let unknown = json!({"code": 10062, "message": "Unknown interaction"});
    stand_in.fail(Method::POST, CALLBACK, 1, Fault::Status(404, unknown));
    stand_in.interact(&fruit());
    bot.until_says("(code 10062): Unknown interaction").await;
    stand_in.answer(&fruit()).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_flood_is_answered_once_each() {
    let (stand_in, bot) = connected().await;
    let asked: Vec<Value> = (0..1000).map(|_| fruit()).collect();
    stand_in.interact_all(&asked);
    let last = fruit();
    stand_in.answer(&last).await;
    let output = bot.stop().await;
    let n_answered: usize = asked
        .iter()
        .map(|interaction| stand_in.n_answers(interaction))
        .sum();
    assert!(
        asked
            .iter()
            .all(|interaction| stand_in.n_answers(interaction) <= 1)
    );
    assert!(
        n_answered == 1000 || output.contains("could not be answered"),
        "{n_answered}\n{output}"
    );
}
