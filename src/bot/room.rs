//! Room for work that blocks, so that it leaves the processor to those who answer members.

use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, spawn_blocking};

/// The most work that is done or waits for its turn, of moderators and of members each. A file that was
/// sent takes up to 1 MiB meanwhile.
const MAX_WORK: usize = 32;

/// Room for one kind of work.
#[derive(Debug)]
pub(crate) struct Room {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Room {
    /// Room in which so much is done at once, while more waits.
    pub(crate) fn new(at_once: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(MAX_WORK)),
            turns: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// Does work on a thread for blocking, when it has a turn; nothing when there is no room for it.
    pub(crate) fn start<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<JoinHandle<T>> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let turns = Arc::clone(&self.turns);
        Some(tokio::spawn(async move {
            let _place = place;
            // The semaphore is never closed; without a turn the work would be done all the same.
            let _turn = turns.acquire().await;
            let done = spawn_blocking(work).await;
            done.unwrap_or_else(|failed| resume_unwind(Box::new(failed)))
        }))
    }
}
