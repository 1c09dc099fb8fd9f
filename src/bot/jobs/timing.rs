//! Waiting, and the month that a monthly job has dealt with.

use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

/// How often a monthly job looks whether a month has begun.
pub(crate) const HOURLY: Duration = Duration::from_hours(1);

/// The month that a monthly job has dealt with, kept across restarts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastMonth {
    /// The first day of that month.
    pub(crate) month: Option<Date>,
}

/// Waits this long; false as soon as there is a `shutdown`.
pub(crate) async fn wait(duration: Duration, shutdown: &CancellationToken) -> bool {
    let waiting = tokio::time::sleep(duration);
    shutdown.run_until_cancelled(waiting).await.is_some()
}
