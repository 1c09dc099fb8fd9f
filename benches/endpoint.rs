//! The HTTP endpoint with the shipped texts.

use std::path::Path;
use std::time::Duration;

use crate::floor;
use crate::load::{self, Seen};
use crate::median;
use crate::payload::{self, Signed};
use crate::server::Server;

const ROUNDS: usize = 7;
const TURN: Duration = Duration::from_millis(1500);

pub(crate) fn responses() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/responses"))
}

/// CPU microseconds of the server for each answer, and what its clients saw.
fn measure(server: &Server, request: &[u8]) -> (f64, Seen) {
    let before = server.cpu();
    let seen = load::ask(server.address, request, TURN, None);
    let cpu = server.cpu().saturating_sub(before).as_secs_f64() * 1e6;
    (cpu / seen.n as f64, seen)
}

pub(crate) fn against_the_floor() {
    println!("Endpoint: CPU of the server for each answer, against the floor");
    println!(
        "| interaction | bytes | constant µs | verify µs | floor µs | bot µs | bot / floor | per s | of constant | p50 µs | p99 µs |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let bot = Server::bot(responses());
    let constant = floor::constant();
    for (name, payload) in payload::all() {
        let signed = Signed::new(&payload);
        let request = signed.request();
        let rounds: Vec<[f64; 8]> = (0..ROUNDS)
            .map(|_| {
                let (constant_cpu, constant_seen) = measure(&constant, &request);
                let verify = floor::verification(&signed, 5000);
                let (cpu, seen) = measure(&bot, &request);
                [
                    constant_cpu,
                    verify,
                    cpu,
                    cpu / (constant_cpu + verify),
                    seen.per_second,
                    seen.per_second / constant_seen.per_second,
                    seen.percentile(0.5),
                    seen.percentile(0.99),
                ]
            })
            .collect();
        let column = |place: usize| median(rounds.iter().map(|round| round[place]).collect());
        println!(
            "| {name} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.2} | {:.0} | {:.2} | {:.0} | {:.0} |",
            signed.body.len(),
            column(0),
            column(1),
            column(0) + column(1),
            column(2),
            column(3),
            column(4),
            column(5),
            column(6),
            column(7)
        );
    }
    println!();
}

pub(crate) fn latency_at_half_load() {
    println!("Endpoint: latency at half of its full throughput, from when each request was due");
    println!("| interaction | per s | p50 µs | p99 µs | p99 / p50 |");
    println!("| --- | --- | --- | --- | --- |");
    let bot = Server::bot(responses());
    for (name, payload) in payload::all() {
        let request = Signed::new(&payload).request();
        let rounds: Vec<[f64; 3]> = (0..ROUNDS)
            .map(|_| {
                let full = load::ask(bot.address, &request, TURN, None).per_second;
                let seen = load::ask(bot.address, &request, TURN, Some(full / 2.0));
                [full / 2.0, seen.percentile(0.5), seen.percentile(0.99)]
            })
            .collect();
        let column = |place: usize| median(rounds.iter().map(|round| round[place]).collect());
        let (p50, p99) = (column(1), column(2));
        println!(
            "| {name} | {:.0} | {p50:.0} | {p99:.0} | {:.1} |",
            column(0),
            p99 / p50
        );
    }
    println!();
}

pub(crate) fn start_and_memory() {
    println!("Endpoint: start and memory");
    let starts = (0..21).map(|_| {
        let bot = Server::bot(responses());
        bot.started_in.as_secs_f64() * 1e3
    });
    let started = median(starts.collect());
    let bot = Server::bot(responses());
    let (_, payload) = &payload::all()[1];
    let request = Signed::new(payload).request();
    let (at_rest, _) = bot.memory();
    let mut n = 0;
    while n < 1_000_000 {
        n += load::ask(bot.address, &request, Duration::from_secs(5), None).n;
    }
    let (after, most) = bot.memory();
    let mib = |kib: u64| kib as f64 / 1024.0;
    println!("| | |\n| --- | --- |");
    println!("| start to listening, ms | {started:.1} |");
    println!("| memory at rest, MiB | {:.1} |", mib(at_rest));
    println!("| memory after {n} answers, MiB | {:.1} |", mib(after));
    println!("| most memory, MiB | {:.1} |\n", mib(most));
}
