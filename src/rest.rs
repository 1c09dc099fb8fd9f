//! Discord's REST API: sends a request, waits when Discord asks for it, and tries again what may
//! pass.
//!
//! Knows no gateway, and decides nothing about what to say. No error and no log line holds a token:
//! they name the route and never the address, as a callback's address holds the interaction's
//! token. Shapes are from <https://discord.com/developers/docs/reference>.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, ClientBuilder, Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

use crate::backoff::Backoff;
use crate::discord::command::Command;
use crate::discord::{Callback, Secret, Snowflake};

mod error;
mod pause;

pub use error::Error;
pub(crate) use error::cause;
use pause::Pause;

/// How long after its arrival an interaction can still be answered. Discord gives 3 s,
/// <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback>;
/// the rest is for the way there and back.
pub const ANSWER_WITHIN: Duration = Duration::from_millis(2500);

/// Who is calling, in the form that Discord asks for; a bot without a page of its own names the
/// library that it is built on. <https://discord.com/developers/docs/reference#user-agent>
pub(crate) const USER_AGENT: &str = concat!(
    "DiscordBot (https://github.com/serenity-rs/serenity, ",
    env!("CARGO_PKG_VERSION"),
    ")"
);
/// How long setting up a connection may take.
pub(crate) const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// How long one attempt may take.
const ATTEMPT_WITHIN: Duration = Duration::from_secs(10);
/// How long a call may take, with all its attempts.
const CALL_WITHIN: Duration = Duration::from_secs(30);
/// How much of an answer is read: many times more than 100 commands in every language.
const MAX_BODY: usize = 16 << 20;

/// Discord's REST API, with the bot's token. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Rest {
    client: Client,
    /// The address up to and including the version.
    base: String,
    authorization: HeaderValue,
    pauses: Arc<Pauses>,
}

/// Until when nothing may be sent, after Discord said so for everything at once. Callbacks do not
/// count for that limit, so a pause of other calls is not theirs;
/// <https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints>.
#[derive(Debug, Default)]
struct Pauses {
    calls: Pause,
    callbacks: Pause,
}

/// The bot's application.
#[derive(Debug, Clone, Deserialize)]
pub struct Application {
    /// Its number.
    pub id: Snowflake,
}

/// Where the gateway is, and how often a session may be started.
#[derive(Debug, Clone, Deserialize)]
pub struct Gateway {
    /// The websocket's address.
    pub url: String,
    /// How often; absent at servers that set no limit.
    pub session_start_limit: Option<SessionStartLimit>,
}

/// How often a session may still be started;
/// <https://discord.com/developers/docs/events/gateway#session-start-limit-object>.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct SessionStartLimit {
    /// How many times from now.
    pub remaining: u64,
    /// Milliseconds until there are as many as ever.
    pub reset_after: u64,
}

/// Where commands are registered.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// The bot's application.
    pub application: Snowflake,
    /// The one guild, or everywhere.
    pub guild: Option<Snowflake>,
}

/// One request, to be sent as often as needed.
struct Call {
    method: Method,
    path: String,
    /// The name in errors and logs.
    route: &'static str,
    body: Option<Vec<u8>>,
    deadline: Instant,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Does the same when it is sent twice.
    Repeatable,
    /// Would do it twice when it is sent twice.
    Once,
    /// The answer to an interaction, of which Discord takes only the first.
    Callback,
}

/// How an attempt ended, when not well.
enum Trouble {
    /// It would end like this again.
    Lasting(Error),
    /// It may go well after a while: how long, if Discord says so.
    Passing(Error, Option<Duration>),
}

impl Rest {
    /// The API at `api_url`, to which `/api/v10` is added.
    ///
    /// # Errors
    ///
    /// When the token has characters that no header takes, or TLS cannot be set up.
    pub fn new(api_url: &Url, token: &Secret) -> anyhow::Result<Self> {
        let mut authorization = HeaderValue::from_str(&format!("Bot {}", token.expose()))?;
        authorization.set_sensitive(true);
        Ok(Self {
            client: client(api_url).build()?,
            base: format!("{}/api/v10", api_url.as_str().trim_end_matches('/')),
            authorization,
            pauses: Arc::default(),
        })
    }

    /// Whose token this is.
    pub async fn application(&self) -> Result<Application, Error> {
        let call = Call::get("/applications/@me".into(), "GET /applications/@me");
        self.read(call).await
    }

    /// Where the gateway is.
    pub async fn gateway_bot(&self) -> Result<Gateway, Error> {
        let call = Call::get("/gateway/bot".into(), "GET /gateway/bot");
        self.read(call).await
    }

    /// The commands that are registered, as Discord has them, in all languages.
    pub async fn commands(&self, scope: Scope) -> Result<Vec<Value>, Error> {
        let path = scope.path() + "?with_localizations=true";
        let route = match scope.guild {
            None => "GET /applications/{id}/commands",
            Some(_) => "GET /applications/{id}/guilds/{id}/commands",
        };
        self.read(Call::get(path, route)).await
    }

    /// Replaces all registered commands, and returns them as Discord has them now.
    ///
    /// # Errors
    ///
    /// After [`Error::Unreadable`] the commands may have been replaced.
    pub async fn set_commands(
        &self,
        scope: Scope,
        commands: &[Command],
    ) -> Result<Vec<Value>, Error> {
        let route = match scope.guild {
            None => "PUT /applications/{id}/commands",
            Some(_) => "PUT /applications/{id}/guilds/{id}/commands",
        };
        let call = Call {
            method: Method::PUT,
            body: Some(json(route, commands)?),
            ..Call::get(scope.path(), route)
        };
        self.read(call).await
    }

    /// Answers an interaction that arrived [`ANSWER_WITHIN`] before `deadline`.
    pub async fn callback(
        &self,
        id: Snowflake,
        token: &Secret,
        callback: &Callback,
        deadline: Instant,
    ) -> Result<(), Error> {
        const ROUTE: &str = "POST /interactions/{id}/{token}/callback";
        let call = Call {
            method: Method::POST,
            path: format!("/interactions/{id}/{}/callback", token.expose()),
            route: ROUTE,
            body: Some(json(ROUTE, callback)?),
            deadline,
            kind: Kind::Callback,
        };
        self.send(call).await.map(drop)
    }

    /// Writes a message in a channel.
    pub async fn create_message(
        &self,
        channel: Snowflake,
        message: &impl Serialize,
    ) -> Result<(), Error> {
        const ROUTE: &str = "POST /channels/{id}/messages";
        let call = Call {
            method: Method::POST,
            body: Some(json(ROUTE, message)?),
            kind: Kind::Once,
            ..Call::get(format!("/channels/{channel}/messages"), ROUTE)
        };
        self.send(call).await.map(drop)
    }

    async fn read<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let route = call.route;
        let body = self.send(call).await?;
        serde_json::from_slice(&body).map_err(|error| Error::Unreadable {
            route,
            cause: error.to_string(),
        })
    }

    /// Sends until it goes well, cannot go well, or would come too late.
    async fn send(&self, call: Call) -> Result<Vec<u8>, Error> {
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));
        let mut is_repeated = false;
        loop {
            let earliest = self.pause(&call).until();
            if earliest >= call.deadline {
                return Err(Error::Late { route: call.route });
            }
            sleep_until(earliest).await;
            let (error, wait) = match self.attempt(&call).await {
                Ok(body) => return Ok(body),
                Err(Trouble::Lasting(error)) if is_repeated && error.is_already_answered() => {
                    return Ok(Vec::new());
                }
                Err(Trouble::Lasting(error)) => return Err(error),
                Err(Trouble::Passing(error, wait)) => (error, wait),
            };
            let wait = wait.unwrap_or_else(|| backoff.failed());
            let next = Instant::now() + wait;
            if next >= call.deadline {
                return Err(error);
            }
            tracing::debug!(?wait, "trying again after: {error}");
            is_repeated = true;
            sleep_until(next).await;
        }
    }

    async fn attempt(&self, call: &Call) -> Result<Vec<u8>, Trouble> {
        let mut request = self
            .client
            .request(call.method.clone(), self.base.clone() + &call.path)
            .header(AUTHORIZATION, self.authorization.clone());
        if let Some(body) = &call.body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        let end = call.deadline.min(Instant::now() + ATTEMPT_WITHIN);
        let exchange = async {
            let response = request.send().await?;
            let (status, headers) = (response.status(), response.headers().clone());
            Ok((status, headers, read_body(response).await?))
        };
        match timeout_at(end, exchange).await {
            Ok(Ok((status, headers, body))) => self.judge(call, status, &headers, body),
            Ok(Err(error)) => Err(call.unreachable(&error)),
            Err(_) => Err(call.silent()),
        }
    }

    /// What Discord's answer means for the call.
    fn judge(
        &self,
        call: &Call,
        status: StatusCode,
        headers: &HeaderMap,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, Trouble> {
        let route = call.route;
        if status.is_success() {
            return Ok(body);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(self.limited(call, headers, &body));
        }
        if status.is_server_error() {
            let cause = format!("Discord answered {status}");
            return Err(Trouble::Passing(Error::Unavailable { route, cause }, None));
        }
        // A callback's own token can be refused as well, which says nothing of the bot's.
        if status == StatusCode::UNAUTHORIZED && call.kind != Kind::Callback {
            return Err(Trouble::Lasting(Error::TokenRefused));
        }
        Err(Trouble::Lasting(Error::refused(route, status, &body)))
    }

    fn limited(&self, call: &Call, headers: &HeaderMap, body: &[u8]) -> Trouble {
        #[derive(Default, Deserialize)]
        struct Limit {
            retry_after: Option<f64>,
            #[serde(default)]
            global: bool,
        }
        let limit: Limit = serde_json::from_slice(body).unwrap_or_default();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let in_header = || text(RETRY_AFTER.as_str())?.parse().ok();
        let seconds: Option<f64> = limit.retry_after.or_else(in_header);
        let wait = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
        if limit.global || text("x-ratelimit-global").is_some() {
            let until = Instant::now() + wait.unwrap_or(Duration::from_secs(1));
            self.pauses.calls.extend(until);
            if call.kind == Kind::Callback {
                self.pauses.callbacks.extend(until);
            }
        }
        let error = Error::Limited {
            route: call.route,
            retry_after: wait.unwrap_or_default(),
        };
        Trouble::Passing(error, wait)
    }

    fn pause(&self, call: &Call) -> &Pause {
        match call.kind {
            Kind::Callback => &self.pauses.callbacks,
            Kind::Repeatable | Kind::Once => &self.pauses.calls,
        }
    }
}

/// A client with the time-outs and the name that every request to Discord has.
pub(crate) fn client(address: &Url) -> ClientBuilder {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_WITHIN)
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

async fn read_body(mut response: Response) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BODY {
            break;
        }
    }
    Ok(body)
}

fn json(route: &'static str, body: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| Error::Unreadable {
        route,
        cause: error.to_string(),
    })
}

impl Scope {
    fn path(self) -> String {
        let Self { application, guild } = self;
        match guild {
            None => format!("/applications/{application}/commands"),
            Some(guild) => format!("/applications/{application}/guilds/{guild}/commands"),
        }
    }
}

impl Call {
    fn get(path: String, route: &'static str) -> Self {
        Self {
            method: Method::GET,
            path,
            route,
            body: None,
            deadline: Instant::now() + CALL_WITHIN,
            kind: Kind::Repeatable,
        }
    }

    /// The connection failed: before the request was sent, or perhaps after.
    fn unreachable(&self, error: &reqwest::Error) -> Trouble {
        let unavailable = Error::Unavailable {
            route: self.route,
            cause: cause(error),
        };
        if self.kind == Kind::Once && !error.is_connect() {
            return Trouble::Lasting(unavailable);
        }
        Trouble::Passing(unavailable, None)
    }

    /// No answer came in time.
    fn silent(&self) -> Trouble {
        let error = Error::Late { route: self.route };
        match self.kind {
            Kind::Repeatable => Trouble::Passing(error, None),
            // It may have been taken, and there is no time to find out.
            Kind::Once | Kind::Callback => Trouble::Lasting(error),
        }
    }
}
