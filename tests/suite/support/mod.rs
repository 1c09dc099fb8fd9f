//! What the tests share: folders of texts and the bot that answers from them, the built program as a
//! process, payloads as Discord sends them, and a stand-in for Discord.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use aandeslag::content::snapshot::Snapshot;
use aandeslag::respond::{Message, changed_outside, unheard_news};
use aandeslag::store::live::Live;
use tokio::sync::watch;
use tokio::time::timeout;

pub(crate) mod attack;
pub(crate) mod bless;
pub(crate) mod bot;
pub(crate) mod callback;
pub(crate) mod chat;
pub(crate) mod desk;
pub(crate) mod folder;
pub(crate) mod http;
pub(crate) mod invariants;
pub(crate) mod openapi;
pub(crate) mod payload;
pub(crate) mod process;
pub(crate) mod secrets;
pub(crate) mod sentences;
pub(crate) mod stand_in;
pub(crate) mod walk;
pub(crate) mod webdriver;

/// How long anything may take before a test fails; generous, as tests run side by side.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until `find` finds something, looking again at every change.
pub(crate) async fn wait_for<T>(
    what: &str,
    mut changes: watch::Receiver<u64>,
    mut find: impl FnMut() -> Option<T>,
    state: impl Fn() -> String,
) -> T {
    let search = async {
        loop {
            changes.mark_unchanged();
            if let Some(found) = find() {
                return found;
            }
            changes
                .changed()
                .await
                .expect("someone still changes things");
        }
    };
    let found = timeout(PATIENCE, search).await;
    found.unwrap_or_else(|_| panic!("waited {PATIENCE:?} in vain for {what}\n{}", state()))
}

/// What the moderators' channel hears of what happened between two snapshots, if it heard nothing yet.
pub(crate) fn news(before: Option<&Snapshot>, now: &Snapshot) -> Option<Message> {
    unheard_news(before, now, None, &mut |_| true)
}

/// The same, with what was changed outside Discord.
pub(crate) fn news_of(before: Option<&Snapshot>, live: &Live) -> Option<Message> {
    let change = live.take_untold().last().map(changed_outside);
    unheard_news(before, &live.current(), change.as_ref(), &mut |_| true)
}

/// Says, past the test harness, which keeps to itself what a passing test prints, that something was
/// not tried.
pub(crate) fn passed_over(what: &str) {
    tell(&format!("PASSED OVER: {what}"));
}

/// Says something past the test harness.
pub(crate) fn tell(line: &str) {
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Where a program is, in `PATH` or where Debian puts what only an administrator needs.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
