//! What someone typed, as the terms it may mean and how much each says.

use std::collections::HashSet;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};

use crate::library::index::inverted::Index;
use crate::library::index::stop_words::STOP_WORDS;
use crate::library::index::word::{Term, Words, stem};

/// A question to an [`Index`], and to that one alone.
#[derive(Debug, Default)]
pub struct Question {
    /// For each word that counts, the terms it may stand for with their weights.
    pub(crate) groups: Vec<Vec<(Term, f32)>>,
    /// Documents with a name that stands in the question, and what that adds.
    pub(crate) phrases: Vec<(u32, f32)>,
    /// What a document would score that has every word in abundance.
    pub(crate) weight: f32,
}

/// The most words of a question that are looked at, against texts that are no question.
const MAX_WORDS: usize = 40;
/// What a word of a name adds when the whole name stands in the question.
const PHRASE: f32 = 0.7;
/// The confidence that a word stands for one that goes on after it, while it is being typed.
const UNFINISHED: f32 = 0.9;
/// The confidence that a word means a longer word made with it.
const COMPOUND: f32 = 0.45;
/// The confidence that a word means one of its parts.
const PART: f32 = 0.6;

impl Index {
    /// Reads a question. While it is being typed, its last word may go on.
    pub fn question(&self, text: &str, typing: bool) -> Question {
        let stemmer = Stemmer::create(Algorithm::Dutch);
        let words = folded_words(text);
        let stems: Vec<_> = words.iter().map(|word| stem(&stemmer, word)).collect();
        let terms: Vec<Option<Term>> = stems
            .iter()
            .map(|stem| self.terms.get(&**stem).copied())
            .collect();
        let mut question = Question {
            groups: Vec::new(),
            phrases: self.phrases_of(&terms),
            weight: 0.0,
        };
        let last = words.len().saturating_sub(1);
        let unfinished = |at: usize| typing && at == last && !text.ends_with(char::is_whitespace);
        let only_stop_words = words.iter().all(|word| is_stop_word(word));
        let mut seen = HashSet::new();
        for (at, word) in words.iter().enumerate() {
            let counts = only_stop_words || unfinished(at) || !is_stop_word(word);
            if counts && seen.insert(&stems[at]) {
                let candidates = self.candidates_for(word, terms[at], unfinished(at), &stemmer);
                let common = terms[at].map_or(0, |term| self.postings(term).len());
                let most = candidates
                    .iter()
                    .map(|(_, weight)| *weight)
                    .reduce(f32::max);
                question.weight += self.rarity(common).min(most.unwrap_or(f32::MAX) / PART);
                question.groups.push(candidates);
            }
            // People part what the text writes as one word, and the other way round.
            if let Some(next) = words.get(at + 1) {
                let joined = format!("{word}{next}");
                let group = self.joined(&joined, unfinished(at + 1));
                question
                    .groups
                    .extend(Some(group).filter(|group| !group.is_empty()));
            }
        }
        question
    }

    /// The documents in `range` that have every word of a text, in their order; its last word may
    /// go on. Words that say nothing count only where there are no others.
    pub fn having_words(&self, text: &str, range: &Range<u32>) -> Vec<u32> {
        let stemmer = Stemmer::create(Algorithm::Dutch);
        let words = folded_words(text);
        let only_stop_words = words.iter().all(|word| is_stop_word(word));
        let last = words.len().saturating_sub(1);
        let numbered = words.iter().enumerate();
        let counting =
            numbered.filter(|(at, word)| only_stop_words || *at == last || !is_stop_word(word));
        let groups = counting.map(|(at, word)| {
            let mut terms: Vec<Term> = Vec::new();
            terms.extend(self.terms.get(&*stem(&stemmer, word)));
            if at == last {
                terms.extend(self.starting_like(word, 0).map(|(_, term)| term));
            }
            terms
        });
        self.having(&groups.collect::<Vec<_>>(), range)
    }

    /// A question that finds whatever is most like the text, for when nothing fits.
    pub fn vague_question(&self, text: &str) -> Question {
        let words = folded_words(text);
        let groups = words.iter().map(|word| self.vocabulary.nearest(word));
        Question {
            groups: groups.collect(),
            ..Question::default()
        }
    }

    /// The terms that a word may stand for.
    fn candidates_for(
        &self,
        word: &str,
        term: Option<Term>,
        unfinished: bool,
        stemmer: &Stemmer,
    ) -> Vec<(Term, f32)> {
        let n = word.chars().count();
        let mut candidates: Vec<(Term, f32)> = term.map(|term| (term, 1.0)).into_iter().collect();
        let mut common = term.map_or(0, |term| self.postings(term).len());
        if let Some(most_errors) = forgiven(n, term.is_some()) {
            for (term, errors) in self.vocabulary.misspelt(word, most_errors) {
                candidates.push((term, if errors == 1 { 0.8 } else { 0.6 }));
                // A misspelling in the keywords is as common as the word it stands for.
                common = common.max(self.postings(term).len());
            }
        }
        if unfinished {
            candidates.extend(weighted(self.vocabulary.starting_with(word), UNFINISHED));
        } else if n >= 4 {
            candidates.extend(weighted(self.vocabulary.starting_with(word), COMPOUND));
        }
        if n >= 4 {
            candidates.extend(weighted(self.vocabulary.ending_with(word), COMPOUND));
        }
        if term.is_none() {
            candidates.extend(weighted(self.parts(word, stemmer), PART));
        }
        let rarity = |term: Term| self.rarity(self.postings(term).len().max(common));
        candidates
            .into_iter()
            .map(|(term, confidence)| (term, confidence * rarity(term)))
            .collect()
    }

    /// The terms that two words stand for when they are written as one.
    fn joined(&self, word: &str, unfinished: bool) -> Vec<(Term, f32)> {
        let mut terms: Vec<Term> = self.vocabulary.term(word).into_iter().collect();
        if unfinished {
            terms.extend(self.vocabulary.starting_with(word));
        }
        let rarity = |term: Term| self.rarity(self.postings(term).len());
        terms.into_iter().map(|term| (term, rarity(term))).collect()
    }

    /// The words that an unknown word is made of, such as `vacature` in `vacaturetekst`.
    fn parts(&self, word: &str, stemmer: &Stemmer) -> Vec<Term> {
        let known = |part: &str| {
            let term = self
                .vocabulary
                .term(part)
                .or_else(|| self.terms.get(&*stem(stemmer, part)).copied());
            term.filter(|_| part.len() >= 4 && !is_stop_word(part))
        };
        let cuts = word.char_indices().map(|(at, _)| at).skip(4);
        let mut parts = Vec::new();
        for at in cuts {
            let (start, end) = word.split_at(at);
            parts.extend(known(start.strip_suffix('s').unwrap_or(start)).or_else(|| known(start)));
            parts.extend(known(end));
        }
        parts
    }

    fn phrases_of(&self, terms: &[Option<Term>]) -> Vec<(u32, f32)> {
        let mut found = self.phrases.in_question(terms);
        // Of one document's names, the longest counts.
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        found.dedup_by_key(|(document, _)| *document);
        #[expect(clippy::cast_precision_loss, reason = "a name has few words")]
        let bonus = |(document, n): (u32, usize)| (document, PHRASE * n as f32);
        found.into_iter().map(bonus).collect()
    }

    /// Which words of a text, as they stand there, a question is about.
    pub fn matching<'a>(&self, question: &Question, text: &'a str) -> Vec<&'a str> {
        let wanted: HashSet<Term> = question
            .groups
            .iter()
            .flatten()
            .map(|(term, _)| *term)
            .collect();
        let mut words = Words::new(text);
        let mut matching = Vec::new();
        while let Some(word) = words.next_with_place() {
            let term = self.vocabulary.term(words.folded());
            if term.is_some_and(|term| wanted.contains(&term)) && !is_stop_word(words.folded()) {
                matching.push(word);
            }
        }
        matching
    }
}

fn folded_words(text: &str) -> Vec<String> {
    let mut words = Words::new(text);
    let all = std::iter::from_fn(|| words.next_word().map(str::to_owned));
    all.take(MAX_WORDS).collect()
}

fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

fn weighted(terms: Vec<Term>, confidence: f32) -> impl Iterator<Item = (Term, f32)> {
    terms.into_iter().map(move |term| (term, confidence))
}

/// How many typing errors are forgiven in a word of `n` letters. A word that exists is less likely
/// to be an error for another.
fn forgiven(n: usize, exists: bool) -> Option<usize> {
    match (n, exists) {
        (..=3, _) | (..=6, true) => None,
        (4..=6, false) | (_, true) => Some(1),
        (7..=9, false) => Some(2),
        (_, false) => Some(3),
    }
}
