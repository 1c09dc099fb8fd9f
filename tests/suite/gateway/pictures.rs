//! Pictures over the gateway: as files beside answers and posts, and gone again.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::bot::{Bot, Setup, save};
use crate::support::folder::{file, file_with_picture, png};
use crate::support::payload::{as_moderator, command_with, filled, moderation, on, with_picture};
use crate::support::stand_in::{Hosted, StandIn};

async fn start() -> (StandIn, Bot) {
    let stand_in = StandIn::start().await;
    let setup = Setup::new(&["gateway"]).at(&stand_in);
    let setup = setup.config("[moderation]\nguild = \"500\"\nroles = [\"600\"]\n");
    let setup = setup.file("alles.toml", file_with_picture("kop.png"));
    let bot = setup.file("beeld/kop.png", png(30, 20)).start();
    stand_in.until_sessions(1).await;
    (stand_in, bot)
}

fn named() -> Value {
    json!([{"id": "0", "filename": "kop.png", "description": "Een kop koffie."}])
}

#[tokio::test]
async fn an_answer_brings_its_picture() {
    let (stand_in, bot) = start().await;
    let asked = command_with("alles", "koffie");
    stand_in.interact(&asked);
    let sent = stand_in.until_answered_with_file(&asked).await;
    assert_eq!(sent.body["data"]["attachments"], named());
    assert_eq!(sent.file.expect("a file").0, "kop.png");
    assert_eq!(sent.bytes, png(30, 20));
    bot.stop().await;
}

#[tokio::test]
async fn a_picture_that_was_sent_goes_with_the_text_that_is_chosen() {
    let stand_in = StandIn::start().await;
    let setup = Setup::new(&["gateway"]).at(&stand_in);
    let setup = setup.config("[moderation]\nguild = \"500\"\nroles = [\"600\"]\n");
    let setup = setup.file("alles.toml", file(&["koffie"]));
    let bot = setup.file("meer.toml", file(&["koffie"])).start();
    stand_in.until_sessions(1).await;
    let sent = png(30, 20);
    let url = stand_in.host("Kop.PNG", Hosted::Content(sent.clone()));
    let edit = moderation("bewerk", &[("tekst", "koffie")]);
    let edit = as_moderator(with_picture(edit, "Kop.PNG", sent.len(), &url));
    let which = stand_in.answer(&edit).await;
    let told = on(&which, "Titel koffie (meer/koffie)");
    let told = stand_in.answer(&told).await;
    let modal = stand_in.answer(&on(&told, "Verder bewerken")).await;
    let typed = [(
        "extras",
        "Afbeelding: beeld/kop.png\nTe zien: Een kop koffie.",
    )];
    let filled = as_moderator(filled(&modal, &typed));
    stand_in.interact(&filled);
    let preview = stand_in.until_answered_with_file(&filled).await;
    assert_eq!(preview.body["data"]["attachments"], named());
    assert_eq!(preview.bytes, sent);
    let there = bot.responses().join("beeld/kop.png");
    assert!(!there.exists());
    let publish = on(&preview.body, "Publiceren");
    stand_in.interact(&publish);
    let done = stand_in.until_answered_with_file(&publish).await;
    assert_eq!(done.bytes, sent);
    assert_eq!(std::fs::read(there).unwrap(), sent);
    let asked = command_with("meer", "koffie");
    stand_in.interact(&asked);
    let shown = stand_in.until_answered_with_file(&asked).await;
    assert_eq!(
        (&shown.body["data"]["attachments"], shown.bytes),
        (&named(), sent)
    );
    bot.stop().await;
}

#[tokio::test]
async fn a_post_changes_with_its_picture() {
    let (stand_in, bot) = start().await;
    let mut place = as_moderator(moderation("plaats", &[("tekst", "alles/koffie")]));
    place["channel_id"] = json!("1210000000000000009");
    stand_in.answer(&place).await;
    let messages = "/channels/1210000000000000009/messages";
    let sent = stand_in.until_done(&Method::POST, messages, 1).await;
    assert_eq!(
        (&sent[0].body["attachments"], &sent[0].bytes),
        (&named(), &png(30, 20))
    );
    let changed = |n| stand_in.until_done(&Method::PATCH, "9/messages/1", n);
    // Only the bytes differ.
    save_bytes(&bot, &png(3, 2));
    let sent = changed(1).await;
    assert_eq!(
        (&sent[0].body["attachments"], &sent[0].bytes),
        (&named(), &png(3, 2))
    );
    let text = file_with_picture("kop.png");
    let without = text.split("image").next().unwrap();
    save(&bot.responses(), "alles.toml", without);
    let sent = changed(2).await;
    assert_eq!(
        (&sent[1].body["attachments"], sent[1].bytes.len()),
        (&json!([]), 0)
    );
    bot.stop().await;
}

fn save_bytes(bot: &Bot, bytes: &[u8]) {
    std::fs::write(bot.responses().join("beeld/kop.png"), bytes).unwrap();
}
