//! What is wrong in a response file, as data: where it is, what it is, and how it is shown.
//!
//! Holds the sources in memory, so that every problem can show its line: [`report`] for people,
//! [`records`] for other programs, [`github`] for a pull request. Knows nothing of TOML or of the
//! rules; the words of each fault are in [`crate::diagnostic::fault`].

pub mod fault;
pub mod source;
mod edit;
mod problem;
mod record;
mod report;

pub use crate::diagnostic::edit::{TextEdit, apply, joined};
pub use crate::diagnostic::fault::Severity;
pub use crate::diagnostic::problem::{Diagnostic, counts, is_broken, summary};
pub use crate::diagnostic::record::{Extent, Record, RecordEdit, github, records};
pub use crate::diagnostic::report::report;
pub use crate::diagnostic::source::{
    Content, ENDING, MAX_FILE_BYTES, MAX_FOLDER_BYTES, PICTURES, Pictures, SentPicture, Source,
    Sources, Unread,
};
