//! The stand-in's gateway.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{APPLICATION, Shared, TOKEN};

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

/// How the gateway meets an identify or a resume.
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
    /// Not at all, though it goes on.
    Silence,
}

pub(super) struct Session {
    pub(super) id: String,
    /// The events so far; the first has number 1.
    pub(super) events: Vec<Value>,
    pub(super) connection: Option<usize>,
    /// It cannot be resumed any more.
    pub(super) is_over: bool,
}

pub(super) struct Connection {
    pub(super) orders: mpsc::UnboundedSender<Order>,
    /// Heartbeats are not acknowledged any more.
    pub(super) is_zombie: bool,
    /// Nothing is sent any more, and nothing heard.
    pub(super) is_dead: bool,
}

pub(super) enum Order {
    Say(Value),
    SayRaw(String),
    Close(u16),
    HangUp,
}

pub(super) async fn gateway(
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
        inner.connections.push(Connection {
            orders,
            is_zombie: false,
            is_dead: false,
        });
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
        if let 4007 | 4009 = code {
            // As documented, these are followed by a new session.
            let mut inner = self.shared.inner();
            let is_mine = |session: &&mut Session| session.connection == Some(self.connection);
            let sessions = inner.sessions.iter_mut().filter(is_mine);
            sessions.for_each(|session| session.is_over = true);
        }
        let _ = self.socket.send(Message::Close(Some(frame))).await;
    }

    /// Reacts to a message; tells whether the connection goes on.
    async fn hear(&mut self, message: Value) -> bool {
        self.shared
            .happened(self.connection, What::Said(message.clone()));
        let (is_dead, is_zombie) = {
            let connection = &self.shared.inner().connections[self.connection];
            (connection.is_dead, connection.is_zombie)
        };
        if is_dead {
            return true;
        }
        match message["op"].as_u64() {
            Some(1) if is_zombie => {}
            Some(1) => self.say(&json!({"op": 11})).await,
            Some(2) => return self.identify(&message["d"]).await,
            Some(6) => {
                let manner = self.shared.inner().on_resume.pop_front();
                match manner.unwrap_or(Identify::Ready) {
                    Identify::Ready => self.resume(&message["d"]),
                    other => return self.refuse(other).await,
                }
            }
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
            other => return self.refuse(other).await,
        }
        true
    }

    /// Gives no session; tells whether the connection goes on.
    async fn refuse(&mut self, manner: Identify) -> bool {
        match manner {
            Identify::Close(code) => self.close(code).await,
            Identify::Invalid => self.say(&json!({"op": 9, "d": false})).await,
            Identify::HangUp => return false,
            Identify::Ready | Identify::Silence => {}
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
            is_over: false,
        });
        ready
    }

    fn resume(&mut self, resume: &Value) {
        let mut inner = self.shared.inner();
        let missed = {
            let forgets = inner.forgets_sessions;
            let session = inner.sessions.last_mut();
            match session.filter(|s| resume["session_id"] == s.id && !s.is_over && !forgets) {
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
        // In turn with what else there is to say, as it may be much.
        for event in missed {
            inner.order(self.connection, Order::Say(event));
        }
    }
}
