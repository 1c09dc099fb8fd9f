//! Text without what does not count when comparing: case, accents, punctuation, and how a letter with its
//! accent is stored.

use std::borrow::Cow;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfc_quick,
};

/// Reduces text to what counts when comparing: letters and digits without accents, in lower case,
/// words parted by one space. `Één idee!` becomes `een idee`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut word_ended = false;
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
    {
        if c.is_alphanumeric() {
            if word_ended && !folded.is_empty() {
                folded.push(' ');
            }
            word_ended = false;
            folded.extend(c.to_lowercase());
        } else if c != '\'' && c != '’' {
            word_ended = true;
        }
    }
    folded
}

/// A text folded, with hyphens between its words, and cut to `most` characters: `een-idee`.
pub(crate) fn slug(text: &str, most: usize) -> String {
    let slug: String = fold(text).replace(' ', "-").chars().take(most).collect();
    slug.trim_end_matches('-').to_owned()
}

/// A name or a text in composed form (NFC): `e` with U+0308 behind it becomes `ë`, as other programs write it.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Whether a text of nothing but such characters looks empty.
pub(crate) fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || is_invisible(c)
        || matches!(
            c,
            '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{2066}'
                ..='\u{2069}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        )
}

/// Marks that change nothing a reader sees, such as zero-width joiners and direction marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
