//! Changes one entry in the text of a file, or the head, the order and the groups of it, and nothing else in it.
//!
//! Pure: text and [`Edit`] in, new text out. Whether the new text may be published is for
//! [`crate::content::compile`] to say, and writing it down is for [`crate::store::publish`].

mod values;
mod layout;
mod lines;
mod place;
pub(crate) mod entry_text;
mod fingerprint;
mod apply;
mod arrange;
mod synonyms;

pub use crate::content::edit::apply::{Change, Edit, EditError, apply};
pub use crate::content::edit::arrange::{FileText, arrange};
pub use crate::content::edit::entry_text::text_of;
pub use crate::content::edit::fingerprint::{
    Fingerprint, file_fingerprint, fingerprint, fingerprint_of_lines,
};
pub(crate) use crate::content::edit::fingerprint::{fnv, short_hash};
pub use crate::content::edit::lines::{entries, heading, is_readable, lines_of};
pub(crate) use crate::content::edit::lines::{unix, with_line_ends_of};
pub use crate::content::edit::place::Position;
pub use crate::content::edit::synonyms::add_synonyms;
pub use crate::library::entry::EntryText;
