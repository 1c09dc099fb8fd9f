//! What is worth a look in a file that can be used, and what a moderator reads about it.

use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::shown;

/// Something in a file that may be a mistake, and keeps nobody from using the file.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum Remark {
    #[error("deze tekst heeft geen 'summary'; in het menu staat nu het begin van de tekst")]
    MissingSummary,
    #[error("er is geen tekst '{}'; leden zien deze verwijzing niet", shown(.name))]
    RelatedUnknown {
        name: String,
        suggestion: Option<String>,
    },
    #[error("deze tekst verwijst naar zichzelf; leden zien deze verwijzing niet")]
    RelatedSelf,
    #[error("'{found}' lijkt iemand op te roepen; de bot doet dat nooit")]
    Mention { found: String },
    #[error("het onderwerp '{}' heet op een andere plek '{}'", shown(.name), shown(.other))]
    GroupsAlike { name: String, other: String },
    #[error("'{found}' lijkt een letter of teken dat verkeerd is opgeslagen")]
    GarbledText { found: String },
}

impl Remark {
    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::MissingSummary => "zet onder deze naam: summary = \"één korte zin\"".into(),
            Self::RelatedUnknown { suggestion: Some(near), .. } => format!("bedoelde je \"{}\"?", shown(near)),
            Self::RelatedUnknown { .. } => "schrijf de naam van een tekst uit dit bestand, of \"bestand/naam\" voor een tekst uit een ander bestand".into(),
            Self::RelatedSelf => "haal hem weg".into(),
            Self::Mention { .. } => "schrijf de naam gewoon als woord, zonder @".into(),
            Self::GroupsAlike { .. } => "schrijf de naam overal precies gelijk, dan staan die teksten bij elkaar".into(),
            Self::GarbledText { .. } => "typ het woord opnieuw, en sla het bestand op met de codering UTF-8".into(),
        }
    }
}
