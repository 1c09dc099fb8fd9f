//! The documents that fit a question, and how well.

use std::cmp::Ordering;
use std::ops::Range;

use crate::library::index::inverted::Index;
use crate::library::index::question::Question;
use crate::library::index::word::Term;

/// A document that fits a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The document's number, by the order in which the documents came.
    pub document: u32,
    /// How well it fits; the larger, the better.
    pub score: f32,
}

impl Index {
    /// The documents in `range` that fit a question, best first, at most `limit`.
    pub fn find(&self, question: &Question, range: &Range<u32>, limit: usize) -> Vec<Hit> {
        let end = u32::try_from(self.n_documents)
            .unwrap_or(u32::MAX)
            .min(range.end);
        let range = &(range.start.min(end)..end);
        let n = range.len();
        let mut total = vec![0.0_f32; n];
        let mut best = vec![0.0_f32; n];
        for group in &question.groups {
            for &(term, weight) in group {
                for posting in self.within(term, range) {
                    let at = (posting.document - range.start) as usize;
                    best[at] = best[at].max(weight * posting.impact);
                }
            }
            for (total, best) in total.iter_mut().zip(&mut best) {
                *total += std::mem::take(best);
            }
        }
        for &(document, bonus) in &question.phrases {
            if range.contains(&document) {
                total[(document - range.start) as usize] += bonus;
            }
        }
        let numbered = (range.start..).zip(total);
        let hits = numbered.map(|(document, score)| Hit { document, score });
        best_of(hits.filter(|hit| hit.score > 0.0).collect(), limit)
    }

    /// How much of a question a document has words for, wherever they stand: from 0 to 1.
    pub fn coverage(&self, question: &Question, document: u32) -> f32 {
        let here = document..document.saturating_add(1);
        let has = |term: Term| !self.within(term, &here).is_empty();
        let covered = question.groups.iter().map(|group| {
            let weights = group.iter().filter(|(term, _)| has(*term));
            weights.map(|(_, weight)| *weight).fold(0.0, f32::max)
        });
        covered.sum::<f32>() / question.weight.max(f32::MIN_POSITIVE)
    }
}

/// The best hits, best first; of equals the one that came first.
fn best_of(mut hits: Vec<Hit>, limit: usize) -> Vec<Hit> {
    let order = |a: &Hit, b: &Hit| match b.score.total_cmp(&a.score) {
        Ordering::Equal => a.document.cmp(&b.document),
        other => other,
    };
    if hits.len() > limit && limit > 0 {
        hits.select_nth_unstable_by(limit - 1, order);
        hits.truncate(limit);
    }
    hits.sort_unstable_by(order);
    hits.truncate(limit);
    hits
}
