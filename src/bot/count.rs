//! Counts one interaction while it is answered, for the log and the metrics.
#![expect(
    clippy::disallowed_methods,
    reason = "measures how long an answer takes"
)]

use std::time::Instant;

use tracing::{Span, field, info, info_span, record_all, warn};

use crate::bot::memory::ProcessMemory;
use crate::bot::metrics::Metrics;
use crate::discord::{Callback, Interaction, InteractionType};
use crate::library::Library;
use crate::respond::action;
use crate::words;

/// One interaction being answered.
pub(crate) struct Count {
    kind: InteractionType,
    pub(crate) command: String,
    span: Span,
    started: Instant,
}

impl Count {
    /// An interaction that arrived just now.
    pub(crate) fn start(interaction: &Interaction, library: &Library) -> Self {
        let command = command_of(interaction, library).to_owned();
        let span = info_span!(
            "interaction",
            kind = interaction.kind.name(),
            command,
            outcome = field::Empty,
            duration_us = field::Empty
        );
        Self {
            kind: interaction.kind,
            command,
            span,
            started: Instant::now(),
        }
    }

    /// It is answered with this, or answering failed.
    pub(crate) fn done(self, answer: Option<&Callback>, metrics: &Metrics) {
        let outcome = answer.map_or("failed", |callback| callback.kind.name());
        let took = self.started.elapsed();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        record_all!(self.span, outcome, duration_us = micros);
        info!(parent: &self.span, "answered");
        metrics.answered(self.kind, &self.command, outcome, took);
    }
}

/// Says so in the log when an answer did not fit Discord's limits as it was made.
pub(crate) fn note_mended(command: &str, callback: &Callback) {
    let mended = &callback.mended;
    if !mended.is_empty() {
        let mended = mended.join(", ");
        warn!(
            command,
            mended, "an answer was more than Discord takes, and went without the rest"
        );
    }
}

/// Counts the text that an answer shows, where that is counted.
pub(crate) fn note_asked(callback: &Callback, memory: &ProcessMemory, metrics: &Metrics) {
    let shown = callback.about.as_ref();
    if let Some(asked) = &memory.asked
        && let Some(entry) = shown.filter(|about| !about.entry.is_empty())
    {
        asked.note(entry);
        metrics.asked(&entry.collection);
    }
}

/// Stands for every command that the bot does not know, so that nobody can make up names of metrics.
const UNKNOWN: &str = "unknown";

/// What is no slash command, and counted by name all the same.
const OTHERS: &[&str] = &[
    words::members::REPLY_COMMAND,
    action::REPORT,
    action::REMOVE,
];

/// The name of the command that an interaction is about, as the bot knows it.
pub(crate) fn command_of<'a>(interaction: &Interaction, library: &'a Library) -> &'a str {
    let Some(data) = &interaction.data else {
        return "";
    };
    let name = match interaction.kind {
        InteractionType::COMPONENT | InteractionType::MODAL_SUBMIT => {
            action::command(&data.custom_id, &data.values)
        }
        _ => data.name.as_str(),
    };
    if let Some(collection) = library.collection(name) {
        return &collection.name;
    }
    let unavailable = library.unavailable().iter().map(String::as_str);
    let own = words::OWN_COMMANDS.iter().chain(OTHERS).copied();
    let mut others = unavailable.chain(own);
    others.find(|known| *known == name).unwrap_or(UNKNOWN)
}
