//! The stand-in's REST API.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{APPLICATION, Inner, Shared, TOKEN};
use crate::support::openapi;

/// A request that the bot sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) at: Instant,
    /// The status of the answer; 0 when there was none.
    pub(crate) status: u16,
}

/// How requests are answered wrongly.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// With a status and a body.
    Status(u16, Value),
    /// With 429.
    Limited { seconds: f64, global: bool },
    /// With 429 whose wait stands in the header only.
    LimitedByHeader(u64),
    /// With 200 and something that is no JSON.
    Garbage,
    /// As asked, but in words that break off.
    BrokenOff,
    /// Never.
    Silence,
    /// As asked, but only after a while.
    Slow(Duration),
}

pub(super) struct Rule {
    pub(super) method: Method,
    /// What the path ends in.
    pub(super) path: String,
    /// Every how many requests.
    pub(super) every: usize,
    pub(super) n_seen: usize,
    pub(super) n_left: usize,
    pub(super) fault: Fault,
}

impl Inner {
    fn fault(&mut self, method: &Method, path: &str) -> Option<Fault> {
        let fits = |rule: &mut Rule| {
            let is_such = rule.method == *method && path.ends_with(&rule.path);
            if !is_such || rule.n_left == 0 {
                return false;
            }
            rule.n_seen += 1;
            let is_due = rule.n_seen.is_multiple_of(rule.every);
            rule.n_left -= usize::from(is_due);
            is_due
        };
        self.rules
            .iter_mut()
            .find_map(|rule| fits(rule).then(|| rule.fault.clone()))
    }
}

pub(super) async fn rest(
    State(shared): State<Arc<Shared>>,
    Path(path): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default();
    let mut sent = Sent {
        method: parts.method,
        path: format!("/{path}"),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
        at: Instant::now(),
        status: 0,
    };
    let fault = shared.inner().fault(&sent.method, &sent.path);
    if let Some(Fault::Slow(pause)) = fault {
        tokio::time::sleep(pause).await;
    }
    let response = match fault {
        Some(Fault::Silence) => None,
        Some(fault) => Some(wrong(&shared, &fault, &sent)),
        None => Some(right(&shared, &sent)),
    };
    sent.status = response
        .as_ref()
        .map_or(0, |response| response.status().as_u16());
    {
        let mut inner = shared.inner();
        let found = openapi::violations(&sent.method, &sent.path, &sent.body);
        inner.violations.extend(found);
        if sent.path.ends_with("/callback") && (200..300).contains(&sent.status) {
            *inner.n_answers.entry(sent.path.clone()).or_default() += 1;
        }
        inner.requests.push(sent);
    }
    shared.changed();
    match response {
        Some(response) => response,
        None => std::future::pending().await,
    }
}

fn wrong(shared: &Shared, fault: &Fault, sent: &Sent) -> Response {
    match fault {
        Fault::Status(status, body) => reply(*status, body),
        Fault::Limited { seconds, global } => {
            let body = json!({"message": "You are being rate limited.", "retry_after": seconds, "global": global});
            reply(429, &body)
        }
        Fault::LimitedByHeader(seconds) => {
            let headers = [("retry-after", seconds.to_string())];
            (
                StatusCode::TOO_MANY_REQUESTS,
                headers,
                "<html>slow down</html>",
            )
                .into_response()
        }
        Fault::Garbage => {
            right(shared, sent);
            (StatusCode::OK, "<html>this is not the API</html>").into_response()
        }
        Fault::BrokenOff => {
            right(shared, sent);
            let broken = [
                Ok(Bytes::from("[{\"na")),
                Err(std::io::Error::other("broken off")),
            ];
            Body::from_stream(futures_util::stream::iter(broken)).into_response()
        }
        Fault::Silence | Fault::Slow(_) => right(shared, sent),
    }
}

fn right(shared: &Shared, sent: &Sent) -> Response {
    let authorization = sent
        .headers
        .get("authorization")
        .and_then(|h| h.to_str().ok());
    if authorization != Some(&format!("Bot {TOKEN}")) {
        return reply(401, &json!({"message": "401: Unauthorized", "code": 0}));
    }
    let parts: Vec<&str> = sent.path.trim_matches('/').split('/').collect();
    match (sent.method.as_str(), parts.as_slice()) {
        ("GET", ["gateway", "bot"]) => reply(200, &gateway_bot(shared)),
        ("GET", ["applications", "@me"]) => reply(
            200,
            &json!({"id": APPLICATION, "name": "aandeslag", "description": ""}),
        ),
        (_, ["applications", APPLICATION, "commands"]) => commands(shared, "", sent),
        (_, ["applications", APPLICATION, "guilds", guild, "commands"]) => {
            commands(shared, guild, sent)
        }
        ("POST", ["interactions", _, _, "callback"]) => {
            if shared.inner().n_answers.contains_key(&sent.path) {
                let message = "Interaction has already been acknowledged.";
                return reply(400, &json!({"message": message, "code": 40060}));
            }
            StatusCode::NO_CONTENT.into_response()
        }
        ("DELETE", ["webhooks", APPLICATION, _, "messages", "@original"]) => {
            StatusCode::NO_CONTENT.into_response()
        }
        ("POST", ["channels", _, "messages"]) => reply(200, &json!({"id": "1"})),
        _ => reply(404, &json!({"message": "404: Not Found", "code": 0})),
    }
}

fn gateway_bot(shared: &Shared) -> Value {
    let mut inner = shared.inner();
    let limit = inner.limits.pop_front();
    let limit = limit.unwrap_or_else(
        || json!({"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}),
    );
    json!({"url": shared.url("gateway"), "shards": 1, "session_start_limit": limit})
}

fn commands(shared: &Shared, guild: &str, sent: &Sent) -> Response {
    let mut inner = shared.inner();
    let registered = inner.commands.entry(guild.into()).or_default();
    if sent.method == Method::PUT {
        let number = |(n, command): (usize, &Value)| {
            let mut command = command.clone();
            command["id"] = json!((n + 1).to_string());
            command["application_id"] = json!(APPLICATION);
            command["version"] = json!("1");
            // Discord fills in what was left out.
            for key in [
                "name_localizations",
                "description_localizations",
                "default_member_permissions",
            ] {
                let fields = command.as_object_mut().unwrap();
                fields.entry(key).or_insert(Value::Null);
            }
            command["nsfw"] = json!(false);
            command["dm_permission"] = json!(true);
            command
        };
        let commands = sent.body.as_array().into_iter().flatten();
        *registered = commands.enumerate().map(number).collect();
    }
    reply(200, &Value::from(registered.clone()))
}

fn reply(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    let headers = [("content-type", "application/json")];
    (status, headers, body.to_string()).into_response()
}
