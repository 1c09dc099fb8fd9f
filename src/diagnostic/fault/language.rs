//! What makes a text harder to read than it needs to be, and what a moderator reads about it.

use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::shown;

/// Something in a text that is easier to read in other words, and keeps nobody from using the file.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum LanguageFault {
    #[error("deze zin heeft {words} woorden; meer dan {limit} leest moeilijk")]
    LongSentence { words: usize, limit: usize },
    #[error("'{}' zegt niet wie het doet", shown(.found))]
    Passive { found: String },
    #[error("'{}' is een moeilijk woord", shown(.found))]
    Jargon { found: String, plain: &'static str },
    #[error("'{found}' past niet bij een tekst die 'je' zegt")]
    FormalAddress { found: String, plain: &'static str },
    #[error("'{}' staat in hoofdletters; dat leest als schreeuwen, en een schermlezer spelt het", shown(.found))]
    Capitals { found: String, plain: String },
    #[error("er staat een emoji voor de woorden; een schermlezer leest die eerst voor")]
    EmojiInFront { fixed: Option<String> },
}

impl LanguageFault {
    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::LongSentence { .. } => "maak er twee zinnen van, of een lijstje".into(),
            Self::Passive { .. } => "zeg wie het doet: 'wij delen de foto' in plaats van 'de foto wordt gedeeld'".into(),
            Self::Jargon { plain, .. } | Self::FormalAddress { plain, .. } => format!("schrijf liever: {plain}"),
            Self::Capitals { plain, .. } => format!("schrijf: {}; moet het opvallen? Zet er dan aan elke kant twee sterretjes bij", shown(plain)),
            Self::EmojiInFront { fixed: Some(fixed) } => format!("zet de emoji achteraan: {}", shown(fixed)),
            Self::EmojiInFront { .. } => "zet de emoji achter de woorden, of haal hem weg".into(),
        }
    }
}
