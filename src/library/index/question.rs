//! What someone typed, as the terms it may mean and how much each says, and the documents that fit it.

use std::collections::HashSet;
use std::ops::Range;

use crate::library::index::inverted::{Index, OF_NAME};
use crate::library::index::vocabulary::{Candidate, NEARLY};
use crate::library::index::word::{Term, Words, is_stop_word, root};

/// A question to an [`Index`], and to that one alone.
#[derive(Debug, Default)]
pub struct Question {
    /// For each word that counts, and each two neighbours, the terms that it may stand for with what
    /// those say.
    groups: Vec<Vec<(Term, f32)>>,
    /// The groups of words that say something by themselves, by their place in `groups`.
    telling: Vec<usize>,
    /// What a document scores that has every word in a name.
    weight: f32,
}

/// A document that fits a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The document's number, by the order in which the documents came.
    pub document: u32,
    /// The share of what the question says that the document says in its names: 0 is nothing, 1 all words;
    /// neighbours may add to it.
    pub score: f32,
}

/// The most words of a question that are looked at, against texts that are no question.
const MAX_WORDS: usize = 40;
/// How much a word counts that says nothing by itself, such as `hoe`.
const STOP: f32 = 0.2;
/// How much two neighbours add that are neighbours in a name.
const PAIR: f32 = 0.5;
/// How like a word is that means the same.
const SYNONYM: f32 = 0.8;
/// A question is about a subject, and not about a document, where the subject says so much of it against 1 of what
/// the document says. Chosen on five writers apart, see `docs/search.md`.
const OF_SUBJECT: f32 = 0.8;

impl Index {
    /// Reads a question. While it is being typed, its last word may go on.
    pub fn question(&self, text: &str, typing: bool) -> Question {
        let mut words = Words::new(text);
        let words = std::iter::from_fn(|| words.next_word().map(str::to_owned));
        let words: Vec<String> = words.take(MAX_WORDS).collect();
        let only_stop_words = words.iter().all(|word| is_stop_word(word));
        let goes_on = typing && !text.ends_with(char::is_whitespace);
        let mut question = Question::default();
        let mut seen = HashSet::new();
        for (at, word) in words.iter().enumerate() {
            let typing = goes_on && at + 1 == words.len();
            let says_nothing = is_stop_word(word) && !only_stop_words && !typing;
            let share = if says_nothing { STOP } else { 1.0 };
            if seen.insert(root(word)) {
                self.add_word(&mut question, word, share, typing);
            }
        }
        for pair in words.windows(2) {
            if let Some(term) = self.vocabulary.term(&root(&pair.concat())) {
                let rarity = |word: &String| {
                    let term = self.vocabulary.term(&root(word));
                    self.rarity(term.map_or(0, |term| self.postings(term).len()))
                };
                let says = PAIR * pair.iter().map(rarity).sum::<f32>();
                let meant = self.same_as((term, 1.0)).chain([(term, 1.0)]);
                let group = meant.map(|(term, likeness)| (term, likeness * says));
                question.groups.push(group.collect());
            }
        }
        question
    }

    /// Adds what a word may stand for; one that says nothing stands for itself.
    fn add_word(&self, question: &mut Question, word: &str, share: f32, typing: bool) {
        let root = root(word);
        let mut candidates = if share > STOP {
            self.vocabulary.candidates(&root, typing)
        } else {
            let own = self.vocabulary.term(&root).map(|term| (term, 1.0));
            own.into_iter().collect()
        };
        let nearly = candidates
            .iter()
            .filter(|(_, likeness)| *likeness >= NEARLY);
        let nearly: Vec<Candidate> = nearly.copied().collect();
        let n_with = nearly
            .iter()
            .map(|(term, _)| self.postings(*term).len())
            .sum();
        candidates.extend(nearly.into_iter().flat_map(|c| self.same_as(c)));
        let says = |(term, likeness): Candidate| {
            let n_with = self.postings(term).len().max(n_with);
            (term, likeness * share * self.rarity(n_with))
        };
        question.weight += share * self.rarity(n_with) * OF_NAME;
        if share > STOP {
            question.telling.push(question.groups.len());
        }
        question
            .groups
            .push(candidates.into_iter().map(says).collect());
    }

    /// The terms that mean the same.
    fn same_as(&self, (term, likeness): Candidate) -> impl Iterator<Item = Candidate> {
        let groups = self.groups_of.get(&term).into_iter().flatten();
        let others = groups.flat_map(|group| &self.synonyms[*group as usize]);
        let others = others.filter(move |other| **other != term);
        others.map(move |other| (*other, likeness * SYNONYM))
    }

    /// The documents in `range` that fit a question, best first, at most `limit`.
    pub fn find(&self, question: &Question, range: &Range<u32>, limit: usize) -> Vec<Hit> {
        let end = self.n_texts.min(range.end);
        let range = &(range.start.min(end)..end);
        let total = self.totals(question, range, |_, says| says);
        let fitting = (range.start..).zip(total).filter(|(_, total)| *total > 0.0);
        let hit = |(document, total)| Hit {
            document,
            score: total / question.weight,
        };
        let mut hits: Vec<Hit> = fitting.map(hit).collect();
        // Of equals the one that came first.
        let order = |a: &Hit, b: &Hit| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then(a.document.cmp(&b.document))
        };
        if hits.len() > limit && limit > 0 {
            hits.select_nth_unstable_by(limit - 1, order);
        }
        hits.truncate(limit);
        hits.sort_unstable_by(order);
        hits
    }

    /// What each document in `range` says of a question, where of each word and each two neighbours there counts what
    /// `counts` makes of it.
    fn totals(
        &self,
        question: &Question,
        range: &Range<u32>,
        counts: impl Fn(usize, f32) -> f32,
    ) -> Vec<f32> {
        let mut total = vec![0.0_f32; range.len()];
        let mut best = vec![0.0_f32; range.len()];
        for (at, group) in question.groups.iter().enumerate() {
            for &(term, says) in group {
                for posting in self.within(term, range) {
                    let at = (posting.document - range.start) as usize;
                    best[at] = best[at].max(says * posting.impact);
                }
            }
            for (total, best) in total.iter_mut().zip(&mut best) {
                *total += counts(at, std::mem::take(best));
            }
        }
        total
    }

    /// Whether a question fits any subject that no text treats nearly as well as this document, or better. Of a word that both
    /// say, a subject says no more than the document does.
    pub(crate) fn fits_other_subject(&self, question: &Question, document: u32) -> bool {
        let own = self.says(question, document);
        let counts = |at: usize, says: f32| match own[at] {
            0.0 => says,
            own => says.min(own),
        };
        let subjects = &(self.n_texts..self.n_documents);
        let mut totals = self.totals(question, subjects, counts).into_iter();
        totals.any(|total| total > OF_SUBJECT * own.iter().sum::<f32>())
    }

    /// What a document says of each word of a question, and then of each two neighbours.
    fn says(&self, question: &Question, document: u32) -> Vec<f32> {
        let range = &(document..document + 1);
        let says = |group: &Vec<(Term, f32)>| {
            let of_term = |(term, says): &(Term, f32)| {
                let posting = self.within(*term, range).first();
                posting.map_or(0.0, |posting| says * posting.impact)
            };
            group.iter().map(of_term).fold(0.0, f32::max)
        };
        question.groups.iter().map(says).collect()
    }

    /// How much a document has to do with a question: what it says of it, as one word says that no other
    /// document has, times the share of the telling words that it has. A rare word alone proves little in a
    /// long question, and many common ones little in any.
    pub fn evidence(&self, question: &Question, document: u32) -> f32 {
        let says = self.says(question, document);
        let told = question.telling.iter().filter(|at| says[**at] > 0.0);
        #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
        let [told, telling] = [told.count(), question.telling.len().max(1)].map(|n| n as f32);
        let amount = says.iter().sum::<f32>() / (self.rarity(1) * OF_NAME);
        amount * told / telling
    }

    /// Where the words of a text stand that a question is about, and how much those say.
    pub fn matching(&self, question: &Question, text: &str) -> (Vec<Range<usize>>, f32) {
        let mut says = vec![0.0_f32; question.groups.len()];
        let mut words = Words::new(text);
        let mut matching = Vec::new();
        while let Some(place) = words.next_with_place() {
            let term = self.vocabulary.term(&root(words.folded()));
            let mut is_meant = false;
            for (group, says) in question.groups.iter().zip(&mut says) {
                if let Some((_, weight)) = group.iter().find(|(other, _)| Some(*other) == term) {
                    *says = says.max(*weight);
                    is_meant = true;
                }
            }
            if is_meant && !is_stop_word(words.folded()) {
                matching.push(place);
            }
        }
        (matching, says.iter().sum())
    }

    /// How rare a word is: BM25's inverse document frequency; one that no document has is as rare as
    /// one that stands in one.
    fn rarity(&self, n_with: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "counts of documents are small")]
        let (n, with) = (self.n_documents as f32, n_with.max(1) as f32);
        (1.0 + (n - with + 0.5).max(0.0) / (with + 0.5)).ln()
    }
}
