//! The whole bot over real sockets: the built binary and the stand-in.

use serde_json::{Value, json};
use tokio::select;
use tokio::time::timeout;

use crate::support::PATIENCE;
use crate::support::bot::{Bot, Setup};
use crate::support::payload;
use crate::support::stand_in::StandIn;

mod answers;
mod by_hand;
mod clock;
mod callbacks;
mod connection;
mod editing;
mod ending;
mod frame;
mod inbox;
mod pace;
mod panics;
mod pictures;
mod posts;
mod refusals;
mod reload;
mod unprompted;

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

/// A bot that has a session at a stand-in, and tells of trouble only.
async fn of_few_words(stand_in: &StandIn) -> Bot {
    let setup = Setup::new(&["gateway"]).at(stand_in);
    let bot = setup.env("RUST_LOG", "warn").start();
    stand_in.until_sessions(1).await;
    bot
}

/// Waits until so many interactions are answered, or counted as those that could not be answered
/// in time: on a slow machine a crowd can be too much.
async fn until_accounted_for(stand_in: &StandIn, bot: &Bot, n: usize) {
    let (mut answers, mut words) = (stand_in.changes(), bot.changes());
    let all_accounted_for = async {
        while stand_in.n_answered() + bot.n_dropped() < n {
            select! {
                _ = answers.changed() => {}
                _ = words.changed() => {}
            }
        }
    };
    let outcome = timeout(PATIENCE * 4, all_accounted_for).await;
    let (n_answered, n_dropped) = (stand_in.n_answered(), bot.n_dropped());
    assert!(outcome.is_ok(), "{n_answered} + {n_dropped} of {n}");
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
