//! Opens connections to Discord's gateway: which address, how often, and no longer than it is
//! worth waiting.
//!
//! An attempt that fails is made again, with growing pauses, until one goes well; only a refused
//! token ends that. Knows nothing of what goes over the connection.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use reqwest::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{Client, StatusCode, Upgraded};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use url::Url;

use crate::bot::Bot;
use crate::discord::rest::{self, Error, Rest, SessionStartLimit};
use crate::serve::gateway::frame::QUERY;
use crate::serve::gateway::pace::{Pace, UNREACHABLE};

/// How long the gateway may take to agree to a connection.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// How many starts of a session are kept in hand. Beyond the last one Discord ends all sessions and
/// takes back the token; <https://discord.com/developers/docs/events/gateway#identifying>.
const SPARE_STARTS: u64 = 5;
/// How long to wait at most before asking again whether sessions may be started.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// The longest message that is read. Discord documents no limit; its longest here are the list of at
/// most 2500 servers at some 50 bytes each, and a form with five texts of 4000 characters, about
/// 100 KiB.
const MAX_MESSAGE: usize = 4 << 20;
/// How much is read at once; most messages fit.
const READ_BUFFER: usize = 16 * 1024;

/// A connection to Discord's gateway.
pub(crate) type Socket = WebSocketStream<Upgraded>;

/// Opens connections, one after another.
pub(crate) struct Dialer {
    rest: Rest,
    bot: Arc<Bot>,
    client: Client,
    /// When the next connection may be opened.
    pub(crate) pace: Pace,
    /// Where Discord wants the present session resumed.
    resume: Option<Url>,
    /// Where the gateway is, as last asked.
    gateway: Option<Url>,
}

impl Dialer {
    /// A dialer that has no connection yet.
    pub(crate) fn new(rest: Rest, bot: Arc<Bot>, api_url: &Url) -> anyhow::Result<Self> {
        bot.metrics.set_connected(false);
        // No limit on the whole: these connections are to last.
        let client = rest::client(api_url)
            .http1_only()
            .http1_title_case_headers()
            .tcp_keepalive(Duration::from_secs(30))
            .build()?;
        Ok(Self {
            rest,
            bot,
            client,
            pace: Pace::default(),
            resume: None,
            gateway: None,
        })
    }

    /// Takes the address at which Discord wants this session resumed. An address elsewhere than the
    /// gateway is not followed: a bot that is pointed at one server must not end up at another.
    pub(crate) fn resume_at(&mut self, address: Option<&str>) {
        let address = address.and_then(|address| Url::parse(address).ok());
        let gateway = self.gateway.as_ref();
        self.resume =
            address.filter(|address| gateway.is_some_and(|gateway| is_near(address, gateway)));
        if self.resume.is_none() {
            tracing::debug!("sessions are resumed at the gateway's own address");
        }
    }

    /// Opens a connection, to resume a session on it or to begin one.
    ///
    /// # Errors
    ///
    /// Only when Discord refuses the token.
    pub(crate) async fn dial(&mut self, is_resuming: bool) -> Result<Socket, Error> {
        self.bot.metrics.set_connected(false);
        self.pace.wait(is_resuming).await;
        let mut backoff = UNREACHABLE;
        let mut n_attempts = 0;
        loop {
            let outcome = self.attempt(n_attempts, is_resuming).await;
            n_attempts += 1;
            match outcome {
                Ok(socket) => {
                    self.pace.connects();
                    return Ok(socket);
                }
                Err(error) if matches!(error.downcast_ref(), Some(Error::TokenRefused)) => {
                    return Err(Error::TokenRefused);
                }
                Err(error) => tracing::warn!("cannot reach Discord's gateway: {error:#}"),
            }
            sleep(backoff.failed()).await;
        }
    }

    async fn attempt(&mut self, n_before: usize, is_resuming: bool) -> anyhow::Result<Socket> {
        let mut address = self.address(n_before, is_resuming).await?;
        let scheme = match address.scheme() {
            "wss" => "https",
            "ws" => "http",
            other => bail!("its address starts with {other}:, not with wss:"),
        };
        let query = [address.query().unwrap_or_default(), QUERY].join("&");
        address.set_query(Some(query.trim_matches('&')));
        if address.set_scheme(scheme).is_err() {
            bail!("its address cannot be used");
        }
        timeout(HANDSHAKE_WITHIN, self.shake_hands(address))
            .await
            .context("it does not answer")?
    }

    /// Asks for a websocket; <https://www.rfc-editor.org/rfc/rfc6455#section-4.1>.
    async fn shake_hands(&self, address: Url) -> anyhow::Result<Socket> {
        let key = generate_key();
        let request = self
            .client
            .get(address)
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, &key);
        let readable = |error: reqwest::Error| anyhow::Error::msg(rest::cause(&error));
        let response = request.send().await.map_err(readable)?;
        match response.status() {
            StatusCode::SWITCHING_PROTOCOLS => {}
            status => bail!("it answers {status}"),
        }
        let accepted = response.headers().get(SEC_WEBSOCKET_ACCEPT);
        ensure!(
            accepted.is_some_and(|accepted| *accepted == derive_accept_key(key.as_bytes())),
            "it agrees to something that was not asked"
        );
        let connection = response.upgrade().await.map_err(readable)?;
        let limits = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .max_message_size(Some(MAX_MESSAGE))
            .max_frame_size(Some(MAX_MESSAGE));
        Ok(WebSocketStream::from_raw_socket(connection, Role::Client, Some(limits)).await)
    }

    /// The address for this attempt: the one for resuming, or the gateway's when there is nothing
    /// to resume or when that failed just now.
    async fn address(&mut self, n_before: usize, is_resuming: bool) -> anyhow::Result<Url> {
        match &self.resume {
            Some(resume) if is_resuming && n_before.is_multiple_of(2) => Ok(resume.clone()),
            _ => self.ask(is_resuming).await,
        }
    }

    /// Asks where the gateway is, and waits when hardly any session may still be started.
    async fn ask(&mut self, is_resuming: bool) -> anyhow::Result<Url> {
        loop {
            let gateway = self.rest.gateway_bot().await?;
            let limit = gateway.session_start_limit;
            // A server that allows only a few has them all used.
            let spare = |limit: &SessionStartLimit| SPARE_STARTS.min(limit.total / 100);
            match limit.filter(|limit| limit.remaining <= spare(limit)) {
                Some(limit) if !is_resuming => {
                    let wait = Duration::from_millis(limit.reset_after).min(LONGEST_WAIT);
                    tracing::error!(
                        "only {} sessions may still be started at Discord; waiting {wait:.0?}",
                        limit.remaining
                    );
                    sleep(wait.max(Duration::from_secs(1))).await;
                }
                _ => {
                    let url = Url::parse(&gateway.url).context("its address cannot be read")?;
                    self.gateway = Some(url.clone());
                    return Ok(url);
                }
            }
        }
    }
}

/// Whether two addresses are of the same server: one host, or two hosts in one domain, such as
/// `gateway.discord.gg` and `gateway-us-east1-b.discord.gg`.
pub fn is_near(address: &Url, gateway: &Url) -> bool {
    fn domain(url: &Url) -> Option<String> {
        let labels: Vec<&str> = url.domain()?.rsplit('.').take(2).collect();
        (labels.len() == 2).then(|| labels.join("."))
    }
    let is_same_host = address.host_str() == gateway.host_str();
    let is_same_domain = domain(address).is_some() && domain(address) == domain(gateway);
    address.scheme() == gateway.scheme() && (is_same_host || is_same_domain)
}
