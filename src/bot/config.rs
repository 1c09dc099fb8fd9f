//! `config.toml`: what each setting is, and what holds without it.
#![expect(clippy::disallowed_methods, reason = "reads the settings")]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use crate::bot::setting_faults::explained;
use crate::bot::setting_values::{address, optional_address};
use crate::bot::settings::{Links, WeeklyPost};
use crate::discord::{Moderators, Snowflake};
use crate::store::history::Limits;

pub use crate::bot::environment::Environment;

/// Everything in `config.toml`; each value has the default that the shipped file shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How the bot presents itself to Discord.
    pub discord: Discord,
    /// Where the texts are.
    pub responses: Responses,
    /// Who keeps the texts up to date.
    pub moderation: Option<Moderation>,
    /// What the bot does with questions.
    pub search: Search,
    /// The tip of the week.
    pub weekly: Option<WeeklyPost>,
    /// Whether the addresses in the texts are tried.
    pub links: Links,
    /// The local page.
    pub chat: Chat,
    /// What is served to load balancers and to whoever keeps the bot running.
    pub http: Http,
}

/// The section `[discord]`: how the bot presents itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Discord {
    /// The one guild to register the commands in, instead of everywhere.
    pub guild: Option<Snowflake>,
}

/// The section `[responses]`: where the texts are, and what is noted about them.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Responses {
    /// The folder with the response files.
    pub directory: PathBuf,
    /// Whether to notice changes to the files.
    pub watch: bool,
    /// The state folder: the last good version of each file, earlier versions, drafts and counts.
    pub state: PathBuf,
    /// After how many days without a look at it a text is told to moderators.
    pub recheck_after_days: u16,
    /// Whether to count how often each text is asked for.
    pub count_asked: bool,
    /// Whether to look at how easy the texts are to read.
    pub plain_language: bool,
}

/// The section `[moderation]`: who keeps the texts up to date, where, and what is kept for them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moderation {
    /// The one guild in which moderation works.
    pub guild: Snowflake,
    /// Roles that may moderate, beside those with Manage Server.
    #[serde(default)]
    pub roles: Vec<Snowflake>,
    /// The moderators' channel, which hears of changes to the texts and of what members report.
    pub channel: Option<Snowflake>,
    /// The most versions kept of one text.
    pub keep_versions: Option<usize>,
    /// The most megabytes that all versions together take.
    pub keep_megabytes: Option<u64>,
    /// Whether members are offered to report what is wrong with a text; they are where nothing is said.
    pub reports: Option<bool>,
    /// After how many days what members wrote is forgotten, if no moderator is done with it before.
    pub forget_reports_after_days: Option<u16>,
    /// Whether the moderators' channel gets a copy of all texts once a month.
    #[serde(default)]
    pub monthly_copy: bool,
}

/// The section `[search]`: what is counted of questions.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Search {
    /// Whether to count the words of questions that nothing was found for.
    pub count_not_found: bool,
    /// After how many days the words of a question that nothing was found for are forgotten.
    pub forget_after_days: u16,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            count_not_found: true,
            forget_after_days: 180,
        }
    }
}

/// The section `[chat]`: the local page.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chat {
    /// Where the page is served; a loopback address.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
}

/// The section `[http]`: what is served to load balancers and to whoever keeps the bot running.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// Where `endpoint` serves interactions, and where `gateway` serves its state, if anywhere.
    #[serde(deserialize_with = "optional_address")]
    pub listen: Option<SocketAddr>,
}

impl Http {
    /// Where `endpoint` listens when nothing says otherwise: for a proxy on the same machine.
    pub fn endpoint(&self) -> SocketAddr {
        let default = SocketAddr::from(([127, 0, 0, 1], 8138));
        self.listen.unwrap_or(default)
    }
}

impl Moderation {
    /// Who may moderate.
    pub fn moderators(&self) -> Moderators {
        Moderators {
            guild: self.guild,
            roles: self.roles.clone(),
        }
    }

    /// Whether members are offered to report, where somebody would read it.
    pub fn takes_reports(&self) -> bool {
        self.channel.is_some() && self.reports.unwrap_or(true)
    }

    /// After how many days what members wrote is forgotten.
    pub fn forgets_reports_after_days(&self) -> u16 {
        self.forget_reports_after_days.unwrap_or(90)
    }

    /// How much of the history is kept.
    pub fn limits(&self) -> Limits {
        let usual = Limits::default();
        let bytes = self.keep_megabytes.map(|mb| mb.saturating_mul(1 << 20));
        Limits {
            versions: self.keep_versions.unwrap_or(usual.versions),
            bytes: bytes.unwrap_or(usual.bytes),
        }
    }
}

impl Default for Responses {
    fn default() -> Self {
        Self {
            directory: "responses".into(),
            watch: true,
            state: "state".into(),
            recheck_after_days: 365,
            count_asked: true,
            plain_language: true,
        }
    }
}

impl Default for Chat {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8137)),
        }
    }
}

/// The configuration file that is read when none is named.
pub const DEFAULT_FILE: &str = "config.toml";

impl Config {
    /// Reads the file; without one at the default place, every value has its default.
    ///
    /// # Errors
    ///
    /// When the named file cannot be read, or has an unknown key or a value of a wrong type; the
    /// message names the line and the column.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let path = file.unwrap_or(Path::new(DEFAULT_FILE));
        match std::fs::read_to_string(path) {
            Ok(text) => {
                toml::from_str(&text).map_err(|error| explained(&error, &text, &path.display()))
            }
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self::default())
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
}
