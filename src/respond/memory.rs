//! What a process keeps between answers, as far as answering needs to know of it.

use jiff::civil::Date;

use super::{Bags, Draw};

/// Where chance comes from, where is noted what moderators should hear of, and what day it is.
///
/// [`super::respond`] itself remembers nothing; without a memory that does, nothing is noted.
pub trait Memory: Draw {
    /// Notes that nothing was found for a question. Who asked is not told.
    fn not_found(&self, _question: &str) {}

    /// What was not found, most asked first, with how often; nothing when that is not counted.
    fn missed(&self) -> Option<Vec<(String, u32)>> {
        None
    }

    /// Texts that nobody looked at since this day are told to moderators.
    fn looked_at_since(&self) -> Option<Date> {
        None
    }
}

impl Memory for Bags {}
