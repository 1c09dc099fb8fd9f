//! The bot at the gateway, against the least bot on the same library.

use std::time::Duration;

use crate::discord::{Discord, Pace, numbered};
use crate::load::Seen;
use crate::payload;
use crate::server::Process;
use crate::{Length, median};

/// As many as keep two cores busy.
const IN_FLIGHT: usize = 32;
/// A busy evening in a large server; few enough that nothing waits for anything else.
const QUIET: f64 = 200.0;

struct Connected {
    discord: Discord,
    process: Process,
}

impl Connected {
    fn new(start: impl FnOnce(&str) -> Process) -> Self {
        let discord = Discord::start();
        let process = start(&discord.api_url());
        discord.wait_for_session();
        Self { discord, process }
    }

    /// CPU microseconds of the bot for each callback, and what Discord saw.
    fn measure(&self, payload: &serde_json::Value, time: Duration, pace: Pace) -> (f64, Seen) {
        let before = self.process.cpu();
        let seen = self.discord.ask(payload, time, pace);
        let cpu = self.process.cpu().saturating_sub(before).as_secs_f64() * 1e6;
        (cpu / seen.n as f64, seen)
    }
}

pub(crate) fn against_a_minimal_bot(length: &Length) {
    let minimal = Connected::new(Process::minimal);
    let bot = Connected::new(Process::gateway);
    println!("Gateway: from INTERACTION_CREATE to the callback on the wire, {IN_FLIGHT} in flight");
    println!(
        "| interaction | minimal µs CPU | bot µs CPU | bot / minimal | minimal per s | bot per s | of minimal | minimal p50, p99 µs | bot p50, p99 µs |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let kinds = payload::all();
    for (name, payload) in &kinds[1..3] {
        let payload = numbered(payload.clone());
        compare(
            name,
            length,
            |it| it.measure(&payload, length.turn, Pace::InFlight(IN_FLIGHT)),
            &minimal,
            &bot,
        );
    }
    println!("\nThe same, {QUIET} per s");
    let payload = numbered(kinds[1].1.clone());
    compare(
        "command",
        length,
        |it| it.measure(&payload, length.turn, Pace::PerSecond(QUIET)),
        &minimal,
        &bot,
    );
    for (name, it) in [("minimal", &minimal), ("bot", &bot)] {
        let (now, most) = it.process.memory();
        println!("Memory of {name}: {now:.1} MiB, at most {most:.1}");
    }
    println!();
}

fn compare(
    name: &str,
    length: &Length,
    measure: impl Fn(&Connected) -> (f64, Seen),
    minimal: &Connected,
    bot: &Connected,
) {
    let rounds: Vec<[f64; 9]> = (0..length.rounds)
        .map(|_| {
            let (minimal_cpu, minimal) = measure(minimal);
            let (cpu, seen) = measure(bot);
            [
                minimal_cpu,
                cpu,
                cpu / minimal_cpu,
                minimal.per_second,
                seen.per_second,
                minimal.percentile(0.5),
                minimal.percentile(0.99),
                seen.percentile(0.5),
                seen.percentile(0.99),
            ]
        })
        .collect();
    let column = |place: usize| median(rounds.iter().map(|round| round[place]).collect());
    println!(
        "| {name} | {:.1} | {:.1} | {:.2} | {:.0} | {:.0} | {:.2} | {:.0}, {:.0} | {:.0}, {:.0} |",
        column(0),
        column(1),
        column(2),
        column(3),
        column(4),
        column(4) / column(3),
        column(5),
        column(6),
        column(7),
        column(8)
    );
}
