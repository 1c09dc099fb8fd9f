//! As much of Discord as a bot at the gateway needs, at as little cost as can be: it gives
//! interactions out and notes how long their callbacks take to arrive.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{Notify, mpsc};
use tokio::time::{sleep_until, timeout};

use crate::load::Seen;

/// The number of the first interaction.
const FIRST: u64 = 1_143_556_789_000_000_000;
/// How long the last callbacks of a turn may take.
const DRAIN: Duration = Duration::from_secs(3);
/// Where the number of an interaction belongs in its text.
const NUMBER: &str = "\"{number}\"";

/// How interactions are given out.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// So many are waiting for their callback at any time.
    InFlight(usize),
    /// So many a second.
    PerSecond(f64),
}

/// A Discord with one bot.
pub(crate) struct Discord {
    runtime: Runtime,
    rest: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    gateway: SocketAddr,
    turn: Mutex<Turn>,
    connected: Notify,
    /// A callback has come that was the last one awaited.
    done: Notify,
}

/// What is being measured.
#[derive(Default)]
struct Turn {
    /// The way to the bot, once it has a session.
    events: Option<mpsc::UnboundedSender<String>>,
    /// The interaction around its number.
    text: Option<(String, String)>,
    /// When each was given out, since the start.
    sent: Vec<Instant>,
    n_before: usize,
    latencies: Vec<Duration>,
    /// How long the body of the last callback was.
    answer_bytes: usize,
    /// Until when the next is given out as soon as one is done.
    refill_until: Option<Instant>,
}

impl Discord {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let (rest, shared) = runtime.block_on(async {
            let rest = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let gateway = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let shared = Arc::new(Shared {
                gateway: gateway.local_addr().unwrap(),
                turn: Mutex::default(),
                connected: Notify::new(),
                done: Notify::new(),
            });
            let router = Router::new()
                .route("/", get(connect))
                .with_state(Arc::clone(&shared));
            let gateway = gateway.tap_io(|stream| stream.set_nodelay(true).unwrap());
            tokio::spawn(axum::serve(gateway, router).into_future());
            let address = rest.local_addr().unwrap();
            tokio::spawn(serve_rest(rest, Arc::clone(&shared)));
            (address, shared)
        });
        Self {
            runtime,
            rest,
            shared,
        }
    }

    pub(crate) fn api_url(&self) -> String {
        format!("http://{}", self.rest)
    }

    pub(crate) fn wait_for_session(&self) {
        let connected =
            async { timeout(Duration::from_secs(30), self.shared.connected.notified()).await };
        let connected = self.runtime.block_on(connected);
        connected.expect("the bot has a session within 30 s");
    }

    /// How long the body of the last callback was.
    pub(crate) fn answer_bytes(&self) -> usize {
        self.shared.turn().answer_bytes
    }

    /// Gives out this interaction over and over for so long, each with its own number.
    pub(crate) fn ask(&self, payload: &Value, time: Duration, pace: Pace) -> Seen {
        self.runtime.block_on(self.asking(payload, time, pace))
    }

    async fn asking(&self, payload: &Value, time: Duration, pace: Pace) -> Seen {
        let started = Instant::now();
        let until = started + time;
        {
            let mut turn = self.shared.turn();
            let event = json!({ "op": 0, "t": "INTERACTION_CREATE", "s": 2, "d": payload });
            let text = event.to_string();
            let (before, after) = text.split_once(NUMBER).expect("a place for the number");
            turn.text = Some((before.to_owned(), after.to_owned()));
            turn.n_before = turn.sent.len();
            turn.latencies.clear();
        }
        match pace {
            Pace::InFlight(n) => {
                let mut turn = self.shared.turn();
                turn.refill_until = Some(until);
                for _ in 0..n {
                    turn.give_out();
                }
            }
            Pace::PerSecond(n) => {
                let pause = Duration::from_secs_f64(1.0 / n);
                let mut due = started;
                while due < until {
                    sleep_until(due.into()).await;
                    self.shared.turn().give_out();
                    due += pause;
                }
            }
        }
        sleep_until(until.into()).await;
        let drained = async {
            while !self.shared.turn().is_done() {
                self.shared.done.notified().await;
            }
        };
        let all_came = timeout(DRAIN, drained).await.is_ok();
        let took = started.elapsed();
        let mut turn = self.shared.turn();
        turn.refill_until = None;
        assert!(all_came, "{} callbacks did not come", turn.n_missing());
        Seen::new(std::mem::take(&mut turn.latencies), took)
    }
}

impl Shared {
    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap()
    }

    /// The callback to an interaction has arrived.
    fn called_back(&self, number: u64) {
        let mut turn = self.turn();
        let place = usize::try_from(number - FIRST).unwrap();
        let latency = turn.sent[place].elapsed();
        turn.latencies.push(latency);
        if turn
            .refill_until
            .is_some_and(|until| Instant::now() < until)
        {
            turn.give_out();
        } else if turn.is_done() {
            self.done.notify_one();
        }
    }
}

impl Turn {
    fn give_out(&mut self) {
        let number = FIRST + self.sent.len() as u64;
        let (before, after) = self.text.as_ref().unwrap();
        let event = format!("{before}\"{number}\"{after}");
        self.sent.push(Instant::now());
        self.events.as_ref().unwrap().send(event).unwrap();
    }

    fn n_missing(&self) -> usize {
        self.sent.len() - self.n_before - self.latencies.len()
    }

    fn is_done(&self) -> bool {
        self.n_missing() == 0
    }
}

async fn connect(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |socket| serve_gateway(socket, shared).await)
}

async fn serve_gateway(mut socket: WebSocket, shared: Arc<Shared>) {
    let (sender, mut events) = mpsc::unbounded_channel();
    let hello = json!({ "op": 10, "d": { "heartbeat_interval": 41_250 } });
    let mut next = Some(hello.to_string());
    loop {
        if let Some(text) = next.take()
            && socket.send(Message::Text(text.into())).await.is_err()
        {
            return;
        }
        tokio::select! {
            event = events.recv() => next = event,
            said = socket.recv() => {
                let Some(Ok(Message::Text(said))) = said else { return };
                let said: Value = serde_json::from_str(&said).unwrap();
                match said["op"].as_u64() {
                    Some(1) => next = Some(json!({ "op": 11 }).to_string()),
                    Some(2) => {
                        shared.turn().events = Some(sender.clone());
                        shared.connected.notify_one();
                        next = Some(ready(shared.gateway).to_string());
                    }
                    _ => {}
                }
            }
        }
    }
}

fn ready(gateway: SocketAddr) -> Value {
    json!({ "op": 0, "s": 1, "t": "READY", "d": {
        "v": 10, "guilds": [], "session_id": "one", "shard": [0, 1],
        "resume_gateway_url": format!("ws://{gateway}"),
        "application": { "id": "845027738276462632", "flags": 0 },
        "user": { "id": "845027738276462632", "username": "aandeslag", "discriminator": "0",
            "avatar": null, "bot": true, "verified": true, "email": null, "mfa_enabled": false,
            "flags": 0, "global_name": null }
    } })
}

async fn serve_rest(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        tokio::spawn(serve_connection(stream, Arc::clone(&shared)));
    }
}

async fn serve_connection(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut buffer = vec![0; 64 * 1024];
    let mut filled = 0;
    loop {
        let Some(length) = request_length(&buffer[..filled]) else {
            match stream.read(&mut buffer[filled..]).await {
                Ok(n @ 1..) => filled += n,
                _ => return,
            }
            continue;
        };
        let answer = shared.answer(&buffer[..length]);
        buffer.copy_within(length..filled, 0);
        filled -= length;
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

/// The length of the request at the start of this, if it is whole.
fn request_length(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().unwrap())
    };
    let body = head.lines().find_map(field).unwrap_or(0);
    (bytes.len() >= end + body).then_some(end + body)
}

impl Shared {
    fn answer(&self, request: &[u8]) -> Vec<u8> {
        const CALLBACK: &[u8] = b"POST /api/v10/interactions/";
        if let Some(rest) = request.strip_prefix(CALLBACK) {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
            let number = digits.fold(0, |n, digit| 10 * n + u64::from(digit - b'0'));
            let head = request.windows(4).position(|w| w == b"\r\n\r\n");
            self.turn().answer_bytes = request.len() - head.map_or(0, |end| end + 4);
            self.called_back(number);
            return b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
        }
        let body = if request.starts_with(b"GET /api/v10/gateway") {
            json!({ "url": format!("ws://{}", self.gateway), "shards": 1 }).to_string()
        } else if request.starts_with(b"GET /api/v10/applications/@me ") {
            json!({ "id": "845027738276462632" }).to_string()
        } else if request.starts_with(b"PUT ") {
            // What was registered, as it came.
            let head = request.windows(4).position(|w| w == b"\r\n\r\n");
            let body = &request[head.map_or(0, |end| end + 4)..];
            String::from_utf8_lossy(body).into_owned()
        } else {
            "[]".to_owned()
        };
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }
}

/// An interaction that has a place for its number.
pub(crate) fn numbered(mut payload: Value) -> Value {
    payload["id"] = json!(NUMBER.trim_matches('"'));
    payload
}
