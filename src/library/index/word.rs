//! Words of a text: folded, and reduced to their stem.

use rust_stemmers::Stemmer;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::text::fold::is_invisible;

/// The number of a stem in an index.
pub type Term = u32;

/// Longer words than this are no words; it bounds what one word can cost.
const MAX_WORD: usize = 64;

/// The words of a text, folded one by one into the same buffer.
pub(crate) struct Words<'a> {
    rest: &'a str,
    word: String,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            word: String::new(),
        }
    }

    /// The next word, in lower case and without accents.
    pub(crate) fn next_word(&mut self) -> Option<&str> {
        self.next_with_place()?;
        Some(&self.word)
    }

    /// The next word as it stands in the text; [`Self::folded`] is what it counts as.
    pub(crate) fn next_with_place(&mut self) -> Option<&'a str> {
        loop {
            let start = self.rest.find(char::is_alphanumeric)?;
            let rest = &self.rest[start..];
            let end = rest.find(|c| !is_inside(c)).unwrap_or(rest.len());
            let raw = rest[..end].trim_end_matches(is_apostrophe);
            self.rest = &rest[end..];
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
                return Some(raw);
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

/// The stem of a folded word. Some plurals are made singular first, which the stemmer leaves as they
/// are: of small things (`filmpjes`), and of words like `foto`, where people leave the apostrophe out.
pub(crate) fn stem(stemmer: &Stemmer, word: &str) -> String {
    let singular = word.strip_suffix('s').filter(|one| {
        let is_small = one.len() >= 5 && one.ends_with("je") || one.ends_with("ie");
        let ends_in_vowel = one.len() >= 3 && one.ends_with(['a', 'i', 'o', 'u', 'y']);
        is_small
            || ends_in_vowel
                && !["eu", "ui", "oo", "ou"]
                    .iter()
                    .any(|end| one.ends_with(end))
    });
    stemmer.stem(singular.unwrap_or(word)).into_owned()
}
