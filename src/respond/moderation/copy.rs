//! What is said with the monthly copy of all texts. Makes no copy.

use crate::respond::message::{Embed, Message};
use crate::words::copy::{TEXTS_ALONE, TITLE, TOO_LARGE, WITH_HISTORY};

/// The message that a copy goes with; whether the history is in it, or nothing where there is no copy,
/// as even the texts are too large for a message.
pub fn monthly_copy(has_history: Option<bool>) -> Message {
    let words = match has_history {
        Some(true) => WITH_HISTORY,
        Some(false) => TEXTS_ALONE,
        None => TOO_LARGE,
    };
    Message::framed(Embed::new(TITLE, words), [])
}
