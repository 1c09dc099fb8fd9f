//! Serving HTTP to strangers: a bounded number of connections, each with time-outs and the oldest of who has
//! the most making way for the newest, and an end in which no request is lost.
//!
//! Knows nothing of what is asked; a [`Handler`] answers.

pub mod crowd;
mod handler;
mod connection;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;

use crate::serve::http::crowd::Crowd;

pub use crowd::Place;
pub use handler::{Answer, Handler, answer, fault, method_not_allowed, plain};

/// How many connections may wait at the operating system; most allow as many. Thousands can come at
/// once, and who finds no room there tries again only a second later.
const BACKLOG: u32 = 4096;
/// How long what is in flight may take after the last new request was taken.
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
            let place = crowd.place(peer.ip()).await;
            let (stop, closing) = (stop.clone(), closing.clone());
            let handler = Arc::clone(&handler);
            connections.spawn(async move {
                connection::serve(stream, &place, &stop, &closing, &*handler).await;
            });
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
