//! The least endpoint that reads what it is asked: axum, the types it needs, ed25519-dalek, a constant
//! answer.

use std::sync::Arc;

use aandeslag_peers::Setting;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Interaction {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(default)]
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    name: String,
    #[serde(default)]
    options: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    name: String,
    value: serde_json::Value,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(rename = "type")]
    kind: u8,
    data: Message<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    content: &'a str,
}

struct Shared {
    key: VerifyingKey,
    content: String,
}

async fn interaction(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(HeaderMap, Vec<u8>), StatusCode> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let signature = header("x-signature-ed25519").and_then(|text| text.parse::<Signature>().ok());
    let signature = signature.ok_or(StatusCode::UNAUTHORIZED)?;
    let moment = header("x-signature-timestamp").ok_or(StatusCode::UNAUTHORIZED)?;
    let message = [moment.as_bytes(), &body].concat();
    let verified = shared.key.verify(&message, &signature);
    verified.map_err(|_| StatusCode::UNAUTHORIZED)?;
    let asked: Interaction = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let option = asked.data.options.first();
    tracing::info!(
        kind = asked.kind,
        command = asked.data.name,
        option = option.map(|option| option.name.as_str()),
        given = option.is_some_and(|option| !option.value.is_null()),
        "answered"
    );
    let answer = Answer {
        kind: 4,
        data: Message {
            content: &shared.content,
        },
    };
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/json".parse().expect("a value"));
    Ok((headers, serde_json::to_vec(&answer).expect("it is JSON")))
}

#[tokio::main]
async fn main() {
    let Setting { discord, content } = Setting::from_arguments();
    let bytes: Vec<u8> = (0..discord.len() / 2)
        .map(|n| u8::from_str_radix(&discord[2 * n..2 * n + 2], 16).expect("the key in hex"))
        .collect();
    let bytes = bytes.as_slice().try_into().expect("a key of 32 bytes");
    let key = VerifyingKey::from_bytes(bytes).expect("a key");
    let routes = Router::new()
        .route("/readyz", get(|| async { "ready\n" }))
        .route("/interactions", post(interaction))
        .with_state(Arc::new(Shared { key, content }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    println!("http://{}/", listener.local_addr().expect("an address"));
    axum::serve(listener, routes).await.expect("to be served");
}
