//! How an entry fits what was typed so far: by its names, or by names that differ by typing errors.

use std::collections::HashMap;

use crate::library::entry::Folded;
use crate::library::index::{errors, forgiven};

/// How an entry fits what was typed; the smaller, the better.
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

/// Where what was typed stands in an entry's names: as a line, and as words that may have typing errors.
pub(crate) fn place<'a>(folded: &'a Folded, line: &str, typed: &mut [Typed<'a>]) -> Option<Place> {
    // The line holds all names, so that one look rules out most entries.
    let may_be = typed
        .iter()
        .all(|typed| typed.most > 0 || folded.line.contains(typed.word));
    if !may_be || !all_in(&folded.line, typed) {
        return folded.line.contains(line).then_some(Place::Part);
    }
    let (title, group) = (folded.title(), folded.group.as_deref());
    Some(if folded.names.iter().take(2).any(|name| is(name, typed)) {
        Place::Exact
    } else if starts(title, typed) {
        Place::TitleStart
    } else if all_in(title, typed) {
        Place::Title
    } else if group.is_some_and(|group| all_in(group, typed)) {
        Place::Group
    } else {
        Place::Keyword
    })
}

fn all_in<'a>(text: &'a str, typed: &mut [Typed<'a>]) -> bool {
    let has = |typed: &mut Typed<'a>| text.split(' ').any(|word| typed.begins(word));
    typed.iter_mut().all(has)
}

fn is(name: &str, typed: &[Typed<'_>]) -> bool {
    let mut pairs = name.split(' ').zip(typed);
    name.split(' ').count() == typed.len() && pairs.all(|(word, typed)| typed.is(word))
}

fn starts<'a>(name: &'a str, typed: &mut [Typed<'a>]) -> bool {
    let Some((last, first)) = typed.split_last_mut() else {
        return false;
    };
    let mut words = name.split(' ');
    let first = first
        .iter()
        .all(|typed| words.next().is_some_and(|word| typed.is(word)));
    first && words.next().is_some_and(|word| last.begins(word))
}

/// A word as it was typed, and which words of names it may be the beginning of.
pub(crate) struct Typed<'a> {
    word: &'a str,
    letters: Vec<char>,
    /// The most typing errors that it may have.
    most: usize,
    begins: HashMap<&'a str, bool>,
}

impl<'a> Typed<'a> {
    pub(crate) fn new(word: &'a str, with_errors: bool) -> Self {
        let letters: Vec<char> = word.chars().collect();
        Self {
            word,
            most: if with_errors {
                forgiven(letters.len())
            } else {
                0
            },
            letters,
            begins: HashMap::new(),
        }
    }

    fn begins(&mut self, word: &'a str) -> bool {
        let (letters, most) = (&self.letters, self.most);
        let begins = || errors(letters, word, true, most) <= most;
        word.starts_with(self.word) || most > 0 && *self.begins.entry(word).or_insert_with(begins)
    }

    fn is(&self, word: &str) -> bool {
        word == self.word
            || self.most > 0 && errors(&self.letters, word, false, self.most) <= self.most
    }
}
