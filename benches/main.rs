//! Measures the bot as a program, beside the least that any program would cost: `cargo bench`.
//!
//! What is compared is measured in the same run, in turns, and the median of the rounds is shown; so
//! the ratios hold on a machine that is busy with other things, the absolute numbers less so.
//! CPU time is what the kernel counted for the server's threads, so the load generator on the same
//! cores does not count.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark may panic and print, and its numbers are small"
)]

mod content;
mod endpoint;
mod floor;
mod load;
mod payload;
mod search;
mod server;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wants = |what: &str| {
        let mut named = arguments.iter().filter(|a| !a.starts_with("--")).peekable();
        named.peek().is_none() || named.any(|a| a == what)
    };
    if arguments.iter().any(|a| a == floor::CONSTANT) {
        return floor::serve_constant();
    }
    println!("{}\n", machine());
    if wants("endpoint") {
        endpoint::against_the_floor();
    }
    if wants("latency") {
        endpoint::latency_at_half_load();
    }
    if wants("process") {
        endpoint::start_and_memory();
    }
    if wants("content") {
        content::load_and_search();
    }
    if wants("search") {
        search::questions();
    }
    if wants("reload") {
        content::reload_under_load();
    }
}

/// The processor and how many of it there are.
fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split(": ").nth(1));
    let n = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{n} × {}", model.unwrap_or("unknown processor"))
}

/// The middle one; of an even number the upper of the two.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
