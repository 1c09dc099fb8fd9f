//! Tells systemd how the process is doing, where systemd asked to be told: that it is ready, that it
//! stops, and at intervals that it is still alive;
//! <https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html>.

use std::time::Duration;

use sd_notify::{NotifyState, notify, watchdog_enabled};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::bot::jobs::timing::wait;

/// Says that the process is ready, and from then on that it is alive, until it stops.
///
/// The signs of life come from the runtime that answers, so they end when that hangs.
pub fn ready(stop: CancellationToken) {
    tell(&NotifyState::Ready);
    tokio::spawn(async move {
        while let Some(pause) = watchdog_pause() {
            if !wait(pause, &stop).await {
                break;
            }
            tell(&NotifyState::Watchdog);
        }
        stop.cancelled().await;
        tell(&NotifyState::Stopping);
    });
}

/// Half of what the watchdog allows, if there is one.
fn watchdog_pause() -> Option<Duration> {
    let pause = watchdog_enabled()? / 2;
    (!pause.is_zero()).then_some(pause)
}

fn tell(state: &NotifyState<'_>) {
    if let Err(error) = notify(std::slice::from_ref(state)) {
        warn!(%error, "cannot tell systemd {state}");
    }
}
