//! Names of several words, found whole in a question: "af en toe" says a lot, though none of its
//! words does.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::library::index::word::Term;

/// The longest name that is looked for, in words.
const MAX_WORDS: usize = 6;

/// The names of all documents, by hash. Two names with one hash would give a document a few points
/// that it has no right to, once in billions.
#[derive(Debug, Default)]
pub(crate) struct Phrases(Vec<(u64, u32)>);

impl Phrases {
    /// Adds a document's name; one word is a term like any other.
    pub(crate) fn add(&mut self, name: &[Term], document: u32) {
        if (2..=MAX_WORDS).contains(&name.len()) {
            self.0.push((hash(name), document));
        }
    }

    /// Ready to be asked.
    pub(crate) fn finish(mut self) -> Self {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.shrink_to_fit();
        self
    }

    /// The documents with a name that stands in the question, and the number of its words. Words
    /// that no document has are nothing.
    pub(crate) fn in_question(&self, words: &[Option<Term>]) -> Vec<(u32, usize)> {
        let mut found = Vec::new();
        for start in 0..words.len() {
            let known = words[start..].iter().map_while(|word| *word);
            let known: Vec<Term> = known.take(MAX_WORDS).collect();
            for n in 2..=known.len() {
                found.extend(self.named(&known[..n]).map(|document| (document, n)));
            }
        }
        found
    }

    fn named(&self, name: &[Term]) -> impl Iterator<Item = u32> {
        let hash = hash(name);
        let from = self.0.partition_point(|(other, _)| *other < hash);
        let same = self.0[from..]
            .iter()
            .take_while(move |(other, _)| *other == hash);
        same.map(|(_, document)| *document)
    }
}

fn hash(name: &[Term]) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
