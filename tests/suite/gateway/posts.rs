//! Posts that stay, over real sockets: placed by a moderator, changed with their text, and put back or
//! forgotten when somebody takes them away.

use axum::http::Method;
use serde_json::{Value, json};

use super::EPHEMERAL;
use crate::support::bot::{Bot, Setup, save};
use crate::support::callback::{all_text, buttons, components, custom_id};
use crate::support::payload::{self, ASKER, by_other, moderation};
use crate::support::stand_in::{Fault, StandIn};

const HOME: &str = "1200000000000000001";
const CHANNEL: &str = "1210000000000000009";
const FILE: &str = "vaste-berichten.json";
const MENU: &str = "Doe iets met een vast bericht";
const BACK: &str = "Zet terug als iemand het weghaalt";

fn messages() -> String {
    format!("/channels/{CHANNEL}/messages")
}

fn message() -> String {
    format!("/channels/{CHANNEL}/messages/1")
}

fn setup(stand_in: &StandIn) -> Setup {
    let config = format!("[moderation]\nguild = \"{HOME}\"\nchannel = \"77\"\n");
    Setup::new(&["gateway"]).at(stand_in).config(&config)
}

async fn start() -> (StandIn, Bot) {
    let stand_in = StandIn::start().await;
    let bot = setup(&stand_in).start();
    stand_in.until_sessions(1).await;
    (stand_in, bot)
}

/// A moderator in the channel of the posts.
async fn ask(stand_in: &StandIn, mut payload: Value) -> Value {
    payload["channel_id"] = json!(CHANNEL);
    stand_in.answer(&payload).await
}

async fn press(stand_in: &StandIn, on: &Value, words: &str) -> Value {
    ask(
        stand_in,
        payload::button(&custom_id(on, words), ASKER, EPHEMERAL),
    )
    .await
}

/// The one post, as the status shows it.
async fn look(stand_in: &StandIn) -> Value {
    let status = ask(stand_in, moderation("status", &[])).await;
    let menu = components(&status).find(|c| c["placeholder"] == MENU);
    let value = menu.expect("a menu of posts")["options"][0]["value"].clone();
    let mut chosen = payload::choose(&custom_id(&status, MENU), value.as_str().unwrap());
    chosen["message"]["flags"] = json!(EPHEMERAL);
    ask(stand_in, chosen).await
}

fn unknown_message() -> Fault {
    Fault::Status(404, json!({ "code": 10008, "message": "Unknown Message" }))
}

/// The post `fruit/appel`, placed, as the channel got it.
async fn placed(stand_in: &StandIn) -> (Value, Value) {
    let place = moderation("plaats", &[("tekst", "fruit/appel")]);
    let told = ask(stand_in, place).await;
    let sent = stand_in.until_done(&Method::POST, &messages(), 1).await;
    (told, sent[0].body.clone())
}

#[tokio::test]
async fn a_post_changes_with_its_text_and_only_then() {
    let (stand_in, bot) = start().await;
    let (told, post) = placed(&stand_in).await;
    assert!(
        all_text(&told).contains("vast in <#1210000000000000009>"),
        "{told:#}"
    );
    assert_eq!(told["data"]["flags"], EPHEMERAL);
    assert_eq!(post["embeds"][0]["title"], "Appel", "{post:#}");
    assert_eq!(post["enforce_nonce"], true);
    let again = ask(&stand_in, moderation("plaats", &[("tekst", "fruit/appel")])).await;
    assert!(all_text(&again).contains("staat al vast"), "{again:#}");
    // A press on it answers whoever presses, and changes nothing for the others.
    let shown = json!({ "data": post });
    let mut pressed = by_other(payload::button(&custom_id(&shown, "Overzicht"), ASKER, 0));
    pressed["message"]["interaction_metadata"] = Value::Null;
    let answer = stand_in.answer(&pressed).await;
    assert_eq!(
        (answer["type"].as_u64(), answer["data"]["flags"].as_u64()),
        (Some(4), Some(64))
    );
    // Another text changes: the post does not.
    let text = std::fs::read_to_string(bot.responses().join("fruit.toml")).unwrap();
    save(
        &bot.responses(),
        "fruit.toml",
        &(text.clone() + "\n# niets\n"),
    );
    let other = text.replace("title = \"Appel\"", "title = \"Goudreinet\"");
    assert_ne!(text, other);
    save(&bot.responses(), "fruit.toml", &other);
    let changed = stand_in.until_done(&Method::PATCH, &message(), 1).await;
    assert_eq!(changed[0].body["embeds"][0]["title"], "Goudreinet");
    // After the text went, the post says so, with the overview.
    let (head, _) = other.split_once("[appel]").expect("an entry");
    save(
        &bot.responses(),
        "fruit.toml",
        &format!("{head}[kers]\ntitle = \"Kers\"\ntext = \"Rood.\"\nsummary = \"Rood\"\n"),
    );
    let changed = stand_in.until_done(&Method::PATCH, &message(), 2).await;
    let content = changed[1].body["content"].as_str().unwrap();
    assert!(content.contains("is er niet meer"), "{content}");
    bot.stop().await;
    assert_eq!(stand_in.requests(&Method::PATCH, &message()).len(), 2);
    assert_eq!(stand_in.requests(&Method::POST, &messages()).len(), 1);
}

#[tokio::test]
async fn an_overview_is_posted_with_its_menu_and_taken_away_from_the_status() {
    let (stand_in, bot) = start().await;
    let nothing = ask(&stand_in, moderation("plaats", &[])).await;
    assert!(all_text(&nothing).contains("Welke tekst"), "{nothing:#}");
    let nothing = ask(&stand_in, moderation("plaats", &[("commando", "nergens")])).await;
    assert!(all_text(&nothing).contains("ken ik niet"), "{nothing:#}");
    ask(&stand_in, moderation("plaats", &[("commando", "fruit")])).await;
    let sent = stand_in.until_done(&Method::POST, &messages(), 1).await;
    let menu = &sent[0].body["components"][0]["components"][0];
    assert_eq!(menu["type"], 3, "{:#}", sent[0].body);
    let shown = look(&stand_in).await;
    assert!(
        all_text(&shown).contains("`/fruit` staat vast"),
        "{shown:#}"
    );
    assert_eq!(buttons(&shown), [BACK, "Haal dit bericht weg", "Terug"]);
    let shown = press(&stand_in, &shown, BACK).await;
    assert!(all_text(&shown).contains("zet ik het terug"), "{shown:#}");
    let status = press(&stand_in, &shown, "Haal dit bericht weg").await;
    assert!(!all_text(&status).contains("Vaste berichten"), "{status:#}");
    stand_in.until_done(&Method::DELETE, &message(), 1).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_post_that_somebody_took_away_is_forgotten_or_put_back_as_was_chosen() {
    for puts_back in [false, true] {
        let (stand_in, bot) = start().await;
        let (told, _) = placed(&stand_in).await;
        if puts_back {
            press(&stand_in, &told, BACK).await;
        }
        stand_in.fail(Method::PATCH, &message(), 1, unknown_message());
        let text = std::fs::read_to_string(bot.responses().join("fruit.toml")).unwrap();
        save(
            &bot.responses(),
            "fruit.toml",
            &text.replace("title = \"Appel\"", "title = \"Elstar\""),
        );
        if puts_back {
            let sent = stand_in.until_done(&Method::POST, &messages(), 2).await;
            assert_eq!(sent[1].body["embeds"][0]["title"], "Elstar");
            assert_ne!(sent[0].body["nonce"], sent[1].body["nonce"]);
        } else {
            // The change of the file is told too.
            let told = stand_in
                .until_done(&Method::POST, "/channels/77/messages", 2)
                .await;
            assert!(
                told.iter()
                    .any(|told| told.body.to_string().contains("is weggehaald")),
                "{told:#?}"
            );
            let status = ask(&stand_in, moderation("status", &[])).await;
            assert!(!all_text(&status).contains("Vaste berichten"), "{status:#}");
        }
        bot.stop().await;
    }
}

#[tokio::test]
async fn a_post_is_looked_for_once_a_day_also_after_a_restart() {
    let stand_in = StandIn::start().await;
    let standing = json!({ "7": {
        "about": { "collection": "fruit", "entry": "peer" }, "channel": 1_210_000_000_000_000_009_u64,
        "puts_back": true, "message": 1, "sent": null, "times": 0,
        "looked": "2026-01-01T00:00:00Z", "goes": false, "begun": null,
    } });
    let setup = setup(&stand_in).state_file(FILE, &standing.to_string());
    let bot = setup.start();
    // What it was sent as is not known, so it is sent; and is not looked for just after.
    stand_in.until_done(&Method::PATCH, &message(), 1).await;
    stand_in.until_sessions(1).await;
    let kept = || -> Value {
        let file = bot.responses().parent().unwrap().join("state").join(FILE);
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    };
    // When another is there, what came of the first is noted.
    ask(&stand_in, moderation("plaats", &[("tekst", "fruit/appel")])).await;
    stand_in.until_done(&Method::POST, &messages(), 1).await;
    let mut old = json!({ "7": kept()["7"] });
    bot.stop().await;
    assert!(stand_in.requests(&Method::GET, &message()).is_empty());
    assert!(
        old["7"]["sent"].is_u64() && old["7"]["begun"].is_null(),
        "{old:#}"
    );
    old["7"]["looked"] = json!("2026-01-01T00:00:00Z");
    let stand_in = StandIn::start().await;
    stand_in.fail(Method::GET, &message(), 1, unknown_message());
    let bot = self::setup(&stand_in)
        .state_file(FILE, &old.to_string())
        .start();
    let sent = stand_in.until_done(&Method::POST, &messages(), 1).await;
    assert_eq!(sent[0].body["embeds"][0]["title"], "Peer");
    bot.stop().await;
    assert!(stand_in.requests(&Method::PATCH, &message()).is_empty());
}

#[tokio::test]
async fn a_post_that_discord_refuses_is_told_and_not_tried_for_ever() {
    let (stand_in, bot) = start().await;
    let refusal = json!({ "code": 50013, "message": "Missing Permissions" });
    stand_in.fail(
        Method::POST,
        &messages(),
        usize::MAX,
        Fault::Status(403, refusal),
    );
    ask(&stand_in, moderation("plaats", &[("tekst", "fruit/appel")])).await;
    let told = stand_in
        .until_done(&Method::POST, "/channels/77/messages", 1)
        .await;
    assert!(
        told[0].body.to_string().contains("Missing Permissions"),
        "{told:#?}"
    );
    let status = ask(&stand_in, moderation("status", &[])).await;
    assert!(!all_text(&status).contains("Vaste berichten"), "{status:#}");
    bot.stop().await;
    assert_eq!(stand_in.requests(&Method::POST, &messages()).len(), 1);
}
