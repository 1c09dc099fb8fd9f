//! Discord's interactions over HTTP: signed requests in, callbacks in the body out;
//! <https://discord.com/developers/docs/interactions/overview#configuring-an-interactions-endpoint-url>.
//!
//! A transport like the others: what to say is not its business. Nothing of a request is read before
//! its signature proves that it comes from Discord, and nothing that a stranger sends is logged.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, Request, StatusCode};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::bot::{self, Bot, InTime};
use crate::discord::{Interaction, Snowflake};
use crate::http::{self, Answer, Handler};
use crate::later;
use crate::operations::Operations;
use crate::rest::{ANSWER_WITHIN, Rest};
use crate::signature::PublicKey;

/// Where Discord sends interactions.
const PATH: &str = "/interactions";
/// The largest body that is read. Discord's are a few kilobytes; a modal with five texts of 4000
/// characters is at most about 100 KiB.
const MAX_BODY: usize = 256 * 1024;
/// How much more of too large a body is thrown away, so that the sender reads the answer and not
/// that the connection broke.
const MAX_DISCARDED: usize = 1024 * 1024;
/// How long a body may take; Discord itself waits 3 seconds for the whole.
const BODY_TIME: Duration = Duration::from_secs(3);
/// How many seconds the timestamp of a request may differ from the clock before the request can no
/// longer moderate. As long as Discord takes answers to an interaction.
const FRESH: u64 = 15 * 60;
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
    let operations = Operations::new(Arc::clone(&bot), stop.clone());
    let endpoint = Endpoint {
        bot,
        rest,
        key,
        once: Once::default(),
        operations,
    };
    http::serve(listener, Arc::new(endpoint), stop, http::LINGER).await;
    Ok(())
}

struct Endpoint {
    bot: Arc<Bot>,
    /// For answers that take longer than a request may.
    rest: Rest,
    key: PublicKey,
    once: Once,
    operations: Operations,
}

impl Handler for Endpoint {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let answer = match (request.method(), request.uri().path()) {
            (&Method::POST, PATH) => match self.interact(request).await {
                Ok(Some(callback)) => http::answer(StatusCode::OK, "application/json", callback),
                Ok(None) => http::answer(StatusCode::ACCEPTED, "application/json", Vec::new()),
                Err(refusal) => http::plain(refusal.0, refusal.1),
            },
            (_, PATH) => http::method_not_allowed("POST"),
            (method, path) => self.operations.page(method, path),
        };
        self.bot.metrics().responded(answer.status().as_u16());
        answer
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
    async fn interact(&self, request: Request<Incoming>) -> Result<Option<Vec<u8>>, Refusal> {
        let (head, body) = request.into_parts();
        let header = |name| head.headers.get(name).map(HeaderValue::as_bytes);
        let signature = header("x-signature-ed25519").ok_or(UNSIGNED)?;
        let timestamp = header("x-signature-timestamp").ok_or(UNSIGNED)?;
        let body = read(body).await?;
        if !self.key.has_signed(signature, timestamp, &body) {
            return Err(UNSIGNED);
        }
        if !is_json(&head.headers) {
            return Err(NOT_JSON);
        }
        let mut interaction = bot::read(&body).ok_or(UNREADABLE)?;
        if !self.may_moderate(&interaction, timestamp) {
            interaction.drop_rights();
        }
        let (application, token) = (interaction.application_id, interaction.token.clone());
        let (id, deadline) = (interaction.id, Instant::now() + ANSWER_WITHIN);
        let callback = match self.bot.answer_in_time(interaction).await {
            InTime::Now(callback) => callback,
            InTime::Later { now, rest } => {
                let (api, token) = (self.rest.clone(), token.clone());
                tokio::spawn(async move { later::answer(&api, application, &token, rest).await });
                now
            }
        };
        if callback.file().is_some() {
            let sent = self.rest.callback(id, &token, &callback, deadline).await;
            return sent.map(|()| None).map_err(|error| {
                warn!("an answer with a file could not be given: {error}");
                NO_ANSWER
            });
        }
        callback
            .body()
            .map(|body| Some(body.json))
            .map_err(|_| NO_ANSWER)
    }
}

impl Endpoint {
    /// Whether a request may change texts, as far as its author may: when it is fresh, and comes for
    /// the first time.
    ///
    /// Discord sets no limit to a request's age, and refusing old ones would let a wrong clock cut the
    /// bot off. Whoever sends one again learns what the bot says anyway; but it must not change a text
    /// again.
    fn may_moderate(&self, interaction: &Interaction, timestamp: &[u8]) -> bool {
        let moderators = self.bot.moderators();
        moderators.is_some_and(|moderators| interaction.may_moderate(moderators))
            && is_fresh(timestamp, Timestamp::now().as_second())
            && self.once.is_first(interaction.id)
    }
}

/// The interactions of moderators that came in lately. Signed by Discord, as they are, nobody else
/// can fill it. Another replica has its own.
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

fn is_fresh(timestamp: &[u8], now: i64) -> bool {
    let seconds = str::from_utf8(timestamp)
        .ok()
        .and_then(|t| t.parse::<i64>().ok());
    let is_fresh = seconds.is_some_and(|seconds| seconds.abs_diff(now) <= FRESH);
    if !is_fresh {
        info!("a request of another time, which cannot moderate; is the clock right?");
    }
    is_fresh
}

#[cfg(test)]
mod tests {
    use super::{FRESH, is_fresh};

    #[test]
    fn a_request_is_fresh_for_a_quarter_of_an_hour() {
        let now = 1_700_000_000;
        let late = now + FRESH.cast_signed();
        assert!(is_fresh(b"1700000000", now) && is_fresh(b"1700000000", late));
        assert!(!is_fresh(b"1700000000", late + 1));
        assert!(!is_fresh(b"1700000000", -late));
        assert!(!is_fresh(b"soon", now));
    }
}
