//! Answers interactions, each once and in time.
//!
//! Leaves what to say to the bot. Knows no gateway; never logs what was said, by whom, or a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::task::TaskTracker;

use crate::bot::{Bot, InTime};
use crate::discord::{Data, Interaction, InteractionType, Secret};
use crate::later;
use crate::metrics::GatewayState;
use crate::rest::{ANSWER_WITHIN, Rest};

/// The most answers on their way at once; each takes a connection of its own.
const MAX_CALLS: usize = 128;
/// The most interactions that wait for an answer at once, at some 2 KiB each. More than this could
/// not be answered within 3 s.
const MAX_WAITING: usize = 10_000;

/// Where interactions are answered.
pub struct Desk {
    rest: Rest,
    bot: Arc<Bot>,
    calls: Semaphore,
    in_flight: TaskTracker,
    n_dropped: AtomicU64,
    dropped: Notify,
}

impl Desk {
    /// A desk at which this bot answers.
    pub fn new(rest: Rest, bot: Arc<Bot>) -> Self {
        Self {
            rest,
            bot,
            calls: Semaphore::new(MAX_CALLS),
            in_flight: TaskTracker::new(),
            n_dropped: AtomicU64::new(0),
            dropped: Notify::new(),
        }
    }

    /// There is a session, so interactions can come in.
    pub(super) fn is_connected(&self) {
        self.bot.metrics().set_gateway(GatewayState::Connected);
    }

    /// Answers an interaction that arrived just now.
    pub async fn answer(&self, interaction: Interaction) {
        let deadline = Instant::now() + ANSWER_WITHIN;
        let _in_flight = self.in_flight.token();
        if self.in_flight.len() > MAX_WAITING {
            return self.drop_one();
        }
        let Ok(Ok(_call)) = timeout_at(deadline, self.calls.acquire()).await else {
            return self.drop_one();
        };
        let (id, application) = (interaction.id, interaction.application_id);
        let token = interaction.token.clone();
        let asked = self.bot.asked(&interaction);
        let (callback, rest) = match self.bot.answer_in_time(interaction).await {
            InTime::Now(callback) => (callback, None),
            InTime::Later { now, rest } => (now, Some(rest)),
        };
        match self.rest.callback(id, &token, &callback, deadline).await {
            Ok(()) => {}
            Err(error) if error.is_late() => self.drop_one(),
            Err(error) => {
                let plain = later::refused(&self.bot, &asked, callback.about(), &error);
                let sent = match &plain {
                    Some(plain) => self.rest.callback(id, &token, plain, deadline).await,
                    None => Err(error),
                };
                if let Err(error) = sent {
                    self.bot.metrics().unanswered();
                    let command = &*asked.command;
                    tracing::warn!(command, "an interaction stays without an answer: {error}");
                }
            }
        }
        if let Some(rest) = rest {
            later::answer(&self.rest, application, &token, (&self.bot, &asked), rest).await;
        }
    }

    /// Answers an interaction that the client could not read, from its JSON.
    pub async fn answer_unread(&self, value: Value) {
        let kind = value["type"].as_u64();
        tracing::warn!(
            kind,
            "Discord sent an interaction that the client cannot read"
        );
        if let Some(interaction) = readable(value) {
            self.answer(interaction).await;
        } else {
            self.bot.metrics().unanswered();
            tracing::warn!("it has no number or no token, so nobody can answer it");
        }
    }

    fn drop_one(&self) {
        self.bot.metrics().unanswered();
        self.n_dropped.fetch_add(1, Ordering::Relaxed);
        self.dropped.notify_one();
    }

    /// Warns about interactions that could not be answered in time; once a second at most.
    pub(super) async fn report(&self) -> ! {
        loop {
            self.dropped.notified().await;
            sleep(Duration::from_secs(1)).await;
            self.report_dropped();
        }
    }

    fn report_dropped(&self) {
        let n = self.n_dropped.swap(0, Ordering::Relaxed);
        if n > 0 {
            tracing::warn!("{n} interactions could not be answered within Discord's 3 s");
        }
    }

    /// Waits for the answers on their way, but no longer than they are of use.
    pub(super) async fn finish(&self) {
        self.in_flight.close();
        if timeout(ANSWER_WITHIN, self.in_flight.wait()).await.is_err() {
            tracing::warn!(
                "{} interactions stay without an answer",
                self.in_flight.len()
            );
        }
        self.report_dropped();
    }
}

/// The interaction, or as much of it as is needed to say that the bot does not know it.
fn readable(value: Value) -> Option<Interaction> {
    let id = serde_json::from_value(value["id"].clone()).ok()?;
    let token = Secret::new(value["token"].as_str()?);
    let kind = value["type"].as_u64();
    if let Ok(interaction) = serde_json::from_value(value) {
        return Some(interaction);
    }
    // While an option is being typed, Discord takes nothing but suggestions.
    let (kind, data) = match kind {
        Some(4) => (InteractionType::AUTOCOMPLETE, Some(Data::default())),
        _ => (InteractionType::default(), None),
    };
    Some(Interaction {
        id,
        kind,
        token,
        data,
        ..Interaction::default()
    })
}
