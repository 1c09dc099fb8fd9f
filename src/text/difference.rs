//! The difference between two texts, in lines that a person reads: `- ` was, `+ ` is.
//!
//! A change is what belongs together and is never shown by halves: a line that went or came, or the
//! words of a long line that became others, with a few words around them.

use std::ops::Range;

use similar::{DiffOp, DiffTag, TextDiff};

use crate::text::limits::length;

/// The longest line that is made of a long one, in characters, mark included: what a wide enough
/// phone shows without breaking it.
const WIDTH: usize = 66;
/// The most characters of what stayed that are shown on each side of what changed.
const AROUND: usize = 20;
/// Stands for the empty line between paragraphs.
const PARAGRAPH: &str = " ¶ ";
/// Marks that something was left out.
const ELLIPSIS: &str = "…";
/// Runs of lines are compared one by one up to this many pairs; two files that have nothing in common
/// would take a second otherwise.
const MAX_PAIRS: usize = 400;
/// Two lines are one that changed where this share of their words is the same.
const ALIKE: f32 = 0.4;

/// What went and came, in order: each change as one or more lines.
pub fn changes(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let diff = TextDiff::from_slices(&old, &new);
    let mut shown = Vec::new();
    for op in diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal) {
        flush(&mut shown, &old[op.old_range()], &new[op.new_range()]);
    }
    shown
}

/// Lines in a row that went, and those that came in their place.
fn flush(shown: &mut Vec<String>, gone: &[&str], came: &[&str]) {
    if let Some((old, new)) = split_or_joined(gone, came) {
        changed(shown, &old, &new);
        return;
    }
    let first = shown.len();
    let mut next = 0;
    let few = gone.len() * came.len() <= MAX_PAIRS;
    let paired = gone.len() == came.len();
    for (at, old) in gone.iter().enumerate() {
        let partner = match (paired, few) {
            (true, _) => Some(at),
            (_, true) => (next..came.len()).find(|new| are_alike(old, came[*new])),
            _ => None,
        };
        let Some(partner) = partner else {
            whole(shown, first, "- ", old);
            continue;
        };
        for new in &came[next..partner] {
            whole(shown, first, "+ ", new);
        }
        changed(shown, old, came[partner]);
        next = partner + 1;
    }
    for new in &came[next..] {
        whole(shown, first, "+ ", new);
    }
}

/// A paragraph that was split, or paragraphs that became one, each as one line in which a mark stands
/// for the empty line.
fn split_or_joined(gone: &[&str], came: &[&str]) -> Option<(String, String)> {
    let [old, new] = [gone, came].map(|lines| {
        let said = lines.iter().filter(|line| !is_empty(line));
        said.copied().collect::<Vec<&str>>()
    });
    let (before, after) = (old.join(" "), new.join(" "));
    let is_same = before.split_whitespace().eq(after.split_whitespace());
    (is_same && old.len() != new.len()).then(|| (old.join(PARAGRAPH), new.join(PARAGRAPH)))
}

fn are_alike(old: &str, new: &str) -> bool {
    !is_empty(old) && TextDiff::from_words(old, new).ratio() >= ALIKE
}

/// A line that went or came. An empty one belongs to the change beside it, from `first` on.
fn whole(shown: &mut Vec<String>, first: usize, mark: &str, line: &str) {
    let lines = wrapped(mark, line);
    match shown[first..].last_mut() {
        Some(last) if is_empty(line) || last.lines().all(|line| is_empty(&line[2..])) => {
            last.push('\n');
            last.push_str(&lines);
        }
        _ => shown.push(lines),
    }
}

fn is_empty(line: &str) -> bool {
    line.trim().is_empty()
}

/// A line that became another.
fn changed(shown: &mut Vec<String>, old: &str, new: &str) {
    let both = |old: &str, new: &str| format!("{}\n{}", wrapped("- ", old), wrapped("+ ", new));
    let short = length(old).max(length(new)) + 2 <= WIDTH;
    if short || !are_alike(old, new) {
        shown.push(both(old, new));
        return;
    }
    let diff = TextDiff::from_words(old, new);
    let old: Vec<&str> = diff.iter_old_slices().collect();
    let new: Vec<&str> = diff.iter_new_slices().collect();
    for (gone, came) in places(diff.ops(), &old) {
        shown.push(both(&surrounded(&old, &gone), &surrounded(&new, &came)));
    }
}

/// Where the words differ. Differences with little between them are one, as a reader sees them.
fn places(ops: &[DiffOp], old: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut places: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in ops.iter().filter(|op| op.tag() != DiffTag::Equal) {
        let (gone, came) = (op.old_range(), op.new_range());
        match places.last_mut() {
            Some((before, there)) if n_letters(&old[before.end..gone.start]) <= 2 * AROUND => {
                before.end = gone.end;
                there.end = came.end;
            }
            _ => places.push((gone, came)),
        }
    }
    places
}

fn n_letters(words: &[&str]) -> usize {
    words.iter().map(|word| length(word)).sum()
}

/// The words of a place, with some of what stands on both sides.
fn surrounded(words: &[&str], place: &Range<usize>) -> String {
    let mut start = place.start;
    while start > 0 && n_letters(&words[start - 1..place.start]) <= AROUND {
        start -= 1;
    }
    let mut end = place.end;
    while end < words.len() && n_letters(&words[place.end..=end]) <= AROUND {
        end += 1;
    }
    let mut text = words[start..end].concat();
    // A single long word that stays, such as an address, is only told to be there.
    if end < words.len() {
        text = text.trim_end().to_owned() + ELLIPSIS;
    }
    if start > 0 {
        text = ELLIPSIS.to_owned() + text.trim_start();
    }
    text
}

/// A text in lines that each begin with the mark, broken between words.
fn wrapped(mark: &str, text: &str) -> String {
    let mut lines = mark.to_owned();
    let (mut start, mut room) = (mark.len(), WIDTH - mark.len());
    for piece in text.split_inclusive(' ') {
        let n = length(piece.trim_end());
        if n > room && !is_empty(&lines[start..]) {
            lines.truncate(lines.trim_end().len());
            lines = format!("{lines}\n{mark}");
            (start, room) = (lines.len(), WIDTH - mark.len());
        }
        lines.push_str(piece);
        room = room.saturating_sub(length(piece));
    }
    lines
}
