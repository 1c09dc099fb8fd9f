//! How often connections to Discord's gateway are opened.
//!
//! Knows neither a connection nor where it leads.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::discord::rest::backoff::Backoff;

/// The pauses between connections that do not last. With these, a gateway that accepts and then
/// drops sees some ten attempts in the first minute.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(250), Duration::from_mins(1));
/// The pauses between attempts to reach a gateway that is down. These cost no start of a session,
/// and members wait for the bot to be back.
pub const UNREACHABLE: Backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(10));
/// How long a connection has lasted when the next one needs no pause.
pub const STABLE: Duration = Duration::from_secs(30);
/// How often one shard may identify, whatever `max_concurrency` is, as that counts shards;
/// <https://discord.com/developers/docs/events/gateway#rate-limiting>.
pub const IDENTIFY_EVERY: Duration = Duration::from_secs(5);

/// When the last connection began, and how long to wait before the next.
#[derive(Debug)]
pub struct Pace {
    last: Option<Instant>,
    backoff: Backoff,
    /// When a new session may be asked for.
    identify_at: Option<Instant>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            last: None,
            backoff: BACKOFF,
            identify_at: None,
        }
    }
}

impl Pace {
    /// Notes that a connection was opened.
    pub fn connects(&mut self) {
        self.last = Some(Instant::now());
    }

    /// Notes that a session is asked for.
    pub fn identifies(&mut self) {
        self.identify_at = Some(Instant::now() + IDENTIFY_EVERY);
    }

    /// Lets no new session be asked for that long.
    pub fn rest_for(&mut self, pause: Duration) {
        self.identify_at = self.identify_at.max(Some(Instant::now() + pause));
    }

    /// Waits as long as the connections before give reason to, and Discord asks.
    pub async fn wait(&mut self, is_resuming: bool) {
        let Some(last) = self.last else { return };
        let paced = if last.elapsed() >= STABLE {
            self.backoff.succeeded();
            None
        } else {
            Some(last + self.backoff.failed())
        };
        let allowed = self.identify_at.filter(|_| !is_resuming);
        if let Some(until) = paced.max(allowed) {
            sleep_until(until).await;
        }
    }
}
