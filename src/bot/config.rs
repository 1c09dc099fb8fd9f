//! `config.toml`, and what comes from the environment.
//!
//! Secrets come from the environment only and never show in a log or an error.
#![expect(
    clippy::disallowed_methods,
    reason = "reads the settings and the token"
)]

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use serde::Deserialize;
use url::Url;

use crate::bot::settings::{Links, WeeklyPost};
use crate::discord::signature::PublicKey;
use crate::discord::{Moderators, Secret, Snowflake};
use crate::store::history::Limits;
use crate::text::lines::{Lines, Places, Position};

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

/// `[discord]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Discord {
    /// The one guild to register the commands in, instead of everywhere.
    pub guild: Option<Snowflake>,
}

/// `[responses]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Responses {
    /// The folder with the response files.
    pub directory: PathBuf,
    /// Whether to notice changes to the files.
    pub watch: bool,
    /// The folder in which the bot keeps the last good version of each file.
    pub state: PathBuf,
    /// After how many days without a look at it a text is told to moderators.
    pub recheck_after_days: u16,
    /// Whether to count how often each text is asked for.
    pub count_asked: bool,
    /// Whether to look at how easy the texts are to read.
    pub plain_language: bool,
}

/// `[moderation]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moderation {
    /// The one guild in which moderation works.
    pub guild: Snowflake,
    /// Roles that may moderate, beside those with Manage Server.
    #[serde(default)]
    pub roles: Vec<Snowflake>,
    /// The channel where reports arrive.
    pub channel: Option<Snowflake>,
    /// The most versions kept of one text.
    #[serde(default = "default_keep_versions")]
    pub keep_versions: usize,
    /// The most megabytes that all versions together take.
    #[serde(default = "default_keep_megabytes")]
    pub keep_megabytes: u64,
    /// Whether members are offered to report what is wrong with a text.
    #[serde(default = "default_reports")]
    pub reports: bool,
    /// After how many days what members wrote is forgotten, if no moderator is done with it before.
    #[serde(default = "default_forget_reports_after_days")]
    pub forget_reports_after_days: u16,
}

fn default_keep_versions() -> usize {
    100
}

fn default_keep_megabytes() -> u64 {
    50
}

fn default_reports() -> bool {
    true
}

fn default_forget_reports_after_days() -> u16 {
    90
}

/// `[search]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Search {
    /// Whether to count the words of questions that nothing was found for.
    pub count_not_found: bool,
    /// After how many days such words are forgotten.
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

/// `[chat]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chat {
    /// Where the page is served; a loopback address.
    pub listen: SocketAddr,
}

/// `[http]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// Where `endpoint` serves interactions, and where `gateway` serves its state, if anywhere.
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

    /// How much of the history is kept.
    pub fn limits(&self) -> Limits {
        Limits {
            versions: self.keep_versions,
            bytes: self.keep_megabytes.saturating_mul(1024 * 1024),
        }
    }

    /// Moderation in this guild, as it is where nothing else is said.
    pub fn in_guild(guild: Snowflake) -> Self {
        Self {
            guild,
            roles: Vec::new(),
            channel: None,
            keep_versions: default_keep_versions(),
            keep_megabytes: default_keep_megabytes(),
            reports: default_reports(),
            forget_reports_after_days: default_forget_reports_after_days(),
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

/// What is wrong and where, without the line itself: people put the token there.
fn explained(error: &toml::de::Error, text: &str, path: &impl Display) -> anyhow::Error {
    let start = error.span().map_or(0, |span| span.start);
    let Position { line, column } = Places::default().position(0, &Lines::new(text), start);
    anyhow!("{path}: line {line}, column {column}: {}", error.message())
}

/// Discord's own address.
const DISCORD: &str = "https://discord.com";

/// What the environment says about Discord.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The bot's token, if there is one.
    pub token: Option<Secret>,
    /// Where Discord is: scheme, host and port, and perhaps a path before `/api`.
    pub api_url: Url,
    /// The key with which Discord signs what it sends to the endpoint, if there is one.
    pub public_key: Option<PublicKey>,
}

impl Environment {
    /// The bot's token.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn token(&self) -> anyhow::Result<&Secret> {
        self.token.as_ref().context(
            "no Discord token: set DISCORD_TOKEN to it, or DISCORD_TOKEN_FILE to a file that holds it",
        )
    }

    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// When `DISCORD_TOKEN_FILE` cannot be read, `DISCORD_API_URL` is no http(s) address, or
    /// `DISCORD_PUBLIC_KEY` is no key.
    pub fn load() -> anyhow::Result<Self> {
        Ok(Self {
            token: token()?,
            api_url: api_url()?,
            public_key: public_key()?,
        })
    }
}

fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok()?;
    Some(bare(&value))
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
}

/// A value without what people copy along with it: spaces, line ends, the mark that some editors put
/// before a text, and the quotes of an env file, which not everything that reads such a file takes off.
fn bare(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim();
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).map_or(text, str::trim)
}

fn token() -> anyhow::Result<Option<Secret>> {
    if let Some(token) = variable("DISCORD_TOKEN") {
        return Ok(Some(Secret::new(clean_token(&token)?)));
    }
    // Its name is in no message: people put the token itself there.
    let Some(file) = variable("DISCORD_TOKEN_FILE") else {
        return Ok(None);
    };
    let token = std::fs::read_to_string(&file)
        .context("cannot read the file that DISCORD_TOKEN_FILE names")?;
    if bare(&token).is_empty() {
        bail!("the file that DISCORD_TOKEN_FILE names is empty");
    }
    Ok(Some(Secret::new(clean_token(&token)?)))
}

/// The token without what people copy along with it.
fn clean_token(token: &str) -> anyhow::Result<&str> {
    let token = bare(token);
    let token = bare(token.strip_prefix("DISCORD_TOKEN=").unwrap_or(token));
    let token = bare(token.strip_prefix("Bot ").unwrap_or(token));
    // Parts in base64 with dots between them.
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || "._-+/=".contains(c);
    if token.is_empty() || !token.chars().all(is_of_token) {
        bail!(
            "the Discord token holds characters that no token has, such as a quote, a space or the \
             $ of a variable that was not filled in"
        );
    }
    Ok(token)
}

fn api_url() -> anyhow::Result<Url> {
    let text = variable("DISCORD_API_URL").unwrap_or_else(|| DISCORD.into());
    let url = Url::parse(text.trim()).context("DISCORD_API_URL is not an address")?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        bail!("DISCORD_API_URL must start with http:// or https://");
    }
    Ok(url)
}

fn public_key() -> anyhow::Result<Option<PublicKey>> {
    let Some(text) = variable("DISCORD_PUBLIC_KEY") else {
        return Ok(None);
    };
    let key = PublicKey::from_hex(text.trim());
    key.map(Some).context(
        "DISCORD_PUBLIC_KEY is not the key under General Information, Public Key: 64 digits and \
         letters a to f, and nothing else",
    )
}
