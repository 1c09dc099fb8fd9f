//! How the connection is kept: every way in which the stand-in's gateway can fail it.

use std::time::Duration;

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{GATEWAY_BOT, connected, fruit, of_few_words, until_accounted_for};
use crate::support::bot::{Bot, Setup};
use crate::support::stand_in::{Connect, Fault, Identify, StandIn, What};

fn paths(stand_in: &StandIn) -> Vec<String> {
    let path = |what| match what {
        What::Connected { path, .. } => Some(path),
        _ => None,
    };
    stand_in
        .handshakes()
        .into_iter()
        .filter_map(|event| path(event.what))
        .collect()
}

#[tokio::test]
async fn requests_and_handshakes_say_who_is_calling() {
    let (stand_in, bot) = connected().await;
    let registered = stand_in.until_done(&Method::PUT, "/commands", 1).await;
    let name = format!(
        "DiscordBot (https://github.com/serenity-rs/serenity, {})",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(registered[0].headers["user-agent"], name.as_str());
    assert_eq!(registered[0].headers["content-type"], "application/json");
    let handshakes = stand_in.handshakes();
    assert!(
        matches!(&handshakes[0].what, What::Connected { user_agent, .. } if *user_agent == name)
    );
    let identify = stand_in.said(2);
    let What::Said(identify) = &identify[0].what else {
        unreachable!()
    };
    assert_eq!(identify["d"]["intents"], 0);
    bot.stop().await;
}

/// Loses the connection in some way; the session has to go on.
async fn resumes(lose: impl Fn(&StandIn)) {
    let (stand_in, bot) = connected().await;
    stand_in.answer(&fruit()).await;
    lose(&stand_in);
    let missed = fruit();
    stand_in.interact(&missed);
    stand_in
        .until("a resume", |s| (s.said(6).len() == 1).then_some(()))
        .await;
    stand_in.until_answered(&missed).await;
    stand_in.answer(&fruit()).await;
    assert_eq!(stand_in.said(2).len(), 1, "one session all along");
    assert_eq!(
        paths(&stand_in),
        ["/ws/gateway", "/ws/resume"],
        "{}",
        stand_in.describe()
    );
    bot.stop().await;
    assert_eq!(stand_in.n_answers(&missed), 1);
    assert!(stand_in.is_in_time(&missed), "{}", stand_in.describe());
}

#[tokio::test]
async fn a_lost_connection_is_resumed_where_discord_wants_it_and_nothing_is_missed() {
    let losses: [fn(&StandIn); 4] = [
        StandIn::hang_up,
        |s| s.say(json!({"op": 7, "d": null})),
        |s| s.say(json!({"op": 9, "d": true})),
        |s| s.close(1000),
    ];
    join_all(losses.map(resumes)).await;
}

#[tokio::test]
async fn a_session_goes_on_after_every_close_code_that_lets_it() {
    let codes = [4000, 4001, 4002, 4003, 4005, 4008];
    join_all(codes.map(|code| resumes(move |s| s.close(code)))).await;
}

#[tokio::test]
async fn close_codes_that_end_a_session_are_followed_by_a_new_one() {
    let begins_anew = |code: u16| async move {
        let (stand_in, bot) = connected().await;
        stand_in.answer(&fruit()).await;
        stand_in.close(code);
        stand_in.until_sessions(2).await;
        stand_in.answer(&fruit()).await;
        assert_eq!(stand_in.said(2).len(), 2, "{code}");
        bot.stop().await;
    };
    join_all([4007, 4009].map(begins_anew)).await;
}

#[tokio::test]
async fn an_event_that_broke_off_comes_again_by_resuming() {
    let (stand_in, bot) = connected().await;
    let asked = fruit();
    stand_in.interact_by_half(&asked);
    stand_in.until_answered(&asked).await;
    assert_eq!((stand_in.said(2).len(), stand_in.said(6).len()), (1, 1));
    bot.stop().await;
    assert_eq!(stand_in.n_answers(&asked), 1);
    assert!(stand_in.is_in_time(&asked), "{}", stand_in.describe());
}

#[tokio::test]
async fn a_session_that_never_comes_back_is_followed_by_a_new_one() {
    let refusals = [Identify::Close(4000), Identify::HangUp, Identify::Silence];
    let begins_anew = |refusal| async move {
        let (stand_in, bot) = connected().await;
        stand_in.answer(&fruit()).await;
        stand_in.meet_resumes([refusal; 2]);
        stand_in.hang_up();
        stand_in.until_sessions(2).await;
        stand_in.answer(&fruit()).await;
        assert_eq!(
            paths(&stand_in),
            ["/ws/gateway", "/ws/resume", "/ws/gateway", "/ws/gateway"],
            "{}",
            stand_in.describe()
        );
        assert_eq!((stand_in.said(2).len(), stand_in.said(6).len()), (2, 2));
        bot.stop().await;
    };
    join_all(refusals.map(begins_anew)).await;
}

#[tokio::test]
async fn a_session_that_discord_forgot_is_followed_by_a_new_one() {
    let (stand_in, bot) = connected().await;
    stand_in.until_done(&Method::PUT, "/commands", 1).await;
    stand_in.forget_sessions();
    stand_in.hang_up();
    stand_in.until_sessions(2).await;
    stand_in.answer(&fruit()).await;
    assert_eq!(
        paths(&stand_in),
        ["/ws/gateway", "/ws/resume", "/ws/gateway"],
        "{}",
        stand_in.describe()
    );
    assert_eq!(
        stand_in.requests(&Method::PUT, "/commands").len(),
        1,
        "a second READY registers nothing"
    );
    bot.stop().await;
    // A restarted shard says goodbye as well.
    let left = stand_in
        .events()
        .into_iter()
        .rev()
        .find(|e| matches!(e.what, What::Left(_)));
    assert_eq!(left.unwrap().what, What::Left(Some(1000)));
}

#[tokio::test]
async fn a_session_that_discord_refuses_is_followed_by_a_new_one() {
    let (stand_in, bot) = connected().await;
    stand_in.answer(&fruit()).await;
    stand_in.say(json!({"op": 9, "d": false}));
    let refused = std::time::Instant::now();
    stand_in.until_sessions(2).await;
    let identifies = stand_in.said(2);
    assert_eq!((identifies.len(), stand_in.said(6).len()), (2, 0));
    // Discord asks for a second at least, and for 5 s between two identifies.
    assert!(identifies[1].at - refused >= Duration::from_millis(900));
    assert!(identifies[1].at - identifies[0].at >= Duration::from_millis(4900));
    stand_in.answer(&fruit()).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_heartbeat_that_discord_asks_for_comes_at_once() {
    let stand_in = StandIn::start().await;
    stand_in.want_heartbeats(Duration::from_hours(1));
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    stand_in.answer(&fruit()).await;
    let n_before = stand_in.said(1).len();
    stand_in.say(json!({"op": 1, "d": null}));
    let beat = |s: &StandIn| s.said(1).get(n_before).cloned();
    let beat = stand_in.until("a heartbeat", beat).await;
    let What::Said(beat) = beat.what else {
        unreachable!()
    };
    assert!(beat["d"].as_u64().is_some_and(|seen| seen >= 2), "{beat}");
    bot.stop().await;
}

#[tokio::test]
async fn an_address_elsewhere_is_not_followed() {
    let stand_in = StandIn::start().await;
    stand_in.resume_elsewhere("wss://gateway.discord.gg");
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    stand_in.hang_up();
    stand_in
        .until("a resume", |s| (s.said(6).len() == 1).then_some(()))
        .await;
    assert_eq!(paths(&stand_in), ["/ws/gateway", "/ws/gateway"]);
    bot.stop().await;
}

#[tokio::test]
async fn without_a_gateway_address_it_asks_again_and_goes_nowhere_else() {
    let stand_in = StandIn::start().await;
    stand_in.fail(Method::GET, GATEWAY_BOT, 1, Fault::Garbage);
    stand_in.fail(Method::GET, GATEWAY_BOT, 1, Fault::BrokenOff);
    stand_in.fail(Method::GET, GATEWAY_BOT, 1, Fault::Status(404, json!({})));
    stand_in.fail(Method::GET, GATEWAY_BOT, 1, Fault::Status(301, json!({})));
    stand_in.fail(Method::GET, GATEWAY_BOT, 2, Fault::Status(502, json!({})));
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    assert!(stand_in.requests(&Method::GET, GATEWAY_BOT).len() >= 7);
    stand_in.answer(&fruit()).await;
    let output = bot.stop().await;
    assert!(
        output.contains("cannot reach Discord's gateway: GET /gateway/bot"),
        "{output}"
    );
}

#[tokio::test]
async fn a_wrong_address_leads_nowhere() {
    let (unused, port) = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        (listener, port)
    };
    drop(unused);
    let setup =
        Setup::new(&["gateway"]).env("DISCORD_API_URL", &format!("http://127.0.0.1:{port}"));
    let bot = setup.start();
    bot.until_says("GET /gateway/bot: Connection refused").await;
    bot.assert_on_loopback();
    let output = bot.stop().await;
    assert!(
        !output.contains("discord.gg") && !output.contains("discord.com"),
        "{output}"
    );
}

#[tokio::test]
async fn other_close_codes_are_followed_by_another_session() {
    let recovers = |manner: Identify| async move {
        let stand_in = StandIn::start().await;
        stand_in.meet_identify([manner]);
        let bot = Bot::gateway(&stand_in);
        stand_in.until_sessions(1).await;
        stand_in.answer(&fruit()).await;
        assert!(
            bot.cpu_seconds() < 3.0,
            "{manner:?}: {} s of processor time",
            bot.cpu_seconds()
        );
        bot.stop().await;
    };
    let manners = [
        Identify::Close(4000),
        Identify::Close(4003),
        Identify::Close(4007),
        Identify::Close(4009),
        Identify::Invalid,
        Identify::HangUp,
    ];
    join_all(manners.map(recovers)).await;
}

/// These wait for long times to pass, so they wait together.
#[tokio::test]
async fn silence_and_hanging_up_are_survived() {
    futures_util::join!(
        a_gateway_that_hangs_up_is_called_ever_more_slowly(),
        a_silent_handshake_is_given_up_and_the_session_goes_on(),
        silence_after_the_handshake_is_followed_by_another_connection(),
        a_gateway_that_is_down_is_tried_until_it_is_back(),
        a_gateway_that_drops_every_identify_is_not_hurried(),
        a_hello_that_never_comes_costs_no_session(),
        an_identify_without_a_reaction_is_followed_by_another(),
    );
}

async fn a_gateway_that_hangs_up_is_called_ever_more_slowly() {
    let (stand_in, bot) = connected().await;
    stand_in.meet([Connect::HangUp; 100]);
    stand_in.hang_up();
    let handshakes = stand_in
        .until("six handshakes", |s| {
            let handshakes = s.handshakes();
            (handshakes.len() >= 6).then_some(handshakes)
        })
        .await;
    let pauses: Vec<f32> = handshakes
        .windows(2)
        .map(|pair| (pair[1].at - pair[0].at).as_secs_f32())
        .collect();
    // Each at least twice the one before, less what chance takes off; a busy machine adds to them.
    let least = [0.125, 0.25, 0.5, 1.0, 2.0];
    let is_long_enough = |(pause, least): (&f32, &f32)| pause >= least;
    assert!(pauses.iter().zip(&least).all(is_long_enough), "{pauses:?}");
    bot.stop().await;
}

async fn a_silent_handshake_is_given_up_and_the_session_goes_on() {
    let (stand_in, bot) = connected().await;
    stand_in.meet([Connect::SilentHandshake]);
    stand_in.hang_up();
    let missed = fruit();
    stand_in.interact(&missed);
    stand_in.until_answered(&missed).await;
    assert_eq!(stand_in.said(2).len(), 1);
    assert_eq!(
        paths(&stand_in),
        ["/ws/gateway", "/ws/resume", "/ws/gateway"]
    );
    bot.stop().await;
}

async fn a_hello_that_never_comes_costs_no_session() {
    let (stand_in, bot) = connected().await;
    stand_in.meet([Connect::SilentAfterHandshake]);
    stand_in.hang_up();
    let missed = fruit();
    stand_in.interact(&missed);
    stand_in.until_answered(&missed).await;
    assert_eq!((stand_in.said(2).len(), stand_in.said(6).len()), (1, 1));
    bot.stop().await;
}

async fn an_identify_without_a_reaction_is_followed_by_another() {
    let stand_in = StandIn::start().await;
    stand_in.meet_identify([Identify::Silence]);
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    assert_eq!(stand_in.said(2).len(), 2);
    bot.until_says("Discord has fallen silent").await;
    bot.stop().await;
}

async fn silence_after_the_handshake_is_followed_by_another_connection() {
    let stand_in = StandIn::start().await;
    stand_in.meet([Connect::SilentAfterHandshake]);
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    bot.until_says("Discord has fallen silent").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_connection_that_died_unnoticed_is_replaced_and_each_of_1200_comes_once() {
    let stand_in = StandIn::start().await;
    stand_in.want_heartbeats(Duration::from_secs(2));
    let bot = of_few_words(&stand_in).await;
    stand_in
        .until("a heartbeat", |s| (!s.said(1).is_empty()).then_some(()))
        .await;
    stand_in.die();
    let missed: Vec<Value> = (0..1200).map(|_| fruit()).collect();
    stand_in.interact_all(&missed);
    until_accounted_for(&stand_in, &bot, missed.len()).await;
    assert_eq!(stand_in.said(2).len(), 1, "one session all along");
    bot.stop().await;
    assert!(missed.iter().all(|i| stand_in.n_answers(i) <= 1));
    say_how_many(&stand_in);
}

/// An answer after Discord's 3 s is none for the member.
fn say_how_many(stand_in: &StandIn) {
    let (n_answered, n_in_time) = (stand_in.n_answered(), stand_in.n_in_time());
    let n_late = n_answered - n_in_time;
    eprintln!("of 1200: {n_in_time} answered in time, {n_late} too late");
}

/// Events go on, but no heartbeat is acknowledged.
#[tokio::test]
async fn a_zombie_connection_is_replaced_and_each_of_1200_comes_once() {
    let stand_in = StandIn::start().await;
    stand_in.want_heartbeats(Duration::from_secs(5));
    let bot = of_few_words(&stand_in).await;
    stand_in.become_zombie();
    let asked: Vec<Value> = (0..1200).map(|_| fruit()).collect();
    let has_resumed = |s: &StandIn| (!s.said(6).is_empty()).then_some(());
    let mut n_asked = 0;
    // One after another until the bot finds out, and the rest at once.
    while n_asked < 1000 && has_resumed(&stand_in).is_none() {
        stand_in.interact(&asked[n_asked]);
        n_asked += 1;
        until_accounted_for(&stand_in, &bot, n_asked).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stand_in.until("a resume", has_resumed).await;
    stand_in.interact_all(&asked[n_asked..]);
    until_accounted_for(&stand_in, &bot, asked.len()).await;
    assert_eq!(stand_in.said(2).len(), 1, "one session all along");
    assert_eq!(stand_in.said(6).len(), 1, "it found out");
    let output = bot.stop().await;
    assert!(
        output.contains("no longer acknowledges heartbeats"),
        "{output}"
    );
    assert!(asked.iter().all(|i| stand_in.n_answers(i) <= 1));
    say_how_many(&stand_in);
    let left = stand_in.events().into_iter().next_back().unwrap();
    assert_eq!(left.what, What::Left(Some(1000)), "it says goodbye");
}

/// Neither of its addresses can be reached, and then one can.
async fn a_gateway_that_is_down_is_tried_until_it_is_back() {
    let unused = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("ws://{}", listener.local_addr().unwrap())
    };
    let stand_in = StandIn::start().await;
    stand_in.resume_elsewhere(&unused);
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    let n_asked = stand_in.requests(&Method::GET, GATEWAY_BOT).len();
    stand_in.gateway_elsewhere([unused]);
    stand_in.hang_up();
    let missed = fruit();
    stand_in.interact(&missed);
    stand_in.until_answered(&missed).await;
    let asked = stand_in.requests(&Method::GET, GATEWAY_BOT);
    assert_eq!(asked.len(), n_asked + 2);
    assert_eq!(stand_in.said(2).len(), 1, "one session all along");
    let output = bot.stop().await;
    let n_failed = output
        .matches("cannot reach Discord's gateway: Connection refused")
        .count();
    assert_eq!(n_failed, 3, "{output}");
}

async fn a_gateway_that_drops_every_identify_is_not_hurried() {
    let stand_in = StandIn::start().await;
    stand_in.meet_identify([Identify::HangUp; 100]);
    let bot = Bot::gateway(&stand_in);
    let identifies = stand_in
        .until("three identifies", |s| {
            let identifies = s.said(2);
            (identifies.len() >= 3).then_some(identifies)
        })
        .await;
    let pauses = identifies.windows(2).map(|pair| pair[1].at - pair[0].at);
    assert!(pauses.min().unwrap() > Duration::from_secs(4));
    assert!(bot.cpu_seconds() < 3.0, "{} s", bot.cpu_seconds());
    bot.stop().await;
}

#[tokio::test]
async fn sessions_are_not_started_when_hardly_any_are_left() {
    let stand_in = StandIn::start().await;
    stand_in.limit_starts([(2, 1500), (1, 500)]);
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    let asked = stand_in.requests(&Method::GET, GATEWAY_BOT);
    assert_eq!(asked.len(), 3);
    assert!((asked[1].at - asked[0].at).as_secs_f32() >= 1.5);
    assert!(stand_in.said(2)[0].at > asked[2].at);
    assert!(
        bot.stop()
            .await
            .contains("only 2 sessions may still be started")
    );
}
