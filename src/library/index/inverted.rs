//! The inverted index: for each word the documents that have it, made once and never changed.
//!
//! Knows words and weights, and nothing of entries, commands or Discord. A document's score is
//! BM25F over its fields: a word in a title or keyword weighs more than one in the text, a rare
//! word more than a common one.

use std::collections::HashMap;
use std::ops::Range;
use std::thread::yield_now;

use rust_stemmers::{Algorithm, Stemmer};

use crate::library::index::phrases::Phrases;
use crate::library::index::vocabulary::Vocabulary;
use crate::library::index::word::{Term, Words, stem};

/// The texts of one document that are searched. They are in the moderators' own words.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// Its names: titles and keywords, each a phrase of its own.
    pub names: Vec<&'a str>,
    /// What it is about in a line: summary, group.
    pub lines: Vec<&'a str>,
    /// All other text.
    pub texts: Vec<&'a str>,
    /// Words that it has, and is not found by when somebody asks a question.
    pub silent: Vec<&'a str>,
}

/// The words of all documents, and where they stand.
#[derive(Debug, Default)]
pub struct Index {
    pub(crate) n_documents: usize,
    pub(crate) vocabulary: Vocabulary,
    /// The term of each stem.
    pub(crate) terms: HashMap<Box<str>, Term>,
    /// Where each term's postings begin; one more than there are terms.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    pub(crate) phrases: Phrases,
}

/// That a term stands in a document, and how much that says: between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Posting {
    pub(crate) document: u32,
    pub(crate) impact: f32,
}

/// How much a word counts by where it stands.
const NAME: f32 = 6.0;
const LINE: f32 = 3.0;
const TEXT: f32 = 1.0;
/// How fast more of the same word stops mattering; as BM25's `k1`, for weighted counts.
const SATURATION: f32 = 4.0;
/// How much a long text dilutes its words; as BM25's `b`.
const DILUTION: f32 = 0.3;

impl Index {
    /// Reads all documents; `synonyms` are groups of folded words that mean the same.
    pub fn new<'a>(
        documents: impl IntoIterator<Item = Document<'a>>,
        _synonyms: &[Vec<String>],
    ) -> Self {
        let mut builder = Builder {
            stemmer: Stemmer::create(Algorithm::Dutch),
            words: HashMap::new(),
            terms: HashMap::new(),
            n_documents: 0,
            counts: Vec::new(),
            lengths: Vec::new(),
            phrases: Phrases::default(),
        };
        for document in documents {
            // With thousands of documents, whoever asks the last index meanwhile need not wait for all.
            yield_now();
            builder.add(&document);
        }
        builder.finish()
    }

    /// The words that start like `typed` but for so many typing errors, with their terms.
    pub fn starting_like<'a>(
        &'a self,
        typed: &str,
        most_errors: usize,
    ) -> impl Iterator<Item = (&'a str, Term)> {
        self.vocabulary.starting_like(typed, most_errors)
    }

    /// The documents in `range` that have a term of every group, in their order.
    pub fn having(&self, groups: &[Vec<Term>], range: &Range<u32>) -> Vec<u32> {
        let mut n_groups = vec![0_usize; range.len()];
        for (n, group) in groups.iter().enumerate() {
            for posting in group.iter().flat_map(|term| self.within(*term, range)) {
                let have = &mut n_groups[(posting.document - range.start) as usize];
                if *have == n {
                    *have += 1;
                }
            }
        }
        let numbered = range.clone().zip(n_groups);
        let all = numbered.filter(|(_, n)| *n == groups.len() && !groups.is_empty());
        all.map(|(document, _)| document).collect()
    }

    pub(crate) fn postings(&self, term: Term) -> &[Posting] {
        let at = term as usize;
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    pub(crate) fn within(&self, term: Term, range: &Range<u32>) -> &[Posting] {
        let postings = self.postings(term);
        let from = postings.partition_point(|p| p.document < range.start);
        let to = postings.partition_point(|p| p.document < range.end);
        &postings[from..to]
    }

    /// How rare a term is: BM25's inverse document frequency.
    pub(crate) fn rarity(&self, n_with: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "counts of documents are small")]
        let (n, with) = (self.n_documents as f32, n_with as f32);
        (1.0 + (n - with + 0.5) / (with + 0.5)).ln()
    }
}

/// Collects terms while documents come in.
struct Builder {
    stemmer: Stemmer,
    /// The term of each word seen, so that a word is stemmed once.
    words: HashMap<Box<str>, Term>,
    terms: HashMap<Box<str>, Term>,
    n_documents: u32,
    /// Term, document and weighted count, by document.
    counts: Vec<(Term, u32, f32)>,
    /// The number of words in each document's text.
    lengths: Vec<u32>,
    phrases: Phrases,
}

impl Builder {
    fn add(&mut self, document: &Document<'_>) {
        let number = self.n_documents;
        let mut counts: Vec<(Term, f32)> = Vec::with_capacity(128);
        let mut phrase = Vec::new();
        for name in &document.names {
            phrase.clear();
            self.read(name, |term| phrase.push(term));
            counts.extend(phrase.iter().map(|term| (*term, NAME)));
            self.phrases.add(&phrase, number);
        }
        for line in &document.lines {
            self.read(line, |term| counts.push((term, LINE)));
        }
        for text in &document.silent {
            self.read(text, |term| counts.push((term, 0.0)));
        }
        let mut length = 0;
        for text in &document.texts {
            self.read(text, |term| {
                length += 1;
                counts.push((term, TEXT));
            });
        }
        counts.sort_unstable_by_key(|(term, _)| *term);
        for same in counts.chunk_by(|a, b| a.0 == b.0) {
            let count = same.iter().map(|(_, weight)| weight).sum();
            self.counts.push((same[0].0, number, count));
        }
        self.lengths.push(length);
        self.n_documents += 1;
    }

    fn read(&mut self, text: &str, mut take: impl FnMut(Term)) {
        let mut words = Words::new(text);
        while let Some(word) = words.next_word() {
            let term = if let Some(term) = self.words.get(word) {
                *term
            } else {
                let stem = stem(&self.stemmer, word);
                let next = u32::try_from(self.terms.len()).unwrap_or(Term::MAX);
                let term = *self.terms.entry(stem.into()).or_insert(next);
                self.words.insert(word.into(), term);
                term
            };
            take(term);
        }
    }

    fn finish(self) -> Index {
        let mut starts = vec![0_u32; self.terms.len() + 1];
        for (term, _, _) in &self.counts {
            starts[*term as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let dilution = dilution(&self.lengths);
        let mut next = starts.clone();
        let mut postings = vec![Posting::default(); self.counts.len()];
        for (term, document, count) in self.counts {
            let at = &mut next[term as usize];
            let impact = count / (count + SATURATION * dilution[document as usize]);
            postings[*at as usize] = Posting { document, impact };
            *at += 1;
        }
        Index {
            n_documents: self.lengths.len(),
            vocabulary: Vocabulary::new(self.words),
            terms: self.terms,
            starts,
            postings,
            phrases: self.phrases.finish(),
        }
    }
}

/// What each document's length does to its counts: 1 for an average one, more for a longer one.
#[expect(clippy::cast_precision_loss, reason = "lengths are small")]
fn dilution(lengths: &[u32]) -> Vec<f32> {
    let total: f32 = lengths.iter().map(|length| *length as f32).sum();
    let average = (total / lengths.len().max(1) as f32).max(1.0);
    let of = |length: &u32| 1.0 - DILUTION + DILUTION * *length as f32 / average;
    lengths.iter().map(of).collect()
}
