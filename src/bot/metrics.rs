//! What the bot counts, and its text for Prometheus.
//!
//! Numbers only: no user, no message, and no name but that of a command the bot has.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::content::snapshot::Snapshot;
use crate::diagnostic;
use crate::discord::InteractionType;

/// The `Content-Type` of the text.
pub const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// Upper bounds of the latency histogram, in seconds. The shipped texts take 10 to 50 µs.
const BOUNDS: [f64; 13] = [
    0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.01, 0.05, 0.25,
    1.0, 3.0,
];

/// The counts of one process since its start.
#[derive(Debug)]
pub struct Metrics {
    answers: Family<Answered, Counter>,
    latency: Family<[(&'static str, &'static str); 1], Histogram>,
    texts: Family<[(&'static str, String); 1], Counter>,
    responses: Family<[(&'static str, u16); 1], Counter>,
    unanswered: Counter,
    /// Whether there is a session at Discord's gateway, where the process is for that.
    gateway: OnceLock<AtomicBool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    kind: &'static str,
    command: String,
    outcome: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let latency = Family::new_with_constructor((|| Histogram::new(BOUNDS)) as fn() -> _);
        // Those that there were none of show as such.
        for kind in (0..=5).map(InteractionType) {
            let _ = latency.get_or_create(&[("kind", kind.name())]);
        }
        Self {
            answers: Family::default(),
            latency,
            texts: Family::default(),
            responses: Family::default(),
            unanswered: Counter::default(),
            gateway: OnceLock::new(),
        }
    }
}

impl Metrics {
    /// Counts one answer. `command` must be a name that the bot knows, or a fixed word, so that
    /// strangers cannot make labels.
    pub fn answered(
        &self,
        kind: InteractionType,
        command: &str,
        outcome: &'static str,
        took: Duration,
    ) {
        let answered = Answered {
            kind: kind.name(),
            command: command.to_owned(),
            outcome,
        };
        self.answers.get_or_create(&answered).inc();
        let latency = self.latency.get_or_create(&[("kind", kind.name())]);
        latency.observe(took.as_secs_f64());
    }

    /// Counts a text that was asked for, of a command that the bot has.
    pub fn asked(&self, command: &str) {
        let texts = self.texts.get_or_create(&[("command", command.to_owned())]);
        texts.inc();
    }

    /// Counts one HTTP response. `code` is one of the few that the bot gives.
    pub fn responded(&self, code: u16) {
        self.responses.get_or_create(&[("code", code)]).inc();
    }

    /// Counts an interaction from the gateway to which no answer was given.
    pub fn unanswered(&self) {
        self.unanswered.inc();
    }

    /// Notes whether there is a session at the gateway, through which interactions come in.
    pub fn set_connected(&self, is_connected: bool) {
        let gateway = self.gateway.get_or_init(AtomicBool::default);
        gateway.store(is_connected, Relaxed);
    }

    /// Whether interactions can come in: always, but for a gateway without a session.
    pub fn is_reachable(&self) -> bool {
        let gateway = self.gateway.get();
        gateway.is_none_or(|gateway| gateway.load(Relaxed))
    }

    /// Everything in Prometheus' text format, with the state of the content beside it.
    pub fn text(&self, snapshot: &Snapshot) -> String {
        let mut all = Registry::default();
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        all.register("aandeslag", "The version of the bot", version);
        let registry = all.sub_registry_with_prefix("aandeslag");
        self.register(registry);
        register_content(registry, snapshot);
        let mut text = String::with_capacity(8 * 1024);
        // Writing to a text cannot fail.
        let _ = prometheus_text::encode(&mut text, &all);
        text
    }

    fn register(&self, registry: &mut Registry) {
        // The library ends each help text in a full stop, and the name of each counter in `_total`.
        registry.register(
            "interactions",
            "Interactions answered, by kind, command and outcome",
            self.answers.clone(),
        );
        registry.register(
            "interaction_duration_seconds",
            "Time from an interaction read to its callback made",
            self.latency.clone(),
        );
        registry.register(
            "texts_asked",
            "Texts that answers showed, by command",
            self.texts.clone(),
        );
        registry.register(
            "http_responses",
            "HTTP responses by status",
            self.responses.clone(),
        );
        let Some(gateway) = self.gateway.get() else {
            return;
        };
        registry.register(
            "gateway_connected",
            "Whether there is a gateway session",
            ConstGauge::new(usize::from(gateway.load(Relaxed))),
        );
        registry.register(
            "interactions_unanswered",
            "Interactions from the gateway that Discord took no answer to",
            self.unanswered.clone(),
        );
    }
}

fn register_content(registry: &mut Registry, snapshot: &Snapshot) {
    let reloads = snapshot.generation.saturating_sub(1);
    registry.register(
        "content_reloads",
        "Times the response files were read again",
        ConstCounter::new(reloads),
    );
    registry.register(
        "content_loaded_timestamp_seconds",
        "When they were last loaded",
        ConstGauge::new(snapshot.loaded_at.as_second()),
    );
    registry.register(
        "content_entries",
        "Texts that can be answered with",
        ConstGauge::new(snapshot.library.n_entries()),
    );
    registry.register(
        "content_stale_files",
        "Files of which an earlier version answers",
        ConstGauge::new(snapshot.stale.len()),
    );
    let problems = Family::<[(&str, &str); 1], Gauge>::default();
    let (n_errors, n_warnings) = diagnostic::counts(&snapshot.diagnostics);
    for (n, name) in [(n_errors, "error"), (n_warnings, "warning")] {
        let problems = problems.get_or_create(&[("severity", name)]);
        problems.set(i64::try_from(n).unwrap_or(i64::MAX));
    }
    registry.register(
        "content_problems",
        "Problems in the response files",
        problems,
    );
}
