//! The stand-in's REST API.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use regex::Regex;
use serde_json::{Value, json};

use super::{APPLICATION, Inner, Shared, TOKEN};
use crate::support::invariants::limits;
use crate::support::openapi;

/// How long Discord takes an answer to an interaction.
const VALID_FOR: Duration = Duration::from_secs(3);

/// A request that the bot sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// The JSON, also where it is a part beside a file.
    pub(crate) body: Value,
    /// The file beside it: its name and what is in it, as text.
    pub(crate) file: Option<(String, String)>,
    /// That file's bytes.
    pub(crate) bytes: Vec<u8>,
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
    /// Whether an answer came after Discord gave up on the question.
    fn is_late(&self, answer: &Sent) -> bool {
        let asked = self.asked.get(&answer.path);
        asked.is_some_and(|at| answer.at - *at > VALID_FOR)
    }

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
    let (json, file) = split(&parts.headers, &body);
    let (name, bytes) = file.unzip();
    let bytes = bytes.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut sent = Sent {
        file: name.map(|name| (name, text)),
        bytes,
        method: parts.method,
        path: format!("/{path}"),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: serde_json::from_slice(&json).unwrap_or_default(),
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
            if !inner.is_late(&sent) {
                inner.in_time.insert(sent.path.clone());
            }
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
        Fault::Garbage | Fault::BrokenOff | Fault::Silence | Fault::Slow(_) => {
            let right = right(shared, sent);
            match fault {
                // What it refuses, it refuses all the same.
                _ if !right.status().is_success() => right,
                Fault::Garbage => "<html>this is not the API</html>".into_response(),
                Fault::BrokenOff => {
                    let broken = [
                        Ok(Bytes::from("[{\"na")),
                        Err(std::io::Error::other("broken off")),
                    ];
                    Body::from_stream(futures_util::stream::iter(broken)).into_response()
                }
                _ => right,
            }
        }
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
    let found = match (sent.method.as_str(), parts.as_slice()) {
        ("POST", ["interactions", ..]) => limits::of_callback(&sent.body),
        ("PATCH", ["webhooks" | "channels", ..]) | ("POST", ["channels", ..]) => {
            limits::of_message(&sent.body)
        }
        _ => Vec::new(),
    };
    if !found.is_empty() {
        let refusal = limits::refusal(&found);
        let mut inner = shared.inner();
        inner
            .violations
            .push(format!("{} {}: {refusal}", sent.method, sent.path));
        return reply(400, &refusal);
    }
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
        ("DELETE", ["applications", APPLICATION, "commands", id]) => {
            let mut inner = shared.inner();
            let registered = inner.commands.entry(String::new()).or_default();
            registered.retain(|command| command["id"] != *id);
            StatusCode::NO_CONTENT.into_response()
        }
        ("POST", ["interactions", _, _, "callback"]) => {
            let inner = shared.inner();
            if inner.refuses_late && inner.is_late(sent) {
                return reply(
                    404,
                    &json!({"message": "Unknown interaction", "code": 10062}),
                );
            }
            if inner.n_answers.contains_key(&sent.path) {
                let message = "Interaction has already been acknowledged.";
                return reply(400, &json!({"message": message, "code": 40060}));
            }
            StatusCode::NO_CONTENT.into_response()
        }
        ("PATCH", ["webhooks", APPLICATION, _, "messages", "@original"]) => {
            reply(200, &json!({"id": "1"}))
        }
        ("DELETE", ["webhooks", APPLICATION, _, "messages", "@original"]) => {
            StatusCode::NO_CONTENT.into_response()
        }
        ("POST", ["channels", _, "messages"])
        | ("PATCH" | "GET", ["channels", _, "messages", _]) => reply(200, &json!({"id": "1"})),
        ("DELETE", ["channels", _, "messages", _]) => StatusCode::NO_CONTENT.into_response(),
        _ => reply(404, &json!({"message": "404: Not Found", "code": 0})),
    }
}

/// A body's JSON, and the file beside it when the body has parts.
fn split(headers: &HeaderMap, body: &Bytes) -> (Bytes, Option<(String, Vec<u8>)>) {
    let kind = headers
        .get("content-type")
        .and_then(|kind| kind.to_str().ok());
    let boundary = kind.and_then(|kind| kind.strip_prefix("multipart/form-data; boundary="));
    let Some(boundary) = boundary else {
        return (body.clone(), None);
    };
    // A character for each byte, as a file need not be text.
    let text: String = body.iter().copied().map(char::from).collect();
    let bytes = |text: &str| -> Vec<u8> { text.chars().map(|c| c as u8).collect() };
    let text = text
        .strip_suffix(&format!("\r\n--{boundary}--\r\n"))
        .expect("an end");
    let start = format!("--{boundary}\r\n");
    let mut parts = text.split(&start).skip(1).map(|part| {
        let part = part.strip_suffix("\r\n").unwrap_or(part);
        part.split_once("\r\n\r\n").expect("a head and a body")
    });
    let (head, json) = parts.next().expect("the payload");
    assert!(head.contains("name=\"payload_json\""), "{head}");
    let (head, content) = parts.next().expect("the file");
    assert!(head.contains("name=\"files[0]\""), "{head}");
    let (_, name) = head.split_once("filename=\"").expect("a name");
    let name = String::from_utf8(bytes(name.split('"').next().unwrap())).unwrap();
    let is_image = head.to_lowercase().contains("content-type: image/png");
    assert_eq!(is_image, name.rsplit('.').next() == Some("png"), "{head}");
    (bytes(json).into(), Some((name, bytes(content))))
}

/// Where Discord keeps files.
pub(super) async fn attachment(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    assert!(
        !headers.contains_key("authorization"),
        "a token went to where files are"
    );
    let found = shared.inner().files.get(&name).cloned();
    match found {
        None => (StatusCode::NOT_FOUND, "title = \"Niet gevonden\"").into_response(),
        Some(Hosted::Content(bytes)) => bytes.into_response(),
        Some(Hosted::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap();
            (
                status,
                [("location", "/attachments/elders")],
                "title = \"Fout\"",
            )
                .into_response()
        }
        Some(Hosted::Endless) => {
            let chunks = futures_util::stream::repeat(Ok::<_, std::convert::Infallible>(NOISE));
            Body::from_stream(chunks).into_response()
        }
        Some(Hosted::Slow(pause, bytes)) => {
            tokio::time::sleep(pause).await;
            bytes.into_response()
        }
    }
}

/// A piece of a file without an end.
const NOISE: &[u8] = &[b'#'; 1 << 16];

/// What is met where Discord keeps files.
#[derive(Debug, Clone)]
pub(crate) enum Hosted {
    Content(Vec<u8>),
    /// A status with a body that could be taken for a file.
    Status(u16),
    Endless,
    /// The content, but only after a while.
    Slow(Duration, Vec<u8>),
}

fn gateway_bot(shared: &Shared) -> Value {
    let mut inner = shared.inner();
    let limit = inner.limits.pop_front();
    let limit = limit.unwrap_or_else(
        || json!({"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}),
    );
    let url = inner.gateway_urls.pop_front();
    let url = url.unwrap_or_else(|| shared.url("gateway"));
    json!({"url": url, "shards": 1, "session_start_limit": limit})
}

fn commands(shared: &Shared, guild: &str, sent: &Sent) -> Response {
    let mut inner = shared.inner();
    let inner = &mut *inner;
    let registered = inner.commands.entry(guild.into()).or_default();
    if sent.method == Method::POST {
        let alone = json!([sent.body]);
        if let Some(refusal) = refusal(&inner.refused, &[], &alone) {
            let errors = refusal["errors"]["0"].clone();
            return reply(
                400,
                &json!({"code": 50035, "message": "Invalid Form Body", "errors": errors}),
            );
        }
        let same = |c: &Value| c["name"] == sent.body["name"] && c["type"] == sent.body["type"];
        registered.retain(|command| !same(command));
        let mut command = sent.body.clone();
        command["id"] = json!((1000 + registered.len()).to_string());
        registered.push(command.clone());
        return reply(201, &command);
    }
    if sent.method == Method::PUT {
        if let Some(refusal) = refusal(&inner.refused, registered, &sent.body) {
            return reply(400, &refusal);
        }
        let number = |(n, command): (usize, &Value)| {
            let mut command = command.clone();
            let fields = command.as_object_mut().unwrap();
            fields.entry("id").or_insert(json!((n + 1).to_string()));
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

/// The pattern of a name that Discord's documentation gives.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[-_\u{2bc}\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$").unwrap());
const CHAT_INPUT: u64 = 1;
const ENTRY_POINT: u64 = 4;

/// Whether Discord takes a name; a test of its own, as the bot must not be asked.
pub(crate) fn takes_name(name: &str) -> bool {
    NAME.is_match(name) && name.to_lowercase() == name
}

/// Why Discord refuses a list of commands: by the place of each in the list, or as a whole.
fn refusal(refused: &[(String, String)], registered: &[Value], list: &Value) -> Option<Value> {
    let list = list.as_array()?;
    let kind = |command: &Value| command["type"].as_u64().unwrap_or(CHAT_INPUT);
    let n_slash = list.iter().filter(|c| kind(c) == CHAT_INPUT).count();
    if n_slash > 100 {
        let message = "Maximum number of application commands reached (100)";
        return Some(json!({"code": 30032, "message": message}));
    }
    let has_entry_point = |list: &[Value]| list.iter().any(|c| kind(c) == ENTRY_POINT);
    if has_entry_point(registered) && !has_entry_point(list) {
        let message = "You cannot remove this app's Entry Point command in a bulk update operation";
        return Some(json!({"code": 50240, "message": message}));
    }
    let mut errors = serde_json::Map::new();
    for (place, command) in list.iter().enumerate() {
        let is_refused = |(name, piece): &(String, String)| {
            command["name"] == name.as_str() && command.to_string().contains(piece)
        };
        let twin = |c: &Value| c["name"] == command["name"] && kind(c) == kind(command);
        let faults = if list[..place].iter().any(twin) {
            message("Application command names must be unique")
        } else if kind(command) == CHAT_INPUT && !are_names_right(command) {
            json!({"name": message("String value did not match validation regex.")})
        } else if refused.iter().any(is_refused) {
            json!({"description": message("Not today.")})
        } else {
            continue;
        };
        errors.insert(place.to_string(), faults);
    }
    (!errors.is_empty())
        .then(|| json!({"code": 50035, "message": "Invalid Form Body", "errors": errors}))
}

fn message(words: &str) -> Value {
    json!({"_errors": [{"code": "X", "message": words}]})
}

/// Whether the names of a command and of its options are such as Discord takes, in all languages.
fn are_names_right(command: &Value) -> bool {
    let translated = command["name_localizations"].as_object();
    let names = translated.into_iter().flat_map(|names| names.values());
    let mut names = names.chain([&command["name"]]);
    let options = command["options"].as_array();
    names.all(|name| name.as_str().is_some_and(takes_name))
        && options.into_iter().flatten().all(are_names_right)
}

fn reply(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    let headers = [("content-type", "application/json")];
    (status, headers, body.to_string()).into_response()
}
