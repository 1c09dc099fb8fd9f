//! What a member wrote and a moderator is done with, over real sockets: the message in the channel that
//! names the member is changed.

use axum::http::Method;
use serde_json::json;

use super::EPHEMERAL;
use crate::support::bot::Setup;
use crate::support::callback::{all_text, components, custom_id};
use crate::support::payload::{self, ASKER, by_other, filled, moderation};
use crate::support::stand_in::{Fault, StandIn};

const HOME: &str = "1200000000000000001";
const CHANNEL_PATH: &str = "/channels/1210000000000000009/messages";

#[tokio::test]
async fn what_is_handled_from_the_status_is_changed_in_the_channel() {
    let stand_in = StandIn::start().await;
    let config = format!("[moderation]\nguild = \"{HOME}\"\nchannel = \"1210000000000000009\"\n");
    let setup = Setup::new(&["gateway"]).at(&stand_in).config(&config);
    let bot = setup.start();
    stand_in.until_sessions(1).await;
    let help = by_other(payload::command("hulp", json!([])));
    let help = stand_in.answer(&help).await;
    let miss = custom_id(&help, "Ik mis een tekst");
    let modal = by_other(payload::button(&miss, ASKER, 0));
    let member = modal["member"]["user"]["id"].as_str().unwrap().to_owned();
    let modal = stand_in.answer(&modal).await;
    let form = filled(&modal, &[("title", "Bananen"), ("report", "Hoe krom?")]);
    stand_in.answer(&by_other(form.clone())).await;
    stand_in.until_done(&Method::POST, CHANNEL_PATH, 1).await;
    // By the second, the bot has noted which message the first one is.
    stand_in.answer(&payload::anew(by_other(form))).await;
    let told = stand_in.until_done(&Method::POST, CHANNEL_PATH, 2).await;
    assert!(
        told[0].body.to_string().contains(&member),
        "{:#}",
        told[0].body
    );
    let status = stand_in.answer(&moderation("status", &[])).await;
    let menu = "Doe iets met een bericht van een lid";
    let value = components(&status).find(|c| c["placeholder"] == menu);
    let value = value.unwrap()["options"][0]["value"].as_str().unwrap();
    let mut look = payload::choose(&custom_id(&status, menu), value);
    look["message"]["flags"] = json!(EPHEMERAL);
    let look = stand_in.answer(&look).await;
    let handled = payload::button(&custom_id(&look, "Afgehandeld"), ASKER, EPHEMERAL);
    stand_in.answer(&handled).await;
    let changed = stand_in
        .until_done(&Method::PATCH, &format!("{CHANNEL_PATH}/1"), 1)
        .await;
    let changed = changed[0].body.to_string();
    assert!(
        changed.contains("Afgehandeld door") && changed.contains("Bananen"),
        "{changed}"
    );
    assert!(
        !changed.contains(&member) && !changed.contains("krom"),
        "{changed}"
    );
    bot.stop().await;
}

#[tokio::test]
async fn a_report_that_the_channel_does_not_take_waits_and_the_status_says_so() {
    const TITLE: &str = "Kanaal van de moderatoren";
    let stand_in = StandIn::start().await;
    let refusal = json!({ "code": 50001, "message": "Missing Access" });
    stand_in.fail(Method::POST, CHANNEL_PATH, 2, Fault::Status(403, refusal));
    let config = format!("[moderation]\nguild = \"{HOME}\"\nchannel = \"1210000000000000009\"\n");
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .config(&config)
        .start();
    stand_in.until_sessions(1).await;
    let help = by_other(payload::command("hulp", json!([])));
    let help = stand_in.answer(&help).await;
    let modal = by_other(payload::button(
        &custom_id(&help, "Ik mis een tekst"),
        ASKER,
        0,
    ));
    let modal = stand_in.answer(&modal).await;
    let form = by_other(filled(&modal, &[("title", "Bananen"), ("report", "")]));
    stand_in.answer(&form).await;
    bot.until_says("give the bot the permissions").await;
    let status = all_text(&stand_in.answer(&moderation("status", &[])).await);
    assert!(
        status.contains(TITLE) && status.contains("Bananen"),
        "{status}"
    );
    stand_in.until_done(&Method::POST, CHANNEL_PATH, 1).await;
    // By the second, the bot has noted that the first arrived.
    stand_in.answer(&payload::anew(form)).await;
    let told = stand_in.until_done(&Method::POST, CHANNEL_PATH, 2).await;
    assert!(told[0].body.to_string().contains("Bananen"));
    let status = all_text(&stand_in.answer(&moderation("status", &[])).await);
    assert!(!status.contains(TITLE), "{status}");
    bot.stop().await;
}
