//! All words of the documents, and the ones that a typed word may stand for: words that start or
//! end with it, and words that differ by a typing error.

use std::collections::HashMap;

use crate::library::index::word::Term;

/// Every word with the term it belongs to.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// In alphabetical order.
    words: Vec<(Box<str>, Term)>,
    /// The places of the words, in the order of their last letters.
    by_end: Vec<u32>,
    /// Where the words with each pair of letters begin in `with_pair`.
    pair_starts: Vec<u32>,
    with_pair: Vec<u32>,
}

/// The most words that one typed word stands for, so that `a` does not stand for everything.
const MAX_CANDIDATES: usize = 64;
/// The most words that are compared letter by letter with a typed one.
const MAX_LOOKS: usize = 256;
/// Letters are told apart in 32 kinds; rare ones share a kind, which only costs a look.
const KINDS: usize = 32;

impl Vocabulary {
    pub(crate) fn new(words: HashMap<Box<str>, Term>) -> Self {
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_unstable();
        let places = 0..u32::try_from(words.len()).unwrap_or(u32::MAX);
        let mut by_end: Vec<u32> = places.collect();
        let from_end = |place: &u32| words[*place as usize].0.bytes().rev();
        by_end.sort_by(|a, b| from_end(a).cmp(from_end(b)));
        let (pair_starts, with_pair) = by_pair(&words);
        Self {
            words,
            by_end,
            pair_starts,
            with_pair,
        }
    }

    /// Words that go on after `start`, the shortest first; without the word itself.
    pub(crate) fn starting_with(&self, start: &str) -> Vec<Term> {
        let from = self.words.partition_point(|(word, _)| &**word <= start);
        let candidates = self.words[from..].iter();
        let candidates = candidates.take_while(|(word, _)| word.starts_with(start));
        shortest(candidates.collect())
    }

    /// The words that start with `typed` but for so many typing errors, in alphabetical order. Words
    /// that begin alike are compared once, up to where they differ from it too much.
    pub(crate) fn starting_like<'a>(
        &'a self,
        typed: &str,
        most_errors: usize,
    ) -> impl Iterator<Item = (&'a str, Term)> {
        let mut distance = Distance::to(typed);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some((word, _)) = self.words.get(at) {
            let end = match distance.follow(word, most_errors) {
                Reach::Whole => at + 1,
                Reach::Like(start) => {
                    let end = self.end_of(at, start);
                    found.push(at..end);
                    end
                }
                Reach::Unlike(start) => self.end_of(at, start),
            };
            at = end;
        }
        let places = found.into_iter().flatten();
        places.map(|place| (&*self.words[place].0, self.words[place].1))
    }

    /// Behind the last word from `at` on that begins with this.
    fn end_of(&self, at: usize, start: &str) -> usize {
        at + self.words[at..].partition_point(|(word, _)| word.starts_with(start))
    }

    /// Words that end with `end` and have something before it, the shortest first.
    pub(crate) fn ending_with(&self, end: &str) -> Vec<Term> {
        let word = |place: u32| &self.words[place as usize];
        let reversed = |place: u32| word(place).0.bytes().rev();
        let from = (self.by_end).partition_point(|place| reversed(*place).le(end.bytes().rev()));
        let candidates = self.by_end[from..].iter().map(|place| word(*place));
        let candidates = candidates.take_while(|(word, _)| word.ends_with(end));
        shortest(candidates.collect())
    }

    /// The term of a word of the documents.
    pub(crate) fn term(&self, word: &str) -> Option<Term> {
        let found = self
            .words
            .binary_search_by(|(other, _)| (**other).cmp(word));
        found.ok().map(|at| self.words[at].1)
    }

    /// The words that `word` may be a misspelling of, with the number of errors, fewest first.
    pub(crate) fn misspelt(&self, word: &str, most_errors: usize) -> Vec<(Term, usize)> {
        let pairs = pairs(word);
        // An error touches two pairs; swapped letters touch three.
        let shared = pairs.len().saturating_sub(most_errors * 2 + 1).max(2);
        let near =
            |place: u32| self.words[place as usize].0.len().abs_diff(word.len()) <= most_errors;
        let mut found = Vec::new();
        for (place, _) in self.sharing(&pairs, shared, near) {
            let (other, term) = &self.words[place as usize];
            let errors = strsim::damerau_levenshtein(other, word);
            if (1..=most_errors).contains(&errors) {
                // People get the first letter right.
                let first = usize::from(other.chars().next() != word.chars().next());
                found.push((errors + first, other.len(), *term));
            }
        }
        found.sort_unstable();
        found.truncate(MAX_CANDIDATES);
        let found = found.into_iter();
        found
            .map(|(errors, _, term)| (term, errors.max(1)))
            .collect()
    }

    /// The words most like `word`, however unlike, with how like they are: between 0 and 1.
    pub(crate) fn nearest(&self, word: &str) -> Vec<(Term, f32)> {
        let pairs = pairs(word);
        let mut found: Vec<(f32, Term)> = Vec::new();
        for (place, shared) in self.sharing(&pairs, 1, |_| true) {
            let (other, term) = &self.words[place as usize];
            let n_pairs = pairs.len() + other.len() + 1;
            #[expect(clippy::cast_precision_loss, reason = "counts of letters are small")]
            found.push((2.0 * f32::from(shared) / n_pairs as f32, *term));
        }
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(8);
        found.into_iter().map(|(like, term)| (term, like)).collect()
    }

    /// The places of the `near` words that share most pairs of letters, and at least `least`, with
    /// how many they share.
    fn sharing(&self, pairs: &[usize], least: usize, near: impl Fn(u32) -> bool) -> Vec<(u32, u8)> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let mut n_shared = vec![0_u8; self.words.len()];
        for &pair in pairs {
            let range = self.pair_starts[pair] as usize..self.pair_starts[pair + 1] as usize;
            for place in &self.with_pair[range] {
                let n = &mut n_shared[*place as usize];
                *n = n.saturating_add(1);
            }
        }
        let least = u8::try_from(least).unwrap_or(u8::MAX);
        let enough = (0..)
            .zip(n_shared)
            .filter(|(place, n)| *n >= least && near(*place));
        let mut enough: Vec<(u32, u8)> = enough.collect();
        if enough.len() > MAX_LOOKS {
            enough.select_nth_unstable_by_key(MAX_LOOKS, |(_, n)| u8::MAX - n);
            enough.truncate(MAX_LOOKS);
        }
        enough
    }
}

/// What came of following a word letter by letter.
enum Reach<'a> {
    /// All of it was read, and is neither.
    Whole,
    /// What starts with this is like what was typed.
    Like(&'a str),
    /// Nothing that starts with this can be.
    Unlike(&'a str),
}

/// How many typing errors part what was typed from the beginnings of words: letters too many, too
/// few, other ones, and neighbours in the wrong order. Words come in alphabetical order, so that what
/// two have in common is counted once.
struct Distance {
    typed: Vec<char>,
    /// The letters of the last word, as far as they were followed.
    letters: Vec<char>,
    /// For each number of those letters, the errors to each beginning of what was typed.
    rows: Vec<Vec<usize>>,
}

impl Distance {
    fn to(typed: &str) -> Self {
        let typed: Vec<char> = typed.chars().collect();
        let rows = vec![(0..=typed.len()).collect()];
        let letters = Vec::new();
        Self {
            typed,
            letters,
            rows,
        }
    }

    fn follow<'a>(&mut self, word: &'a str, most: usize) -> Reach<'a> {
        let same = word.chars().zip(&self.letters);
        let same = same.take_while(|(a, b)| a == *b).count();
        self.letters.truncate(same);
        self.rows.truncate(same + 1);
        for (at, letter) in word.char_indices().skip(same) {
            self.read(letter);
            let start = &word[..at + letter.len_utf8()];
            let row = &self.rows[self.letters.len()];
            if row[self.typed.len()] <= most {
                return Reach::Like(start);
            }
            // Letters in the wrong order are counted from the row before.
            let before = &self.rows[self.letters.len() - 1];
            if row.iter().all(|n| *n > most) && before.iter().all(|n| *n >= most) {
                return Reach::Unlike(start);
            }
        }
        Reach::Whole
    }

    fn read(&mut self, letter: char) {
        let (n, last) = (self.rows.len(), &self.rows[self.rows.len() - 1]);
        let mut row = vec![n; self.typed.len() + 1];
        for (at, typed) in self.typed.iter().enumerate() {
            let other = usize::from(*typed != letter);
            let mut errors = (last[at] + other).min(last[at + 1] + 1).min(row[at] + 1);
            let swapped =
                at > 0 && self.letters.last() == Some(typed) && self.typed[at - 1] == letter;
            if swapped {
                errors = errors.min(self.rows[n - 2][at - 1] + 1);
            }
            row[at + 1] = errors;
        }
        self.letters.push(letter);
        self.rows.push(row);
    }
}

/// The terms of the shortest words: the nearer to what was typed, the likelier.
fn shortest(mut words: Vec<&(Box<str>, Term)>) -> Vec<Term> {
    words.sort_by_key(|(word, _)| word.len());
    let mut terms: Vec<Term> = words.into_iter().map(|(_, term)| *term).collect();
    terms.dedup();
    terms.truncate(MAX_CANDIDATES);
    terms
}

/// The words with each pair of letters, as where they begin and the places themselves.
fn by_pair(words: &[(Box<str>, Term)]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; KINDS * KINDS + 1];
    for (word, _) in words {
        for pair in pairs(word) {
            starts[pair + 1] += 1;
        }
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut places = vec![0; starts.last().map_or(0, |n| *n as usize)];
    for (place, (word, _)) in (0..).zip(words) {
        for pair in pairs(word) {
            places[next[pair] as usize] = place;
            next[pair] += 1;
        }
    }
    (starts, places)
}

/// The different pairs of neighbouring letters, with the start and the end of the word as letters.
fn pairs(word: &str) -> Vec<usize> {
    let mut pairs = Vec::with_capacity(word.len() + 1);
    let mut before = 0;
    for c in word.chars() {
        let kind = match c {
            'a'..='z' => c as usize - 'a' as usize + 1,
            _ => 27 + c as usize % (KINDS - 27),
        };
        pairs.push(before * KINDS + kind);
        before = kind;
    }
    pairs.push(before * KINDS);
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
