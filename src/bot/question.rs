//! An interaction, read once for all that answering it takes. Answers nothing.

use crate::bot::work::Worker;
use crate::discord::{Interaction, InteractionType, Moderators};
use crate::respond::action::{Moderate, Ticket};
use crate::respond::{Action, Invocation, Request};

/// An interaction, read once for all that answering it takes.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) kind: InteractionType,
    pub(crate) invocation: Invocation,
    /// What a press or a form asks for.
    pub(crate) action: Option<Action>,
    /// Whether the state folder can say more about it: it may have been taken before, be about a draft
    /// that is not in memory, or a moderator is to see what another process did.
    pub(crate) reads_state: bool,
}

impl Question {
    /// What is asked, where these are the moderators, and this one does the work.
    pub(crate) fn new(
        interaction: &Interaction,
        moderators: Option<&Moderators>,
        worker: Option<&Worker>,
    ) -> Self {
        let mut invocation = interaction.invocation(moderators);
        if let Some(worker) = worker {
            invocation.editing = true;
            invocation.reports = worker.reports.is_some() && interaction.is_at_home(moderators);
        }
        let action = match &invocation.request {
            Request::Press { custom_id, .. } | Request::Submit { custom_id, .. } => {
                Action::decode(custom_id)
            }
            _ => None,
        };
        let is_ours = |action: &Moderate| invocation.moderator || action.is_for_members();
        Self {
            kind: interaction.kind,
            reads_state: worker.is_some()
                && match &action {
                    Some(Action::Moderate(action)) => is_ours(action),
                    _ => invocation.moderator && invocation.moderates(),
                },
            invocation,
            action,
        }
    }

    /// The draft that it is about, if any.
    pub(crate) fn draft(&self) -> Option<Ticket> {
        self.action.as_ref()?.draft()
    }
}
