//! Full-text search over numbered documents. A [`Question`] is what someone typed, as the words it
//! may mean.

mod lists;
mod word;
mod vocabulary;
mod inverted;
mod question;
pub(crate) mod subjects;

pub use crate::library::index::inverted::{Document, Index};
pub(crate) use crate::library::index::lists::{Lists, as_u32};
pub use crate::library::index::question::{Hit, Question};
pub(crate) use crate::library::index::vocabulary::forgiven;
