//! What may be wrong with the meaning of keys and names, and what a moderator reads about it.

use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::{DATE, LIST, PAIRS, TEXT, shown};
use crate::text::limits::MAX_ID;

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Above the first entry.
    Top,
    /// In an entry.
    Entry,
    /// Among the headings or the buttons of an entry.
    Block,
}

/// A fault of a key or a name.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum KeyFault {
    #[error("{} bestaat geen sleutel '{}'", if *.place == Place::Top { "bovenaan een bestand" } else { "bij een tekst" }, shown(.key))]
    UnknownKey {
        key: String,
        place: Place,
        suggestion: Option<String>,
        /// Where the suggested key belongs.
        belongs: Place,
        /// Whether the suggested key is there too.
        is_taken: bool,
    },
    #[error("'{}' hoort {}", shown(.key), where_to(*.belongs, *.stands))]
    MisplacedKey {
        key: String,
        belongs: Place,
        stands: Place,
    },
    #[error("bij '{}' hoort {expected}, maar hier staat {found}", shown(.key))]
    WrongType {
        key: String,
        expected: &'static str,
        found: &'static str,
    },
    #[error("{} ontbreekt '{key}'", if *.place == Place::Top { "bovenaan dit bestand" } else { "bij deze tekst" })]
    MissingKey { key: &'static str, place: Place },
    #[error("bij deze afbeelding staat niet wat erop te zien is")]
    MissingAlt,
    /// A name of an option, or of a command in another language, that Discord refuses.
    #[error("'{}' kan niet als naam bij '{key}'", shown(.name))]
    OptionName {
        key: &'static str,
        name: String,
        suggestion: Option<String>,
    },
    #[error("'{name}' is al een keuze van de bot zelf")]
    ReservedOption { key: &'static str, name: String },
    #[error("'{}' kan geen naam van een tekst zijn", shown(.name))]
    EntryName {
        name: String,
        suggestion: Option<String>,
    },
    #[error("[{}] is bijna dezelfde naam als [{}]", shown(.name), shown(.other))]
    EntriesAlike { name: String, other: String },
    #[error("een andere tekst heeft ook al de titel '{}'", shown(.label))]
    LabelsAlike { label: String },
}

impl KeyFault {
    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::UnknownKey { suggestion: Some(near), is_taken: true, .. } => format!("bedoelde je '{near}'? Die staat hier al: zet alles daarbij, en haal deze regel weg"),
            Self::UnknownKey { suggestion: Some(near), belongs, place, .. } if belongs == place => format!("bedoelde je '{near}'?"),
            Self::UnknownKey { suggestion: Some(near), belongs: Place::Top, .. } => format!("bedoelde je '{near}'? Die hoort bovenaan het bestand, boven de eerste naam tussen haken"),
            Self::UnknownKey { suggestion: Some(near), .. } => format!("bedoelde je '{near}'? Die hoort bij een tekst, onder een naam tussen haken"),
            Self::UnknownKey { suggestion: None, .. } => "haal de regel weg; in LEESMIJ.md staat welke sleutels er zijn".into(),
            Self::MisplacedKey { belongs: Place::Block, .. } => "zet er [naam-van-de-tekst.sections] boven voor kopjes, of [naam-van-de-tekst.links] voor knoppen met een adres".into(),
            Self::MisplacedKey { belongs: Place::Top, .. } => "zet de regel boven de eerste naam tussen haken".into(),
            Self::MisplacedKey { stands: Place::Top, .. } => "zet er een naam tussen haken boven, zoals [mijn-tekst]".into(),
            Self::MisplacedKey { key, .. } if key == "title" => "begint hier een nieuwe tekst? Zet er dan een naam tussen haken boven, zoals [nieuwe-tekst]; zet anders de regel boven de kopjes en knoppen".into(),
            Self::MisplacedKey { .. } => "zet de regel bij title en text, boven de kopjes en knoppen".into(),
            Self::WrongType { key, expected: TEXT, found: PAIRS } => format!("haal de haken weg en schrijf: {} = \"je tekst\"", written(key)),
            Self::WrongType { key, expected: TEXT, .. } => format!("schrijf: {} = \"je tekst\"", written(key)),
            Self::WrongType { key, expected: DATE, .. } => format!("schrijf het jaar, de maand en de dag, zoals {} = 2026-11-23", written(key)),
            Self::WrongType { key, expected: LIST, found: PAIRS } => format!("maak er één regel van: {} = [\"een\", \"twee\"]", written(key)),
            Self::WrongType { key, expected: LIST, .. } => format!("schrijf: {} = [\"een\", \"twee\"]", written(key)),
            Self::WrongType { key, .. } => {
                let example = match key.as_str() {
                    "links" => "\"Wat er op de knop staat\" = \"https://example.org\"",
                    "choices" => "\"Wat er op de knop staat\" = \"naam-van-een-tekst\"",
                    _ => "\"Kopje\" = \"tekst\"",
                };
                format!("zet op een eigen regel [naam-van-de-tekst.{}], met daaronder {example}", written(key))
            }
            Self::MissingKey { key, place: Place::Top } => format!("zet {key} = \"je tekst\" boven de eerste naam tussen haken"),
            Self::MissingKey { key, .. } => format!("zet onder deze naam: {key} = \"je tekst\""),
            Self::MissingAlt => "zet eronder: image_alt = \"één zin die zegt wat er te zien is\"; wie de afbeelding niet ziet, hoort die zin".into(),
            Self::OptionName { key, suggestion, .. } => {
                let example = suggestion.as_ref().map(|s| format!("schrijf bijvoorbeeld {key} = \"{s}\"; "));
                format!("{}zo'n naam heeft alleen kleine letters, cijfers, - en _, en hooguit 32 tekens", example.unwrap_or_default())
            }
            Self::ReservedOption { key, .. } => format!("kies een andere naam voor {key}"),
            Self::EntryName { suggestion, .. } => {
                let example = suggestion.as_deref().unwrap_or("mijn-tekst");
                format!("schrijf bijvoorbeeld [{example}]; een naam heeft alleen letters zonder accent, cijfers, - en _, en hooguit {MAX_ID} tekens")
            }
            Self::EntriesAlike { .. } => "geef een van de twee een andere naam; hoofdletters en accenten tellen niet als verschil".into(),
            Self::LabelsAlike { .. } => "geef een van de twee een andere titel, anders kan in het menu niemand ze uit elkaar houden".into(),
        }
    }
}

fn where_to(belongs: Place, stands: Place) -> &'static str {
    match (belongs, stands) {
        (Place::Top, _) => "bovenaan het bestand",
        (Place::Block, _) => "onder een naam als [mijn-tekst.sections] of [mijn-tekst.links]",
        (_, Place::Top) => "bij een tekst, en hier is nog geen tekst begonnen",
        _ => "bij de tekst zelf, niet bij de kopjes of knoppen",
    }
}

/// A key as it is written: between quotes where it is not plain.
fn written(key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match shown(key) {
        shown if key.chars().all(is_plain) => shown,
        shown => format!("\"{shown}\""),
    }
}
