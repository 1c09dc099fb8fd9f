//! Drawing entries by chance, without repeats in a channel until all were seen.
#![expect(clippy::disallowed_methods, reason = "draws by chance")]

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use rand::seq::IndexedRandom;

use crate::respond::{Draw, Occasion};

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
        let fresh = fresh(seen, candidates, occasion.shown);
        let drawn = *fresh.choose(&mut rand::rng()).unwrap_or(&candidates[0]);
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

/// The candidates to draw from: those that were not seen, nor are `shown`. When there are none left a new
/// round begins, without what ended the last one unless there is nothing else.
pub(crate) fn fresh<'a>(
    seen: &mut Vec<String>,
    candidates: &[&'a str],
    shown: Option<&str>,
) -> Vec<&'a str> {
    let but = |passed_over: &dyn Fn(&str) -> bool| -> Vec<&'a str> {
        let candidates = candidates.iter().copied();
        candidates.filter(|c| !passed_over(c)).collect()
    };
    let mut fresh = but(&|c| Some(c) == shown || seen.iter().any(|seen| seen == c));
    if fresh.is_empty() {
        let last = seen.last().cloned();
        seen.retain(|seen| !candidates.contains(&seen.as_str()));
        fresh = but(&|c| Some(c) == shown.or(last.as_deref()));
    }
    if fresh.is_empty() {
        fresh = candidates.to_vec();
    }
    fresh
}
