//! The HTTP endpoint with the shipped texts.

use std::path::PathBuf;
use std::time::Duration;

use crate::common::{Length, median, spread};
use crate::floor;
use crate::load::{self, Connection, Seen};
use crate::payload::{self, Signed};
use crate::server::{Process, Server, shipped};

/// CPU microseconds of the server for each answer, and what its clients saw.
fn measure(server: &Server, request: &[u8], turn: Duration) -> (f64, Seen) {
    let before = server.process.cpu();
    let seen = load::ask(server.address, request, turn, None);
    let cpu = server.process.cpu().saturating_sub(before).as_secs_f64() * 1e6;
    (cpu / seen.n as f64, seen)
}

pub(crate) fn against_the_floor(length: &Length) {
    println!("Endpoint: CPU of the server for each answer, against the floor");
    println!(
        "| interaction | bytes | constant µs | verify µs | bot µs | bot / floor | per s | of constant | p50 µs | p99 µs |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let bot = Server::bot(shipped());
    let constant = floor::constant();
    for (name, payload) in payload::all() {
        let signed = Signed::new(&payload);
        let request = signed.request();
        let rounds: Vec<[f64; 8]> = (0..length.rounds)
            .map(|_| {
                let (constant_cpu, constant_seen) = measure(&constant, &request, length.turn);
                let verify = floor::verification(&signed, length.signatures);
                let (cpu, seen) = measure(&bot, &request, length.turn);
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
        let column = |place: usize| rounds.iter().map(|round| round[place]).collect();
        println!(
            "| {name} | {} | {:.1} | {:.1} | {:.1} | {} | {:.0} | {:.2} | {:.0} | {:.0} |",
            signed.body.len(),
            median(column(0)),
            median(column(1)),
            median(column(2)),
            spread(column(3)),
            median(column(4)),
            median(column(5)),
            median(column(6)),
            median(column(7))
        );
    }
    println!();
}

/// The pace is the bot's; the floor as a server, at the same pace, shows what of it is the machine's.
pub(crate) fn latency_at_half_load(length: &Length) {
    println!("Endpoint: latency at half of its full throughput, from when each request was due");
    println!(
        "| interaction | per s | bot p50 µs | bot p99 µs | p99 / p50 | floor p50 µs | floor p99 µs | p99 / p50 |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    let bot = Server::bot(shipped());
    let floor = floor::verifying();
    for (name, payload) in payload::all() {
        let request = Signed::new(&payload).request();
        let rounds: Vec<[f64; 7]> = (0..length.rounds)
            .map(|_| {
                let half = load::ask(bot.address, &request, length.turn, None).per_second / 2.0;
                let at_half = |server: &Server| {
                    let seen = load::ask(server.address, &request, length.turn, Some(half));
                    [seen.percentile(0.5), seen.percentile(0.99)]
                };
                let [p50, p99] = at_half(&bot);
                let [floor50, floor99] = at_half(&floor);
                let shares = [p99 / p50, floor99 / floor50];
                [half, p50, p99, floor50, floor99, shares[0], shares[1]]
            })
            .collect();
        let column = |place: usize| rounds.iter().map(|round| round[place]).collect();
        println!(
            "| {name} | {:.0} | {:.0} | {:.0} | {} | {:.0} | {:.0} | {} |",
            median(column(0)),
            median(column(1)),
            median(column(2)),
            spread(column(5)),
            median(column(3)),
            median(column(4)),
            spread(column(6)),
        );
    }
    println!();
}

/// About what stands around the content of the lean server's answer.
const AROUND: usize = 31;

/// A row for each pace: two servers asked the same, in turns.
fn compare(name: &str, request: &[u8], servers: [&Server; 2], length: &Length) {
    for (pace, per_second) in [
        ("200 a second", Some(200.0)),
        ("500 a second", Some(500.0)),
        ("full load", None),
    ] {
        let measure = |server: &Server| {
            let before = server.process.cpu();
            let seen = load::ask(server.address, request, length.turn, per_second);
            let cpu = server.process.cpu().saturating_sub(before).as_secs_f64() * 1e6;
            [
                cpu / seen.n as f64,
                seen.percentile(0.5),
                seen.percentile(0.99),
            ]
        };
        let rounds = 0..length.rounds;
        let rounds: Vec<[[f64; 3]; 2]> = rounds.map(|_| servers.map(measure)).collect();
        let column = |server: usize, place: usize| {
            median(rounds.iter().map(|round| round[server][place]).collect())
        };
        let ratios = rounds.iter().map(|[one, other]| one[0] / other[0]);
        println!(
            "| {name} | {pace} | {:.1} | {:.1} | {} | {:.0}, {:.0} | {:.0}, {:.0} |",
            column(0, 0),
            column(1, 0),
            spread(ratios.collect()),
            column(0, 1),
            column(0, 2),
            column(1, 1),
            column(1, 2)
        );
    }
}

/// The bot beside an earlier one: a checkout with its texts, which both answer with, and its program in
/// `target/release`.
pub(crate) fn beside_an_earlier_bot(length: &Length) {
    let Some(earlier) = std::env::var_os("AANDESLAG_EARLIER").map(PathBuf::from) else {
        println!("Nothing to compare with: AANDESLAG_EARLIER names no checkout that is built");
        return;
    };
    println!("Endpoint: CPU of the server for each answer, beside an earlier bot");
    println!(
        "| interaction | pace | bot µs | earlier µs | bot / earlier | bot p50, p99 µs | earlier p50, p99 µs |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let responses = earlier.join("responses");
    let bot = Server::bot(&responses);
    let earlier = Server::earlier(&earlier.join("target/release/aandeslag"), &responses);
    for (name, payload) in payload::all() {
        let request = Signed::new(&payload).request();
        let n_bytes = [&bot, &earlier].map(|server| {
            let mut connection = Connection::open(server.address);
            connection.answer(&request).unwrap().len()
        });
        let name = format!("{name}, {} and {} bytes", n_bytes[0], n_bytes[1]);
        compare(&name, &request, [&bot, &earlier], length);
    }
    println!();
}

/// The bot beside the lean server, with the same allocator, as long an answer and a log line each: at a
/// rate that a bot may meet, with cold caches, and at full load.
pub(crate) fn beside_a_lean_server(length: &Length) {
    println!("Endpoint: CPU of the server for each answer, beside a lean server's");
    println!(
        "| interaction | pace | bot µs | lean µs | bot / lean | bot p50, p99 µs | lean p50, p99 µs |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let bot = Server::bot(shipped());
    for (name, payload) in &payload::all()[1..3] {
        let request = Signed::new(payload).request();
        let n_bytes = Connection::open(bot.address)
            .answer(&request)
            .unwrap()
            .len();
        let Some(lean) = Server::lean(n_bytes.saturating_sub(AROUND)) else {
            println!(
                "It is not built: cargo build --release --manifest-path benches/peers/Cargo.toml"
            );
            return;
        };
        compare(
            &format!("{name}, {n_bytes} bytes"),
            &request,
            [&bot, &lean],
            length,
        );
    }
    println!();
    let time = length.turn * 10;
    Server::bot(shipped())
        .process
        .print_at_rest("endpoint", time);
    Process::chat().print_at_rest("chat page", time);
    println!();
}

pub(crate) fn start_and_memory(length: &Length) {
    println!("Endpoint: start and memory, beside the constant server's");
    let starts: Vec<_> = (0..3 * length.rounds)
        .map(|_| (Server::bot(shipped()).ready_in, floor::constant().ready_in))
        .collect();
    let (of_bot, of_constant): (Vec<f64>, Vec<f64>) = starts.into_iter().unzip();
    let servers = [Server::bot(shipped()), floor::constant()];
    let (_, payload) = &payload::all()[1];
    let request = Signed::new(payload).request();
    let at_rest = servers.each_ref().map(|it| it.process.memory().0);
    let mut n = 0;
    while n < length.answers {
        n += load::ask(servers[0].address, &request, length.turn, None).n;
    }
    load::ask(servers[1].address, &request, length.turn, None);
    let after = servers.each_ref().map(|it| it.process.memory());
    println!("| | bot | constant |\n| --- | --- | --- |");
    println!(
        "| start to ready, ms | {} | {} |",
        spread(of_bot),
        spread(of_constant)
    );
    println!(
        "| memory at rest, MiB | {:.1} | {:.1} |",
        at_rest[0], at_rest[1]
    );
    println!(
        "| memory after {n} answers, MiB | {:.1} | {:.1} |",
        after[0].0, after[1].0
    );
    println!(
        "| most memory, MiB | {:.1} | {:.1} |\n",
        after[0].1, after[1].1
    );
}
