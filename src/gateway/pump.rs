//! Carries the bytes of one connection both ways, and ends it in the one way that serenity handles
//! well: a plain end of the stream.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use tokio::select;
use tokio::time::{Instant, sleep_until, timeout};

use super::frames::Frames;

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Serenity left.
    Local,
    /// The connection to Discord broke.
    Remote,
    /// Discord said nothing when it should have.
    Silent,
    /// Discord ended it with this close code.
    Closed(u16),
}

/// How long Discord may take to react to anything serenity sends; every message of a bot without
/// intents gets a reaction. Less than a heartbeat's interval (about 41 s), as serenity gives up the
/// session when it finds out by itself.
const REACTION_WITHIN: Duration = Duration::from_secs(20);
/// How long serenity may take to hang up; it does at once when it resumes, and after 5 s when it
/// starts a new session.
const HANG_UP_WITHIN: Duration = Duration::from_secs(10);

/// Carries until one side ends.
pub(super) async fn pump<L, R>(local: L, remote: R) -> End
where
    L: AsyncRead + AsyncWrite,
    R: AsyncRead + AsyncWrite,
{
    let (mut from_local, mut to_local) = split(local);
    let end = {
        let (mut from_remote, mut to_remote) = split(remote);
        carry(
            &mut from_local,
            &mut to_local,
            &mut from_remote,
            &mut to_remote,
        )
        .await
    };
    // Serenity spins when its connection is reset before it has a session. It is reset when this
    // side goes while there is something unread, so serenity goes first.
    let _ = to_local.shutdown().await;
    let _ = timeout(HANG_UP_WITHIN, drain(&mut from_local)).await;
    end
}

async fn carry(
    from_local: &mut (impl AsyncRead + Unpin),
    to_local: &mut (impl AsyncWrite + Unpin),
    from_remote: &mut (impl AsyncRead + Unpin),
    to_remote: &mut (impl AsyncWrite + Unpin),
) -> End {
    let mut inbound = Inbound::default();
    let mut answer_by = Some(Instant::now() + inbound.patience);
    let (mut up, mut down) = ([0; 4096], [0; 16 * 1024]);
    loop {
        select! {
            read = from_remote.read(&mut down) => {
                let Some(bytes) = some_bytes(&down, read) else { return inbound.end(End::Remote) };
                answer_by = None;
                inbound.see(bytes);
                match inbound.closed {
                    Some(code) if is_unfit(code) => return End::Closed(code),
                    _ => {}
                }
                if send(to_local, bytes).await.is_err() {
                    return inbound.end(End::Local);
                }
            }
            read = from_local.read(&mut up) => {
                let Some(bytes) = some_bytes(&up, read) else { return inbound.end(End::Local) };
                answer_by.get_or_insert_with(|| Instant::now() + inbound.patience);
                if send(to_remote, bytes).await.is_err() {
                    return inbound.end(End::Remote);
                }
            }
            () = until(answer_by) => return inbound.end(End::Silent),
        }
    }
}

/// Close codes that serenity must not see: after these it does not reconnect but spins until the
/// next heartbeat, or tries again what cannot go well.
fn is_unfit(code: u16) -> bool {
    matches!(code, 4003 | 4004 | 4010..=4014)
}

/// What Discord sent so far, as far as it matters here.
struct Inbound {
    frames: Frames,
    has_begun: bool,
    patience: Duration,
    /// With which code it closed the connection.
    closed: Option<u16>,
}

impl Default for Inbound {
    fn default() -> Self {
        Self {
            frames: Frames::default(),
            has_begun: false,
            patience: REACTION_WITHIN,
            closed: None,
        }
    }
}

impl Inbound {
    /// Looks at what came in.
    fn see(&mut self, bytes: &[u8]) {
        for frame in self.frames.see(bytes) {
            self.closed = self.closed.or(frame.close_code());
            if !std::mem::replace(&mut self.has_begun, true) {
                let interval = frame.text().and_then(heartbeat_interval);
                let before_next = interval.unwrap_or(REACTION_WITHIN).mul_f64(0.75);
                self.patience = self.patience.min(before_next);
            }
        }
    }

    /// How the connection ended: as Discord said, or else as it seems.
    fn end(&self, seeming: End) -> End {
        self.closed.map_or(seeming, End::Closed)
    }
}

/// How often Discord wants to hear from the bot, as said in its first message;
/// <https://discord.com/developers/docs/events/gateway-events#hello>.
fn heartbeat_interval(message: &[u8]) -> Option<Duration> {
    let message: Value = serde_json::from_slice(message).ok()?;
    let milliseconds = message["d"]["heartbeat_interval"].as_u64()?;
    Some(Duration::from_millis(milliseconds))
}

fn some_bytes(buffer: &[u8], read: std::io::Result<usize>) -> Option<&[u8]> {
    match read {
        Ok(0) | Err(_) => None,
        Ok(n) => buffer.get(..n),
    }
}

async fn send(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
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
