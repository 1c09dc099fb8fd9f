//! What the program shares with the operating system while it runs: signals, and the log.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use tokio::select;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use tracing::{Level, Metadata, error, info, warn};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::content::live::{Live, Snapshot};
use crate::diagnostic::{self, Severity};

/// What is logged when `RUST_LOG` does not say otherwise.
const DEFAULT_LOG: &str = "info";

/// Starts logging to standard error, as `RUST_LOG` says, and puts panics in the log by their place
/// only: their text can hold what a member typed.
pub fn start_log() {
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_LOG));
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_filter(filter_fn(is_fit_for_print));
    // Where there is a log already, it stays.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(wanted)
        .try_init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        error!(
            "panicked at {}",
            place.as_deref().unwrap_or("an unknown place")
        );
    }));
}

/// Whether this never holds tokens or what members typed. The libraries below log messages as they
/// come in and go out, whatever `RUST_LOG` says; they may speak of trouble only.
fn is_fit_for_print(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let most = match target.split("::").next() {
        // These warn with the whole text of a message they cannot read, and of what they do as a
        // matter of course.
        _ if target.starts_with("serenity::gateway::ws") => Level::ERROR,
        _ if target.starts_with("serenity::gateway::bridge::shard_manager") => Level::ERROR,
        Some("serenity" | "tungstenite" | "tokio_tungstenite") => Level::WARN,
        Some("hyper" | "hyper_util" | "reqwest" | "rustls" | "axum") => Level::DEBUG,
        _ => Level::TRACE,
    };
    *metadata.level() <= most
}

/// Stops when the process is asked to: SIGTERM or SIGINT cancels the token.
///
/// # Errors
///
/// When the operating system takes no handlers.
pub fn stop_on_signal() -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stopping.cancel();
    });
    Ok(stop)
}

/// Loads the content anew at every SIGHUP.
///
/// # Errors
///
/// When the operating system takes no handlers.
pub fn reload_on_signal(live: Arc<Live>) -> io::Result<()> {
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hang_up.recv().await.is_some() {
            let live = Arc::clone(&live);
            match spawn_blocking(move || live.reload()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => error!("cannot read the texts; they stay as they were: {error}"),
                Err(_) => error!("reading the texts panicked; they stay as they were"),
            }
        }
    });
    Ok(())
}

/// Logs what is wrong with the content, now and after every change.
pub fn log_content(live: &Live) {
    let mut changes = live.subscribe();
    tokio::spawn(async move {
        loop {
            let snapshot = changes.borrow_and_update().clone();
            log_snapshot(&snapshot);
            if changes.changed().await.is_err() {
                return;
            }
        }
    });
}

fn log_snapshot(snapshot: &Snapshot) {
    for record in diagnostic::records(&snapshot.sources, &snapshot.diagnostics) {
        let place = format!("{}:{}:{}", record.file, record.line, record.column);
        match record.severity {
            Severity::Error => error!("{place}: {} [{}]", record.message, record.code),
            Severity::Warning => warn!("{place}: {} [{}]", record.message, record.code),
        }
    }
    let n_files = snapshot.sources.files.len();
    let n_usable = snapshot.library.collections().len();
    info!("{n_usable} of {n_files} response files answer");
}
