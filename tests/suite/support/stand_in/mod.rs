//! A stand-in for Discord on loopback: its REST API and its gateway, with faults on demand.
//!
//! It behaves as Discord documents until told otherwise, keeps all it got, and checks every body
//! against Discord's official API description when that is at hand.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::Method;
use axum::routing::{any, get};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{secrets, wait_for};

mod cut;
mod gateway;
mod rest;

pub(crate) use gateway::{Connect, Happened, Identify, What};
pub(crate) use rest::{Fault, Hosted, Sent, takes_name};

use cut::{CUT, Cutting};
use gateway::{Connection, Order, Session, gateway};
use rest::{Rule, attachment, rest};

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
    on_resume: VecDeque<Identify>,
    forgets_sessions: bool,
    heartbeat: Duration,
    resume_url: Option<String>,
    gateway_urls: VecDeque<String>,
    limits: VecDeque<Value>,
    refuses_late: bool,
    /// When members asked, whether or not the bot could be reached then, by the path of the callback.
    asked: HashMap<String, Instant>,
    commands: HashMap<String, Vec<Value>>,
    /// The commands it refuses, by name and a piece of them.
    refused: Vec<(String, String)>,
    /// The files it keeps, by name.
    files: HashMap<String, Hosted>,
    requests: Vec<Sent>,
    /// How many callbacks went well, by path.
    n_answers: HashMap<String, usize>,
    /// The same for those within 3 s of the question.
    in_time: HashSet<String>,
    events: Vec<Happened>,
    sessions: Vec<Session>,
    connections: Vec<Connection>,
    violations: Vec<String>,
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
            .route("/attachments/{name}", get(attachment))
            .route("/ws/{which}", get(gateway))
            .with_state(Arc::clone(&shared));
        tokio::spawn(axum::serve(Cutting(listener), router).into_future());
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

    /// How the next connections are met; those after are met with a hello.
    pub(crate) fn meet(&self, connections: impl IntoIterator<Item = Connect>) {
        self.inner().on_connect.extend(connections);
    }

    /// How the next identifies are met; those after are met with READY.
    pub(crate) fn meet_identify(&self, identifies: impl IntoIterator<Item = Identify>) {
        self.inner().on_identify.extend(identifies);
    }

    /// How the next resumes are met; those after are met with what was missed.
    pub(crate) fn meet_resumes(&self, resumes: impl IntoIterator<Item = Identify>) {
        self.inner().on_resume.extend(resumes);
    }

    /// How often it wants to hear from the bot, from the next connection on.
    pub(crate) fn want_heartbeats(&self, interval: Duration) {
        self.inner().heartbeat = interval;
    }

    /// Answers resumes with an invalid session.
    pub(crate) fn forget_sessions(&self) {
        self.inner().forgets_sessions = true;
    }

    /// Says that sessions are resumed elsewhere.
    pub(crate) fn resume_elsewhere(&self, resume_url: &str) {
        self.inner().resume_url = Some(resume_url.into());
    }

    /// Says, for the next questions in turn, that the gateway is elsewhere.
    pub(crate) fn gateway_elsewhere(&self, urls: impl IntoIterator<Item = String>) {
        self.inner().gateway_urls.extend(urls);
    }

    /// Refuses answers that come more than 3 s after the question, as Discord does.
    pub(crate) fn refuse_late_answers(&self) {
        self.inner().refuses_late = true;
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

    /// Refuses a command of this name as long as it has this piece.
    pub(crate) fn refuse_command(&self, name: &str, piece: &str) {
        self.inner().refused.push((name.into(), piece.into()));
    }

    /// Keeps a file, and gives its address.
    pub(crate) fn host(&self, name: &str, file: Hosted) -> String {
        self.inner().files.insert(name.into(), file);
        format!("{}/attachments/{name}", self.api_url())
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

    /// Sends several interactions at once.
    pub(crate) fn interact_all(&self, interactions: &[Value]) {
        for interaction in interactions {
            self.interact(interaction);
        }
    }

    pub(crate) fn dispatch(&self, name: &str, data: &Value) {
        self.inner().dispatch(name, data, Order::Say);
    }

    /// Sends an interaction, and drops the connection in the middle of its frame.
    pub(crate) fn interact_by_half(&self, interaction: &Value) {
        let by_half = |mut event: Value| {
            event["d"]["name"] = CUT.into();
            Order::Say(event)
        };
        self.inner()
            .dispatch("INTERACTION_CREATE", interaction, by_half);
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

    /// Acknowledges no heartbeats any more over the latest connection, and goes on in all else.
    pub(crate) fn become_zombie(&self) {
        if let Some(connection) = self.inner().connections.last_mut() {
            connection.is_zombie = true;
        }
    }

    /// Ends the faults that are still to come in answers to requests.
    pub(crate) fn recover(&self) {
        self.inner().rules.clear();
    }

    /// Meets connections with a hello again.
    pub(crate) fn meet_well(&self) {
        self.inner().on_connect.clear();
    }

    /// Forgets what it got so far, all of which has to be answered.
    pub(crate) fn forget(&self) {
        let mut inner = self.inner();
        inner.requests.clear();
        inner.n_answers.clear();
        inner.in_time.clear();
        inner.asked.clear();
        inner.events.clear();
        // The numbers of events go on.
        let events = inner.sessions.iter_mut().flat_map(|s| &mut s.events);
        events.for_each(|event| *event = Value::Null);
    }

    /// How many sessions there were so far.
    pub(crate) fn n_sessions(&self) -> usize {
        self.inner().sessions.len()
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

    /// Changes with everything that happens.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Waits until `find` finds something.
    pub(crate) async fn until<T>(&self, what: &str, mut find: impl FnMut(&Self) -> Option<T>) -> T {
        wait_for(what, self.changes(), || find(self), || self.describe()).await
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

    /// What somebody reads in the end: this answer, or what took its place where it only said to wait.
    pub(crate) async fn in_the_end(&self, interaction: &Value, answer: Value) -> Value {
        if !matches!(answer["type"].as_u64(), Some(5 | 6)) {
            return answer;
        }
        let token = interaction["token"].as_str().unwrap();
        let path = format!("/{token}/messages/@original");
        let mut sent = self.until_done(&Method::PATCH, &path, 1).await;
        json!({ "type": 4, "data": sent.swap_remove(0).body })
    }

    /// Waits for the answer to an interaction.
    pub(crate) async fn until_answered(&self, interaction: &Value) -> Value {
        self.until_answered_with_file(interaction).await.body
    }

    /// Waits for the answer to an interaction, with the file that goes with it.
    pub(crate) async fn until_answered_with_file(&self, interaction: &Value) -> Sent {
        let path = callback_path(interaction);
        let is_answered = |s: &Self| (s.n_answers(interaction) > 0).then_some(());
        self.until(&format!("an answer at {path}"), is_answered)
            .await;
        let mut requests = self.requests(&Method::POST, &path);
        requests.retain(|request| (200..300).contains(&request.status));
        requests.swap_remove(0)
    }

    /// Waits until all of these are answered; as long as it takes, if only it goes on.
    pub(crate) async fn until_all_answered(&self, interactions: &[Value]) {
        for interaction in interactions {
            let path = callback_path(interaction);
            let is_answered = |s: &Self| (s.n_answers(interaction) > 0).then_some(());
            self.until(&format!("an answer at {path}"), is_answered)
                .await;
        }
    }

    /// How many interactions are answered.
    pub(crate) fn n_answered(&self) -> usize {
        self.inner().n_answers.len()
    }

    /// How many interactions are answered before Discord gives up on them, which is 3 s after they
    /// were asked. All others are lost, whatever comes later.
    pub(crate) fn n_in_time(&self) -> usize {
        self.inner().in_time.len()
    }

    /// Whether an interaction was answered before Discord gave up on it.
    pub(crate) fn is_in_time(&self, interaction: &Value) -> bool {
        self.inner().in_time.contains(&callback_path(interaction))
    }

    /// How many answers to an interaction went well.
    pub(crate) fn n_answers(&self, interaction: &Value) -> usize {
        let inner = self.inner();
        let n = inner.n_answers.get(&callback_path(interaction));
        n.copied().unwrap_or_default()
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
        for Sent { path, body, .. } in &self.inner().requests {
            secrets::assert_none_in(path, body.to_string().as_bytes());
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
    fn dispatch(&mut self, name: &str, data: &Value, order: impl FnOnce(Value) -> Order) {
        if name == "INTERACTION_CREATE" {
            let asked = self.asked.entry(callback_path(data));
            asked.or_insert_with(Instant::now);
        }
        let session = self.sessions.last_mut().expect("a session is up");
        let s = session.events.len() + 1;
        let event = json!({"op": 0, "s": s, "t": name, "d": data});
        session.events.push(event.clone());
        let connection = session.connection;
        if let Some(connection) = connection {
            self.order(connection, order(event));
        }
    }

    fn order(&self, connection: usize, order: Order) {
        if let Some(connection) = self.connections.get(connection).filter(|c| !c.is_dead) {
            // Whoever has left misses it.
            let _ = connection.orders.send(order);
        }
    }
}
