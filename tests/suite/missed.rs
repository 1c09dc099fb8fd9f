//! What was not found, and what nobody looked at: told to moderators alone.

use std::sync::Arc;

use aandeslag::missed::Missed;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::responses::{Folder, HOME, answer, command, entry, file};

const DAYS: u16 = 180;
const FILE: &str = "gezocht-niet-gevonden.json";

fn status(bot: &aandeslag::bot::Bot) -> String {
    let mut payload = command(
        "moderatie",
        json!([{ "name": "status", "type": 1, "options": [] }]),
    );
    payload["guild_id"] = json!(HOME.to_string());
    let answer = answer(bot, payload);
    let fields = answer["data"]["embeds"][0]["fields"]
        .as_array()
        .unwrap()
        .iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    fields
        .map(|f| text(&f["name"]) + "\n" + &text(&f["value"]) + "\n")
        .collect()
}

#[test]
fn words_that_were_not_found_are_counted_kept_and_forgotten() {
    let state = tempfile::tempdir().unwrap();
    let open = || Missed::open(state.path(), DAYS);
    let day = date(2026, 11, 23);
    let missed = open();
    for question in ["Subsidie aanvragen?", "subsidie AANVRAGEN", "zaal huren"] {
        missed.note(question, day);
    }
    missed.save(day).unwrap();
    let kept = open().list(day);
    assert_eq!(
        kept,
        [
            ("subsidie aanvragen".to_owned(), 2),
            ("zaal huren".to_owned(), 1)
        ]
    );
    let missed = open();
    missed.note("zaal huren", date(2027, 5, 1));
    assert_eq!(
        missed.list(date(2027, 6, 1)),
        [("zaal huren".to_owned(), 2)]
    );
    missed.save(date(2027, 6, 1)).unwrap();
    assert!(open().list(date(2028, 1, 1)).is_empty());
}

#[test]
fn nothing_that_may_be_about_someone_is_kept() {
    let state = tempfile::tempdir().unwrap();
    let missed = Missed::open(state.path(), DAYS);
    let day = date(2026, 11, 23);
    missed.note(
        "bel 0612345678 of <@80351110224678912> over jan@example.org https://example.org/a",
        day,
    );
    missed.note("06-12345678", day);
    missed.note(&"woord ".repeat(1000), day);
    missed.note("", day);
    missed.save(day).unwrap();
    let list = missed.list(day);
    assert_eq!(list.len(), 2, "{list:?}");
    let stored = state.path().join(FILE);
    let stored = std::fs::read_to_string(stored).unwrap();
    for piece in ["061", "8035", "jan", "example"] {
        assert!(!stored.contains(piece), "{piece} in {stored}");
    }
    assert!(stored.len() < 500);
}

#[test]
fn thousands_of_questions_stay_small_and_a_broken_file_starts_anew() {
    let state = tempfile::tempdir().unwrap();
    let missed = Missed::open(state.path(), DAYS);
    let day = date(2026, 11, 23);
    let word = |n: u32| {
        n.to_string()
            .chars()
            .map(|c| char::from(b'a' + (c as u8 - b'0')))
            .collect::<String>()
    };
    for n in 0..1500 {
        missed.note(&word(n), day);
    }
    assert_eq!(missed.list(day).len(), 1000);
    missed.save(day).unwrap();
    std::fs::write(state.path().join(FILE), "{").unwrap();
    let missed = Missed::open(state.path(), DAYS);
    assert!(missed.list(day).is_empty());
    missed.note("zaal huren", day);
    missed.save(day).unwrap();
    assert_eq!(Missed::open(state.path(), DAYS).list(day).len(), 1);
    let aside = state.path().join(FILE).with_extension("unreadable");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), "{");
}

#[test]
fn processes_on_one_state_folder_add_to_each_other() {
    let state = tempfile::tempdir().unwrap();
    let day = date(2026, 11, 23);
    let all: Vec<Missed> = (0..4).map(|_| Missed::open(state.path(), DAYS)).collect();
    std::thread::scope(|scope| {
        for missed in &all {
            scope.spawn(|| {
                for _ in 0..25 {
                    missed.note("zaal huren", day);
                    missed.save(day).unwrap();
                }
            });
        }
    });
    let expected = [("zaal huren".to_owned(), 100)];
    assert_eq!(Missed::open(state.path(), DAYS).list(day), expected);
    all[0].save(day).unwrap();
    assert_eq!(all[0].list(day), expected, "what others counted is read");
    all[0].forget("zaal huren").unwrap();
    all[1].save(day).unwrap();
    assert!(all[1].list(day).is_empty());
}

#[test]
fn moderators_see_what_was_not_found_and_what_nobody_looked_at() {
    let state = tempfile::tempdir().unwrap();
    let text = file(&["nooit"])
        + &entry("oud")
        + "checked = 2020-01-31\n"
        + &entry("nieuw")
        + "checked = 9000-01-01\n";
    let folder = Folder::new(&[("alles.toml", &text)]);
    let missed = Arc::new(Missed::open(state.path(), DAYS));
    let bot = folder.bot().counting(Some(missed)).rechecking(365);
    assert!(status(&bot).contains("Gezocht, niet gevonden\nNog niets."));
    for question in ["subsidie aanvragen", "titel nooit"] {
        let question = json!([{ "name": "vraag", "type": 3, "value": question }]);
        answer(&bot, command("zoek", question));
    }
    let told = status(&bot);
    assert!(told.contains("- subsidie aanvragen (1×)"), "{told}");
    assert!(!told.contains("titel nooit"), "{told}");
    assert!(
        told.contains("- alles/nooit: nog nooit\n- alles/oud: 31 januari 2020"),
        "{told}"
    );
    assert!(!told.contains("nieuw"), "{told}");
    let off = folder.bot();
    assert!(!status(&off).contains("niet gevonden"));
}
