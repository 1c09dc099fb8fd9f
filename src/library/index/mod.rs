//! Full-text search over numbered documents. A [`Question`] is what someone typed, as the words it
//! may mean.

pub mod stop_words;
mod word;
mod phrases;
mod vocabulary;
mod inverted;
mod question;
mod ranking;

pub use inverted::{Document, Index};
pub use question::Question;
pub use ranking::Hit;
pub use word::Term;
