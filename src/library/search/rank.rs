//! How an entry fits what was typed so far: by its names, or by names that differ by typing errors.

use crate::library::entry::Folded;
use crate::library::index::{Index, Term};

/// How an entry fits what was typed; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// By its names.
    Named(Place),
    /// By its names but for typing errors: one in a word from four letters on, two from seven.
    Misspelt(Place),
    /// All words stand in it somewhere.
    Text,
    /// It is about it, as far as words tell.
    Alike,
}

/// Where in an entry's names the words stand that were typed; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// They are its title or its id.
    Exact,
    /// Its title starts with them.
    TitleStart,
    /// They are all in its title.
    Title,
    /// They are all in the name of its group.
    Group,
    /// They are all in its names.
    Keyword,
    /// They stand within a longer word.
    Part,
}

/// Where what was typed stands in an entry's names.
pub(crate) fn place(folded: &Folded, line: &str, words: &[&str]) -> Option<Place> {
    let has_all = |text: &str| words.iter().all(|word| starts_word(text, word));
    // The line holds all names, so that one look rules out most entries.
    let named = has_all(&folded.line);
    if !named && !folded.line.contains(line) {
        return None;
    }
    Some(if folded.is_called(line) {
        Place::Exact
    } else if folded.title().starts_with(line) {
        Place::TitleStart
    } else if has_all(folded.title()) {
        Place::Title
    } else if folded.group.as_deref().is_some_and(has_all) {
        Place::Group
    } else if named {
        Place::Keyword
    } else {
        Place::Part
    })
}

fn starts_word(line: &str, start: &str) -> bool {
    line.match_indices(start)
        .any(|(at, _)| at == 0 || line.as_bytes()[at - 1] == b' ')
}

/// How many typing errors are forgiven in a word.
pub(crate) fn forgiven(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// What a typed word may be the beginning of, but for typing errors.
pub(crate) struct Candidates<'a> {
    typed: &'a str,
    /// In alphabetical order.
    words: Vec<&'a str>,
    pub(crate) terms: Vec<Term>,
}

impl<'a> Candidates<'a> {
    pub(crate) fn of(index: &'a Index, typed: &'a str) -> Self {
        let (words, terms) = index.starting_like(typed, forgiven(typed)).unzip();
        Self {
            typed,
            words,
            terms,
        }
    }

    fn may_be(&self, word: &str) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    fn is(&self, word: &str) -> bool {
        strsim::osa_distance(self.typed, word) <= forgiven(self.typed)
    }
}

/// Where what was typed stands in an entry's names, but for typing errors.
pub(crate) fn misspelt(folded: &Folded, kin: &[Candidates<'_>]) -> Option<Place> {
    let has_all = |text: &str| {
        let has = |kin: &Candidates<'_>| text.split(' ').any(|word| kin.may_be(word));
        kin.iter().all(has)
    };
    if !has_all(&folded.line) {
        return None;
    }
    let is = |name: &str| {
        name.split(' ').count() == kin.len()
            && name.split(' ').zip(kin).all(|(word, kin)| kin.is(word))
    };
    let starts = |name: &str| {
        let (last, first) = kin.split_last()?;
        let mut words = name.split(' ');
        let whole = first
            .iter()
            .all(|kin| words.next().is_some_and(|word| kin.is(word)));
        (whole && last.may_be(words.next()?)).then_some(())
    };
    Some(if folded.names.iter().take(2).any(|name| is(name)) {
        Place::Exact
    } else if starts(folded.title()).is_some() {
        Place::TitleStart
    } else if has_all(folded.title()) {
        Place::Title
    } else if folded.group.as_deref().is_some_and(has_all) {
        Place::Group
    } else {
        Place::Keyword
    })
}
