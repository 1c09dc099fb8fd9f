//! Refuses requests that another site, or another name for this machine, led to the page, and those of
//! whoever does not know its address.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::serve::http;
use crate::words;

/// Everything the page may do: its own scripts, styles and requests, and nothing from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// What only requests of the page itself have.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    /// Where the page is served.
    pub(crate) address: SocketAddr,
    /// The first part of every path.
    pub(crate) secret: Arc<str>,
}

/// Refuses what did not come from this page, and tells the browser to allow nothing else.
pub(crate) async fn guard(State(own): State<Own>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&own, &request) {
        None => next.run(request).await,
        Some(refusal) => refusal.into_response(),
    };
    let policy = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in policy {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a request is not answered, if so.
fn refusal(own: &Own, request: &Request) -> Option<(StatusCode, &'static str)> {
    let headers = request.headers();
    let path = request.uri().path().strip_prefix('/').unwrap_or_default();
    let (secret, path) = path.split_once('/').unwrap_or((path, "-"));
    if let Some(fault) = http::fault(request.version(), headers) {
        return Some(fault);
    }
    let host = headers.get(header::HOST).map(HeaderValue::to_str);
    let host = host.and_then(Result::ok).unwrap_or_default();
    if !is_own_host(host, own.address) {
        return Some((StatusCode::FORBIDDEN, words::chat::FROM_ELSEWHERE));
    }
    if secret != &*own.secret {
        return Some((StatusCode::FORBIDDEN, words::chat::WHOLE_ADDRESS));
    }
    // The page itself is opened from anywhere, such as a file or a mail, by whoever knows where it is.
    let is_opening = path.is_empty() && request.method() == Method::GET;
    (!is_opening && !is_own_origin(headers, host))
        .then_some((StatusCode::FORBIDDEN, words::chat::FROM_ELSEWHERE))
}

/// A foreign name in `Host` means that a name elsewhere was made to point at this machine.
fn is_own_host(host: &str, address: SocketAddr) -> bool {
    // Browsers leave out the port that HTTP has anyway.
    let name = |host: &str| {
        host.strip_suffix(":80")
            .unwrap_or(host)
            .to_ascii_lowercase()
    };
    let own = [address.to_string(), format!("localhost:{}", address.port())];
    own.iter().any(|own| name(own) == name(host))
}

/// Browsers say from which site a request comes; another site's is refused.
fn is_own_origin(headers: &HeaderMap, host: &str) -> bool {
    let same_site = headers
        .get("sec-fetch-site")
        .is_none_or(|site| site == "same-origin" || site == "none");
    let same_origin = headers
        .get(header::ORIGIN)
        .is_none_or(|origin| origin.as_bytes() == format!("http://{host}").as_bytes());
    same_site && same_origin
}
