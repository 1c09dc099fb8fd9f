//! Finding entries by words as people type them: case, accents and typing errors forgiven.
//!
//! Works on the library alone; what is shown of the result is decided elsewhere.

use crate::fold::{Folded, fold, letters};
use crate::library::{Collection, Entry};

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
    Typo(usize),
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

/// Up to `limit` entries that fit what was typed, best first; all of them, in their own order, when
/// nothing was typed.
pub fn suggest<'a>(collection: &'a Collection, typed: &str, limit: usize) -> Vec<&'a Entry> {
    let typed = fold(typed);
    if typed.is_empty() {
        return collection.entries().iter().take(limit).collect();
    }
    let entries = collection.entries().iter();
    let fits: Vec<_> = entries.map(|e| (fit(&e.folded, &typed), e)).collect();
    let n_found = fits.iter().filter(|(fit, _)| fit.is_some()).count();
    let tolerance = if n_found < limit {
        tolerance(&typed)
    } else {
        0
    };
    let forgiven = |entry: &Entry| match tolerance {
        0 => None,
        most => typo(&entry.folded, &typed, most).map(Fit::Typo),
    };
    let fits = fits.into_iter();
    best(
        fits.filter_map(|(fit, e)| fit.or_else(|| forgiven(e)).map(|fit| (fit, e))),
        limit,
    )
}

/// Up to `limit` entries nearest to a value that matches nothing, however far off they are.
pub fn nearest<'a>(collection: &'a Collection, value: &str, limit: usize) -> Vec<&'a Entry> {
    let near = suggest(collection, value, limit);
    if !near.is_empty() {
        return near;
    }
    let value: String = fold(value).chars().take(100).collect();
    let fit = |e: &Entry| typo(&e.folded, &value, usize::MAX).map(Fit::Typo);
    let entries = collection.entries().iter();
    best(entries.filter_map(|e| fit(e).map(|fit| (fit, e))), limit)
}

/// The entries that fit best, at most `limit`; those that fit equally well keep their order.
fn best<'a>(fits: impl Iterator<Item = (Fit, &'a Entry)>, limit: usize) -> Vec<&'a Entry> {
    let mut fits: Vec<_> = fits.collect();
    fits.sort_by_key(|(fit, _)| *fit);
    fits.into_iter()
        .take(limit)
        .map(|(_, entry)| entry)
        .collect()
}

fn fit(folded: &Folded, typed: &str) -> Option<Fit> {
    let names = || folded.names.iter().chain(&folded.group);
    if folded.names.iter().any(|name| name == typed) {
        Some(Fit::Exact)
    } else if folded.title().starts_with(typed) {
        Some(Fit::TitleStart)
    } else if names().any(|name| name.starts_with(typed)) {
        Some(Fit::NameStart)
    } else if starts_word(&folded.line, typed) {
        Some(Fit::WordStart)
    } else if folded.title().contains(typed) {
        Some(Fit::TitlePart)
    } else if folded.line.contains(typed) {
        Some(Fit::Part)
    } else if typed.contains(' ') && typed.split(' ').all(|word| starts_word(&folded.line, word)) {
        Some(Fit::AllWords)
    } else {
        None
    }
}

fn starts_word(line: &str, start: &str) -> bool {
    line.match_indices(start)
        .any(|(at, _)| at == 0 || line.as_bytes()[at - 1] == b' ')
}

/// How many typing errors are forgiven in a word of this length.
fn tolerance(typed: &str) -> usize {
    match typed.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        6..=9 => 2,
        _ => 3,
    }
}

/// The number of typing errors between what was typed and the nearest name, or the start of one,
/// if that is no more than `most`.
fn typo(folded: &Folded, typed: &str, most: usize) -> Option<usize> {
    let n_typed = typed.chars().count();
    let distance = |name: &str| {
        let start: String = name.chars().take(n_typed).collect();
        let whole = strsim::damerau_levenshtein(name, typed);
        whole.min(strsim::damerau_levenshtein(&start, typed).saturating_add(usize::from(whole > 0)))
    };
    // A letter that a name lacks is an error, in the name as in the start of it. That rules out most
    // names at a fraction of the cost.
    let typed_letters = letters(typed);
    let near = |(name, letters): &(&String, &u64)| {
        let lacking = (typed_letters & !**letters).count_ones() as usize;
        lacking <= most && name.chars().count().saturating_add(most) >= n_typed
    };
    let names = folded.names.iter().zip(&folded.letters);
    let nearest = names.filter(near).map(|(name, _)| distance(name)).min()?;
    (nearest <= most).then_some(nearest)
}
