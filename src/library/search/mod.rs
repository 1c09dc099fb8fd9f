//! Finding entries by words as people type them: case, accents and typing errors forgiven.
//!
//! Works on the library alone; what is shown of the result is decided elsewhere.

pub mod fragment;
mod rank;

use std::collections::HashSet;
use std::ops::Range;

use crate::library::index::{Hit, Question, Term};
use crate::library::search::rank::{Candidates, forgiven, misspelt, place};
use crate::library::{Collection, Entry, EntryRef, Library};
use crate::text::fold::fold;

pub use crate::library::search::rank::{Place, Rank};

/// An entry that fits what was asked.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Where it belongs.
    pub collection: &'a Collection,
    /// The entry.
    pub entry: &'a Entry,
}

impl Found<'_> {
    /// How it is named over all collections.
    pub fn reference(&self) -> EntryRef {
        EntryRef::new(&self.collection.name, &self.entry.id)
    }
}

/// What was found for a question.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The entries, best first.
    pub found: Vec<Found<'a>>,
    /// The question as it was understood.
    pub question: Question,
    /// Whether the best entry is likely to be about the question, and not about one word of it.
    pub is_confident: bool,
}

/// A best entry that scores this share of what is possible is about the question: its title and
/// keywords say so.
const CONFIDENT_SCORE: f32 = 0.17;
/// And so is one that has words for this share of the question, if only in its text.
const CONFIDENT_COVERAGE: f32 = 0.6;

/// A hit that fits less than this share of the best one is not worth a line.
const WORTH: f32 = 0.25;

/// Up to `limit` entries over all collections that fit a question, best first.
pub fn find<'a>(library: &'a Library, text: &str, limit: usize) -> Answer<'a> {
    let index = library.index();
    let question = index.question(text, false);
    let hits = index.find(&question, &(0..u32::MAX), limit);
    let is_confident = hits.first().is_some_and(|best| {
        best.score >= CONFIDENT_SCORE * question.weight
            || index.coverage(&question, best.document) >= CONFIDENT_COVERAGE
    });
    let found = found(library, &hits);
    Answer {
        found,
        question,
        is_confident,
    }
}

/// Up to `limit` entries over all collections most like a question that fits none.
pub fn nearest_of_all<'a>(library: &'a Library, text: &str, limit: usize) -> Vec<Found<'a>> {
    let index = library.index();
    let hits = index.find(&index.vague_question(text), &(0..u32::MAX), limit);
    if hits.is_empty() {
        return firsts(library.collections(), limit);
    }
    found(library, &hits)
}

fn found<'a>(library: &'a Library, hits: &[Hit]) -> Vec<Found<'a>> {
    let best = hits.first().map_or(0.0, |hit| hit.score);
    let worth = hits.iter().filter(|hit| hit.score >= best * WORTH);
    worth
        .filter_map(|hit| numbered(library, hit.document))
        .collect()
}

fn numbered(library: &Library, number: u32) -> Option<Found<'_>> {
    let (collection, entry) = library.numbered(number)?;
    Some(Found { collection, entry })
}

/// The first entry of each collection, then the second of each, and so on.
fn firsts(collections: &[Collection], limit: usize) -> Vec<Found<'_>> {
    let longest = collections.iter().map(|c| c.entries().len()).max();
    let rounds = 0..longest.unwrap_or_default().min(limit);
    let found = rounds.flat_map(|at| {
        collections.iter().filter_map(move |collection| {
            let entry = collection.entries().get(at)?;
            Some(Found { collection, entry })
        })
    });
    found.take(limit).collect()
}

/// The entry that is meant by a value: its reference, its id, its title or one of its keywords, to
/// the letter but for case and accents. Ids win over titles, and titles over keywords.
pub fn exact<'a>(collection: &'a Collection, value: &str) -> Option<&'a Entry> {
    let of_here = value
        .split_once('/')
        .filter(|(name, _)| *name == collection.name);
    let id = of_here.map_or(value, |(_, id)| id);
    if let Some(entry) = collection.entry(id) {
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

/// The entries over all collections that a text names, to the letter but for case and accents: the
/// one with this reference, or all with this title or id.
pub fn named<'a>(library: &'a Library, text: &str) -> Vec<Found<'a>> {
    let text = text.trim();
    if let Some((collection, entry)) = library.resolve(&EntryRef::parse(text, "")) {
        return vec![Found { collection, entry }];
    }
    // As it stands in a list of suggestions.
    if let Some((title, home)) = text.strip_suffix(')').and_then(|t| t.rsplit_once(" (/")) {
        let mut found = named(library, title);
        found.retain(|found| found.collection.name == home);
        if !found.is_empty() {
            return found;
        }
    }
    let wanted = fold(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let collections = library.collections().iter();
    let all = collections.flat_map(|collection| {
        let entries = collection.entries().iter();
        entries.map(move |entry| Found { collection, entry })
    });
    all.filter(|found| found.entry.folded.is_called(&wanted))
        .collect()
}

/// Up to `limit` entries that fit what was typed so far, of one collection or of all, in the order
/// that people expect: by [`Rank`], and within a rank in the order of the files. With nothing typed
/// the first entries, of each collection in turn.
pub fn suggest<'a>(
    library: &'a Library,
    within: Option<&'a Collection>,
    typed: &str,
    limit: usize,
) -> Vec<(Rank, Found<'a>)> {
    if let Some((name, rest)) = typed.trim_start().split_once('/')
        && let Some(collection) = library.collection(name)
        && within.is_none_or(|within| within.name == name)
    {
        return suggest(library, Some(collection), rest, limit);
    }
    let line = fold(typed);
    if line.is_empty() {
        let collections = within.map_or(library.collections(), std::slice::from_ref);
        let found = firsts(collections, limit).into_iter();
        return found.map(|found| (Rank::Text, found)).collect();
    }
    let index = library.index();
    let range = match within {
        Some(collection) => library.numbers(collection),
        None => 0..u32::try_from(library.n_entries()).unwrap_or(u32::MAX),
    };
    let words: Vec<&str> = line.split(' ').take(MAX_WORDS).collect();
    let mut ranked = Ranked::default();
    for number in range.clone() {
        if let Some(found) = numbered(library, number)
            && let Some(place) = place(&found.entry.folded, &line, &words)
        {
            ranked.add(Rank::Named(place), number, found);
        }
    }
    if ranked.all.len() < limit {
        add_misspelt(&mut ranked, library, &words, &range);
    }
    if ranked.all.len() < limit {
        for number in index.having_words(typed, &range) {
            if let Some(found) = numbered(library, number) {
                ranked.add(Rank::Text, number, found);
            }
        }
    }
    let mut all = ranked.in_order(limit);
    if all.len() < limit {
        let hits = index.find(&index.question(typed, true), &range, limit);
        let new = |found: &Found<'_>| !all.iter().any(|(_, f)| std::ptr::eq(f.entry, found.entry));
        let found = found(library, &hits).into_iter().filter(new);
        let found: Vec<_> = found.map(|found| (Rank::Alike, found)).collect();
        all.extend(found);
    }
    all.truncate(limit);
    all
}

/// Adds the entries whose names differ from what was typed by typing errors.
fn add_misspelt<'a>(
    ranked: &mut Ranked<'a>,
    library: &'a Library,
    words: &[&str],
    range: &Range<u32>,
) {
    if words.iter().all(|word| forgiven(word) == 0) {
        return;
    }
    let index = library.index();
    let candidates: Vec<_> = (words.iter())
        .map(|word| Candidates::of(index, word))
        .collect();
    let terms: Vec<Vec<Term>> = candidates.iter().map(|word| word.terms.clone()).collect();
    for number in index.having(&terms, range) {
        if let Some(found) = numbered(library, number)
            && let Some(place) = misspelt(&found.entry.folded, &candidates)
        {
            ranked.add(Rank::Misspelt(place), number, found);
        }
    }
}

/// The most words of what is typed that are looked at.
const MAX_WORDS: usize = 40;

/// Entries with their ranks, each once.
#[derive(Default)]
struct Ranked<'a> {
    seen: HashSet<u32>,
    all: Vec<(Rank, u32, Found<'a>)>,
}

impl<'a> Ranked<'a> {
    fn add(&mut self, rank: Rank, number: u32, found: Found<'a>) {
        if self.seen.insert(number) {
            self.all.push((rank, number, found));
        }
    }

    fn in_order(mut self, limit: usize) -> Vec<(Rank, Found<'a>)> {
        self.all
            .sort_unstable_by_key(|(rank, number, _)| (*rank, *number));
        let all = self.all.into_iter().take(limit);
        all.map(|(rank, _, found)| (rank, found)).collect()
    }
}

/// Up to `limit` entries of one collection nearest to a value that names none, however far off.
pub fn nearest<'a>(
    library: &'a Library,
    collection: &'a Collection,
    value: &str,
    limit: usize,
) -> Vec<&'a Entry> {
    let suggested = suggest(library, Some(collection), value, limit).into_iter();
    let mut near: Vec<&Entry> = suggested.map(|(_, found)| found.entry).collect();
    if near.len() < limit {
        let index = library.index();
        let question = index.vague_question(value);
        let hits = index.find(&question, &library.numbers(collection), limit);
        for Found { entry, .. } in found(library, &hits) {
            if !near.iter().any(|other| other.id == entry.id) {
                near.push(entry);
            }
        }
    }
    if near.is_empty() {
        near.extend(collection.entries());
    }
    near.truncate(limit);
    near
}
