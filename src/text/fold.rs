//! Text without what does not count when comparing: case, accents, punctuation.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

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

/// Marks that change nothing a reader sees, such as zero-width joiners and direction marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
