//! Serving HTTP to strangers: a bounded number of connections, each with time-outs and the oldest making
//! way for the newest, and an end in which no request is lost.
//!
//! Knows nothing of what is asked; a [`Handler`] answers.

mod connection;
mod crowd;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::http::uri::Authority;
use hyper::{Request, Response, StatusCode, Version};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;

use crate::serve::http::connection::Connection;
use crate::serve::http::crowd::Crowd;
pub use crowd::Place;

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

/// How many connections may wait at the operating system; most allow as many. Thousands can come at
/// once, and who finds no room there tries again only a second later.
const BACKLOG: u32 = 4096;
/// How long new requests are still taken after the stop signal, while `/readyz` says no: the time a
/// load balancer has to notice.
pub const LINGER: Duration = Duration::from_secs(2);
/// How long what is in flight may take after that. Both together stay below the 5 seconds within
/// which the process ends.
const FINISH: Duration = Duration::from_secs(2);
/// The pause after a connection could not be taken, as when the process has no file descriptors
/// left: trying again at once would only burn time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Takes an address.
///
/// # Errors
///
/// When it cannot be had.
pub fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    listening(listen).with_context(|| format!("cannot listen on {listen}"))
}

fn listening(listen: SocketAddr) -> io::Result<TcpListener> {
    let socket = match listen {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // So that a program that is started again has its address back at once.
    socket.set_reuseaddr(true)?;
    socket.bind(listen)?;
    socket.listen(BACKLOG)
}

/// Serves until `stop`, takes new requests for `linger` longer, and returns when all are answered,
/// or after two seconds more.
pub async fn serve<H: Handler>(
    listener: TcpListener,
    handler: Arc<H>,
    stop: CancellationToken,
    linger: Duration,
) {
    let connections = TaskTracker::new();
    let closing = CancellationToken::new();
    let crowd = Arc::new(Crowd::default());
    let accepting = async {
        loop {
            let (stream, peer) = accept(&listener).await;
            let connection = Connection {
                stream,
                place: crowd.place(peer.ip()).await,
                stop: stop.clone(),
                closing: closing.clone(),
            };
            let handler = Arc::clone(&handler);
            connections.spawn(async move { connection.serve(&*handler).await });
            // Whoever has sent a whole request is answered before a newcomer can take its place.
            yield_now().await;
        }
    };
    let lingered = async {
        stop.cancelled().await;
        sleep(linger).await;
    };
    tokio::select! {
        () = accepting => {}
        () = lingered => {}
    }
    drop(listener);
    closing.cancel();
    connections.close();
    if timeout(FINISH, connections.wait()).await.is_err() {
        warn!(
            connections = connections.len(),
            "some requests did not finish"
        );
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The other side gave up while it waited.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                warn!(%error, "cannot take a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
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
