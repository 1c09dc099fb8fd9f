//! What is offered while somebody types: entries and overviews by the beginnings of their names, then by what they say.

use std::collections::HashMap;
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
    /// By a good part of what was typed, which it says.
    Text,
    /// By a word or two.
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
    // By number, the best rank of each entry, which is found first, and the place within that.
    let mut ranked: HashMap<u32, (Rank, u32)> = HashMap::new();
    for (number, place) in named(library, &line, false, &range) {
        ranked.insert(number, (Rank::Named(place), number));
    }
    if ranked.len() < limit {
        for (number, place) in named(library, &line, true, &range) {
            let rank = Rank::Misspelt(place);
            ranked.entry(number).or_insert((rank, number));
        }
    }
    if ranked.len() < limit.min(range.len()) {
        let index = library.index();
        let hits = index.find(&index.question(typed, true), &range, limit);
        for (order, hit) in (0..).zip(worth(&hits)) {
            let rank = if hit.score < ALIKE {
                Rank::Alike
            } else {
                Rank::Text
            };
            ranked.entry(hit.document).or_insert((rank, order));
        }
    }
    let mut ranked: Vec<_> = ranked.into_iter().collect();
    ranked.sort_unstable_by_key(|(_, place)| *place);
    let first = ranked.into_iter().take(limit);
    first
        .filter_map(|(number, (rank, _))| Some((rank, numbered(library, number)?)))
        .collect()
}

/// The entries in `range` whose names have what was typed, by their numbers.
fn named(
    library: &Library,
    line: &str,
    with_errors: bool,
    range: &Range<u32>,
) -> Vec<(u32, Place)> {
    let typed = typed(library, line, with_errors);
    let placed = having(&typed, range).into_iter().filter_map(|number| {
        let (_, entry) = library.numbered(number)?;
        Some((number, place(&entry.folded, &typed)?))
    });
    placed.collect()
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
