//! The sentence of a page that shows why it was found.

use std::ops::Range;

use crate::library::index::{Index, Question};
use crate::library::page::Page;
use crate::text::limits::{length, shorten};

/// The longest matching sentence, in characters of Discord's markdown.
const FRAGMENT: usize = 240;

/// The sentence of a page with the most words of the question, with those words in bold. The summary, where
/// that and the page's names have as many.
pub(crate) fn fragment(index: &Index, question: &Question, page: &Page<'_>) -> String {
    let (mut names, summary, texts) = parts(page);
    names.extend(summary);
    let (_, mut most) = index.matching(question, &names.join(" "));
    let mut best = summary.map(plain);
    for sentence in texts.into_iter().flat_map(sentences) {
        let (_, says) = index.matching(question, &sentence);
        if says > most || best.is_none() {
            (most, best) = (says.max(most), Some(sentence));
        }
    }
    let sentence = best.unwrap_or_default();
    let words = index.matching(question, &sentence).0;
    // What bold takes is not known before, so there is room for six words.
    let sentence = around(&sentence, words.first(), FRAGMENT - 4 * 6);
    bold(&sentence, &index.matching(question, &sentence).0)
}

/// The names of a page, its summary and its texts.
fn parts<'a>(page: &Page<'a>) -> (Vec<&'a str>, Option<&'a str>, Vec<&'a str>) {
    let Page::Entry(found) = page else {
        let collection = page.collection();
        let names = [&*collection.name, &*collection.title].into_iter();
        return (
            names.chain(collection.questions()).collect(),
            Some(&collection.description),
            vec![&collection.intro],
        );
    };
    let entry = found.entry;
    let asked = entry.keywords.iter().chain(&entry.questions);
    let asked = asked.map(String::as_str);
    let names = [entry.id.as_str(), &entry.title].into_iter().chain(asked);
    let sections = entry.sections.iter().map(|(_, text)| text.as_str());
    let texts = [entry.text.as_str()].into_iter().chain(sections);
    (names.collect(), entry.summary.as_deref(), texts.collect())
}

/// The sentences of a text without markdown. An item of a list is one or more of its own.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut block = String::new();
    for line in text.lines().map(str::trim).chain([""]) {
        let item = line.trim_start_matches(|c: char| c.is_ascii_digit() || "-*#>.•".contains(c));
        let begins = line.is_empty() || item.len() < line.len() && item.starts_with(' ');
        if begins {
            let whole = plain(&block);
            let mut rest = whole.trim();
            while !rest.is_empty() {
                let (sentence, more) = rest.split_at(end_of_sentence(rest));
                sentences.push(sentence.to_owned());
                rest = more.trim_start();
            }
            block.clear();
        }
        block.push_str(if begins { item } else { line });
        block.push(' ');
    }
    sentences
}

/// Behind the sign that ends the first sentence, and the quotes and brackets that close there.
fn end_of_sentence(text: &str) -> usize {
    let ends = text.match_indices(['.', '!', '?', '…']);
    let ends = ends.map(|(at, sign)| {
        let rest = &text[at + sign.len()..];
        text.len()
            - rest
                .trim_start_matches(['.', '!', '?', '\'', '"', '’', '”', '»', ')'])
                .len()
    });
    let goes_on = |end: usize| {
        let next = text[end..].trim_start().chars().next();
        !text[end..].starts_with(' ') || next.is_some_and(char::is_lowercase)
    };
    ends.into_iter()
        .find(|end| !goes_on(*end))
        .unwrap_or(text.len())
}

/// Text without markdown: a piece of it could leave a mark open, and a link be half. Addresses stay.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut mentions = ["<@", "<#", "<:", "<a:", "<t:"].iter();
        let skipped = if rest.starts_with("](") {
            rest.find(')')
        } else if mentions.any(|mark| rest.starts_with(mark)) {
            rest.find('>')
        } else {
            None
        };
        if let Some(end) = skipped {
            rest = &rest[end + 1..];
        } else if rest.starts_with("http://") || rest.starts_with("https://") {
            let end = rest.find([' ', '>', ')']).unwrap_or(rest.len());
            plain.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            rest = &rest[c.len_utf8()..];
            let within =
                plain.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
            match c {
                '_' if within => plain.push_str("\\_"),
                '@' if within => plain.push('@'),
                '*' | '_' | '~' | '|' | '`' | '<' | '>' | '[' | ']' | '@' | '\\' => {}
                c if c.is_whitespace() && plain.ends_with(' ') => {}
                c if c.is_whitespace() => plain.push(' '),
                c => plain.push(c),
            }
        }
    }
    plain
}

/// As much of a sentence as fits, with this word in it.
fn around(sentence: &str, word: Option<&Range<usize>>, limit: usize) -> String {
    let at = word.map_or(0, |word| word.start);
    if length(sentence) <= limit || length(&sentence[..at]) < limit / 2 {
        return shorten(sentence, limit);
    }
    let from = sentence[..at].char_indices().rev().nth(limit / 3);
    let from = from.map_or(0, |(from, _)| from);
    let space = sentence[from..]
        .find(' ')
        .map_or(from, |space| from + space + 1);
    shorten(&format!("…{}", &sentence[space..]), limit)
}

/// The sentence with these words in bold, as far as that fits; an address stays as it is.
fn bold(sentence: &str, words: &[Range<usize>]) -> String {
    let room = FRAGMENT.saturating_sub(length(sentence)) / 4;
    let mut text = String::new();
    let mut done = 0;
    for word in words.iter().take(room) {
        let before = sentence[..word.start]
            .rsplit(' ')
            .next()
            .unwrap_or_default();
        if !before.contains("://") {
            text.push_str(&sentence[done..word.start]);
            text.extend(["**", &sentence[word.clone()], "**"]);
            done = word.end;
        }
    }
    text + &sentence[done..]
}
