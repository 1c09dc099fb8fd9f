//! Full-text search over numbered documents. A [`Question`] is what someone typed, as the words it
//! may mean.

pub mod stop_words;
mod word;
mod phrases;
mod vocabulary;
mod inverted;
mod question;
mod ranking;

pub use crate::library::index::inverted::{Document, Index};
pub use crate::library::index::question::Question;
pub use crate::library::index::ranking::Hit;
pub use crate::library::index::word::Term;
