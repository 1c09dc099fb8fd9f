//! The signals by which a process is told to stop.

use anyhow::Context;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

/// Listens for SIGTERM and SIGINT; the answer is there when one came.
///
/// # Errors
///
/// When the operating system refuses.
#[cfg(unix)]
pub(crate) fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Listens for Ctrl+C; the answer is there when it was pressed.
///
/// # Errors
///
/// When the operating system refuses.
#[cfg(windows)]
pub(crate) fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut pressed = tokio::signal::windows::ctrl_c().context("cannot listen for Ctrl+C")?;
    Ok(async move {
        pressed.recv().await;
    })
}
