//! Finding entries by words as people type them: case, accents and typing errors forgiven.
//!
//! Works on the library alone; what is shown of the result is decided elsewhere.

use crate::fold::{Folded, fold};
use crate::index::{Hit, Question};
use crate::library::{Collection, Entry, Library};

pub mod fragment;

/// An entry that fits a question.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Where it belongs.
    pub collection: &'a Collection,
    /// The entry.
    pub entry: &'a Entry,
    /// How well it fits; the larger, the better.
    pub score: f32,
}

/// What was found for a question.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The entries, best first.
    pub found: Vec<Found<'a>>,
    /// The question as it was understood.
    pub question: Question,
    /// Whether the best entry is likely to be about the question, and not about one word of it.
    pub sure: bool,
}

/// A best entry that scores this share of what is possible is about the question: its title and
/// keywords say so.
const SURE_SCORE: f32 = 0.17;
/// And so is one that has words for this share of the question, if only in its text.
const SURE_COVERAGE: f32 = 0.6;

/// A hit that fits less than this share of the best one is not worth a line.
const WORTH: f32 = 0.25;

/// Up to `limit` entries over all collections that fit a question, best first.
pub fn find<'a>(library: &'a Library, text: &str, limit: usize) -> Answer<'a> {
    let index = library.index();
    let question = index.question(text, false);
    let hits = index.find(&question, &(0..u32::MAX), limit);
    let sure = hits.first().is_some_and(|best| {
        best.score >= SURE_SCORE * question.weight()
            || index.coverage(&question, best.document) >= SURE_COVERAGE
    });
    let found = found(library, &hits);
    Answer {
        found,
        question,
        sure,
    }
}

/// The same while the question is still being typed: its last word may go on. Without a word, the
/// first entries of each collection in turn.
pub fn complete<'a>(library: &'a Library, typed: &str, limit: usize) -> Vec<Found<'a>> {
    if fold(typed).is_empty() {
        return firsts(library, limit);
    }
    let index = library.index();
    let question = index.question(typed, true);
    let hits = index.find(&question, &(0..u32::MAX), limit);
    found(library, &hits)
}

/// Up to `limit` entries over all collections most like a question that fits none.
pub fn nearest_of_all<'a>(library: &'a Library, text: &str, limit: usize) -> Vec<Found<'a>> {
    let index = library.index();
    let hits = index.find(&index.vague_question(text), &(0..u32::MAX), limit);
    if hits.is_empty() {
        return firsts(library, limit);
    }
    found(library, &hits)
}

fn found<'a>(library: &'a Library, hits: &[Hit]) -> Vec<Found<'a>> {
    let best = hits.first().map_or(0.0, |hit| hit.score);
    let worth = hits.iter().filter(|hit| hit.score >= best * WORTH);
    let found = worth.filter_map(|hit| {
        let (collection, entry) = library.numbered(hit.document)?;
        let score = hit.score;
        Some(Found {
            collection,
            entry,
            score,
        })
    });
    found.collect()
}

/// The first entry of each collection, then the second of each, and so on.
fn firsts(library: &Library, limit: usize) -> Vec<Found<'_>> {
    let longest = library
        .collections()
        .iter()
        .map(|c| c.entries().len())
        .max();
    let rounds = 0..longest.unwrap_or_default().min(limit);
    let found = rounds.flat_map(|at| {
        let collections = library.collections().iter();
        collections.filter_map(move |collection| {
            let entry = collection.entries().get(at)?;
            Some(Found {
                collection,
                entry,
                score: 0.0,
            })
        })
    });
    found.take(limit).collect()
}

/// How well an entry fits what was typed; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    TitleStart,
    NameStart,
    WordStart,
    TitlePart,
    Part,
    AllWords,
}

/// The entry that is meant by a value: its id, its title or one of its keywords, to the letter but
/// for case and accents. The id wins over titles, and titles win over keywords.
pub fn exact<'a>(collection: &'a Collection, value: &str) -> Option<&'a Entry> {
    if let Some(entry) = collection.entry(value) {
        return Some(entry);
    }
    let wanted = fold(value);
    if wanted.is_empty() {
        return None;
    }
    let place = |entry: &Entry| entry.folded.names.iter().position(|name| *name == wanted);
    let ranked = collection
        .entries()
        .iter()
        .filter_map(|e| place(e).map(|at| (at.min(2), e)));
    ranked.min_by_key(|(at, _)| *at).map(|(_, entry)| entry)
}

/// Up to `limit` entries of one collection that fit what was typed, best first; all of them, in
/// their own order, when nothing was typed. Names come before texts, and both before misspellings.
pub fn suggest<'a>(
    library: &'a Library,
    collection: &'a Collection,
    typed: &str,
    limit: usize,
) -> Vec<&'a Entry> {
    let wanted = fold(typed);
    if wanted.is_empty() {
        return collection.entries().iter().take(limit).collect();
    }
    let mut all = ranked(collection, |folded| fit(folded, &wanted));
    if all.len() < limit {
        let index = library.index();
        let question = index.question(typed, true);
        let hits = index.find(&question, &library.numbers(collection), limit);
        add(&mut all, found(library, &hits));
    }
    all.truncate(limit);
    all
}

/// Up to `limit` entries of one collection nearest to a value that names none, however far off.
pub fn nearest<'a>(
    library: &'a Library,
    collection: &'a Collection,
    value: &str,
    limit: usize,
) -> Vec<&'a Entry> {
    let mut near = suggest(library, collection, value, limit);
    if near.len() < limit {
        let index = library.index();
        let question = index.vague_question(value);
        let hits = index.find(&question, &library.numbers(collection), limit);
        add(&mut near, found(library, &hits));
    }
    if near.is_empty() {
        near.extend(collection.entries());
    }
    near.truncate(limit);
    near
}

/// Adds what is not there yet.
fn add<'a>(entries: &mut Vec<&'a Entry>, found: Vec<Found<'a>>) {
    for Found { entry, .. } in found {
        if !entries.iter().any(|other| other.id == entry.id) {
            entries.push(entry);
        }
    }
}

fn ranked(collection: &Collection, fit: impl Fn(&Folded) -> Option<Fit>) -> Vec<&Entry> {
    let entries = collection.entries().iter();
    let mut fits: Vec<_> = entries
        .filter_map(|e| fit(&e.folded).map(|fit| (fit, e)))
        .collect();
    fits.sort_by_key(|(fit, _)| *fit);
    fits.into_iter().map(|(_, entry)| entry).collect()
}

fn fit(folded: &Folded, typed: &str) -> Option<Fit> {
    // The line holds all names, so one look rules out most entries.
    if !folded.line.contains(typed) {
        let mut words = typed.split(' ');
        let has_all = typed.contains(' ') && words.all(|word| starts_word(&folded.line, word));
        return has_all.then_some(Fit::AllWords);
    }
    let names = || folded.names.iter().chain(&folded.group);
    Some(if folded.names.iter().any(|name| name == typed) {
        Fit::Exact
    } else if folded.title().starts_with(typed) {
        Fit::TitleStart
    } else if names().any(|name| name.starts_with(typed)) {
        Fit::NameStart
    } else if starts_word(&folded.line, typed) {
        Fit::WordStart
    } else if folded.title().contains(typed) {
        Fit::TitlePart
    } else {
        Fit::Part
    })
}

fn starts_word(line: &str, start: &str) -> bool {
    line.match_indices(start)
        .any(|(at, _)| at == 0 || line.as_bytes()[at - 1] == b' ')
}
