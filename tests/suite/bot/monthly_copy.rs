//! The monthly copy: all texts and their history, once a month, and nothing else.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use aandeslag::bot::jobs::monthly_copy::{MOST, MonthlyCopy};
use aandeslag::discord::rest::Rest;
use aandeslag::discord::{Secret, Snowflake};
use axum::http::Method;
use jiff::civil::date;
use serde_json::json;
use tempfile::TempDir;
use url::Url;
use zip::ZipArchive;

use crate::support::bot::{FRUIT, SPREUKEN, Setup};
use crate::support::folder::{Folder, file, file_with_picture, png};
use crate::support::stand_in::{Fault, Sent, StandIn, TOKEN};

const MESSAGES: &str = "/channels/700/messages";

fn copies(stand_in: &StandIn, responses: &Path, state: &Path) -> MonthlyCopy {
    let (url, token) = (stand_in.api_url(), Secret::new(TOKEN));
    let rest = Rest::new(&Url::parse(&url).unwrap(), Some(&token)).unwrap();
    MonthlyCopy::new(rest, Snowflake(700), responses.into(), state.into())
}

fn sent(stand_in: &StandIn) -> Vec<Sent> {
    let mut sent = stand_in.requests(&Method::POST, MESSAGES);
    sent.retain(|sent| sent.status == 200);
    sent
}

/// What is in a copy: each file's path and text.
fn files(sent: &Sent) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(&sent.bytes)).unwrap();
    let n_files = zip.len();
    let read = |n| {
        let (mut file, mut text) = (zip.by_index(n).unwrap(), String::new());
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..n_files).map(read).collect()
}

/// A state folder with a version, and with all that is nobody else's.
fn state() -> TempDir {
    let state = TempDir::new().unwrap();
    for (path, text) in [
        ("history/alles/een/1700000000000.toml", "# alles/een\n"),
        ("history/alles/+teksten/1700000000001.toml", "# samen\n"),
        ("drafts/1.json", "{}"),
        ("last-good/alles.toml", "title"),
        ("gezocht-vandaag.json", "{}"),
    ] {
        let path = state.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    state
}

#[tokio::test(flavor = "multi_thread")]
async fn each_month_has_one_copy_with_the_texts_and_their_history_alone() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    folder.write("discord-token", "geheim");
    folder.write(".alles.toml", "van een editor");
    let (state, stand_in) = (state(), StandIn::start().await);
    // Two processes on a state folder, and one after a restart.
    for day in [3, 4, 30] {
        for _ in 0..2 {
            let copies = copies(&stand_in, folder.path(), state.path());
            copies.look(date(2026, 11, day), MOST).await.unwrap();
        }
    }
    let all = sent(&stand_in);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].file.as_ref().unwrap().0, "teksten-2026-11.zip");
    let expected = [
        ("responses/alles.toml", file(&["een"])),
        (
            "state/history/alles/+teksten/1700000000001.toml",
            "# samen\n".into(),
        ),
        (
            "state/history/alles/een/1700000000000.toml",
            "# alles/een\n".into(),
        ),
    ];
    assert_eq!(
        files(&all[0]),
        expected.map(|(path, text)| (path.to_owned(), text))
    );
    let said = all[0].body.to_string();
    assert!(said.contains("met hun geschiedenis"), "{said}");

    let copies = copies(&stand_in, folder.path(), state.path());
    // A clock that was set back makes none.
    copies.look(date(2026, 10, 31), MOST).await.unwrap();
    assert_eq!(sent(&stand_in).len(), 1);
    copies.look(date(2026, 12, 1), MOST).await.unwrap();
    assert_eq!(sent(&stand_in).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_does_not_arrive_is_tried_again() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let (state, stand_in) = (state(), StandIn::start().await);
    let copies = copies(&stand_in, folder.path(), state.path());
    let today = date(2026, 11, 3);
    let missing = json!({ "message": "Missing Access", "code": 50001 });
    stand_in.fail(Method::POST, MESSAGES, 1, Fault::Status(403, missing));
    assert!(copies.look(today, MOST).await.is_err());
    // Nor while another process has begun.
    let sending = state.path().join("maandkopie-onderweg.lock");
    let other = fs::File::create(&sending).unwrap();
    other.lock().unwrap();
    copies.look(today, MOST).await.unwrap();
    assert!(sent(&stand_in).is_empty());
    drop(other);
    copies.look(today, MOST).await.unwrap();
    assert_eq!(sent(&stand_in).len(), 1);
    // A folder that is gone for a while is no reason for a copy without texts.
    let gone = folder.path().join("weg");
    let copies = self::copies(&stand_in, &gone, state.path());
    assert!(copies.look(date(2026, 12, 1), MOST).await.is_err());
    assert_eq!(sent(&stand_in).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_too_large_for_a_message_leaves_out_the_history_and_then_says_so() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let (state, stand_in) = (state(), StandIn::start().await);
    let copies = copies(&stand_in, folder.path(), state.path());
    copies.look(date(2026, 10, 1), MOST).await.unwrap();
    let whole = sent(&stand_in)[0].bytes.len();
    copies.look(date(2026, 11, 1), whole - 1).await.unwrap();
    copies.look(date(2026, 12, 1), 50).await.unwrap();
    let all = sent(&stand_in);
    assert_eq!(files(&all[1]).len(), 1);
    let said = |n: usize| all[n].body["embeds"][0]["description"].to_string();
    assert!(
        said(1).contains("De geschiedenis is te groot"),
        "{}",
        said(1)
    );
    assert_eq!(all[2].file, None);
    assert!(said(2).contains("te groot voor een bericht"), "{}", said(2));
}

/// The settings switch it on, and nothing else does.
#[tokio::test(flavor = "multi_thread")]
async fn the_channel_has_a_copy_where_the_settings_want_one() {
    let stand_in = StandIn::start().await;
    let moderation = "[moderation]\nguild = \"500\"\nchannel = \"700\"\n";
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .config(&format!("{moderation}monthly_copy = true\n"))
        .start();
    let told = stand_in.until_done(&Method::POST, MESSAGES, 1).await;
    let expected = [("fruit", FRUIT), ("spreuken", SPREUKEN)];
    let expected = expected.map(|(name, text)| (format!("responses/{name}.toml"), text.to_owned()));
    assert_eq!(files(&told[0]), expected);
    bot.stop().await;

    let other = StandIn::start().await;
    let bot = Setup::new(&["gateway"])
        .at(&other)
        .config(moderation)
        .start();
    other.until_sessions(1).await;
    bot.stop().await;
    assert!(sent(&other).is_empty());
}

/// What making a copy meets is told in the log or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_too_large_says_nothing_beside_the_log() {
    let stand_in = StandIn::start().await;
    let channel = "guild = \"500\"\nchannel = \"700\"\n";
    let setup = Setup::new(&["gateway"]).at(&stand_in);
    let setup = setup.config(&format!("[moderation]\n{channel}monthly_copy = true\n"));
    let bot = setup.file("beeld/ruis.png", noise(MOST / 4 + 1)).start();
    let told = stand_in.until_done(&Method::POST, MESSAGES, 1).await;
    assert_eq!(files(&told[0]).len(), 2);
    bot.until_says("sent the monthly copy").await;
    let said = bot.stop().await;
    let is_logged = |line: &str| line.starts_with("20") && line.contains("aandeslag");
    assert!(said.lines().all(is_logged), "{said}");
}

/// So many times four bytes that do not get smaller in a zip.
fn noise(n: usize) -> Vec<u8> {
    let numbers = (0..u32::try_from(n).unwrap()).map(|n| n.wrapping_mul(2_654_435_761));
    numbers.flat_map(u32::to_be_bytes).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_in_the_copy_as_far_as_they_have_room() {
    let folder = Folder::new(&[("alles.toml", &file_with_picture("kop.png"))]);
    folder.write("beeld/kop.png", [png(30, 20), noise(4_000)].concat());
    let (state, stand_in) = (state(), StandIn::start().await);
    let copies = copies(&stand_in, folder.path(), state.path());
    copies.look(date(2026, 10, 1), MOST).await.unwrap();
    copies.look(date(2026, 11, 1), 4_000).await.unwrap();
    let has_picture = |sent: &Sent| {
        let zip = ZipArchive::new(Cursor::new(sent.bytes.clone())).unwrap();
        zip.file_names()
            .any(|name| name.is_ok_and(|name| name == "responses/beeld/kop.png"))
    };
    assert_eq!(
        sent(&stand_in).iter().map(has_picture).collect::<Vec<_>>(),
        [true, false]
    );
}
