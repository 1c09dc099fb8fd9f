//! The connections to Discord's REST API, and until when they rest.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Client, ClientBuilder};
use tokio::time::Instant;
use url::Url;

use crate::discord::Secret;

/// Who is calling, in the form that Discord asks for; a bot without a page of its own names the
/// library that it is built on. <https://discord.com/developers/docs/reference#user-agent>
const USER_AGENT: &str = concat!(
    "DiscordBot (https://github.com/serenity-rs/serenity, ",
    env!("CARGO_PKG_VERSION"),
    ")"
);
/// The most connections that are kept open for the next request. A crowd leaves more behind, each of
/// which would take memory here and at Discord until it is closed.
const MAX_IDLE: usize = 16;
/// How long setting up a connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Discord's REST API, with the bot's token. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Rest {
    pub(crate) client: Client,
    /// The address up to and including the version.
    pub(crate) base: String,
    /// The bot's token; the answers to an interaction do without.
    pub(crate) authorization: Option<HeaderValue>,
    pub(crate) pauses: Arc<Pauses>,
}

/// Until when nothing may be sent, after Discord said so for everything at once. Callbacks do not
/// count for that limit, so a pause of other calls is not theirs;
/// <https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints>.
#[derive(Debug, Default)]
pub(crate) struct Pauses {
    pub(crate) calls: Pause,
    pub(crate) callbacks: Pause,
}

/// A moment that only moves forward.
#[derive(Debug, Default)]
pub(crate) struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// The moment, if it is still to come.
    pub(crate) fn until(&self) -> Option<Instant> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > Instant::now())
    }

    /// Waits at least until then.
    pub(crate) fn extend(&self, until: Instant) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *current = (*current).max(Some(until));
    }
}

impl Rest {
    /// The API at `api_url`, to which `/api/v10` is added; without a token for answering interactions
    /// only.
    ///
    /// # Errors
    ///
    /// When the token has characters that no header takes, or TLS cannot be set up.
    pub fn new(api_url: &Url, token: Option<&Secret>) -> anyhow::Result<Self> {
        let header = |token: &Secret| {
            let mut header = HeaderValue::from_str(&format!("Bot {}", token.expose()))?;
            header.set_sensitive(true);
            anyhow::Ok(header)
        };
        Ok(Self {
            client: client(api_url).build()?,
            base: format!("{}/api/v10", api_url.as_str().trim_end_matches('/')),
            authorization: token.map(header).transpose()?,
            pauses: Arc::default(),
        })
    }
}

/// A client with the time-outs and the name that every request to Discord has.
pub(crate) fn client(address: &Url) -> ClientBuilder {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_WITHIN)
        .pool_max_idle_per_host(MAX_IDLE)
        // The API never redirects; whoever does must not get the token.
        .redirect(reqwest::redirect::Policy::none());
    if is_loopback(address) {
        builder.no_proxy()
    } else {
        builder
    }
}

fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
