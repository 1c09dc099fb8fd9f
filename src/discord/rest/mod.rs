//! Discord's REST API: sends a request, waits when Discord asks for it, and tries again what may
//! pass.
//!
//! Knows no connection to the gateway, and decides nothing about what to say. No error and no log line holds a token:
//! they name the route and never the address, as a callback's address holds the interaction's
//! token. Shapes are from <https://discord.com/developers/docs/reference>.

pub mod backoff;
mod error;
mod client;
mod call;
mod attachment;
mod answer;

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::discord::command::Command;
use crate::discord::rest::call::{Call, Kind};
use crate::discord::{RequestBody, Snowflake};

pub use answer::{ANSWER_WITHIN, Answer, Asked};
pub use client::Rest;
pub(crate) use client::client;
pub use error::Error;
pub(crate) use error::cause;

/// What is read of whatever Discord gave a number.
#[derive(Deserialize)]
struct Numbered {
    id: Snowflake,
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
    /// The application that the token belongs to.
    pub async fn application(&self) -> Result<Snowflake, Error> {
        let call = Call::get("/applications/@me".into(), "GET /applications/@me");
        self.read(call).await.map(|Numbered { id }| id)
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
        let body = Some(RequestBody::new(commands));
        self.read(Call::new(Method::PUT, scope.path(), route, body))
            .await
    }

    /// Registers one command, or gives the one of its name and kind this form; all others stay.
    pub async fn set_command(&self, scope: Scope, command: &Command) -> Result<(), Error> {
        let route = match scope.guild {
            None => "POST /applications/{id}/commands",
            Some(_) => "POST /applications/{id}/guilds/{id}/commands",
        };
        let body = Some(RequestBody::new(command));
        let call = Call::new(Method::POST, scope.path(), route, body);
        self.send(call).await.map(drop)
    }

    /// Takes one registered command away; all others stay.
    pub async fn delete_command(&self, scope: Scope, id: &str) -> Result<(), Error> {
        let route = match scope.guild {
            None => "DELETE /applications/{id}/commands/{id}",
            Some(_) => "DELETE /applications/{id}/guilds/{id}/commands/{id}",
        };
        let path = format!("{}/{id}", scope.path());
        self.send(Call::new(Method::DELETE, path, route, None))
            .await
            .map(drop)
    }

    /// Writes a message in a channel, and gives its number, where Discord's answer can be read.
    pub async fn create_message(
        &self,
        channel: Snowflake,
        message: RequestBody,
    ) -> Result<Option<Snowflake>, Error> {
        const ROUTE: &str = "POST /channels/{id}/messages";
        let path = format!("/channels/{channel}/messages");
        let call = Call {
            kind: Kind::Once,
            ..Call::new(Method::POST, path, ROUTE, Some(message))
        };
        let answer = self.send(call).await?;
        let created = serde_json::from_slice(&answer).ok();
        Ok(created.map(|Numbered { id }| id))
    }

    /// Looks whether a message is there.
    pub async fn find_message(&self, channel: Snowflake, number: Snowflake) -> Result<(), Error> {
        let path = format!("/channels/{channel}/messages/{number}");
        let call = Call::get(path, "GET /channels/{id}/messages/{id}");
        self.send(call).await.map(drop)
    }

    /// Takes a message of the bot away.
    pub async fn delete_message(&self, channel: Snowflake, number: Snowflake) -> Result<(), Error> {
        const ROUTE: &str = "DELETE /channels/{id}/messages/{id}";
        let path = format!("/channels/{channel}/messages/{number}");
        let call = Call::new(Method::DELETE, path, ROUTE, None);
        self.send(call).await.map(drop)
    }

    /// Puts a message in the place of one that the bot wrote in a channel.
    pub async fn edit_message(
        &self,
        channel: Snowflake,
        number: Snowflake,
        message: RequestBody,
    ) -> Result<(), Error> {
        const ROUTE: &str = "PATCH /channels/{id}/messages/{id}";
        let path = format!("/channels/{channel}/messages/{number}");
        let call = Call::new(Method::PATCH, path, ROUTE, Some(message));
        self.send(call).await.map(drop)
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
