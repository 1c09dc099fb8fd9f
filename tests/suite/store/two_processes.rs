//! Two built processes on one folder and one state folder: moderators change texts by either of them while
//! others are saved by hand, and one of them is killed at any moment.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use aandeslag::content::edit::apply;
use aandeslag::content::version::Version;
use aandeslag::library::EntryRef;
use axum::http::Method;
use serde_json::Value;
use tempfile::TempDir;

use super::by_hand::{assert_consistent, edit, many_texts};
use crate::support::folder::Folder;
use crate::support::http::Connection;
use crate::support::payload::{as_moderator, filled, moderation, on};
use crate::support::process::{CONFIG, Served};
use crate::support::stand_in::{StandIn, TOKEN};

const CHANNEL: &str = "/channels/700/messages";

/// What both processes share.
struct Shared {
    folder: Folder,
    state: TempDir,
    config: PathBuf,
    stand_in: StandIn,
}

impl Shared {
    async fn new() -> Self {
        let (folder, state) = many_texts();
        let config = state.path().join("config.toml");
        let settings = fs::read_to_string(CONFIG).unwrap() + "channel = \"700\"\n";
        let shown = state.path().display();
        let settings = format!("{settings}\n[responses]\nstate = \"{shown}\"\n");
        fs::write(&config, settings).unwrap();
        Self {
            folder,
            state,
            config,
            stand_in: StandIn::start().await,
        }
    }

    fn start(&self) -> Served {
        let api_url = self.stand_in.api_url();
        let environment = [
            ("DISCORD_API_URL", api_url.as_str()),
            ("DISCORD_TOKEN", TOKEN),
        ];
        let arguments = ["--config", self.config.to_str().unwrap()];
        Served::start_with(self.folder.path(), "127.0.0.1:0", &arguments, &environment)
    }

    /// Saves a text by hand, as an editor does: beside the file, and then in its place.
    fn save(&self, file: &str, entry: &str, text: &str) {
        let path = self.folder.path().join(format!("{file}.toml"));
        let now = fs::read_to_string(&path).unwrap();
        let unsaved = self.folder.path().join(format!(".{file}.swp"));
        fs::write(&unsaved, apply(&now, &edit(file, entry, text)).unwrap()).unwrap();
        fs::rename(unsaved, path).unwrap();
    }

    /// How often each text was told in the channel as the one that is there now. Of messages with one
    /// nonce, Discord makes one.
    fn told(&self) -> HashMap<String, usize> {
        let (mut told, mut nonces) = (HashMap::new(), HashSet::new());
        let mut sent = self.stand_in.requests(&Method::POST, CHANNEL);
        sent.retain(|sent| nonces.insert(sent.body["nonce"].to_string()));
        for sent in sent {
            let body = sent.body.to_string();
            let lines = body.split("\\n").filter(|line| line.starts_with('+'));
            for line in lines {
                let words = line.split(|c: char| !c.is_ascii_alphanumeric());
                for word in
                    words.filter(|word| word.starts_with("hand") || word.starts_with("discord"))
                {
                    *told.entry(word.to_owned()).or_default() += 1;
                }
            }
        }
        told
    }
}

/// What a moderator does who changes a text; nothing where the process is gone meanwhile.
fn publish(served: &Served, file: &str, entry: &str, text: &str) -> Option<Value> {
    let ask = |payload: &Value| -> Option<Value> {
        let reply = Connection::open(served.address).ok()?.interact(payload)?;
        serde_json::from_slice(&reply.body).ok()
    };
    let entry = format!("{file}/{entry}");
    let modal = ask(&as_moderator(moderation("bewerk", &[("tekst", &entry)])))?;
    let preview = ask(&as_moderator(filled(&modal, &[("text", text)])))?;
    ask(&on(&preview, "Publiceren"))
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_saves_by_hand_and_through_two_programs_are_all_kept_and_told_once() {
    let shared = Shared::new().await;
    let processes = [shared.start(), shared.start()];
    let mut texts = Vec::new();
    for n in 0..150_usize {
        let (file, entry) = (n % 4 * 2, format!("e{}", n / 4 % 4));
        let (by_hand, in_discord) = (format!("f{file}"), format!("f{}", file + 1));
        let (hand, discord) = (format!("hand{n}x"), format!("discord{n}x"));
        shared.save(&by_hand, &entry, &hand);
        // Whoever publishes takes over first what was changed by hand.
        let done = publish(&processes[n % 2], &in_discord, &entry, &discord);
        assert!(done.is_some(), "{discord}");
        texts.push((by_hand, entry.clone(), hand));
        texts.push((in_discord, entry, discord));
    }
    let all_told = |_: &StandIn| (shared.told().len() >= 300).then_some(());
    shared.stand_in.until("all told", all_told).await;
    let told = shared.told();
    let versions = assert_consistent(&shared.folder, &shared.state);
    for (file, entry, text) in texts {
        let versions = &versions[&EntryRef::new(&file, &entry)];
        let says = |v: &&Version| v.lines.contains(&text);
        assert_eq!(versions.iter().filter(says).count(), 1, "{text}");
        assert_eq!(told.get(&text), Some(&1), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_programs_one_killed_at_any_moment_leaves_files_and_history_that_agree() {
    let shared = Shared::new().await;
    let mut killed = shared.start();
    let other = shared.start();
    for n in 0..10 {
        let entry = format!("e{}", n % 4);
        shared.save("f0", &entry, &format!("hand{n}x"));
        killed.signal("HUP");
        let wait = Duration::from_micros(rand::random_range(0..200_000));
        std::thread::scope(|scope| {
            scope.spawn(|| publish(&killed, "f1", &entry, &format!("discord{n}x")));
            scope.spawn(|| publish(&other, "f2", &entry, &format!("discord{n}y")));
            // Any moment is in one of them.
            std::thread::sleep(wait);
            killed.signal("KILL");
        });
        killed.kill();
        shared.save("f3", &entry, &format!("hand{n}y"));
        killed = shared.start();
        let done = publish(&other, "f4", &entry, &format!("discord{n}z"));
        assert!(done.is_some());
        assert_consistent(&shared.folder, &shared.state);
    }
    // What the killed one published is told by nobody where it was not sent yet; all else is told, and
    // nothing twice.
    let texts = ["hand{}x", "hand{}y", "discord{}y", "discord{}z"];
    let each = |text: &str| {
        (0..10)
            .map(|n| text.replace("{}", &n.to_string()))
            .collect::<Vec<_>>()
    };
    let texts: Vec<String> = texts.into_iter().flat_map(each).collect();
    let are_told = |_: &StandIn| {
        let told = shared.told();
        texts
            .iter()
            .all(|text| told.contains_key(text))
            .then_some(())
    };
    shared.stand_in.until("all is told", are_told).await;
    let told = shared.told();
    assert!(told.values().all(|n| *n == 1), "{told:?}");
}
