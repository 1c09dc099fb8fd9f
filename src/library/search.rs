//! Finding entries by words as people type them: case, accents and typing errors forgiven.
//!
//! Works on the library alone; what is shown of the result is decided elsewhere.

use std::collections::HashSet;
use std::ops::Range;

use crate::library::index::{Hit, Question};
use crate::library::names::{Typed, having, place};
use crate::library::{Collection, Entry, EntryRef, Library};
use crate::text::fold::fold;

pub use crate::library::names::Place;

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

/// What a search leads to.
#[derive(Debug, Clone, Copy)]
pub enum Page<'a> {
    /// One entry.
    Entry(Found<'a>),
    /// What a collection opens with.
    Overview(&'a Collection),
}

impl<'a> Page<'a> {
    /// Where it belongs.
    pub fn collection(&self) -> &'a Collection {
        match self {
            Self::Entry(found) => found.collection,
            Self::Overview(collection) => collection,
        }
    }

    /// How it is named; an overview by its collection alone.
    pub fn reference(&self) -> EntryRef {
        match self {
            Self::Entry(found) => found.reference(),
            Self::Overview(collection) => EntryRef::new(&collection.name, ""),
        }
    }

    /// Whether it says of questions that it is the answer.
    fn has_questions(&self) -> bool {
        match self {
            Self::Entry(found) => !found.entry.questions.is_empty(),
            Self::Overview(collection) => collection.questions().next().is_some(),
        }
    }

    /// The entry, if it is one.
    pub fn entry(&self) -> Option<Found<'a>> {
        match self {
            Self::Entry(found) => Some(*found),
            Self::Overview(_) => None,
        }
    }
}

/// What was found for a question.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The pages, best first.
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

/// How an entry fits what was typed so far; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// By its names.
    Named(Place),
    /// By its names but for typing errors: one in a word from four letters on, two from seven.
    Misspelt(Place),
    /// By what it says.
    Text,
    /// By a word that it has.
    Alike,
}

/// The evidence that the best page must have to be sure, chosen on five writers apart, see `docs/search.md`.
const SURE: f32 = 1.4;
/// The evidence that the best page must have to be worth showing.
const UNSURE: f32 = 0.4;

/// The share of what was typed so far that an entry must say for more than a likeness.
const ALIKE: f32 = 0.25;

/// A hit that fits less than this share of the best one is not worth a line.
const WORTH: f32 = 0.25;

/// Up to `limit` entries and overviews that fit a question, best first.
pub fn find<'a>(library: &'a Library, text: &str, limit: usize) -> Answer<'a> {
    let index = library.index();
    let question = index.question(text, false);
    let hits = index.find(&question, &(0..u32::MAX), limit);
    let best = hits.first().map_or(0.0, |hit| hit.score);
    let evidence = |hit: &Hit| index.evidence(&question, hit.document);
    let is_of_subject = |hit: &Hit| {
        // Of a text that says of no question that it is the answer, too little is known.
        page(library, hit.document).is_some_and(|page| page.has_questions())
            && index.fits_subject(&question, hit.document)
    };
    let fit = match hits.first().map_or(0.0, evidence) {
        UNSURE.. if hits.first().is_some_and(is_of_subject) => Fit::Nothing,
        SURE.. => Fit::Sure,
        UNSURE.. => Fit::Unsure,
        _ => Fit::Nothing,
    };
    let worth = hits.iter().filter(|hit| hit.score >= best * WORTH);
    Answer {
        pages: worth
            .filter_map(|hit| page(library, hit.document))
            .collect(),
        question,
        fit,
    }
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

fn numbered(library: &Library, number: u32) -> Option<Found<'_>> {
    let (collection, entry) = library.numbered(number)?;
    Some(Found { collection, entry })
}

fn page(library: &Library, number: u32) -> Option<Page<'_>> {
    let entry = numbered(library, number).map(Page::Entry);
    entry.or_else(|| Some(Page::Overview(library.numbered_overview(number)?)))
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
    let place = |entry: &Entry| entry.folded.names().position(|name| name == wanted);
    let ranked = collection
        .entries()
        .iter()
        .filter_map(|e| place(e).map(|at| (at.min(2), e)));
    ranked.min_by_key(|(at, _)| *at).map(|(_, entry)| entry)
}

/// All entries.
pub fn all(library: &Library) -> impl Iterator<Item = Found<'_>> {
    let all = library.entries();
    all.map(|(collection, entry)| Found { collection, entry })
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
    all(library)
        .filter(|found| found.entry.folded.is_called(&wanted))
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
    let range = within.map_or(library.all_numbers(), |within| library.numbers(within));
    let mut ranked = Ranked::of(library);
    ranked.add_named(&line, false, &range);
    if ranked.all.len() < limit {
        ranked.add_named(&line, true, &range);
    }
    if ranked.all.len() < limit.min(range.len()) {
        let index = library.index();
        let hits = index.find(&index.question(typed, true), &range, limit);
        let best = hits.first().map_or(0.0, |hit| hit.score);
        let worth = hits.iter().filter(|hit| hit.score >= best * WORTH);
        for (order, hit) in (0..).zip(worth) {
            let rank = if hit.score < ALIKE {
                Rank::Alike
            } else {
                Rank::Text
            };
            ranked.add(rank, order, hit.document);
        }
    }
    ranked.in_order(limit)
}

/// The words of a folded line as they were typed.
fn typed<'a>(library: &'a Library, line: &'a str, with_errors: bool) -> Vec<Typed<'a>> {
    let words = line.split(' ').take(MAX_WORDS);
    words
        .map(|word| library.names().typed(word, with_errors))
        .collect()
}

/// The most words of what is typed that are looked at.
const MAX_WORDS: usize = 40;

/// Entries with their ranks, each once.
struct Ranked<'a> {
    library: &'a Library,
    seen: HashSet<u32>,
    all: Vec<(Rank, u32, Found<'a>)>,
}

impl<'a> Ranked<'a> {
    fn of(library: &'a Library) -> Self {
        let (seen, all) = (HashSet::new(), Vec::new());
        Self { library, seen, all }
    }

    /// Adds the entries in `range` whose names have what was typed.
    fn add_named(&mut self, line: &str, with_errors: bool, range: &Range<u32>) {
        let typed = typed(self.library, line, with_errors);
        let rank = if with_errors {
            Rank::Misspelt
        } else {
            Rank::Named
        };
        for number in having(&typed, range) {
            let entry = self.library.numbered(number).map(|(_, entry)| entry);
            if let Some(place) = entry.and_then(|entry| place(&entry.folded, &typed)) {
                self.add(rank(place), number, number);
            }
        }
    }

    /// Adds the entry of this number, with its place within its rank.
    fn add(&mut self, rank: Rank, order: u32, number: u32) {
        if let Some(found) = numbered(self.library, number)
            && self.seen.insert(number)
        {
            self.all.push((rank, order, found));
        }
    }

    fn in_order(mut self, limit: usize) -> Vec<(Rank, Found<'a>)> {
        self.all.sort_by_key(|(rank, order, _)| (*rank, *order));
        let all = self.all.into_iter().take(limit);
        all.map(|(rank, _, found)| (rank, found)).collect()
    }
}

/// Up to `limit` entries of one collection nearest to a value that names none; the first ones where
/// none is near.
pub fn nearest<'a>(
    library: &'a Library,
    collection: &'a Collection,
    value: &str,
    limit: usize,
) -> Vec<&'a Entry> {
    let suggested = suggest(library, Some(collection), value, limit).into_iter();
    let mut near: Vec<&Entry> = suggested.map(|(_, found)| found.entry).collect();
    if near.is_empty() {
        near.extend(collection.entries().iter().take(limit));
    }
    near
}

/// The overviews that fit what was typed so far, in the order of their commands.
pub fn overviews<'a>(library: &'a Library, typed: &str) -> Vec<(Place, &'a Collection)> {
    let line = fold(typed);
    let typed = self::typed(library, &line, false);
    let collections = library.collections().iter().filter(|_| !line.is_empty());
    let placed = collections.filter_map(|c| Some((place(&c.folded, &typed)?, c)));
    placed.collect()
}
