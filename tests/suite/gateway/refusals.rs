//! What Discord refuses: nothing of a whole moderated server, and what happens when it does all the
//! same.

use std::fs::File;

use axum::http::Method;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::{CALLBACK, EPHEMERAL, is_private};
use crate::support::bot::{Bot, Setup};
use crate::support::callback::{all_text, custom_id};
use crate::support::folder::{entry, file};
use crate::support::invariants::limits::{self, Violation};
use crate::support::payload::{self, ASKER, filled, moderation};
use crate::support::stand_in::{Fault, StandIn};
use crate::support::walk::Walk;

const HOME: &str = "1200000000000000001";
const TOLD: &str = "/channels/1210000000000000009/messages";
const TIPS: &str = "/channels/1210000000000000008/messages";
const SORRY: &str = "Sorry, er ging iets mis";

fn moderated(stand_in: &StandIn) -> Setup {
    let day = Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC) - 1.minute();
    let config = format!(
        "[moderation]\nguild = \"{HOME}\"\nchannel = \"1210000000000000009\"\nreports = true\n\
         [responses]\nrecheck_after_days = 1\n\
         [weekly]\nchannel = \"1210000000000000008\"\ncollection = \"tips\"\nday = \"{}\"\n\
         time = \"{}\"\ntime_zone = \"UTC\"\n",
        day.strftime("%A").to_string().to_lowercase(),
        day.strftime("%H:%M"),
    );
    let state = json!({ "done": (day - 1.week()).timestamp(), "begun": null, "seen": [] });
    Setup::new(&["gateway"])
        .at(stand_in)
        .config(&config)
        .state_file("tip-van-de-week.json", &state.to_string())
}

/// Every command, with each button, menu and form that follows, of a file of each kind. The shipped
/// texts go the same way in `respond::payload_properties`.
#[tokio::test]
async fn discord_refuses_nothing_of_a_whole_moderated_server() {
    let stand_in = StandIn::start().await;
    let grouped = |name| entry(name) + "group = \"Groep\"\nrelated = [\"fruit/appel\"]\n";
    let tips =
        file(&["een", "twee", "drie"]).replace("source =", "open_with = \"random\"\nsource =");
    let guide = file(&["begin", "verder"]).replace("source =", "open_with = \"guide\"\nsource =");
    let choices = "\n[begin.choices]\n\"Dit\" = \"verder\"\n\"Dat\" = \"fruit/peer\"\n";
    let setup = moderated(&stand_in)
        .file("tips.toml", tips + &grouped("vier") + &grouped("vijf"))
        .file("wegwijzer.toml", guide + choices);
    let bot = setup.start();
    stand_in.until_sessions(1).await;
    stand_in.until_done(&Method::PUT, "/commands", 2).await;
    let mut commands = stand_in.registered(None);
    commands.extend(stand_in.registered(Some(HOME)));
    let mut walk = Walk::from_commands(&commands);
    let tip = stand_in.until_done(&Method::POST, TIPS, 1).await;
    walk.press(0, &tip[0].body);
    while let Some(asked) = walk.next() {
        let mut answer = stand_in.answer(&asked).await;
        if matches!(answer["type"].as_u64(), Some(5 | 6)) {
            let path = format!("/{}/messages/@original", asked["token"].as_str().unwrap());
            let later = stand_in.until_done(&Method::PATCH, &path, 1).await;
            let kind = if answer["type"] == 5 { 4 } else { 7 };
            answer = json!({"type": kind, "data": later[0].body});
            answer["data"]["flags"] = json!(EPHEMERAL);
        }
        walk.follow(&asked, &answer);
    }
    assert!(walk.n_seen() > 100, "{} places", walk.n_seen());
    for told in stand_in.requests(&Method::POST, TOLD) {
        assert_eq!(told.status, 200);
    }
    let output = bot.stop().await;
    for trouble in [
        "Discord refused",
        "more than Discord takes",
        "command=\"unknown\"",
        " ERROR ",
    ] {
        let line = output.lines().find(|line| line.contains(trouble));
        assert_eq!(line, None);
    }
}

/// A refusal as Discord gives it, which quotes what someone typed.
fn refusal() -> Fault {
    let violation = |place: &str, message: &str| Violation {
        place: place.into(),
        message: message.into(),
    };
    Fault::Status(
        400,
        limits::refusal(&[
            violation(
                "data.components.1.components",
                "Must be between 1 and 5 in length.",
            ),
            violation("data.content", "Value \"geheim\" is not allowed."),
        ]),
    )
}

/// What moderators were told, from the first of `n` messages on.
async fn told(stand_in: &StandIn, n: usize) -> Vec<String> {
    let told = stand_in.until_done(&Method::POST, TOLD, n).await;
    told.into_iter()
        .map(|sent| all_text(&json!({"data": sent.body})))
        .collect()
}

async fn small() -> (StandIn, Bot) {
    let stand_in = StandIn::start().await;
    let config = format!("[moderation]\nguild = \"{HOME}\"\nchannel = \"1210000000000000009\"\n");
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .config(&config)
        .start();
    stand_in.until_sessions(1).await;
    (stand_in, bot)
}

#[tokio::test]
async fn a_text_that_discord_refuses_is_told_and_the_member_gets_a_plain_answer() {
    let (stand_in, bot) = small().await;
    let appel = || payload::command_option("fruit", "soort", "appel");
    for asked in [
        appel(),
        appel(),
        payload::button("1:show:fruit:appel", ASKER, 0),
        payload::command("fruit", json!([])),
    ] {
        stand_in.fail(Method::POST, CALLBACK, 1, refusal());
        let answer = stand_in.answer(&asked).await;
        assert!(
            is_private(&answer) && all_text(&answer).contains(SORRY),
            "{answer:#}"
        );
    }
    stand_in.fail(Method::POST, CALLBACK, 1, refusal());
    let typing = payload::typing("fruit", "soort", "ap");
    let answer = stand_in.answer(&typing).await;
    assert_eq!(answer, json!({"type": 8, "data": {"choices": []}}));
    // Moderators hear once of each text.
    let told = told(&stand_in, 2).await;
    assert!(told[0].contains("`/fruit appel`"), "{told:?}");
    assert!(told[1].contains("`/fruit`"), "{told:?}");
    for text in &told {
        assert!(text.contains("data.components.1.components: Must be between 1 and 5"));
        assert!(!text.contains("geheim"), "{text}");
    }
    let output = bot.stop().await;
    assert_eq!(stand_in.requests(&Method::POST, TOLD).len(), 2);
    let lines = output
        .lines()
        .filter(|line| line.contains("Discord refused an answer"));
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.len(), 5, "{output}");
    for line in lines {
        assert!(
            line.contains("50035") && line.contains("command=\"fruit\""),
            "{line}"
        );
        assert!(line.contains("data.components.1.components: Must be between 1 and 5"));
    }
    assert!(!output.contains("geheim") && !output.contains("without an answer"));
}

#[tokio::test]
async fn a_later_answer_that_discord_refuses_gives_way_to_a_plain_one() {
    let (stand_in, bot) = small().await;
    let open = moderation("bewerk", &[("tekst", "fruit/appel")]);
    let modal = stand_in.answer(&open).await;
    let preview = stand_in
        .answer(&filled(&modal, &[("text", "Traag.")]))
        .await;
    let lock = File::create(bot.responses().join(".lock")).unwrap();
    lock.lock().unwrap();
    let publish = payload::button(&custom_id(&preview, "Publiceren"), ASKER, EPHEMERAL);
    assert_eq!(stand_in.answer(&publish).await, json!({"type": 6}));
    stand_in.fail(Method::PATCH, "@original", 1, refusal());
    lock.unlock().unwrap();
    let sent = stand_in.until_done(&Method::PATCH, "@original", 1).await;
    assert!(sent[0].body.to_string().contains(SORRY), "{sent:?}");
    // What was published, and that its answer was refused.
    let told = told(&stand_in, 2).await;
    assert!(
        told.iter().any(|text| text.contains("`/fruit appel`")),
        "{told:?}"
    );
    let output = bot.stop().await;
    let line = output
        .lines()
        .find(|line| line.contains("Discord refused an answer"));
    assert!(line.unwrap().contains("command=\"moderatie\""), "{output}");
}

#[tokio::test]
async fn the_log_names_what_presses_and_forms_are_about() {
    let (stand_in, bot) = small().await;
    let open = moderation("bewerk", &[("tekst", "fruit/appel")]);
    let modal = stand_in.answer(&open).await;
    let preview = stand_in
        .answer(&filled(&modal, &[("text", "Anders.")]))
        .await;
    let leave = payload::button(&custom_id(&preview, "Laat maar"), ASKER, EPHEMERAL);
    stand_in.answer(&leave).await;
    let report = stand_in
        .answer(&payload::button("1:b:fruit:appel", ASKER, 0))
        .await;
    stand_in
        .answer(&filled(&report, &[("report", "Dit klopt niet.")]))
        .await;
    stand_in
        .answer(&payload::message_command("appel", ASKER))
        .await;
    stand_in
        .answer(&payload::button("1:remove", ASKER, 0))
        .await;
    stand_in
        .answer(&payload::button("van-een-ander", ASKER, 0))
        .await;
    let output = bot.stop().await;
    let labels: Vec<&str> = output
        .lines()
        .filter_map(|line| line.split_once("command=\"")?.1.split_once('"'))
        .map(|(label, _)| label)
        .collect();
    assert_eq!(
        labels,
        [
            "moderatie",
            "moderatie",
            "moderatie",
            "report",
            "report",
            "Antwoord met…",
            "remove",
            "unknown",
        ],
        "{output}"
    );
}

/// The answer as it is in the stand-in's eyes, which has to refuse as Discord does.
#[tokio::test]
async fn the_stand_in_refuses_what_discord_refuses() {
    let row: Value = json!({"type": 1, "components": []});
    let callback = json!({"type": 4, "data": {"content": "x", "components": [row]}});
    let found = limits::of_callback(&callback);
    assert_eq!(found[0].place, "data.components.0.components");
    let body = limits::refusal(&found);
    let place = "/errors/data/components/0/components/_errors/0/message";
    assert_eq!(
        body.pointer(place).unwrap(),
        "Must be between 1 and 5 in length."
    );
}
