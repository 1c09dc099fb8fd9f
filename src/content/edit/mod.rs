//! Changes one entry in the text of a file, and nothing else in it.
//!
//! Pure: text and [`Edit`] in, new text out. Whether the new text may be published is for
//! [`crate::content::compile`] to say, and writing it down is for [`crate::store::publish`].

mod values;
mod layout;
mod lines;
pub(crate) mod entry_text;
mod fingerprint;
mod apply;

pub use crate::library::entry::EntryText;
pub use apply::{Change, Edit, EditError, apply};
pub use entry_text::text_of;
pub(crate) use fingerprint::fnv;
pub use fingerprint::{Fingerprint, file_fingerprint, fingerprint, fingerprint_of_lines};
pub use lines::{entries, is_readable, lines_of, without};
pub(crate) use lines::{unix, with_line_ends_of};
