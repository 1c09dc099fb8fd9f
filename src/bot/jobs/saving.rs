//! Keeps on disk, now and then, what answering notes in memory, and brings in what other processes on the
//! state folder wrote there. Knows nothing of what that is.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::warn;

/// How often what is new is written, and what other processes wrote is read.
const SAVE_EVERY: Duration = Duration::from_secs(2);

/// Saves `what`, off the threads that answer, until `shutdown`.
pub async fn keep_saved(
    what: &'static str,
    save: impl Fn() -> io::Result<()> + Send + Sync + 'static,
    shutdown: CancellationToken,
) {
    let save = Arc::new(save);
    let mut had_trouble = false;
    while (shutdown
        .run_until_cancelled(tokio::time::sleep(SAVE_EVERY))
        .await)
        .is_some()
    {
        let save = Arc::clone(&save);
        let saved = tokio::task::spawn_blocking(move || save()).await;
        let trouble = saved.ok().and_then(Result::err);
        if let Some(error) = trouble.as_ref().filter(|_| !had_trouble) {
            warn!(%error, "cannot keep {what}");
        }
        had_trouble = trouble.is_some();
    }
}
