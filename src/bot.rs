//! The bot behind every door: one interaction in, one callback out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::content::live::Live;
use crate::discord::{Callback, Interaction, InteractionType, Moderators};
use crate::respond::{Bags, apologise, respond};

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

    /// The callback to an interaction; an apology where finding it failed.
    pub fn answer(&self, interaction: &Interaction) -> Callback {
        // The snapshot is immutable, and the bags keep their own state in order.
        let answer = AssertUnwindSafe(|| self.compose(interaction));
        catch_unwind(answer).unwrap_or_else(|_| {
            tracing::error!("answering an interaction panicked; the member gets an apology");
            Callback::from_reply(apologise(&interaction.invocation(None)))
        })
    }

    fn compose(&self, interaction: &Interaction) -> Callback {
        if interaction.kind == InteractionType::PING {
            return Callback::pong();
        }
        let snapshot = self.live.current();
        let invocation = interaction.invocation(self.moderators.as_ref());
        Callback::from_reply(respond(&snapshot, &invocation, &self.bags))
    }
}
