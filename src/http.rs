//! Serving HTTP to strangers: a bounded number of connections, each with time-outs, and an end in
//! which no request is lost.
//!
//! Knows nothing of what is asked; a [`Handler`] answers.

mod connection;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::{Request, Response, StatusCode};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;

use connection::Connection;

/// What a [`Handler`] answers with; small enough to be made whole.
pub type Answer = Response<Full<Bytes>>;

/// Answers requests.
pub trait Handler: Send + Sync + 'static {
    /// The answer to a request, of which the body is still to be read.
    fn answer(&self, request: Request<Incoming>) -> impl Future<Output = Answer> + Send;
}

/// The most connections at once, about 30 KiB each; further ones wait at the operating system, and
/// silent ones make room for them.
/// Discord and a load balancer use tens, and many systems allow a process 1024 open files.
const MAX_CONNECTIONS: usize = 512;
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
pub async fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(listen).await;
    listener.with_context(|| format!("cannot listen on {listen}"))
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
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let accepting = async {
        // The semaphore is never closed.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let connection = Connection {
                stream: accept(&listener).await,
                places: Arc::clone(&places),
                stop: stop.clone(),
                closing: closing.clone(),
            };
            let handler = Arc::clone(&handler);
            connections.spawn(async move {
                connection.serve(&*handler).await;
                drop(place);
            });
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

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // The other side gave up while it waited.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                warn!(%error, "cannot take a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
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
