//! Carries the bytes of one connection both ways, and ends it in the one way that serenity handles
//! well: a plain end of the stream.

use std::io;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use tokio::select;
use tokio::time::{Instant, sleep_until, timeout};

use super::frames::{ACKNOWLEDGEMENT, Frame, Frames};

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Serenity left.
    Local,
    /// The connection to Discord broke.
    Remote,
    /// Discord said nothing when it should have.
    Silent,
    /// Discord goes on, but no longer acknowledges heartbeats.
    Zombie,
    /// Discord ended it with this close code.
    Closed(u16),
}

/// How long Discord may take to react to anything serenity sends; every message of a bot without
/// intents gets a reaction. Less than a heartbeat's interval (about 41 s), as serenity gives up the
/// session when it finds out by itself; whatever is closer to the next heartbeat comes first.
const REACTION_WITHIN: Duration = Duration::from_secs(10);
/// How long serenity may take to hang up; it does at once when it resumes, and after 5 s when it
/// starts a new session.
const HANG_UP_WITHIN: Duration = Duration::from_secs(10);

/// Carries until one side ends; the connection to Discord ends with that.
pub(super) async fn pump<L, R>(local: &mut L, remote: R) -> End
where
    L: AsyncRead + AsyncWrite + Unpin,
    R: AsyncRead + AsyncWrite,
{
    let (mut from_local, mut to_local) = split(local);
    let (mut from_remote, mut to_remote) = split(remote);
    carry(
        &mut from_local,
        &mut to_local,
        &mut from_remote,
        &mut to_remote,
    )
    .await
}

/// Ends serenity's side. Serenity spins when its connection is reset before it has a session, and
/// it is reset when this side goes while there is something unread; so serenity goes first.
pub(super) async fn hang_up(mut local: impl AsyncRead + AsyncWrite + Unpin) {
    let _ = local.shutdown().await;
    let _ = timeout(HANG_UP_WITHIN, drain(&mut local)).await;
}

async fn carry(
    from_local: &mut (impl AsyncRead + Unpin),
    to_local: &mut (impl AsyncWrite + Unpin),
    from_remote: &mut (impl AsyncRead + Unpin),
    to_remote: &mut (impl AsyncWrite + Unpin),
) -> End {
    let mut watch = Watch::new();
    let (mut up, mut down) = (vec![0; 1024], vec![0; 16 * 1024]);
    let seeming = loop {
        select! {
            // What has come in counts before the clock does, also when it waited here.
            biased;
            read = from_local.read(&mut up) => {
                let Some(bytes) = some_bytes(&up, &read) else { break End::Local };
                watch.say(bytes);
                if send(to_remote, bytes).await.is_err() {
                    break End::Remote;
                }
                if watch.inbound.is_between() && watch.acknowledge(to_local).await.is_err() {
                    break End::Local;
                }
            }
            read = from_remote.read(&mut down) => {
                let Some(bytes) = some_bytes(&down, &read) else { break End::Remote };
                let (whole, begun) = bytes.split_at(watch.hear(bytes));
                if watch.closed.is_some_and(is_unfit) {
                    break End::Remote;
                }
                let forward = async {
                    send(to_local, whole).await?;
                    if !whole.is_empty() {
                        watch.acknowledge(to_local).await?;
                    }
                    send(to_local, begun).await
                };
                if forward.await.is_err() {
                    break End::Local;
                }
            }
            () = until(watch.answer_by) => break End::Silent,
            () = until(watch.acknowledge_by) => break End::Zombie,
        }
    };
    watch.closed.map_or(seeming, End::Closed)
}

/// Close codes that serenity must not see: after these it does not reconnect but spins until the
/// next heartbeat, or tries again what cannot go well.
fn is_unfit(code: u16) -> bool {
    matches!(code, 4003 | 4004 | 4010..=4014)
}

/// What passed so far, as far as it tells whether Discord is still there.
struct Watch {
    inbound: Frames,
    outbound: Frames,
    has_begun: bool,
    /// How long after a heartbeat is well before the next, when serenity would find out by itself
    /// and give up the session.
    before_next: Option<Duration>,
    /// When Discord must have said something, if it has to.
    answer_by: Option<Instant>,
    /// When Discord must have acknowledged a heartbeat, if one is on its way.
    acknowledge_by: Option<Instant>,
    /// Whether serenity waits for an acknowledgement.
    owes_acknowledgement: bool,
    /// With which code Discord closed the connection.
    closed: Option<u16>,
}

impl Watch {
    /// A connection on which Discord has to begin.
    fn new() -> Self {
        Self {
            inbound: Frames::default(),
            outbound: Frames::default(),
            has_begun: false,
            before_next: None,
            answer_by: Some(Instant::now() + REACTION_WITHIN),
            acknowledge_by: None,
            owes_acknowledgement: false,
            closed: None,
        }
    }

    /// Looks at what Discord said; tells where the last whole frame in it ends.
    fn hear(&mut self, bytes: &[u8]) -> usize {
        self.answer_by = None;
        let mut end = 0;
        for frame in self.inbound.see(bytes) {
            end = frame.end;
            self.closed = self.closed.or(frame.close_code());
            if frame.is_acknowledgement() {
                self.acknowledge_by = None;
            }
            if !std::mem::replace(&mut self.has_begun, true) {
                let interval = frame.text().and_then(heartbeat_interval);
                self.before_next = interval.map(|interval| interval.mul_f64(0.75));
            }
        }
        end
    }

    /// Looks at what serenity said.
    fn say(&mut self, bytes: &[u8]) {
        let now = Instant::now();
        let before_next = self.before_next.unwrap_or(REACTION_WITHIN);
        let patience = REACTION_WITHIN.min(before_next);
        self.answer_by.get_or_insert(now + patience);
        if self.outbound.see(bytes).iter().any(Frame::is_heartbeat) {
            self.acknowledge_by.get_or_insert(now + before_next);
            self.owes_acknowledgement = true;
        }
    }

    /// Acknowledges serenity's heartbeat, if there was one, in Discord's place. Serenity gives up the
    /// session over one that was not acknowledged by the next, also when the acknowledgement waits
    /// behind the events it missed; whether Discord is still there is found out here.
    async fn acknowledge(&mut self, to_local: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        if self.closed.is_none() && std::mem::take(&mut self.owes_acknowledgement) {
            send(to_local, ACKNOWLEDGEMENT).await?;
        }
        Ok(())
    }
}

/// How often Discord wants to hear from the bot, as said in its first message;
/// <https://discord.com/developers/docs/events/gateway-events#hello>.
fn heartbeat_interval(message: &[u8]) -> Option<Duration> {
    let message: Value = serde_json::from_slice(message).ok()?;
    let milliseconds = message["d"]["heartbeat_interval"].as_u64()?;
    Some(Duration::from_millis(milliseconds))
}

/// The bytes that were read, unless the stream has ended.
fn some_bytes<'a>(buffer: &'a [u8], read: &io::Result<usize>) -> Option<&'a [u8]> {
    match read {
        Ok(0) | Err(_) => None,
        Ok(n) => buffer.get(..*n),
    }
}

async fn send(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    to.write_all(bytes).await?;
    to.flush().await
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

async fn drain(from: &mut (impl AsyncRead + Unpin)) {
    let mut rest = [0; 1024];
    while matches!(from.read(&mut rest).await, Ok(1..)) {}
}
