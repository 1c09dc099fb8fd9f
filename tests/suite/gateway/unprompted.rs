//! What the bot does at Discord by itself, over real sockets: the tip of the week, and taking an
//! answer away.

use std::path::Path;

use axum::http::Method;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::support::bot::{Bot, Setup};
use crate::support::folder::{file, file_with_picture, png};
use crate::support::payload::{self, ASKER};
use crate::support::stand_in::{APPLICATION, Fault, StandIn};

const CHANNEL: &str = "1500000000000000001";
const MESSAGES: &str = "/messages";
const STATE: &str = "tip-van-de-week.json";

/// A bot for which a tip was due a minute ago, and the one before was posted.
fn setup(stand_in: &StandIn) -> Setup {
    setup_with(stand_in, "")
}

fn setup_with(stand_in: &StandIn, settings: &str) -> Setup {
    setup_at(stand_in, settings, None)
}

/// Such a bot, which keeps its state in this folder.
fn setup_at(stand_in: &StandIn, settings: &str, folder: Option<&Path>) -> Setup {
    let due = Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC) - 1.minute();
    let day = due.strftime("%A").to_string().to_lowercase();
    let time = due.strftime("%H:%M");
    let config = format!(
        "[weekly]\nchannel = \"{CHANNEL}\"\ncollection = \"fruit\"\nday = \"{day}\"\n\
         time = \"{time}\"\ntime_zone = \"UTC\"\n{settings}"
    );
    let before = due - 1.week();
    let state = json!({ "done": before.timestamp(), "begun": null, "seen": ["appel"] });
    let setup = Setup::new(&["gateway"]).at(stand_in).config(&config);
    match folder {
        None => setup.state_file(STATE, &state.to_string()),
        Some(folder) => {
            std::fs::write(folder.join(STATE), state.to_string()).unwrap();
            setup
        }
    }
}

fn tips(stand_in: &StandIn) -> Vec<Value> {
    let posts = stand_in.requests(&Method::POST, MESSAGES);
    posts.into_iter().map(|sent| sent.body).collect()
}

#[tokio::test]
async fn a_tip_that_is_due_is_posted_once() {
    let stand_in = StandIn::start().await;
    let bot = setup(&stand_in).start();
    let sent = stand_in.until_done(&Method::POST, MESSAGES, 1).await;
    assert!(
        sent[0]
            .path
            .ends_with(&format!("/channels/{CHANNEL}/messages"))
    );
    let tip = &sent[0].body;
    // One of two was posted last week, so this is the other.
    assert_eq!(tip["embeds"][0]["title"], "Peer");
    assert!(
        tip["content"].as_str().unwrap().contains("ip van de week"),
        "{tip:#}"
    );
    assert_eq!(tip["enforce_nonce"], true);
    assert_eq!(
        tip["allowed_mentions"],
        json!({ "parse": [], "users": [], "roles": [] })
    );
    // Its buttons work as those of any answer.
    stand_in.until_sessions(1).await;
    let button = tip["components"][0]["components"][0]["custom_id"].as_str();
    let mut press = payload::button(button.unwrap(), ASKER, 0);
    press["message"]["interaction_metadata"] = Value::Null;
    let answer = stand_in.answer(&press).await;
    assert_eq!(
        answer["type"], 4,
        "nobody asked for it, so it changes for nobody"
    );
    bot.stop().await;
    assert_eq!(tips(&stand_in).len(), 1);
}

#[tokio::test]
async fn a_tip_brings_its_picture_with_words_for_who_does_not_see_it() {
    let stand_in = StandIn::start().await;
    let setup = setup(&stand_in).file("fruit.toml", file_with_picture("kop.png"));
    let bot = setup.file("beeld/kop.png", png(30, 20)).start();
    let sent = stand_in.until_done(&Method::POST, MESSAGES, 1).await;
    let tip = &sent[0];
    assert_eq!(tip.body["embeds"][0]["title"], "Titel koffie");
    let named = json!([{"id": "0", "filename": "kop.png", "description": "Een kop koffie."}]);
    assert_eq!(tip.body["attachments"], named);
    assert_eq!(tip.file.as_ref().expect("a file").0, "kop.png");
    assert_eq!(tip.bytes, png(30, 20));
    bot.stop().await;
}

#[tokio::test]
async fn a_post_without_an_answer_is_sent_again_as_the_same_message() {
    let stand_in = StandIn::start().await;
    stand_in.fail(Method::POST, MESSAGES, 1, Fault::Status(500, json!({})));
    let bot = setup(&stand_in).start();
    stand_in.until_done(&Method::POST, MESSAGES, 1).await;
    bot.stop().await;
    let sent = tips(&stand_in);
    assert!(sent.iter().all(|tip| tip == &sent[0]), "{sent:#?}");
    assert!(sent[0]["nonce"].is_string());
}

#[tokio::test]
async fn a_channel_that_refuses_is_asked_once_and_members_are_answered() {
    let stand_in = StandIn::start().await;
    let refusal = json!({ "code": 50001, "message": "Missing Access" });
    stand_in.fail(
        Method::POST,
        MESSAGES,
        usize::MAX,
        Fault::Status(403, refusal),
    );
    let bot = setup(&stand_in).start();
    bot.until_says("the tip of the week is skipped: it was refused")
        .await;
    stand_in.until_sessions(1).await;
    stand_in.answer(&payload::command("fruit", json!([]))).await;
    assert!(bot.stop().await.contains("Missing Access"));
    assert_eq!(stand_in.requests(&Method::POST, MESSAGES).len(), 1);
}

#[tokio::test]
async fn moderators_hear_that_the_tip_of_the_week_was_refused_and_why() {
    let stand_in = StandIn::start().await;
    let refusal = json!({
        "code": 50035, "message": "Invalid Form Body",
        "errors": { "embeds": { "0": { "description": { "_errors": [
            { "code": "BASE_TYPE_REQUIRED", "message": "This field is required" }
        ] } } } },
    });
    let channel = format!("/channels/{CHANNEL}/messages");
    stand_in.fail(Method::POST, &channel, 1, Fault::Status(400, refusal));
    let settings = "[moderation]\nguild = \"500\"\nchannel = \"700\"\n";
    let bot = setup_with(&stand_in, settings).start();
    let told = stand_in
        .until_done(&Method::POST, "/channels/700/messages", 1)
        .await;
    let told = told[0].body.to_string();
    for part in ["fruit/peer", "niet geplaatst", "embeds.0.description"] {
        assert!(told.contains(part), "{told}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn of_two_processes_one_tells_that_the_tip_was_refused() {
    let stand_in = StandIn::start().await;
    let channel = format!("/channels/{CHANNEL}/messages");
    // Long enough for both to have begun.
    let wait = Fault::Limited {
        seconds: 2.0,
        global: false,
    };
    stand_in.fail(Method::POST, &channel, 2, wait);
    let refusal = json!({ "code": 50001, "message": "Missing Access" });
    stand_in.fail(
        Method::POST,
        &channel,
        usize::MAX,
        Fault::Status(403, refusal),
    );
    let state = tempfile::tempdir().unwrap();
    let settings = format!(
        "[moderation]\nguild = \"500\"\nchannel = \"700\"\n[responses]\nstate = '{}'\n",
        state.path().display()
    );
    let setups = [(); 2].map(|()| setup_at(&stand_in, &settings, Some(state.path())));
    let bots = setups.map(Setup::start);
    stand_in.until_sessions(2).await;
    let told = "/channels/700/messages";
    stand_in.until_done(&Method::POST, told, 1).await;
    // What each tells after that comes behind it.
    for (bot, name) in bots.iter().zip(["fruit.toml", "spreuken.toml"]) {
        std::fs::write(bot.responses().join(name), "kapot").unwrap();
    }
    let told = stand_in.until_done(&Method::POST, told, 3).await;
    let told = told.iter().map(|told| told.body.to_string());
    assert_eq!(
        told.filter(|told| told.contains("niet geplaatst")).count(),
        1
    );
    for bot in bots {
        bot.stop().await;
    }
}

#[tokio::test]
async fn a_file_without_tips_is_told_at_the_start() {
    const WARNING: &str = "[weekly] collection names no file with tips";
    let stand_in = StandIn::start().await;
    let config = format!("[weekly]\nchannel = \"{CHANNEL}\"\ncollection = \"spreuk\"\n");
    let setup = Setup::new(&["gateway"]).at(&stand_in).config(&config);
    let bot = setup.start();
    bot.until_says(WARNING).await;
    bot.until_says("did you mean collection = \"spreuken\"?")
        .await;
    bot.stop().await;
    let stand_in = StandIn::start().await;
    let bot = self::setup(&stand_in).start();
    stand_in.until_sessions(1).await;
    let output = bot.stop().await;
    assert!(!output.contains(WARNING), "{output}");
}

#[tokio::test]
async fn a_file_with_tips_that_goes_away_is_told_when_it_does() {
    const WARNING: &str = "[weekly] collection names no file with tips";
    let stand_in = StandIn::start().await;
    let config = format!("[weekly]\nchannel = \"{CHANNEL}\"\ncollection = \"weg\"\n");
    let setup = Setup::new(&["gateway"]).at(&stand_in).config(&config);
    let bot = setup.file("weg.toml", file(&["een"])).start();
    stand_in.until_sessions(1).await;
    assert!(!bot.output().contains(WARNING), "{}", bot.output());
    std::fs::remove_file(bot.responses().join("weg.toml")).unwrap();
    bot.until_says(WARNING).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_time_zone_that_does_not_exist_is_told_at_the_start() {
    let stand_in = StandIn::start().await;
    let config = format!("[weekly]\nchannel = \"{CHANNEL}\"\ntime_zone = \"Europe/Amsterdan\"\n");
    let setup = Setup::new(&["gateway"]).at(&stand_in).config(&config);
    let (status, output) = setup.start().end().await;
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("[weekly] time_zone"), "{output}");
    assert!(output.contains("Europe/Amsterdam?"), "{output}");
}

/// Presses "Bericht weghalen" under an answer, as whoever asked for it.
async fn remove(stand_in: &StandIn) -> Value {
    let command = payload::command_option("fruit", "soort", "appel");
    let shown = stand_in.answer(&command).await;
    let rows = shown["data"]["components"].as_array().unwrap().iter();
    let mut buttons = rows.flat_map(|row| row["components"].as_array().unwrap());
    let remove = buttons.find(|b| b["label"] == "Bericht weghalen").unwrap();
    let id = remove["custom_id"].as_str().unwrap();
    stand_in.answer(&payload::button(id, ASKER, 0)).await
}

#[tokio::test]
async fn whoever_asked_takes_the_answer_away() {
    let stand_in = StandIn::start().await;
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    // Discord may not have read the callback yet.
    let unknown = json!({ "code": 10008, "message": "Unknown Message" });
    stand_in.fail(Method::DELETE, "/@original", 1, Fault::Status(404, unknown));
    let answer = remove(&stand_in).await;
    assert_eq!(answer["type"], 7, "a line is there until it is gone");
    let sent = stand_in
        .until_done(&Method::DELETE, "/messages/@original", 1)
        .await;
    assert!(
        sent[0]
            .path
            .starts_with(&format!("/webhooks/{APPLICATION}/")),
        "{}",
        sent[0].path
    );
    let output = bot.stop().await;
    assert!(!output.contains("later answer"), "{output}");
}
