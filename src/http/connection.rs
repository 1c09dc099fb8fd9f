//! One connection: requests in a row, none of which may dawdle.

use std::convert::Infallible;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::select;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::Handler;

/// How often a connection is looked at; its time-outs count in this.
const TICK: Duration = Duration::from_secs(1);
/// The ticks a request's headers may take from their first byte, or from the connection's start.
const HEADER_TICKS: u32 = 5;
/// The ticks a connection may be silent between requests. More than the 60 seconds after which
/// common load balancers give up a connection themselves, so that they never send a request into a
/// connection that is being closed.
const IDLE_TICKS: u32 = 75;
/// The ticks that a connection may be silent, or in its headers, while others wait for its place:
/// a whole second of nothing.
const CROWDED_TICKS: u32 = 2;
/// The most bytes of a request's line and headers together, beyond which the answer is 431.
const MAX_HEADERS: usize = 16 * 1024;

/// A connection that was just taken.
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    /// The places for connections; when none is left, others wait for one.
    pub(super) places: Arc<Semaphore>,
    /// From here on, each answer is the connection's last.
    pub(super) stop: CancellationToken,
    /// From here on, silent connections are closed.
    pub(super) closing: CancellationToken,
}

impl Connection {
    /// Answers the requests until either side has had enough.
    pub(super) async fn serve<H: Handler>(self, handler: &H) {
        // Answers are written whole, so waiting for more to send would only delay them.
        let _ = self.stream.set_nodelay(true);
        let progress = Progress::default();
        let stream = TokioIo::new(Observed {
            stream: self.stream,
            progress: progress.clone(),
        });
        let service = service_fn(async |request: Request<Incoming>| {
            progress.enter(ANSWERING);
            let mut answer = handler.answer(request).await;
            if self.stop.is_cancelled() {
                let last = HeaderValue::from_static("close");
                answer.headers_mut().insert(CONNECTION, last);
            }
            progress.enter(IDLE);
            Ok::<_, Infallible>(answer)
        });
        let connection = http1::Builder::new()
            .max_buf_size(MAX_HEADERS)
            .serve_connection(stream, service);
        let mut connection = pin!(connection);
        let mut patience = Patience::default();
        let mut is_closing = false;
        loop {
            select! {
                biased;
                _ = connection.as_mut() => return,
                () = self.closing.cancelled(), if !is_closing => {
                    is_closing = true;
                    connection.as_mut().graceful_shutdown();
                }
                () = tokio::time::sleep(TICK) => {
                    let is_crowded = self.places.available_permits() == 0;
                    if patience.is_over(&progress, is_crowded) {
                        return;
                    }
                }
            }
        }
    }
}

/// A request is being received.
const RECEIVING: u32 = 0;
/// A request is being answered; the handler minds the time.
const ANSWERING: u32 = 1;
/// The last answer is on its way or sent.
const IDLE: u32 = 2;

/// Where a connection stands: one of the states above in the two lowest bits, and above them a count
/// of changes. Only the connection's own task uses it.
#[derive(Clone, Default)]
struct Progress(Arc<AtomicU32>);

impl Progress {
    fn enter(&self, state: u32) {
        let changes = self.0.load(Relaxed) >> 2;
        self.0.store(changes.wrapping_add(1) << 2 | state, Relaxed);
    }

    fn is_idle(&self) -> bool {
        self.0.load(Relaxed) & 3 == IDLE
    }
}

/// Counts the ticks without a change.
#[derive(Default)]
struct Patience {
    seen: u32,
    ticks: u32,
}

impl Patience {
    fn is_over(&mut self, progress: &Progress, is_crowded: bool) -> bool {
        let now = progress.0.load(Relaxed);
        self.ticks = if now == self.seen { self.ticks + 1 } else { 1 };
        self.seen = now;
        let most = match now & 3 {
            ANSWERING => return false,
            _ if is_crowded => CROWDED_TICKS,
            RECEIVING => HEADER_TICKS,
            _ => IDLE_TICKS,
        };
        self.ticks >= most
    }
}

/// A stream that notes when a silent connection starts to speak.
struct Observed {
    stream: TcpStream,
    progress: Progress,
}

impl AsyncRead for Observed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self.progress.is_idle() && buffer.filled().len() > before {
            self.progress.enter(RECEIVING);
        }
        read
    }
}

impl AsyncWrite for Observed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ANSWERING, CROWDED_TICKS, HEADER_TICKS, IDLE, IDLE_TICKS, Patience, Progress, RECEIVING,
    };

    fn ticks_until_over(progress: &Progress, is_crowded: bool) -> Option<u32> {
        let mut patience = Patience::default();
        (1..=1000).find(|_| patience.is_over(progress, is_crowded))
    }

    #[test]
    fn each_state_has_its_own_patience() {
        let progress = Progress::default();
        for (state, patience, crowded) in [
            (RECEIVING, Some(HEADER_TICKS), Some(CROWDED_TICKS)),
            (ANSWERING, None, None),
            (IDLE, Some(IDLE_TICKS), Some(CROWDED_TICKS)),
        ] {
            progress.enter(state);
            assert_eq!(ticks_until_over(&progress, false), patience);
            assert_eq!(ticks_until_over(&progress, true), crowded);
        }
    }

    #[test]
    fn a_busy_connection_is_never_given_up() {
        let progress = Progress::default();
        let mut patience = Patience::default();
        for _ in 0..10 * IDLE_TICKS {
            assert!(!patience.is_over(&progress, true));
            for state in [ANSWERING, IDLE, RECEIVING] {
                progress.enter(state);
            }
        }
    }
}
