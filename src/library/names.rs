//! How entries fit what was typed so far by their names: the beginnings of words, in any order, with
//! typing errors or without.
//!
//! Knows words as they are written. What they may mean is the index's.

use std::collections::HashMap;
use std::ops::Range;

use crate::library::entry::Folded;
use crate::library::index::{errors, forgiven};

/// Where in an entry's names the words stand that were typed; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The typed words are the title or the id.
    Exact,
    /// The title starts with the typed words.
    TitleStart,
    /// All typed words are in the title.
    Title,
    /// All typed words are in the name of the group.
    Group,
    /// All typed words are among the names.
    Keyword,
}

/// The words of all names, in alphabetical order.
#[derive(Debug, Default)]
pub(crate) struct Names {
    words: Vec<Name>,
}

/// A word of names.
#[derive(Debug)]
struct Name {
    word: Box<str>,
    /// Which letters it has, one bit each.
    letters: u32,
    /// The entries that have it, by their numbers.
    entries: Vec<u32>,
}

impl Names {
    /// Numbers these entries in their order.
    pub(crate) fn new<'a>(entries: impl Iterator<Item = &'a Folded>) -> Self {
        let mut by_word: HashMap<&str, Vec<u32>> = HashMap::new();
        for (number, folded) in (0..).zip(entries) {
            for word in folded.line.split(' ') {
                let entries = by_word.entry(word).or_default();
                if entries.last() != Some(&number) {
                    entries.push(number);
                }
            }
        }
        let name = |(word, entries): (&str, _)| Name {
            word: word.into(),
            letters: letters(word),
            entries,
        };
        let mut words: Vec<Name> = by_word.into_iter().map(name).collect();
        words.sort_unstable_by(|a, b| a.word.cmp(&b.word));
        Self { words }
    }

    /// The words that begin with this one, or also those that do but for typing errors behind the first letter.
    pub(crate) fn typed<'a>(&'a self, word: &'a str, with_errors: bool) -> Typed<'a> {
        let beginning = |start: &str| {
            let from = self.words.partition_point(|name| *name.word < *start);
            let names = &self.words[from..];
            &names[..names.partition_point(|name| name.word.starts_with(start))]
        };
        let typed: Vec<char> = word.chars().collect();
        let most = if with_errors {
            forgiven(typed.len())
        } else {
            0
        };
        let mut alike: Vec<&Name> = Vec::new();
        if let Some(first) = typed.first().filter(|_| most > 0) {
            let wanted = letters(word);
            let names = beginning(first.encode_utf8(&mut [0; 4])).iter();
            alike.extend(names.filter(|name| {
                (wanted & !name.letters).count_ones() as usize <= most
                    && !name.word.starts_with(word)
                    && errors(&typed, &name.word, true, most) <= most
            }));
        }
        Typed {
            word,
            names: beginning(word),
            alike,
        }
    }
}

/// Which letters a word has, one bit each.
pub(crate) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |all, byte| all | 1 << (byte % 32))
}

/// A word as it was typed, and the words of names that it may be the beginning of.
pub(crate) struct Typed<'a> {
    word: &'a str,
    names: &'a [Name],
    alike: Vec<&'a Name>,
}

impl Typed<'_> {
    fn begins(&self, word: &str) -> bool {
        word.starts_with(self.word) || self.alike.iter().any(|name| *name.word == *word)
    }

    /// Whether it is the whole word: so far as that has no more letters.
    fn is(&self, word: &str) -> bool {
        word.len() <= self.word.len() && self.begins(word)
    }
}

/// The entries in `range` that have all typed words in their names, in their order.
pub(crate) fn having(typed: &[Typed<'_>], range: &Range<u32>) -> Vec<u32> {
    let mut n_words = vec![0; range.len()];
    for (n, typed) in typed.iter().enumerate() {
        let names = typed.names.iter().chain(typed.alike.iter().copied());
        for number in names.flat_map(|name| &name.entries) {
            if range.contains(number) {
                let have = &mut n_words[(number - range.start) as usize];
                *have += usize::from(*have == n);
            }
        }
    }
    let numbered = range.clone().zip(n_words);
    let all = numbered.filter(|(_, n)| *n == typed.len());
    all.map(|(number, _)| number).collect()
}

/// Where the typed words stand in these names.
pub(crate) fn place(folded: &Folded, typed: &[Typed<'_>]) -> Option<Place> {
    let all_in = |text: &str| {
        let is_in = |typed: &Typed<'_>| text.split(' ').any(|word| typed.begins(word));
        typed.iter().all(is_in)
    };
    let is = |name: &String| {
        let mut pairs = name.split(' ').zip(typed);
        name.split(' ').count() == typed.len() && pairs.all(|(word, typed)| typed.is(word))
    };
    let mut title = folded.title().split(' ');
    Some(match () {
        () if !all_in(&folded.line) => return None,
        () if folded.names.iter().take(2).any(is) => Place::Exact,
        () if typed
            .iter()
            .all(|typed| title.next().is_some_and(|word| typed.begins(word))) =>
        {
            Place::TitleStart
        }
        () if all_in(folded.title()) => Place::Title,
        () if folded.group.as_deref().is_some_and(all_in) => Place::Group,
        () => Place::Keyword,
    })
}
