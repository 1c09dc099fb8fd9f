//! What answers a request, and the answers that need no thought.

use std::future::Future;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::http::uri::Authority;
use hyper::{Request, Response, StatusCode, Version};

use crate::serve::http::crowd::Place;

/// What a [`Handler`] answers with; small enough to be made whole.
pub type Answer = Response<Full<Bytes>>;

/// Answers requests.
pub trait Handler: Send + Sync + 'static {
    /// The answer to a request, of which the body is still to be read. Its connection can be cut off
    /// for a newcomer until the handler has proven the request in its [`Place`].
    fn answer(
        &self,
        request: Request<Incoming>,
        place: &Place,
    ) -> impl Future<Output = Answer> + Send;
}

/// What makes a request one that could be read in two ways, and so is refused whatever it asks:
/// more or less than one `Host` (RFC 9112, section 3.2), or a transfer coding other than chunked
/// (section 6.1).
pub fn fault(version: Version, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let mut hosts = headers.get_all(HOST).iter();
    let is_right = match (hosts.next(), hosts.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(host), None) => is_host(host),
        _ => false,
    };
    if !is_right {
        return Some((StatusCode::BAD_REQUEST, "one Host, please\n"));
    }
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => None,
        (Some(coding), None) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => None,
        _ => Some((
            StatusCode::NOT_IMPLEMENTED,
            "no transfer coding but chunked\n",
        )),
    }
}

/// Whether this is a name or address with perhaps a port, or nothing, as where a request names none.
fn is_host(host: &HeaderValue) -> bool {
    let is_port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_right = |authority: Authority| {
        let rest = authority.as_str().strip_prefix(authority.host());
        rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
    };
    host.is_empty() || Authority::try_from(host.as_bytes()).is_ok_and(is_right)
}

/// An answer with a text of this media type.
pub fn answer(status: StatusCode, media_type: &'static str, text: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(text.into()));
    *answer.status_mut() = status;
    let media_type = HeaderValue::from_static(media_type);
    answer.headers_mut().insert(CONTENT_TYPE, media_type);
    answer
}

/// An answer with one line for people.
pub fn plain(status: StatusCode, text: impl Into<Bytes>) -> Answer {
    answer(status, "text/plain; charset=utf-8", text)
}

/// The answer to a method that a path does not have.
pub fn method_not_allowed(allowed: &'static str) -> Answer {
    let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n");
    let allowed = HeaderValue::from_static(allowed);
    answer.headers_mut().insert(ALLOW, allowed);
    answer
}
