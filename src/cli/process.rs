//! What a command that keeps running has around it: logs, signals and content that stays current.
#![expect(clippy::disallowed_methods, reason = "tells how long reading takes")]

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Error, anyhow};
use tokio_util::sync::CancellationToken;
use tracing::{Level, Metadata, error, info, warn};
use tracing_subscriber::filter::{LevelFilter, Targets, filter_fn};
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::bot::config::{Config, Moderation};
use crate::cli::progress::Progress;
use crate::cli::signals;
use crate::store::live::Live;
use crate::store::load_log;
use crate::store::write::{make_folder, remove, try_to_lock, write_whole};

/// How much is logged when `RUST_LOG` does not say otherwise.
const DEFAULT_LOG: LevelFilter = LevelFilter::INFO;

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
    let (wanted, wrong) = wanted_log();
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
    if let Some(wrong) = wrong {
        warn!(
            "RUST_LOG {wrong}; it should look like RUST_LOG=warn, with error, warn, info, debug or trace"
        );
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        error!(
            "panicked at {}",
            place.as_deref().unwrap_or("an unknown place")
        );
    }));
}

/// What `RUST_LOG` asks for, and what is wrong with that. Where it lets nothing through, such as a
/// misspelt `inf`, which names a part of the program, the log is as it is without.
fn wanted_log() -> (Targets, Option<&'static str>) {
    let usual = Targets::new().with_default(DEFAULT_LOG);
    let asked = std::env::var("RUST_LOG").unwrap_or_default();
    if asked.trim().is_empty() {
        return (usual, None);
    }
    let Ok(targets) = asked.parse::<Targets>() else {
        let wrong = "cannot be read, so the log is as it is without";
        return (usual, Some(wrong));
    };
    if !asked.contains("off") && !targets.would_enable("aandeslag", &Level::ERROR) {
        let wrong = "lets nothing of the bot into the log, so the log is as it is without";
        return (targets.with_default(DEFAULT_LOG), Some(wrong));
    }
    (targets, None)
}

/// Standard error, where it can be without the lock around it: every line is one write, and threads that
/// answer would wait for each other there.
fn log_writer() -> BoxMakeWriter {
    #[cfg(unix)]
    if let Ok(stderr) = std::os::fd::AsFd::as_fd(&io::stderr()).try_clone_to_owned() {
        return BoxMakeWriter::new(std::fs::File::from(stderr));
    }
    BoxMakeWriter::new(io::stderr)
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
/// When the folder cannot be listed, or files in it or in the state folder cannot be locked.
pub fn live_content(config: &Config, shutdown: &CancellationToken) -> anyhow::Result<Arc<Live>> {
    let responses = &config.responses;
    let limits = config.moderation.as_ref().map(Moderation::limits);
    let reading = reading();
    // Fails only where nothing can be kept, which each who keeps something says.
    let _ = make_folder(&responses.state);
    for folder in [&responses.directory, &responses.state] {
        try_to_lock(folder).with_context(|| without_locks(folder))?;
    }
    let live = Live::load_judging(
        &responses.directory,
        Some((&responses.state, limits.unwrap_or_default())),
        responses.plain_language,
    );
    drop(reading);
    let live = Arc::new(live.map_err(|error| unreadable(&responses.directory, error))?);
    load_log::log(None, &live.current());
    // Made now, so that no member's first question has to wait for it, and by this thread, whose memory it can use again.
    live.current().library.index();
    if responses.watch {
        let (watching, shutdown) = (Arc::clone(&live), shutdown.clone());
        let thread = thread::Builder::new().name("files".into());
        thread
            .spawn(move || watching.watch(&shutdown))
            .context("cannot start to look at the files")?;
    }
    #[cfg(unix)]
    reload_at_hangup(Arc::clone(&live), shutdown.clone())?;
    Ok(live)
}

#[cfg(unix)]
fn reload_at_hangup(live: Arc<Live>, shutdown: CancellationToken) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangups = signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?;
    tokio::spawn(async move {
        while let Some(Some(())) = shutdown.run_until_cancelled(hangups.recv()).await {
            let live = Arc::clone(&live);
            // A panic is in the log.
            let _ = tokio::task::spawn_blocking(move || live.reload_or_go_on()).await;
        }
    });
    Ok(())
}

/// Loads the content once, without the last good versions.
///
/// # Errors
///
/// When the folder cannot be listed.
pub fn load(directory: &Path) -> anyhow::Result<Live> {
    let _reading = reading();
    Live::load(directory, None).map_err(|error| unreadable(directory, error))
}

/// Shows how long reading the texts takes, for as long as the answer lives.
pub(crate) fn reading() -> Progress {
    let begin = Instant::now();
    Progress::show(move || format!("reading the texts: {} s", begin.elapsed().as_secs()))
}

/// What is said of a folder that cannot be listed; where there is none, how to get one.
pub(crate) fn unreadable(directory: &Path, error: io::Error) -> anyhow::Error {
    let directory = directory.display();
    match error.kind() {
        io::ErrorKind::NotFound => anyhow!(
            "there is no folder {directory} with texts: `aandeslag init DIR` writes some to start with, \
             and `--responses DIR` names another folder"
        ),
        _ => Error::new(error).context(format!("cannot read the folder {directory}")),
    }
}

fn without_locks(folder: &Path) -> String {
    format!(
        "cannot lock files in {}, so two at work there could undo what the other did; put that folder on a \
         disk of this machine, or on storage that can lock, such as NFS 4 or CephFS",
        folder.display()
    )
}

/// A token that is cancelled at the first SIGTERM or SIGINT.
///
/// # Errors
///
/// When the operating system refuses.
pub fn shutdown_on_signal() -> anyhow::Result<CancellationToken> {
    let shutdown = CancellationToken::new();
    let stop = signals::stop()?;
    let token = shutdown.clone();
    tokio::spawn(async move {
        stop.await;
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
    let page = format!("<meta http-equiv=refresh content=\"0;url={address}\">\n");
    // A file that was there may be one that others can read.
    let _ = remove(&file);
    write_whole(&file, page.as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))?;
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    std::process::Command::new(opener)
        .arg(&file)
        .spawn()
        .map(drop)
        .with_context(|| format!("cannot open {} with {opener}", file.display()))
}
