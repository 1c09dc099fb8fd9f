//! Addresses that died: tried once a week at night, and told after two failures.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use aandeslag::bot::jobs::dead_links::DeadLinks;
use aandeslag::bot::jobs::links::{Verdict, check, places};
use aandeslag::store::live::Live;
use serde_json::Value;

use crate::cli::links::site;
use crate::support::callback::{all_text, answer, components, custom_id, inputs};
use crate::support::desk::Desk;
use crate::support::folder::{Folder, entry, file};
use crate::support::payload::{as_moderator, choose, moderation, on_private};

/// Looks at this moment, as a process that was just started.
async fn look(state: &Path, folder: &Folder, when: &str) -> Vec<String> {
    let live = Live::load(folder.path(), None).unwrap();
    let dead = DeadLinks::open(state);
    let when = format!("{when}[Europe/Amsterdam]").parse().unwrap();
    dead.look(&live.current().sources, &when).await.unwrap();
    let list = dead.list();
    assert_eq!(list, DeadLinks::open(state).list());
    list
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_dead_when_it_failed_on_two_days_and_works_again_when_it_does() {
    let site = tokio::task::spawn_blocking(site).await.unwrap();
    let text =
        |path: &str| file(&["een"]).replace("Tekst een", &format!("{site}/200 {site}/{path}"));
    let folder = Folder::new(&[("alles.toml", &text("404"))]);
    let state = tempfile::tempdir().unwrap();
    let address = format!("{site}/404");
    for (when, dead) in [
        // By day it is not time, and twice in a night it is not either.
        ("2026-11-22T14:00", false),
        ("2026-11-23T03:00", false),
        ("2026-11-23T04:30", false),
        ("2026-11-24T03:00", false),
        ("2026-11-29T03:00", false),
        ("2026-11-30T12:00", false),
        ("2026-12-01T02:00", true),
        ("2026-12-01T14:00", true),
    ] {
        let found = look(state.path(), &folder, when).await;
        assert_eq!(found.contains(&address), dead, "{when}: {found:?}");
        assert_eq!(found.len(), usize::from(dead), "{when}: {found:?}");
    }
    // What may pass is no failure, and takes none back.
    folder.write("alles.toml", text("404").replace("/200", "/503"));
    assert_eq!(
        look(state.path(), &folder, "2026-12-08T02:00").await,
        [&*address]
    );
    // A text that was mended.
    folder.write("alles.toml", text("200"));
    assert!(
        look(state.path(), &folder, "2026-12-15T02:00")
            .await
            .is_empty()
    );
}

#[test]
fn the_status_opens_the_texts_with_dead_addresses() {
    let text = file(&["een"])
        + &entry("twee")
        + "links = { \"Site\" = \"https://voorbeeld.example/weg\" }\n"
        + &entry("drie");
    let text = text.replace("Tekst drie", "Zie https://voorbeeld.example/weg.");
    let mut desk = Desk::new(&text);
    let tried = r#"{ "last": "2026-11-23", "failed": {
        "https://voorbeeld.example/weg": ["2026-11-16", "2026-11-23"],
        "https://voorbeeld.example/even": ["2026-11-23"] } }"#;
    std::fs::write(desk.state.path().join("adressen.json"), tried).unwrap();
    let bot = Arc::get_mut(&mut desk.bot).unwrap();
    bot.memory.dead_links = Some(Arc::new(DeadLinks::open(desk.state.path())));
    let status: Value = answer(&desk.bot, as_moderator(moderation("status", &[])));
    let told = all_text(&status);
    let line = "alles/twee, alles/drie: <https://voorbeeld.example/weg> werkt niet meer";
    assert!(told.contains(line), "{told}");
    assert!(!told.contains("/even"), "{told}");
    let menu = components(&status)
        .find(|c| c["placeholder"] == "Kijk een tekst na")
        .unwrap();
    let values: Vec<&str> = menu["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["value"].as_str().unwrap())
        .collect();
    assert_eq!(values, ["alles/twee", "alles/drie"]);
    let open = choose(&custom_id(&status, "Kijk een tekst na"), "alles/drie");
    assert_eq!(inputs(&desk.ask(on_private(open)))[0].1, "Titel drie");
}

#[tokio::test]
async fn what_was_tried_in_time_is_known_when_a_site_takes_too_long() {
    let site = tokio::task::spawn_blocking(site).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let text = file(&["een"]).replace("Tekst een", &format!("{silent}/a {silent}/b {site}/404"));
    let folder = Folder::new(&[("alles.toml", &text)]);
    let live = Live::load(folder.path(), None).unwrap();
    let tried = AtomicUsize::new(0);
    let until_one_was = async {
        while tried.load(Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
    };
    let places = places(&live.current().sources);
    assert_eq!(places.len(), 3);
    let found = check(places, &tried, until_one_was).await.unwrap();
    let found: Vec<(&str, bool)> = found
        .iter()
        .map(|(place, verdict)| (place.url.path(), matches!(verdict, Verdict::Broken(_))))
        .collect();
    assert_eq!(found, [("/404", true)]);
}
