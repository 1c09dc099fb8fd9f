//! Answers with a picture: it goes along as a file with words for who does not see it.

use aandeslag::bot::Bot;
use aandeslag::content::schema::json_schema;
use aandeslag::diagnostic::Pictures;
use aandeslag::library::EntryRef;
use aandeslag::library::picture::MAX_PICTURE_BYTES;
use aandeslag::respond::weekly_tip;
use aandeslag::words::editing::command::PICTURE_ABOUT;
use serde_json::{Value, json};

use crate::support::callback::{answer, custom_id};
use crate::support::folder::{Folder, file, file_with_picture, png};
use crate::support::payload::{OTHER, button, choose, command, command_with, on_private, press};

/// A bot of which the text `koffie` has a picture, and `thee` has none.
fn folder() -> Folder {
    let both = file_with_picture("kop.png")
        + "\n[thee]\ntitle = \"Thee\"\nsummary = \"T\"\ntext = \"T\"\n";
    let folder = Folder::new(&[("alles.toml", &both), ("los.toml", &file(&["los"]))]);
    folder.write("beeld/kop.png", png(30, 20));
    folder
}

fn attachments(answer: &Value) -> &Value {
    &answer["data"]["attachments"]
}

/// How an answer names the picture.
fn named() -> Value {
    json!([{"id": "0", "filename": "kop.png", "description": "Een kop koffie."}])
}

/// Where the bytes are that go with the answer to this.
fn bytes(bot: &Bot, payload: Value) -> *const u8 {
    let callback = bot.answer(&serde_json::from_value(payload).unwrap());
    callback.file.expect("a file").content.as_ptr()
}

#[test]
fn every_answer_with_the_text_has_its_picture() {
    let folder = folder();
    let bot = folder.bot();
    let options = |private| {
        let value = json!({ "name": "tekst", "type": 3, "value": "koffie" });
        json!([value, { "name": "alleen_ik", "type": 5, "value": private }])
    };
    let shown = answer(&bot, command("alles", options(false)));
    assert_eq!(*attachments(&shown), named());
    let private = answer(&bot, command("alles", options(true)));
    assert_eq!(*attachments(&private), named());
    let share = on_private(press(&custom_id(&private, "Deel in dit kanaal")));
    assert_eq!(*attachments(&answer(&bot, share)), named());
    let found = answer(
        &bot,
        command(
            "zoek",
            json!([{"name": "vraag", "type": 3, "value": "koffie"}]),
        ),
    );
    assert!(attachments(&found).is_null());
    let overview = answer(&bot, command("alles", json!([])));
    let menu = custom_id(&overview, "Kies een tekst");
    assert_eq!(
        *attachments(&answer(&bot, choose(&menu, "alles/koffie"))),
        named()
    );
    // Somebody else's press gets a message of its own.
    let turned = answer(&bot, button(&custom_id(&shown, "Volgende"), OTHER, 0));
    assert!(attachments(&turned).is_null(), "{turned:#}");
}

#[test]
fn the_picture_goes_with_the_text() {
    let folder = folder();
    let bot = folder.bot();
    let shown = answer(&bot, command_with("alles", "koffie"));
    let next = answer(&bot, press(&custom_id(&shown, "Volgende")));
    assert_eq!((&next["type"], attachments(&next)), (&json!(7), &json!([])));
    let back = answer(&bot, press(&custom_id(&next, "Vorige")));
    assert_eq!((&back["type"], attachments(&back)), (&json!(7), &named()));
}

#[test]
fn an_answer_without_says_nothing_of_files() {
    let folder = folder();
    let bot = folder.bot();
    for payload in [
        command_with("alles", "thee"),
        command_with("los", "los"),
        command("hulp", json!([])),
    ] {
        assert!(attachments(&answer(&bot, payload)).is_null());
    }
}

#[test]
fn all_answers_share_the_bytes() {
    let folder = folder();
    let bot = folder.bot();
    let library = bot.live().current();
    let Ok(read) = &library.sources.pictures.files["beeld/kop.png"] else {
        panic!("it can be used");
    };
    for _ in 0..2 {
        assert_eq!(
            bytes(&bot, command_with("alles", "koffie")),
            read.bytes.as_ptr()
        );
    }
}

#[test]
fn the_limits_are_told_as_they_are() {
    let limit = format!("hooguit {} MB", MAX_PICTURE_BYTES >> 20);
    let schema = json_schema().to_string();
    for told in [PICTURE_ABOUT, &schema] {
        assert!(told.contains(&limit), "{told}");
    }
}

#[test]
fn the_tip_of_the_week_has_its_picture() {
    let folder = folder();
    let bot = folder.bot();
    let tip = weekly_tip(&bot.live().current(), &EntryRef::new("alles", "koffie")).unwrap();
    let file = tip.file.expect("a file");
    let picture = Pictures::picture("kop.png", png(30, 20).into(), usize::MAX).unwrap();
    assert_eq!((file.name, file.content), (picture.name, picture.bytes));
    assert_eq!(file.description.as_deref(), Some("Een kop koffie."));
}
