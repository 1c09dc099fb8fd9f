//! Writes in channels without being asked: tells the moderation channel what happened to the response
//! files, one message for each save that breaks, repairs or removes something, and posts the tip of
//! the week. What is worth telling is decided in [`crate::respond::news`].

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

use crate::backoff::Backoff;
use crate::content::live::Live;
use crate::discord::{Body, OutgoingMessage, Snowflake};
use crate::respond::{Message, news};
use crate::rest::{Error, Rest};
use crate::snapshot::Snapshot;
use crate::weekly::{self, Trouble};

/// The pauses after a message could not be sent.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(2), Duration::from_mins(10));
/// How often the same message is tried; then what is next in the log has to do.
const MAX_TRIES: u32 = 5;

/// Tells the channel what `announced` brings, such as a text that a moderator published, for ever.
pub async fn pass_on(
    rest: &Rest,
    channel: Option<Snowflake>,
    mut announced: UnboundedReceiver<Message>,
) {
    while let Some(message) = announced.recv().await {
        if let Some(channel) = channel {
            tell(rest, channel, &message.into()).await;
        }
    }
    std::future::pending::<()>().await;
}

/// The channel with this number, for the tip of the week.
#[derive(Debug)]
pub struct Tips {
    rest: Rest,
    channel: Snowflake,
}

impl Tips {
    /// Posts in this channel.
    pub fn new(rest: Rest, channel: Snowflake) -> Self {
        Self { rest, channel }
    }
}

impl weekly::Channel for Tips {
    async fn post(&self, message: Message, nonce: String) -> Result<(), Trouble> {
        #[derive(Serialize)]
        struct Post {
            #[serde(flatten)]
            message: OutgoingMessage,
            nonce: String,
            enforce_nonce: bool,
        }
        let post = Post {
            message: message.into(),
            nonce,
            enforce_nonce: true,
        };
        let posted = self
            .rest
            .create_message(self.channel, Body::new(&post, None))
            .await;
        posted.map_err(|error| {
            tracing::warn!("the tip of the week cannot be posted now: {error}");
            match error {
                Error::Unreached { .. } | Error::Limited { .. } => Trouble::NotSent,
                Error::Refused { .. } | Error::TokenRefused => Trouble::Refused,
                Error::Unavailable { .. } | Error::Late { .. } | Error::Unreadable { .. } => {
                    Trouble::Unknown
                }
            }
        })
    }
}

/// Keeps the channel informed, for ever; without a channel there is nothing to do.
pub async fn keep_informed(rest: &Rest, live: &Live, channel: Option<Snowflake>) {
    let Some(channel) = channel else {
        return std::future::pending().await;
    };
    let mut changes = live.subscribe();
    let mut told: Option<Arc<Snapshot>> = None;
    loop {
        let now = changes.borrow_and_update().clone();
        if let Some(message) = news(told.as_deref(), &now) {
            tell(rest, channel, &message.into()).await;
        }
        told = Some(now);
        if changes.changed().await.is_err() {
            // Nothing will ever change again.
            return std::future::pending().await;
        }
    }
}

async fn tell(rest: &Rest, channel: Snowflake, message: &OutgoingMessage) {
    let mut backoff = BACKOFF;
    for _ in 0..MAX_TRIES {
        let error = match rest.create_message(channel, message.body()).await {
            Ok(()) => return,
            // Asking again does not make this right: no such channel, or no right to write there.
            Err(error @ (Error::Refused { .. } | Error::TokenRefused)) => {
                tracing::error!("the moderation channel cannot be told: {error}");
                return;
            }
            Err(error) => error,
        };
        let pause = backoff.failed().max(error.retry_after());
        tracing::warn!(
            "the moderation channel cannot be told, trying again in {pause:.0?}: {error}"
        );
        sleep(pause).await;
    }
    tracing::error!("the moderation channel was not told what happened to the response files");
}
