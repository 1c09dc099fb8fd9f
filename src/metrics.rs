//! What the bot counts, and its text for Prometheus.
//!
//! Numbers only: no user, no message, and no name but that of a command the bot has. Recording an
//! answer costs a few atomic additions.

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::snapshot::Snapshot;

/// The kinds of interactions, as label values; the last is for what Discord may add.
pub const KINDS: [&str; 6] = [
    "ping",
    "command",
    "component",
    "autocomplete",
    "modal",
    "other",
];
/// How answering ended, as label values.
const OUTCOMES: [&str; 6] = ["pong", "message", "update", "choices", "other", "failed"];
/// Upper bounds of the latency histogram, in microseconds. The shipped texts take 10 to 50.
const BOUNDS: [u64; 13] = [
    10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 50_000, 250_000, 1_000_000, 3_000_000,
];
/// HTTP statuses that the bot gives; others count under the last.
const STATUSES: [u16; 11] = [200, 400, 401, 404, 405, 408, 413, 415, 431, 503, 500];

/// How answering ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A ping was answered.
    Pong,
    /// A new message.
    Message,
    /// A new text for the message pressed on.
    Update,
    /// Suggestions.
    Choices,
    /// Something else that Discord takes.
    Other,
    /// The bot failed and apologised.
    Failed,
}

impl Outcome {
    /// The label value.
    pub fn name(self) -> &'static str {
        OUTCOMES[self as usize]
    }
}

/// Whether the process has a session at Discord's gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayState {
    /// This process is not for the gateway.
    Unused,
    /// It has no session now.
    Disconnected,
    /// It has a session and gets interactions.
    Connected,
}

/// The counts of one process since its start.
#[derive(Debug, Default)]
pub struct Metrics {
    commands: RwLock<HashMap<String, Arc<Counts>>>,
    latency: [Histogram; KINDS.len()],
    statuses: [AtomicU64; STATUSES.len()],
    n_unanswered: AtomicU64,
    gateway: AtomicU8,
}

#[derive(Debug, Default)]
struct Counts([[AtomicU64; OUTCOMES.len()]; KINDS.len()]);

#[derive(Debug, Default)]
struct Histogram {
    /// How many fell below each bound and above the one before it; the last is above all.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Metrics {
    /// Counts one answer. `kind` is the place in [`KINDS`]; `command` must be a name that the bot
    /// knows, or a fixed word, so that strangers cannot make labels.
    pub fn answered(&self, kind: usize, command: &str, outcome: Outcome, took: Duration) {
        let kind = kind.min(KINDS.len() - 1);
        self.counts(command).0[kind][outcome as usize].fetch_add(1, Relaxed);
        self.latency[kind].add(took);
    }

    /// Counts one HTTP response.
    pub fn responded(&self, status: u16) {
        let place = STATUSES.iter().position(|s| *s == status);
        self.statuses[place.unwrap_or(STATUSES.len() - 1)].fetch_add(1, Relaxed);
    }

    /// Counts an interaction from the gateway to which no answer was given.
    pub fn unanswered(&self) {
        self.n_unanswered.fetch_add(1, Relaxed);
    }

    /// Notes the state of the gateway's session.
    pub fn set_gateway(&self, state: GatewayState) {
        self.gateway.store(state as u8, Relaxed);
    }

    /// Whether interactions can come in: always, but for a gateway without a session.
    pub fn is_reachable(&self) -> bool {
        self.gateway.load(Relaxed) != GatewayState::Disconnected as u8
    }

    fn counts(&self, command: &str) -> Arc<Counts> {
        let commands = self.commands.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(counts) = commands.get(command) {
            return Arc::clone(counts);
        }
        drop(commands);
        let mut commands = self
            .commands
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(commands.entry(command.to_owned()).or_default())
    }

    /// Everything, in Prometheus' text format 0.0.4, with the state of the content beside it.
    pub fn text(&self, snapshot: &Snapshot) -> String {
        let mut text = String::with_capacity(8 * 1024);
        // Writing to a text cannot fail.
        let _ = self.write(&mut text, snapshot);
        text
    }

    fn write(&self, text: &mut String, snapshot: &Snapshot) -> fmt::Result {
        self.write_interactions(text)?;
        self.write_latency(text)?;
        head(
            text,
            "http_responses_total",
            "counter",
            "HTTP responses by status.",
        )?;
        for (status, count) in STATUSES.iter().zip(&self.statuses) {
            let count = count.load(Relaxed);
            if count > 0 {
                writeln!(
                    text,
                    "aandeslag_http_responses_total{{code=\"{status}\"}} {count}"
                )?;
            }
        }
        write_content(text, snapshot)?;
        let state = self.gateway.load(Relaxed);
        if state != GatewayState::Unused as u8 {
            let connected = u8::from(state == GatewayState::Connected as u8);
            gauge(
                text,
                "gateway_connected",
                "Whether there is a gateway session.",
                connected,
            )?;
            head(
                text,
                "interactions_unanswered_total",
                "counter",
                "Interactions from the gateway that Discord took no answer to.",
            )?;
            let n = self.n_unanswered.load(Relaxed);
            writeln!(text, "aandeslag_interactions_unanswered_total {n}")?;
        }
        let version = env!("CARGO_PKG_VERSION");
        head(text, "info", "gauge", "The version of the bot.")?;
        writeln!(text, "aandeslag_info{{version=\"{version}\"}} 1")
    }

    fn write_interactions(&self, text: &mut String) -> fmt::Result {
        head(
            text,
            "interactions_total",
            "counter",
            "Interactions answered, by kind, command and outcome.",
        )?;
        let commands = self.commands.read().unwrap_or_else(PoisonError::into_inner);
        let mut commands: Vec<_> = commands.iter().collect();
        commands.sort_by_key(|(name, _)| name.as_str());
        for (command, counts) in commands {
            for (kind, counts) in KINDS.iter().zip(&counts.0) {
                for (outcome, count) in OUTCOMES.iter().zip(counts) {
                    let count = count.load(Relaxed);
                    if count > 0 {
                        writeln!(
                            text,
                            "aandeslag_interactions_total{{kind=\"{kind}\",command=\"{command}\",\
                             outcome=\"{outcome}\"}} {count}"
                        )?;
                    }
                }
            }
        }
        Ok(())
    }

    fn write_latency(&self, text: &mut String) -> fmt::Result {
        let name = "interaction_duration_seconds";
        head(
            text,
            name,
            "histogram",
            "Time from an interaction read to its callback made.",
        )?;
        for (kind, histogram) in KINDS.iter().zip(&self.latency) {
            let mut sum = 0;
            for (place, bucket) in histogram.buckets.iter().enumerate() {
                sum += bucket.load(Relaxed);
                let bound = BOUNDS
                    .get(place)
                    .map_or("+Inf".into(), |b| seconds(*b * 1000));
                writeln!(
                    text,
                    "aandeslag_{name}_bucket{{kind=\"{kind}\",le=\"{bound}\"}} {sum}"
                )?;
            }
            let total = seconds(histogram.nanoseconds.load(Relaxed));
            writeln!(text, "aandeslag_{name}_sum{{kind=\"{kind}\"}} {total}")?;
            writeln!(text, "aandeslag_{name}_count{{kind=\"{kind}\"}} {sum}")?;
        }
        Ok(())
    }
}

impl Histogram {
    fn add(&self, took: Duration) {
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let place = BOUNDS.partition_point(|bound| bound * 1000 < nanoseconds);
        self.buckets[place].fetch_add(1, Relaxed);
        self.nanoseconds.fetch_add(nanoseconds, Relaxed);
    }
}

/// Nanoseconds as a decimal number of seconds, exactly.
fn seconds(nanoseconds: u64) -> String {
    let text = format!(
        "{}.{:09}",
        nanoseconds / 1_000_000_000,
        nanoseconds % 1_000_000_000
    );
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn write_content(text: &mut String, snapshot: &Snapshot) -> fmt::Result {
    head(
        text,
        "content_reloads_total",
        "counter",
        "Times the response files were read again.",
    )?;
    let reloads = snapshot.generation.saturating_sub(1);
    writeln!(text, "aandeslag_content_reloads_total {reloads}")?;
    let loaded = snapshot.loaded_at.as_second();
    gauge(
        text,
        "content_loaded_timestamp_seconds",
        "When they were last loaded.",
        loaded,
    )?;
    let entries = snapshot.library.n_entries();
    gauge(
        text,
        "content_entries",
        "Texts that can be answered with.",
        entries,
    )?;
    let stale = snapshot.stale.len();
    gauge(
        text,
        "content_stale_files",
        "Files of which an earlier version answers.",
        stale,
    )?;
    head(
        text,
        "content_problems",
        "gauge",
        "Problems in the response files.",
    )?;
    let counts = snapshot.diagnostics.iter().map(Diagnostic::counts);
    let (errors, warnings): (Vec<usize>, Vec<usize>) = counts.unzip();
    for (count, name) in [(errors, "error"), (warnings, "warning")] {
        let count: usize = count.iter().sum();
        writeln!(
            text,
            "aandeslag_content_problems{{severity=\"{name}\"}} {count}"
        )?;
    }
    Ok(())
}

fn gauge(text: &mut String, name: &str, help: &str, value: impl fmt::Display) -> fmt::Result {
    head(text, name, "gauge", help)?;
    writeln!(text, "aandeslag_{name} {value}")
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(
        text,
        "# HELP aandeslag_{name} {help}\n# TYPE aandeslag_{name} {kind}"
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Metrics, Outcome, seconds};
    use crate::diagnostic::Sources;
    use crate::snapshot::Snapshot;

    #[test]
    fn seconds_are_exact() {
        assert_eq!(seconds(10_000), "0.00001");
        assert_eq!(seconds(3_000_000_000), "3");
        assert_eq!(seconds(0), "0");
    }

    #[test]
    fn buckets_count_everything_up_to_their_bound() {
        let metrics = Metrics::default();
        for micros in [10, 11, 4_000_000] {
            metrics.answered(1, "tips", Outcome::Message, Duration::from_micros(micros));
        }
        let text = metrics.text(&Snapshot::new(Sources::default()));
        for line in [
            "aandeslag_interactions_total{kind=\"command\",command=\"tips\",outcome=\"message\"} 3",
            "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"0.00001\"} 1",
            "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"0.000025\"} 2",
            "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"3\"} 2",
            "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"+Inf\"} 3",
            "aandeslag_interaction_duration_seconds_sum{kind=\"command\"} 4.000021",
            "aandeslag_interaction_duration_seconds_count{kind=\"command\"} 3",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
    }
}
