//! A moment before which nothing is sent.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// A moment that only moves forward.
#[derive(Debug, Default)]
pub(crate) struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// The moment, if it is still to come.
    pub(crate) fn until(&self) -> Option<Instant> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > Instant::now())
    }

    /// Waits at least until then.
    pub(crate) fn extend(&self, until: Instant) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *current = (*current).max(Some(until));
    }
}
