//! One connection: requests in a row, none of which may dawdle.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue, TRANSFER_ENCODING};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::select;
use tokio_util::io::InspectReader;
use tokio_util::sync::CancellationToken;

use crate::serve::http::crowd::Place;
use crate::serve::http::{Handler, fault, plain};

/// How often a connection is looked at for whether it takes too long.
const TICK: Duration = Duration::from_secs(1);
/// The most bytes of a request's line and headers together, beyond which the answer is 431.
const MAX_HEADERS: usize = 16 * 1024;

/// Answers the requests of a connection that was just taken, until either side has had enough. From `stop`
/// on, each answer is the connection's last; from `closing` on, silent connections are closed.
pub(crate) async fn serve<H: Handler>(
    stream: TcpStream,
    place: &Place,
    stop: &CancellationToken,
    closing: &CancellationToken,
    handler: &H,
) {
    // Answers are written whole, so waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(InspectReader::new(stream, |bytes: &[u8]| {
        // A silent connection starts to speak.
        if !bytes.is_empty() {
            place.receive();
        }
    }));
    let service = service_fn(async |request: Request<Incoming>| {
        place.receive();
        let fault = fault(request.version(), request.headers());
        // Where a request ends is told twice when a length stands beside the chunks, which cannot
        // be seen here; so none follows.
        let is_last = fault.is_some() || request.headers().contains_key(TRANSFER_ENCODING);
        let mut answer = match fault {
            Some((status, text)) => plain(status, text),
            None => handler.answer(request, place).await,
        };
        if is_last || stop.is_cancelled() {
            let last = HeaderValue::from_static("close");
            answer.headers_mut().insert(CONNECTION, last);
        }
        place.rest();
        Ok::<_, Infallible>(answer)
    });
    let connection = http1::Builder::new()
        .max_buf_size(MAX_HEADERS)
        .serve_connection(stream, service);
    let mut connection = pin!(connection);
    let mut is_closing = false;
    loop {
        select! {
            biased;
            _ = connection.as_mut() => return,
            () = closing.cancelled(), if !is_closing => {
                is_closing = true;
                connection.as_mut().graceful_shutdown();
            }
            () = place.taken() => return,
            () = tokio::time::sleep(TICK) => {
                if place.is_too_slow() {
                    return;
                }
            }
        }
    }
}
