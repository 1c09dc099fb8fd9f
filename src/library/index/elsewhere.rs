//! Subjects that people ask any bot about and that no text treats: money, the weather, computers, illness.
//!
//! They are data, in `elsewhere.txt`: a paragraph is a subject, its first line is its name, and each other line a
//! question or a few words, parted by commas.

use crate::library::index::Document;

const SUBJECTS: &str = include_str!("elsewhere.txt");

/// A document for each subject, as if it were a text named after all that.
pub(crate) fn subjects<'a>() -> impl Iterator<Item = Document<'a>> {
    SUBJECTS.split("\n\n").map(|paragraph| Document {
        names: paragraph.split(['\n', ',']).collect(),
        ..Document::default()
    })
}
