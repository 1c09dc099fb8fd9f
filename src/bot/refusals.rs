//! Which refusals by Discord moderators heard of, so that they hear of each once.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The answers that Discord refused, and the generation of content that they are of.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<(u64, HashSet<String>)>);

impl Refusals {
    /// Whether this is the first refusal of an answer of this name since the content changed.
    pub(crate) fn is_new(&self, generation: u64, what: &str) -> bool {
        let mut refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.0 != generation {
            *refused = (generation, HashSet::new());
        }
        refused.1.insert(what.to_owned())
    }
}
