//! Answers interactions, each once and in time.
//!
//! Leaves what to say to the bot. Knows no gateway; never logs what was said, by whom, or a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::task::TaskTracker;

use crate::bot;
use crate::bot::metrics::GatewayState;
use crate::bot::{Bot, InTime};
use crate::discord::Interaction;
use crate::discord::rest::original;
use crate::discord::rest::{ANSWER_WITHIN, Rest};

/// The most answers on their way at once; each takes a connection of its own.
const MAX_CALLS: usize = 128;
/// The most interactions that wait for an answer at once, at some 2 KiB each. More than this could
/// not be answered within 3 s.
const MAX_WAITING: usize = 10_000;

/// Where interactions are answered.
pub(crate) struct Answers {
    rest: Rest,
    bot: Arc<Bot>,
    calls: Semaphore,
    in_flight: TaskTracker,
    n_dropped: AtomicU64,
    dropped: Notify,
}

impl Answers {
    /// Answers for this bot.
    pub(crate) fn new(rest: Rest, bot: Arc<Bot>) -> Self {
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
    pub(crate) fn is_connected(&self) {
        self.bot.metrics().set_gateway(GatewayState::Connected);
    }

    /// Answers an interaction that arrived just now, given as Discord's JSON, beside all else.
    pub(crate) fn take(self: &Arc<Self>, json: &str) {
        let Some(interaction) = bot::read(json.as_bytes()).filter(|i| !i.token.is_empty()) else {
            self.bot.metrics().unanswered();
            tracing::warn!("it has no number or no token, so nobody can answer it");
            return;
        };
        if self.in_flight.len() >= MAX_WAITING {
            return self.drop_one();
        }
        let answers = Arc::clone(self);
        self.in_flight
            .spawn(async move { answers.answer(interaction).await });
    }

    async fn answer(&self, interaction: Interaction) {
        let deadline = Instant::now() + ANSWER_WITHIN;
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
                let plain = original::refused(&self.bot, &asked, callback.about(), &error);
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
            original::answer(&self.rest, application, &token, (&self.bot, &asked), rest).await;
        }
    }

    fn drop_one(&self) {
        self.bot.metrics().unanswered();
        self.n_dropped.fetch_add(1, Ordering::Relaxed);
        self.dropped.notify_one();
    }

    /// Warns about interactions that could not be answered in time; once a second at most.
    pub(crate) async fn report(&self) -> ! {
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
    pub(crate) async fn finish(&self) {
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
