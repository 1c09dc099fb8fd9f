//! The bot at the gateway, beside the least bots on two libraries, with the same allocator, as long an
//! answer and a log line each.

use std::time::Duration;

use serde_json::Value;

use crate::common::{Length, median};
use crate::discord::{Discord, Pace, numbered};
use crate::load::Seen;
use crate::payload;
use crate::server::Process;

/// What a bot lives with first: few interactions, each with cold caches. Then as many as keep two
/// cores busy.
const PACES: [(&str, Pace); 3] = [
    ("200 a second", Pace::PerSecond(200.0)),
    ("500 a second", Pace::PerSecond(500.0)),
    ("32 in flight", Pace::InFlight(32)),
];
/// The minimal bots, by the library that each is named after.
const PEERS: [&str; 2] = ["serenity", "twilight"];
/// About what stands around the content of a minimal bot's answer.
const AROUND: usize = 40;

struct Connected {
    name: &'static str,
    discord: Discord,
    process: Process,
}

impl Connected {
    fn new(name: &'static str, start: impl FnOnce(&str) -> Option<Process>) -> Option<Self> {
        let discord = Discord::start();
        let process = start(&discord.api_url())?;
        discord.wait_for_session();
        Some(Self {
            name,
            discord,
            process,
        })
    }

    /// CPU microseconds of the bot for each callback, and what Discord saw.
    fn measure(&self, payload: &Value, time: Duration, pace: Pace) -> (f64, Seen) {
        let before = self.process.cpu();
        let seen = self.discord.ask(payload, time, pace);
        let cpu = self.process.cpu().saturating_sub(before).as_secs_f64() * 1e6;
        (cpu / seen.n as f64, seen)
    }
}

pub(crate) fn against_minimal_bots(length: &Length) {
    let payloads = payload::all();
    println!("Gateway: from INTERACTION_CREATE to the callback on the wire");
    for (kind, payload) in &payloads[1..3] {
        let payload = numbered(payload.clone());
        let bot = Connected::new("bot", |api_url| Some(Process::gateway(api_url)));
        let bot = bot.expect("the bot runs");
        bot.process.print_at_rest("bot", length.turn * 10);
        bot.measure(&payload, length.turn, Pace::PerSecond(100.0));
        let n_bytes = bot.discord.answer_bytes();
        let peer = |name| {
            let start = |url: &str| Process::peer(name, url, n_bytes.saturating_sub(AROUND));
            Connected::new(name, start)
        };
        let peers: Vec<_> = PEERS.into_iter().filter_map(peer).collect();
        if peers.len() < PEERS.len() {
            println!(
                "Minimal bots that are not built are passed over: \
                 cargo build --release --manifest-path benches/peers/Cargo.toml"
            );
        }
        for it in &peers {
            it.process.print_at_rest(it.name, length.turn * 10);
        }
        let all: Vec<_> = std::iter::once(bot).chain(peers).collect();
        println!("\n{kind}, {n_bytes} bytes");
        println!("| pace | bot | µs CPU | per s | p50, p99 µs |");
        println!("| --- | --- | --- | --- | --- |");
        for (name, pace) in PACES {
            compare(name, pace, &payload, length, &all);
        }
        for it in &all {
            let (now, most) = it.process.memory();
            println!("Memory of {}: {now:.1} MiB, at most {most:.1}", it.name);
        }
    }
    println!();
}

/// Measures all in turns, and prints a row for each.
fn compare(name: &str, pace: Pace, payload: &Value, length: &Length, all: &[Connected]) {
    let mut rounds: Vec<Vec<[f64; 4]>> = vec![Vec::new(); all.len()];
    for _ in 0..length.rounds {
        for (it, rounds) in all.iter().zip(&mut rounds) {
            let (cpu, seen) = it.measure(payload, length.turn, pace);
            let [half, most] = [seen.percentile(0.5), seen.percentile(0.99)];
            rounds.push([cpu, seen.per_second, half, most]);
        }
    }
    for (it, rounds) in all.iter().zip(rounds) {
        let column = |place: usize| median(rounds.iter().map(|round| round[place]).collect());
        println!(
            "| {name} | {} | {:.1} | {:.0} | {:.0}, {:.0} |",
            it.name,
            column(0),
            column(1),
            column(2),
            column(3)
        );
    }
}
