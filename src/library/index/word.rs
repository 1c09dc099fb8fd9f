//! Words of a text, and what they count as: Dutch as it bends.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use string_interner::{StringInterner, Symbol, backend::StringBackend, symbol::SymbolU32};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::library::index::lists::as_u32;
use crate::text::fold::is_invisible;

/// The number of a root in an index.
pub(crate) type Term = u32;

/// Different words, numbered from 0 in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Dictionary(StringInterner<StringBackend>);

impl Dictionary {
    /// The number of a word, a new one where it was not there.
    pub(crate) fn add(&mut self, word: &str) -> u32 {
        as_u32(self.0.get_or_intern(word).to_usize())
    }

    /// The number of a word.
    pub(crate) fn number(&self, word: &str) -> Option<u32> {
        self.0.get(word).map(|symbol| as_u32(symbol.to_usize()))
    }

    /// The word with this number; nothing where there is none.
    pub(crate) fn get(&self, number: u32) -> &str {
        let symbol = SymbolU32::try_from_usize(number as usize);
        symbol
            .and_then(|symbol| self.0.resolve(symbol))
            .unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        self.0
            .iter()
            .map(|(symbol, word)| (as_u32(symbol.to_usize()), word))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The same words in no more memory than they need.
    pub(crate) fn shrunk(mut self) -> Self {
        self.0.shrink_to_fit();
        self
    }
}

/// The most characters of a word that count; it bounds what one word can cost.
const MAX_WORD: usize = 64;

/// The words of a text, folded one by one into the same buffer.
pub(crate) struct Words<'a> {
    text: &'a str,
    /// How far the text is read.
    at: usize,
    word: String,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let (at, word) = (0, String::new());
        Self { text, at, word }
    }

    /// The next word, in lower case and without accents.
    pub(crate) fn next_word(&mut self) -> Option<&str> {
        self.next_with_place()?;
        Some(&self.word)
    }

    /// Where the next word stands in the text; [`Self::folded`] is what it counts as.
    pub(crate) fn next_with_place(&mut self) -> Option<Range<usize>> {
        loop {
            let start = self.at + self.text[self.at..].find(char::is_alphanumeric)?;
            let rest = &self.text[start..];
            let end = rest.find(|c| !is_inside(c)).unwrap_or(rest.len());
            let raw = rest[..end].trim_end_matches(is_apostrophe);
            self.at = start + end;
            self.word.clear();
            if raw.is_ascii() {
                let kept = raw.bytes().filter(|b| *b != b'\'');
                let lower = kept.map(|b| char::from(b.to_ascii_lowercase()));
                self.word.extend(lower.take(MAX_WORD));
            } else {
                let kept = raw
                    .nfkd()
                    .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
                self.word
                    .extend(kept.flat_map(char::to_lowercase).take(MAX_WORD));
            }
            if !self.word.is_empty() {
                return Some(start..start + raw.len());
            }
        }
    }

    /// The last word, folded.
    pub(crate) fn folded(&self) -> &str {
        &self.word
    }
}

/// Apostrophes do not part words: `foto's` is one.
fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || is_apostrophe(c) || is_combining_mark(c) || is_invisible(c)
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '’'
}

/// The words of a question that say nothing about what someone looks for. They count only as part of a
/// whole phrase, such as the keyword "af en toe". What all texts are about says nothing either.
const STOP_WORDS: &str = include_str!("stop_words.txt");

/// Whether a folded word says nothing.
pub(crate) fn is_stop_word(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| STOP_WORDS.split_whitespace().collect());
    WORDS.contains(word)
}

/// Words that bend within: each line is a word and its other forms.
const IRREGULAR: &str = include_str!("irregular.txt");

/// A folded word with `f` for `v` and `s` for `z`, which part `brieven` from `brief` and `huizen` from `huis`,
/// and no letter twice in a row. Numbers stay as they are.
fn spelt(word: &str) -> String {
    let letters = word.chars().map(|c| match c {
        'v' => 'f',
        'z' => 's',
        c => c,
    });
    let mut before = ' ';
    let kept = letters.filter(|c| c.is_numeric() || std::mem::replace(&mut before, *c) != *c);
    kept.collect()
}

/// What a folded word counts as: with `f` for `v` and `s` for `z`, in the singular and without the ending of a verb.
pub(crate) fn root(word: &str) -> String {
    static ROOTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let lines = IRREGULAR.lines().filter_map(|line| line.split_once(' '));
        let bent = |(root, bent): (&'static str, &'static str)| {
            bent.split(' ').map(move |bent| (bent, root))
        };
        lines.flat_map(bent).collect()
    });
    let mut root = spelt(ROOTS.get(word).copied().unwrap_or(word));
    root.truncate(root.len() - ending(&root));
    root
}

/// The length of the ending of a word, as [`spelt`] writes it: a plural, a small thing, a verb.
fn ending(word: &str) -> usize {
    let is_left = |end: &str, least: usize| word.ends_with(end) && word.len() - end.len() >= least;
    if let Some(small) = ["mpje", "mpjes", "je", "jes"]
        .iter()
        .find(|end| is_left(end, 3))
    {
        return small.len() - usize::from(small.starts_with('m'));
    }
    let after_consonant =
        |end: &str| !word[..word.len() - end.len()].ends_with(['a', 'e', 'i', 'o', 'u', 'j']);
    let plural = ["els", "ems", "ens", "ers", "ars", "ors", "ies"];
    let foreign = ["as", "is", "os", "us"];
    let of_plural = plural.iter().any(|end| is_left(end, 2))
        || foreign
            .iter()
            .any(|end| is_left(end, 3) && after_consonant(end));
    let plural = usize::from(of_plural);
    let one = &word[..word.len() - plural];
    let verb = ["en", "e"]
        .iter()
        .find(|end| one.ends_with(*end) && one.len() - end.len() >= 3);
    plural + verb.map_or(0, |end| end.len())
}
