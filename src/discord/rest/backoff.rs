//! Pauses between attempts at what failed: longer each time, and never the same for everybody.
//!
//! Knows neither what is attempted nor how to wait.
#![expect(clippy::disallowed_methods, reason = "pauses differ by chance")]

use std::time::Duration;

use rand::RngExt;

/// Counts failures in a row and says how long to wait after each.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl Backoff {
    /// Pauses that double from `first` up to `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self {
            first,
            longest,
            failures: 0,
        }
    }

    /// Counts a failure and says how long to wait: between half of the pause and the whole, by
    /// chance, so that many bots do not come back at the same moment.
    pub fn failed(&mut self) -> Duration {
        let factor = 2_u32.saturating_pow(self.failures);
        let pause = self.first.saturating_mul(factor).min(self.longest);
        self.failures = self.failures.saturating_add(1);
        pause.mul_f64(rand::rng().random_range(0.5..=1.0))
    }

    /// Forgets the failures.
    pub fn succeeded(&mut self) {
        self.failures = 0;
    }
}
