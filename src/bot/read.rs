//! Reads interactions for the doors, and says in the log what cannot be read.

use tracing::warn;

use crate::discord::{Interaction, Unreadable};

/// The interaction in Discord's JSON, or as much of it as could be read, if anybody can answer that.
pub fn read(json: &[u8]) -> Option<Interaction> {
    match Interaction::read(json) {
        Ok(interaction) => Some(interaction),
        Err(Unreadable {
            line,
            column,
            known,
        }) => {
            // The error's own text can quote what was typed.
            warn!(
                line,
                column, "Discord sent an interaction that cannot be read"
            );
            known.map(|known| *known)
        }
    }
}
