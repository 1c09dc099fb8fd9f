//! Numbers in as few characters as a button has room for: base 64, of a fixed width.

use serde::{Deserialize, Serialize};

use crate::content::edit::short_hash;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Names one opening of a modal, one draft, one report, one post, or words that were searched: 30 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ticket(pub u32);

impl Ticket {
    /// The ticket that belongs to an interaction, which Discord numbers uniquely.
    pub fn of(interaction: u64) -> Self {
        Self(short_hash(&interaction.to_be_bytes()))
    }

    /// The ticket that stands for a text.
    pub fn of_text(text: &str) -> Self {
        Self(short_hash(text.as_bytes()))
    }
}

/// A number in `width` characters, of which the last counts least.
pub(crate) fn encode(mut number: u64, width: usize) -> String {
    let mut text = vec![b'A'; width];
    for place in text.iter_mut().rev() {
        *place = DIGITS[usize::try_from(number % 64).unwrap_or_default()];
        number /= 64;
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// The number that [`encode`] wrote; nothing where a character is none of its digits.
pub(crate) fn decode(text: &str) -> Option<u64> {
    let value = |byte: u8| DIGITS.iter().position(|digit| *digit == byte);
    text.bytes()
        .try_fold(0, |total, byte| Some(total * 64 + value(byte)? as u64))
}
