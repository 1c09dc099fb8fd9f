//! Discord's REST API: sends a request, waits when Discord asks for it, and tries again what may
//! pass.
//!
//! Knows no gateway, and decides nothing about what to say. No error and no log line holds a token:
//! they name the route and never the address, as a callback's address holds the interaction's
//! token. Shapes are from <https://discord.com/developers/docs/reference>.

mod attachment;
pub mod backoff;
mod call;
mod error;
pub mod original;
mod pause;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Client, ClientBuilder, Method};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use crate::discord::{Body, Callback, Secret, Snowflake};

use crate::discord::rest::call::{Call, Kind};
use crate::discord::rest::pause::Pause;
pub use error::Error;
pub(crate) use error::cause;

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
/// The most connections that are kept open for the next request. A crowd leaves more behind, each of
/// which would take memory here and at Discord until it is closed.
const MAX_IDLE: usize = 16;
/// How long setting up a connection may take.
pub(crate) const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Discord's REST API, with the bot's token. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Rest {
    client: Client,
    /// The address up to and including the version.
    base: String,
    /// The bot's token; the answers to an interaction do without.
    authorization: Option<HeaderValue>,
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
    /// How many times a day.
    pub total: u64,
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
            authorization: Some(authorization),
            ..Self::without_token(api_url)?
        })
    }

    /// The API at `api_url`, for answering interactions only.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn without_token(api_url: &Url) -> anyhow::Result<Self> {
        Ok(Self {
            client: client(api_url).build()?,
            base: format!("{}/api/v10", api_url.as_str().trim_end_matches('/')),
            authorization: None,
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
        commands: &(impl Serialize + ?Sized),
    ) -> Result<Vec<Value>, Error> {
        let route = match scope.guild {
            None => "PUT /applications/{id}/commands",
            Some(_) => "PUT /applications/{id}/guilds/{id}/commands",
        };
        let call = Call {
            method: Method::PUT,
            body: Some(Body::new(commands)),
            ..Call::get(scope.path(), route)
        };
        self.read(call).await
    }

    /// Registers one command, or gives the one of its name and kind this form; all others stay.
    pub async fn set_command(
        &self,
        scope: Scope,
        command: &(impl Serialize + ?Sized),
    ) -> Result<(), Error> {
        let route = match scope.guild {
            None => "POST /applications/{id}/commands",
            Some(_) => "POST /applications/{id}/guilds/{id}/commands",
        };
        let call = Call {
            method: Method::POST,
            body: Some(Body::new(command)),
            ..Call::get(scope.path(), route)
        };
        self.send(call).await.map(drop)
    }

    /// Takes one registered command away; all others stay.
    pub async fn delete_command(&self, scope: Scope, id: &str) -> Result<(), Error> {
        let route = match scope.guild {
            None => "DELETE /applications/{id}/commands/{id}",
            Some(_) => "DELETE /applications/{id}/guilds/{id}/commands/{id}",
        };
        let call = Call {
            method: Method::DELETE,
            ..Call::get(format!("{}/{id}", scope.path()), route)
        };
        self.send(call).await.map(drop)
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
            body: Some(callback.body()),
            deadline,
            kind: Kind::Callback,
        };
        self.send(call).await.map(drop)
    }

    /// Puts a message in the place of the one that announced it; possible for 15 minutes after the
    /// interaction.
    pub async fn edit_original(
        &self,
        application: Snowflake,
        token: &Secret,
        message: Body,
    ) -> Result<(), Error> {
        const ROUTE: &str = "PATCH /webhooks/{id}/{token}/messages/@original";
        let token = token.expose();
        let call = Call {
            method: Method::PATCH,
            body: Some(message),
            ..Call::get(
                format!("/webhooks/{application}/{token}/messages/@original"),
                ROUTE,
            )
        };
        self.send(call).await.map(drop)
    }

    /// Takes the answer to an interaction away, or the message on which its button stands when that
    /// was to be updated; possible for 15 minutes after the interaction.
    pub async fn delete_original(
        &self,
        application: Snowflake,
        token: &Secret,
    ) -> Result<(), Error> {
        const ROUTE: &str = "DELETE /webhooks/{id}/{token}/messages/@original";
        let token = token.expose();
        let call = Call {
            method: Method::DELETE,
            ..Call::get(
                format!("/webhooks/{application}/{token}/messages/@original"),
                ROUTE,
            )
        };
        self.send(call).await.map(drop)
    }

    /// Writes a message in a channel.
    pub async fn create_message(&self, channel: Snowflake, message: Body) -> Result<(), Error> {
        const ROUTE: &str = "POST /channels/{id}/messages";
        let call = Call {
            method: Method::POST,
            body: Some(message),
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

impl Scope {
    fn path(self) -> String {
        let Self { application, guild } = self;
        match guild {
            None => format!("/applications/{application}/commands"),
            Some(guild) => format!("/applications/{application}/guilds/{guild}/commands"),
        }
    }
}
