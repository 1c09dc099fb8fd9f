//! What comes from the environment: where Discord is, and the secrets, which never show in a log or an
//! error.
#![expect(clippy::disallowed_methods, reason = "reads the token")]

use anyhow::{Context, bail};
use url::Url;

use crate::discord::Secret;
use crate::discord::signature::PublicKey;

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
    let mut token = variable("DISCORD_TOKEN");
    if token.is_none()
        && let Some(file) = variable("DISCORD_TOKEN_FILE")
    {
        // Its name is in no message: people put the token itself there.
        let text = std::fs::read_to_string(&file)
            .context("cannot read the file that DISCORD_TOKEN_FILE names")?;
        if bare(&text).is_empty() {
            bail!("the file that DISCORD_TOKEN_FILE names is empty");
        }
        token = Some(text);
    }
    let token = token.map(|token| Ok(Secret::new(clean_token(&token)?)));
    token.transpose()
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
    let url = Url::parse(&text).context("DISCORD_API_URL is not an address")?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        bail!("DISCORD_API_URL must start with http:// or https://");
    }
    Ok(url)
}

fn public_key() -> anyhow::Result<Option<PublicKey>> {
    let key = variable("DISCORD_PUBLIC_KEY").map(|text| PublicKey::from_hex(&text));
    key.transpose().context(
        "DISCORD_PUBLIC_KEY is not the key under General Information, Public Key: 64 digits and \
         letters a to f, and nothing else",
    )
}
