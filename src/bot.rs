//! The bot behind every door: one interaction in, one callback out, counted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use tracing::{field, info, info_span, record_all};

use crate::content::live::Live;
use crate::discord::{Callback, CallbackType, Interaction, InteractionType, Moderators};
use crate::library::Library;
use crate::metrics::{KINDS, Metrics, Outcome};
use crate::respond::{Bags, Draw, Message, Reply, custom_id, respond};
use crate::snapshot::Snapshot;
use crate::words;

/// What a process keeps between answers.
#[derive(Debug)]
pub struct Bot {
    live: Arc<Live>,
    draw: Box<dyn Draw>,
    moderators: Option<Moderators>,
    metrics: Metrics,
}

impl Bot {
    /// A bot that answers from this content, with these moderators.
    pub fn new(live: Arc<Live>, moderators: Option<Moderators>) -> Self {
        Self::drawing(live, moderators, Bags::default())
    }

    /// The same, with chance from elsewhere.
    pub fn drawing(
        live: Arc<Live>,
        moderators: Option<Moderators>,
        draw: impl Draw + 'static,
    ) -> Self {
        Self {
            live,
            draw: Box::new(draw),
            moderators,
            metrics: Metrics::default(),
        }
    }

    /// The content it answers from.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// What it counted.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The callback to an interaction; an apology when making it failed.
    pub fn answer(&self, interaction: &Interaction) -> Callback {
        let started = Instant::now();
        let snapshot = self.live.current();
        let kind = kind_of(interaction);
        let command = command_of(interaction, &snapshot.library);
        let span = info_span!(
            "interaction",
            kind = KINDS[kind],
            command,
            outcome = field::Empty,
            duration_us = field::Empty
        );
        let _entered = span.enter();
        let (callback, outcome) = or_apology(interaction, || self.callback(interaction, &snapshot));
        let took = started.elapsed();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        record_all!(span, outcome = outcome.name(), duration_us = micros);
        info!("answered");
        self.metrics.answered(kind, command, outcome, took);
        callback
    }

    fn callback(&self, interaction: &Interaction, snapshot: &Snapshot) -> Callback {
        if interaction.kind == InteractionType::PING {
            return Callback::pong();
        }
        let invocation = interaction.invocation(self.moderators.as_ref());
        Callback::from_reply(respond(snapshot, &invocation, &*self.draw))
    }
}

/// The callback and how it ended. A fault in the bot costs one member one answer, never the process.
fn or_apology(interaction: &Interaction, answer: impl FnOnce() -> Callback) -> (Callback, Outcome) {
    // What a panic can leave half done is the bags, which stay usable, as they say.
    let Ok(callback) = catch_unwind(AssertUnwindSafe(answer)) else {
        return (apology(interaction), Outcome::Failed);
    };
    let outcome = match callback.kind {
        CallbackType::PONG => Outcome::Pong,
        CallbackType::MESSAGE => Outcome::Message,
        CallbackType::UPDATE => Outcome::Update,
        CallbackType::CHOICES => Outcome::Choices,
        _ => Outcome::Other,
    };
    (callback, outcome)
}

/// What a member gets when answering failed; while typing that is no suggestions, as Discord takes
/// nothing else then.
fn apology(interaction: &Interaction) -> Callback {
    Callback::from_reply(match interaction.kind {
        InteractionType::AUTOCOMPLETE => Reply::Choices(Vec::new()),
        _ => Reply::private(Message {
            content: words::APOLOGY.into(),
            ..Message::default()
        }),
    })
}

/// The place of the interaction's kind in [`KINDS`], which are in the order of Discord's numbers.
fn kind_of(interaction: &Interaction) -> usize {
    usize::from(interaction.kind.0)
        .wrapping_sub(1)
        .min(KINDS.len() - 1)
}

/// Stands for every command that the bot does not know, so that nobody can make up names of metrics.
const UNKNOWN: &str = "unknown";

/// The name of the command that an interaction is about, as the bot knows it.
fn command_of<'a>(interaction: &Interaction, library: &'a Library) -> &'a str {
    let Some(data) = &interaction.data else {
        return "";
    };
    let name = match interaction.kind {
        InteractionType::COMPONENT => custom_id::collection(&data.custom_id, &data.values),
        _ => data.name.as_str(),
    };
    if let Some(collection) = library.collection(name) {
        return &collection.name;
    }
    let unavailable = library.unavailable().iter().map(String::as_str);
    let mut others = unavailable.chain(words::OWN_COMMANDS.iter().copied());
    others.find(|known| *known == name).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::or_apology;
    use crate::discord::{CallbackType, Interaction, InteractionType};
    use crate::metrics::Outcome;
    use crate::words;

    #[test]
    fn a_fault_is_answered_with_an_apology() {
        let failed = |kind| {
            let interaction = Interaction {
                kind,
                ..Interaction::default()
            };
            let (callback, outcome) = or_apology(&interaction, || panic!("what a member typed"));
            assert_eq!(outcome, Outcome::Failed);
            callback
        };
        let callback = failed(InteractionType::COMMAND);
        assert_eq!(callback.kind, CallbackType::MESSAGE);
        assert!(format!("{callback:?}").contains(words::APOLOGY));
        let callback = failed(InteractionType::AUTOCOMPLETE);
        assert_eq!(callback.kind, CallbackType::CHOICES);
    }
}
