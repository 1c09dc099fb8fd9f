//! Drawing entries by chance, without repeats in a channel until all were seen.
#![expect(clippy::disallowed_methods, reason = "draws by chance")]

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use rand::RngExt;

use crate::respond::{Draw, Memory, Occasion};

/// A shuffled bag per channel and collection, kept in memory.
///
/// Another process, or this one after a restart, starts with full bags; only then can an entry come
/// back early.
#[derive(Debug, Default)]
pub struct Bags(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    seen: HashMap<(u64, String), Vec<String>>,
    /// The bags in the order in which they were opened, to forget the oldest.
    order: VecDeque<(u64, String)>,
    /// The last draws by interaction, so that the same question has the same answer.
    recent: VecDeque<(u64, String)>,
}

/// The most bags kept; about 1 KiB each.
const MAX_BAGS: usize = 4096;
/// The most draws remembered by interaction.
const MAX_RECENT: usize = 256;

impl Draw for Bags {
    fn draw(&self, occasion: &Occasion<'_>, candidates: &[&str]) -> usize {
        // A panic elsewhere leaves at worst a bag that forgot one draw.
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.draw(occasion, candidates)
    }
}

impl Memory for Bags {}

impl State {
    fn draw(&mut self, occasion: &Occasion<'_>, candidates: &[&str]) -> usize {
        let again = self
            .recent
            .iter()
            .find(|(id, _)| *id == occasion.interaction);
        if let Some(place) = again.and_then(|(_, id)| candidates.iter().position(|c| c == id)) {
            return place;
        }
        let key = (occasion.channel, occasion.collection.to_owned());
        if !self.seen.contains_key(&key) {
            self.order.push_back(key.clone());
            if self.order.len() > MAX_BAGS
                && let Some(oldest) = self.order.pop_front()
            {
                self.seen.remove(&oldest);
            }
        }
        let seen = self.seen.entry(key).or_default();
        let is_new = |c: &&str| Some(*c) != occasion.shown && !seen.iter().any(|s| s == c);
        let mut fresh: Vec<&str> = candidates.iter().copied().filter(is_new).collect();
        if fresh.is_empty() {
            let last = seen.last().cloned();
            seen.retain(|s| !candidates.contains(&s.as_str()));
            let last = occasion.shown.or(last.as_deref());
            fresh = candidates
                .iter()
                .copied()
                .filter(|c| Some(*c) != last)
                .collect();
        }
        let drawn = match fresh.len() {
            0 => candidates[0],
            n => fresh[rand::rng().random_range(0..n)],
        };
        seen.push(drawn.to_owned());
        self.recent
            .push_back((occasion.interaction, drawn.to_owned()));
        if self.recent.len() > MAX_RECENT {
            self.recent.pop_front();
        }
        candidates
            .iter()
            .position(|c| *c == drawn)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Bags, Draw, Occasion};

    fn occasion(interaction: u64, channel: u64) -> Occasion<'static> {
        Occasion {
            interaction,
            channel,
            collection: "tips",
            shown: None,
        }
    }

    #[test]
    fn all_are_seen_before_one_comes_back_and_never_twice_in_a_row() {
        let bags = Bags::default();
        let candidates = ["a", "b", "c", "d", "e"];
        let drawn: Vec<usize> = (0..100)
            .map(|i| bags.draw(&occasion(i, 1), &candidates))
            .collect();
        for round in drawn.chunks(candidates.len()) {
            assert_eq!(round.iter().collect::<HashSet<_>>().len(), candidates.len());
        }
        assert!(drawn.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn nothing_comes_back_in_a_channel_before_all_were_seen_over_several_groups() {
        let bags = Bags::default();
        let groups = [&["a", "b", "c"][..], &["d", "e"], &["f", "g", "h", "i"]];
        let all: Vec<&str> = groups.concat();
        let mut seen = Vec::new();
        // One from each group in turn while any is left there, then the rest from all together.
        let mut ask = |id: u64, candidates: &[&'static str]| {
            let drawn = candidates[bags.draw(&occasion(id, 1), candidates)];
            assert!(!seen.contains(&drawn), "{drawn} again, after {seen:?}");
            seen.push(drawn);
        };
        for (id, at) in (0..).zip([0, 1, 2, 0, 1, 2]) {
            ask(id, groups[at]);
        }
        for id in 10..13 {
            ask(id, &all);
        }
        assert_eq!(seen.len(), all.len());
    }

    #[test]
    fn channels_do_not_take_from_each_other() {
        let bags = Bags::default();
        let drawn = |id, channel| bags.draw(&occasion(id, channel), &["a", "b"]);
        let first = drawn(1, 1);
        drawn(2, 2);
        assert_ne!(drawn(3, 1), first);
    }

    #[test]
    fn the_same_interaction_draws_the_same_again() {
        let bags = Bags::default();
        let candidates = ["a", "b", "c", "d", "e", "f", "g"];
        let first = bags.draw(&occasion(7, 1), &candidates);
        assert!((0..20).all(|_| bags.draw(&occasion(7, 1), &candidates) == first));
    }

    #[test]
    fn one_candidate_is_always_the_answer() {
        let bags = Bags::default();
        assert!((0..5).all(|i| bags.draw(&occasion(i, 1), &["a"]) == 0));
    }
}
