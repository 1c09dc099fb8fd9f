//! Entries are drawn by chance, without repeats in a channel until all were seen.

use std::collections::HashSet;

use aandeslag::bot::bags::Bags;
use aandeslag::respond::{Draw, Occasion};

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
