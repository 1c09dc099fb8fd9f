//! What may be wrong with keys, the signs between them and single characters, and what a moderator
//! reads about it.

use jiff::civil::Date;
use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::shown;

/// A fault of a key as it is written, of the sign behind it, or of one character.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum SignFault {
    #[error("achter '{}' ontbreekt het teken =", shown(.key))]
    MissingEquals { key: String },
    #[error("achter '{}' staat : maar daar hoort =", shown(.key))]
    ColonForEquals { key: String },
    #[error("achter '{}' staan te veel tekens: daar hoort alleen =", shown(.key))]
    DoubleEquals { key: String },
    #[error("voor het teken = ontbreekt een naam")]
    EmptyKey,
    #[error("achter '{} =' staat niets", shown(.key))]
    MissingValue {
        key: String,
        /// The line with some value.
        example: Option<String>,
        needed: bool,
    },
    #[error("'{}' kan zo geen sleutel zijn", shown(.key))]
    UnquotedKey { key: String },
    #[error("'{}' staat hier twee keer", shown(.key))]
    DuplicateKey { key: String, in_block: bool },
    #[error("dit is geen datum die de bot kan lezen")]
    BadDate {
        fixed: Option<String>,
        /// The last day of a month that has less days than that.
        last: Option<Date>,
    },
    #[error("hier staat een teken dat je niet ziet ({name})")]
    InvisibleCharacter { name: String },
    /// Anything else that is no TOML; the words are the parser's.
    #[error("deze regel kan de bot niet lezen")]
    Syntax { message: String },
}

impl SignFault {
    /// A date that cannot be read: what was meant, or the last day of the month where there is no such day.
    pub(crate) fn bad_date(key: &str, meant: Option<Date>, last: Option<Date>) -> Self {
        let fixed = meant.or(last).map(|date| format!("{key} = {date}"));
        let last = last.filter(|_| meant.is_none());
        Self::BadDate { fixed, last }
    }

    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::MissingEquals { key } => format!("zet = achter {}", shown(key)),
            Self::ColonForEquals { .. } => "zet = in plaats van :".into(),
            Self::DoubleEquals { .. } => "laat alleen = staan".into(),
            Self::EmptyKey => "zet ervoor wat het is, zoals title of text, of haal de regel weg".into(),
            Self::MissingValue { example: Some(example), needed: true, .. } => format!("schrijf er iets achter, zoals {example}"),
            Self::MissingValue { example: Some(example), .. } => format!("schrijf er iets achter, zoals {example}, of haal de regel weg"),
            Self::MissingValue { .. } => "zet er tussen haken de namen van teksten achter, of haal de regel weg".into(),
            Self::UnquotedKey { key, .. } => format!("is dit een kopje of een knop? Zet er dan aanhalingstekens om: \"{}\" = …", shown(key)),
            Self::DuplicateKey { in_block: true, .. } => "haal een van de twee weg, of geef er een een andere naam".into(),
            Self::DuplicateKey { key, .. } if key == "title" => "begint hier een nieuwe tekst? Zet er dan een naam tussen haken boven, zoals [nieuwe-tekst]; haal anders een van de twee weg".into(),
            Self::DuplicateKey { .. } => "haal een van de twee weg".into(),
            Self::BadDate { fixed: Some(fixed), last: Some(last) } => format!("die maand heeft {} dagen; schrijf bijvoorbeeld {fixed}", last.day()),
            Self::BadDate { fixed: Some(fixed), .. } => format!("schrijf eerst het jaar, dan de maand, dan de dag: {fixed}"),
            Self::BadDate { .. } => "schrijf eerst het jaar, dan de maand, dan de dag, zoals 2026-11-23".into(),
            Self::InvisibleCharacter { .. } => "haal de plek tussen de twee zichtbare tekens leeg, en typ er zo nodig een gewone spatie".into(),
            Self::Syntax { message } => format!("vergelijk hem met een regel die wel werkt, of vraag wie de bot draait; de lezer zegt: {}", shown(message)),
        }
    }
}
