//! What somebody with bad intentions can send, to the built binary over real sockets: nobody gets in,
//! and the others are answered all the same.

use std::collections::HashMap;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::attack::{SlowBodies, asked_meanwhile};
use crate::support::bot::Setup;
use crate::support::callback::custom_id;
use crate::support::folder::{Folder, HOME, MODERATOR_ROLE, file};
use crate::support::http::{Connection, Load, now, sign};
use crate::support::payload::{self, autocomplete, choose, command, command_with, press};
use crate::support::process::Served;
use crate::support::stand_in::StandIn;

fn folder() -> Folder {
    Folder::new(&[("alles.toml", &file(&["een", "twee"]))])
}

/// The endpoint with moderators.
fn moderated(folder: &Folder) -> (Served, TempDir) {
    let home = TempDir::new().unwrap();
    let config = home.path().join("config.toml");
    let settings = format!("[moderation]\nguild = \"{HOME}\"\nroles = [\"{MODERATOR_ROLE}\"]\n");
    fs::write(&config, settings).unwrap();
    let arguments = ["--config", config.to_str().unwrap()];
    (
        Served::start_with(folder.path(), "127.0.0.1:0", &arguments, &[]),
        home,
    )
}

/// Every file below a folder with what is in it.
fn contents(folder: &Path) -> HashMap<PathBuf, Vec<u8>> {
    let mut found = HashMap::new();
    for item in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = item.path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

fn with_new_id(mut payload: Value, id: &mut u64) -> Value {
    *id += 1;
    payload["id"] = json!(id.to_string());
    payload
}

#[test]
fn thousands_of_forged_requests_neither_keep_discord_out_nor_fill_the_log() {
    const EACH: usize = 1000;
    let folder = folder();
    let served = Served::start(folder.path());
    let load = Load::start(vec![served.address], 1);
    let body = command_with("alles", "een").to_string();
    let forgers: Vec<_> = (0..4_usize)
        .map(|forger| {
            let (address, body) = (served.address, body.clone());
            std::thread::spawn(move || {
                let good = sign("1", body.as_bytes());
                let mut connection = Connection::open(address).unwrap();
                for n in 0..EACH {
                    let (time, signature) = match (n + forger) % 5 {
                        0 => (now(), good.clone()),
                        1 => ("1".into(), good.replace('a', "b")),
                        2 => ("1".into(), "0".repeat(128)),
                        3 => (String::new(), "geen".into()),
                        _ => ("1".into(), good[..127].to_owned()),
                    };
                    let reply = connection.post(&time, &signature, body.as_bytes()).unwrap();
                    assert_eq!(reply.status, 401);
                    if reply.header("connection") == Some("close") {
                        connection = Connection::open(address).unwrap();
                    }
                }
            })
        })
        .collect();
    for forger in forgers {
        forger.join().unwrap();
    }
    load.assert_unbroken();
    let answered = load.finish();
    assert!(answered > 0);
    let counted = format!(
        "aandeslag_http_responses_total{{code=\"401\"}} {}",
        4 * EACH
    );
    assert!(served.get("/metrics").text().contains(&counted));
    // One line for each answer, and those of the start.
    let lines = served.log().lines().count();
    assert!(
        lines <= answered + 100,
        "{lines} lines for {answered} answers"
    );
}

#[test]
fn slow_and_silent_connections_by_the_hundred_do_not_keep_discord_out() {
    let folder = folder();
    let mut served = Served::start(folder.path());
    let head = "POST /interactions HTTP/1.1\r\nhost: bot\r\nx-signature-timestamp: 1\r\n";
    let body = format!("{head}x-signature-ed25519: 00\r\ncontent-length: 200000\r\n\r\n{{");
    for start in [None, Some(""), Some(head), Some(body.as_str())] {
        let hold = |_| {
            let mut connection = served.connect();
            match start {
                Some(start) => connection.send(start.as_bytes()).unwrap(),
                // Silent between two requests, as a load balancer's may be for long.
                None => drop(connection.ask("GET", "/healthz", &[], b"").unwrap()),
            }
            connection
        };
        let waiting: Vec<_> = (0..512).map(hold).collect();
        let (n_answered, longest) = asked_meanwhile(served.address, 1);
        assert_eq!(n_answered, 1, "{start:?}: {longest:?}");
        drop(waiting);
    }
    let _held: Vec<_> = (0..100).map(|_| served.connect()).collect();
    let stopping = Instant::now();
    served.terminate();
    assert_eq!(served.wait().code(), Some(0), "{}", served.log());
    assert!(stopping.elapsed() < Duration::from_secs(5));
}

#[test]
fn slow_bodies_by_the_thousand_keep_nobody_out() {
    const N_ASKED: usize = 200;
    let folder = folder();
    for (n_slow, n_bytes) in [(600, 1), (600, 200_000), (3000, 1)] {
        let served = Served::start(folder.path());
        let slow = SlowBodies::start(served.address, Ipv4Addr::LOCALHOST, n_slow, n_bytes);
        let (n_answered, longest) = asked_meanwhile(served.address, N_ASKED);
        let n_cut = slow.finish();
        let most = served.most_memory();
        eprintln!(
            "{n_slow} slow bodies of {n_bytes} bytes, {n_cut} cut off: {n_answered} of {N_ASKED} \
             answered, after {longest:?} at most; memory {} MiB at most",
            most >> 20
        );
        assert_eq!(n_answered, N_ASKED);
        assert!(n_cut > 0);
        assert!(most < 128 << 20, "{most} bytes");
    }
}

#[test]
fn whoever_never_reads_the_answers_costs_bounded_memory() {
    let folder = folder();
    let served = Served::start(folder.path());
    let questions = b"GET /metrics HTTP/1.1\r\nhost: bot\r\n\r\n".repeat(400_000);
    let askers: Vec<_> = (0..4)
        .map(|_| {
            let (mut connection, questions) = (served.connect(), questions.clone());
            connection.give_up_sending_after(Duration::from_secs(1));
            std::thread::spawn(move || {
                // What is not read is soon not taken either.
                assert!(connection.send(&questions).is_err());
                connection
            })
        })
        .collect();
    let askers: Vec<_> = askers
        .into_iter()
        .map(|asker| asker.join().unwrap())
        .collect();
    served.interact(&command_with("alles", "een"));
    let most = served.most_memory();
    assert!(most < 128 << 20, "{most} bytes");
    drop(askers);
}

#[test]
fn giant_bodies_by_the_dozen_cost_bounded_memory() {
    let folder = folder();
    let served = Served::start(folder.path());
    let head = "POST /interactions HTTP/1.1\r\nhost: bot\r\nx-signature-timestamp: 1\r\n\
                x-signature-ed25519: 00\r\n";
    let megabyte = vec![b'x'; 1 << 20];
    let senders: Vec<_> = (0..60)
        .map(|n| {
            let mut connection = served.connect();
            let megabyte = megabyte.clone();
            std::thread::spawn(move || {
                let kind = match n % 3 {
                    0 => "content-length: 4000000000\r\n\r\n",
                    1 => "transfer-encoding: chunked\r\n\r\nfffffff\r\n",
                    _ => "transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                };
                let _ = connection.send(format!("{head}{kind}").as_bytes());
                let taken = (0..50)
                    .take_while(|_| connection.send(&megabyte).is_ok())
                    .count();
                assert!(taken < 50, "it went on reading");
            })
        })
        .collect();
    for sender in senders {
        sender.join().unwrap();
    }
    served.interact(&command_with("alles", "een"));
    let most = served.most_memory();
    assert!(most < 128 << 20, "{most} bytes");
}

#[test]
fn deep_json_is_refused_and_breaks_no_stack() {
    let folder = folder();
    let served = Served::start(folder.path());
    let nested = |before: &str, n: usize, after: &str| {
        format!(
            "{{\"id\":\"1\",\"type\":5,\"data\":{{\"custom_id\":\"1:help\",{}}}}}",
            before.repeat(n) + "null" + &after.repeat(n)
        )
    };
    let shapes = [
        ("\"components\":[{", "}]"),
        ("\"x\":{", "}"),
        ("\"options\":[{\"name\":\"a\",", "}]"),
    ];
    for (before, after) in shapes {
        for n in [50, 200, 10_000] {
            let inner = nested(before, n, after).replace("null", "\"value\":null");
            let time = now();
            let signature = sign(&time, inner.as_bytes());
            let reply = served.connect().post(&time, &signature, inner.as_bytes());
            let status = reply.unwrap().status;
            // What the bot does not read is passed over at any depth.
            let is_read = before != "\"x\":{";
            let expected = if is_read && n > 50 { 400 } else { 200 };
            assert_eq!(status, expected, "{before} {n}");
        }
    }
    served.interact(&command_with("alles", "een"));
}

/// A moderator's whole session, sent again to the letter: nothing changes a second time, and whoever
/// sends it learns nothing that is for moderators.
#[test]
fn what_a_moderator_did_cannot_be_done_again_by_sending_it_again() {
    let folder = folder();
    let (served, _home) = moderated(&folder);
    let mut id = 1_143_000_000_000_000_000;
    let mut recorded: Vec<(String, String)> = Vec::new();
    let mut send = |payload: Value| -> Value {
        let mut payload = with_new_id(payload, &mut id);
        payload["guild_id"] = json!(HOME.to_string());
        payload["member"]["roles"] = json!([MODERATOR_ROLE.to_string()]);
        let (time, body) = (now(), payload.to_string());
        let signature = sign(&time, body.as_bytes());
        let reply = served
            .connect()
            .post(&time, &signature, body.as_bytes())
            .unwrap();
        recorded.push((time, body));
        assert_eq!(reply.status, 200);
        serde_json::from_slice(&reply.body).unwrap()
    };
    let moderation = |subcommand: &str, name: &str, value: &str| {
        let options = json!([{ "name": name, "type": 3, "value": value }]);
        command(
            "moderatie",
            json!([{ "name": subcommand, "type": 1, "options": options }]),
        )
    };
    let submit = |modal: &Value, title: &str| {
        let mut payload = press("");
        payload["type"] = json!(5);
        let field = |name: &str, value: &str| {
            let input = json!({ "type": 4, "custom_id": name, "value": value });
            json!({ "type": 1, "components": [input] })
        };
        payload["data"] = json!({
            "custom_id": modal["data"]["custom_id"],
            "components": [field("title", title), field("text", "Nieuwe tekst")],
        });
        payload
    };
    let modal = send(moderation("nieuw", "commando", "alles"));
    let preview = send(submit(&modal, "Erbij"));
    send(press(&custom_id(&preview, "Publiceren")));
    let modal = send(moderation("bewerk", "tekst", "alles/een"));
    let preview = send(submit(&modal, "Anders"));
    let done = send(press(&custom_id(&preview, "Publiceren")));
    send(press(&custom_id(&done, "Maak ongedaan")));
    let asked = send(moderation("verwijder", "tekst", "alles/twee"));
    let gone = send(press(&custom_id(&asked, "Ja, verwijder")));
    let text = fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    assert!(text.contains("[erbij]") && text.contains("Titel een") && !text.contains("[twee]"));
    send(press(&custom_id(&gone, "Maak ongedaan")));
    let before = contents(folder.path());
    assert!(
        before
            .values()
            .any(|text| String::from_utf8_lossy(text).contains("[twee]"))
    );

    for (time, body) in &recorded {
        let signature = sign(time, body.as_bytes());
        let reply = served
            .connect()
            .post(time, &signature, body.as_bytes())
            .unwrap();
        assert_eq!(reply.status, 200);
        assert!(
            reply.text().contains("alleen voor de moderatoren"),
            "{}",
            reply.text()
        );
    }
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn forged_rights_open_nothing() {
    let folder = folder();
    let (served, _home) = moderated(&folder);
    let before = contents(folder.path());
    let home = HOME.to_string();
    let role = MODERATOR_ROLE.to_string();
    let elsewhere = (HOME + 1).to_string();
    let person = json!({ "id": "1", "username": "moderator", "global_name": "Moderator" });
    let member = |permissions: Value, roles: Value| json!({ "user": person, "permissions": permissions, "roles": roles });
    let senders = [
        // Of another guild, whatever they are there.
        json!({ "guild_id": elsewhere, "member": member(json!("8"), json!([role])) }),
        json!({ "guild_id": elsewhere, "guild": { "id": home }, "channel": { "guild_id": home },
                "member": member(json!("2147483647"), json!([home, role])) }),
        // In a direct message.
        json!({ "guild_id": null, "member": null, "user": person, "context": 1 }),
        json!({ "guild_id": null, "member": member(json!("8"), json!([role])) }),
        json!({ "guild_id": home, "member": null, "user": person }),
        json!({ "guild_id": home, "member": null, "user": person, "roles": [role],
                "permissions": "8" }),
        // In the home guild, with what only looks like a right.
        json!({ "guild_id": home, "member": member(json!("0"), json!(["601", "60", "6000"])) }),
        json!({ "guild_id": home, "member": member(json!("0x8"), json!([])) }),
        json!({ "guild_id": home, "member": member(json!(" 8"), json!([])) }),
        json!({ "guild_id": home, "member": member(json!("-8"), json!([])) }),
        json!({ "guild_id": home, "member": member(json!("8.0"), json!([])) }),
        json!({ "guild_id": home, "member": member(json!("٨"), json!([])) }),
        json!({ "guild_id": home, "member": member(json!("18446744073709551648"), json!([])) }),
        json!({ "guild_id": home, "member": member(json!(""), json!([])) }),
        json!({ "guild_id": home, "member": member(json!(null), json!([])),
                "app_permissions": "8" }),
        json!({ "guild_id": home, "member": {} }),
    ];
    let requests = [
        command("moderatie", json!([{ "name": "status", "type": 1 }])),
        command("moderatie", json!([{ "name": "herlaad", "type": 1 }])),
        command(
            "moderatie",
            json!([{ "name": "bewerk", "type": 1, "options":
                [{ "name": "tekst", "type": 3, "value": "alles/een" }] }]),
        ),
        press("1:o:alles:een"),
        press("1:k:alles:een:AAAAA"),
        press("1:w:alles:een:AAAAAAA"),
        press("1:u:alles:een:AAAAAAA"),
        press("1:p:AAAAA"),
        choose("1:v:alles:een", "AAAAAAA"),
    ];
    for sender in &senders {
        for request in &requests {
            let mut payload = request.clone();
            for (key, value) in sender.as_object().unwrap() {
                payload[key] = value.clone();
            }
            let answer = served.interact(&payload);
            assert_eq!(answer["data"]["flags"], 64, "{payload:#}\n{answer:#}");
            let said = answer.to_string();
            assert!(
                said.contains("alleen voor de moderatoren"),
                "{payload:#}\n{said}"
            );
        }
        let mut typing = autocomplete("moderatie", "e");
        typing["data"]["options"] = json!([{ "name": "bewerk", "type": 1, "options":
            [{ "name": "tekst", "type": 3, "value": "e", "focused": true }] }]);
        for (key, value) in sender.as_object().unwrap() {
            typing[key] = value.clone();
        }
        assert_eq!(served.interact(&typing)["data"]["choices"], json!([]));
    }
    // Of a payload whose roles or member are no such thing, nothing is taken.
    for odd in [
        json!("600"),
        json!([600.5]),
        json!([["600"]]),
        json!({ "0": "600" }),
    ] {
        let mut payload = requests[0].clone();
        payload["guild_id"] = json!(home);
        payload["member"]["roles"] = odd;
        let reply = served.connect().interact(&payload).unwrap();
        assert!(
            reply.text().contains("Dit kan ik nog niet"),
            "{}",
            reply.text()
        );
    }
    assert_eq!(contents(folder.path()), before);
}

/// What members type in these tests; no text of the bot has it.
const MARK: &str = "zzqx";

fn nasty_texts() -> Vec<String> {
    let texts = [
        "@everyone @here",
        "<@1300000000000000001> <@!1300000000000000001> <@&600> <#1>",
        "**vet** __x__",
        "[klik hier](https://example.org)",
        "<https://example.org>",
        "```\n# kop\n> citaat",
        "||weg||",
        "</fruit:1> <t:1:R> <:naam:1>",
        "\u{202e}omgekeerd\u{202c}",
        "\u{2066}\u{2069}\u{200f}",
        "\u{200b}\u{200c}\u{200d}\u{feff}\u{2060}",
        "\u{0}\u{7}\u{1b}[31m",
        "Z\u{335}\u{321}\u{35b}",
        "appel\n@everyone",
        "\\",
        "\" ' ; -- ${x} {{x}} %s",
        "../../etc/passwd",
        "fruit/appel:1:show",
    ];
    let mut texts: Vec<String> = texts.map(|text| format!("{text}{MARK}")).into();
    texts.push(format!("{MARK}{}", "w".repeat(6000 - MARK.len())));
    texts.push(format!("{MARK} @everyone ").repeat(400));
    texts.push("\u{200b}".repeat(6000));
    texts
}

#[tokio::test]
async fn nothing_that_a_member_types_comes_back_over_the_gateway() {
    let stand_in = StandIn::start().await;
    let config = "[moderation]\nguild = \"500\"\n";
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .config(config)
        .start();
    stand_in.until_sessions(1).await;
    let mut asked = Vec::new();
    for text in nasty_texts() {
        asked.push(payload::command_option("fruit", "soort", &text));
        asked.push(payload::command_option("spreuken", &text, "geduld"));
        asked.push(payload::command_option(&text, "soort", "appel"));
        asked.push(payload::command_option("zoek", "vraag", &text));
        asked.push(payload::command_option("moderatie", "tekst", &text));
        asked.push(payload::typing("fruit", "soort", &text));
        asked.push(payload::typing(&text, "soort", "a"));
        asked.push(payload::choose("1:choose", &text));
        asked.push(payload::choose("1:reply:1300000000000000002", &text));
        asked.push(payload::typing("zoek", "vraag", &text));
        let search = json!([{"name": "vraag", "type": 3, "value": text},
                            {"name": "alleen_ik", "type": 5, "value": false}]);
        asked.push(payload::command("zoek", search));
        asked.push(payload::for_other("fruit", "soort", "appel", &text));
        asked.push(payload::for_other("fruit", "soort", &text, &text));
        asked.push(payload::message_command(&text, payload::OTHER));
        for id in [
            "{}",
            "1:show:fruit:{}",
            "1:show:{}:appel",
            "1:list:{}:0",
            "2:show:fruit:{}",
            "1:{}",
            "1:draw:spreuken:{}",
            "1:share:{}:{}",
            "0:help:{}",
        ] {
            let id: String = id.replace("{}", &text).chars().take(100).collect();
            asked.push(payload::button(&id, payload::ASKER, 0));
            asked.push(payload::button(&id, payload::OTHER, 64));
        }
        for field in ["name", "username", "global_name", "nick"] {
            let mut named = payload::command_option("fruit", "soort", "appel");
            named["member"][field] = json!(text);
            named["member"]["user"][field] = json!(text);
            named["channel"]["name"] = json!(text);
            asked.push(named);
        }
    }
    for interaction in &asked {
        let answer = stand_in.answer(interaction).await;
        let said = answer.to_string();
        assert!(!said.contains(MARK), "{interaction:#}\n{said}");
        if answer["type"] != 8 {
            let calls = match answer["data"]["content"].as_str() {
                Some(content) if content.starts_with("<@") => {
                    json!({ "parse": [], "users": [payload::OTHER], "roles": [] })
                }
                _ => json!({ "parse": [], "users": [], "roles": [] }),
            };
            assert_eq!(answer["data"]["allowed_mentions"], calls, "{said}");
        }
        for invisible in ["\u{202e}", "\u{2066}", "\u{200b}"] {
            assert!(!said.contains(invisible), "{interaction:#}\n{said}");
        }
    }
    let output = bot.stop().await;
    assert!(!output.contains(MARK), "{output}");
}

#[tokio::test]
async fn deep_json_over_the_gateway_does_not_end_the_bot() {
    let stand_in = StandIn::start().await;
    let bot = Setup::new(&["gateway"]).at(&stand_in).start();
    stand_in.until_sessions(1).await;
    for (open, close) in [("[", "]"), ("{\"options\":[", "]}")] {
        for n in [100, 100_000] {
            let deep = format!("{}{}", open.repeat(n), close.repeat(n));
            stand_in.say_raw(&deep);
            let event = format!(
                "{{\"op\":0,\"s\":null,\"t\":\"INTERACTION_CREATE\",\"d\":{{\"id\":\"1\",\"type\":2,\
                 \"token\":\"x\",\"data\":{deep}}}}}"
            );
            stand_in.say_raw(&event);
        }
    }
    let asked = payload::command_option("fruit", "soort", "appel");
    stand_in.answer(&asked).await;
    let path = "/interactions/1/x/callback";
    // The one that is shallow enough to be read at all is told that it is not understood.
    assert_eq!(stand_in.requests(&Method::POST, path).len(), 1);
    bot.stop().await;
}
