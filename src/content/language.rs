//! Whether a text is easy to read: short sentences that say who does what, in words that everybody
//! knows. Knows Dutch, and nothing of what a text is about.
//!
//! Every word of every text is looked at, so a text is gone through once. What stands between code
//! ticks, in addresses and in tags is nobody's language.

use std::ops::Range;

use crate::content::address::address_length;
use crate::content::faults::Faults;
use crate::content::meant::{likely_emoji, quoted};
use crate::content::plain_words::{
    ABBREVIATIONS, BEFORE_GE, CONJUNCTIONS, JARGON, NO_PARTICIPLES, PASSIVE_VERBS, PERFECT_VERBS,
    STRONG,
};
use crate::content::value::Text;
use crate::diagnostic::TextEdit;
use crate::diagnostic::fault::LanguageFault;
use crate::text::work::look;

/// The most words of a sentence.
const MAX_SENTENCE_WORDS: usize = 20;
/// The most that is said of one text: finding the place of each goes through the text again.
const MAX_REMARKS: usize = 25;

/// A word of a sentence.
struct Word {
    at: Range<usize>,
    /// Counts the clauses of a sentence.
    clause: usize,
    /// Whether it stands in someone's words.
    quoted: bool,
}

/// Looks at the value of a key, if it stands in lists, or is read in sentences.
pub(crate) fn value(faults: &mut Faults<'_>, key: &str, text: &Text) {
    match key {
        "summary" | "title" => line(faults, text, key != "title"),
        "description" | "intro" | "text" => sentences(faults, text),
        _ => {}
    }
}

/// Looks at a text of one line that stands in a list, such as a heading. An emoji in front `moves` to its
/// end, but for that of a title, which has a key of its own.
pub(crate) fn line(faults: &mut Faults<'_>, text: &Text, moves: bool) {
    if faults.plain_language
        && !text.value.starts_with(|c: char| c.is_ascii())
        && let Some(emoji) = likely_emoji(&text.value)
    {
        let rest = text.value[emoji.len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
        let fixed = (!rest.is_empty()).then(|| quoted(&format!("{rest} {emoji}")));
        let edit = fixed
            .clone()
            .filter(|_| moves)
            .map(|fixed| TextEdit::new(text.span.clone(), fixed));
        faults.add_mended(
            text.span.clone(),
            LanguageFault::EmojiInFront { fixed },
            edit,
        );
    }
    sentences(faults, text);
}

/// Looks at the sentences of a text.
pub(crate) fn sentences(faults: &mut Faults<'_>, text: &Text) {
    if !faults.plain_language {
        return;
    }
    look(text.value.len());
    let mut found = Vec::new();
    each_sentence(&text.value, |words| {
        if found.len() < MAX_REMARKS {
            judge(&text.value, words, &mut found);
        }
    });
    found.truncate(MAX_REMARKS);
    for (at, fault) in found {
        // Where quotes are escaped, the value has other bytes than the file.
        let piece = &text.value[at.clone()];
        let length = piece.find(['"', '\\']).unwrap_or(piece.len());
        let place = faults.place_of(text, at.start..at.start + length);
        faults.add(place, fault);
    }
}

type Found = Vec<(Range<usize>, LanguageFault)>;

fn judge(text: &str, words: &[Word], found: &mut Found) {
    if let ([first, .., last], true) = (words, words.len() > MAX_SENTENCE_WORDS) {
        let fault = LanguageFault::LongSentence {
            words: words.len(),
            limit: MAX_SENTENCE_WORDS,
        };
        found.push((first.at.start..last.at.end, fault));
    }
    for (n, word) in words.iter().enumerate().filter(|(_, word)| !word.quoted) {
        let written = &text[word.at.clone()];
        if let Some(fault) = address(text, words, n)
            .or_else(|| capitals(written))
            .or_else(|| jargon(written))
        {
            found.push((word.at.clone(), fault));
        } else if is_one_of(written, PASSIVE_VERBS)
            && let Some(other) = participle(text, words, n)
        {
            let other = &words[other].at;
            let at = word.at.start.min(other.start)..word.at.end.max(other.end);
            let (verb, participle) = (written.to_lowercase(), &text[other.clone()]);
            let said = if other.start < word.at.start {
                format!("{participle} {verb}")
            } else {
                format!("{verb} {participle}")
            };
            found.push((at, LanguageFault::Passive { found: said }));
        }
    }
}

/// That a reader is called "u", other than as a letter.
fn address(text: &str, words: &[Word], n: usize) -> Option<LanguageFault> {
    let at = &words[n].at;
    let found = &text[at.clone()];
    let plain = match found {
        "u" | "U" | "uw" | "Uw" => "je",
        "uzelf" | "Uzelf" => "jezelf",
        _ => return None,
    };
    let before = n.checked_sub(1).map_or("", |n| &text[words[n].at.clone()]);
    let is_letter = before == "letter" || text[..at.start].ends_with(['\'', '‘', '"']);
    let found = found.to_owned();
    (!is_letter).then_some(LanguageFault::FormalAddress { found, plain })
}

/// A whole word in capitals.
fn capitals(word: &str) -> Option<LanguageFault> {
    let is_loud = word.chars().all(char::is_uppercase) && word.chars().nth(3).is_some();
    let is_roman = || word.chars().all(|c| "IVXLCDM".contains(c));
    if !is_loud || is_roman() || ABBREVIATIONS.contains(&word) {
        return None;
    }
    let mut letters = word.chars();
    let first = letters.next().into_iter();
    let plain = first.chain(letters.flat_map(char::to_lowercase)).collect();
    let found = word.to_owned();
    Some(LanguageFault::Capitals { found, plain })
}

fn jargon(word: &str) -> Option<LanguageFault> {
    let letters = || word.bytes().map(|byte| byte.to_ascii_lowercase());
    let place = JARGON.binary_search_by(|(jargon, _)| jargon.bytes().cmp(letters()));
    let plain = JARGON[place.ok()?].1;
    let found = word.to_owned();
    Some(LanguageFault::Jargon { found, plain })
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// The participle that makes the verb at this place passive, as another place.
fn participle(text: &str, words: &[Word], verb: usize) -> Option<usize> {
    let clause = words[verb].clause;
    // Two that stand further apart than a good sentence is long are not read as one.
    let within = |word: &&Word| word.clause == clause;
    let before = words[..verb].iter().rev().take(MAX_SENTENCE_WORDS);
    let start = verb - before.take_while(within).count();
    let from = words[verb..].iter().take(MAX_SENTENCE_WORDS);
    let end = verb + from.take_while(within).count();
    look(words[end - 1].at.end - words[start].at.start);
    let written = |n: usize| &text[words[n].at.clone()];
    if (start..end).any(|n| is_one_of(written(n), PERFECT_VERBS)) {
        return None;
    }
    // Nearest first: of two, the verb belongs to that one.
    let behind = verb + 1..end;
    let mut all = behind.chain((start..verb).rev());
    all.find(|&n| {
        let is_last = words.get(n + 1).is_none_or(|next| next.clause != clause);
        let is_sure = n.abs_diff(verb) == 1 || is_last;
        is_participle(&written(n).to_lowercase(), is_sure)
    })
}

/// Whether a word in lower case is a participle; one without `ge` only where such a word has its place.
fn is_participle(word: &str, is_sure: bool) -> bool {
    if NO_PARTICIPLES.contains(word) || word.ends_with("heid") {
        return false;
    }
    let whole = BEFORE_GE.iter().find_map(|before| {
        let rest = word.strip_prefix(before)?;
        rest.starts_with("ge").then_some(rest)
    });
    let whole = whole.unwrap_or(word);
    let is_weak = word.len() >= 6 && word.ends_with(['d', 't']);
    let has = |start: &str| whole.starts_with(start);
    STRONG.contains(whole)
        || (is_weak && has("ge") && whole.len() >= 6 && !NO_PARTICIPLES.contains(whole))
        || (is_weak && is_sure && ["be", "ver", "ont", "her"].into_iter().any(has))
}

/// Hands the words of each sentence on. A line end ends one too, as it does in a list.
fn each_sentence(text: &str, mut sentence: impl FnMut(&[Word])) {
    let mut words: Vec<Word> = Vec::new();
    let (mut clause, mut quotes, mut at) = (0, 0_usize, 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let next = at + c.len_utf8();
        match c {
            '`' => at += code_length(rest),
            _ if is_address(rest) => at += address_length(rest),
            '<' => at += tag_length(rest),
            c if c.is_alphanumeric() => {
                let end = at + word_length(rest);
                if is_one_of(&text[at..end], CONJUNCTIONS) {
                    clause += 1;
                }
                words.push(Word {
                    at: at..end,
                    clause,
                    quoted: quotes > 0,
                });
                at = end;
            }
            '\n' | '.' | '!' | '?' | '…' => {
                if c == '\n' {
                    quotes = 0;
                }
                if c == '\n' || ends_sentence(&text[next..]) {
                    sentence(&words);
                    words.clear();
                }
                clause += 1;
                at = next;
            }
            _ => {
                match c {
                    '»' | '”' | '"' | '\'' | '‘' | '’' if quotes > 0 => quotes -= 1,
                    '«' | '“' | '„' | '"' => quotes += 1,
                    '\'' | '‘' if word_length(&text[next..]) > 1 => quotes += 1,
                    ',' | ';' | ':' | '(' | ')' | '–' => clause += 1,
                    _ => {}
                }
                at = next;
            }
        }
    }
    sentence(&words);
}

/// The code in a text, which is shown as it is written.
pub(crate) fn code(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(before) = text[at..].find('`') {
        let start = at + before;
        at = start + code_length(&text[start..]);
        if at > start + 1 {
            found.push(start..at);
        }
    }
    found
}

/// The length of the code that begins here with a tick; of the tick alone when nothing ends it.
fn code_length(text: &str) -> usize {
    let fence = if text.starts_with("```") { "```" } else { "`" };
    let inside = &text[fence.len()..];
    let inside = match fence {
        "`" => inside.lines().next().unwrap_or_default(),
        _ => inside,
    };
    let end = inside.find(fence);
    end.map_or(1, |end| end + 2 * fence.len())
}

fn is_address(text: &str) -> bool {
    text.starts_with(['h', 'w'])
        && ["https://", "http://", "www."]
            .iter()
            .any(|start| text.starts_with(start))
}

/// The length of the tag that begins here with its bracket; of the bracket alone when it is none.
fn tag_length(text: &str) -> usize {
    let inside = &text[1..];
    let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    let end = inside.find(['<', '>', '\n']).filter(|_| is_tag);
    let end = end.filter(|end| inside[*end..].starts_with('>'));
    end.map_or(1, |end| end + 2)
}

/// The length of the word that begins here; what stands between two of its letters belongs to it.
fn word_length(text: &str) -> usize {
    let ends = text.char_indices().find(|&(at, c)| {
        let follows = || text[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
        let is_inside = matches!(c, '-' | '\'' | '’' | '.' | '@') && follows();
        !c.is_alphanumeric() && !is_inside
    });
    ends.map_or(text.len(), |(at, _)| at)
}

/// Whether a full stop with this behind it ends a sentence: one that goes on in lower case was an
/// abbreviation.
fn ends_sentence(behind: &str) -> bool {
    let behind =
        behind.trim_start_matches(['"', '\'', '’', '”', '»', ')', '*', '_', '.', '!', '?']);
    behind.is_empty()
        || (behind.starts_with(char::is_whitespace)
            && !behind.trim_start().starts_with(char::is_lowercase))
}
