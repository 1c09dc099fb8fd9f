//! Moderators have faults mended that can be mended in one way, and hear what faults mean.

use aandeslag::words::moderators::stale;
use serde_json::Value;

use crate::support::callback::{all_text, answer, buttons, custom_id};
use crate::support::desk::{Desk, text_of};
use crate::support::folder::{entry, file};
use crate::support::news;
use crate::support::payload::{as_moderator, choose, moderation, press, with_file};

/// A file with two faults that can be mended in one way.
fn faulty() -> String {
    let text = file(&["een", "twee"]).replace("summary = \"Kort een\"", "sumary = Kort een");
    text.replace("[twee]", "[twee")
}

fn mended() -> String {
    file(&["een", "twee"])
}

/// A desk on which a good file was replaced by this one.
fn broken(text: &str) -> Desk {
    let desk = Desk::new(&file(&["een"]));
    desk.folder.write("alles.toml", text);
    desk.bot.live().reload().unwrap();
    desk
}

fn explained(desk: &Desk, below: &Value, code: &str) -> Value {
    let menu = custom_id(below, "Wat betekent deze melding?");
    desk.ask(choose(&menu, code))
}

#[test]
fn below_the_status_a_file_is_mended_looked_at_and_published() {
    let desk = broken(&faulty());
    let status = desk.command("status", &[]);
    assert!(buttons(&status).contains(&"Zet het goed"), "{status:#}");
    assert!(
        all_text(&status).contains(&stale(&["alles".into()])),
        "{status:#}"
    );
    let review = desk.press(&status, "Zet het goed");
    let text = all_text(&review);
    assert!(text.contains("Zo zet ik 2 meldingen goed"), "{text}");
    assert!(text.contains("- [twee\n+ [twee]"), "{text}");
    assert_eq!(desk.file(), faulty(), "a review writes nothing");
    assert_eq!(buttons(&review), ["Publiceren", "Laat maar"]);
    desk.press(&review, "Publiceren");
    assert_eq!(desk.file(), mended());
    let status = desk.command("status", &[]);
    assert!(!buttons(&status).contains(&"Zet het goed"), "{status:#}");
}

#[test]
fn below_the_news_of_a_fault_it_is_mended_too_and_by_moderators_alone() {
    let mut desk = broken(&faulty());
    let now = desk.bot.live().current();
    desk.told.tell(news(None, &now).unwrap());
    let told = desk.announced();
    let button = custom_id(&told, "Zet het goed");
    let refused = answer(&desk.bot, press(&button));
    assert!(
        all_text(&refused).contains("alleen voor de moderatoren"),
        "{refused:#}"
    );
    let review = desk.ask(press(&button));
    desk.press(&review, "Publiceren");
    assert_eq!(desk.file(), mended());
    let late = desk.ask(press(&button));
    assert!(
        all_text(&late).contains("niets meer zelf goedzetten"),
        "{late:#}"
    );
}

#[test]
fn a_file_that_was_sent_with_faults_is_mended_and_published() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let text = faulty() + &entry("drie");
    let url = "https://cdn.discordapp.com/ephemeral-attachments/1/2/alles.toml";
    let mut files = desk.sent.0.lock().unwrap();
    files.insert(url.to_owned(), text.clone().into_bytes());
    drop(files);
    let sent = with_file(moderation("bestand", &[]), "alles.toml", text.len(), url);
    let refused = desk.ask(sent);
    assert_eq!(buttons(&refused), ["Zet het goed"]);
    let review = desk.press(&refused, "Zet het goed");
    assert!(all_text(&review).contains("Nieuw: drie"), "{review:#}");
    desk.press(&review, "Publiceren");
    assert_eq!(desk.file(), mended() + &entry("drie"));
}

#[test]
fn where_faults_are_left_the_file_comes_back_mended_so_far() {
    let text = faulty().replace("text = \"Tekst twee\"\n", "");
    let desk = broken(&text);
    let status = desk.command("status", &[]);
    let button = custom_id(&status, "Zet het goed");
    let payload = as_moderator(press(&button));
    let callback = desk.bot.answer(&serde_json::from_value(payload).unwrap());
    let file = text_of(&callback.file.as_ref().expect("the file").content);
    assert_eq!(file, mended().replace("text = \"Tekst twee\"\n", ""));
    let message = serde_json::to_value(&callback).unwrap();
    let told = all_text(&message);
    assert!(told.contains("heb ik 2 meldingen goedgezet"), "{told}");
    assert!(told.contains("ontbreekt 'text'"), "{told}");
    assert!(!buttons(&message).contains(&"Publiceren"), "{message:#}");
    assert_eq!(desk.file(), text);
}

#[test]
fn a_fault_is_explained_where_it_is_told() {
    let desk = broken(&faulty());
    let status = desk.command("status", &[]);
    let told = all_text(&explained(&desk, &status, "missing-quotes"));
    assert!(
        told.contains("Om een tekst staan aanhalingstekens."),
        "{told}"
    );
    assert!(
        told.contains("```toml\nsummary = \"Kort en goed.\""),
        "{told}"
    );
    let unknown = explained(&desk, &status, "no-such-code");
    assert!(!all_text(&unknown).contains("```"), "{unknown:#}");
}
