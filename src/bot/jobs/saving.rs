//! Keeps on disk, now and then, what answering notes in memory, and brings in what other processes on the
//! state folder wrote there. Knows nothing of what that is.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::bot::jobs::timing::wait;

/// How often what moderators are about to see is saved.
pub const SOON: Duration = Duration::from_secs(2);
/// How often what nobody waits for is saved, of which there can be much.
pub const IN_A_WHILE: Duration = Duration::from_mins(1);

/// Saves `what` this often, off the threads that answer, until `shutdown`.
pub async fn keep_saved(
    what: &'static str,
    save: impl Fn() -> io::Result<()> + Send + Sync + 'static,
    every: Duration,
    shutdown: CancellationToken,
) {
    let save = Arc::new(save);
    let mut had_trouble = false;
    while wait(every, &shutdown).await {
        let save = Arc::clone(&save);
        let saved = tokio::task::spawn_blocking(move || save()).await;
        let trouble = saved.ok().and_then(Result::err);
        if let Some(error) = trouble.as_ref().filter(|_| !had_trouble) {
            warn!(%error, "cannot keep {what}");
        }
        had_trouble = trouble.is_some();
    }
}
