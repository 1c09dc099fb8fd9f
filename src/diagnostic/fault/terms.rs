//! What the things in a response file are called in what moderators read about their faults.

#![expect(missing_docs, reason = "a text is its own doc")]

use crate::text::limits::shorten;

/// The longest piece of someone's text that is repeated in a message, in characters.
const SHOWN: usize = 60;

pub(crate) fn shown(text: &str) -> String {
    shorten(text, SHOWN)
}

/// A kind of value, as moderators read it.
pub const TEXT: &str = "een tekst tussen aanhalingstekens";
pub const LIST: &str = "een lijst van woorden";
pub const DATE: &str = "een datum";
pub const PAIRS: &str = "een blok met kopjes en teksten";
pub const BUTTONS: &str = "een blok met knoppen";
pub const NUMBER: &str = "een getal";
pub const BOOLEAN: &str = "true of false";

/// What there may be too many of.
pub const N_WORDS: &str = "trefwoorden";
pub const N_QUESTIONS: &str = "vragen";
pub const N_SYNONYMS: &str = "woorden die hetzelfde betekenen";
pub const N_REFERENCES: &str = "verwijzingen";
pub const N_SECTIONS: &str = "kopjes";
pub const N_LINKS: &str = "knoppen met een adres";
pub const N_CHOICES: &str = "keuzes";

/// What headings, buttons and addresses are called in a message, as they have no key.
pub const HEADING: &str = "kopje";
pub const BUTTON: &str = "knop";
pub const ADDRESS: &str = "adres";
pub const TITLE_WITH_EMOJI: &str = "title met de emoji erachter";

/// What markdown has elsewhere, and Discord has not: a picture.
pub const PICTURE: &str = "afbeelding";
/// What markdown has elsewhere, and Discord has not: a table.
pub const TABLE: &str = "tabel";

/// What Discord shows as it is written: an address behind words that lacks https://.
pub const LINK: &str = "link zonder https://";
/// What Discord shows as it is written: a line end as programmers write it.
pub const LINE_END_SIGN: &str = "regeleinde als \\n";

/// Why a file cannot be read: what it points at is not there.
pub const FILE_GONE: &str = "het bestand waar het naar verwijst, is er niet";
/// Why a file cannot be read: the system forbids it.
pub const FILE_FORBIDDEN: &str = "de bot mag het niet openen";
/// Why a file cannot be read: it is a folder.
pub const FOLDER: &str = "het is een map";
/// Why a file cannot be read: it is neither a folder nor a plain file.
pub const NOT_A_FILE: &str = "het is geen gewoon bestand";

/// What a character that nobody can see is called.
pub fn invisible_name(c: char) -> String {
    match c {
        '\u{a0}' | '\u{202f}' => "een harde spatie".into(),
        '\u{200b}' => "een spatie zonder breedte".into(),
        '\u{feff}' => "het begin-teken van een ander bestand".into(),
        '\u{ad}' => "een zacht afbreekteken".into(),
        '\u{2028}' | '\u{2029}' | '\u{85}' => "een regeleinde van een ander programma".into(),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "een teken dat de leesrichting verandert".into()
        }
        '\r' => "een half regeleinde".into(),
        c => format!("teken U+{:04X}", u32::from(c)),
    }
}
