//! How often texts are asked for: counted without people, and shown to moderators.

use std::sync::Arc;

use aandeslag::bot::Bot;
use aandeslag::library::EntryRef;
use aandeslag::store::asked::AskedCounts;
use aandeslag::store::not_found::today;
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::Value;

use crate::support::callback::{all_text, answer, custom_id};
use crate::support::folder::{Folder, file};
use crate::support::payload::{as_moderator, at_home, command_with, moderation, on_private, press};

const FILE: &str = "gevraagd.json";

fn status(bot: &Bot) -> String {
    all_text(&answer(bot, as_moderator(moderation("status", &[]))))
}

fn eight_weeks_ago() -> jiff::civil::Date {
    today().saturating_sub(8.weeks())
}

#[test]
fn what_members_ask_at_home_is_counted_by_the_text_and_not_by_who() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee", "drie"]))]);
    let state = tempfile::tempdir().unwrap();
    let asked = Arc::new(AskedCounts::open(state.path()));
    // Counting began long ago.
    asked.note(&EntryRef::new("alles", "weg"));
    asked.save(eight_weeks_ago()).unwrap();
    let mut bot = folder.bot();
    bot.memory.asked = Some(Arc::clone(&asked));
    let one = at_home(command_with("alles", "een"));
    let shown = answer(&bot, one.clone());
    answer(
        &bot,
        at_home(on_private(press(&custom_id(&shown, "Volgende")))),
    );
    answer(&bot, one.clone());
    // Elsewhere, late, or drawn again.
    answer(&bot, command_with("alles", "drie"));
    let mut old: aandeslag::discord::Interaction = serde_json::from_value(one).unwrap();
    bot.redraw(&old).expect("an answer");
    old.is_old = true;
    bot.answer(&old);
    let told = status(&bot);
    for line in ["alles/een: 2 keer", "alles/twee: 1 keer"] {
        assert!(told.contains(line), "{line} is not in {told}");
    }
    let never = told.split_once("Nooit gevraagd sinds").expect("a list").1;
    assert!(
        never.contains("alles/drie") && !never.contains("alles/een"),
        "{never}"
    );
    assert!(!told.contains("alles/weg"), "{told}");
    let metrics = bot.metrics.text(&bot.live().current());
    assert!(
        metrics.contains("aandeslag_texts_asked_total{command=\"alles\"} 3"),
        "{metrics}"
    );
    asked.save(today()).unwrap();
    let kept = std::fs::read_to_string(state.path().join(FILE)).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    let fields: Vec<&String> = kept.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["since", "months"], "{kept:#}");
    let off = folder.bot();
    answer(&off, at_home(command_with("alles", "een")));
    assert!(!status(&off).contains("evraagd"), "{}", status(&off));
}

#[test]
fn a_bot_that_counts_for_days_only_says_nothing_of_what_nobody_asked() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let state = tempfile::tempdir().unwrap();
    let mut bot = folder.bot();
    bot.memory.asked = Some(Arc::new(AskedCounts::open(state.path())));
    assert!(!status(&bot).contains("evraagd"), "{}", status(&bot));
    answer(&bot, at_home(command_with("alles", "een")));
    let told = status(&bot);
    assert!(
        told.contains("`█` alles/een: 1 keer") && !told.contains("Nooit"),
        "{told}"
    );
}

#[test]
fn processes_add_up_and_months_are_forgotten_after_a_year() {
    let state = tempfile::tempdir().unwrap();
    let (one, other) = (
        AskedCounts::open(state.path()),
        AskedCounts::open(state.path()),
    );
    let text = EntryRef::new("alles", "een");
    let begun = date(2026, 1, 31);
    for month in 0..14 {
        let day = begun.saturating_add(month.months());
        for _ in 0..=month {
            one.note(&text);
            other.note(&text);
        }
        one.save(day).unwrap();
        other.save(day).unwrap();
    }
    let end = date(2027, 2, 28);
    one.save(end).unwrap();
    let list = one.list(end);
    assert_eq!(list, AskedCounts::open(state.path()).list(end));
    assert_eq!(list.since, date(2026, 3, 1));
    let counts: Vec<u32> = list.months.iter().map(|month| month["alles/een"]).collect();
    let expected: Vec<u32> = (3..=14).map(|n| 2 * n).collect();
    assert_eq!(counts, expected);
    std::fs::write(state.path().join(FILE), "{").unwrap();
    assert!(AskedCounts::open(state.path()).list(end).months[0].is_empty());
}
