//! The least that answering a signed request costs: the same server answering a constant without a
//! look at the signature, and the bare verification of the same message.

use std::env::current_exe;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use aandeslag::serve::http;
use aandeslag::serve::http::{Answer, Handler, Place};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, StatusCode};
use tokio_util::sync::CancellationToken;

use crate::common::{ANSWER_LENGTH, own_cpu};
use crate::payload::{Signed, key};
use crate::server::Server;

/// The argument with which this program is the constant server.
pub(crate) const CONSTANT: &str = "--constant";
/// The argument with which it is the floor itself: the constant server, after a verification.
pub(crate) const FLOOR: &str = "--floor";

struct Constant {
    text: Bytes,
    /// By which requests must be signed.
    key: Option<VerifyingKey>,
}

impl Handler for Constant {
    async fn answer(&self, request: Request<Incoming>, place: &Place) -> Answer {
        let (head, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        if let Some(key) = &self.key
            && head.method == Method::POST
        {
            let header = |name| head.headers.get(name).unwrap().to_str().unwrap();
            let signature = header("x-signature-ed25519").parse().unwrap();
            let message = [header("x-signature-timestamp").as_bytes(), &body].concat();
            assert!(key.verify(&message, &signature).is_ok());
            place.prove();
        }
        http::answer(StatusCode::OK, "application/json", self.text.clone())
    }
}

#[tokio::main]
pub(crate) async fn serve(is_verifying: bool) {
    let listener = http::bind(([127, 0, 0, 1], 0).into()).unwrap();
    println!("http://{}/", listener.local_addr().unwrap());
    let text = format!(
        "{{\"type\":4,\"data\":{{\"content\":\"{}\"}}}}",
        "x".repeat(ANSWER_LENGTH)
    );
    let constant = Constant {
        text: text.into(),
        key: is_verifying.then(|| key().verifying_key()),
    };
    let stop = CancellationToken::new();
    http::serve(listener, Arc::new(constant), stop, Duration::ZERO).await;
}

pub(crate) fn constant() -> Server {
    Server::start(Command::new(current_exe().unwrap()).arg(CONSTANT))
}

pub(crate) fn verifying() -> Server {
    Server::start(Command::new(current_exe().unwrap()).arg(FLOOR))
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
