//! What a command that keeps running has around it: logs, signals and content that stays current.
#![expect(
    clippy::disallowed_methods,
    reason = "writes the page that the browser opens"
)]

use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use tracing::{Level, Metadata, error, info};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::bot::config::{Config, Moderation};
use crate::store::live;
use crate::store::live::Live;

/// What is logged when `RUST_LOG` does not say otherwise.
const DEFAULT_LOG: &str = "info";

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line, for programs
    Json,
}

/// Starts logging to standard error, as `RUST_LOG` says, and puts panics in the log by their place
/// only: their text can hold what a member typed.
pub fn start_log(format: LogFormat) {
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_LOG));
    let lines = fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(log_writer());
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    };
    let lines = lines.with_filter(filter_fn(may_be_logged));
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

/// Standard error, without the lock around it: every line is one write, and threads that answer would
/// wait for each other there.
fn log_writer() -> BoxMakeWriter {
    match io::stderr().as_fd().try_clone_to_owned() {
        Ok(stderr) => BoxMakeWriter::new(File::from(stderr)),
        Err(_) => BoxMakeWriter::new(io::stderr),
    }
}

/// Whether this never holds tokens or what members typed. The libraries below log messages as they
/// come in and go out, whatever `RUST_LOG` says; they may speak of trouble only.
fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let most = match target.split("::").next() {
        Some("tungstenite" | "tokio_tungstenite") => Level::WARN,
        Some("hyper" | "hyper_util" | "reqwest" | "rustls" | "axum") => Level::DEBUG,
        _ => Level::TRACE,
    };
    *metadata.level() <= most
}

/// Loads the content, with last good versions from the state folder, and keeps it current until
/// `shutdown`: by looking at the files, and at SIGHUP.
///
/// # Errors
///
/// When the folder cannot be listed.
pub fn live_content(config: &Config, shutdown: &CancellationToken) -> anyhow::Result<Arc<Live>> {
    let responses = &config.responses;
    let limits = config.moderation.as_ref().map(Moderation::limits);
    let live = Live::load_judging(
        &responses.directory,
        Some((&responses.state, limits.unwrap_or_default())),
        responses.plain_language,
    );
    let live = Arc::new(live.with_context(|| unreadable(&responses.directory))?);
    live::log(None, &live.current());
    if responses.watch {
        let (watching, shutdown) = (Arc::clone(&live), shutdown.clone());
        let thread = thread::Builder::new().name("files".into());
        thread
            .spawn(move || watching.watch(&shutdown))
            .context("cannot start to look at the files")?;
    }
    let mut hangup = signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?;
    let reloading = Arc::clone(&live);
    let ended = shutdown.clone();
    tokio::spawn(async move {
        while let Some(Some(())) = ended.run_until_cancelled(hangup.recv()).await {
            let reloading = Arc::clone(&reloading);
            // A panic is in the log.
            let _ = spawn_blocking(move || reloading.reload_or_go_on()).await;
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
    Live::load(directory, state).with_context(|| unreadable(directory))
}

fn unreadable(directory: &Path) -> String {
    format!("cannot read the folder {}", directory.display())
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
        info!("stopping");
        token.cancel();
    });
    Ok(shutdown)
}

/// Tells whoever started the process that it is ready, and from then on how it is doing.
pub(crate) fn ready(shutdown: &CancellationToken) {
    #[cfg(target_os = "linux")]
    crate::cli::systemd::ready(shutdown.clone());
    #[cfg(not(target_os = "linux"))]
    let _ = shutdown;
}

/// Runs something asynchronous, and does not wait for what it left behind.
///
/// # Errors
///
/// When there can be no threads, or the task failed.
pub fn run_to_end<T>(task: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    // Two at least, so that a task that never pauses does not stop the clocks of all others.
    let n_threads = std::thread::available_parallelism().map_or(2, |n| n.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(n_threads)
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(task);
    runtime.shutdown_background();
    outcome
}

/// Opens an address in the browser that the user prefers, by way of a file in the state folder that only
/// the user can read: the arguments of a command can be seen by everybody on the machine.
///
/// # Errors
///
/// When the file cannot be written, or there is nothing to open it with.
pub fn open_in_browser(address: &str, state: &Path) -> anyhow::Result<()> {
    let file = std::path::absolute(state.join("open.html"))?;
    write_private(
        &file,
        &format!("<meta http-equiv=refresh content=\"0;url={address}\">\n"),
    )
    .with_context(|| format!("cannot write {}", file.display()))?;
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    std::process::Command::new(opener)
        .arg(&file)
        .spawn()
        .map(drop)
        .with_context(|| format!("cannot open {} with {opener}", file.display()))
}

/// Writes a file that only the user can read, also where another was.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}
