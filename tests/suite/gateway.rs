//! The whole bot over real sockets: the built binary, the serenity client in it, and the stand-in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aandeslag::content::live::Live;
use aandeslag::discord::{Interaction, Moderators, Secret};
use aandeslag::gateway::{Desk, lean};
use aandeslag::respond::{Draw, Occasion};
use aandeslag::rest::Rest;
use aandeslag::words;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::bot::{Bot, SPREUKEN, Setup, save};
use crate::support::openapi;
use crate::support::payload::{self, ASKER, OTHER};
use crate::support::stand_in::{Connect, Fault, Identify, StandIn, TOKEN, What, callback_path};

const CALLBACK: &str = "/callback";
const GATEWAY_BOT: &str = "/gateway/bot";
const EPHEMERAL: u64 = 1 << 6;

/// A bot that has a session at a stand-in.
async fn connected() -> (StandIn, Bot) {
    let stand_in = StandIn::start().await;
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    (stand_in, bot)
}

fn fruit() -> Value {
    payload::command("fruit", json!([]))
}

fn title(callback: &Value) -> &str {
    callback["data"]["embeds"][0]["title"]
        .as_str()
        .unwrap_or_default()
}

fn is_private(callback: &Value) -> bool {
    callback["data"]["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0
}

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
async fn every_kind_of_interaction_gets_one_answer() {
    let (stand_in, bot) = connected().await;
    let private = json!([{"name": "alleen_ik", "type": 5, "value": true}]);
    let chosen = payload::command_with("fruit", "soort", "appel");
    let cases: Vec<(&str, Value, Box<dyn Fn(&Value) -> bool>)> = vec![
        (
            "command",
            fruit(),
            Box::new(|c| c["type"] == 4 && title(c) == "Fruit" && !is_private(c)),
        ),
        (
            "command with its option",
            chosen.clone(),
            Box::new(|c| title(c).contains("Appel")),
        ),
        (
            "the same in a direct message",
            payload::direct(payload::command_with("fruit", "soort", "appel")),
            Box::new(|c| title(c).contains("Appel")),
        ),
        (
            "command by chance",
            payload::command("spreuken", json!([])),
            Box::new(|c| c["type"] == 4),
        ),
        (
            "for the asker only",
            payload::command("fruit", private),
            Box::new(is_private),
        ),
        (
            "option that matches nothing",
            payload::command_with("fruit", "soort", "@everyone appl"),
            Box::new(|c| is_private(c) && !c.to_string().contains("@everyone")),
        ),
        (
            "autocomplete",
            payload::autocomplete("fruit", "soort", "ap"),
            Box::new(|c| c["type"] == 8 && c["data"]["choices"][0]["value"] == "appel"),
        ),
        (
            "autocomplete of a command that is gone",
            payload::autocomplete("weg", "soort", "ap"),
            Box::new(|c| c["type"] == 8),
        ),
        (
            "button",
            payload::button("1:show:fruit:peer", ASKER, 0),
            Box::new(|c| c["type"] == 7 && title(c).contains("Peer")),
        ),
        (
            "button by someone else",
            payload::button("1:show:fruit:peer", OTHER, 0),
            Box::new(|c| c["type"] == 4 && is_private(c)),
        ),
        (
            "button on a private message",
            payload::button("1:show:fruit:peer", OTHER, EPHEMERAL),
            Box::new(|c| c["type"] == 7),
        ),
        (
            "button of an entry that is gone",
            payload::button("1:show:fruit:banaan", ASKER, 0),
            Box::new(|c| c["type"] == 7 && title(c) == "Fruit"),
        ),
        (
            "button of another bot",
            payload::button("tags_page_2", ASKER, 0),
            Box::new(is_private),
        ),
        (
            "menu",
            payload::menu("1:choose", "fruit/appel"),
            Box::new(|c| c["type"] == 7 && title(c).contains("Appel")),
        ),
        (
            "command that is gone",
            payload::command("weg", json!([])),
            Box::new(is_private),
        ),
        (
            "help",
            payload::command("hulp", json!([])),
            Box::new(|c| c["type"] == 4),
        ),
        (
            "modal",
            payload::modal("van-een-ander"),
            Box::new(is_private),
        ),
    ];
    for (_, interaction, _) in &cases {
        stand_in.interact(interaction);
    }
    for (name, interaction, is_right) in &cases {
        let callback = stand_in.until_answered(interaction).await;
        assert!(is_right(&callback), "{name}: {callback:#}");
        assert_eq!(
            callback["data"]["allowed_mentions"]["parse"]
                .as_array()
                .map_or(0, Vec::len),
            0
        );
    }
    bot.stop().await;
    for (name, interaction, _) in &cases {
        assert_eq!(stand_in.n_answers(interaction), 1, "{name}");
    }
}

#[tokio::test]
async fn what_the_client_cannot_read_is_answered_all_the_same() {
    let (stand_in, bot) = connected().await;
    let mut without_field = fruit();
    without_field
        .as_object_mut()
        .unwrap()
        .shift_remove("attachment_size_limit");
    assert_eq!(title(&stand_in.answer(&without_field).await), "Fruit");

    let mut of_new_kind = fruit();
    of_new_kind["type"] = json!(99);
    assert!(is_private(&stand_in.answer(&of_new_kind).await));

    let mut hardly_any = json!({"type": "?", "data": 7});
    hardly_any["id"] = of_new_kind["id"]
        .as_str()
        .unwrap()
        .replace("15", "16")
        .into();
    hardly_any["token"] = of_new_kind["token"].clone();
    let callback = stand_in.answer(&hardly_any).await;
    assert!(
        is_private(&callback) && callback.to_string().contains("Dit kan ik nog niet"),
        "{callback}"
    );

    let mut typing = payload::autocomplete("fruit", "soort", "a");
    typing["data"]["options"] = json!("?");
    assert_eq!(
        stand_in.answer(&typing).await,
        json!({"type": 8, "data": {"choices": []}})
    );

    stand_in.interact(&json!({"type": 2}));
    bot.until_says("nobody can answer it").await;
    stand_in.answer(&fruit()).await;
    let output = bot.stop().await;
    assert_eq!(
        output
            .matches("Discord sent an interaction that the client cannot read")
            .count(),
        5
    );
}

#[tokio::test]
async fn optional_fields_may_be_absent() {
    let (stand_in, bot) = connected().await;
    let mut bare = fruit();
    let fields = bare.as_object_mut().unwrap();
    for key in [
        "channel",
        "guild",
        "guild_locale",
        "app_permissions",
        "authorizing_integration_owners",
        "context",
        "entitlement_sku_ids",
    ] {
        fields.shift_remove(key);
    }
    for key in [
        "permissions",
        "pending",
        "nick",
        "avatar",
        "unusual_dm_activity_until",
    ] {
        fields["member"].as_object_mut().unwrap().shift_remove(key);
    }
    assert_eq!(title(&stand_in.answer(&bare).await), "Fruit");
    let mut press = payload::button("1:show:fruit:peer", ASKER, 0);
    press["message"]
        .as_object_mut()
        .unwrap()
        .shift_remove("interaction_metadata");
    assert!(
        is_private(&stand_in.answer(&press).await),
        "nobody's message is not changed"
    );
    bot.stop().await;
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

#[tokio::test]
async fn a_lost_connection_is_resumed_where_discord_wants_it_and_nothing_is_missed() {
    let resumes = |lose: fn(&StandIn)| async move {
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
    };
    let losses: [fn(&StandIn); 7] = [
        StandIn::hang_up,
        |s| s.say(json!({"op": 7, "d": null})),
        |s| s.say(json!({"op": 9, "d": true})),
        |s| s.close(1000),
        |s| s.close(4000),
        |s| s.close(4008),
        |s| s.close(4003),
    ];
    futures_util::future::join_all(losses.map(resumes)).await;
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
    stand_in.fail(Method::GET, GATEWAY_BOT, 1, Fault::Status(404, json!({})));
    stand_in.fail(Method::GET, GATEWAY_BOT, 1, Fault::Status(301, json!({})));
    stand_in.fail(Method::GET, GATEWAY_BOT, 2, Fault::Status(502, json!({})));
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    assert!(stand_in.requests(&Method::GET, GATEWAY_BOT).len() >= 6);
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
    let ended = |code: u16| async move {
        let stand_in = StandIn::start().await;
        stand_in.meet_identify([Identify::Close(code)]);
        let begin = Instant::now();
        let (status, output) = Bot::gateway(&stand_in).end().await;
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
    futures_util::future::join_all([4004, 4010, 4011, 4012, 4013, 4014].map(ended)).await;
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
    futures_util::future::join_all(manners.map(recovers)).await;
}

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
async fn a_panic_is_answered_with_an_apology() {
    #[derive(Debug)]
    struct Broken;
    impl Draw for Broken {
        fn draw(&self, _: &Occasion<'_>, _: &[&str]) -> usize {
            panic!("on purpose")
        }
    }
    let stand_in = StandIn::start().await;
    let responses = tempfile::tempdir().unwrap();
    save(responses.path(), "spreuken.toml", SPREUKEN);
    let live = Arc::new(Live::load(responses.path(), None).unwrap());
    let rest = Rest::new(&stand_in.api_url().parse().unwrap(), &Secret::new(TOKEN)).unwrap();
    let desk = Desk::new(
        rest,
        Arc::new(aandeslag::bot::Bot::drawing(live, None, Broken)),
    );
    let asked = payload::command("spreuken", json!([]));
    desk.answer(serde_json::from_value(asked.clone()).unwrap())
        .await;
    let callback = stand_in.until_answered(&asked).await;
    assert_eq!(callback["data"]["content"], words::APOLOGY);
    assert!(is_private(&callback));
    // The desk goes on.
    let help = payload::command("hulp", json!([]));
    desk.answer(serde_json::from_value(help.clone()).unwrap())
        .await;
    stand_in.until_answered(&help).await;
}

#[test]
fn serenitys_interactions_mean_the_same_as_discords() {
    let private = json!([{"name": "alleen_ik", "type": 5, "value": true}, {"name": "soort", "type": 3, "value": "x"}]);
    let payloads = [
        fruit(),
        payload::command("fruit", private),
        payload::direct(payload::command_with("fruit", "soort", "appel")),
        payload::autocomplete("fruit", "soort", "ap"),
        payload::button("1:help", OTHER, EPHEMERAL),
        payload::menu("1:choose", "fruit/appel"),
        payload::modal("x"),
    ];
    for payload in payloads {
        let typed = serde_json::from_value(payload.clone()).unwrap();
        let ours: Interaction = serde_json::from_value(payload.clone()).unwrap();
        let theirs = lean(typed);
        let moderators = Moderators {
            guild: ours.guild_id.unwrap_or_default(),
            roles: Vec::new(),
        };
        let meant = |interaction: &Interaction| interaction.invocation(Some(&moderators));
        assert_eq!(meant(&theirs), meant(&ours), "{payload:#}");
        assert_eq!(
            (theirs.id, &theirs.token, theirs.kind),
            (ours.id, &ours.token, ours.kind)
        );
    }
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
        asked
            .iter()
            .for_each(|interaction| stand_in.interact(interaction));
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
    lost.iter()
        .for_each(|interaction| stand_in.interact(interaction));
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
    asked
        .iter()
        .for_each(|interaction| stand_in.interact(interaction));
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
            (n >= 1 + usize::from(connect.is_some())).then_some(())
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
async fn a_gateway_that_hangs_up_is_called_ever_more_slowly() {
    let (stand_in, bot) = connected().await;
    stand_in.meet([Connect::HangUp; 100]);
    stand_in.hang_up();
    let handshakes = stand_in
        .until("seven handshakes", |s| {
            let handshakes = s.handshakes();
            (handshakes.len() == 7).then_some(handshakes)
        })
        .await;
    let pauses: Vec<f32> = handshakes
        .windows(2)
        .map(|pair| (pair[1].at - pair[0].at).as_secs_f32())
        .collect();
    assert!(pauses.iter().sum::<f32>() > 3.0, "{pauses:?}");
    assert!(pauses[5] > pauses[1] * 2.0, "{pauses:?}");
    bot.stop().await;
}

#[tokio::test]
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

#[tokio::test]
async fn silence_after_the_handshake_is_followed_by_another_connection() {
    let stand_in = StandIn::start().await;
    stand_in.meet([Connect::SilentAfterHandshake]);
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    bot.until_says("Discord has fallen silent").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_connection_that_died_unnoticed_is_resumed() {
    let stand_in = StandIn::start().await;
    stand_in.want_heartbeats(Duration::from_secs(2));
    let bot = Bot::gateway(&stand_in);
    stand_in
        .until("two heartbeats", |s| (s.said(1).len() >= 2).then_some(()))
        .await;
    stand_in.die();
    let missed: Vec<Value> = (0..20).map(|_| fruit()).collect();
    missed
        .iter()
        .for_each(|interaction| stand_in.interact(interaction));
    stand_in.until_done(&Method::POST, CALLBACK, 20).await;
    assert_eq!(stand_in.said(2).len(), 1, "one session all along");
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
        .answer(&payload::command_with("fruit", "soort", "geheime vraag"))
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

#[tokio::test]
async fn a_broken_file_does_not_keep_the_others_from_answering() {
    let stand_in = StandIn::start().await;
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .file("kapot.toml", "title = \"Kapot\nx")
        .start();
    stand_in.until_sessions(1).await;
    assert_eq!(title(&stand_in.answer(&fruit()).await), "Fruit");
    let output = bot.stop().await;
    assert!(output.contains("kapot.toml:1:"), "{output}");
}

#[test]
fn the_description_is_used_when_it_is_at_hand() {
    if !openapi::is_at_hand() {
        return;
    }
    let path = "/interactions/1/t/callback";
    let wrong = json!({"type": 4, "data": {"embeds": [{"title": "x".repeat(300)}]}});
    assert!(!openapi::violations(&Method::POST, path, &wrong).is_empty());
    let right = json!({"type": 4, "data": {"embeds": [{"title": "x"}]}});
    assert_eq!(
        openapi::violations(&Method::POST, path, &right),
        Vec::<String>::new()
    );
    assert!(!openapi::violations(&Method::POST, "/no/such/path", &right).is_empty());
}
