//! A stand-in for Discord on loopback: its REST API and its gateway, with faults on demand.
//!
//! It behaves as Discord documents until told otherwise, keeps all it got, and checks every body
//! against Discord's official API description when that is at hand.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use super::{openapi, wait_for};

/// The only token it takes.
pub(crate) const TOKEN: &str = "stand-in.token.never-to-be-shown";
/// The application that the token belongs to.
pub(crate) const APPLICATION: &str = "1100000000000000001";

/// A Discord for one test.
pub(crate) struct StandIn {
    shared: Arc<Shared>,
}

struct Shared {
    address: SocketAddr,
    inner: Mutex<Inner>,
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Inner {
    rules: Vec<Rule>,
    on_connect: VecDeque<Connect>,
    on_identify: VecDeque<Identify>,
    forgets_sessions: bool,
    heartbeat: Duration,
    gateway_url: Option<String>,
    resume_url: Option<String>,
    limits: VecDeque<Value>,
    commands: HashMap<String, Vec<Value>>,
    requests: Vec<Sent>,
    events: Vec<Happened>,
    sessions: Vec<Session>,
    connections: Vec<Connection>,
    violations: Vec<String>,
}

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

/// What happened at the gateway.
#[derive(Debug, Clone)]
pub(crate) struct Happened {
    pub(crate) connection: usize,
    pub(crate) at: Instant,
    pub(crate) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A handshake, with its path and User-Agent.
    Connected { path: String, user_agent: String },
    /// A message from the bot.
    Said(Value),
    /// The bot ended it, with a close code when it said so.
    Left(Option<u16>),
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

struct Rule {
    method: Method,
    /// What the path ends in.
    path: String,
    /// Every how many requests.
    every: usize,
    n_seen: usize,
    n_left: usize,
    fault: Fault,
}

/// How the gateway meets a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Connect {
    /// With a hello.
    Hello,
    /// It never agrees to the websocket.
    SilentHandshake,
    /// It agrees, and says nothing more.
    SilentAfterHandshake,
    /// It agrees, and hangs up.
    HangUp,
    /// It answers with a status instead.
    Refuse(u16),
}

/// How the gateway meets an identify.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Identify {
    /// With READY.
    Ready,
    /// With a close code.
    Close(u16),
    /// With an invalid session.
    Invalid,
    /// With the end of the connection.
    HangUp,
}

struct Session {
    id: String,
    /// The events so far; the first has number 1.
    events: Vec<Value>,
    connection: Option<usize>,
}

struct Connection {
    orders: mpsc::UnboundedSender<Order>,
    /// Nothing is sent any more, and nothing heard.
    is_dead: bool,
}

enum Order {
    Say(Value),
    SayRaw(String),
    Close(u16),
    HangUp,
}

impl StandIn {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shared = Arc::new(Shared {
            address: listener.local_addr().unwrap(),
            inner: Mutex::new(Inner {
                heartbeat: Duration::from_millis(41_250),
                ..Inner::default()
            }),
            changes: watch::Sender::new(0),
        });
        let router = Router::new()
            .route("/api/v10/{*path}", any(rest))
            .route("/ws/{which}", get(gateway))
            .with_state(Arc::clone(&shared));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { shared }
    }

    /// For `DISCORD_API_URL`.
    pub(crate) fn api_url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.shared.inner()
    }

    /// Answers the next `n` such requests wrongly.
    pub(crate) fn fail(&self, method: Method, path: &str, n: usize, fault: Fault) {
        self.fail_every(1, method, path, n, fault);
    }

    /// Answers one in `every` such requests wrongly, at most `n` times.
    pub(crate) fn fail_every(
        &self,
        every: usize,
        method: Method,
        path: &str,
        n: usize,
        fault: Fault,
    ) {
        self.inner().rules.push(Rule {
            method,
            path: path.into(),
            every,
            n_seen: 0,
            n_left: n,
            fault,
        });
    }

    /// Stops answering wrongly.
    pub(crate) fn recover(&self) {
        self.inner().rules.clear();
    }

    /// How the next connections are met; those after are met with a hello.
    pub(crate) fn meet(&self, connections: impl IntoIterator<Item = Connect>) {
        self.inner().on_connect.extend(connections);
    }

    /// How the next identifies are met; those after are met with READY.
    pub(crate) fn meet_identify(&self, identifies: impl IntoIterator<Item = Identify>) {
        self.inner().on_identify.extend(identifies);
    }

    /// How often it wants to hear from the bot, from the next connection on.
    pub(crate) fn want_heartbeats(&self, interval: Duration) {
        self.inner().heartbeat = interval;
    }

    /// Answers resumes with an invalid session.
    pub(crate) fn forget_sessions(&self) {
        self.inner().forgets_sessions = true;
    }

    /// Says that the gateway is elsewhere.
    pub(crate) fn send_to(&self, gateway_url: &str) {
        self.inner().gateway_url = Some(gateway_url.into());
    }

    /// Says that sessions are resumed elsewhere.
    pub(crate) fn resume_elsewhere(&self, resume_url: &str) {
        self.inner().resume_url = Some(resume_url.into());
    }

    /// Says, for the next questions in turn, how often a session may be started.
    pub(crate) fn limit_starts(&self, limits: impl IntoIterator<Item = (u64, u64)>) {
        let limits = limits.into_iter().map(|(remaining, reset_after)| {
            json!({"total": 1000, "remaining": remaining, "reset_after": reset_after, "max_concurrency": 1})
        });
        self.inner().limits.extend(limits);
    }

    /// What is registered, everywhere or in a guild.
    pub(crate) fn registered(&self, guild: Option<&str>) -> Vec<Value> {
        let place = guild.unwrap_or_default();
        self.inner()
            .commands
            .get(place)
            .cloned()
            .unwrap_or_default()
    }

    /// Changes what is registered.
    pub(crate) fn set_registered(&self, guild: Option<&str>, commands: Vec<Value>) {
        let place = guild.unwrap_or_default().to_owned();
        self.inner().commands.insert(place, commands);
    }

    /// The requests so far.
    pub(crate) fn requests(&self, method: &Method, path_end: &str) -> Vec<Sent> {
        let inner = self.inner();
        let is_such = |r: &&Sent| r.method == *method && r.path.ends_with(path_end);
        inner.requests.iter().filter(is_such).cloned().collect()
    }

    /// What happened at the gateway so far.
    pub(crate) fn events(&self) -> Vec<Happened> {
        self.inner().events.clone()
    }

    /// The messages with this opcode that the bot sent so far.
    pub(crate) fn said(&self, opcode: u64) -> Vec<Happened> {
        let is_such = |event: &Happened| matches!(&event.what, What::Said(m) if m["op"] == opcode);
        self.events().into_iter().filter(is_such).collect()
    }

    /// The handshakes so far.
    pub(crate) fn handshakes(&self) -> Vec<Happened> {
        let is_such = |event: &Happened| matches!(event.what, What::Connected { .. });
        self.events().into_iter().filter(is_such).collect()
    }

    /// Sends an interaction to the session, or keeps it for when the session is resumed.
    pub(crate) fn interact(&self, interaction: &Value) {
        self.dispatch("INTERACTION_CREATE", interaction);
    }

    pub(crate) fn dispatch(&self, name: &str, data: &Value) {
        let mut inner = self.inner();
        let session = inner.sessions.last_mut().expect("a session is up");
        let s = session.events.len() + 1;
        let event = json!({"op": 0, "s": s, "t": name, "d": data});
        session.events.push(event.clone());
        if let Some(connection) = session.connection {
            inner.order(connection, Order::Say(event));
        }
    }

    /// Says something over the latest connection.
    pub(crate) fn say(&self, message: Value) {
        self.order(Order::Say(message));
    }

    /// Says something over the latest connection that may be no message at all.
    pub(crate) fn say_raw(&self, text: &str) {
        self.order(Order::SayRaw(text.into()));
    }

    /// Closes the latest connection with a code.
    pub(crate) fn close(&self, code: u16) {
        self.order(Order::Close(code));
    }

    /// Drops the latest connection.
    pub(crate) fn hang_up(&self) {
        self.order(Order::HangUp);
    }

    /// Lets the latest connection die unnoticed: it stays open, and nothing passes any more.
    pub(crate) fn die(&self) {
        if let Some(connection) = self.inner().connections.last_mut() {
            connection.is_dead = true;
        }
    }

    fn order(&self, order: Order) {
        let inner = self.inner();
        inner.order(inner.connections.len() - 1, order);
    }

    /// Waits until `find` finds something.
    pub(crate) async fn until<T>(&self, what: &str, mut find: impl FnMut(&Self) -> Option<T>) -> T {
        let changes = self.shared.changes.subscribe();
        wait_for(what, changes, || find(self), || self.describe()).await
    }

    /// Waits until the bot has a session that it can be sent things in, `n` in all.
    pub(crate) async fn until_sessions(&self, n: usize) {
        let has_session = |s: &Self| (s.inner().sessions.len() >= n).then_some(());
        self.until(&format!("session {n}"), has_session).await;
    }

    /// Waits until there were `n` such requests that went well.
    pub(crate) async fn until_done(&self, method: &Method, path_end: &str, n: usize) -> Vec<Sent> {
        let find = |stand_in: &Self| {
            let mut requests = stand_in.requests(method, path_end);
            requests.retain(|request| (200..300).contains(&request.status));
            (requests.len() >= n).then_some(requests)
        };
        self.until(&format!("{n} × {method} …{path_end}"), find)
            .await
    }

    /// Sends an interaction and waits for its answer.
    pub(crate) async fn answer(&self, interaction: &Value) -> Value {
        self.interact(interaction);
        self.until_answered(interaction).await
    }

    /// Waits for the answer to an interaction.
    pub(crate) async fn until_answered(&self, interaction: &Value) -> Value {
        let path = callback_path(interaction);
        let done = self.until_done(&Method::POST, &path, 1).await;
        done[0].body.clone()
    }

    /// How many answers to an interaction went well.
    pub(crate) fn n_answers(&self, interaction: &Value) -> usize {
        let requests = self.requests(&Method::POST, &callback_path(interaction));
        requests
            .iter()
            .filter(|r| (200..300).contains(&r.status))
            .count()
    }

    /// All it saw, in order, for when a test fails.
    pub(crate) fn describe(&self) -> String {
        let inner = self.inner();
        let request = |r: &Sent| (r.at, format!("{} {} → {}", r.method, r.path, r.status));
        let event = |e: &Happened| (e.at, format!("connection {}: {:?}", e.connection, e.what));
        let requests = inner.requests.iter().map(request);
        let mut seen: Vec<_> = requests.chain(inner.events.iter().map(event)).collect();
        seen.sort();
        let begin = seen.first().map(|(at, _)| *at);
        let line = |(at, text): (Instant, String)| {
            let seconds = begin.map_or(0.0, |begin| (at - begin).as_secs_f32());
            format!("  {seconds:7.3} {text}")
        };
        let lines: Vec<String> = seen.into_iter().map(line).collect();
        format!("the stand-in saw:\n{}", lines.join("\n"))
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.describe());
            return;
        }
        let violations = std::mem::take(&mut self.inner().violations);
        assert!(
            violations.is_empty(),
            "against Discord's description: {violations:#?}"
        );
    }
}

pub(crate) fn callback_path(interaction: &Value) -> String {
    let text = |key: &str| interaction[key].as_str().unwrap_or_default();
    format!("/interactions/{}/{}/callback", text("id"), text("token"))
}

impl Shared {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.changes.send_modify(|n| *n += 1);
    }

    fn happened(&self, connection: usize, what: What) {
        let at = Instant::now();
        self.inner().events.push(Happened {
            connection,
            at,
            what,
        });
        self.changed();
    }

    fn url(&self, which: &str) -> String {
        format!("ws://{}/ws/{which}", self.address)
    }
}

impl Inner {
    fn order(&self, connection: usize, order: Order) {
        if let Some(connection) = self.connections.get(connection).filter(|c| !c.is_dead) {
            // Whoever has left misses it.
            let _ = connection.orders.send(order);
        }
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
        let rule = self
            .rules
            .iter_mut()
            .find_map(|rule| fits(rule).then(|| rule.fault.clone()));
        rule
    }
}

async fn rest(
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
            let inner = shared.inner();
            let is_done = |r: &Sent| r.path == sent.path && (200..300).contains(&r.status);
            if inner.requests.iter().any(is_done) {
                let message = "Interaction has already been acknowledged.";
                return reply(400, &json!({"message": message, "code": 40060}));
            }
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
    let url = inner.gateway_url.clone();
    let url = url.unwrap_or_else(|| shared.url("gateway"));
    json!({"url": url, "shards": 1, "session_start_limit": limit})
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
                command[key] = Value::Null;
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

async fn gateway(
    State(shared): State<Arc<Shared>>,
    Path(which): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let user_agent = headers
        .get("user-agent")
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let (orders, received) = mpsc::unbounded_channel();
    let (connection, manner) = {
        let mut inner = shared.inner();
        let is_dead = false;
        inner.connections.push(Connection { orders, is_dead });
        let manner = inner.on_connect.pop_front().unwrap_or(Connect::Hello);
        (inner.connections.len() - 1, manner)
    };
    shared.happened(
        connection,
        What::Connected {
            path: format!("/ws/{which}"),
            user_agent: user_agent.into(),
        },
    );
    match manner {
        Connect::SilentHandshake => std::future::pending().await,
        Connect::Refuse(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Connect::HangUp => upgrade.on_upgrade(async |socket| drop(socket)),
        Connect::Hello | Connect::SilentAfterHandshake => {
            let says_hello = matches!(manner, Connect::Hello);
            upgrade.on_upgrade(move |socket| async move {
                let mut line = Line {
                    shared,
                    connection,
                    socket,
                };
                line.serve(received, says_hello).await;
            })
        }
    }
}

/// One websocket.
struct Line {
    shared: Arc<Shared>,
    connection: usize,
    socket: WebSocket,
}

impl Line {
    async fn serve(&mut self, mut orders: mpsc::UnboundedReceiver<Order>, says_hello: bool) {
        if says_hello {
            let interval = self.shared.inner().heartbeat.as_millis();
            self.say(
                &json!({"op": 10, "d": {"heartbeat_interval": u64::try_from(interval).unwrap()}}),
            )
            .await;
        }
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Say(message)) => self.say(&message).await,
                    Some(Order::SayRaw(text)) => self.say_text(text).await,
                    Some(Order::Close(code)) => self.close(code).await,
                    Some(Order::HangUp) | None => return self.detach(),
                },
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => {
                        let message: Value = serde_json::from_str(&text).unwrap();
                        if !self.hear(message).await {
                            return self.detach();
                        }
                    }
                    Some(Ok(Message::Close(frame))) => {
                        return self.left(frame.map(|frame| frame.code));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return self.left(None),
                },
            }
        }
    }

    fn left(&self, code: Option<u16>) {
        self.detach();
        self.shared.happened(self.connection, What::Left(code));
    }

    /// The session, if any, has no connection any more.
    fn detach(&self) {
        for session in &mut self.shared.inner().sessions {
            if session.connection == Some(self.connection) {
                session.connection = None;
            }
        }
    }

    async fn say(&mut self, message: &Value) {
        self.say_text(message.to_string()).await;
    }

    async fn say_text(&mut self, text: String) {
        // Whoever has left misses it.
        let _ = self.socket.send(Message::Text(text.into())).await;
    }

    async fn close(&mut self, code: u16) {
        let reason = "".into();
        let frame = CloseFrame { code, reason };
        let _ = self.socket.send(Message::Close(Some(frame))).await;
    }

    /// Reacts to a message; tells whether the connection goes on.
    async fn hear(&mut self, message: Value) -> bool {
        self.shared
            .happened(self.connection, What::Said(message.clone()));
        if self.shared.inner().connections[self.connection].is_dead {
            return true;
        }
        match message["op"].as_u64() {
            Some(1) => self.say(&json!({"op": 11})).await,
            Some(2) => return self.identify(&message["d"]).await,
            Some(6) => self.resume(&message["d"]).await,
            _ => {}
        }
        true
    }

    async fn identify(&mut self, identify: &Value) -> bool {
        let manner = self.shared.inner().on_identify.pop_front();
        let is_known = identify["token"] == format!("Bot {TOKEN}") || identify["token"] == TOKEN;
        match manner.unwrap_or(Identify::Ready) {
            _ if !is_known => self.close(4004).await,
            Identify::Ready => {
                let ready = self.begin();
                self.say(&ready).await;
                self.shared.changed();
            }
            Identify::Close(code) => self.close(code).await,
            Identify::Invalid => self.say(&json!({"op": 9, "d": false})).await,
            Identify::HangUp => return false,
        }
        true
    }

    /// Begins a session; gives its READY.
    fn begin(&self) -> Value {
        let mut inner = self.shared.inner();
        let id = format!("session-{}", inner.sessions.len() + 1);
        let resume_url = inner.resume_url.clone();
        let resume_url = resume_url.unwrap_or_else(|| self.shared.url("resume"));
        let ready = json!({"op": 0, "s": 1, "t": "READY", "d": {
            "v": 10,
            "user": {"id": APPLICATION, "username": "aandeslag", "discriminator": "0001",
                     "avatar": null, "bot": true, "verified": true, "email": null,
                     "mfa_enabled": false, "flags": 0, "global_name": null},
            "guilds": [{"id": "1200000000000000001", "unavailable": true}],
            "session_id": id,
            "resume_gateway_url": resume_url,
            "shard": [0, 1],
            "application": {"id": APPLICATION, "flags": 0},
        }});
        inner.sessions.push(Session {
            id,
            events: vec![ready.clone()],
            connection: Some(self.connection),
        });
        ready
    }

    async fn resume(&mut self, resume: &Value) {
        let missed = {
            let mut inner = self.shared.inner();
            let forgets = inner.forgets_sessions;
            let session = inner.sessions.last_mut();
            match session.filter(|s| resume["session_id"] == s.id && !forgets) {
                Some(session) => {
                    session.connection = Some(self.connection);
                    let n_seen = resume["seq"].as_u64().unwrap_or_default();
                    let n_seen = usize::try_from(n_seen).unwrap().min(session.events.len());
                    let mut missed = session.events[n_seen..].to_vec();
                    let s = session.events.len() + 1;
                    let resumed = json!({"op": 0, "s": s, "t": "RESUMED", "d": {}});
                    session.events.push(resumed.clone());
                    missed.push(resumed);
                    missed
                }
                None => vec![json!({"op": 9, "d": false})],
            }
        };
        for event in &missed {
            self.say(event).await;
        }
    }
}
