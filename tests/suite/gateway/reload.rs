//! Saves while the bot is connected: what members get, what Discord knows, and what the moderation
//! channel hears.

use std::fs;

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::bot::{Bot, FRUIT, Setup};
use crate::support::callback::{description, title};
use crate::support::payload;
use crate::support::stand_in::{Fault, Sent, StandIn};

const CHANNEL: &str = "/channels/700/messages";
const BROKEN: &str = "title = \"Fruit\nkapot";

/// A connected bot with a moderation channel.
async fn moderated() -> (StandIn, Bot) {
    let stand_in = StandIn::start().await;
    let config = "[moderation]\nguild = \"500\"\nchannel = \"700\"\n";
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .config(config)
        .start();
    stand_in.until_sessions(1).await;
    (stand_in, bot)
}

/// Saves a file and waits until the bot has loaded it as this generation.
async fn save(bot: &Bot, name: &str, text: &str, generation: usize) {
    fs::write(bot.responses().join(name), text).unwrap();
    bot.until_says(&format!("generation={generation}")).await;
}

async fn apple(stand_in: &StandIn) -> Value {
    stand_in
        .answer(&payload::command_option("fruit", "soort", "appel"))
        .await
}

/// What the moderation channel heard, `n` messages in all.
async fn heard(stand_in: &StandIn, n: usize) -> Vec<Sent> {
    let heard = stand_in.until_done(&Method::POST, CHANNEL, n).await;
    assert_eq!(heard.len(), n, "{heard:#?}");
    heard
}

fn names(commands: &[Value]) -> Vec<&str> {
    commands
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect()
}

async fn until_registered(stand_in: &StandIn, name: &str, wanted: bool) {
    let what = format!("/{name} registered: {wanted}");
    let is_so = |s: &StandIn| (names(&s.registered(None)).contains(&name) == wanted).then_some(());
    stand_in.until(&what, is_so).await;
}

#[tokio::test]
async fn a_save_answers_a_fault_changes_nothing_and_the_channel_hears_of_it_once() {
    let (stand_in, bot) = moderated().await;
    let renewed = FRUIT.replace("Een appel per dag.", "Twee appels per dag.");
    save(&bot, "fruit.toml", &renewed, 2).await;
    assert_eq!(description(&apple(&stand_in).await), "Twee appels per dag.");

    let told = heard(&stand_in, 1).await[0].body.to_string();
    assert!(
        told.contains("`fruit.toml` is veranderd: 1 gewijzigd."),
        "{told}"
    );

    save(&bot, "fruit.toml", BROKEN, 3).await;
    assert_eq!(description(&apple(&stand_in).await), "Twee appels per dag.");
    let told = heard(&stand_in, 2).await[1].body.clone();
    assert_eq!(
        told["allowed_mentions"],
        json!({ "parse": [], "users": [], "roles": [] })
    );
    let report = told["embeds"][0]["description"].as_str().unwrap();
    assert!(
        report.contains("fruit.toml:1:9") && report.contains("tip:"),
        "{report}"
    );

    save(&bot, "fruit.toml", FRUIT, 4).await;
    assert_eq!(description(&apple(&stand_in).await), "Een appel per dag.");
    let told = heard(&stand_in, 3).await[2].body.clone();
    let told = told.to_string();
    assert!(
        told.contains("Weer in orde") && told.contains("1 gewijzigd"),
        "{told}"
    );

    let (without_pear, _) = FRUIT.split_once("[peer]").unwrap();
    save(&bot, "fruit.toml", without_pear, 5).await;
    let told = heard(&stand_in, 4).await[3].body.clone();
    assert!(
        told.to_string()
            .contains("`fruit.toml` is veranderd: 1 weg."),
        "{told:#}"
    );
    bot.stop().await;
    heard(&stand_in, 4).await;
}

#[tokio::test]
async fn a_message_that_is_refused_or_fails_does_not_keep_the_others_waiting() {
    let (stand_in, bot) = moderated().await;
    let refusal = json!({ "code": 50035, "message": "Invalid Form Body" });
    stand_in.fail(Method::POST, CHANNEL, 1, Fault::Status(400, refusal));
    save(&bot, "fruit.toml", BROKEN, 2).await;
    bot.until_says("is not told: POST /channels/{id}/messages: Discord answered 400")
        .await;
    let refusal = json!({ "code": 50001, "message": "Missing Access" });
    stand_in.fail(Method::POST, CHANNEL, 1, Fault::Status(403, refusal));
    save(&bot, "fruit.toml", FRUIT, 3).await;
    bot.until_says("give the bot the permissions").await;
    stand_in.fail(Method::POST, CHANNEL, 1, Fault::Status(503, json!({})));
    save(&bot, "fruit.toml", BROKEN, 4).await;
    bot.until_says("cannot be told, trying again in").await;
    save(&bot, "fruit.toml", FRUIT, 5).await;
    // Where the bot may not write, a message waits; one that is not right is dropped.
    let told = heard(&stand_in, 3).await;
    let n_with = |words: &str| {
        let told = told.iter().map(|told| told.body.to_string());
        told.filter(|told| told.contains(words)).count()
    };
    assert_eq!((n_with("fruit.toml:1:9"), n_with("Weer in orde")), (1, 2));
    bot.stop().await;
    // One try is one request, and a message that failed is tried as the same message.
    let sent = stand_in.requests(&Method::POST, CHANNEL);
    assert_eq!(sent.len(), 6, "{sent:#?}");
    let nonces = |status: u16| {
        sent.iter()
            .filter(move |s| s.status == status)
            .map(|s| &s.body["nonce"])
    };
    for status in [403, 503] {
        let failed = nonces(status).next().unwrap();
        assert_eq!(nonces(200).filter(|nonce| *nonce == failed).count(), 1);
    }
}

#[tokio::test]
async fn what_is_not_sent_before_the_end_is_counted_in_the_log() {
    let (stand_in, bot) = moderated().await;
    stand_in.fail(
        Method::POST,
        CHANNEL,
        usize::MAX,
        Fault::Status(500, json!({})),
    );
    save(&bot, "fruit.toml", BROKEN, 2).await;
    bot.until_says("cannot be told, trying again in").await;
    let output = bot.stop().await;
    assert!(
        output.contains("1 messages to the moderators' channel were not sent"),
        "{output}"
    );
}

#[tokio::test]
async fn files_that_come_go_and_change_names_are_registered_once_each() {
    let (stand_in, bot) = moderated().await;
    until_registered(&stand_in, "fruit", true).await;
    let n_writes = || stand_in.requests(&Method::PUT, "00001/commands").len();
    assert_eq!(n_writes(), 1);

    save(
        &bot,
        "groente.toml",
        &FRUIT.replace("\"Fruit\"", "\"Groente\""),
        2,
    )
    .await;
    until_registered(&stand_in, "groente", true).await;
    fs::rename(
        bot.responses().join("groente.toml"),
        bot.responses().join("moestuin.toml"),
    )
    .unwrap();
    until_registered(&stand_in, "moestuin", true).await;
    assert!(!names(&stand_in.registered(None)).contains(&"groente"));
    fs::remove_file(bot.responses().join("moestuin.toml")).unwrap();
    until_registered(&stand_in, "moestuin", false).await;
    assert_eq!(n_writes(), 4);

    save(&bot, "fruit.toml", BROKEN, 5).await;
    save(&bot, "fruit.toml", FRUIT, 6).await;
    let shown = stand_in.answer(&payload::command("fruit", json!([]))).await;
    assert_eq!(title(&shown), "Fruit");
    bot.stop().await;
    assert_eq!(n_writes(), 4, "a broken file stays registered as it was");
}

#[tokio::test]
async fn sighup_reloads_where_files_are_not_watched() {
    let stand_in = StandIn::start().await;
    let config = "[responses]\nwatch = false\n";
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .config(config)
        .start();
    stand_in.until_sessions(1).await;
    fs::write(
        bot.responses().join("fruit.toml"),
        FRUIT.replace("per dag", "per uur"),
    )
    .unwrap();
    assert_eq!(description(&apple(&stand_in).await), "Een appel per dag.");
    bot.signal("HUP");
    bot.until_says("generation=2").await;
    assert_eq!(description(&apple(&stand_in).await), "Een appel per uur.");
    bot.stop().await;
}

#[tokio::test]
async fn a_cold_start_with_a_broken_file_answers_from_its_last_good_version() {
    let stand_in = StandIn::start().await;
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    let state = bot
        .responses()
        .with_file_name("state")
        .join("last-good")
        .join("fruit.toml");
    assert_eq!(fs::read_to_string(state).unwrap(), FRUIT);
    bot.stop().await;

    let stand_in = StandIn::start().await;
    let setup = Setup::new(&["gateway"])
        .at(&stand_in)
        .file("fruit.toml", BROKEN);
    let bot = setup.state_file("last-good/fruit.toml", FRUIT).start();
    stand_in.until_sessions(1).await;
    assert_eq!(description(&apple(&stand_in).await), "Een appel per dag.");
    until_registered(&stand_in, "fruit", true).await;
    bot.stop().await;

    let stand_in = StandIn::start().await;
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .file("fruit.toml", BROKEN)
        .start();
    stand_in.until_sessions(1).await;
    let away = apple(&stand_in).await;
    assert!(
        away["data"]["content"]
            .as_str()
            .unwrap()
            .contains("even niet beschikbaar"),
        "{away:#}"
    );
    until_registered(&stand_in, "fruit", true).await;
    bot.stop().await;
}

/// While a file changes all the time, no answer is an error or a mixture of two versions.
#[tokio::test]
async fn reloads_under_constant_questions_never_give_a_mixture() {
    let (stand_in, bot) = moderated().await;
    let version = |n: usize| {
        FRUIT
            .replace("Appel\"", &format!("Appel {n}\""))
            .replace("per dag", &format!("per {n}"))
    };
    for n in 0..12 {
        let text = if n % 4 == 3 {
            BROKEN.to_owned()
        } else {
            version(n)
        };
        fs::write(bot.responses().join("fruit.toml"), text).unwrap();
        let asked: Vec<Value> = (0..40)
            .map(|_| payload::command_option("fruit", "soort", "appel"))
            .collect();
        for question in &asked {
            stand_in.interact(question);
        }
        for question in &asked {
            let shown = stand_in.until_answered(question).await;
            let title = title(&shown)
                .strip_prefix("Appel")
                .expect("an answer")
                .trim()
                .to_owned();
            let per = if title.is_empty() {
                "dag".into()
            } else {
                title
            };
            assert_eq!(description(&shown), format!("Een appel per {per}."));
        }
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_global_limit_that_the_channel_meets_holds_back_registering_too() {
    let (stand_in, bot) = moderated().await;
    until_registered(&stand_in, "fruit", true).await;
    let limited = Fault::Limited {
        seconds: 5.0,
        global: true,
    };
    stand_in.fail(Method::POST, CHANNEL, 1, limited);
    let renewed = FRUIT.replace("Een appel per dag.", "Twee appels per dag.");
    save(&bot, "fruit.toml", &renewed, 2).await;
    let told = |s: &StandIn| Some(s.requests(&Method::POST, CHANNEL).first()?.at);
    let limited_at = stand_in.until("the limit", told).await;
    let n_before = stand_in.requests(&Method::PUT, "/commands").len();
    let described = renewed.replace("Wat er in de schaal ligt", "Wat er op tafel ligt");
    save(&bot, "fruit.toml", &described, 3).await;
    let registered = stand_in.until_done(&Method::PUT, "/commands", n_before + 1);
    let registered_at = registered.await[n_before].at;
    let waited = (registered_at - limited_at).as_secs_f64();
    assert!(waited >= 5.0, "{waited} s");
    bot.stop().await;
}
