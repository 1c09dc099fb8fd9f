//! What may be wrong with a text between quotes, and what a moderator reads about it.

use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::shown;

/// A fault of a text between quotes, or of one that lacks them.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum QuoteFault {
    #[error("deze tekst begint met {quote} maar eindigt niet met {quote}")]
    UnclosedQuote { quote: char, several_lines: bool },
    /// Something else begins at `before_line`; `nearly` when the end is there with a quote too few.
    #[error("deze tekst begint met {quotes} maar eindigt niet met {quotes}")]
    UnclosedTripleQuote {
        quotes: &'static str,
        before_line: Option<usize>,
        nearly: bool,
    },
    #[error("voor het teken = staat maar één aanhalingsteken")]
    UnclosedKeyQuote { key: String },
    #[error("hier staan twee aanhalingstekens, maar een tekst van meer regels heeft er drie")]
    TwoQuotes,
    #[error("{found} {}", if is_triple(.found) { "zijn geen rechte aanhalingstekens" } else { "is geen recht aanhalingsteken" })]
    WrongQuotes { found: String },
    #[error("de tekst stopt bij dit teken {quote}, maar er staat nog iets achter")]
    QuoteInText { quote: String },
    /// Texts behind each other, which someone joins as elsewhere.
    #[error("de tekst bij '{}' bestaat uit stukken met elk hun eigen aanhalingstekens", shown(.key))]
    JoinedTexts { key: String },
    #[error("'{}' staat niet tussen aanhalingstekens", shown(.text))]
    MissingQuotes { text: String },
    #[error("de tekst bij '{}' heeft geen aanhalingstekens", shown(.key))]
    MissingTripleQuotes { key: String },
    #[error("{}", if *.below_text { "deze regel staat buiten de tekst: de \"\"\" erboven sluiten die al af" } else { "deze regel hoort nergens bij" })]
    LooseText {
        below_text: bool,
        /// Whether it is what parts things in other languages.
        is_rule: bool,
    },
    #[error("deze {quotes} horen nergens bij")]
    LooseQuotes { quotes: String, begins_text: bool },
    #[error("{}", after_value(.found, .key.as_deref()))]
    TextAfterValue { found: String, key: Option<String> },
    #[error("'{found}' kan niet in een tekst: een \\ heeft een eigen betekenis")]
    BadEscape { found: String },
}

impl QuoteFault {
    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::UnclosedQuote { several_lines: true, .. } => "een tekst van meer regels heeft drie aanhalingstekens: zet \"\"\" aan het begin en \"\"\" aan het eind".into(),
            Self::UnclosedQuote { quote, .. } => format!("zet {quote} achter de tekst"),
            Self::UnclosedTripleQuote { quotes, nearly: true, .. } => format!("zet aan het eind van de tekst precies drie aanhalingstekens: {quotes}"),
            Self::UnclosedTripleQuote { quotes, before_line: Some(line), .. } => format!("zet {quotes} op een eigen regel, boven regel {line}"),
            Self::UnclosedTripleQuote { quotes, .. } => format!("zet {quotes} op een eigen regel, onder de laatste regel van de tekst"),
            Self::UnclosedKeyQuote { key } => format!("zet er een voor en een achter: \"{}\" = …", shown(key)),
            Self::TwoQuotes => "zet \"\"\" voor de tekst en \"\"\" op een eigen regel onder de tekst".into(),
            Self::WrongQuotes { found } if is_triple(found) => "typ in plaats daarvan \"\"\", ook aan het eind van de tekst (een tekstverwerker maakt ze krom)".into(),
            Self::WrongQuotes { .. } => "typ in plaats daarvan \" (een tekstverwerker maakt ze krom; gebruik liever een programma als Kladblok)".into(),
            Self::QuoteInText { quote } => match quote.as_str() {
                "'" => "zet de hele tekst tussen \" en \"; binnen de tekst mag ' dan gewoon".into(),
                "\"" => "gebruik binnen de tekst enkele aanhalingstekens, 'zo', of zet de hele tekst tussen \"\"\" en \"\"\"".into(),
                _ => "gebruik binnen de tekst gewone aanhalingstekens, \"zo\", en drie alleen aan het begin en het eind".into(),
            },
            Self::JoinedTexts { .. } => "zet alles samen tussen één paar aanhalingstekens: \"een en twee\"".into(),
            Self::MissingQuotes { .. } => "zet er aanhalingstekens om: \"zo\"".into(),
            Self::MissingTripleQuotes { key } => format!("schrijf {} = \"\"\" en zet \"\"\" op een eigen regel onder de tekst", shown(key)),
            Self::LooseText { is_rule: true, .. } => "haal deze regel weg".into(),
            Self::LooseText { below_text: true, .. } => "hoort de regel bij de tekst? Zet hem dan boven die \"\"\"; anders haal je hem weg".into(),
            Self::LooseText { .. } => "zet er een sleutel en aanhalingstekens bij, zoals text = \"je tekst\", of zet # aan het begin als het een opmerking is".into(),
            Self::LooseQuotes { quotes, begins_text: true } => format!("begint hier een tekst? Schrijf dan text = {quotes}; haal anders ook weg wat eronder staat"),
            Self::LooseQuotes { .. } => "haal ze weg".into(),
            Self::TextAfterValue { key: Some(key), .. } => format!("zet '{}' op een eigen regel", shown(key)),
            Self::TextAfterValue { key: None, .. } => "haal dat weg, of zet het binnen de aanhalingstekens".into(),
            Self::BadEscape { .. } => "typ twee keer \\ als je er een wilt laten zien, of haal hem weg".into(),
        }
    }
}

fn is_triple(quotes: &str) -> bool {
    quotes.chars().count() == 3
}

fn after_value(found: &str, key: Option<&str>) -> String {
    match key {
        Some(key) => format!(
            "'{}' begint op dezelfde regel als de sleutel ervoor",
            shown(key)
        ),
        None => format!("achter de aanhalingstekens staat nog '{}'", shown(found)),
    }
}
