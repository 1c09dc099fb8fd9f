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

mod common;
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

use crate::common::Length;

type Part = fn(&Length);

/// The parts, in the order of `docs/benchmarks.md`.
const PARTS: [(&str, Part); 12] = [
    ("endpoint", endpoint::against_the_floor),
    ("lean", endpoint::beside_a_lean_server),
    ("earlier", endpoint::beside_an_earlier_bot),
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
