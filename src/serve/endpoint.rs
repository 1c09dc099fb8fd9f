//! Discord's interactions over HTTP: signed requests in, callbacks in the body out;
//! <https://discord.com/developers/docs/interactions/overview#configuring-an-interactions-endpoint-url>.
//!
//! A transport like the others: what to say is not its business. Nothing of a request is read before
//! its signature proves that it comes from Discord, and nothing that a stranger sends is logged.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, Request, StatusCode};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use crate::bot;
use crate::bot::{Bot, InTime};
use crate::discord::rest::original;
use crate::discord::rest::{ANSWER_WITHIN, Rest};
use crate::discord::signature::PublicKey;
use crate::discord::{Interaction, Snowflake};
use crate::serve::health::HealthPages;
use crate::serve::http;
use crate::serve::http::{Answer, Handler, Place};

/// Where Discord sends interactions.
const PATH: &str = "/interactions";
/// The header with the signature.
const SIGNATURE: &str = "x-signature-ed25519";
/// The largest body that is read. Discord's are a few kilobytes; a modal with five texts of 4000
/// characters is at most about 100 KiB.
const MAX_BODY: usize = 256 * 1024;
/// How much more of too large a body is thrown away, so that the sender reads the answer and not
/// that the connection broke.
const MAX_DISCARDED: usize = 1024 * 1024;
/// How long a body may take; Discord itself waits 3 seconds for the whole, and its bodies come with the
/// headers.
const BODY_TIME: Duration = Duration::from_secs(2);
/// How many seconds the timestamp of a request may differ from the clock before the request can no
/// longer moderate. As long as Discord takes answers to an interaction.
const FRESH: u64 = 15 * 60;
/// The same for what moderators hear of: a report, or a question that nothing was found for. Longer
/// than a request takes, and short enough that it is not worth keeping one.
const RECENT: u64 = 30;
/// How many interactions of moderators are remembered: more than they can have in [`FRESH`].
const MAX_SEEN: usize = 10_000;

/// Serves until `stop` and a little longer, as [`http::serve`] describes.
///
/// # Errors
///
/// When the listener has no address.
pub async fn serve(
    bot: Arc<Bot>,
    rest: Rest,
    key: PublicKey,
    listener: TcpListener,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    info!(address = %listener.local_addr()?, "serving Discord's interactions");
    let operations = HealthPages::new(Arc::clone(&bot), stop.clone());
    let endpoint = Endpoint {
        bot,
        rest,
        key,
        once: Once::default(),
        later: TaskTracker::new(),
        misled: AtomicBool::new(false),
        clock: Clock::default(),
        operations,
    };
    let later = endpoint.later.clone();
    let end = async {
        stop.cancelled().await;
        Instant::now() + END_WITHIN
    };
    let serving = http::serve(listener, Arc::new(endpoint), stop.clone(), http::LINGER);
    let ((), end) = tokio::join!(serving, end);
    later.close();
    if timeout_at(end, later.wait()).await.is_err() {
        warn!("{} announced answers stay without an end", later.len());
    }
    Ok(())
}

/// When answers that were announced must be there after the signal to stop, so that the process ends
/// within 5 s of it.
const END_WITHIN: Duration = Duration::from_millis(4500);

struct Endpoint {
    bot: Arc<Bot>,
    /// For answers that take longer than a request may.
    rest: Rest,
    key: PublicKey,
    once: Once,
    /// Answers that were announced and are still to come.
    later: TaskTracker,
    /// Whether it was said that interactions come in at a path where none are answered.
    misled: AtomicBool,
    clock: Clock,
    operations: HealthPages,
}

impl Handler for Endpoint {
    async fn answer(&self, request: Request<Incoming>, place: &Place) -> Answer {
        let answer = match (request.method(), request.uri().path()) {
            (&Method::POST, PATH) => match self.interact(request, place).await {
                Ok(Some(callback)) => http::answer(StatusCode::OK, "application/json", callback),
                Ok(None) => http::answer(StatusCode::ACCEPTED, "application/json", Vec::new()),
                Err(refusal) => http::plain(refusal.0, refusal.1),
            },
            (_, PATH) => http::method_not_allowed("POST"),
            (method, path) => {
                if *method == Method::POST && request.headers().contains_key(SIGNATURE) {
                    self.say_where();
                }
                self.operations.page(method, path)
            }
        };
        self.bot.metrics().responded(answer.status().as_u16());
        answer
    }
}

impl Endpoint {
    /// Tells the operator once that interactions come in at another path. Which one is in nobody's
    /// log, as strangers can ask for any.
    fn say_where(&self) {
        if !self.misled.swap(true, Relaxed) {
            warn!(
                "something that looks like an interaction was sent to another path than {PATH}, and \
                 got 404; if that is Discord, let the Interactions Endpoint URL in the Developer \
                 Portal end in {PATH}, without a slash behind it"
            );
        }
    }
}

/// Why a request gets no callback.
struct Refusal(StatusCode, &'static str);

const UNSIGNED: Refusal = Refusal(StatusCode::UNAUTHORIZED, "invalid request signature\n");
const TOO_LARGE: Refusal = Refusal(StatusCode::PAYLOAD_TOO_LARGE, "body too large\n");
const TOO_SLOW: Refusal = Refusal(StatusCode::REQUEST_TIMEOUT, "body too slow\n");
const NOT_JSON: Refusal = Refusal(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "the body must be application/json\n",
);
const NO_ANSWER: Refusal = Refusal(StatusCode::INTERNAL_SERVER_ERROR, "no answer\n");
const UNREADABLE: Refusal = Refusal(StatusCode::BAD_REQUEST, "this is no interaction\n");

impl Endpoint {
    /// The callback, as JSON; nothing where it was sent on its own, as one with a file has to be.
    async fn interact(
        &self,
        request: Request<Incoming>,
        place: &Place,
    ) -> Result<Option<Vec<u8>>, Refusal> {
        let (head, body) = request.into_parts();
        let header = |name| head.headers.get(name).map(HeaderValue::as_bytes);
        let signature = header(SIGNATURE).ok_or(UNSIGNED)?;
        let timestamp = header("x-signature-timestamp").ok_or(UNSIGNED)?;
        let body = read(body).await?;
        if !self.key.has_signed(signature, timestamp, &body) {
            return Err(UNSIGNED);
        }
        place.prove();
        if !is_json(&head.headers) {
            return Err(NOT_JSON);
        }
        let mut interaction = bot::read(&body).ok_or(UNREADABLE)?;
        let age = self.clock.age(timestamp, Timestamp::now().as_second());
        if !(is_fresh(age) && self.may_moderate(&interaction)) {
            interaction.drop_rights();
        }
        interaction.is_old = age.is_none_or(|age| age > RECENT);
        let (application, token) = (interaction.application_id, interaction.token.clone());
        let (id, deadline) = (interaction.id, Instant::now() + ANSWER_WITHIN);
        let asked = self.bot.asked(&interaction);
        let callback = match self.bot.answer_in_time(interaction).await {
            InTime::Now(callback) => callback,
            InTime::Later { now, rest } => {
                let (api, token) = (self.rest.clone(), token.clone());
                let (bot, asked) = (Arc::clone(&self.bot), asked.clone());
                self.later.spawn(async move {
                    original::answer(&api, application, &token, (&bot, &asked), rest).await;
                });
                now
            }
        };
        let callback = if callback.file().is_some() {
            let sent = self.rest.callback(id, &token, &callback, deadline).await;
            let Err(error) = sent else {
                return Ok(None);
            };
            original::refused(&self.bot, &asked, callback.about(), &error).ok_or_else(|| {
                let command = &*asked.command;
                warn!(command, "an answer with a file could not be given: {error}");
                NO_ANSWER
            })?
        } else {
            callback
        };
        Ok(Some(callback.body().into_bytes()))
    }
}

impl Endpoint {
    /// Whether a fresh request may change texts, as far as its author may: when it comes for the first
    /// time.
    ///
    /// Discord sets no limit to a request's age, and refusing old ones would let a wrong clock cut the
    /// bot off. Whoever sends one again learns what the bot says anyway, but nothing that is for
    /// moderators, and changes nothing: for as long as a request is fresh, all replicas know what was
    /// done ([`crate::store::taken`]).
    fn may_moderate(&self, interaction: &Interaction) -> bool {
        let moderators = self.bot.moderators();
        moderators.is_some_and(|moderators| interaction.may_moderate(moderators))
            && self.once.is_first(interaction.id)
    }
}

/// The interactions of moderators that came in lately. Signed by Discord, as they are, nobody else
/// can fill it. Another replica has its own, so that it answers what a proxy asks it because this one
/// said nothing.
#[derive(Default)]
struct Once(Mutex<VecDeque<Snowflake>>);

impl Once {
    fn is_first(&self, id: Snowflake) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.contains(&id) {
            info!("a moderator's request for the second time, which does nothing");
            return false;
        }
        seen.push_back(id);
        if seen.len() > MAX_SEEN {
            seen.pop_front();
        }
        true
    }
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    let announced = body.size_hint().lower();
    let reading = async {
        if announced > MAX_BODY as u64 {
            let _ = Limited::new(body, MAX_DISCARDED).collect().await;
            return Err(TOO_LARGE);
        }
        match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(TOO_LARGE),
            Err(_) => Err(UNREADABLE),
        }
    };
    timeout(BODY_TIME, reading).await.unwrap_or(Err(TOO_SLOW))
}

/// Whether the body says to be JSON, or says nothing.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_none_or(|kind| {
        let kind = kind.as_bytes().split(|byte| *byte == b';').next();
        kind.is_some_and(|kind| kind.trim_ascii().eq_ignore_ascii_case(b"application/json"))
    })
}

/// How many requests in a row must be of another time before the clock is to blame: one alone can be
/// a request that is sent again.
const SUSPICIOUS: u32 = 3;

/// Compares this machine's clock with Discord's, which signs the time with each request.
#[derive(Default)]
struct Clock {
    /// How many requests in a row were of another time.
    n_off: AtomicU32,
}

impl Clock {
    /// How many seconds the moment that was signed is away from now. A clock that is wrong is logged
    /// once, and once more when it is right again.
    fn age(&self, timestamp: &[u8], now: i64) -> Option<u64> {
        let theirs: i64 = str::from_utf8(timestamp).ok()?.parse().ok()?;
        let age = theirs.abs_diff(now);
        if age <= FRESH {
            if self.n_off.swap(0, Relaxed) >= SUSPICIOUS {
                info!("this machine's clock agrees with Discord's again");
            }
            return Some(age);
        }
        let before = self
            .n_off
            .fetch_update(Relaxed, Relaxed, |n| n.checked_add(1));
        if before == Ok(SUSPICIOUS - 1) {
            warn!(
                "this machine's clock is probably wrong: it is {} minutes {} the time that Discord \
                 signs with its requests; until it is right, moderators are refused",
                age / 60,
                if now < theirs { "behind" } else { "ahead of" },
            );
        }
        Some(age)
    }
}

fn is_fresh(age: Option<u64>) -> bool {
    age.is_some_and(|age| age <= FRESH)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::Relaxed;

    use super::{Clock, FRESH, SUSPICIOUS, is_fresh};

    #[test]
    fn a_request_is_fresh_for_a_quarter_of_an_hour() {
        let now = 1_700_000_000;
        let late = now + FRESH.cast_signed();
        let is_fresh = |timestamp, now| is_fresh(Clock::default().age(timestamp, now));
        assert!(is_fresh(b"1700000000", now) && is_fresh(b"1700000000", late));
        assert!(!is_fresh(b"1700000000", late + 1));
        assert!(!is_fresh(b"1700000000", -late));
        assert!(!is_fresh(b"soon", now));
    }

    #[test]
    fn the_clock_is_to_blame_only_when_request_after_request_is_of_another_time() {
        let clock = Clock::default();
        for _ in 0..10 {
            for _ in 1..SUSPICIOUS {
                assert!(!is_fresh(clock.age(b"1", 1_700_000_000)));
            }
            assert!(clock.n_off.load(Relaxed) < SUSPICIOUS);
            assert!(is_fresh(clock.age(b"1700000000", 1_700_000_000)));
        }
    }
}
