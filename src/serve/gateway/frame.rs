//! What is said at the gateway: reads a frame from Discord, and writes the bot's own;
//! <https://discord.com/developers/docs/events/gateway-events>.
//!
//! Knows no connection, and reads no more of an event than the session needs: an interaction stays
//! the JSON that it is.

use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::discord::Secret;

/// The version and the encoding of everything here, in the address of a connection.
pub(crate) const QUERY: &str = "v=10&encoding=json";

/// The numbers of the kinds of frames;
/// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes>.
mod opcode {
    pub(crate) const DISPATCH: u64 = 0;
    pub(crate) const HEARTBEAT: u64 = 1;
    pub(crate) const IDENTIFY: u64 = 2;
    pub(crate) const RESUME: u64 = 6;
    pub(crate) const RECONNECT: u64 = 7;
    pub(crate) const INVALID_SESSION: u64 = 9;
    pub(crate) const HELLO: u64 = 10;
    pub(crate) const HEARTBEAT_ACK: u64 = 11;
}

/// What Discord said.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The event's number in the session, if it is one.
    pub sequence: Option<u64>,
    /// What was said.
    pub said: Said<'a>,
}

/// What a frame means for the session.
#[derive(Debug)]
pub enum Said<'a> {
    /// The connection begins; heartbeats are wanted at least this often.
    Hello(Duration),
    /// A heartbeat is wanted now.
    HeartbeatWanted,
    /// A heartbeat has come.
    Acknowledged,
    /// The bot is to connect anew.
    Reconnect,
    /// There is no such session, or not on this connection.
    Invalid {
        /// Whether it can still be resumed.
        resumable: bool,
    },
    /// A session begins.
    Ready(Ready),
    /// The session goes on where it was.
    Resumed,
    /// Somebody did something: the interaction's JSON.
    Interaction(&'a str),
    /// Another event.
    Event,
    /// Something that Discord may have added.
    Unknown,
}

/// The beginning of a session, as far as it could be read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ready {
    /// The session's name, for resuming it.
    pub session_id: Option<String>,
    /// Where it is to be resumed.
    pub resume_gateway_url: Option<String>,
    /// The servers that the bot is in.
    pub guilds: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    op: u64,
    s: Option<u64>,
    #[serde(borrow)]
    t: Option<&'a RawValue>,
    #[serde(borrow)]
    d: Option<&'a RawValue>,
}

impl<'a> Frame<'a> {
    /// Reads a frame; nothing when it is none of Discord's.
    pub fn read(text: &'a str) -> Option<Self> {
        let Envelope { op, s, t, d } = serde_json::from_str(text).ok()?;
        let data = d.map_or("null", RawValue::get);
        let said = match op {
            opcode::DISPATCH => match t.map(RawValue::get) {
                Some("\"INTERACTION_CREATE\"") => Said::Interaction(data),
                Some("\"READY\"") => Said::Ready(serde_json::from_str(data).unwrap_or_default()),
                Some("\"RESUMED\"") => Said::Resumed,
                _ => Said::Event,
            },
            opcode::HEARTBEAT => Said::HeartbeatWanted,
            opcode::RECONNECT => Said::Reconnect,
            opcode::INVALID_SESSION => Said::Invalid {
                resumable: data == "true",
            },
            opcode::HELLO => Said::Hello(interval(data)?),
            opcode::HEARTBEAT_ACK => Said::Acknowledged,
            _ => Said::Unknown,
        };
        Some(Self { sequence: s, said })
    }
}

fn interval(hello: &str) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Hello {
        heartbeat_interval: u64,
    }
    let hello: Hello = serde_json::from_str(hello).ok()?;
    Some(Duration::from_millis(hello.heartbeat_interval))
}

/// A sign of life, with the number of the last event seen.
pub(crate) fn heartbeat(sequence: Option<u64>) -> String {
    frame(opcode::HEARTBEAT, &json!(sequence))
}

/// Asks for a session. Interactions come without any intent, and nothing else is of use.
pub(crate) fn identify(token: &Secret) -> String {
    let name = env!("CARGO_PKG_NAME");
    let properties = json!({"os": std::env::consts::OS, "browser": name, "device": name});
    frame(
        opcode::IDENTIFY,
        &json!({"token": token.expose(), "intents": 0, "properties": properties}),
    )
}

/// Asks for the events of a session after the last one seen.
pub(crate) fn resume(token: &Secret, session_id: &str, sequence: Option<u64>) -> String {
    frame(
        opcode::RESUME,
        &json!({"token": token.expose(), "session_id": session_id, "seq": sequence}),
    )
}

fn frame(op: u64, data: &Value) -> String {
    json!({"op": op, "d": data}).to_string()
}
