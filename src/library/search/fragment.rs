//! The piece of an entry's text that shows why it was found.

use crate::library::Entry;
use crate::library::index::{Index, Question};
use crate::text::limits::{length, shorten};

/// The piece of the entry's texts with the most words of the question, in at most `limit`
/// characters of Discord's markdown, with those words in bold. The summary, or the text's beginning, when no
/// text has any.
pub fn fragment(index: &Index, question: &Question, entry: &Entry, limit: usize) -> String {
    let sections = entry.sections.iter().map(|section| &section.text);
    let texts = entry.summary.iter().chain([&entry.text]).chain(sections);
    let mut best = (0, String::new(), Vec::new());
    for text in texts {
        for sentence in sentences(&plain(text)) {
            let mut words = index.matching(question, sentence);
            words.sort_unstable();
            words.dedup();
            if words.len() > best.0 || best.1.is_empty() {
                let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
                best = (words.len(), sentence.to_owned(), words);
            }
        }
    }
    let (_, sentence, words) = best;
    // What bold takes is not known before, so there is room for six words.
    let sentence = around(&sentence, words.first(), limit.saturating_sub(4 * 6));
    bold(&sentence, &words, limit)
}

/// Text without markdown: a piece of it could leave a mark open, and a link be half.
fn plain(text: &str) -> String {
    const MARKS: [char; 12] = ['*', '_', '~', '|', '`', '#', '<', '>', '[', ']', '@', '\\'];
    let words = text.split_whitespace().map(|word| word.replace(MARKS, ""));
    words
        .filter(|word| !word.is_empty() && word != "-")
        .collect::<Vec<_>>()
        .join(" ")
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let sentences = text.split_inclusive(['.', '!', '?', ':']);
    sentences
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// As much of a sentence as fits, with this word in it.
fn around(sentence: &str, word: Option<&String>, limit: usize) -> String {
    let at = word
        .and_then(|word| sentence.find(word.as_str()))
        .unwrap_or(0);
    let before = length(&sentence[..at]);
    if length(sentence) <= limit || before < limit / 2 {
        return shorten(sentence, limit);
    }
    let from = sentence[..at].char_indices().rev().nth(limit / 3);
    let from = from.map_or(0, |(from, _)| from);
    let from = sentence[from..]
        .find(' ')
        .map_or(from, |space| from + space + 1);
    shorten(&format!("…{}", &sentence[from..]), limit)
}

/// The sentence with these words in bold, as far as that fits.
fn bold(sentence: &str, words: &[String], limit: usize) -> String {
    let mut room = limit.saturating_sub(length(sentence)) / 4;
    let mut text = String::new();
    for piece in sentence.split_inclusive(' ') {
        let core = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if room > 0 && words.iter().any(|word| word == core) {
            room -= 1;
            text.push_str(&piece.replacen(core, &format!("**{core}**"), 1));
        } else {
            text.push_str(piece);
        }
    }
    text
}
