//! The bot behind every door: one interaction in, one callback out.

use std::sync::Arc;

use crate::content::live::Live;
use crate::discord::{Callback, Interaction, InteractionType, Moderators};
use crate::respond::{Bags, respond};

/// What a process keeps between answers.
#[derive(Debug)]
pub struct Bot {
    live: Arc<Live>,
    bags: Bags,
    moderators: Option<Moderators>,
}

impl Bot {
    /// A bot that answers from this content, with these moderators.
    pub fn new(live: Arc<Live>, moderators: Option<Moderators>) -> Self {
        Self {
            live,
            bags: Bags::default(),
            moderators,
        }
    }

    /// The content it answers from.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// The callback to an interaction.
    pub fn answer(&self, interaction: &Interaction) -> Callback {
        if interaction.kind == InteractionType::PING {
            return Callback::pong();
        }
        let snapshot = self.live.current();
        let invocation = interaction.invocation(self.moderators.as_ref());
        Callback::from_reply(respond(&snapshot, &invocation, &self.bags))
    }
}
