//! Ten thousand texts: loading, completing, and reloading while the bot answers.

use std::fmt::Write;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aandeslag::bot::Bot;
use aandeslag::content::live::Live;
use serde_json::json;
use tempfile::TempDir;

use crate::payload::{self, Signed};
use crate::server::{Server, own_cpu};
use crate::{load, median};

const FILES: usize = 100;
const ENTRIES: usize = 10_000;

/// A folder with ten thousand entries in a hundred files.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in 0..FILES {
        write_file(&folder, file, 0);
    }
    folder
}

fn write_file(folder: &TempDir, file: usize, version: usize) {
    let mut text = format!(
        "title = \"Map {file}\"\ndescription = \"Map {file}\"\noption = \"tekst\"\n\
         source = \"versie {version}\"\n"
    );
    for entry in 0..ENTRIES / FILES {
        let n = file * ENTRIES / FILES + entry;
        write!(
            text,
            "\n[tekst{n}]\ntitle = \"Tekst over onderwerp {n}\"\ngroup = \"Groep {}\"\n\
             summary = \"Kort over {n}\"\nkeywords = [\"woord{n}\", \"ander{n}\"]\n\
             text = \"\"\"\n{}\n\"\"\"\n",
            entry / 25,
            "Een zin over sociale media. ".repeat(10)
        )
        .unwrap();
    }
    fs::write(folder.path().join(format!("map{file:02}.toml")), text).unwrap();
}

/// Milliseconds of the caller's CPU.
fn cpu_ms(work: impl FnOnce()) -> f64 {
    let before = own_cpu();
    work();
    own_cpu().saturating_sub(before).as_secs_f64() * 1e3
}

pub(crate) fn load_and_search() {
    let folder = folder();
    println!("Content: {ENTRIES} texts in {FILES} files, CPU of one thread");
    println!("| | ms |\n| --- | --- |");
    let loads = (0..9).map(|_| cpu_ms(|| drop(Live::load(folder.path(), None).unwrap())));
    println!("| load | {:.1} |", median(loads.collect()));
    let live = Arc::new(Live::load(folder.path(), None).unwrap());
    assert_eq!(live.current().library.n_entries(), ENTRIES);
    let reloads = (0..9).map(|_| cpu_ms(|| live.reload().unwrap()));
    println!("| reload | {:.1} |", median(reloads.collect()));
    let bot = Bot::new(live, None);
    for (what, typed) in [
        ("found at once", "tekst over"),
        ("with a typing error", "onderwrep 12"),
    ] {
        let options = json!([{ "name": "tekst", "type": 3, "value": typed, "focused": true }]);
        let payload = payload::command(4, "map07", &options);
        let interaction = serde_json::from_value(payload).unwrap();
        let times = (0..9).map(|_| {
            cpu_ms(|| {
                for _ in 0..100 {
                    std::hint::black_box(bot.answer(&interaction));
                }
            }) / 100.0
        });
        println!(
            "| autocomplete over one file, {what} | {:.4} |",
            median(times.collect())
        );
    }
    println!();
}

/// Half load while files change, beside the same load while they do not.
pub(crate) fn reload_under_load() {
    let folder = folder();
    let bot = Server::bot(folder.path());
    let options = json!([{ "name": "tekst", "type": 3, "value": "tekst1760" }]);
    let request = Signed::new(&payload::command(2, "map07", &options)).request();
    let turn = Duration::from_secs(3);
    let full = load::ask(bot.address, &request, turn, None).per_second;
    let paced = || load::ask(bot.address, &request, turn, Some(full / 2.0));
    let mut quiet = Vec::new();
    let mut reloading = Vec::new();
    for round in 1..6 {
        quiet.push(paced());
        let writing = std::thread::scope(|scope| {
            scope.spawn(|| {
                let started = Instant::now();
                while started.elapsed() < turn {
                    write_file(&folder, 0, round);
                    std::thread::sleep(Duration::from_millis(700));
                }
            });
            paced()
        });
        reloading.push(writing);
    }
    println!(
        "Reload of {ENTRIES} texts about once a second, at half load, {:.0} per s",
        full / 2.0
    );
    println!("| | p50 µs | p99 µs | p99.9 µs |\n| --- | --- | --- | --- |");
    for (what, runs) in [("no reloads", quiet), ("reloads", reloading)] {
        let at = |share: f64| median(runs.iter().map(|seen| seen.percentile(share)).collect());
        println!(
            "| {what} | {:.0} | {:.0} | {:.0} |",
            at(0.5),
            at(0.99),
            at(0.999)
        );
    }
    println!();
}
