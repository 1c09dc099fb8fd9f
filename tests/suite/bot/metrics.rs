//! What is counted, and its text for Prometheus.

use std::time::Duration;

use aandeslag::bot::metrics::Metrics;
use aandeslag::content::snapshot::Snapshot;
use aandeslag::diagnostic::Sources;
use aandeslag::discord::{CallbackType, InteractionType};

#[test]
fn buckets_count_everything_up_to_their_bound() {
    let metrics = Metrics::default();
    for micros in [10, 11, 4_000_000] {
        metrics.answered(
            InteractionType::COMMAND,
            "tips",
            CallbackType::MESSAGE.name(),
            Duration::from_micros(micros),
        );
    }
    let text = metrics.text(&Snapshot::new(
        Sources::default(),
        jiff::Timestamp::UNIX_EPOCH,
    ));
    for line in [
        "aandeslag_interactions_total{kind=\"command\",command=\"tips\",outcome=\"message\"} 3",
        "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"1e-05\"} 1",
        "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"2.5e-05\"} 2",
        "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"3\"} 2",
        "aandeslag_interaction_duration_seconds_bucket{kind=\"command\",le=\"+Inf\"} 3",
        "aandeslag_interaction_duration_seconds_sum{kind=\"command\"} 4.000021",
        "aandeslag_interaction_duration_seconds_count{kind=\"command\"} 3",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
    }
}
