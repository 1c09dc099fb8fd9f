//! How the bot ends, by itself and when asked to, and what it has logged by then.

use std::time::{Duration, Instant};

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::json;

use super::{CALLBACK, GATEWAY_BOT, connected, fruit};
use crate::support::bot::{Bot, Setup};
use crate::support::payload::{self, ASKER};
use crate::support::stand_in::{Connect, Fault, Identify, StandIn, What};

#[tokio::test]
async fn a_refused_token_ends_the_bot() {
    let stand_in = StandIn::start().await;
    let (status, output) = Setup::new(&["gateway"])
        .at(&stand_in)
        .env("DISCORD_TOKEN", "wrong")
        .start()
        .end()
        .await;
    assert_eq!(status.code(), Some(1), "{output}");
    assert!(
        output.contains("error: Discord refuses the token"),
        "{output}"
    );
    assert!(stand_in.handshakes().is_empty());
}

#[tokio::test]
async fn without_a_token_the_bot_says_what_to_set() {
    let stand_in = StandIn::start().await;
    let (status, output) = Setup::new(&["gateway"])
        .at(&stand_in)
        .without("DISCORD_TOKEN")
        .start()
        .end()
        .await;
    assert_eq!(status.code(), Some(1));
    assert!(
        output.contains("DISCORD_TOKEN") && output.contains("DISCORD_TOKEN_FILE"),
        "{output}"
    );
}

#[tokio::test]
async fn close_codes_that_are_final_end_the_bot() {
    let ended = |code: u16, has_session: bool| async move {
        let stand_in = StandIn::start().await;
        if !has_session {
            stand_in.meet_identify([Identify::Close(code)]);
        }
        let bot = Bot::gateway(&stand_in);
        if has_session {
            stand_in.until_sessions(1).await;
            stand_in.close(code);
        }
        let begin = Instant::now();
        let (status, output) = bot.end().await;
        assert_eq!(status.code(), Some(1), "{code}: {output}");
        let expected = if code == 4004 {
            "refuses the token".into()
        } else {
            format!("(code {code})")
        };
        assert!(output.contains(&expected), "{code}: {output}");
        assert_eq!(stand_in.said(2).len(), 1, "{code}");
        assert!(
            begin.elapsed() < Duration::from_secs(10),
            "{code}: {:?}",
            begin.elapsed()
        );
    };
    let codes = [4004, 4010, 4011, 4012, 4013, 4014];
    join_all(codes.map(|code| ended(code, false))).await;
    join_all(codes.map(|code| ended(code, true))).await;
}

#[tokio::test]
async fn it_stops_whatever_it_is_doing() {
    let stops = |fault: Option<Fault>, connect: Option<Connect>, signal: &'static str| async move {
        let stand_in = StandIn::start().await;
        if let Some(fault) = fault {
            stand_in.fail(Method::GET, GATEWAY_BOT, usize::MAX, fault);
        }
        stand_in.meet(connect);
        let bot = Bot::gateway(&stand_in);
        let has_begun = |s: &StandIn| {
            let n = s.requests(&Method::GET, GATEWAY_BOT).len() + s.handshakes().len();
            (n > usize::from(connect.is_some())).then_some(())
        };
        stand_in.until("a first attempt", has_begun).await;
        bot.stop_with(signal).await;
    };
    futures_util::join!(
        stops(Some(Fault::Silence), None, "TERM"),
        stops(Some(Fault::Status(500, json!({}))), None, "INT"),
        stops(None, Some(Connect::SilentHandshake), "TERM"),
        stops(None, Some(Connect::SilentAfterHandshake), "INT"),
        stops(None, Some(Connect::Refuse(502)), "TERM"),
        stops(None, None, "INT"),
    );
}

/// How the last connection ended.
fn last_left(stand_in: &StandIn) -> Option<What> {
    let events = stand_in.events().into_iter().rev();
    let mut left = events.filter(|event| matches!(event.what, What::Left(_)));
    left.next().map(|event| event.what)
}

#[tokio::test]
async fn it_says_goodbye_at_every_stage_of_a_connection() {
    let before_hello = async {
        let stand_in = StandIn::start().await;
        stand_in.meet([Connect::SilentAfterHandshake]);
        let bot = Bot::gateway(&stand_in);
        let has_begun = |s: &StandIn| (!s.handshakes().is_empty()).then_some(());
        stand_in.until("a handshake", has_begun).await;
        bot.stop().await;
    };
    let before_ready = async {
        let stand_in = StandIn::start().await;
        stand_in.meet_identify([Identify::Silence]);
        let bot = Bot::gateway(&stand_in);
        let has_asked = |s: &StandIn| (!s.said(2).is_empty()).then_some(());
        stand_in.until("an identify", has_asked).await;
        bot.stop().await;
        assert_eq!(last_left(&stand_in), Some(What::Left(Some(1000))));
    };
    let idle = async {
        let (stand_in, bot) = connected().await;
        stand_in.answer(&fruit()).await;
        bot.stop().await;
        assert_eq!(last_left(&stand_in), Some(What::Left(Some(1000))));
    };
    let backing_off = async {
        let (stand_in, bot) = connected().await;
        stand_in.meet([Connect::HangUp; 100]);
        stand_in.hang_up();
        let has_tried = |s: &StandIn| (s.handshakes().len() >= 4).then_some(());
        stand_in.until("three more attempts", has_tried).await;
        bot.stop().await;
    };
    futures_util::join!(before_hello, before_ready, idle, backing_off);
}

/// Of several, as the machine may be busy.
#[tokio::test]
async fn with_nothing_on_its_way_it_stops_at_once() {
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let (stand_in, bot) = connected().await;
        stand_in.answer(&fruit()).await;
        let begin = Instant::now();
        bot.stop().await;
        fastest = fastest.min(begin.elapsed());
    }
    assert!(fastest < Duration::from_millis(100), "{fastest:?}");
}

#[tokio::test]
async fn answers_on_their_way_are_finished_and_discord_hears_goodbye() {
    let (stand_in, bot) = connected().await;
    stand_in.fail(
        Method::POST,
        CALLBACK,
        1,
        Fault::Slow(Duration::from_secs(1)),
    );
    let asked = fruit();
    stand_in.interact(&asked);
    let begun = fruit();
    stand_in.answer(&begun).await;
    bot.stop().await;
    assert_eq!(stand_in.n_answers(&asked), 1);
    let left = stand_in.events().into_iter().next_back().unwrap();
    assert_eq!(left.what, What::Left(Some(1000)));
}

#[tokio::test]
async fn nothing_secret_is_logged_however_much_is() {
    let stand_in = StandIn::start().await;
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .env("RUST_LOG", "trace")
        .start();
    stand_in.until_sessions(1).await;
    stand_in.fail(Method::POST, CALLBACK, 1, Fault::Status(500, json!({})));
    stand_in
        .answer(&payload::command_option("fruit", "soort", "geheime vraag"))
        .await;
    let refused = fruit();
    stand_in.fail(
        Method::POST,
        CALLBACK,
        1,
        Fault::Status(
            401,
            json!({"code": 50027, "message": "Invalid Webhook Token"}),
        ),
    );
    stand_in.interact(&refused);
    bot.until_says("code 50027").await;
    stand_in.say_raw(&format!("{{\"no json\": \"{}\"", payload::TOKEN_PREFIX));
    stand_in.answer(&fruit()).await;
    // `stop` looks for tokens in all that was written.
    let output = bot.stop().await;
    assert!(!output.contains("geheime vraag"), "{output}");
    assert!(!output.contains(ASKER), "{output}");
}
