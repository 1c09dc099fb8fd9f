//! How much is measured, the measure of CPU time, and what is shown of the rounds.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// As many bytes as a usual answer has.
pub(crate) const ANSWER_LENGTH: usize = 1500;

/// How much is measured.
pub(crate) struct Length {
    /// How often everything is measured, of which the median is shown.
    pub(crate) rounds: usize,
    /// How long each time.
    pub(crate) turn: Duration,
    /// How many answers a process gives before its memory is looked at.
    pub(crate) answers: usize,
    /// How many signatures are verified in a row.
    pub(crate) signatures: u32,
    /// How many texts there are where there are many.
    pub(crate) texts: usize,
}

impl Length {
    pub(crate) const WHOLE: Self = Self {
        rounds: 7,
        turn: Duration::from_millis(1500),
        answers: 1_000_000,
        signatures: 5000,
        texts: 10_000,
    };
    /// Tells that everything works, and nothing about speed.
    pub(crate) const QUICK: Self = Self {
        rounds: 1,
        turn: Duration::from_millis(200),
        answers: 1000,
        signatures: 10,
        texts: 200,
    };
}

/// The CPU time of this thread.
pub(crate) fn own_cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), time.tv_nsec as u32)
}

/// The middle one; of an even number the upper of the two.
pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// The middle one, with the least and the most.
pub(crate) fn spread(mut numbers: Vec<f64>) -> String {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers[numbers.len() / 2];
    let (least, most) = (numbers[0], numbers[numbers.len() - 1]);
    format!("**{middle:.2}** ({least:.2} to {most:.2})")
}
