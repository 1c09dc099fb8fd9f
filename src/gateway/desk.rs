//! Answers interactions, each once and in time.
//!
//! Takes one snapshot of the content per interaction, and leaves what to say to
//! [`discord::answer`]. Knows no gateway; never logs what was said, by whom, or a token.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::task::TaskTracker;

use crate::content::live::Live;
use crate::discord::{self, Callback, Data, Interaction, InteractionType, Secret};
use crate::respond::Draw;
use crate::rest::{ANSWER_WITHIN, Error, Rest};

/// The most answers on their way at once; each takes a connection of its own.
const MAX_CALLS: usize = 128;
/// The most interactions that wait for an answer at once, at some 2 KiB each. More than this could
/// not be answered within 3 s.
const MAX_WAITING: usize = 10_000;

/// Where interactions are answered.
pub struct Desk {
    rest: Rest,
    live: Arc<Live>,
    draw: Box<dyn Draw + Send + Sync>,
    calls: Semaphore,
    in_flight: TaskTracker,
    n_dropped: AtomicU64,
    dropped: Notify,
}

impl Desk {
    /// A desk that answers from the live content.
    pub fn new(rest: Rest, live: Arc<Live>, draw: impl Draw + Send + Sync + 'static) -> Self {
        Self {
            rest,
            live,
            draw: Box::new(draw),
            calls: Semaphore::new(MAX_CALLS),
            in_flight: TaskTracker::new(),
            n_dropped: AtomicU64::new(0),
            dropped: Notify::new(),
        }
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
        let callback = self.compose(&interaction);
        let Interaction { id, token, .. } = &interaction;
        match self.rest.callback(*id, token, &callback, deadline).await {
            Ok(()) => {}
            Err(Error::Late { .. }) => self.drop_one(),
            Err(error) => tracing::warn!("an interaction stays without an answer: {error}"),
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
            tracing::warn!("it has no number or no token, so nobody can answer it");
        }
    }

    /// What to say; an apology where finding out what to say failed.
    fn compose(&self, interaction: &Interaction) -> Callback {
        let snapshot = self.live.current();
        let answer = || discord::answer(&snapshot.library, interaction, &*self.draw);
        // The snapshot is immutable, and the draw keeps its own state in order.
        catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| {
            tracing::error!("answering an interaction panicked; the member gets an apology");
            discord::apologise(interaction)
        })
    }

    fn drop_one(&self) {
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
