//! The least that answering a signed request costs: the same server answering a constant without a
//! look at the signature, and the bare verification of the same message.

use std::env::current_exe;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use aandeslag::http::{self, Answer, Handler};
use ed25519_dalek::{Signature, Verifier};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, StatusCode};
use tokio_util::sync::CancellationToken;

use crate::payload::{Signed, key};
use crate::server::{Server, own_cpu};

/// The argument with which this program is the constant server.
pub(crate) const CONSTANT: &str = "--constant";
/// As long as a usual answer.
pub(crate) const LENGTH: usize = 1500;

struct Constant(Bytes);

impl Handler for Constant {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let _ = request.into_body().collect().await;
        http::answer(StatusCode::OK, "application/json", self.0.clone())
    }
}

#[tokio::main]
pub(crate) async fn serve_constant() {
    let listener = http::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    println!("http://{}/", listener.local_addr().unwrap());
    let text = format!(
        "{{\"type\":4,\"data\":{{\"content\":\"{}\"}}}}",
        "x".repeat(LENGTH)
    );
    let constant = Arc::new(Constant(text.into()));
    http::serve(listener, constant, CancellationToken::new(), Duration::ZERO).await;
}

pub(crate) fn constant() -> Server {
    Server::start(Command::new(current_exe().unwrap()).arg(CONSTANT))
}

/// CPU microseconds of ed25519-dalek's `verify` for this message, the key being read once.
pub(crate) fn verification(signed: &Signed, n: u32) -> f64 {
    let key = key().verifying_key();
    let message = format!("{}{}", signed.timestamp, signed.body);
    let signature = Signature::from_bytes(&signed.signature);
    let before = own_cpu();
    for _ in 0..n {
        let message = std::hint::black_box(message.as_bytes());
        assert!(key.verify(message, &signature).is_ok());
    }
    own_cpu().saturating_sub(before).as_secs_f64() * 1e6 / f64::from(n)
}
