//! How answers reach Discord: sent again after passing faults, once each, and in time or not at all.

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};

use super::{CALLBACK, connected, fruit, of_few_words, until_accounted_for};
use crate::support::bot::Setup;
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
        Fault::Status(502, json!("<html>Bad Gateway</html>")),
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
        // As many at once as a slow machine answers within 3 s.
        for group in asked.chunks(30) {
            stand_in.interact_all(group);
            stand_in.until_all_answered(group).await;
        }
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
    bot.until_says("1 interactions could not be answered").await;
    // What is said of an answer that was taken may be anything.
    for fault in [
        Fault::Garbage,
        Fault::Status(200, json!({"interaction": 7})),
    ] {
        stand_in.fail(Method::POST, CALLBACK, 1, fault);
        stand_in.answer(&fruit()).await;
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_reply_after_2_9_seconds_is_no_loss() {
    let (stand_in, bot) = connected().await;
    let slow = Fault::Slow(Duration::from_millis(2900));
    stand_in.fail(Method::POST, CALLBACK, 1, slow);
    let asked = fruit();
    stand_in.answer(&asked).await;
    let output = bot.stop().await;
    assert_eq!(stand_in.n_answers(&asked), 1);
    assert!(!output.contains("answered within"), "{output}");
}

#[tokio::test]
async fn a_global_limit_holds_back_everyone_and_another_only_its_own() {
    let stand_in = StandIn::start().await;
    let setup = Setup::new(&["gateway"]).at(&stand_in);
    let bot = setup.env("RUST_LOG", "info,aandeslag=debug").start();
    stand_in.until_sessions(1).await;
    let first_at = |asked: &Value| {
        let attempts = stand_in.requests(&Method::POST, &callback_path(asked));
        attempts.first().unwrap().at
    };
    for (global, wait) in [
        (false, "trying again in 1.1s"),
        (true, "trying again in 1.0s"),
    ] {
        let seconds = if global { 1.0 } else { 1.1 };
        let limited = Fault::Limited { seconds, global };
        stand_in.fail(Method::POST, CALLBACK, 1, limited);
        let (first, second) = (fruit(), fruit());
        stand_in.interact(&first);
        bot.until_says(wait).await;
        stand_in.answer(&second).await;
        stand_in.until_answered(&first).await;
        let n_before = stand_in.requests(&Method::POST, &callback_path(&second));
        assert_eq!(n_before.len(), 1);
        let waited = (first_at(&second) - first_at(&first)).as_secs_f64();
        assert_eq!(waited >= seconds, global, "{waited} s");
    }
    bot.stop().await;
}

/// Sends 5,000 interactions at once; gives how many were answered. All others must be counted as
/// dropped. Where events wait before they reach the bot, it learns from Discord that it was late.
async fn flood(fault: Option<Fault>) -> usize {
    const N: usize = 5000;
    let stand_in = StandIn::start().await;
    stand_in.refuse_late_answers();
    let bot = of_few_words(&stand_in).await;
    stand_in.until_done(&Method::PUT, "/commands", 1).await;
    if let Some(fault) = fault {
        stand_in.fail(Method::POST, CALLBACK, N, fault);
    }
    let (before, _) = bot.memory();
    let asked: Vec<Value> = (0..N).map(|_| fruit()).collect();
    stand_in.interact_all(&asked);
    until_accounted_for(&stand_in, &bot, N).await;
    let n_answered = stand_in.n_answered();
    let (_, most) = bot.memory();
    assert!(most - before < 96 * 1024, "{before} KiB, then {most} KiB");
    bot.stop().await;
    assert!(asked.iter().all(|i| stand_in.n_answers(i) <= 1));
    assert_eq!(stand_in.n_in_time(), n_answered, "late answers are refused");
    let attempts = stand_in.requests(&Method::POST, CALLBACK);
    let n_late = attempts.iter().filter(|a| a.status == 404).count();
    eprintln!("of {N}: {n_answered} answered, {n_late} refused; {before} KiB, then {most} KiB");
    n_answered
}

#[tokio::test]
async fn a_flood_of_5000_is_answered() {
    let n_answered = flood(None).await;
    // How many depends on the machine.
    assert!(n_answered > 0);
}

#[tokio::test]
async fn what_of_a_flood_cannot_be_answered_in_time_is_dropped_and_counted() {
    let n_answered = flood(Some(Fault::Slow(Duration::from_secs(1)))).await;
    // Some 128 calls at once, of 1 s each, begun within 2.5 s.
    assert!((1..1000).contains(&n_answered), "{n_answered}");
}

#[tokio::test]
async fn an_interaction_that_somebody_else_answered_is_no_loss() {
    let (stand_in, bot) = connected().await;
    let asked = fruit();
    stand_in.answer(&asked).await;
    stand_in.interact(&asked);
    let path = callback_path(&asked);
    let is_again = |s: &StandIn| (s.requests(&Method::POST, &path).len() == 2).then_some(());
    stand_in.until("a second answer", is_again).await;
    let log = bot.stop().await;
    assert!(!log.contains("without an answer"), "{log}");
}
