//! Discord's payloads: reads interactions, writes callbacks and the list of commands.
//!
//! Every transport goes through [`answer`], so whatever shows a payload shows exactly what Discord
//! gets. Knows no sockets and no library of a transport; decides nothing about what to say.

use crate::library::Library;
use crate::respond::{Draw, apologise as apology, respond};

mod callback;
pub mod command;
mod interaction;

pub use callback::{Callback, CallbackType};
pub use interaction::{
    Data, Interaction, InteractionType, Member, Message, OptionValue, Origin, Secret, Snowflake,
    User,
};

/// The callback to an interaction, ready to be written as JSON.
pub fn answer(library: &Library, interaction: &Interaction, draw: &dyn Draw) -> Callback {
    if interaction.kind == InteractionType::PING {
        return Callback::pong();
    }
    Callback::from_reply(respond(library, &interaction.invocation(), draw))
}

/// The callback to an interaction when [`answer`] failed.
pub fn apologise(interaction: &Interaction) -> Callback {
    Callback::from_reply(apology(&interaction.invocation()))
}
