//! Keeps a session at Discord's gateway: one loop over one connection at a time;
//! <https://discord.com/developers/docs/events/gateway#connection-lifecycle>.
//!
//! Interactions go to the answers as the JSON that they are. Knows neither what is answered nor where
//! and when connections are opened; that is the dialer's.
#![expect(
    clippy::disallowed_methods,
    reason = "sessions are renewed at a moment by chance"
)]

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use futures_util::{SinkExt, StreamExt};
use rand::RngExt;
use tokio::select;
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

use crate::discord::Secret;
use crate::discord::rest;
use crate::serve::gateway::answers::Answers;
use crate::serve::gateway::clock::{Clock, Struck};
use crate::serve::gateway::dial::{Dialer, Socket};
use crate::serve::gateway::frame::{self, Frame, Ready, Said};

/// How long to wait before a new session after Discord refused one, in milliseconds: Discord asks for
/// a random time from 1 to 5 s, and members wait;
/// <https://discord.com/developers/docs/events/gateway#resuming>.
const AFTER_REFUSAL: std::ops::Range<u64> = 1000..1500;
/// How long sending anything to Discord may take, and saying goodbye.
const SEND_WITHIN: Duration = Duration::from_millis(500);
/// The close code after which Discord shows the bot offline.
const GOODBYE: u16 = 1000;
/// A close code that leaves the session as it is, for resuming; any but 1000 and 1001 does.
const BACK_SOON: u16 = 4000;

/// How often a session is asked for again in vain, before a new one is. What members asked meanwhile is too old to
/// answer, so that little is lost with it.
const MAX_RESUMES: u8 = 2;

/// Keeps a session.
pub(crate) struct Keeper {
    pub(crate) dialer: Dialer,
    pub(crate) answers: Arc<Answers>,
    pub(crate) token: Secret,
    /// The session, if there is one to resume.
    pub(crate) session: Option<Session>,
}

/// A session that can be resumed.
pub(crate) struct Session {
    id: String,
    /// The number of the last event seen.
    sequence: Option<u64>,
    /// How often it was asked for since it was last up.
    n_resumes: u8,
}

/// How a connection ended.
enum End {
    /// The bot was asked to stop, and has said goodbye.
    Stopped,
    /// It broke.
    Lost,
    /// What came over it cannot be read, and would come again.
    Unreadable(Error),
    /// Discord said nothing when it should have.
    Silent,
    /// Discord goes on, but no longer acknowledges heartbeats.
    Zombie,
    /// Discord ended it with this close code.
    Closed(u16),
    /// Discord wants another.
    Unwanted,
    /// Discord refused the session.
    Refused,
}

impl Keeper {
    /// Keeps a session until `stop`, and then says goodbye.
    ///
    /// # Errors
    ///
    /// When Discord refuses the token, or ends the session for good.
    pub(crate) async fn keep(mut self, stop: &CancellationToken) -> anyhow::Result<()> {
        loop {
            self.give_up_after_resumes();
            let dial = self.dialer.dial(self.session.is_some());
            let Some(socket) = stop.run_until_cancelled(dial).await else {
                return Ok(());
            };
            let mut line = Line {
                socket: socket?,
                clock: Clock::default(),
            };
            match self.serve(&mut line, stop).await {
                End::Stopped => return Ok(()),
                End::Lost => tracing::info!("the connection to Discord was lost"),
                End::Unreadable(error) => {
                    tracing::warn!("Discord said what cannot be read: {error}");
                    self.session = None;
                }
                End::Silent => tracing::warn!("Discord has fallen silent; connecting anew"),
                End::Zombie => {
                    tracing::warn!("Discord no longer acknowledges heartbeats; connecting anew");
                }
                End::Closed(code) => {
                    if let Some(reason) = fatal(code) {
                        return Err(reason);
                    }
                    tracing::info!("Discord closed the connection with code {code}");
                    // Those cannot be resumed.
                    if matches!(code, 4007 | 4009) {
                        self.session = None;
                    }
                }
                End::Unwanted => tracing::info!("Discord asks to connect anew"),
                End::Refused => {
                    tracing::info!("Discord refuses the session; beginning a new one");
                    self.session = None;
                    let pause = rand::rng().random_range(AFTER_REFUSAL);
                    self.dialer.pace.rest_for(Duration::from_millis(pause));
                }
            }
            line.close(BACK_SOON).await;
        }
    }

    /// Forgets where to resume after one resume in vain, and the session after [`MAX_RESUMES`].
    fn give_up_after_resumes(&mut self) {
        let n_resumes = self.session.as_ref().map_or(0, |session| session.n_resumes);
        if n_resumes > 0 {
            self.dialer.resume_at(None);
        }
        if n_resumes >= MAX_RESUMES {
            tracing::info!("the session does not come back; beginning a new one");
            self.session = None;
        }
    }

    /// Does what is needed over one connection, until it ends.
    async fn serve(&mut self, line: &mut Line, stop: &CancellationToken) -> End {
        loop {
            let due = line.clock.due();
            let message = select! {
                // What has come in counts before the clock does, also when it waited here.
                biased;
                () = stop.cancelled() => {
                    self.say_goodbye(line).await;
                    return End::Stopped;
                }
                message = line.socket.next() => message,
                () = sleep_until(due) => {
                    match line.clock.strike(due) {
                        Struck::Beat => line.beat(self.sequence()).await,
                        Struck::Silent => return End::Silent,
                        Struck::Zombie => return End::Zombie,
                    }
                    continue;
                }
            };
            let end = match message {
                Some(Ok(Message::Text(text))) => self.hear(line, &text).await,
                Some(Ok(Message::Close(Some(frame)))) => Some(End::Closed(frame.code.into())),
                // The library answers pings, and Discord sends nothing else when JSON was asked for.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => None,
                Some(Err(error @ (Error::Capacity(_) | Error::Utf8(_)))) => {
                    Some(End::Unreadable(error))
                }
                Some(Ok(_) | Err(_)) | None => Some(End::Lost),
            };
            if let Some(end) = end {
                return end;
            }
        }
    }

    /// Reacts to a message; tells when it ends the connection.
    async fn hear(&mut self, line: &mut Line, text: &str) -> Option<End> {
        line.clock.hear();
        let Some(Frame { sequence, said }) = Frame::read(text) else {
            tracing::debug!("Discord said something that is no message");
            return None;
        };
        if let (Some(session), Some(sequence)) = (&mut self.session, sequence) {
            session.sequence = Some(sequence);
        }
        match said {
            Said::Hello(interval) if line.clock.begin(interval) => self.introduce(line).await,
            Said::HeartbeatWanted if line.clock.may_beat() => line.beat(self.sequence()).await,
            Said::Acknowledged => line.clock.acknowledged(),
            Said::Reconnect | Said::Invalid { resumable: true } => return Some(End::Unwanted),
            Said::Invalid { resumable: false } => return Some(End::Refused),
            Said::Ready(ready) => {
                line.clock.came_up();
                self.ready(ready, sequence);
            }
            Said::Resumed => {
                line.clock.came_up();
                tracing::info!("the session goes on where it was");
                if let Some(session) = &mut self.session {
                    session.n_resumes = 0;
                }
                self.answers.set_connected();
            }
            Said::Interaction(json) => {
                line.clock.event_came();
                self.answers.take(json);
            }
            Said::Event => line.clock.event_came(),
            Said::Hello(_) | Said::HeartbeatWanted | Said::Unknown => {}
        }
        None
    }

    /// Asks for the session that there was, or for a new one.
    async fn introduce(&mut self, line: &mut Line) {
        let introduction = if let Some(session) = &mut self.session {
            session.n_resumes += 1;
            frame::resume(&self.token, &session.id, session.sequence)
        } else {
            self.dialer.pace.identifies();
            frame::identify(&self.token)
        };
        line.send(Message::text(introduction)).await;
    }

    /// A session has begun; not always the first.
    fn ready(&mut self, ready: Ready, sequence: Option<u64>) {
        tracing::info!("a session is up; servers: {}", ready.guilds.len());
        self.answers.set_connected();
        self.dialer.resume_at(ready.resume_gateway_url.as_deref());
        let n_resumes = 0;
        self.session = ready.session_id.map(|id| Session {
            id,
            sequence,
            n_resumes,
        });
        if self.session.is_none() {
            tracing::warn!("Discord did not name the session, so it cannot be resumed later");
        }
    }

    fn sequence(&self) -> Option<u64> {
        self.session.as_ref()?.sequence
    }

    /// Ends the session, so that the bot does not seem online any more. What members asked before
    /// Discord knew of it is answered still.
    async fn say_goodbye(&self, line: &mut Line) {
        let goodbye = async {
            line.close(GOODBYE).await;
            while let Some(Ok(message)) = line.socket.next().await {
                match message {
                    Message::Text(text) => {
                        if let Some(Said::Interaction(json)) = Frame::read(&text).map(|f| f.said) {
                            self.answers.take(json);
                        }
                    }
                    Message::Close(_) => return,
                    _ => {}
                }
            }
        };
        if timeout(SEND_WITHIN, goodbye).await.is_err() {
            tracing::debug!("Discord did not say goodbye");
        }
    }
}

/// One connection.
struct Line {
    socket: Socket,
    clock: Clock,
}

impl Line {
    async fn beat(&mut self, sequence: Option<u64>) {
        self.clock.beats();
        self.send(Message::text(frame::heartbeat(sequence))).await;
    }

    async fn close(&mut self, code: u16) {
        let (code, reason) = (CloseCode::from(code), "".into());
        self.send(Message::Close(Some(CloseFrame { code, reason })))
            .await;
    }

    /// Sends a message. Whether the other side still hears is found out by listening.
    async fn send(&mut self, message: Message) {
        let _ = timeout(SEND_WITHIN, self.socket.send(message)).await;
    }
}

/// The reason, if a close code means that connecting again is of no use;
/// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes>.
fn fatal(code: u16) -> Option<anyhow::Error> {
    let reason = match code {
        4004 => return Some(rest::Error::TokenRefused.into()),
        4010 => "the shard is not valid",
        4011 => "the bot is in more servers than one connection may serve (2500)",
        4012 => "this version of the gateway is no longer there; the bot needs an update",
        4013 => "the intents are not valid",
        4014 => "the intents are not allowed for this bot",
        _ => return None,
    };
    Some(anyhow!(
        "Discord ended the session for good (code {code}): {reason}"
    ))
}
