//! Counts the bytes that checking looks at, so that a test can hold the work to the size of the
//! files.
//!
//! Counted where text is gone through: the helpers that find lines, quotes and ends, each piece that
//! is parsed, each search, each comparison of names.

use std::cell::Cell;

thread_local! {
    static LOOKED_AT: Cell<u64> = const { Cell::new(0) };
}

/// The bytes that this thread looked at while checking, since it began.
pub fn looked_at() -> u64 {
    LOOKED_AT.get()
}

/// Counts bytes that are looked at.
pub(crate) fn look(n_bytes: usize) {
    LOOKED_AT.set(LOOKED_AT.get() + n_bytes as u64);
}
