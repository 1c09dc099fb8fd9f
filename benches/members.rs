//! Members ask at a steady pace while moderators, files and strangers do their worst: everybody is to be
//! answered within 100 ms.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{Scope, sleep};
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketType, bind, connect, socket};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::Length;
use crate::load::{Connection, Seen};
use crate::payload::{Signed, command};
use crate::server::Server;

/// What nobody waits longer for.
const RULE: Duration = Duration::from_millis(100);
/// How many members ask at once over a connection that is kept, and as many over a new one each time.
const MEMBERS: u32 = 4;
/// How often each of them asks.
const PACE: Duration = Duration::from_millis(100);
/// The most bytes of a file.
const FILE: usize = 1 << 20;
/// The guild of the payloads, and a role in it.
const HOME: &str = "290926798626357999";
const ROLE: &str = "290926798626358009";

/// What others do meanwhile, until the end.
type Other = fn(&Scene, &AtomicBool);

/// The phases, each with those who are at work in it.
const PHASES: [(&str, &[Other]); 7] = [
    ("at rest", &[]),
    ("three moderators: new texts, whole files", &MODERATORS),
    ("a broken file of 1 MiB each second", &[saves_broken_files]),
    ("5 MiB of good texts each second", &[saves_good_files]),
    (
        "strangers: bad signatures, slow bodies, replays",
        &STRANGERS,
    ),
    ("all at once", &ALL),
    ("at rest again", &[]),
];
const MODERATORS: [Other; 3] = [moderates, moderates, moderates];
const STRANGERS: [Other; 4] = [forges, forges, holds_slow_bodies, replays];
const ALL: [Other; 9] = [
    moderates,
    moderates,
    moderates,
    saves_broken_files,
    saves_good_files,
    forges,
    forges,
    holds_slow_bodies,
    replays,
];

/// What all of them share.
struct Scene {
    address: SocketAddr,
    responses: PathBuf,
    /// Where the file of 1,300 texts is fetched that moderators send.
    sent: String,
    /// A request of a moderator that was seen by others.
    seen: Mutex<Vec<u8>>,
    /// How much the others did.
    n_done: AtomicU64,
}

pub(crate) fn whatever_others_do(length: &Length) {
    let (home, responses) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let settings = format!("[moderation]\nguild = \"{HOME}\"\nroles = [\"{ROLE}\"]\n");
    fs::write(home.path().join("config.toml"), settings).unwrap();
    fs::write(responses.path().join("alles.toml"), texts(1300, "Een zin.")).unwrap();
    for file in 0..5 {
        fs::write(good(responses.path(), file), texts(10, "Goed.")).unwrap();
    }
    let discord = discord(texts(1300, "Een andere zin."));
    let server = Server::moderated(home.path(), responses.path(), &format!("http://{discord}"));
    let scene = Scene {
        address: server.address,
        responses: responses.path().to_owned(),
        sent: format!("http://{discord}/attachments/alles.toml"),
        seen: Mutex::default(),
        n_done: AtomicU64::new(0),
    };
    println!(
        "Members, asking {} times a second, half of them over new connections, while others are at work; \
         from when each request was due\n",
        MEMBERS * 2 * 1000 / PACE.as_millis() as u32
    );
    println!(
        "| | answers | p50 ms | p99 ms | slowest ms | over 100 ms | not answered | done by others | \
         memory at most, MiB |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (name, others) in PHASES {
        scene.n_done.store(0, Relaxed);
        server.process.forget_most_memory();
        let (seen, n_failed) = phase(&scene, others, length.turn * 8);
        let ms = |share| seen.percentile(share) / 1e3;
        println!(
            "| {name} | {} | {:.1} | {:.1} | {:.1} | {} | {n_failed} | {} | {:.0} |",
            seen.n,
            ms(0.5),
            ms(0.99),
            ms(1.0),
            seen.n_over(RULE),
            scene.n_done.load(Relaxed),
            server.process.memory().1
        );
    }
    println!(
        "\nThe limit in `deploy/aandeslag-endpoint@.service`: {}\n",
        limit()
    );
}

/// What members see for so long, and how many of them got no answer.
fn phase(scene: &Scene, others: &[Other], time: Duration) -> (Seen, usize) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for other in others {
            let done = &done;
            scope.spawn(move || other(scene, done));
        }
        let seen = ask(scope, scene.address, time);
        done.store(true, Relaxed);
        seen
    })
}

fn ask<'scope>(
    scope: &'scope Scope<'scope, '_>,
    address: SocketAddr,
    time: Duration,
) -> (Seen, usize) {
    let started = Instant::now();
    let asking = move |place: u32| {
        let keeps = place < MEMBERS;
        let (mut latencies, mut n_failed) = (Vec::new(), 0);
        let mut connection = keeps.then(|| Connection::open(address));
        let mut due = started + PACE * place / (MEMBERS * 2);
        while due < started + time {
            sleep(due.saturating_duration_since(Instant::now()));
            let request = Signed::new(&of_member()).request();
            let open = connection.get_or_insert_with(|| Connection::open(address));
            let is_answered = open.answer(&request).is_ok();
            n_failed += usize::from(!is_answered);
            latencies.push(due.elapsed());
            connection = connection.filter(|_| keeps && is_answered);
            due += PACE;
        }
        (latencies, n_failed)
    };
    let threads: Vec<_> = (0..MEMBERS * 2)
        .map(|place| scope.spawn(move || asking(place)))
        .collect();
    let (latencies, n_failed): (Vec<_>, Vec<usize>) =
        threads.into_iter().map(|t| t.join().unwrap()).unzip();
    let seen = Seen::new(latencies.concat(), started.elapsed());
    (seen, n_failed.iter().sum())
}

fn of_member() -> Value {
    let option = json!([{ "name": "tekst", "type": 3, "value": "e7" }]);
    with_id(command(2, "alles", &option))
}

fn with_id(mut payload: Value) -> Value {
    static NEXT: AtomicU64 = AtomicU64::new(1_143_556_789_012_345_678);
    payload["id"] = json!(NEXT.fetch_add(1, Relaxed).to_string());
    payload
}

/// A moderator's interaction, and what the bot answers.
fn moderate(scene: &Scene, connection: &mut Connection, mut payload: Value) -> Value {
    payload["member"]["roles"] = json!([ROLE]);
    let request = Signed::new(&with_id(payload)).request();
    scene.seen.lock().unwrap().clone_from(&request);
    scene.n_done.fetch_add(1, Relaxed);
    // An answer with a file goes to Discord, and is empty here.
    serde_json::from_slice(connection.answer(&request).unwrap()).unwrap_or_default()
}

/// Sends a new text up to its preview, and a whole file up to its review, again and again.
fn moderates(scene: &Scene, done: &AtomicBool) {
    let mut connection = Connection::open(scene.address);
    let subcommand = |name: &str, options: Value| {
        let options = json!([{ "name": name, "type": 1, "options": options }]);
        command(2, "moderatie", &options)
    };
    while !done.load(Relaxed) {
        let about = json!([{ "name": "commando", "type": 3, "value": "alles" }]);
        let form = moderate(scene, &mut connection, subcommand("nieuw", about));
        let mut filled = command(5, "", &json!([]));
        let rows = form["data"]["components"].as_array().unwrap().iter();
        let rows = rows.map(|row| {
            let id = &row["components"][0]["custom_id"];
            let value = if id == "title" || id == "text" {
                "Iets nieuws"
            } else {
                ""
            };
            json!({ "type": 1, "components": [{ "type": 4, "custom_id": id, "value": value }] })
        });
        filled["data"] = json!({ "custom_id": form["data"]["custom_id"], "components": rows.collect::<Vec<_>>() });
        moderate(scene, &mut connection, filled);
        let file = json!([{ "name": "bestand", "type": 11, "value": "1" }]);
        let mut whole = subcommand("bestand", file);
        whole["data"]["resolved"] = json!({ "attachments": { "1": {
            "id": "1", "filename": "alles.toml", "size": 100_000, "url": scene.sent,
            "proxy_url": scene.sent, "ephemeral": true,
        } } });
        moderate(scene, &mut connection, whole);
    }
}

/// Saves something each second.
fn each_second(scene: &Scene, done: &AtomicBool, mut save: impl FnMut(u64)) {
    let mut due = Instant::now();
    for round in 0.. {
        save(round);
        scene.n_done.fetch_add(1, Relaxed);
        due += Duration::from_secs(1);
        while Instant::now() < due {
            if done.load(Relaxed) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
    }
}

fn saves_broken_files(scene: &Scene, done: &AtomicBool) {
    let mut headings = String::new();
    for n in 0.. {
        if headings.len() > FILE - 100 {
            break;
        }
        writeln!(headings, "[e{n}] # c\nx=1\nx=2").unwrap();
    }
    let broken = [
        "=\n".repeat(FILE / 2),
        headings,
        "(naam)\n".repeat(FILE / 7),
    ];
    let path = scene.responses.join("kapot.toml");
    each_second(scene, done, |round| {
        fs::write(&path, &broken[round as usize % broken.len()]).unwrap();
    });
    fs::remove_file(path).unwrap();
}

fn saves_good_files(scene: &Scene, done: &AtomicBool) {
    let long = "Een zin met heel gewone woorden erin, zoals een tekst die heeft. ".repeat(4);
    each_second(scene, done, |round| {
        for file in 0..5 {
            let text = texts(3000, &format!("{long} {round}"));
            assert!(
                (FILE * 9 / 10..FILE).contains(&text.len()),
                "{}",
                text.len()
            );
            fs::write(good(&scene.responses, file), text).unwrap();
        }
    });
}

fn good(folder: &Path, file: u8) -> PathBuf {
    folder.join(format!("goed{file}.toml"))
}

/// A file of so many texts with these words.
fn texts(n_texts: usize, words: &str) -> String {
    let mut text = String::from("title = \"Alles\"\ndescription = \"Alles\"\n");
    for n in 0..n_texts {
        write!(
            text,
            "\n[e{n}]\ntitle = \"Tekst {n}\"\nsummary = \"Kort\"\ntext = \"{words}\"\n"
        )
        .unwrap();
    }
    text
}

/// Sends signatures that are not the key's, a thousand a second.
fn forges(scene: &Scene, done: &AtomicBool) {
    let mut signed = Signed::new(&of_member());
    signed.signature[5] ^= 1;
    again_and_again(scene, done, Duration::from_millis(1), || signed.request());
}

/// Sends what a moderator sent once more, a hundred times a second.
fn replays(scene: &Scene, done: &AtomicBool) {
    let own = Signed::new(&of_member()).request();
    again_and_again(scene, done, Duration::from_millis(10), || {
        let seen = scene.seen.lock().unwrap().clone();
        if seen.is_empty() { own.clone() } else { seen }
    });
}

/// Sends requests at a pace, whatever comes back.
fn again_and_again(
    scene: &Scene,
    done: &AtomicBool,
    pace: Duration,
    request: impl Fn() -> Vec<u8>,
) {
    let mut due = Instant::now();
    let mut stream: Option<TcpStream> = None;
    let mut buffer = vec![0; 64 * 1024];
    while !done.load(Relaxed) {
        sleep(due.saturating_duration_since(Instant::now()));
        due += pace;
        let open = stream.get_or_insert_with(|| from_elsewhere(scene.address).unwrap());
        let is_answered =
            open.write_all(&request()).is_ok() && open.read(&mut buffer).is_ok_and(|n| n > 0);
        scene.n_done.fetch_add(1, Relaxed);
        stream = stream.filter(|_| is_answered);
    }
}

/// Holds 600 connections with bodies that never end, of which a byte comes each second.
fn holds_slow_bodies(scene: &Scene, done: &AtomicBool) {
    let head = b"POST /interactions HTTP/1.1\r\nhost: bot\r\nx-signature-timestamp: 1\r\n\
        x-signature-ed25519: 00\r\ncontent-length: 250000\r\n\r\nx";
    let open = || {
        let mut stream = from_elsewhere(scene.address).ok()?;
        stream.write_all(head).ok()?;
        Some(stream)
    };
    let mut bodies: Vec<_> = (0..600).map(|_| open()).collect();
    each_second(scene, done, |_| {
        for body in &mut bodies {
            let goes_on = body
                .as_mut()
                .is_some_and(|body| body.write_all(b"x").is_ok());
            if !goes_on {
                *body = open();
            }
        }
    });
}

/// A connection of somebody who is not where Discord is.
fn from_elsewhere(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = socket(AddressFamily::INET, SocketType::STREAM, None)?;
    bind(&stream, &SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, 2), 0))?;
    connect(&stream, &address)?;
    Ok(stream.into())
}

/// Where files are fetched, and what is announced is answered later.
fn discord(file: String) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, file) = (stream.unwrap(), file.clone());
            std::thread::spawn(move || {
                let mut buffer = vec![0; 64 * 1024];
                let Ok(n) = stream.read(&mut buffer) else {
                    return;
                };
                let body = if buffer[..n].starts_with(b"GET /attachments/") {
                    &file
                } else {
                    "{}"
                };
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                // What is sent along may still be on its way.
                let _ = stream.shutdown(std::net::Shutdown::Write);
                let _ = stream.read_to_end(&mut Vec::new());
            });
        }
    });
    address
}

/// What the shipped unit gives the bot.
fn limit() -> String {
    let unit = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/deploy/aandeslag-endpoint@.service"
    );
    let unit = fs::read_to_string(unit).unwrap();
    let line = unit.lines().find(|line| line.starts_with("MemoryMax="));
    line.unwrap().to_owned()
}
