//! Reads interactions for the doors, and says in the log what cannot be read.

use tracing::warn;

use crate::discord::{Interaction, Unreadable};

/// The interaction in Discord's JSON, or as much of it as could be read, if anybody can answer that.
pub fn read(json: &[u8]) -> Option<Interaction> {
    Interaction::read(json)
        .or_else(|unreadable| {
            // The error's own text can quote what was typed.
            let Unreadable { line, column, .. } = unreadable;
            warn!(
                line,
                column, "Discord sent an interaction that cannot be read"
            );
            unreadable.known.map(|known| *known).ok_or(())
        })
        .ok()
}
