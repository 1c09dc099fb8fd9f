//! `aandeslag chat` as a process: who may talk to it, what it answers, and how it ends.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::PATIENCE;
use crate::support::callback::title;
use crate::support::chat::{Chat, aandeslag};
use crate::support::folder::{Folder, file};
use crate::support::payload::{command, command_with};
use crate::support::secrets;

/// Within this time a signal must end the program.
const GRACE: Duration = Duration::from_secs(5);

fn one_text() -> Folder {
    Folder::new(&[("alles.toml", &file(&["een"]))])
}

#[test]
fn another_name_for_this_machine_is_refused() {
    let folder = one_text();
    let chat = Chat::start(folder.path());
    let port = chat.port();
    let answer = |host: &str| {
        chat.request("GET /", &format!("Host: {host}\r\n"), "")
            .status
    };
    for own in [
        &chat.address,
        &format!("localhost:{port}"),
        &format!("LocalHost:{port}"),
    ] {
        assert_eq!(answer(own), 200, "{own}");
    }
    for foreign in [
        "",
        "localhost",
        "127.0.0.1",
        "127.0.0.1:1",
        &format!("rebound.example:{port}"),
        &format!("127.0.0.1.example:{port}"),
        &format!("[::1]:{port}"),
    ] {
        assert_eq!(answer(foreign), 403, "{foreign}");
    }
    let own = chat.own_host();
    for faulty in [
        "",
        &own.repeat(2),
        &format!("Host: localhost:{port}.example\r\n"),
        &format!("{own}Transfer-Encoding: chunked, gzip\r\n"),
    ] {
        assert_eq!(chat.request("GET /", faulty, "").status, 400, "{faulty}");
    }
    let coded = format!("{own}Transfer-Encoding: gzip, chunked\r\n");
    assert_eq!(chat.request("GET /", &coded, "").status, 501);
}

/// Whoever uses the page moderates, so others on this machine must not find it.
#[test]
fn without_the_secret_in_its_address_nothing_is_served() {
    let folder = one_text();
    let chat = Chat::start(folder.path());
    let secret = chat.root().trim_matches('/');
    assert!(
        secret.len() == 32 && secret.bytes().all(|b| b.is_ascii_hexdigit()),
        "{secret}"
    );
    let other = format!("/{}/", "0".repeat(32));
    let shorter = format!("/{}/", &secret[1..]);
    let longer = format!("/{secret}0/");
    let headers = chat.own_host() + "Content-Type: application/json\r\n";
    let body = command_with("alles", "een").to_string();
    for root in [
        "/",
        &other,
        &shorter,
        &longer,
        "//",
        &format!("//{secret}/"),
    ] {
        for line in [
            "GET ",
            "GET chat.js",
            "GET commands",
            "GET events",
            "GET attachments/1",
            "POST attachments",
            "POST interactions",
            "POST redraw",
            "GET nergens",
        ] {
            let line = line.replacen(' ', &format!(" {root}"), 1);
            let cookie = format!("{headers}Cookie: {secret}\r\nReferer: {}\r\n", chat.page);
            let answer = chat.request_outside(&line, &cookie, &body);
            assert_eq!(answer.status, 403, "{line}");
            assert!(answer.body.contains("met het hele adres"), "{answer:?}");
        }
    }
    let again = Chat::start(folder.path());
    assert_ne!(again.root(), chat.root());
    assert!(!chat.log().contains(secret), "{}", chat.log());
}

#[test]
fn the_page_is_opened_without_showing_its_address_to_others() {
    let folder = one_text();
    let home = TempDir::new().unwrap();
    let opened = home.path().join("opened");
    let xdg_open = home.path().join("xdg-open");
    // What the browser would be given, and may read.
    let script = "#!/bin/sh\n{ echo \"$*\"; stat -c %a \"$1\"; cat \"$1\"; } > opened.new\n\
                  mv opened.new opened\n";
    fs::write(&xdg_open, script).unwrap();
    fs::set_permissions(&xdg_open, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!(
        "{}:{}",
        home.path().display(),
        std::env::var("PATH").unwrap()
    );
    let arguments = ["chat", "--open", "--listen", "127.0.0.1:0"];
    let mut command = aandeslag(home.path(), folder.path(), &arguments);
    command.env("PATH", path);
    let chat = Chat::run(home, command);
    let started = Instant::now();
    while !opened.exists() {
        assert!(started.elapsed() < PATIENCE, "nothing was opened");
        std::thread::yield_now();
    }
    let said = fs::read_to_string(opened).unwrap();
    let mut lines = said.lines();
    let secret = chat.root().trim_matches('/');
    assert!(!lines.next().unwrap().contains(secret), "{said}");
    assert_eq!(lines.next(), Some("600"));
    assert!(lines.next().unwrap().contains(&chat.page), "{said}");
    let from_a_file = chat.own_host() + "Sec-Fetch-Site: cross-site\r\n";
    assert_eq!(chat.request("GET /", &from_a_file, "").status, 200);
    assert_eq!(chat.request("GET /commands", &from_a_file, "").status, 403);
}

#[test]
fn other_sites_are_refused() {
    let folder = one_text();
    let chat = Chat::start(folder.path());
    let body = command_with("alles", "een").to_string();
    let status = |header: &str| {
        let headers = format!(
            "{}Content-Type: application/json\r\n{header}\r\n",
            chat.own_host()
        );
        chat.request("POST /interactions", &headers, &body).status
    };
    let own = format!("Origin: http://{}", chat.address);
    for allowed in [&own, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"] {
        assert_eq!(status(allowed), 200, "{allowed}");
    }
    let other_port = format!("Origin: http://127.0.0.1:{}1", chat.port());
    for foreign in [
        "Origin: https://elsewhere.example",
        "Origin: null",
        &other_port,
        &own.replace("http:", "https:"),
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ] {
        assert_eq!(status(foreign), 403, "{foreign}");
    }
}

#[test]
fn every_answer_allows_the_page_nothing_from_elsewhere() {
    let folder = one_text();
    let chat = Chat::start(folder.path());
    let answers = [
        (200, chat.get("/")),
        (200, chat.get("/chat.js")),
        (200, chat.get("/commands")),
        (
            200,
            chat.post("/interactions", &command_with("alles", "een").to_string()),
        ),
        (403, chat.request("GET /", "Host: rebound.example\r\n", "")),
        (404, chat.get("/nergens")),
        (405, chat.get("/interactions")),
        (413, chat.post("/interactions", &"x".repeat(300_000))),
        (400, chat.post("/interactions", "{")),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status, "{answer:?}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{answer:?}");
        for refused in ["unsafe", "*", "http:", "https:", "blob:"] {
            assert!(!policy.contains(refused), "{policy}");
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
            ("access-control-allow-origin", ""),
        ] {
            assert_eq!(answer.header(name), value, "{name} in {answer:?}");
        }
    }
}

#[test]
fn files_are_kept_for_the_page_alone_for_a_while_and_up_to_a_size() {
    let folder = one_text();
    let chat = Chat::start(folder.path());
    let own = chat.own_host();
    let send = |headers: &str, body: &str| chat.request("POST /attachments", headers, body);
    let taken = send(&own, "title = \"T\"");
    assert_eq!(taken.status, 200);
    let taken: Value = serde_json::from_str(&taken.body).unwrap();
    assert_eq!(taken, json!({ "url": "attachments/1", "size": 11 }));
    let given = chat.get("/attachments/1");
    assert_eq!((given.status, given.body.as_str()), (200, "title = \"T\""));
    assert_eq!(given.header("content-disposition"), "attachment");
    let foreign = format!("{own}Origin: https://elsewhere.example\r\n");
    assert_eq!(send(&foreign, "x").status, 403);
    assert_eq!(chat.request("GET /attachments/1", &foreign, "").status, 403);
    assert_eq!(send(&own, &"x".repeat(5 << 20)).status, 413);
    for path in ["/attachments/2", "/attachments/x", "/attachments/-1"] {
        assert_ne!(chat.get(path).status, 200, "{path}");
    }
    for n in 0..16 {
        send(&own, &format!("later {n}"));
    }
    assert_eq!(chat.get("/attachments/1").status, 404);
}

#[test]
fn what_is_no_interaction_is_refused_in_few_words() {
    let folder = one_text();
    let chat = Chat::start(folder.path());
    let bodies = [
        (400, ""),
        (400, "{"),
        (400, "geen json"),
        (422, "[]"),
        (422, "{}"),
        (422, r#"{"id":"1","type":"twee"}"#),
    ];
    for path in ["/interactions", "/redraw"] {
        for (status, body) in bodies {
            let answer = chat.post(path, body);
            assert_eq!(answer.status, status, "{body}: {answer:?}");
            assert!((1..200).contains(&answer.body.len()), "{answer:?}");
        }
        let deep = "[".repeat(100_000);
        let status = chat.post(path, &deep).status;
        assert!(matches!(status, 400 | 422), "{status}");
        let form = chat.request(&format!("POST {path}"), &chat.own_host(), "{}");
        assert_eq!(form.status, 415, "only a script of this page sends JSON");
    }
    assert_eq!(
        title(&chat.ask("/interactions", &command_with("alles", "een"))),
        "Titel een"
    );
}

#[test]
fn a_redraw_is_the_same_answer_again() {
    let names: Vec<String> = (0..40).map(|n| format!("n{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = "open_with = \"random\"\n".to_owned() + &file(&names);
    let folder = Folder::new(&[("alles.toml", &text)]);
    let chat = Chat::start(folder.path());
    let mut questions: Vec<Value> = (0..5u64)
        .map(|n| {
            let mut question = command("alles", json!([]));
            question["id"] = json!((1_143_556_789_012_345_678 + n).to_string());
            question
        })
        .collect();
    questions.push(command_with("alles", "n7"));
    let answers: Vec<Value> = questions
        .iter()
        .map(|q| chat.ask("/interactions", q))
        .collect();
    for (question, answer) in questions.iter().zip(&answers).rev() {
        assert_eq!(chat.ask("/redraw", question), *answer);
    }
}

#[test]
fn ask_answers_as_the_page_does_whatever_the_settings() {
    let folder = one_text();
    for settings in ["", "[moderation]\nguild = \"500\"\nchannel = \"600\"\n"] {
        let home = TempDir::new().unwrap();
        fs::write(home.path().join("config.toml"), settings).unwrap();
        let arguments = ["ask", "--json", "/alles een"];
        let run = secrets::run(&mut aandeslag(home.path(), folder.path(), &arguments));
        let printed: Value = serde_json::from_slice(&run.stdout).unwrap();
        let chat = Chat::with(home, folder.path(), &["chat", "--listen", "127.0.0.1:0"]);
        let answer = chat.ask("/interactions", &command_with("alles", "een"));
        assert_eq!(answer, printed, "{settings}");
    }
}

#[test]
fn only_loopback_is_served() {
    let folder = one_text();
    let home = TempDir::new().unwrap();
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.7:0"] {
        let arguments = ["chat", "--listen", listen];
        let run = secrets::run(&mut aandeslag(home.path(), folder.path(), &arguments));
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(1), "{said}");
        assert!(said.contains("loopback") && said.contains(listen), "{said}");
    }
}

#[test]
fn a_taken_port_gives_a_free_one() {
    let folder = one_text();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let wanted = taken.local_addr().unwrap().to_string();
    let home = TempDir::new().unwrap();
    let chat = Chat::with(home, folder.path(), &["chat", "--listen", &wanted]);
    assert_ne!(chat.address, wanted);
    assert_eq!(chat.get("/").status, 200);
}

#[test]
fn without_a_command_and_a_token_it_is_the_page_and_says_why() {
    let folder = one_text();
    let home = TempDir::new().unwrap();
    fs::write(
        home.path().join("config.toml"),
        "[chat]\nlisten = \"127.0.0.1:0\"\n",
    )
    .unwrap();
    let chat = Chat::with(home, folder.path(), &[]);
    assert_eq!(chat.get("/").status, 200);
    let said = chat.log();
    assert!(
        said.contains("DISCORD_TOKEN") && said.contains("aandeslag chat"),
        "{said}"
    );
}

#[test]
fn a_signal_ends_it_in_time_whoever_is_connected() {
    for signal in ["TERM", "INT"] {
        let folder = one_text();
        let mut chat = Chat::start(folder.path());
        let mut states = chat.states();
        states.next().unwrap();
        let _silent = chat.connect();
        let mut halfway = chat.connect();
        halfway
            .write_all(b"POST /interactions HTTP/1.1\r\nHost: ")
            .unwrap();
        chat.signal(signal);
        let start = Instant::now();
        let exit = chat.wait();
        let time = start.elapsed();
        assert_eq!(exit.code(), Some(0), "{}", chat.log());
        assert!(time < GRACE, "{signal} took {time:?}");
        assert!(states.next().is_none());
    }
}

#[test]
fn sighup_reads_the_files_again() {
    let folder = one_text();
    let home = TempDir::new().unwrap();
    fs::write(
        home.path().join("config.toml"),
        "[responses]\nwatch = false\n",
    )
    .unwrap();
    let chat = Chat::with(home, folder.path(), &["chat", "--listen", "127.0.0.1:0"]);
    let mut states = chat.states();
    assert_eq!(states.next().unwrap()["content"], "1 bestand, 1 tekst");
    folder.write("alles.toml", file(&["een", "twee"]));
    chat.signal("HUP");
    assert_eq!(states.next().unwrap()["content"], "1 bestand, 2 teksten");
    let answer = chat.ask("/interactions", &command_with("alles", "twee"));
    assert_eq!(title(&answer), "Titel twee");
}
