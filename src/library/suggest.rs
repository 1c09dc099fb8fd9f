//! What is offered while somebody types: entries and overviews by the beginnings of their names, then by what they say.

use std::collections::HashSet;
use std::ops::Range;

use crate::library::names::{Typed, having, place};
use crate::library::page::{Found, firsts, numbered};
use crate::library::search::worth;
use crate::library::{Collection, Entry, Library};
use crate::text::fold::fold;

pub use crate::library::names::Place;

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

/// The share of what was typed so far that an entry must say for more than a likeness.
const ALIKE: f32 = 0.25;

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
        for (order, hit) in (0..).zip(worth(&hits)) {
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
