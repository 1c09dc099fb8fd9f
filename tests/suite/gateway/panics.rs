//! A fault in the bot itself: it costs one answer, at every door, and tells the log nothing private.

use std::sync::Arc;
use std::time::Duration;

use aandeslag::bot::Bot;
use aandeslag::bot::config::{Config, Environment};
use aandeslag::cli::process;
use aandeslag::discord::rest;
use aandeslag::respond::{Draw, Occasion};
use aandeslag::serve::{endpoint, gateway, http};
use aandeslag::store::live::Live;
use aandeslag::words;
use serde_json::{Value, json};

use super::{fruit, is_private, title};
use crate::support::bot::Setup;
use crate::support::http::{now, public_key, sign};
use crate::support::payload;
use crate::support::stand_in::StandIn;

/// Set for the process that is the bot.
const IS_BOT: &str = "BOT_WITH_A_FAULT";

/// Chance, with a fault.
#[derive(Debug)]
struct Broken;

impl Draw for Broken {
    fn draw(&self, _: &Occasion<'_>, _: &[&str]) -> usize {
        panic!("a panic's own words can hold a geheime vraag")
    }
}

/// No built binary has a fault on purpose, so this test starts itself as the bot: all of it but
/// the command line, and chance with a fault.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_costs_one_answer_and_stops_nobody() {
    if std::env::var_os(IS_BOT).is_some() {
        return be_the_bot().await;
    }
    let stand_in = StandIn::start().await;
    let this = "gateway::panics::a_panic_costs_one_answer_and_stops_nobody";
    let program = std::env::current_exe().unwrap();
    let bot = Setup::of(&program, &["--exact", this, "--nocapture"])
        .at(&stand_in)
        .env(IS_BOT, "1")
        .env("DISCORD_PUBLIC_KEY", &public_key())
        .start();
    stand_in.until_sessions(1).await;

    let panics = || payload::command("spreuken", json!([]));
    let asked: Vec<Value> = (0..50).flat_map(|_| [panics(), fruit()]).collect();
    stand_in.interact_all(&asked);
    stand_in.until_all_answered(&asked).await;
    for pair in asked.chunks(2) {
        assert!(is_apology(&stand_in.until_answered(&pair[0]).await));
        assert_eq!(title(&stand_in.until_answered(&pair[1]).await), "Fruit");
    }

    bot.until_says("serving Discord's interactions").await;
    let output = bot.output();
    let (_, rest) = output.split_once("address=").unwrap();
    let address = format!(
        "http://{}/interactions",
        rest.split_whitespace().next().unwrap()
    );
    for _ in 0..5 {
        assert!(is_apology(&post(&address, &panics()).await));
        assert_eq!(title(&post(&address, &fruit()).await), "Fruit");
    }
    let output = bot.stop().await;
    assert_eq!(output.matches("panicked at").count(), 55, "{output}");
    assert!(!output.contains("geheime vraag"), "{output}");
    assert!(asked.iter().all(|i| stand_in.n_answers(i) == 1));
}

fn is_apology(callback: &Value) -> bool {
    is_private(callback) && callback["data"]["content"] == words::APOLOGY
}

async fn post(address: &str, interaction: &Value) -> Value {
    let (time, body) = (now(), interaction.to_string());
    let signature = sign(&time, body.as_bytes());
    let request = reqwest::Client::new()
        .post(address)
        .header("content-type", "application/json")
        .header("x-signature-timestamp", time)
        .header("x-signature-ed25519", signature)
        .body(body);
    let response = request.send().await.unwrap();
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

/// Both doors at once, until the process is told to stop.
async fn be_the_bot() {
    process::start_log(process::LogFormat::Text);
    let shutdown = process::shutdown_on_signal().unwrap();
    let live = Arc::new(Live::load("responses".as_ref(), None).unwrap());
    let mut bot = Bot::new(live, None);
    bot.memory.draw = Box::new(Broken);
    let bot = Arc::new(bot);
    let config = Config::load(None).unwrap();
    let environment = Environment::load().unwrap();
    let listener = http::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let rest = rest::Rest::new(&environment.api_url, environment.token.as_ref()).unwrap();
    let key = environment.public_key.clone().unwrap();
    let (served, connected) = tokio::join!(
        endpoint::serve(
            Arc::clone(&bot),
            rest.clone(),
            key,
            listener,
            Duration::ZERO,
            shutdown.clone()
        ),
        gateway::run(&config, &environment, &rest, bot, shutdown.clone()),
    );
    served.and(connected).unwrap();
}
