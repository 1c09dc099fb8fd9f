//! Tells systemd how the process is doing, where systemd asked to be told: that it is ready, that it
//! stops, and at intervals that it is still alive;
//! <https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html>.

use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::warn;

/// Says that the process is ready, and from then on that it is alive, until it stops.
///
/// The signs of life come from the runtime that answers, so they end when that hangs.
pub fn ready(stop: CancellationToken) {
    tell("READY=1");
    tokio::spawn(async move {
        while let Some(pause) = watchdog_pause() {
            if stop
                .run_until_cancelled(tokio::time::sleep(pause))
                .await
                .is_none()
            {
                break;
            }
            tell("WATCHDOG=1");
        }
        stop.cancelled().await;
        tell("STOPPING=1");
    });
}

/// Half of what the watchdog allows, if there is one.
fn watchdog_pause() -> Option<Duration> {
    let allowed = std::env::var("WATCHDOG_USEC").ok()?.parse().ok()?;
    Some(Duration::from_micros(allowed) / 2).filter(|pause| !pause.is_zero())
}

fn tell(state: &str) {
    let Some(name) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    if let Err(error) = send(name.as_encoded_bytes(), state) {
        warn!(%error, "cannot tell systemd {state}");
    }
}

/// A name that starts with `@` is one outside the file system.
fn send(name: &[u8], state: &str) -> io::Result<()> {
    let address = match name.strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(str::from_utf8(name).map_err(io::Error::other)?)?,
    };
    UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address)?;
    Ok(())
}
