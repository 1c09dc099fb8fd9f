//! Finding entries by words as people type them: case, accents and typing errors forgiven.
//!
//! Works on the library alone; what is shown of the result is decided elsewhere.

use crate::library::Library;
use crate::library::index::{Hit, Question};
use crate::library::page::{Found, Page, firsts, numbered, page};

/// What was found for a question.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The pages, best first; the nearest there are where none is about the question.
    pub pages: Vec<Page<'a>>,
    /// The question as it was understood.
    pub question: Question,
    /// Whether they are about the question.
    pub fit: Fit,
}

/// Whether what was found is about the question, or about a word of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is about something else.
    Nothing,
    /// It may be.
    Unsure,
    /// It is.
    Sure,
}

/// The evidence that the best page must have to be sure, chosen on five writers apart, see `docs/search.md`.
const SURE: f32 = 1.4;
/// The evidence that the best page must have to be worth showing.
const UNSURE: f32 = 0.4;

/// A hit that fits less than this share of the best one is not worth a line.
const WORTH: f32 = 0.25;

/// Up to `limit` entries and overviews that fit a question, best first.
pub fn find<'a>(library: &'a Library, text: &str, limit: usize) -> Answer<'a> {
    let index = library.index();
    let question = index.question(text, false);
    let hits = index.find(&question, &(0..u32::MAX), limit);
    let pages = worth(&hits).filter_map(|hit| page(library, hit.document));
    let pages: Vec<Page<'_>> = pages.collect();
    let is_about_other = |hit: &Hit| {
        // Of a text that says of no question that it is the answer, too little is known.
        pages.first().is_some_and(Page::has_questions)
            && index.fits_other_subject(&question, hit.document)
    };
    let fit = hits.first().map_or(Fit::Nothing, |best| {
        match index.evidence(&question, best.document) {
            UNSURE.. if is_about_other(best) => Fit::Nothing,
            SURE.. => Fit::Sure,
            UNSURE.. => Fit::Unsure,
            _ => Fit::Nothing,
        }
    });
    Answer {
        pages,
        question,
        fit,
    }
}

/// The hits that are worth a line beside the best one, which comes first.
pub(super) fn worth(hits: &[Hit]) -> impl Iterator<Item = &Hit> {
    let best = hits.first().map_or(0.0, |hit| hit.score);
    hits.iter().filter(move |hit| hit.score >= best * WORTH)
}

/// Up to `limit` entries over all collections most like a question, however unlike.
pub fn nearest_of_all<'a>(library: &'a Library, text: &str, limit: usize) -> Vec<Found<'a>> {
    let index = library.index();
    let hits = index.find(&index.question(text, false), &library.all_numbers(), limit);
    if hits.is_empty() {
        return firsts(library.collections(), limit);
    }
    hits.iter()
        .filter_map(|hit| numbered(library, hit.document))
        .collect()
}
