//! What a process keeps between answers, as far as answering needs to know of it.

use super::{Bags, Draw};

/// Where chance comes from, and where is noted what moderators should hear of.
///
/// [`super::respond`] itself remembers nothing; without a memory that does, nothing is noted.
pub trait Memory: Draw {
    /// Notes that nothing was found for a question. Who asked is not told.
    fn not_found(&self, _question: &str) {}
}

impl Memory for Bags {}
