//! Answers interactions, each once and in time.
//!
//! Leaves what to say to the bot. Knows no connection; never logs what was said, by whom, or a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::{sleep, timeout, timeout_at};
use tokio_util::task::TaskTracker;

use crate::bot::{self, Bot};
use crate::discord::rest::{ANSWER_WITHIN, Error, Rest};
use crate::discord::{Callback, Interaction};

/// The most answers on their way at once; each takes a connection of its own.
const MAX_CALLS: usize = 128;
/// The most interactions that wait for an answer at once, at some 2 KiB each. More than this could
/// not be answered within 3 s.
const MAX_WAITING: usize = 10_000;

/// Answers the gateway's interactions: at most [`MAX_CALLS`] at once, and none after Discord's deadline.
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
    pub(crate) fn set_connected(&self) {
        self.bot.metrics.set_connected(true);
    }

    /// Answers an interaction that arrived just now, given as Discord's JSON, beside all else.
    pub(crate) fn take(self: &Arc<Self>, json: &str) {
        let Some(interaction) = bot::read(json.as_bytes()).filter(|i| !i.token.is_empty()) else {
            self.bot.metrics.unanswered();
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
        let asked = self.bot.asked(&interaction);
        let Ok(Ok(_call)) = timeout_at(asked.deadline, self.calls.acquire()).await else {
            return self.drop_one();
        };
        let answer = self.bot.answer_in_time(interaction).await;
        let plain = |refused: &Callback, error: &Error| self.bot.plain(&asked, refused, error);
        match self.rest.answer(&asked, answer, plain).await {
            Ok(()) => {}
            Err(error) if error.is_late() => self.drop_one(),
            Err(error) if error.is_already_answered() => {
                let command = &*asked.command;
                tracing::debug!(command, "somebody else answered an interaction: {error}");
            }
            Err(error) => {
                self.bot.metrics.unanswered();
                let command = &*asked.command;
                tracing::warn!(command, "an interaction stays without an answer: {error}");
            }
        }
    }

    fn drop_one(&self) {
        self.bot.metrics.unanswered();
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
