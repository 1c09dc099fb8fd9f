//! What moderators read about how often texts are asked for.

#![expect(missing_docs, reason = "a text is its own doc")]

use jiff::civil::Date;

use crate::words::dutch::day;

pub const MOST: &str = "Meest gevraagd 📊";

/// Above the texts that nobody asked for.
pub fn never(since: Date) -> String {
    format!("Nooit gevraagd sinds {}", day(since))
}

/// A text with a bar for each of the last months, and how often it was asked for in all of them.
pub fn line(bars: &str, n: u32, text: &str) -> String {
    format!("`{bars}` {text}: {n} keer")
}
