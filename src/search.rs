//! Finding entries by words as people type them: case, accents and typing errors forgiven.
//!
//! Works on the library alone; what is shown of the result is decided elsewhere.

use crate::fold::{Folded, fold};
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
    let found = ranked(collection, |folded| fit(folded, &typed));
    if found.len() >= limit {
        return found.into_iter().take(limit).collect();
    }
    let mut all = found;
    let typos = ranked(collection, |folded| match fit(folded, &typed) {
        Some(_) => None,
        None => typo(folded, &typed, tolerance(&typed)).map(Fit::Typo),
    });
    all.extend(typos);
    all.truncate(limit);
    all
}

/// Up to `limit` entries nearest to a value that matches nothing, however far off they are.
pub fn nearest<'a>(collection: &'a Collection, value: &str, limit: usize) -> Vec<&'a Entry> {
    let near = suggest(collection, value, limit);
    if !near.is_empty() {
        return near;
    }
    let value: String = fold(value).chars().take(100).collect();
    let mut all = ranked(collection, |folded| {
        typo(folded, &value, usize::MAX).map(Fit::Typo)
    });
    all.truncate(limit);
    all
}

fn ranked(collection: &Collection, fit: impl Fn(&Folded) -> Option<Fit>) -> Vec<&Entry> {
    let fits = collection
        .entries()
        .iter()
        .filter_map(|e| fit(&e.folded).map(|f| (f, e)));
    let mut fits: Vec<_> = fits.collect();
    fits.sort_by_key(|(fit, _)| *fit);
    fits.into_iter().map(|(_, entry)| entry).collect()
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
    let near = |name: &&String| most == usize::MAX || name.chars().count() + most >= n_typed;
    let nearest = folded
        .names
        .iter()
        .filter(near)
        .map(|name| distance(name))
        .min()?;
    (nearest <= most).then_some(nearest)
}
