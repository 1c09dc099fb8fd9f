//! The inverted index: for each word the documents that have it, made once and never changed.
//!
//! Knows words and weights, and nothing of entries, commands or Discord. A word counts as in BM25F: in a title or
//! keyword for more than in the text, and less and less each time it stands there again. What a question makes of
//! that is told where questions are read.

use std::collections::HashMap;
use std::ops::Range;
use std::thread::yield_now;

use crate::library::index::lists::Lists;
use crate::library::index::vocabulary::Vocabulary;
use crate::library::index::word::{Dictionary, Term, Words, root};

/// The texts of one document that are searched.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// Its names: titles and keywords. Two neighbouring words of a name count as one word too.
    pub names: Vec<&'a str>,
    /// What it is about in a line: summary, group, headings.
    pub lines: Vec<&'a str>,
    /// All other text.
    pub texts: Vec<&'a str>,
}

/// The words of all documents, and where they stand.
#[derive(Debug, Default)]
pub struct Index {
    pub(crate) n_documents: u32,
    /// How many documents there are before the subjects.
    pub(crate) n_texts: u32,
    pub(crate) vocabulary: Vocabulary,
    /// By term.
    postings: Lists<Posting>,
    /// The groups of words that mean the same, and by term the groups that it is in.
    pub(crate) synonyms: Vec<Vec<Term>>,
    pub(crate) groups_of: HashMap<Term, Vec<u32>>,
}

/// That a term stands in a document, and how much that says: between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Posting {
    pub(crate) document: u32,
    pub(crate) impact: f32,
}

/// How much a word counts that stands in a name.
const NAME: f32 = 6.0;
/// How much a word counts that stands in a line about the document.
const LINE: f32 = 3.0;
/// How much a word counts that stands in other text.
const TEXT: f32 = 1.0;
/// How fast more of the same word stops mattering; as BM25's `k1`, for weighted counts.
const SATURATION: f32 = 6.0;
/// The impact of a word that stands in a name and nowhere else.
pub(crate) const OF_NAME: f32 = NAME / (NAME + SATURATION);

impl Index {
    /// Reads all documents, and behind them the subjects that none of them treats: those tell how common a word is
    /// where there are few documents. The words of each group of `synonyms` mean the same.
    pub fn new<'a>(
        documents: impl IntoIterator<Item = Document<'a>>,
        subjects: impl IntoIterator<Item = Document<'a>>,
        synonyms: &[Vec<String>],
    ) -> Self {
        let mut builder = Builder::default();
        for document in documents {
            // With thousands of documents, whoever asks the last index meanwhile need not wait for all.
            yield_now();
            builder.add(&document);
        }
        let n_texts = builder.n_documents;
        for subject in subjects {
            builder.add(&subject);
        }
        builder.finish(n_texts, synonyms)
    }

    pub(crate) fn postings(&self, term: Term) -> &[Posting] {
        self.postings.get(term as usize)
    }

    pub(crate) fn within(&self, term: Term, range: &Range<u32>) -> &[Posting] {
        let postings = self.postings(term);
        let from = postings.partition_point(|p| p.document < range.start);
        let to = postings.partition_point(|p| p.document < range.end);
        &postings[from..to]
    }
}

/// Collects terms while documents come in.
#[derive(Default)]
struct Builder {
    /// The folded words seen, and the term of each, so that its root is looked for once.
    words: Dictionary,
    term_of: Vec<Term>,
    roots: Dictionary,
    /// By term, whether it is a word, and not only two neighbours.
    is_word: Vec<bool>,
    /// Term, document and weighted count, by document.
    counts: Vec<(Term, u32, f32)>,
    n_documents: u32,
}

impl Builder {
    fn add(&mut self, document: &Document<'_>) {
        let mut counts: Vec<(Term, f32)> = Vec::with_capacity(128);
        for name in &document.names {
            self.read(name, |term| counts.push((term, NAME)));
            self.read_pairs(name, |term| counts.push((term, NAME)));
        }
        for line in &document.lines {
            self.read(line, |term| counts.push((term, LINE)));
        }
        for text in &document.texts {
            self.read(text, |term| counts.push((term, TEXT)));
        }
        counts.sort_unstable_by_key(|(term, _)| *term);
        for same in counts.chunk_by(|a, b| a.0 == b.0) {
            let count = same.iter().map(|(_, weight)| weight).sum();
            self.counts.push((same[0].0, self.n_documents, count));
        }
        self.n_documents += 1;
    }

    fn read(&mut self, text: &str, mut take: impl FnMut(Term)) {
        let mut words = Words::new(text);
        while let Some(word) = words.next_word() {
            let seen = self.words.add(word) as usize;
            if seen == self.term_of.len() {
                let term = self.term(&root(word));
                self.is_word[term as usize] = true;
                self.term_of.push(term);
            }
            take(self.term_of[seen]);
        }
    }

    /// Takes each two neighbours of a name as one word.
    fn read_pairs(&mut self, name: &str, mut take: impl FnMut(Term)) {
        let mut words = Words::new(name);
        let mut pair = words.next_word().unwrap_or_default().to_owned();
        while let Some(next) = words.next_word() {
            let first = pair.len();
            pair.push_str(next);
            take(self.term(&root(&pair)));
            pair.drain(..first);
        }
    }

    fn term(&mut self, root: &str) -> Term {
        let term = self.roots.add(root);
        self.is_word.resize(self.roots.len(), false);
        term
    }

    fn finish(mut self, n_texts: u32, synonyms: &[Vec<String>]) -> Index {
        let mut groups_of: HashMap<Term, Vec<u32>> = HashMap::new();
        let mut groups = Vec::new();
        for (number, group) in (0..).zip(synonyms) {
            let member = |member: &String| {
                let term = self.term(&root(&member.replace(' ', "")));
                self.is_word[term as usize] |= !member.contains(' ');
                groups_of.entry(term).or_default().push(number);
                term
            };
            groups.push(group.iter().map(member).collect());
        }
        let postings = Lists::new(self.roots.len(), || {
            self.counts.iter().map(|&(term, document, count)| {
                let impact = count / (count + SATURATION);
                (term as usize, Posting { document, impact })
            })
        });
        Index {
            n_documents: self.n_documents,
            n_texts,
            vocabulary: Vocabulary::new(self.roots.shrunk(), &self.is_word),
            postings,
            synonyms: groups,
            groups_of,
        }
    }
}
