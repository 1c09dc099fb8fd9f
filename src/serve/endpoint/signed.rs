//! Reads what Discord signed: nothing of a request is looked at before its signature proves that it
//! comes from Discord.
//!
//! Knows nothing of what is answered.
#![expect(
    clippy::disallowed_methods,
    reason = "compares the clock with Discord's"
)]

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Request, StatusCode};
use jiff::Timestamp;
use tokio::time::timeout;
use tracing::{info, warn};

use crate::bot;
use crate::discord::Interaction;
use crate::discord::signature::PublicKey;

/// The header with the signature.
pub(crate) const SIGNATURE: &str = "x-signature-ed25519";
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
/// How many seconds it may differ before moderators no longer hear of the request: of a report, or of
/// a question that nothing was found for. Longer
/// than a request takes, and short enough that it is not worth keeping one.
const RECENT: u64 = 30;
/// Why a request gets no callback.
pub(crate) struct Rejection(pub(crate) StatusCode, pub(crate) &'static str);

const UNSIGNED: Rejection = Rejection(StatusCode::UNAUTHORIZED, "invalid request signature\n");
const TOO_LARGE: Rejection = Rejection(StatusCode::PAYLOAD_TOO_LARGE, "body too large\n");
const TOO_SLOW: Rejection = Rejection(StatusCode::REQUEST_TIMEOUT, "body too slow\n");
const NOT_JSON: Rejection = Rejection(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "the body must be application/json\n",
);
pub(crate) const NO_ANSWER: Rejection = Rejection(StatusCode::INTERNAL_SERVER_ERROR, "no answer\n");
const UNREADABLE: Rejection = Rejection(StatusCode::BAD_REQUEST, "this is no interaction\n");

/// A request that Discord signed: there is none without a right signature.
pub(crate) struct Signed {
    headers: HeaderMap,
    body: Bytes,
    /// How many seconds the moment that was signed is away from now, if it is a moment.
    age: Option<u64>,
}

impl Signed {
    /// Reads a request, and proves that it comes from Discord.
    pub(crate) async fn read(
        request: Request<Incoming>,
        key: &PublicKey,
        clock: &ClockCheck,
    ) -> Result<Self, Rejection> {
        let (head, body) = request.into_parts();
        let header = |name| head.headers.get(name).map(HeaderValue::as_bytes);
        let signature = header(SIGNATURE).ok_or(UNSIGNED)?;
        let timestamp = header("x-signature-timestamp").ok_or(UNSIGNED)?;
        let body = read(body).await?;
        if !key.has_signed(signature, timestamp, &body) {
            return Err(UNSIGNED);
        }
        Ok(Self {
            age: clock.age(timestamp, Timestamp::now().as_second()),
            headers: head.headers,
            body,
        })
    }

    /// The interaction in it.
    pub(crate) fn interaction(&self) -> Result<Interaction, Rejection> {
        if !is_json(&self.headers) {
            return Err(NOT_JSON);
        }
        bot::read(&self.body).ok_or(UNREADABLE)
    }

    /// Whether it may still moderate.
    pub(crate) fn is_fresh(&self) -> bool {
        self.age.is_some_and(|age| age <= FRESH)
    }

    /// Whether moderators may still hear of it.
    pub(crate) fn is_recent(&self) -> bool {
        self.age.is_some_and(|age| age <= RECENT)
    }
}

async fn read(body: Incoming) -> Result<Bytes, Rejection> {
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
pub(crate) struct ClockCheck {
    /// How many requests in a row were of another time.
    n_off: AtomicU32,
}

impl ClockCheck {
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
