//! Settings that name what is not there, or do nothing: said at a check, at the start, and whenever the
//! texts change.
//!
//! Repeats no value: people put the token there.

use std::fmt;

use tracing::warn;

use crate::bot::config::{Chat, Config, Moderation};
use crate::bot::jobs::weekly::tips;
use crate::bot::setting_faults::example;
use crate::bot::setting_values::nearest;
use crate::bot::settings::WeeklyPost;
use crate::diagnostic::Sources;
use crate::library::Library;
use crate::store::live::Live;

/// What is remarkable about one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRemark {
    /// The setting, and what is the matter with it.
    pub message: String,
    /// What it should look like, or what may be meant.
    pub help: String,
}

impl fmt::Display for SettingRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl Config {
    /// What is remarkable about the settings, with these texts.
    pub fn remarks(&self, library: &Library, sources: &Sources) -> Vec<SettingRemark> {
        let weekly = self.weekly.iter();
        let weekly = weekly.filter_map(|weekly| collection(weekly, library, sources));
        let moderation = self.moderation.iter().flat_map(of_moderation);
        weekly.chain(moderation).chain(page(&self.chat)).collect()
    }

    /// Says in the log what is remarkable, and what becomes so by a change of the texts; for ever.
    pub(crate) async fn keep_remarking(&self, live: &Live) {
        let mut changes = live.subscribe();
        let mut said = Vec::new();
        loop {
            let now = changes.borrow_and_update().clone();
            let remarks = self.remarks(&now.library, &now.sources);
            drop(now);
            for remark in remarks.iter().filter(|remark| !said.contains(*remark)) {
                warn!("{remark}");
            }
            said = remarks;
            if changes.changed().await.is_err() {
                return;
            }
        }
    }
}

/// The file that tips are drawn from is not there, or holds none. One that cannot be used now has faults
/// of its own.
fn collection(weekly: &WeeklyPost, library: &Library, sources: &Sources) -> Option<SettingRemark> {
    let wanted = &weekly.collection;
    let is_broken = sources.files.iter().any(|file| file.name == *wanted)
        && library.collection(wanted).is_none();
    if is_broken || !tips(library, wanted).is_empty() {
        return None;
    }
    let names = library.collections().iter().map(|c| c.name.clone());
    let with_tips: Vec<String> = names
        .filter(|name| !tips(library, name).is_empty())
        .collect();
    let meant = nearest(wanted, with_tips.iter().cloned());
    let help = match (meant, with_tips.as_slice()) {
        (Some(name), _) => format!("did you mean collection = \"{name}\"?"),
        (None, []) => example("weekly", "collection"),
        (None, names) => format!("it can be {}", names.join(", ")),
    };
    let message = "[weekly] collection names no file with tips".into();
    Some(SettingRemark { message, help })
}

fn of_moderation(moderation: &Moderation) -> Vec<SettingRemark> {
    let mut remarks = Vec::new();
    if moderation.roles.contains(&moderation.guild) {
        remarks.push(SettingRemark {
            message: "[moderation] roles holds the id of the server itself, which does nothing"
                .into(),
            help: "name roles; whoever may manage the server moderates anyhow".into(),
        });
    }
    if moderation.reports == Some(true) && moderation.channel.is_none() {
        remarks.push(SettingRemark {
            message: "[moderation] reports does nothing without the channel where they arrive"
                .into(),
            help: example("moderation", "channel"),
        });
    }
    remarks
}

/// The page is served on this computer alone.
fn page(chat: &Chat) -> Option<SettingRemark> {
    let message =
        "[chat] listen is not the address of this computer itself, so the page is not served";
    (!chat.listen.ip().is_loopback()).then(|| SettingRemark {
        message: message.into(),
        help: example("chat", "listen"),
    })
}
