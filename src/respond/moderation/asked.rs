//! What the status tells of how often texts are asked for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::library::page;
use crate::library::{EntryRef, Library};
use crate::respond::memory::Asked;
use crate::respond::moderation::news::listed_in;
use crate::words::asked as words;

/// How many of the texts that are asked for most are shown.
const MOST: usize = 8;
/// How many months have a bar of their own.
const BARS: usize = 6;
/// The bars, from one question to the most in a month.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The bar of a month without a question.
const NONE: char = '·';
/// For how many days is counted before a text that nobody asked for is worth a word.
const LONG: i32 = 28;

/// The fields about what is asked for most, and what never.
pub(crate) fn fields(library: &Library, asked: &Asked, room: usize) -> Vec<(String, String)> {
    let mut totals: BTreeMap<&str, u32> = BTreeMap::new();
    for (text, n) in asked.months.iter().flatten() {
        let total = totals.entry(text).or_default();
        *total = total.saturating_add(*n);
    }
    let is_there = |text: &&str| library.resolve(&EntryRef::parse(text, "")).is_some();
    let mut most: Vec<&str> = totals.keys().copied().filter(is_there).collect();
    most.sort_by_key(|text| Reverse(totals[text]));
    let line = |text: &&str| words::line(&bars(asked, text), totals[text], text);
    let lines: Vec<String> = most.iter().take(MOST).map(line).collect();
    let mut fields = Vec::new();
    if !lines.is_empty() {
        fields.push((words::MOST.into(), listed_in(&lines, room)));
    }
    // A question with choices is on the way to a text.
    let texts = page::all(library).filter(|found| found.entry.choices.is_empty());
    let mut never: Vec<String> = texts.map(|found| found.reference().to_string()).collect();
    never.retain(|text| !totals.contains_key(&**text));
    let days = (asked.until - asked.since).get_days();
    if days >= LONG && !never.is_empty() {
        fields.push((words::never(asked.since), listed_in(&never, room)));
    }
    fields
}

/// A bar for each of the last months, as high as the text was asked for beside its best month.
fn bars(asked: &Asked, text: &str) -> String {
    let first = asked.months.len().saturating_sub(BARS);
    let count = |month: &BTreeMap<String, u32>| month.get(text).copied().unwrap_or(0);
    let counts: Vec<u32> = asked.months[first..].iter().map(count).collect();
    let best = counts.iter().copied().max().unwrap_or_default().max(1);
    let bar = |n: u32| {
        let height = u64::from(n) * (BLOCKS.len() as u64 - 1) / u64::from(best);
        BLOCKS[usize::try_from(height).unwrap_or_default()]
    };
    let bars = counts
        .into_iter()
        .map(|n| if n == 0 { NONE } else { bar(n) });
    bars.collect()
}
