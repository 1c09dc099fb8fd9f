//! Measures the bot as a program, beside the least that any program would cost: `cargo bench`.
//!
//! What is compared is measured in the same run, in turns, and the median of the rounds is shown; so
//! the ratios hold on a machine that is busy with other things, the absolute numbers less so.
//! CPU time is what the kernel counted for the server's threads, so the load generator on the same
//! cores does not count.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark may panic and print, and its numbers are small"
)]

mod content;
mod discord;
mod edit;
mod endpoint;
mod floor;
mod gateway;
mod load;
mod members;
mod payload;
mod search;
mod server;

use std::time::Duration;

/// How much is measured.
struct Length {
    /// How often everything is measured, of which the median is shown.
    rounds: usize,
    /// How long each time.
    turn: Duration,
    /// How many answers a process gives before its memory is looked at.
    answers: usize,
    /// How many signatures are verified in a row.
    signatures: u32,
    /// How many texts there are where there are many.
    texts: usize,
}

impl Length {
    const WHOLE: Self = Self {
        rounds: 7,
        turn: Duration::from_millis(1500),
        answers: 1_000_000,
        signatures: 5000,
        texts: 10_000,
    };
    /// Tells that everything works, and nothing about speed.
    const QUICK: Self = Self {
        rounds: 1,
        turn: Duration::from_millis(200),
        answers: 1000,
        signatures: 10,
        texts: 200,
    };
}

type Part = fn(&Length);

/// The parts, in the order of `BENCHMARKS.md`.
const PARTS: [(&str, Part); 10] = [
    ("endpoint", endpoint::against_the_floor),
    ("latency", endpoint::latency_at_half_load),
    ("gateway", gateway::against_minimal_bots),
    ("members", members::whatever_others_do),
    ("process", endpoint::start_and_memory),
    ("content", content::load_and_search),
    ("worst", content::worst_files),
    ("search", search::questions),
    ("reload", content::reload_under_load),
    ("edit", edit::changes),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [floor::CONSTANT, ..] => return floor::serve(false),
        [floor::FLOOR, ..] => return floor::serve(true),
        _ => {}
    }
    // What starts with a dash and is not ours is Cargo's.
    let is_quick = arguments.contains(&"--quick");
    let length = if is_quick {
        Length::QUICK
    } else {
        Length::WHOLE
    };
    let named: Vec<_> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    if let Some(unknown) = named
        .iter()
        .find(|n| !PARTS.iter().any(|(name, _)| name == **n))
    {
        panic!("there is no part {unknown}");
    }
    println!("{}\n", machine());
    for (name, measure) in PARTS {
        if named.is_empty() || named.contains(&&name) {
            measure(&length);
        }
    }
}

/// The processor and how many of it there are, and how many programs want it besides.
fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split(": ").nth(1));
    let n = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{n} × {}, load {load}",
        model.unwrap_or("unknown processor")
    )
}

/// The middle one; of an even number the upper of the two.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// The middle one, with the least and the most.
fn spread(mut numbers: Vec<f64>) -> String {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers[numbers.len() / 2];
    let (least, most) = (numbers[0], numbers[numbers.len() - 1]);
    format!("**{middle:.2}** ({least:.2} to {most:.2})")
}
