//! Tells systemd how the process is doing, where systemd asked to be told: that it is ready, that it
//! stops, and at intervals that it is still alive;
//! <https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html>.

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
        // Half of what the watchdog allows, if there is one.
        let pause = watchdog_enabled().map(|within| within / 2);
        if let Some(pause) = pause.filter(|pause| !pause.is_zero()) {
            while wait(pause, &stop).await {
                tell(&NotifyState::Watchdog);
            }
        }
        stop.cancelled().await;
        tell(&NotifyState::Stopping);
    });
}

fn tell(state: &NotifyState<'_>) {
    if let Err(error) = notify(std::slice::from_ref(state)) {
        warn!(%error, "cannot tell systemd {state}");
    }
}
