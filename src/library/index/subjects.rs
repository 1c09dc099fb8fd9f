//! Subjects that people ask any bot about and that no text treats: money, the weather, computers, illness.
//!
//! They are data, in `subjects.txt`: a paragraph is a subject and its first line its name; the others are questions
//! and words. The end of a line and a comma part them, so that no pair of words goes across.

use crate::library::index::Document;

const SUBJECTS: &str = include_str!("subjects.txt");

/// A document for each subject, as if it were a text named after all that.
pub(crate) fn subjects<'a>() -> impl Iterator<Item = Document<'a>> {
    SUBJECTS.split("\n\n").map(|paragraph| Document {
        names: paragraph.split(['\n', ',']).collect(),
        ..Document::default()
    })
}
