//! The bot behind every door: one interaction in, one callback out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::content::live::Live;
use crate::discord::{Callback, Interaction, InteractionType, Moderators};
use crate::missed::{Missed, today};
use crate::respond::{Bags, Draw, Memory, Occasion, apologise, respond};

/// What a process keeps between answers.
#[derive(Debug)]
pub struct Bot {
    live: Arc<Live>,
    kept: Kept,
    moderators: Option<Moderators>,
}

impl Bot {
    /// A bot that answers from this content, with these moderators.
    pub fn new(live: Arc<Live>, moderators: Option<Moderators>) -> Self {
        Self {
            live,
            kept: Kept::default(),
            moderators,
        }
    }

    /// The same bot, that counts what was not found.
    #[must_use]
    pub fn counting(mut self, missed: Option<Arc<Missed>>) -> Self {
        self.kept.missed = missed;
        self
    }

    /// The same bot, that tells moderators which texts nobody looked at for this many days.
    #[must_use]
    pub fn rechecking(mut self, after_days: u16) -> Self {
        self.kept.recheck_after_days = Some(after_days);
        self
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
        Callback::from_reply(respond(&snapshot, &invocation, &self.kept))
    }
}

/// What is remembered between answers.
#[derive(Debug, Default)]
struct Kept {
    bags: Bags,
    missed: Option<Arc<Missed>>,
    recheck_after_days: Option<u16>,
}

impl Draw for Kept {
    fn draw(&self, occasion: &Occasion<'_>, candidates: &[&str]) -> usize {
        self.bags.draw(occasion, candidates)
    }
}

impl Memory for Kept {
    fn not_found(&self, question: &str) {
        if let Some(missed) = &self.missed {
            missed.note(question, today());
        }
    }

    fn missed(&self) -> Option<Vec<(String, u32)>> {
        self.missed.as_ref().map(|missed| missed.list(today()))
    }

    fn looked_at_since(&self) -> Option<Date> {
        let days = i32::from(self.recheck_after_days?);
        today().checked_sub(days.days()).ok()
    }
}
