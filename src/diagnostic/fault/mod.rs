//! Every fault the loader can find in a response file: its stable code, how much it matters, and
//! what a moderator who is no programmer reads about it. Nothing here knows how a fault is found.

mod kind;
mod terms;
mod file;
mod key;
mod notation;
mod value;
mod wording;
mod in_form;

pub use crate::diagnostic::fault::kind::{AddressFault, CODES, Fault, Place, Severity};
pub use crate::diagnostic::fault::terms::{
    ADDRESS, BOOLEAN, BUTTON, DATE, FILE_FORBIDDEN, FILE_GONE, HEADING, LIST, N_CHOICES, N_LINKS,
    N_REFERENCES, N_SECTIONS, N_WORDS, NOT_A_FILE, NUMBER, PAIRS, TEXT, TITLE_WITH_EMOJI,
    invisible_name,
};
