//! Answers interactions: the callback, and what comes after it where answering takes longer than
//! Discord waits, or where a message goes away.
//!
//! What Discord refuses for its content is answered plainly; with what, the caller says.

use std::time::Duration;

use reqwest::Method;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::warn;

use crate::discord::rest::call::{Call, Kind};
use crate::discord::rest::{Error, Rest};
use crate::discord::{Callback, Interaction, InteractionType, Secret, Snowflake};

/// How long after its arrival an interaction can still be answered. Discord gives 3 s,
/// <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback>;
/// the rest is for the way there and back.
pub const ANSWER_WITHIN: Duration = Duration::from_millis(2500);
/// How often a message is tried to be taken away: it can be before Discord has read the callback.
const MAX_TRIES: u32 = 4;
/// The first pause between those.
const PAUSE: Duration = Duration::from_millis(500);

/// The answer to an interaction.
#[derive(Debug)]
pub enum Answer {
    /// The callback is all of it.
    Now(Callback),
    /// It takes longer than Discord waits: `now` says that it comes, and the message in what `rest`
    /// gives takes the place of the one that `now` made.
    Later {
        /// That there will be an answer.
        now: Callback,
        /// The answer.
        rest: JoinHandle<Callback>,
    },
    /// The message on which the button stands goes away; the callback is what it shows until then, and
    /// where it stays.
    Delete(Callback),
}

impl Answer {
    /// The callback.
    pub fn callback(&self) -> &Callback {
        let (Self::Now(now) | Self::Later { now, .. } | Self::Delete(now)) = self;
        now
    }
}

/// An interaction while it is answered: where its answer goes, and what it is about.
#[derive(Debug, Clone)]
pub struct Asked {
    id: Snowflake,
    application: Snowflake,
    token: Secret,
    /// Until when it can be answered.
    pub deadline: Instant,
    /// Its kind.
    pub kind: InteractionType,
    /// The command that it is about, as it is counted.
    pub command: String,
}

impl Asked {
    /// An interaction that arrived just now.
    pub fn new(interaction: &Interaction, command: &str) -> Self {
        Self {
            id: interaction.id,
            application: interaction.application_id,
            token: interaction.token.clone(),
            deadline: Instant::now() + ANSWER_WITHIN,
            kind: interaction.kind,
            command: command.to_owned(),
        }
    }

    /// The path of the message that answers it.
    fn original(&self) -> String {
        let (application, token) = (self.application, self.token.expose());
        format!("/webhooks/{application}/{token}/messages/@original")
    }
}

impl Rest {
    /// Answers an interaction: sends the callback, and does what comes after it. `plain` gives what is
    /// sent in the place of a callback that Discord refuses with this error, if anything.
    ///
    /// # Errors
    ///
    /// When the callback did not arrive; what comes after it is tried all the same.
    pub async fn answer(
        &self,
        asked: &Asked,
        answer: Answer,
        plain: impl Fn(&Callback, &Error) -> Option<Callback>,
    ) -> Result<(), Error> {
        let mut sent = self.callback(asked, answer.callback()).await;
        if let Err(error) = &sent
            && let Some(plain) = plain(answer.callback(), error)
        {
            sent = self.callback(asked, &plain).await;
        }
        self.follow_up(asked, answer, plain).await;
        sent
    }

    /// Does what comes after the callback of an answer. What becomes of it is in the log.
    pub async fn follow_up(
        &self,
        asked: &Asked,
        answer: Answer,
        plain: impl Fn(&Callback, &Error) -> Option<Callback>,
    ) {
        let done = match answer {
            Answer::Now(_) => return,
            Answer::Delete(_) => self.delete_original(asked).await,
            Answer::Later { rest, .. } => {
                let callback = rest.await.unwrap_or_else(|_| Callback::apology());
                match self.edit_original(asked, &callback).await {
                    Err(error) => match plain(&callback, &error) {
                        Some(plain) => self.edit_original(asked, &plain).await,
                        None => Err(error),
                    },
                    done => done,
                }
            }
        };
        if let Err(error) = done {
            let command = &*asked.command;
            warn!(command, "a later answer could not be given: {error}");
        }
    }

    /// Sends a callback.
    pub async fn callback(&self, asked: &Asked, callback: &Callback) -> Result<(), Error> {
        const ROUTE: &str = "POST /interactions/{id}/{token}/callback";
        let (id, token) = (asked.id, asked.token.expose());
        let path = format!("/interactions/{id}/{token}/callback");
        let call = Call {
            deadline: asked.deadline,
            kind: Kind::Callback,
            ..Call::new(Method::POST, path, ROUTE, Some(callback.body()))
        };
        self.send(call).await.map(drop)
    }

    /// Puts a message in the place of the one that announced it; possible for 15 minutes after the
    /// interaction.
    async fn edit_original(&self, asked: &Asked, callback: &Callback) -> Result<(), Error> {
        const ROUTE: &str = "PATCH /webhooks/{id}/{token}/messages/@original";
        let message = callback.message();
        let call = Call::new(Method::PATCH, asked.original(), ROUTE, message);
        self.send(call).await.map(drop)
    }

    /// Takes the message away on which the pressed button stands; possible for 15 minutes after the
    /// interaction.
    async fn delete_original(&self, asked: &Asked) -> Result<(), Error> {
        const ROUTE: &str = "DELETE /webhooks/{id}/{token}/messages/@original";
        let mut pause = PAUSE;
        let mut n_tries = 0;
        loop {
            let call = Call::new(Method::DELETE, asked.original(), ROUTE, None);
            n_tries += 1;
            match self.send(call).await {
                Err(Error::Refused { status: 404, .. }) if n_tries < MAX_TRIES => {
                    sleep(pause).await;
                    pause *= 2;
                }
                outcome => return outcome.map(drop),
            }
        }
    }
}
