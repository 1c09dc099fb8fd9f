//! What may be wrong with names and lists between brackets, and what a moderator reads about it.

use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::shown;

/// A fault of a name or a list between brackets.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum BracketFault {
    #[error("de haak ] aan het eind ontbreekt")]
    UnclosedTable { name: String },
    #[error("deze naam heeft dubbele haken")]
    DoubleBrackets { name: String },
    #[error("deze haak {bracket} hoort nergens bij")]
    StrayBracket { bracket: char, name: Option<String> },
    #[error("een naam staat tussen rechte haken: [ en ]")]
    WrongBrackets { name: String },
    #[error("achter [{}] staat nog '{}'", shown(.name), shown(.found))]
    TextAfterName {
        name: String,
        found: String,
        /// Whether it can stand on a line of its own.
        is_line: bool,
    },
    #[error("tussen deze haken ontbreekt een naam")]
    EmptyName,
    #[error("[{}] staat twee keer in dit bestand", shown(.name))]
    DuplicateTable { name: String, free: Option<String> },
    #[error("er is geen tekst [{0}] waar [{0}.{block}] bij kan horen", shown(.name))]
    OrphanBlock {
        name: String,
        block: String,
        suggestion: Option<String>,
    },
    #[error("bij [{block}] staat niet van welke tekst het is")]
    BlockWithoutName {
        block: String,
        suggestion: Option<String>,
    },
    #[error("in deze lijst ontbreekt hier een komma")]
    MissingComma,
    #[error("in deze lijst staat hier een komma te veel")]
    ExtraComma,
    #[error("deze lijst begint met [ maar eindigt niet met ]")]
    UnclosedList { instead: Option<char> },
    #[error("om deze lijst staan geen rechte haken")]
    MissingBrackets,
}

impl BracketFault {
    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::UnclosedTable { name } | Self::DoubleBrackets { name } | Self::StrayBracket { name: Some(name), .. } | Self::WrongBrackets { name } => format!("schrijf: [{}]", shown(name)),
            Self::StrayBracket { name: None, .. } => "haal hem weg".into(),
            Self::TextAfterName { is_line: true, .. } => "zet dat op een eigen regel eronder".into(),
            Self::TextAfterName { .. } => "haal dat weg, of zet er # voor".into(),
            Self::EmptyName => "zet er een naam tussen, zoals [mijn-tekst]".into(),
            Self::DuplicateTable { free: Some(free), .. } => format!("geef deze tekst een eigen naam, zoals [{}], of haal er een weg", shown(free)),
            Self::DuplicateTable { name, .. } => format!("zet alles onder de eerste [{}], en haal deze regel weg", shown(name)),
            Self::OrphanBlock { block, suggestion: Some(near), .. } => format!("bedoelde je [{near}.{block}]?"),
            Self::OrphanBlock { name, .. } => format!("zet er een tekst [{}] boven, met title, summary en text", shown(name)),
            Self::BlockWithoutName { block, suggestion } => format!("zet de naam van de tekst ervoor: [{}.{block}]", suggestion.as_deref().unwrap_or("mijn-tekst")),
            Self::MissingComma => "zet een komma tussen twee woorden: [\"een\", \"twee\"]".into(),
            Self::ExtraComma => "laat tussen twee woorden één komma staan: [\"een\", \"twee\"]".into(),
            Self::UnclosedList { instead: Some('#') } => "alles achter # telt niet mee: haal # weg, of zet een woord met # tussen aanhalingstekens".into(),
            Self::UnclosedList { instead: Some(other) } => format!("zet ] in plaats van {other}"),
            Self::UnclosedList { instead: None } => "zet ] achter het laatste woord: [\"een\", \"twee\"]".into(),
            Self::MissingBrackets => "zet [ voor het eerste woord en ] achter het laatste: [\"een\", \"twee\"]".into(),
        }
    }
}
