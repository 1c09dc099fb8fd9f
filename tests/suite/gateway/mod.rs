//! The whole bot over real sockets: the built binary, the serenity client in it, and the stand-in.

use serde_json::{Value, json};

use crate::support::bot::Bot;
use crate::support::payload;
use crate::support::stand_in::StandIn;

mod answers;
mod callbacks;
mod connection;
mod ending;
mod moderation;

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
