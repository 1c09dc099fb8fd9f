//! What moderators are to hear, while it waits: bounded, in order, told once by several processes.

use std::fs;
use std::sync::Arc;

use aandeslag::bot::announcements::Announcements;
use aandeslag::bot::jobs::announce::pass_on;
use aandeslag::discord::rest::Rest;
use aandeslag::discord::{Secret, Snowflake};

use aandeslag::respond::action::Ticket;
use aandeslag::respond::{File, Message};
use aandeslag::store::history::Limits;
use aandeslag::store::live::Live;
use axum::http::Method;
use serde_json::json;
use tempfile::TempDir;
use url::Url;

use crate::support::folder::{Folder, file};
use crate::support::stand_in::{StandIn, TOKEN};

const CHANNEL: &str = "/channels/700/messages";
const BROKEN: &str = "title = \"kapot\n";

fn rest(stand_in: &StandIn) -> Rest {
    let url = Url::parse(&stand_in.api_url()).unwrap();
    Rest::new(&url, Some(&Secret::new(TOKEN))).unwrap()
}

fn message(content: &str) -> Message {
    Message {
        content: content.into(),
        ..Message::default()
    }
}

/// All that may be sent now.
fn taken(announcements: &Announcements) -> Vec<String> {
    let next = || announcements.take().ok().map(|a| a.message.content);
    std::iter::from_fn(next).collect()
}

#[tokio::test(start_paused = true)]
async fn what_has_no_room_becomes_one_line_that_leads_to_the_history() {
    let state = TempDir::new().unwrap();
    let announcements = Announcements::new(state.path());
    for n in 0..137 {
        announcements.tell(message(&n.to_string()));
    }
    let told = taken(&announcements);
    assert_eq!(told.len(), 101, "{told:?}");
    assert_eq!(told[99], "99");
    assert!(
        told[100].contains("37 berichten") && told[100].contains("`/moderatie geschiedenis`"),
        "{}",
        told[100]
    );
    announcements.tell(message("later"));
    assert_eq!(taken(&announcements), ["later"]);
    // Whole files count by their size.
    for _ in 0..20 {
        let text = "x".repeat(1 << 20);
        announcements.tell(Message {
            file: Some(File::new("a.txt", text)),
            ..message("bestand")
        });
    }
    let told = taken(&announcements);
    assert_eq!(told.len(), 9, "{told:?}");
    assert!(told[8].contains("12 berichten"), "{}", told[8]);
}

#[tokio::test(start_paused = true)]
async fn one_that_cannot_be_sent_lets_the_others_pass_and_stays_the_same_message() {
    let state = TempDir::new().unwrap();
    let announcements = Announcements::new(state.path());
    announcements.tell(message("een"));
    announcements.tell(message("twee"));
    let first = announcements.next().await;
    let nonce = first.nonce;
    announcements.put_back(first);
    assert_eq!(announcements.next().await.message.content, "twee");
    announcements.tell(message("drie"));
    assert_eq!(announcements.next().await.message.content, "drie");
    let mut again = announcements.next().await;
    assert_eq!(
        (again.message.content.as_str(), again.nonce),
        ("een", nonce)
    );
    // However often it fails, it is not lost.
    for _ in 0..100 {
        announcements.put_back(again);
        again = announcements.next().await;
        assert_eq!(again.nonce, nonce);
    }
    // A count that could not be sent stays as it is, as it may be there already; others follow it.
    for n in 0..110 {
        announcements.tell(message(&n.to_string()));
    }
    for _ in 0..100 {
        announcements.next().await;
    }
    let count = announcements.next().await;
    assert!(count.message.content.contains("10 berichten"));
    for n in 0..105 {
        announcements.tell(message(&n.to_string()));
    }
    let nonce = count.nonce;
    announcements.put_back(count);
    let others = taken(&announcements);
    assert_eq!(others.len(), 101);
    assert!(others[100].contains("5 berichten"), "{}", others[100]);
    let count = announcements.next().await;
    assert!(count.message.content.contains("10 berichten"));
    assert_eq!(count.nonce, nonce);
    assert_eq!(announcements.n_waiting(), 0);
}

#[tokio::test(start_paused = true)]
async fn reports_wait_apart_and_what_is_left_out_is_one_line() {
    let state = TempDir::new().unwrap();
    let announcements = Announcements::new(state.path());
    while announcements.has_room_for_report() {
        announcements.pass_on_report(message("melding"), Ticket(1));
    }
    for _ in 0..150 {
        announcements.leave_out_report();
    }
    announcements.tell(message("teruggezet"));
    let told = taken(&announcements);
    assert_eq!(told[0], "teruggezet", "reports keep nothing waiting");
    assert_eq!(told.len(), 101);
    let count = announcements.next().await.message.content;
    assert!(count.contains("nog 150 meldingen"), "{count}");
    announcements.leave_out_report();
    announcements.leave_out_report();
    let count = announcements.next().await.message.content;
    assert!(count.contains("nog 2 meldingen"), "{count}");
}

/// Several processes on one state folder, which is several of these.
#[test]
fn what_all_processes_see_is_told_once_and_again_when_it_happens_again() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    let state = TempDir::new().unwrap();
    let processes: Vec<Announcements> = (0..3).map(|_| Announcements::new(state.path())).collect();
    let good = live.current();
    let saved = |text: &str| {
        folder.write("alles.toml", text);
        live.reload().unwrap();
        live.current()
    };
    let told = || -> usize {
        let n: Vec<usize> = processes.iter().map(n_taken).collect();
        n.iter().sum()
    };
    for process in &processes {
        process.tell_news(None, &good, &live.take_untold());
    }
    assert_eq!(told(), 0);
    let mut before = good;
    for text in [BROKEN, &file(&["een", "twee"]), BROKEN, &file(&["een"])] {
        let now = saved(text);
        for process in processes.iter().rev() {
            process.tell_news(Some(&before), &now, &live.take_untold());
        }
        assert_eq!(told(), 1, "after {text}");
        before = now;
    }
    // Who missed a step tells nothing of it later.
    let broken = saved(BROKEN);
    processes[0].tell_news(Some(&before), &broken, &live.take_untold());
    let good = saved(&file(&["een"]));
    processes[0].tell_news(Some(&broken), &good, &live.take_untold());
    processes[1].tell_news(Some(&before), &good, &live.take_untold());
    assert_eq!(told(), 2);
    // At the start it is told what is wrong, unless another who started told it.
    let fresh = TempDir::new().unwrap();
    for _ in 0..2 {
        let process = Announcements::new(fresh.path());
        process.tell_news(None, &broken, &live.take_untold());
        assert_eq!(
            n_taken(&process),
            usize::from(!fresh.path().join("seen").exists())
        );
        fs::write(fresh.path().join("seen"), "").unwrap();
        process.tell_once("geweigerd /alles", message("geweigerd"));
    }
    let last = Announcements::new(fresh.path());
    last.tell_once("geweigerd /alles", message("geweigerd"));
    assert_eq!(n_taken(&last), 0);
    last.tell_once("geweigerd /alles", message("geweigerd"));
    assert_eq!(n_taken(&last), 0, "seen as often as the others did");
    last.tell_once("geweigerd /alles", message("geweigerd"));
    assert_eq!(n_taken(&last), 1);
    // A state folder that cannot be used is no reason to keep still.
    let nowhere = Announcements::new(&folder.path().join("alles.toml"));
    nowhere.tell_news(None, &broken, &live.take_untold());
    assert_eq!(n_taken(&nowhere), 1);
}

/// A folder with a save by hand that was just noticed, and the state folder that has it.
fn noticed() -> (Folder, TempDir, Live) {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let state = TempDir::new().unwrap();
    let kept = (state.path(), Limits::default());
    let live = Live::load_judging(folder.path(), Some(kept), false).unwrap();
    folder.write("alles.toml", file(&["een"]));
    live.reload().unwrap();
    (folder, state, live)
}

#[test]
fn a_save_that_is_counted_in_a_line_is_not_told_again_by_the_next_process() {
    let (folder, state, live) = noticed();
    let announcements = Announcements::new(state.path());
    let next = || Live::load(folder.path(), Some(state.path())).unwrap();
    assert_eq!(next().left_untold(&[]).len(), 1);
    for n in 0..100 {
        announcements.tell(message(&n.to_string()));
    }
    announcements.tell_news(None, &live.current(), &live.take_untold());
    assert!(taken(&announcements)[100].contains("1 bericht"));
    assert_eq!(next().left_untold(&[]), []);
}

#[test]
fn what_no_process_takes_in_time_is_left_to_the_history() {
    let (folder, state, live) = noticed();
    for n in 0..100 {
        folder.write("alles.toml", format!("{}# {n}\n", file(&["een"])));
        live.reload().unwrap();
    }
    let untold = live.take_untold();
    assert_eq!(untold.len(), 100);
    let next = Live::load(folder.path(), Some(state.path())).unwrap();
    assert_eq!(next.left_untold(&untold), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_another_process_told_meanwhile_is_passed_over() {
    let (folder, state, live) = noticed();
    let late = Arc::new(Announcements::new(state.path()));
    late.tell_news(None, &live.current(), &live.take_untold());
    late.tell(message("later"));
    let next = Live::load(folder.path(), Some(state.path())).unwrap();
    let first = Arc::new(Announcements::new(state.path()));
    first.tell_news(None, &next.current(), &next.left_untold(&[]));

    let stand_in = StandIn::start().await;
    let rest = Arc::new(rest(&stand_in));
    let channel = Some(Snowflake(700));
    let pass_on = |from: &Arc<Announcements>| {
        let (rest, from) = (Arc::clone(&rest), Arc::clone(from));
        tokio::spawn(async move { pass_on(&rest, channel, from, None).await })
    };
    let passing = pass_on(&first);
    stand_in.until_done(&Method::POST, CHANNEL, 1).await;
    while !next.left_untold(&[]).is_empty() {
        tokio::task::yield_now().await;
    }
    passing.abort();
    let passing = pass_on(&late);
    let told = stand_in.until_done(&Method::POST, CHANNEL, 2).await;
    let said = told[0].body.to_string();
    assert!(said.contains("is veranderd: 1 weg"), "{said}");
    assert_eq!(told[1].body["content"], "later");
    passing.abort();
}

#[test]
fn what_an_earlier_version_of_the_bot_remembered_is_in_nobodys_way() {
    let (_folder, state, live) = noticed();
    let path = state.path().join("verteld.json");
    let old = json!({"geweigerd /alles": {"n": 1, "at": "2026-01-01T00:00:00Z"}});
    fs::write(&path, old.to_string()).unwrap();
    let announcements = Announcements::new(state.path());
    announcements.tell_news(None, &live.current(), &live.take_untold());
    assert_eq!(
        n_taken(&announcements),
        1,
        "also when it is not noted there"
    );
    assert!(!path.with_extension("unreadable").exists());
}

fn n_taken(announcements: &Announcements) -> usize {
    std::iter::from_fn(|| announcements.take().ok()).count()
}
