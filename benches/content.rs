//! Ten thousand texts: loading, completing, and reloading while the bot answers.

use std::fmt::Write;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aandeslag::bot::Bot;
use aandeslag::content;
use aandeslag::diagnostic;
use aandeslag::diagnostic::{Source, Sources};
use aandeslag::store::live::Live;
use serde_json::json;
use tempfile::TempDir;

use crate::common::{Length, median, own_cpu, spread};
use crate::load::Seen;
use crate::payload::{self, Signed};
use crate::server::Server;
use crate::{floor, load};

/// How many texts a file has.
const IN_FILE: usize = 100;

/// A folder with so many texts, a hundred to a file.
fn folder(n_texts: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in 0..n_texts / IN_FILE {
        write_file(&folder, file, 0);
    }
    folder
}

fn write_file(folder: &TempDir, file: usize, version: usize) {
    let mut text = format!(
        "title = \"Map {file}\"\ndescription = \"Map {file}\"\noption = \"tekst\"\n\
         source = \"versie {version}\"\n"
    );
    for entry in 0..IN_FILE {
        let n = file * IN_FILE + entry;
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

/// CPU milliseconds of this, the middle of several times.
fn cost(length: &Length, mut work: impl FnMut()) -> f64 {
    median((0..length.rounds + 2).map(|_| cpu_ms(&mut work)).collect())
}

/// Reading the same files as bare TOML, which checks nothing.
fn parse(folder: &TempDir) {
    for file in fs::read_dir(folder.path()).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        std::hint::black_box(toml::from_str::<toml::Table>(&text).unwrap());
    }
}

pub(crate) fn load_and_search(length: &Length) {
    let folder = folder(length.texts);
    println!(
        "Content: {} texts, a hundred to a file; CPU of one thread",
        length.texts
    );
    println!("| | ms | of reading the same files as bare TOML |\n| --- | --- | --- |");
    let bare = cost(length, || parse(&folder));
    println!("| bare TOML | {bare:.1} | 1 |");
    let load = cost(length, || drop(Live::load(folder.path(), None).unwrap()));
    println!("| load | {load:.1} | {:.2} |", load / bare);
    let live = Arc::new(Live::load(folder.path(), None).unwrap());
    assert_eq!(live.current().library.n_entries(), length.texts);
    let reload = cost(length, || live.reload().unwrap());
    println!("| reload | {reload:.1} | {:.2} |", reload / bare);

    let verify = floor::verification(&Signed::new(&payload::small()), length.signatures);
    println!(
        "\n| among {} texts | µs | of one verification |\n| --- | --- | --- |",
        length.texts
    );
    let bot = Bot::new(live, None);
    for (what, typed) in [
        ("autocomplete, found at once", "tekst over"),
        ("autocomplete, nothing like it", "qqqqqq"),
        ("autocomplete, a typing error", "onderwrep 12"),
    ] {
        let options = json!([{ "name": "tekst", "type": 3, "value": typed, "focused": true }]);
        let payload = payload::command(4, "map01", &options);
        let interaction = serde_json::from_value(payload).unwrap();
        let hundred = || {
            for _ in 0..100 {
                std::hint::black_box(bot.answer(&interaction));
            }
        };
        let micros = cost(length, hundred) * 1000.0 / 100.0;
        println!("| {what} | {micros:.1} | {:.2} |", micros / verify);
    }
    println!();
}

/// The longest that one file of 1 MiB takes to check and report, among patterns that are made to be
/// slow.
pub(crate) fn worst_files(length: &Length) {
    const SIZE: usize = 1 << 20;
    const HEAD: &str = "title = \"T\"\ndescription = \"T\"\n[e]\ntitle = \"E\"\ntext = \"E\"\n";
    let patterns = [
        ("keys that stand twice", "", "[e{n}] # c\nx=1\nx=2\n"),
        ("one name in round brackets", "", "(naam)\n"),
        ("one name", "", "[a]\n"),
        ("no key", "", "=\n"),
        ("a list of names", "related = [", "\"n{n}\","),
        ("lists without end", "", "x{n} = [\n"),
        ("blocks without names", "", "[n{n}.sections]\n"),
        ("half mentions", "text = \"", "<@"),
        ("triple quotes without end", "", "x{n} = \"\"\"\n"),
    ];
    println!("A file of 1 MiB, checked and reported; CPU of one thread");
    println!("| | ms | problems told |\n| --- | --- | --- |");
    for (name, start, piece) in patterns {
        let mut text = format!("{HEAD}{start}");
        for n in 0.. {
            if text.len() + piece.len() + 10 > SIZE {
                break;
            }
            text.push_str(&piece.replace("{n}", &usize::to_string(&n)));
        }
        let sources = Sources {
            directory: "map".into(),
            files: vec![Source::new("map/tips.toml", "tips", text.as_bytes())],
            plain_language: true,
            ..Sources::default()
        };
        let mut told = 0;
        let ms = cost(length, || {
            let diagnostics = content::compile(&sources).diagnostics;
            std::hint::black_box(diagnostic::report(&sources, &diagnostics, false));
            told = diagnostics.len();
        });
        println!("| {name} | {ms:.0} | {told} |");
    }
    println!();
}

/// Half load while files change, between two times the same load while they do not: what those two
/// differ in is noise.
pub(crate) fn reload_under_load(length: &Length) {
    let folder = folder(length.texts);
    let bot = Server::bot(folder.path());
    let options = json!([{ "name": "tekst", "type": 3, "value": "tekst160" }]);
    let request = Signed::new(&payload::command(2, "map01", &options)).request();
    let turn = length.turn * 2;
    let half = load::ask(bot.address, &request, turn, None).per_second / 2.0;
    let paced = || load::ask(bot.address, &request, turn, Some(half));
    let reloading = |round: usize| {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let started = Instant::now();
                while started.elapsed() < turn {
                    write_file(&folder, 0, round + 1);
                    std::thread::sleep(Duration::from_millis(700));
                }
            });
            paced()
        })
    };
    let rounds: Vec<[Seen; 3]> = (0..2 * length.rounds)
        .map(|round| [paced(), reloading(round), paced()])
        .collect();
    println!(
        "Reload of {} texts about once a second, at half load, {half:.0} per s",
        length.texts
    );
    println!("| | no reloads, µs | reloads, µs | reloads / none | none / none |");
    println!("| --- | --- | --- | --- | --- |");
    for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)] {
        let rounds = rounds.iter().map(|round| {
            let [before, during, after] = round.each_ref().map(|seen| seen.percentile(share));
            [before, during, during / before, after / before]
        });
        let rounds: Vec<[f64; 4]> = rounds.collect();
        let column = |place: usize| rounds.iter().map(|round| round[place]).collect();
        println!(
            "| {name} | {:.0} | {:.0} | {} | {} |",
            median(column(0)),
            median(column(1)),
            spread(column(2)),
            spread(column(3))
        );
    }
    println!();
}
