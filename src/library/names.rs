//! How entries fit what was typed so far by their names: the beginnings of words, in any order, with
//! typing errors or without.
//!
//! Knows words as they are written. What they may mean is the index's.

use std::ops::Range;

use crate::library::entry::Folded;
use crate::library::index::{Lists, as_u32, forgiven};

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
    /// One behind the other.
    text: String,
    words: Vec<Name>,
    /// The entries that have each, by their numbers.
    entries: Lists<u32>,
}

/// Where a word stands, and which letters it has, one bit each.
#[derive(Debug)]
struct Name {
    start: u32,
    end: u32,
    letters: u32,
}

impl Names {
    /// The words of the names of these entries, which are numbered in their order.
    pub(crate) fn new<'a>(entries: impl Iterator<Item = &'a Folded>) -> Self {
        let numbered = (0_u32..).zip(entries);
        let words = numbered.flat_map(|(number, folded)| folded.words().map(move |w| (w, number)));
        let mut words: Vec<(&str, u32)> = words.collect();
        words.sort_unstable();
        words.dedup();
        let mut names = Self::default();
        for of_word in words.chunk_by(|a, b| a.0 == b.0) {
            let word = of_word[0].0;
            let [start, end] = [0, word.len()].map(|n| as_u32(names.text.len() + n));
            let letters = letters(word);
            names.text.push_str(word);
            names.words.push(Name {
                start,
                end,
                letters,
            });
        }
        names.entries = Lists::new(names.words.len(), || {
            let of_word = words.chunk_by(|a, b| a.0 == b.0).enumerate();
            of_word.flat_map(|(at, same)| same.iter().map(move |(_, number)| (at, *number)))
        });
        names
    }

    fn word(&self, name: &Name) -> &str {
        &self.text[name.start as usize..name.end as usize]
    }

    /// The places of the words that begin so.
    fn beginning(&self, start: &str) -> Range<usize> {
        let from = self.words.partition_point(|name| self.word(name) < start);
        let begins = |name: &Name| self.word(name).starts_with(start);
        from..from + self.words[from..].partition_point(begins)
    }

    /// The words that begin with this one, or also those that do but for typing errors behind the first letter.
    pub(crate) fn typed<'a>(&'a self, word: &'a str, with_errors: bool) -> Typed<'a> {
        let most = if with_errors {
            forgiven(word.chars().count())
        } else {
            0
        };
        let mut alike = Vec::new();
        if let Some(first) = word.chars().next().filter(|_| most > 0) {
            let wanted = letters(word);
            let all = self.beginning(first.encode_utf8(&mut [0; 4]));
            alike.extend(all.filter(|at| {
                let name = &self.words[*at];
                lacking(name.letters, wanted) <= most
                    && !self.word(name).starts_with(word)
                    && begins(self.word(name), word, most)
            }));
        }
        Typed {
            word,
            names: self,
            beginning: self.beginning(word),
            alike,
        }
    }
}

/// Whether a word begins as it was typed but for so many typing errors: letters too many, too few, other ones, and
/// neighbours in the wrong order.
fn begins(word: &str, typed: &str, most: usize) -> bool {
    let n = typed.chars().count();
    let longest = word.char_indices().nth(n + most);
    let word = longest.map_or(word, |(end, _)| &word[..end]);
    if lacking(letters(word), letters(typed)) > most {
        return false;
    }
    let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
    let lengths = n.saturating_sub(most)..=n + most;
    let mut ends = ends.enumerate().filter(|(n, _)| lengths.contains(n));
    ends.any(|(_, end)| strsim::osa_distance(typed, &word[..end]) <= most)
}

/// How many of the wanted letters are not among these.
fn lacking(letters: u32, wanted: u32) -> usize {
    (wanted & !letters).count_ones() as usize
}

/// Which letters a word has, one bit each.
pub(crate) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |all, byte| all | 1 << (byte % 32))
}

/// A word as it was typed, and the words of names that it may be the beginning of.
pub(crate) struct Typed<'a> {
    word: &'a str,
    names: &'a Names,
    /// The places of the words that begin with it.
    beginning: Range<usize>,
    /// The places of those that do but for typing errors.
    alike: Vec<usize>,
}

impl Typed<'_> {
    fn begins(&self, word: &str) -> bool {
        let is = |at: &usize| self.names.word(&self.names.words[*at]) == word;
        word.starts_with(self.word) || self.alike.iter().any(is)
    }

    /// Whether what was typed is this word, and not only its beginning.
    fn is(&self, word: &str) -> bool {
        word.len() <= self.word.len() && self.begins(word)
    }
}

/// The entries in `range` that have all typed words in their names, in their order.
pub(crate) fn having(typed: &[Typed<'_>], range: &Range<u32>) -> Vec<u32> {
    let mut n_words = vec![0; range.len()];
    for (n, typed) in typed.iter().enumerate() {
        let words = typed.beginning.clone().chain(typed.alike.iter().copied());
        for number in words.flat_map(|at| typed.names.entries.get(at)) {
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
    let is = |name: &str| {
        let mut pairs = name.split(' ').zip(typed);
        name.split(' ').count() == typed.len() && pairs.all(|(word, typed)| typed.is(word))
    };
    let mut title = folded.title().split(' ');
    Some(match () {
        () if !typed
            .iter()
            .all(|typed| folded.words().any(|word| typed.begins(word))) =>
        {
            return None;
        }
        () if folded.names().take(2).any(is) => Place::Exact,
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
