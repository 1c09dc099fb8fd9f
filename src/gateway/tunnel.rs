//! The way from the serenity client to Discord: an address on loopback behind which the dialer's
//! connections are.
//!
//! Serenity has no hook between its protocol and its socket. It waits for ever when a handshake
//! stays silent, reconnects without pause, spins on some close codes, resumes at the wrong address,
//! gives up sessions that could go on and sends no User-Agent. Here it is given an address of ours,
//! the only one it knows, and the bytes pass through while this end takes care of all that; nothing
//! is added but acknowledgements of its heartbeats. Knows nothing of sessions or events.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use axum::serve::ListenerExt;
use hyper::upgrade::OnUpgrade;
use reqwest::Upgraded;
use serde_json::json;
use tokio::net::TcpSocket;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::dial::{Dialer, websocket_headers};
use super::pump::{End, hang_up, pump};

/// How long serenity may go without a connection and without asking for one. It takes 10 s at most
/// to start a new session; after this long it never will.
const STALLED_AFTER: Duration = Duration::from_mins(1);

/// How many bytes may wait for serenity on this side, so that an acknowledged heartbeat does not wait
/// behind thousands of events.
const MAX_QUEUE: u32 = 32 * 1024;

/// The open end for serenity.
pub(super) struct Tunnel {
    inside: Arc<Inside>,
    server: JoinHandle<std::io::Result<()>>,
}

struct Inside {
    dialer: Arc<Dialer>,
    /// What the address ends in, so that no other program on this machine opens connections.
    key: String,
    address: SocketAddr,
    /// How many connections are open or being opened.
    n_busy: watch::Sender<usize>,
    failed: mpsc::Sender<anyhow::Error>,
}

impl Tunnel {
    /// Opens it, and says what made going on pointless, as soon as something does.
    pub(super) fn open(
        dialer: Arc<Dialer>,
    ) -> std::io::Result<(Self, mpsc::Receiver<anyhow::Error>)> {
        let socket = TcpSocket::new_v4()?;
        socket.set_send_buffer_size(MAX_QUEUE)?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let listener = socket.listen(16)?;
        let address = listener.local_addr()?;
        let (failed, failure) = mpsc::channel(1);
        let inside = Arc::new(Inside {
            dialer,
            key: format!("{:032x}", rand::random::<u128>()),
            address,
            n_busy: watch::Sender::new(0),
            failed,
        });
        let router = Router::new()
            .route("/api/v10/gateway", get(gateway))
            .route("/{key}", get(connect))
            .with_state(Arc::clone(&inside));
        // Two events close together would else be 40 ms apart: the second waits for the first to
        // be confirmed, and that is put off.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let server = tokio::spawn(axum::serve(listener, router).into_future());
        Ok((Self { inside, server }, failure))
    }

    /// The websocket's address, for serenity.
    pub(super) fn url(&self) -> String {
        self.inside.url()
    }

    /// The address of all of Discord that serenity gets to know: where the gateway is.
    pub(super) fn api_url(&self) -> String {
        format!("http://{}", self.inside.address)
    }

    /// Returns when serenity has stopped asking for connections.
    pub(super) async fn stalled(&self) {
        stalled(self.inside.n_busy.subscribe()).await;
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Inside {
    fn url(&self) -> String {
        format!("ws://{}/{}", self.address, self.key)
    }

    fn fail(&self, error: anyhow::Error) {
        // One reason is enough.
        let _ = self.failed.try_send(error);
    }
}

/// Returns when nothing has been busy for as long as it takes to be sure.
async fn stalled(mut n_busy: watch::Receiver<usize>) {
    loop {
        if *n_busy.borrow_and_update() > 0 {
            let _ = n_busy.changed().await;
        } else if timeout(STALLED_AFTER, n_busy.changed()).await.is_err() {
            return;
        }
    }
}

/// Counts a connection for as long as it lives.
struct Busy(Arc<Inside>);

impl Busy {
    fn new(inside: &Arc<Inside>) -> Self {
        inside.n_busy.send_modify(|n| *n += 1);
        Self(Arc::clone(inside))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.n_busy.send_modify(|n| *n -= 1);
    }
}

/// What serenity asks before it starts.
async fn gateway(State(inside): State<Arc<Inside>>) -> Json<serde_json::Value> {
    Json(json!({ "url": inside.url() }))
}

/// A connection that serenity opens. It gets no answer until there is one to Discord: it has no
/// time limit here, and this way never gives up resuming.
async fn connect(
    State(inside): State<Arc<Inside>>,
    Path(key): Path<String>,
    mut request: Request,
) -> Response {
    if key != inside.key {
        return StatusCode::NOT_FOUND.into_response();
    }
    let busy = Busy::new(&inside);
    let local = hyper::upgrade::on(&mut request);
    let query = request.uri().query().unwrap_or_default();
    match inside.dialer.dial(query, request.headers()).await {
        Ok(remote) => {
            let response = switch(&remote);
            tokio::spawn(carry(busy, local, remote));
            response
        }
        Err(error) => {
            inside.fail(error.into());
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

/// Discord's agreement to a websocket, passed on.
fn switch(remote: &reqwest::Response) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    *response.headers_mut() = websocket_headers(remote.headers());
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    response
}

async fn carry(busy: Busy, local: OnUpgrade, remote: reqwest::Response) {
    let (Ok(local), Ok(remote)) = tokio::join!(local, remote.upgrade()) else {
        return;
    };
    let mut local = Upgraded::from(local);
    match pump(&mut local, remote).await {
        End::Local => {}
        End::Remote => tracing::info!("the connection to Discord was lost"),
        End::Silent => tracing::warn!("Discord has fallen silent; connecting anew"),
        End::Zombie => {
            tracing::warn!("Discord no longer acknowledges heartbeats; connecting anew");
        }
        End::Closed(code) => match fatal(code) {
            None => tracing::info!("Discord closed the connection with code {code}"),
            Some(reason) => busy.0.fail(reason),
        },
    }
    hang_up(local).await;
}

/// The reason, if a close code means that connecting again is of no use;
/// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes>.
fn fatal(code: u16) -> Option<anyhow::Error> {
    let reason = match code {
        4004 => return Some(crate::rest::Error::TokenRefused.into()),
        4010 => "the shard is not valid",
        4011 => "the bot is in more servers than one connection may serve (2500)",
        4012 => "this version of the gateway is no longer there; the bot needs an update",
        4013 => "the intents are not valid",
        4014 => "the intents are not allowed for this bot",
        _ => return None,
    };
    Some(anyhow::anyhow!(
        "Discord ended the session for good (code {code}): {reason}"
    ))
}

#[cfg(test)]
mod tests {
    use tokio::sync::watch;
    use tokio::time::{Duration, Instant, sleep};

    use super::{STALLED_AFTER, stalled};

    #[tokio::test(start_paused = true)]
    async fn serenity_has_stalled_when_it_stops_asking_for_connections() {
        let n_busy = watch::Sender::new(0);
        let begin = Instant::now();
        let use_it = async {
            sleep(STALLED_AFTER / 2).await;
            n_busy.send_replace(1);
            sleep(STALLED_AFTER * 100).await;
            n_busy.send_replace(0);
            begin.elapsed()
        };
        let (idle_since, ()) = tokio::join!(use_it, stalled(n_busy.subscribe()));
        let expected = idle_since + STALLED_AFTER;
        assert!(begin.elapsed() >= expected);
        assert!(begin.elapsed() < expected + Duration::from_secs(1));
    }
}
