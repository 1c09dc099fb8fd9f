//! Every fault the compiler can find in a response file: its stable code, how much it matters, and
//! what a moderator who is no programmer reads about it. A message says what is wrong in one phrase,
//! the help says what to type. Nothing here knows how a fault is found.

mod terms;
mod file;
mod quote;
mod sign;
mod bracket;
mod key;
mod value;
mod remark;
mod language;
mod kind;
mod in_form;
mod pages;

pub use crate::diagnostic::fault::bracket::BracketFault;
pub use crate::diagnostic::fault::file::FileFault;
pub use crate::diagnostic::fault::key::{KeyFault, Place};
pub use crate::diagnostic::fault::kind::{CODES, Fault, Severity};
pub use crate::diagnostic::fault::language::LanguageFault;
pub use crate::diagnostic::fault::pages::{page, pages};
pub use crate::diagnostic::fault::quote::QuoteFault;
pub use crate::diagnostic::fault::remark::Remark;
pub use crate::diagnostic::fault::sign::SignFault;
pub use crate::diagnostic::fault::terms::{
    ADDRESS, BOOLEAN, BUTTON, BUTTONS, DATE, FILE_FORBIDDEN, FILE_GONE, FOLDER, HEADING,
    LINE_END_SIGN, LINK, LIST, N_CHOICES, N_LINKS, N_QUESTIONS, N_REFERENCES, N_SECTIONS,
    N_SYNONYMS, N_WORDS, NOT_A_FILE, NUMBER, PAIRS, PICTURE, TABLE, TEXT, TITLE_WITH_EMOJI,
    invisible_name,
};
pub use crate::diagnostic::fault::value::{AddressFault, ImageFault, ValueFault};
