//! What is wrong in a response file, as data: where it is, what it is, and how it is shown.
//!
//! Holds the sources in memory, so that every problem can show its line: [`report`] for people,
//! [`records`] for other programs, [`github`] for a pull request. Knows nothing of TOML or of the
//! rules; the words of each fault are in [`crate::diagnostic::fault`].

pub mod fault;
pub mod source;
mod problem;
mod record;
mod report;

pub use crate::text::lines::Position;
pub use fault::Severity;
pub use problem::{Diagnostic, is_broken, summary};
pub use record::{Record, github, records};
pub use report::report;
pub use source::{Content, MAX_FILE_BYTES, MAX_FOLDER_BYTES, Source, Sources};
