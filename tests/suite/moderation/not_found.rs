//! What was not found, and what nobody looked at: told to moderators alone.

use std::sync::Arc;

use aandeslag::store::not_found::NotFound;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::support::callback::answer;
use crate::support::folder::{Folder, HOME, entry, file};
use crate::support::http::{now, sign};
use crate::support::payload::{as_moderator, command, moderation};
use crate::support::process::{CONFIG, Served};

const DAYS: u16 = 180;
const FILE: &str = "gezocht-niet-gevonden.json";
const DAY_FILE: &str = "gezocht-vandaag.json";
const DAY: Date = date(2026, 11, 23);
const MEMBER: u64 = 80_351_110_224_678_912;

fn status(bot: &aandeslag::bot::Bot) -> String {
    let mut payload = command(
        "moderatie",
        json!([{ "name": "status", "type": 1, "options": [] }]),
    );
    payload["guild_id"] = json!(HOME.to_string());
    shown_in(&answer(bot, payload))
}

fn shown_in(answer: &Value) -> String {
    let fields = answer["data"]["embeds"][0]["fields"]
        .as_array()
        .unwrap()
        .iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    fields
        .map(|f| text(&f["name"]) + "\n" + &text(&f["value"]) + "\n")
        .collect()
}

/// A question from a member of the moderators' server.
fn search(question: &str, member: u64) -> Value {
    let question = json!([{ "name": "vraag", "type": 3, "value": question }]);
    let mut payload = command("zoek", question);
    payload["guild_id"] = json!(HOME.to_string());
    payload["member"]["user"]["id"] = json!(member.to_string());
    payload
}

fn counted(words: &str, n: u32) -> (String, u32) {
    (words.to_owned(), n)
}

/// What the file has of a question, shown or not.
fn kept(state: &std::path::Path) -> Value {
    let text = std::fs::read_to_string(state.join(FILE)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A word of letters for each number.
fn word(n: u64) -> String {
    let digits = n.to_string();
    let letter = |c: u8| char::from(b'a' + (c - b'0'));
    digits.bytes().map(letter).collect()
}

#[test]
fn words_that_were_not_found_are_counted_kept_and_forgotten() {
    let state = tempfile::tempdir().unwrap();
    let open = || NotFound::open(state.path(), DAYS);
    let missed = open();
    for (question, member) in [
        ("Subsidie aanvragen?", 1),
        ("subsidie AANVRAGEN", 2),
        ("subsidie aanvragen", 3),
        ("zaal huren", 1),
        ("zaal huren", 3),
    ] {
        missed.note(question, member, DAY);
    }
    missed.save(DAY).unwrap();
    let expected = [counted("subsidie aanvragen", 3), counted("zaal huren", 2)];
    assert_eq!(open().list(DAY), expected);
    let (missed, later) = (open(), date(2027, 5, 1));
    missed.note("zaal huren", 1, later);
    assert_eq!(missed.list(date(2027, 6, 1)), [counted("zaal huren", 3)]);
    missed.save(later).unwrap();
    assert!(open().list(date(2028, 1, 1)).is_empty());
}

#[test]
fn a_member_counts_once_a_day_and_alone_pushes_nothing_to_the_top() {
    let state = tempfile::tempdir().unwrap();
    let open = || NotFound::open(state.path(), DAYS);
    let missed = open();
    for _ in 0..500 {
        missed.note("koop dit", MEMBER, DAY);
    }
    assert!(missed.list(DAY).is_empty(), "one member is not several");
    // Not by way of another process or a restart either.
    for _ in 0..5 {
        let other = open();
        other.note("koop dit", MEMBER, DAY);
        other.save(DAY).unwrap();
    }
    assert!(open().list(DAY).is_empty());
    missed.note("koop dit", 2, DAY);
    assert_eq!(missed.list(DAY), [counted("koop dit", 2)]);
    // Who asks each day cannot be told from several members, so that counts for three days only.
    for n in 0..40 {
        let day = DAY.saturating_add(n.days());
        missed.note("elke dag", MEMBER, day);
        missed.save(day).unwrap();
    }
    let last = DAY.saturating_add(39.days());
    for member in 10..14 {
        missed.note("zaal huren", member, last);
    }
    let expected = [
        counted("zaal huren", 4),
        counted("elke dag", 3),
        counted("koop dit", 2),
    ];
    assert_eq!(missed.list(last), expected);
}

#[test]
fn one_member_pushes_out_nothing_that_others_asked() {
    let state = tempfile::tempdir().unwrap();
    let missed = NotFound::open(state.path(), DAYS);
    for member in [1, 2] {
        missed.note("zaal huren", member, DAY);
    }
    missed.note("een keer gevraagd", 3, DAY);
    missed.save(DAY).unwrap();
    for n in 0..3000 {
        missed.note(&word(n), MEMBER, DAY);
        if n % 10 == 9 {
            missed.save(DAY).unwrap();
        }
    }
    let kept = kept(state.path());
    assert_eq!(kept.as_object().unwrap().len(), 12, "{kept:#}");
    assert_eq!(missed.list(DAY), [counted("zaal huren", 2)]);
    // Nor do many who each ask once what nobody else asks.
    for n in 0..3000 {
        missed.note(&word(n), 100 + n, DAY.saturating_add(1.days()));
    }
    missed.save(DAY.saturating_add(1.days())).unwrap();
    assert_eq!(missed.list(DAY), [counted("zaal huren", 2)]);
}

#[test]
fn who_asked_stands_in_no_file_when_the_day_is_over() {
    let state = tempfile::tempdir().unwrap();
    let missed = NotFound::open(state.path(), DAYS);
    let of_day = || std::fs::read_to_string(state.path().join(DAY_FILE)).unwrap();
    missed.note("zaal huren", MEMBER, DAY);
    missed.save(DAY).unwrap();
    assert!(of_day().contains("2026-11-23"), "{}", of_day());
    assert!(!of_day().contains(&MEMBER.to_string()), "{}", of_day());
    // Nobody asks anything the next day.
    missed.save(DAY.saturating_add(1.days())).unwrap();
    let over: Value = serde_json::from_str(&of_day()).unwrap();
    assert_eq!(
        over,
        json!({ "date": null, "salt": 0, "asked": [], "members": {} })
    );
}

#[test]
fn nothing_that_may_be_about_someone_is_kept() {
    let state = tempfile::tempdir().unwrap();
    let missed = NotFound::open(state.path(), DAYS);
    for question in [
        "bel 0612345678 of <@1300000000000000001> over jan@example.org https://example.org/a",
        "06-12345678",
        &"woord ".repeat(1000),
        "",
    ] {
        missed.note(question, 1, DAY);
        missed.note(question, 2, DAY);
    }
    missed.save(DAY).unwrap();
    let list = missed.list(DAY);
    assert_eq!(list.len(), 2, "{list:?}");
    let stored = kept(state.path()).to_string();
    for piece in ["061", "8035", "jan", "example"] {
        assert!(!stored.contains(piece), "{piece} in {stored}");
    }
    assert!(stored.len() < 500);
}

#[test]
fn thousands_of_questions_stay_small_and_a_broken_file_starts_anew() {
    let state = tempfile::tempdir().unwrap();
    let missed = NotFound::open(state.path(), DAYS);
    for n in 0..1500 {
        missed.note(&word(n), n, DAY);
    }
    missed.save(DAY).unwrap();
    assert_eq!(kept(state.path()).as_object().unwrap().len(), 1000);
    std::fs::write(state.path().join(FILE), "{").unwrap();
    let missed = NotFound::open(state.path(), DAYS);
    assert!(missed.list(DAY).is_empty());
    missed.note("zaal huren", 5000, DAY);
    missed.note("zaal huren", 5001, DAY);
    missed.save(DAY).unwrap();
    assert_eq!(NotFound::open(state.path(), DAYS).list(DAY).len(), 1);
    let aside = state.path().join(FILE).with_extension("unreadable");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), "{");
}

#[test]
fn processes_on_one_state_folder_add_to_each_other() {
    let state = tempfile::tempdir().unwrap();
    let all: Vec<NotFound> = (0..4).map(|_| NotFound::open(state.path(), DAYS)).collect();
    std::thread::scope(|scope| {
        for (thread, missed) in (0..).zip(&all) {
            scope.spawn(move || {
                for n in 0..25 {
                    missed.note("zaal huren", thread * 25 + n, DAY);
                    missed.save(DAY).unwrap();
                }
            });
        }
    });
    let expected = [counted("zaal huren", 100)];
    assert_eq!(NotFound::open(state.path(), DAYS).list(DAY), expected);
    all[0].save(DAY).unwrap();
    assert_eq!(all[0].list(DAY), expected, "what others counted is read");
    all[0].forget("zaal huren").unwrap();
    all[1].save(DAY).unwrap();
    assert!(all[1].list(DAY).is_empty());
}

#[test]
fn moderators_see_what_was_not_found_and_what_nobody_looked_at() {
    let state = tempfile::tempdir().unwrap();
    let text = file(&["nooit"])
        + &entry("zolder")
        + "checked = 2020-01-31\n"
        + &entry("nieuw")
        + "checked = 9000-01-01\n";
    let folder = Folder::new(&[("alles.toml", &text)]);
    let missed = Arc::new(NotFound::open(state.path(), DAYS));
    let mut bot = folder.bot();
    bot.memory.not_found = Some(missed);
    bot.memory.recheck_after_days = Some(365);
    assert!(!status(&bot).contains("niet gevonden"));
    for member in [1, 2] {
        for question in ["subsidie aanvragen", "zolder gebouw", "titel nooit"] {
            answer(&bot, search(question, member));
        }
    }
    let told = status(&bot);
    assert!(told.contains("- subsidie aanvragen (2×)"), "{told}");
    // Something may be about this one.
    assert!(told.contains("- zolder gebouw (2×, twijfel)"), "{told}");
    assert!(!told.contains("titel nooit"), "{told}");
    assert!(
        told.contains("- alles/nooit: nog nooit\n- alles/zolder: 31 januari 2020"),
        "{told}"
    );
    assert!(!told.contains("nieuw"), "{told}");
    let off = folder.bot();
    assert!(!status(&off).contains("niet gevonden"));
}

#[test]
fn only_what_is_asked_at_home_counts_and_not_when_it_is_drawn_again() {
    let state = tempfile::tempdir().unwrap();
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let missed = Arc::new(NotFound::open(state.path(), DAYS));
    let mut bot = folder.bot();
    bot.memory.not_found = Some(missed);
    let elsewhere = |member| {
        let mut payload = search("van elders", member);
        payload["guild_id"] = json!("501");
        payload
    };
    let direct = |member: u64| {
        let mut payload = search("van elders", member);
        payload["user"] = json!({ "id": member.to_string() });
        payload["guild_id"].take();
        payload["member"].take();
        payload
    };
    for member in [1, 2, 3] {
        answer(&bot, elsewhere(member));
        answer(&bot, direct(member));
        let again = serde_json::from_value(search("opnieuw getekend", member)).unwrap();
        bot.redraw(&again).expect("an answer");
    }
    assert!(!status(&bot).contains("niet gevonden"), "{}", status(&bot));
}

#[test]
fn what_comes_in_late_is_answered_and_not_counted() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let served = Served::start_with(folder.path(), "127.0.0.1:0", &["--config", CONFIG], &[]);
    let send = |payload: &Value, age: u64| -> Value {
        let time = (now().parse::<u64>().unwrap() - age).to_string();
        let body = payload.to_string();
        let signature = sign(&time, body.as_bytes());
        let mut connection = served.connect();
        let reply = connection.post(&time, &signature, body.as_bytes()).unwrap();
        assert_eq!(reply.status, 200);
        serde_json::from_slice(&reply.body).unwrap()
    };
    let status = || shown_in(&served.interact(&as_moderator(moderation("status", &[]))));
    for member in [1, 2, 3] {
        let late = send(&search("te laat", member), 120);
        assert!(
            late["data"].to_string().contains("niet gevonden"),
            "{late:#}"
        );
        // The same to the letter is the same.
        let once = search("een lid", 4);
        for _ in 0..3 {
            send(&once, 0);
        }
    }
    assert!(!status().contains("niet gevonden"), "{}", status());
    send(&search("een lid", 5), 0);
    assert!(status().contains("- een lid (2×)"), "{}", status());
}
