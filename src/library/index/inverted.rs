//! The inverted index: for each word the documents that have it, made once and never changed.
//!
//! Knows words and weights, and nothing of entries, commands or Discord. A document's score is
//! BM25F over its fields: a word in a title or keyword weighs more than one in the text, a rare
//! word more than a common one.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::thread::yield_now;

use crate::library::index::vocabulary::Vocabulary;
use crate::library::index::word::{Term, Words, root};

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
    /// Where each term's postings begin; one more than there are terms.
    starts: Vec<u32>,
    postings: Vec<Posting>,
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

/// How much a word counts by where it stands.
const NAME: f32 = 6.0;
const LINE: f32 = 3.0;
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
        Self {
            n_texts,
            ..builder.finish(synonyms)
        }
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
}

/// Collects terms while documents come in.
#[derive(Default)]
struct Builder {
    /// The term of each folded word seen, so that its root is looked for once.
    words: HashMap<Box<str>, Term>,
    terms: HashMap<Arc<str>, Term>,
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
            if let Some(term) = self.words.get(word) {
                take(*term);
                continue;
            }
            let term = self.term(root(word));
            self.is_word[term as usize] = true;
            self.words.insert(word.into(), term);
            take(term);
        }
    }

    /// Takes each two neighbours of a name as one word.
    fn read_pairs(&mut self, name: &str, mut take: impl FnMut(Term)) {
        let mut words = Words::new(name);
        let mut pair = words.next_word().unwrap_or_default().to_owned();
        while let Some(next) = words.next_word() {
            let first = pair.len();
            pair.push_str(next);
            take(self.term(root(&pair)));
            pair.drain(..first);
        }
    }

    fn term(&mut self, root: String) -> Term {
        let next = u32::try_from(self.terms.len()).unwrap_or(Term::MAX);
        let term = *self.terms.entry(root.into()).or_insert(next);
        if term == next {
            self.is_word.push(false);
        }
        term
    }

    fn finish(mut self, synonyms: &[Vec<String>]) -> Index {
        let mut groups_of: HashMap<Term, Vec<u32>> = HashMap::new();
        let mut groups = Vec::new();
        for (number, group) in (0..).zip(synonyms) {
            let member = |member: &String| {
                let term = self.term(root(&member.replace(' ', "")));
                self.is_word[term as usize] |= !member.contains(' ');
                groups_of.entry(term).or_default().push(number);
                term
            };
            groups.push(group.iter().map(member).collect());
        }
        let mut starts = vec![0_u32; self.terms.len() + 1];
        for (term, _, _) in &self.counts {
            starts[*term as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut postings = vec![Posting::default(); self.counts.len()];
        for (term, document, count) in self.counts {
            let at = &mut next[term as usize];
            let impact = count / (count + SATURATION);
            postings[*at as usize] = Posting { document, impact };
            *at += 1;
        }
        Index {
            n_documents: self.n_documents,
            n_texts: self.n_documents,
            vocabulary: Vocabulary::new(self.terms, &self.is_word),
            starts,
            postings,
            synonyms: groups,
            groups_of,
        }
    }
}
