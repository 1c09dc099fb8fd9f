//! Moderators at work over HTTP: the built program, signed requests, and a stand-in for the rest.

use std::fs::{self, File};
use std::path::Path;

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::callback::{all_text, custom_id, description};
use crate::support::folder::{Folder, file, file_with_picture, png};
use crate::support::payload::{
    as_moderator, at_home, command_with, filled, moderation, on, press, with_file,
};
use crate::support::process::{CONFIG, Served};
use crate::support::stand_in::{Hosted, StandIn, TOKEN};

fn served(responses: &Path, stand_in: &StandIn) -> Served {
    let settings = fs::read_to_string(CONFIG).unwrap();
    served_as(responses, stand_in, &settings, TOKEN)
}

/// The settings, with a channel for moderators.
fn with_channel() -> String {
    fs::read_to_string(CONFIG).unwrap() + "channel = \"700\"\n"
}

fn served_as(responses: &Path, stand_in: &StandIn, settings: &str, token: &str) -> Served {
    // It is read once, before the first answer.
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, settings).unwrap();
    let api_url = stand_in.api_url();
    let environment = [
        ("DISCORD_API_URL", api_url.as_str()),
        ("DISCORD_TOKEN", token),
    ];
    let arguments = ["--config", config.to_str().unwrap()];
    Served::start_with(responses, "127.0.0.1:0", &arguments, &environment)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_edited_over_http_also_when_the_disk_is_slow() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let stand_in = StandIn::start().await;
    let served = served(folder.path(), &stand_in);
    let edit = as_moderator(moderation("bewerk", &[("tekst", "alles/een")]));
    let modal = served.interact(&edit);
    let preview = served.interact(&as_moderator(filled(&modal, &[("text", "Nieuw")])));
    assert_eq!(description(&preview), "Nieuw");
    let refused = served.interact(&press(&custom_id(&preview, "Publiceren")));
    assert!(all_text(&refused).contains("alleen voor de moderatoren"));

    let lock = File::create(folder.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    let publish = on(&preview, "Publiceren");
    assert_eq!(served.interact(&publish), json!({"type": 6}));
    lock.unlock().unwrap();
    let path = format!("/{}/messages/@original", publish["token"].as_str().unwrap());
    let sent = stand_in.until_done(&Method::PATCH, &path, 1).await;
    let done = json!({ "data": sent[0].body });
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    let now = || fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    assert!(now().contains("\"Nieuw\""));
    served.interact(&on(&done, "Maak ongedaan"));
    assert_eq!(now(), file(&["een", "twee"]));
    let log = served.log();
    assert_eq!(log.matches("published an edit").count(), 2, "{log}");
    let moderator = edit["member"]["user"]["id"].as_str().unwrap();
    for secret in [moderator, "Nieuw", "Titel een"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_brings_its_picture_over_http() {
    let folder = Folder::new(&[("alles.toml", &file_with_picture("kop.png"))]);
    folder.write("beeld/kop.png", png(30, 20));
    let stand_in = StandIn::start().await;
    let served = served(folder.path(), &stand_in);
    let asked = command_with("alles", "koffie");
    let reply = served.connect().interact(&asked).unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (202, &b""[..]));
    let given = stand_in.until_answered_with_file(&asked).await;
    let picture = json!([{"id": "0", "filename": "kop.png", "description": "Een kop koffie."}]);
    assert_eq!(given.body["data"]["attachments"], picture);
    assert_eq!(given.bytes, png(30, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_goes_out_and_comes_back_over_http() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let stand_in = StandIn::start().await;
    let served = served(folder.path(), &stand_in);
    // A callback with a file is not an answer in the body: it goes to Discord, and 202 says so.
    let asked = as_moderator(moderation("bestand", &[("commando", "alles")]));
    let reply = served.connect().interact(&asked).unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (202, &b""[..]));
    let given = stand_in.until_answered_with_file(&asked).await;
    let (name, text) = given.file.expect("the file");
    assert_eq!(
        (name.as_str(), &text),
        ("alles.toml", &file(&["een", "twee"]))
    );

    let changed = text.replace("Tekst een", "Anders");
    let url = stand_in.host("alles.toml", Hosted::Content(changed.clone().into()));
    let sent = with_file(
        moderation("bestand", &[]),
        "alles.toml",
        changed.len(),
        &url,
    );
    let review = served.interact(&as_moderator(sent));
    let done = served.interact(&on(&review, "Publiceren"));
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    assert_eq!(
        fs::read_to_string(folder.path().join("alles.toml")).unwrap(),
        changed
    );
    let log = served.log();
    assert!(log.contains("published a file"), "{log}");
    let moderator = asked["member"]["user"]["id"].as_str().unwrap();
    for secret in [moderator, "Anders"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

/// Without a token nobody would read what members report, so nobody is asked to.
#[tokio::test(flavor = "multi_thread")]
async fn reports_are_offered_where_they_can_be_passed_on() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let stand_in = StandIn::start().await;
    for (token, offers) in [(TOKEN, true), ("", false)] {
        let served = served_as(folder.path(), &stand_in, &with_channel(), token);
        let answer = served.interact(&at_home(press("1:more:alles:een")));
        let is_offered = answer.to_string().contains("Klopt dit niet?");
        assert_eq!(is_offered, offers, "{answer:#}");
    }
}

/// What 180 members report at once: thirty are passed on, the others hear that theirs is not, and one
/// line counts those. An edit made meanwhile is told all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_reports_fills_no_channel_and_keeps_no_edit_waiting() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let stand_in = StandIn::start().await;
    let served = served_as(folder.path(), &stand_in, &with_channel(), TOKEN);
    let of_member = |payload: Value, member: u64| {
        let mut payload = as_moderator(payload);
        payload["member"]["roles"] = json!([]);
        payload["member"]["user"]["id"] = json!(member.to_string());
        payload
    };
    let shown = served.interact(&of_member(press("1:more:alles:een"), 1));
    let button = custom_id(&shown, "Klopt dit niet? Mis je iets?");
    let modal = served.interact(&of_member(press(&button), 1));
    let thanked = (1..=180)
        .map(|n| filled(&modal, &[("report", &format!("Melding {n}"))]))
        .zip(1..)
        .filter(|(form, n)| {
            let said = all_text(&served.interact(&of_member(form.clone(), *n)));
            assert!(
                said.contains("Dank je wel") || said.contains(&format!("Melding {n}")),
                "{said}"
            );
            said.contains("Dank je wel")
        })
        .count();
    assert_eq!(thanked, 30);
    let edit = as_moderator(moderation("bewerk", &[("tekst", "alles/een")]));
    let modal = served.interact(&edit);
    let preview = served.interact(&as_moderator(filled(&modal, &[("text", "Nieuw")])));
    served.interact(&on(&preview, "Publiceren"));
    let told = stand_in
        .until_done(&Method::POST, "/channels/700/messages", 32)
        .await;
    let n_with = |words: &str| {
        told.iter()
            .filter(|t| t.body.to_string().contains(words))
            .count()
    };
    assert_eq!(n_with("Een lid schrijft"), 30);
    assert_eq!(n_with("Maak ongedaan"), 1);
    assert_eq!(n_with("En nog 150 meldingen"), 1);
}
