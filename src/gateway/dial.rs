//! Opens connections to Discord's gateway: which address, how often, and no longer than it is
//! worth waiting.
//!
//! An attempt that fails is made again, with growing pauses, until one goes well; only a refused
//! token ends that. Knows nothing of what goes over the connection.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::header::{CONNECTION, HeaderMap, HeaderName, HeaderValue, UPGRADE};
use reqwest::{Client, Response, StatusCode};
use serenity::all::{ShardId, ShardManager};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use url::Url;

use crate::backoff::Backoff;
use crate::bot::Bot;
use crate::metrics::GatewayState;
use crate::rest::{self, Error, Rest, SessionStartLimit};

/// How long the gateway may take to agree to a connection.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// The pauses between connections that do not last. With these, a gateway that accepts and then
/// drops sees some ten attempts in the first minute.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(250), Duration::from_mins(1));
/// The pauses between attempts to reach a gateway that is down. These cost no start of a session,
/// and members wait for the bot to be back.
const UNREACHABLE: Backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(10));
/// How long a connection has lasted when the next one needs no pause.
const STABLE: Duration = Duration::from_secs(30);
/// How many starts of a session are kept in hand. Beyond the last one Discord ends all sessions and
/// takes back the token; <https://discord.com/developers/docs/events/gateway#identifying>.
const SPARE_STARTS: u64 = 5;
/// How long to wait at most before asking again whether sessions may be started.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// Opens connections, one after another.
pub(super) struct Dialer {
    rest: Rest,
    bot: Arc<Bot>,
    client: Client,
    pace: tokio::sync::Mutex<Pace>,
    /// Where Discord wants the present session resumed.
    resume: Mutex<Option<Url>>,
    /// Where the gateway is, as last asked.
    gateway: Mutex<Option<Url>>,
    shards: OnceLock<Arc<ShardManager>>,
}

/// When the last connection began, and how long to wait before the next.
struct Pace {
    last: Option<Instant>,
    backoff: Backoff,
}

impl Dialer {
    /// A dialer that has no connection yet.
    pub(super) fn new(rest: Rest, bot: Arc<Bot>, api_url: &Url) -> anyhow::Result<Self> {
        bot.metrics().set_gateway(GatewayState::Disconnected);
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
            pace: tokio::sync::Mutex::new(Pace {
                last: None,
                backoff: BACKOFF,
            }),
            resume: Mutex::default(),
            gateway: Mutex::default(),
            shards: OnceLock::new(),
        })
    }

    /// Tells whose connections these are.
    pub(super) fn serve(&self, shards: Arc<ShardManager>) {
        // There is one client to a dialer.
        let _ = self.shards.set(shards);
    }

    /// Takes the address at which Discord wants this session resumed. An address elsewhere than the
    /// gateway is not followed: a bot that is pointed at one server must not end up at another.
    pub(super) fn resume_at(&self, address: &str) {
        let gateway = lock(&self.gateway).clone();
        let address = Url::parse(address).ok();
        let is_near = |address: &Url| gateway.is_some_and(|gateway| is_near(address, &gateway));
        let accepted = address.filter(is_near);
        if accepted.is_none() {
            tracing::debug!("sessions are resumed at the gateway's own address");
        }
        *lock(&self.resume) = accepted;
    }

    /// Opens a connection with the handshake's headers and query that serenity sent.
    ///
    /// # Errors
    ///
    /// Only when Discord refuses the token.
    pub(super) async fn dial(&self, query: &str, headers: &HeaderMap) -> Result<Response, Error> {
        // Serenity asks for a connection when it has none.
        self.bot.metrics().set_gateway(GatewayState::Disconnected);
        let mut pace = self.pace.lock().await;
        pace.wait().await;
        let mut backoff = UNREACHABLE;
        let mut n_attempts = 0;
        loop {
            let outcome = self.attempt(n_attempts, query, headers).await;
            n_attempts += 1;
            match outcome {
                Ok(response) => {
                    pace.last = Some(Instant::now());
                    return Ok(response);
                }
                Err(error) if matches!(error.downcast_ref(), Some(Error::TokenRefused)) => {
                    return Err(Error::TokenRefused);
                }
                Err(error) => tracing::warn!("cannot reach Discord's gateway: {error:#}"),
            }
            sleep(backoff.failed()).await;
        }
    }

    async fn attempt(
        &self,
        n_before: usize,
        query: &str,
        headers: &HeaderMap,
    ) -> anyhow::Result<Response> {
        let mut address = self.address(n_before).await?;
        let scheme = match address.scheme() {
            "wss" => "https",
            "ws" => "http",
            other => bail!("its address starts with {other}:, not with wss:"),
        };
        let query = [address.query().unwrap_or_default(), query].join("&");
        address.set_query(Some(query.trim_matches('&')));
        if address.set_scheme(scheme).is_err() {
            bail!("its address cannot be used");
        }
        let request = self.client.get(address).headers(handshake(headers)).send();
        let response = timeout(HANDSHAKE_WITHIN, request)
            .await
            .context("it does not answer")?
            .map_err(|error| anyhow::Error::msg(rest::cause(&error)))?;
        match response.status() {
            StatusCode::SWITCHING_PROTOCOLS => Ok(response),
            status => bail!("it answers {status}"),
        }
    }

    /// The address for this attempt: the one for resuming, or the gateway's when there is nothing
    /// to resume or when that failed just now.
    async fn address(&self, n_before: usize) -> anyhow::Result<Url> {
        let resume = lock(&self.resume).clone();
        match resume {
            Some(resume) if n_before.is_multiple_of(2) && self.is_resuming().await => Ok(resume),
            _ => self.ask().await,
        }
    }

    /// Whether serenity resumes a session: the shard that wants a connection is at work already,
    /// and not being started.
    async fn is_resuming(&self) -> bool {
        match self.shards.get() {
            Some(shards) => shards.has(ShardId(0)).await,
            None => false,
        }
    }

    /// Asks where the gateway is, and waits when hardly any session may still be started.
    async fn ask(&self) -> anyhow::Result<Url> {
        loop {
            let gateway = self.rest.gateway_bot().await?;
            let limit = gateway.session_start_limit;
            // A server that allows only a few has them all used.
            let spare = |limit: &SessionStartLimit| SPARE_STARTS.min(limit.total / 100);
            match limit.filter(|limit| limit.remaining <= spare(limit)) {
                Some(limit) if !self.is_resuming().await => {
                    let wait = Duration::from_millis(limit.reset_after).min(LONGEST_WAIT);
                    tracing::error!(
                        "only {} sessions may still be started at Discord; waiting {wait:.0?}",
                        limit.remaining
                    );
                    sleep(wait.max(Duration::from_secs(1))).await;
                }
                _ => {
                    let url = Url::parse(&gateway.url).context("its address cannot be read")?;
                    *lock(&self.gateway) = Some(url.clone());
                    return Ok(url);
                }
            }
        }
    }
}

impl Pace {
    /// Waits as long as the connections before give reason to.
    async fn wait(&mut self) {
        let Some(last) = self.last else { return };
        if last.elapsed() >= STABLE {
            self.backoff.succeeded();
        } else {
            sleep_until(last + self.backoff.failed()).await;
        }
    }
}

/// The headers of a websocket's handshake, of which the `sec-websocket` ones come from serenity.
fn handshake(from_serenity: &HeaderMap) -> HeaderMap {
    let mut headers = websocket_headers(from_serenity);
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers
}

/// The headers that both sides of a websocket's handshake have to see as they were sent.
pub(super) fn websocket_headers(headers: &HeaderMap) -> HeaderMap {
    let is_wanted = |name: &HeaderName| name.as_str().starts_with("sec-websocket-");
    let wanted = headers.iter().filter(|(name, _)| is_wanted(name));
    wanted
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Whether two addresses are of the same server: one host, or two hosts in one domain, such as
/// `gateway.discord.gg` and `gateway-us-east1-b.discord.gg`.
fn is_near(address: &Url, gateway: &Url) -> bool {
    fn domain(url: &Url) -> Option<String> {
        let labels: Vec<&str> = url.domain()?.rsplit('.').take(2).collect();
        (labels.len() == 2).then(|| labels.join("."))
    }
    let is_same_host = address.host_str() == gateway.host_str();
    let is_same_domain = domain(address).is_some() && domain(address) == domain(gateway);
    address.scheme() == gateway.scheme() && (is_same_host || is_same_domain)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Pace, STABLE, is_near};
    use crate::gateway::dial::{BACKOFF, UNREACHABLE};
    use tokio::time::{Duration, Instant, advance};
    use url::Url;

    #[test]
    fn sessions_are_resumed_near_the_gateway_only() {
        let cases = [
            (
                "wss://gateway-us-east1-b.discord.gg",
                "wss://gateway.discord.gg",
                true,
            ),
            ("ws://127.0.0.1:2", "ws://127.0.0.1:1", true),
            ("wss://gateway.discord.gg", "ws://127.0.0.1:1", false),
            (
                "wss://discord.gg.example.org",
                "wss://gateway.discord.gg",
                false,
            ),
            ("ws://gateway.discord.gg", "wss://gateway.discord.gg", false),
            ("ws://127.0.0.2:1", "ws://127.0.0.1:1", false),
            ("ws://other", "ws://localhost", false),
        ];
        for (address, gateway, expected) in cases {
            let [near, far] = [address, gateway].map(|text| Url::parse(text).ok());
            let near = near
                .zip(far)
                .map(|(address, gateway)| is_near(&address, &gateway));
            assert_eq!(near, Some(expected), "{address} beside {gateway}");
        }
    }

    #[test]
    fn a_gateway_that_is_down_for_a_minute_is_tried_a_dozen_times_and_then_soon() {
        let mut backoff = UNREACHABLE;
        let mut n_in_vain = 0;
        let mut time = Duration::ZERO;
        while time < Duration::from_mins(1) {
            n_in_vain += 1;
            time += backoff.failed();
        }
        assert!((10..=18).contains(&n_in_vain), "{n_in_vain} attempts");
        assert!(time <= Duration::from_secs(70), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_that_do_not_last_are_started_ever_more_slowly() {
        let mut pace = Pace {
            last: None,
            backoff: BACKOFF,
        };
        let start = Instant::now();
        let mut n_in_an_hour = 0;
        while start.elapsed() < Duration::from_hours(1) {
            pace.wait().await;
            pace.last = Some(Instant::now());
            n_in_an_hour += 1;
            // By itself, serenity tries every 5 s, so 720 times.
            advance(Duration::from_secs(5)).await;
        }
        assert!(n_in_an_hour < 150, "{n_in_an_hour} in an hour");
    }

    #[tokio::test(start_paused = true)]
    async fn connections_that_do_not_last_are_opened_ever_more_slowly() {
        let mut pace = Pace {
            last: None,
            backoff: BACKOFF,
        };
        let start = Instant::now();
        let mut n_in_an_hour = 0;
        while start.elapsed() < Duration::from_hours(1) {
            pace.wait().await;
            pace.last = Some(Instant::now());
            n_in_an_hour += 1;
        }
        assert!(
            (60..150).contains(&n_in_an_hour),
            "{n_in_an_hour} in an hour"
        );

        advance(STABLE).await;
        let drop = Instant::now();
        pace.wait().await;
        assert_eq!(
            drop.elapsed(),
            Duration::ZERO,
            "no pause after a stable connection"
        );
    }
}
