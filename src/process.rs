//! What a command that keeps running has around it: logs, signals and content that stays current.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::config::{Moderation, Responses};
use crate::content::history::History;
use crate::content::live::Live;
use crate::content::store::Store;
use crate::drafts::Drafts;
use crate::respond::Message;
use crate::workshop::Workshop;

/// What is logged when `RUST_LOG` does not say otherwise. serenity below `warn` logs requests whole,
/// and its websocket module logs the texts it cannot read.
const DEFAULT_LOG: &str = "info,serenity=warn,serenity::gateway::ws=off";

/// Sends the log to standard error.
pub fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| DEFAULT_LOG.into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}

/// Loads the content, with last good versions from the state folder, and keeps it current until
/// `shutdown`: by looking at the files, and at SIGHUP.
///
/// # Errors
///
/// When the folder cannot be listed.
pub fn live_content(
    responses: &Responses,
    shutdown: &CancellationToken,
) -> anyhow::Result<Arc<Live>> {
    let live = Arc::new(load(&responses.directory, Some(&responses.state))?);
    if responses.watch {
        tokio::spawn(Arc::clone(&live).watch(shutdown.clone()));
    }
    let mut hangup = signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?;
    let reloading = Arc::clone(&live);
    let ended = shutdown.clone();
    tokio::spawn(async move {
        while let Some(Some(())) = ended.run_until_cancelled(hangup.recv()).await {
            reloading.reload_in_background().await;
        }
    });
    Ok(live)
}

/// Loads the content once; `state` is the folder with last good versions, if those may answer.
///
/// # Errors
///
/// When the folder cannot be listed.
pub fn load(directory: &Path, state: Option<&Path>) -> anyhow::Result<Live> {
    Live::load(directory, state)
        .with_context(|| format!("cannot read the folder {}", directory.display()))
}

/// What is needed to change texts through Discord; what the moderation channel is to hear goes to
/// `announce`.
pub fn workshop(
    live: &Arc<Live>,
    responses: &Responses,
    moderation: &Moderation,
    announce: UnboundedSender<Message>,
) -> Workshop {
    let history = History::new(&responses.state, moderation.limits());
    let store = Store::new(Arc::clone(live), history);
    let drafts = Drafts::new(&responses.state);
    let workshop = Workshop::new(Arc::clone(live), store, drafts).announcing_to(announce);
    if moderation.reports {
        workshop.taking_reports()
    } else {
        workshop
    }
}

/// A token that is cancelled at the first SIGTERM or SIGINT.
///
/// # Errors
///
/// When the operating system refuses.
pub fn shutdown_on_signal() -> anyhow::Result<CancellationToken> {
    let shutdown = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let token = shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        token.cancel();
    });
    Ok(shutdown)
}

/// Opens an address in the browser that the user prefers.
///
/// # Errors
///
/// When there is nothing to open it with.
pub fn open_in_browser(address: &str) -> anyhow::Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    std::process::Command::new(opener)
        .arg(address)
        .spawn()
        .map(drop)
        .with_context(|| format!("cannot open {address} with {opener}"))
}
