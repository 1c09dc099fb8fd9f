//! `aandeslag endpoint`: the built program, over real sockets.

use std::os::unix::net::UnixDatagram;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

use crate::support::callback::{answer, description};
use crate::support::folder::{Folder, HOME, file};
use crate::support::http::{Load, hex, key, now, public_key, sign};
use crate::support::payload::{
    autocomplete, by_other, choose, command, command_with, oddities, press,
};
use crate::support::process::{CONFIG, Served};
use crate::support::secrets;

fn folder() -> Folder {
    Folder::new(&[("alles.toml", &file(&["een", "twee"]))])
}

fn ping() -> Value {
    json!({ "id": "1", "application_id": "2", "type": 1, "token": "t", "version": 1 })
}

#[test]
fn a_signed_ping_is_answered_with_a_pong() {
    let folder = folder();
    let served = Served::start(folder.path());
    assert_eq!(served.interact(&ping()), json!({ "type": 1 }));
}

#[test]
fn what_is_not_signed_by_discord_is_refused() {
    let folder = folder();
    let served = Served::start(folder.path());
    let body = ping().to_string();
    let body = body.as_bytes();
    let time = now();
    let good = sign(&time, body);
    let stranger = SigningKey::from_bytes(&[8; 32]);
    let foreign = hex(&stranger.sign(&[time.as_bytes(), body].concat()).to_bytes());
    let flipped = format!(
        "{}{}",
        if good.starts_with('0') { '1' } else { '0' },
        &good[1..]
    );
    let other_time = (time.parse::<u64>().unwrap() + 1).to_string();
    let refused = [
        ("another key", time.as_str(), foreign.as_str(), body),
        ("one digit off", &time, &flipped, body),
        ("too short", &time, &good[..126], body),
        ("too long", &time, &format!("{good}00"), body),
        (
            "no hexadecimal",
            &time,
            &good.replace(|c: char| c.is_ascii_digit(), "g"),
            body,
        ),
        ("empty", &time, "", body),
        ("zeros", &time, &"0".repeat(128), body),
        ("replayed at another time", &other_time, &good, body),
        ("no time", "", &good, body),
        ("another body", &time, &good, b"{\"type\":2}"),
        ("no body", &time, &good, b""),
        ("no JSON", &time, &"0".repeat(128), b"{{{{"),
    ];
    let mut connection = served.connect();
    for (what, time, signature, body) in refused {
        let reply = connection.post(time, signature, body).unwrap();
        assert_eq!(reply.status, 401, "{what}: {reply:?}");
    }
    let json = ("content-type", "application/json");
    let [time, signature] = [
        ("x-signature-timestamp", time.as_str()),
        ("x-signature-ed25519", good.as_str()),
    ];
    for headers in [&[json][..], &[json, time], &[json, signature], &[]] {
        let reply = served.connect().ask("POST", "/interactions", headers, body);
        assert_eq!(reply.unwrap().status, 401, "{headers:?}");
    }
    let reply = connection.post(time.1, signature.1, body).unwrap();
    assert_eq!(reply.status, 200, "the good one still passes");
}

#[test]
fn every_kind_of_interaction_gets_the_bots_own_answer() {
    let folder = folder();
    let served = Served::start(folder.path());
    let bot = folder.bot();
    let mut modal = press("1:help");
    modal["type"] = json!(5);
    let mut unheard_of = ping();
    unheard_of["type"] = json!(99);
    for payload in [
        ping(),
        command("alles", json!([])),
        command_with("alles", "een"),
        command_with("alles", "nergens"),
        command("hulp", json!([])),
        command("weg", json!([])),
        autocomplete("alles", "t"),
        autocomplete("weg", "t"),
        press("1:show:alles:een"),
        by_other(press("1:show:alles:een")),
        choose("1:choose", "alles/twee"),
        press("9:anders"),
        modal,
        unheard_of,
    ] {
        assert_eq!(
            served.interact(&payload),
            answer(&bot, payload.clone()),
            "{payload:#}"
        );
    }
}

#[test]
fn a_changed_file_changes_the_answers_of_every_replica() {
    let folder = folder();
    let replicas = [Served::start(folder.path()), Served::start(folder.path())];
    folder.write("alles.toml", file(&["een"]).replace("Tekst een", "Nieuw"));
    let question = command_with("alles", "een");
    for replica in replicas {
        let started = Instant::now();
        while description(&replica.interact(&question)) != "Nieuw" {
            assert!(started.elapsed() < Duration::from_secs(20));
        }
    }
}

/// Network file systems report none of another machine's changes, so the folder is looked at.
#[test]
fn no_report_of_the_file_system_is_needed() {
    let folder = folder();
    let served = Served::start(folder.path());
    served.interact(&ping());
    let watchers = served.open_files();
    let mut watchers = watchers.iter().filter(|file| file.contains("notify"));
    assert_eq!(watchers.next(), None);
}

/// All `custom_id`s in a message that can be pressed.
fn buttons(message: &Value) -> Vec<String> {
    let rows = message["data"]["components"].as_array().unwrap().iter();
    let all = rows.flat_map(|row| row["components"].as_array().unwrap());
    let pressable = all.filter(|it| it["type"] == 2 && it["disabled"] != true);
    let ids = pressable.filter_map(|button| button["custom_id"].as_str());
    ids.map(str::to_owned).collect()
}

#[test]
fn a_button_of_one_replica_works_at_every_other() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee", "drie"]))]);
    let [first, second] = [Served::start(folder.path()), Served::start(folder.path())];
    let answer = first.interact(&command_with("alles", "twee"));
    let buttons = buttons(&answer);
    assert!(buttons.len() >= 3, "previous, next and back: {answer:#}");
    for button in buttons {
        let answer = second.interact(&press(&button));
        let kind = if button.contains(":more:") { 4 } else { 7 };
        assert_eq!(answer["type"], kind, "{button}: {answer:#}");
        assert_eq!(answer, first.interact(&press(&button)));
    }
}

#[test]
fn an_address_without_its_path_is_told_once() {
    let folder = folder();
    let served = Served::start(folder.path());
    let body = ping().to_string();
    let time = now();
    let signature = sign(&time, body.as_bytes());
    let headers = [
        ("x-signature-timestamp", time.as_str()),
        ("x-signature-ed25519", signature.as_str()),
    ];
    for path in ["/", "/interactions/", "/Interactions", "/geheim"] {
        let mut connection = served.connect();
        let reply = connection.ask("POST", path, &headers, body.as_bytes());
        assert_eq!(reply.unwrap().status, 404, "{path}");
    }
    let log = served.log();
    assert_eq!(log.matches("Interactions Endpoint URL").count(), 1, "{log}");
    assert!(
        log.contains("end in /interactions,") && !log.contains("geheim"),
        "{log}"
    );
}

#[test]
fn old_requests_are_answered_but_cannot_moderate() {
    let folder = folder();
    let served = Served::start_with(folder.path(), "127.0.0.1:0", &["--config", CONFIG], &[]);
    let not_allowed = aandeslag::words::moderators::NOT_ALLOWED;
    let may_moderate = |time: &str| {
        let mut payload = command("moderatie", json!([{ "name": "status", "type": 1 }]));
        payload["guild_id"] = json!(HOME.to_string());
        let body = payload.to_string();
        let reply = served
            .connect()
            .post(time, &sign(time, body.as_bytes()), body.as_bytes());
        let reply = reply.unwrap();
        assert_eq!(reply.status, 200);
        !reply.text().contains(not_allowed)
    };
    let quarter = 15 * 60;
    let now: i64 = now().parse().unwrap();
    for seconds in [0, 10 - quarter, quarter - 10] {
        assert!(may_moderate(&(now + seconds).to_string()), "{seconds}");
    }
    for seconds in [-quarter - 10, quarter + 60, -now] {
        assert!(!may_moderate(&(now + seconds).to_string()), "{seconds}");
    }
    assert!(!may_moderate("soon"));
}

#[test]
fn a_clock_that_is_wrong_is_said_to_be_so_once() {
    let folder = folder();
    let served = Served::start(folder.path());
    let body = command_with("alles", "een").to_string();
    let ask_at = |seconds: i64| {
        let time = (now().parse::<i64>().unwrap() + seconds).to_string();
        let signature = sign(&time, body.as_bytes());
        let reply = served.connect().post(&time, &signature, body.as_bytes());
        assert_eq!(reply.unwrap().status, 200);
    };
    let n_said = |words: &str| served.log().matches(words).count();
    let hour = 60 * 60 + 30;
    // A request or two that are sent again do not tell anything.
    for seconds in [-hour, -hour, 0, -hour, -hour, 60] {
        ask_at(seconds);
    }
    assert_eq!(n_said("clock"), 0, "{}", served.log());
    for _ in 0..10 {
        ask_at(hour);
    }
    assert_eq!(n_said("it is 60 minutes behind the time that Discord"), 1);
    ask_at(0);
    ask_at(0);
    assert_eq!(n_said("clock agrees with Discord's again"), 1);
    for _ in 0..10 {
        ask_at(-2 * hour);
    }
    assert_eq!(
        n_said("it is 121 minutes ahead of the time that Discord"),
        1
    );
    assert_eq!(n_said("clock"), 3, "{}", served.log());
}

#[test]
fn other_methods_paths_and_kinds_of_bodies_are_refused() {
    let folder = folder();
    let served = Served::start(folder.path());
    let status = |method: &str, path: &str| {
        let reply = served.connect().ask(method, path, &[], b"").unwrap();
        (reply.status, reply.header("allow").map(str::to_owned))
    };
    assert_eq!(status("GET", "/interactions"), (405, Some("POST".into())));
    assert_eq!(status("PUT", "/interactions"), (405, Some("POST".into())));
    assert_eq!(status("POST", "/metrics"), (405, Some("GET, HEAD".into())));
    assert_eq!(status("HEAD", "/healthz"), (200, None));
    for path in [
        "/",
        "/interactions/",
        "/../etc/passwd",
        "/metrics/x",
        "//interactions",
    ] {
        assert_eq!(status("POST", path), (404, None), "{path}");
    }
    assert!(!served.log().contains("Interactions Endpoint URL"));
    let body = ping().to_string();
    let time = now();
    let signature = sign(&time, body.as_bytes());
    let with_kind = |kind: &str| {
        let headers = [
            ("content-type", kind),
            ("x-signature-timestamp", &time),
            ("x-signature-ed25519", &signature),
        ];
        let mut connection = served.connect();
        connection
            .ask("POST", "/interactions", &headers, body.as_bytes())
            .unwrap()
            .status
    };
    assert_eq!(with_kind("text/plain"), 415);
    assert_eq!(with_kind("application/json; charset=utf-8"), 200);
    assert_eq!(with_kind("Application/JSON"), 200);
}

#[test]
fn a_signed_body_that_is_no_interaction_is_a_bad_request() {
    let folder = folder();
    let served = Served::start(folder.path());
    let deep = "[".repeat(100_000);
    for body in [
        "",
        "null",
        "[]",
        "{",
        "{\"type\":\"x\"}",
        "{\"type\":2}",
        &deep,
    ] {
        let time = now();
        let reply = served
            .connect()
            .post(&time, &sign(&time, body.as_bytes()), body.as_bytes());
        assert_eq!(reply.unwrap().status, 400, "{body:.20}");
    }
}

/// The gateway reads with the same reader, and has the same test.
#[test]
fn odd_json_is_answered_like_any_other() {
    let folder = folder();
    let served = Served::start(folder.path());
    let command = command_with("alles", "een");
    let plain = served.interact(&command);
    let post = |json: &str| {
        let time = now();
        let signature = sign(&time, json.as_bytes());
        let reply = served.connect().post(&time, &signature, json.as_bytes());
        reply.unwrap()
    };
    for (name, json) in oddities(&command) {
        let reply = post(&json);
        assert_eq!(reply.status, 200, "{name}");
        let callback: Value = serde_json::from_str(reply.text()).unwrap();
        assert_eq!(callback, plain, "{name}");
    }
    let typed = command.to_string().replace("\"een\"", "\"\\ud800\"");
    assert_eq!(post(&typed).status, 200);
    for json in [
        "{\"id\":\"1\",\"type\":2,\"data\":7}",
        "{\"id\":\"1\",\"type\":\"?\"}",
    ] {
        let reply = post(json);
        assert_eq!(reply.status, 200, "{json}");
        assert!(
            reply.text().contains("Dit kan ik nog niet"),
            "{}",
            reply.text()
        );
    }
    let reply = post("{\"id\":\"1\",\"type\":4,\"data\":7}");
    assert!(reply.text().contains("\"choices\":[]"), "{}", reply.text());
}

#[test]
fn what_is_too_large_is_cut_off() {
    let folder = folder();
    let served = Served::start(folder.path());
    let large = vec![b'x'; 300_000];
    let reply = served.connect().post(&now(), &"0".repeat(128), &large);
    assert_eq!(reply.unwrap().status, 413);

    let head = "POST /interactions HTTP/1.1\r\nhost: bot\r\nx-signature-timestamp: 1\r\n\
                x-signature-ed25519: 00\r\n";
    let mut endless = served.connect();
    endless
        .send(format!("{head}content-length: 99999999999\r\n\r\n").as_bytes())
        .unwrap();
    let mut sent = 0;
    while sent < 50_000_000 && endless.send(&large).is_ok() {
        sent += large.len();
    }
    assert!(sent < 50_000_000, "it went on reading");

    let mut chunked = served.connect();
    chunked
        .send(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes())
        .unwrap();
    let chunk = [format!("{:x}\r\n", large.len()).as_bytes(), &large, b"\r\n"].concat();
    let _ = chunked.send(&chunk);
    let reply = chunked.reply("POST");
    assert!(reply.is_none_or(|reply| reply.status == 413));

    let mut headers = served.connect();
    let _ = headers
        .send(format!("GET /healthz HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(40_000)).as_bytes());
    let reply = headers.reply("GET");
    assert!(reply.is_none_or(|reply| reply.status == 431));
    assert_eq!(served.get("/healthz").status, 200);
}

#[test]
fn what_is_too_slow_is_cut_off() {
    let folder = folder();
    let served = Served::start(folder.path());
    let head = "POST /interactions HTTP/1.1\r\nhost: bot\r\nx-signature-timestamp: 1\r\n\
                x-signature-ed25519: 00\r\ncontent-length: 1000\r\n\r\n{";
    let starts = [
        ("nothing", "", ""),
        ("half a request line", "POST /inter", ""),
        (
            "half the headers",
            "POST /interactions HTTP/1.1\r\nhost: b",
            "",
        ),
        ("half a body", head, "HTTP/1.1 408"),
        ("half a second request", "GET /", ""),
    ];
    let waiting: Vec<_> = starts
        .iter()
        .map(|(what, start, answer)| {
            let mut connection = served.connect();
            if what.contains("second") {
                connection.ask("GET", "/healthz", &[], b"").unwrap();
            }
            connection.send(start.as_bytes()).unwrap();
            let waiting = std::thread::spawn(move || connection.until_closed());
            (what, answer, waiting)
        })
        .collect();
    for (what, answer, waiting) in waiting {
        let (said, took) = waiting.join().unwrap();
        assert!(said.starts_with(answer), "{what}: {said}");
        assert!(took < Duration::from_secs(10), "{what}: {took:?}");
    }
}

/// Many systems allow a process 1024 open files.
#[test]
fn the_number_of_connections_is_bounded_and_the_oldest_makes_way() {
    const MOST: usize = 512;
    let folder = folder();
    let served = Served::start(folder.path());
    let mut held: Vec<_> = (0..MOST + 3).map(|_| served.connect()).collect();
    for connection in &mut held[..3] {
        assert_eq!(connection.until_closed().0, "");
    }
    for connection in &mut held[3..] {
        let reply = connection.ask("GET", "/healthz", &[], b"").unwrap();
        assert_eq!(reply.status, 200);
    }
    assert!(served.open_files().len() < MOST + 100);
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let folder = folder();
    let served = Served::start(folder.path());
    let status = |version: &str, headers: &str| {
        let mut connection = served.connect();
        let request = format!("GET /healthz HTTP/{version}\r\n{headers}\r\n0\r\n\r\n");
        connection.send(request.as_bytes()).unwrap();
        connection.reply("GET").map(|reply| {
            let is_last = reply.header("connection") == Some("close");
            (reply.status, is_last)
        })
    };
    let host = |value: &str| format!("host: {value}\r\n");
    for right in ["bot", "bot.example.org:8141", "[::1]:8141", "127.0.0.1", ""] {
        assert_eq!(status("1.1", &host(right)), Some((200, false)), "{right}");
    }
    assert_eq!(status("1.0", "").map(|s| s.0), Some(200));
    for wrong in [
        "",
        "host: bot\r\nhost: bot\r\n",
        "host: bot\r\nHost: other\r\n",
        "host: bot, other\r\n",
        "host: a b\r\n",
        "host: who@bot\r\n",
        "host: bot/healthz\r\n",
        "host: bot:port\r\n",
    ] {
        assert_eq!(status("1.1", wrong), Some((400, true)), "{wrong}");
    }
    assert_eq!(status("1.0", &host("a").repeat(2)), Some((400, true)));
    let coding = |value: &str| {
        let headers = format!("host: bot\r\ntransfer-encoding: {value}\r\n");
        status("1.1", &headers)
    };
    for right in ["chunked", "Chunked", "chunked\r\ncontent-length: 5"] {
        assert_eq!(coding(right), Some((200, true)), "{right}");
    }
    for unknown in [
        "gzip, chunked",
        "gzip\r\ntransfer-encoding: chunked",
        "chunked, chunked",
        "x, chunked",
    ] {
        assert_eq!(coding(unknown), Some((501, true)), "{unknown}");
    }
    // Where the last is not chunked, nobody can tell where the request ends.
    for endless in ["gzip", "identity", "chunked, gzip", "xchunked"] {
        let status = coding(endless).map(|s| s.0);
        assert_eq!(status, Some(400), "{endless}");
    }
}

#[test]
fn strangers_do_not_keep_discord_out() {
    let folder = folder();
    let served = Served::start(folder.path());
    let idle: Vec<_> = (0..512).map(|_| served.connect()).collect();
    assert_eq!(served.interact(&ping()), json!({ "type": 1 }));
    drop(idle);
}

#[test]
fn metrics_count_without_telling() {
    let folder = folder();
    let served = Served::start(folder.path());
    served.interact(&ping());
    served.interact(&command_with("alles", "een"));
    served.interact(&command_with("alles", "geheime-vraag"));
    served.interact(&command("verzonnen\"} 1", json!([])));
    served.interact(&press("1:show:alles:een"));
    served.interact(&choose("1:choose", "alles/een"));
    served.interact(&press("1:show:verzonnen:een"));
    served.interact(&autocomplete("alles", "e"));
    served.connect().post("1", "00", b"").unwrap();
    let reply = served.get("/metrics");
    assert_eq!(
        reply.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    let text = reply.text();
    let counted = |kind: &str, command: &str, outcome: &str| {
        let labels = format!("kind=\"{kind}\",command=\"{command}\",outcome=\"{outcome}\"");
        let name = format!("aandeslag_interactions_total{{{labels}}} ");
        text.lines()
            .find_map(|line| line.strip_prefix(&name))
            .unwrap_or("0")
            .to_owned()
    };
    assert_eq!(counted("ping", "", "pong"), "1");
    assert_eq!(counted("command", "alles", "message"), "2");
    assert_eq!(counted("command", "unknown", "message"), "1");
    assert_eq!(counted("component", "alles", "update"), "2");
    assert_eq!(counted("component", "unknown", "update"), "1");
    assert_eq!(counted("autocomplete", "alles", "choices"), "1");
    for line in [
        "aandeslag_http_responses_total{code=\"401\"} 1",
        "aandeslag_http_responses_total{code=\"200\"} 8",
        "aandeslag_interaction_duration_seconds_count{kind=\"command\"} 3",
        "aandeslag_content_entries 2",
        "aandeslag_content_reloads_total 0",
        "aandeslag_content_problems{severity=\"error\"} 0",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
    }
    assert!(
        !text.contains("verzonnen") && !text.contains("geheim"),
        "{text}"
    );
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}

#[test]
fn ready_means_that_there_is_content() {
    let empty = Folder::new(&[]);
    let served = Served::start(empty.path());
    assert_eq!(served.get("/healthz").status, 200);
    assert_eq!(served.get("/readyz").status, 503);
    empty.write("alles.toml", file(&["een"]));
    let started = Instant::now();
    while served.get("/readyz").status != 200 {
        assert!(started.elapsed() < Duration::from_secs(20));
    }
}

/// Also with connections open on which nobody asks. Of several, as the machine may be busy.
#[test]
fn without_a_load_balancer_it_stops_at_once() {
    let folder = folder();
    let stopping = (0..5).map(|_| {
        let mut served = Served::start_with(folder.path(), "127.0.0.1:0", &["--grace", "0"], &[]);
        let mut idle = served.connect();
        assert_eq!(idle.interact(&ping()).unwrap().status, 200);
        let _silent = served.connect();
        let begin = Instant::now();
        served.terminate();
        assert_eq!(served.wait().code(), Some(0));
        begin.elapsed()
    });
    let fastest = stopping.min().unwrap();
    assert!(fastest < Duration::from_millis(100), "{fastest:?}");
}

#[test]
fn what_is_half_asked_at_the_end_is_answered() {
    let folder = folder();
    let mut served = Served::start(folder.path());
    let body = command_with("alles", "een").to_string();
    let time = now();
    let head = format!(
        "POST /interactions HTTP/1.1\r\nhost: bot\r\ncontent-type: application/json\r\n\
         x-signature-timestamp: {time}\r\nx-signature-ed25519: {}\r\n\
         content-length: {}\r\n\r\n",
        sign(&time, body.as_bytes()),
        body.len()
    );
    let (before, after) = body.split_at(100);
    let mut asking = served.connect();
    asking.send(head.as_bytes()).unwrap();
    asking.send(before.as_bytes()).unwrap();
    served.terminate();
    while served.get("/readyz").status == 200 {}
    asking.send(after.as_bytes()).unwrap();
    let reply = asking.reply("POST").expect("an answer");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("connection"), Some("close"));
    assert_eq!(served.wait().code(), Some(0));
}

#[test]
fn a_rolling_restart_under_load_loses_no_request() {
    let folder = folder();
    let mut replicas = [Served::start(folder.path()), Served::start(folder.path())];
    let load = Load::start(replicas.iter().map(|replica| replica.address).collect(), 4);
    for (place, replica) in replicas.iter_mut().enumerate() {
        let before = load.answered.load(SeqCst);
        while load.answered.load(SeqCst) < before + 100 {
            load.assert_unbroken();
        }
        // What a load balancer sees: the replica is not ready, is asked no more, and ends.
        let mut old = std::mem::replace(replica, Served::start(folder.path()));
        let stopping = Instant::now();
        old.terminate();
        while old.get("/readyz").status == 200 {}
        load.replicas.lock().unwrap()[place] = replica.address;
        assert_eq!(old.wait().code(), Some(0), "{}", old.log());
        assert!(stopping.elapsed() < Duration::from_secs(5));
    }
    load.finish();
}

#[test]
fn systemd_hears_that_it_is_ready_alive_and_stopping() {
    let folder = folder();
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("notify");
    let systemd = UnixDatagram::bind(&path).unwrap();
    systemd
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let socket = ("NOTIFY_SOCKET", path.to_str().unwrap());
    let environment = [socket, ("WATCHDOG_USEC", "200000")];
    let mut served = Served::start_with(folder.path(), "127.0.0.1:0", &[], &environment);
    let heard = || {
        let mut message = [0; 100];
        let length = systemd.recv(&mut message).unwrap();
        let message = String::from_utf8(message[..length].to_vec()).unwrap();
        message.trim_end().to_owned()
    };
    assert_eq!(heard(), "READY=1");
    assert_eq!(heard(), "WATCHDOG=1");
    assert_eq!(heard(), "WATCHDOG=1");
    served.terminate();
    while heard() != "STOPPING=1" {}
    assert!(served.wait().success());
}

#[test]
fn nothing_secret_is_in_the_output() {
    let folder = folder();
    let environment = [
        ("RUST_LOG", "trace"),
        ("DISCORD_TOKEN", "geheim.bot.token"),
        // Nobody listens there.
        ("DISCORD_API_URL", "http://127.0.0.1:9"),
    ];
    let mut served = Served::start_with(folder.path(), "127.0.0.1:0", &[], &environment);
    let question = command_with("alles", "wat-een-lid-typt");
    let body = question.to_string();
    served.interact(&question);
    served.interact(&press("1:show:wat-een-lid-typt:een"));
    let time = now();
    let signature = sign(&time, body.as_bytes());
    let broken = body.replace("\"type\":2", "\"type\":\"wat-een-lid-typt\"");
    served
        .connect()
        .post(&time, &sign(&time, broken.as_bytes()), broken.as_bytes())
        .unwrap();
    served
        .connect()
        .post("vreemde-tijd", &signature, body.as_bytes())
        .unwrap();
    served
        .connect()
        .ask("GET", "/vreemd-pad", &[("x", "vreemde-kop")], b"")
        .unwrap();
    served.terminate();
    assert!(served.wait().success());
    let log = served.log();
    assert!(log.contains("answered"), "{log}");
    let token = question["token"].as_str().unwrap();
    let user = question["member"]["user"]["id"].as_str().unwrap();
    for secret in [
        "geheim",
        "lid-typt",
        "vreemd",
        token,
        user,
        &signature,
        &public_key(),
    ] {
        assert!(!log.contains(secret), "{secret} is in\n{log}");
    }
}

#[test]
fn the_log_as_json_has_one_span_for_each_interaction() {
    let folder = folder();
    let served = Served::start_with(folder.path(), "127.0.0.1:0", &["--log-format", "json"], &[]);
    served.interact(&command_with("alles", "een"));
    let log = served.log();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let answered: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == "answered")
        .collect();
    assert_eq!(answered.len(), 1, "{log}");
    let span = &answered[0]["span"];
    assert_eq!(span["kind"], "command");
    assert_eq!(span["command"], "alles");
    assert_eq!(span["outcome"], "message");
    assert!(span["duration_us"].is_u64(), "{log}");
}

#[test]
fn a_missing_or_wrong_key_is_explained() {
    let folder = folder();
    let run = |key: Option<&str>| {
        let mut command = secrets::program();
        command.args(["--responses".as_ref(), folder.path().as_os_str()]);
        command.args(["endpoint", "--listen", "127.0.0.1:0"]);
        let output = secrets::run(command.envs(key.map(|key| ("DISCORD_PUBLIC_KEY", key))));
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(run(None).contains("DISCORD_PUBLIC_KEY is not set"));
    let private = hex(&key().to_keypair_bytes());
    for wrong in [
        "kort",
        &public_key()[2..],
        &public_key().replace('a', "x"),
        &private,
    ] {
        let said = run(Some(wrong));
        assert!(said.contains("64 hexadecimal digits"), "{said}");
        assert!(!said.contains(wrong), "{said}");
    }
}
