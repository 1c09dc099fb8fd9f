//! One request to Discord: sent as often as it takes, and for as long as there is time.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::discord::RequestBody;
use crate::discord::rest::backoff::Backoff;
use crate::discord::rest::client::Pause;
use crate::discord::rest::error::cause;
use crate::discord::rest::{Error, Rest};
use crate::respond::File;

/// How long one attempt may take.
const ATTEMPT_WITHIN: Duration = Duration::from_secs(10);
/// How long a call may take, with all its attempts.
const CALL_WITHIN: Duration = Duration::from_secs(15);
/// How long Discord may take to confirm an answer that left in time. Its own clock decides whether
/// that was in time; giving up earlier would count answers as lost that members see.
const CONFIRM_WITHIN: Duration = Duration::from_secs(1);
/// How much of an answer is read: many times more than 100 commands in every language.
const MAX_BODY: usize = 16 << 20;

/// The most digits of a snowflake. Longer parts of a path are words of the API, or tokens.
const LONGEST_SNOWFLAKE: usize = 20;

/// One request, to be sent as often as needed.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The name in errors and logs.
    pub(crate) route: &'static str,
    pub(crate) body: Option<RequestBody>,
    /// Until when it may be sent.
    pub(crate) deadline: Instant,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Does the same when it is sent twice.
    Repeatable,
    /// Would do it twice when it is sent twice, so that whoever wants it decides about a next time.
    Once,
    /// The answer to an interaction, of which Discord takes only the first.
    Callback,
}

impl Rest {
    /// Sends until it goes well, cannot go well, or would come too late.
    pub(crate) async fn send(&self, call: Call) -> Result<Vec<u8>, Error> {
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));
        let mut is_repeated = false;
        loop {
            let pause = self.pause(&call).until();
            let earliest = pause.unwrap_or_else(Instant::now);
            if earliest >= call.deadline {
                return Err(Error::Late { route: call.route });
            }
            // Only then: even a wait for a moment that has passed takes up to a millisecond.
            if pause.is_some() {
                sleep_until(earliest).await;
            }
            let error = match self.attempt(&call).await {
                Ok(body) => return Ok(body),
                Err(error) if is_repeated && error.is_already_answered() => return Ok(Vec::new()),
                Err(error) if !may_pass(&error, call.kind) => return Err(error),
                Err(error) => error,
            };
            let asked = Some(error.retry_after()).filter(|wait| !wait.is_zero());
            let wait = asked.unwrap_or_else(|| backoff.failed());
            let next = Instant::now() + wait;
            if next >= call.deadline {
                return Err(error);
            }
            match call.kind {
                Kind::Callback => tracing::debug!("{error}; trying again in {wait:.1?}"),
                Kind::Repeatable | Kind::Once => {
                    tracing::warn!("{error}; trying again in {wait:.1?}");
                }
            }
            is_repeated = true;
            sleep_until(next).await;
        }
    }

    /// Sends, and reads what Discord answers.
    pub(crate) async fn read<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let route = call.route;
        let body = self.send(call).await?;
        serde_json::from_slice(&body).map_err(|error| Error::Unreadable {
            route,
            cause: error.to_string(),
        })
    }

    async fn attempt(&self, call: &Call) -> Result<Vec<u8>, Error> {
        let mut request = self
            .client
            .request(call.method.clone(), self.base.clone() + &call.path);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        if let Some(body) = &call.body {
            request = match &body.file {
                None => request
                    .header(CONTENT_TYPE, "application/json")
                    .body(body.json.get().to_owned()),
                Some(file) => request.multipart(form(body.json.get(), file)),
            };
        }
        let end = match call.kind {
            Kind::Callback => call.deadline + CONFIRM_WITHIN,
            Kind::Repeatable | Kind::Once => call.deadline.min(Instant::now() + ATTEMPT_WITHIN),
        };
        let exchange = async {
            let mut response = request.send().await?;
            let headers = std::mem::take(response.headers_mut());
            reqwest::Result::Ok((
                response.status(),
                headers,
                read_body(response, MAX_BODY).await?,
            ))
        };
        match timeout_at(end, exchange).await {
            Ok(Ok((status, headers, body))) => self.judge(call, status, &headers, body),
            // Before the request was sent, or perhaps after.
            Ok(Err(error)) if error.is_connect() => Err(Error::Unreached {
                route: call.route,
                cause: cause(&error),
            }),
            Ok(Err(error)) => Err(Error::Unavailable {
                route: call.route,
                cause: cause(&error),
            }),
            Err(_) => Err(Error::Late { route: call.route }),
        }
    }

    /// What Discord's answer means for the call.
    fn judge(
        &self,
        call: &Call,
        status: StatusCode,
        headers: &HeaderMap,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, Error> {
        let route = call.route;
        if status.is_success() {
            return Ok(body);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(self.limited(call, headers, &body));
        }
        if status.is_server_error() {
            let cause = format!("Discord answered {status}");
            return Err(Error::Unavailable { route, cause });
        }
        // A callback's own token can be refused as well, which says nothing of the bot's.
        if status == StatusCode::UNAUTHORIZED && call.kind != Kind::Callback {
            return Err(Error::TokenRefused);
        }
        // A refusal that quotes the request would take its tokens into the log.
        let is_secret = |text: &str| self.is_quoted(call, text.as_bytes());
        Err(Error::refused(route, status, &body, is_secret))
    }

    /// Whether the bot's token, or that of the interaction in the path, is in a text.
    fn is_quoted(&self, call: &Call, text: &[u8]) -> bool {
        let token = self.authorization.as_ref().map(HeaderValue::as_bytes);
        let token = token.and_then(|value| value.strip_prefix(b"Bot "));
        let parts = call.path.split('/').map(str::as_bytes);
        let in_path = parts.filter(|part| part.len() > LONGEST_SNOWFLAKE);
        let mut secrets = token.into_iter().chain(in_path);
        secrets.any(|secret| text.windows(secret.len()).any(|part| part == secret))
    }

    fn limited(&self, call: &Call, headers: &HeaderMap, body: &[u8]) -> Error {
        #[derive(Default, Deserialize)]
        struct Limit {
            retry_after: Option<f64>,
            #[serde(default)]
            global: bool,
        }
        let limit: Limit = serde_json::from_slice(body).unwrap_or_default();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let in_header = || text(RETRY_AFTER.as_str())?.parse().ok();
        let seconds: Option<f64> = limit.retry_after.or_else(in_header);
        let wait = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
        if limit.global || text("x-ratelimit-global").is_some() {
            let until = Instant::now() + wait.unwrap_or(Duration::from_secs(1));
            self.pauses.calls.extend(until);
            if call.kind == Kind::Callback {
                self.pauses.callbacks.extend(until);
            }
        }
        Error::Limited {
            route: call.route,
            retry_after: wait.unwrap_or_default(),
        }
    }

    fn pause(&self, call: &Call) -> &Pause {
        match call.kind {
            Kind::Callback => &self.pauses.callbacks,
            Kind::Repeatable | Kind::Once => &self.pauses.calls,
        }
    }
}

/// Whether what went wrong may go well after a while.
fn may_pass(error: &Error, kind: Kind) -> bool {
    match error {
        Error::Limited { .. } => true,
        Error::Unreached { .. } | Error::Unavailable { .. } => kind != Kind::Once,
        // It may have been taken, and there is no time to find out.
        Error::Late { .. } => kind == Kind::Repeatable,
        _ => false,
    }
}

/// A payload with the file that it names as its attachment 0.
fn form(json: &str, file: &File) -> Form {
    let of_kind = |part: Part, kind| {
        let kind = HeaderValue::from_static(kind);
        part.headers(HeaderMap::from_iter([(CONTENT_TYPE, kind)]))
    };
    let payload = of_kind(Part::text(json.to_owned()), "application/json");
    let length = file.content.len() as u64;
    let content = Part::stream_with_length(file.content.clone(), length);
    let content = of_kind(content, file.media_type());
    Form::new()
        .percent_encode_noop()
        .part("payload_json", payload)
        .part("files[0]", content.file_name(file.name.clone()))
}

/// The body of a response; more than `limit` bytes where it is longer, and not all of it.
pub(crate) async fn read_body(mut response: Response, limit: usize) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > limit {
            break;
        }
    }
    Ok(body)
}

impl Call {
    /// A request without a body.
    pub(crate) fn get(path: String, route: &'static str) -> Self {
        Self::new(Method::GET, path, route, None)
    }

    /// A request that does the same when it is sent twice.
    pub(crate) fn new(
        method: Method,
        path: String,
        route: &'static str,
        body: Option<RequestBody>,
    ) -> Self {
        Self {
            method,
            path,
            route,
            body,
            deadline: Instant::now() + CALL_WITHIN,
            kind: Kind::Repeatable,
        }
    }
}
