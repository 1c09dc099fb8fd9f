//! Shows on a terminal how far something is that takes long. Says nothing in a pipe, and nothing of what
//! is done soon.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What is done by then shows no progress.
const SOON: Duration = Duration::from_millis(500);
/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(250);
/// To the begin of the line, and away with what stands there.
const WIPE: &str = "\r\u{1b}[K";

/// A line that shows while this lives.
pub(crate) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Shows this line, which is asked for anew now and then.
    pub(crate) fn show(line: impl Fn() -> String + Send + 'static) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let (end, ended) = mpsc::channel();
        let showing = thread::spawn(move || {
            let mut pause = SOON;
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(pause) {
                anstream::eprint!("{WIPE}{}", line());
                pause = EVERY;
            }
            if pause == EVERY {
                anstream::eprint!("{WIPE}");
            }
        });
        Self(Some((end, showing)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, showing)) = self.0.take() {
            drop(end);
            // A panic there is no concern of what it showed.
            let _ = showing.join();
        }
    }
}
