//! What may be wrong with a value, and what a moderator reads about it.

use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::{
    BUTTON, HEADING, N_LINKS, N_SECTIONS, invisible_name, shown,
};
use crate::library::OpenWith;
use crate::library::picture::{MAX_PICTURE_BYTES, MAX_PICTURES_BYTES};
use crate::text::limits::MAX_ANSWER;

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum AddressFault {
    #[error("begint niet met https:// of http://")]
    Scheme,
    #[error("is een mailadres; een knop kan alleen een website openen")]
    Mail,
    #[error("is een telefoonnummer; een knop kan alleen een website openen")]
    Phone,
    #[error("heeft een teken dat je niet ziet ({})", invisible_name(*.0))]
    Hidden(char),
    #[error("eindigt op '{0}', en dat hoort niet bij het adres")]
    Tail(char),
    #[error("heeft &amp; waar alleen & hoort")]
    Entity,
    #[error("heeft een naam of wachtwoord voor het teken @")]
    Password,
    #[error("is geen volledig webadres")]
    Malformed,
    #[error("staat waar het adres hoort, en het adres staat ervoor")]
    Swapped,
}

/// Why a picture is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum ImageFault {
    #[error("is geen afbeelding in de map beeld")]
    Elsewhere,
    #[error("is er niet")]
    Missing,
    #[error("is een leeg bestand")]
    Empty,
    #[error("is niet heel: het laatste stuk ontbreekt")]
    CutOff,
    #[error("is geen PNG, JPEG, WebP of GIF")]
    Kind,
    #[error("is groter dan {} MB", MAX_PICTURE_BYTES >> 20)]
    TooLarge,
    #[error("past er niet meer bij: alle afbeeldingen samen mogen hooguit {} MB zijn", MAX_PICTURES_BYTES >> 20)]
    NoRoom,
    /// The picture is not the one that was sent for the text: that is gone, or another took its place.
    #[error("is niet meer de afbeelding die je stuurde")]
    NotSent,
    #[error("kan de bot niet lezen: {0}")]
    Unreadable(String),
}

/// A fault of a value.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum ValueFault {
    #[error("{}", empty(.key))]
    EmptyText { key: String, needed: bool },
    #[error("'{}' is {found} tekens lang; er passen er {limit}", shown(.key))]
    TooLong {
        key: String,
        limit: usize,
        found: usize,
    },
    #[error("'{}' heeft meer dan één regel", shown(.key))]
    NotOneLine { key: String },
    #[error("hier staan {found} {what}; er passen er {limit}")]
    TooMany {
        what: &'static str,
        limit: usize,
        found: usize,
    },
    #[error(
        "titel, tekst, kopjes en bron zijn samen {found} tekens; in één bericht passen er {}",
        MAX_ANSWER
    )]
    AnswerTooLong { found: usize },
    #[error("'{}' is geen kleur die de bot kent", shown(.found))]
    BadColor {
        found: String,
        suggestion: Option<String>,
    },
    #[error("'{}' kan niet bij 'open_with'", shown(.found))]
    BadChoice {
        found: String,
        suggestion: Option<String>,
    },
    #[error("'{}' is niet precies één emoji", shown(.found))]
    BadEmoji {
        found: String,
        suggestion: Option<String>,
    },
    #[error("'{}' {reason}", shown(.found))]
    BadAddress {
        found: String,
        reason: AddressFault,
        suggestion: Option<String>,
    },
    #[error("'{}' {reason}", shown(.found))]
    BadImage {
        found: String,
        reason: ImageFault,
        suggestion: Option<String>,
    },
    #[error("dit adres wijst naar een bestand in Discord, en werkt na een dag niet meer")]
    ExpiringAddress,
}

impl ValueFault {
    /// A picture that cannot be used, where no other can be meant.
    pub(crate) fn image(found: &str, reason: ImageFault) -> Self {
        let (found, suggestion) = (found.to_owned(), None);
        Self::BadImage {
            found,
            reason,
            suggestion,
        }
    }

    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::EmptyText { key, .. } if key == HEADING => "zet het kopje tussen de aanhalingstekens voor het teken =".into(),
            Self::EmptyText { key, .. } if key == BUTTON => "zet tussen de aanhalingstekens voor het teken = wat er op de knop staat".into(),
            Self::EmptyText { needed: true, .. } => "schrijf er iets tussen de aanhalingstekens".into(),
            Self::EmptyText { .. } => "schrijf er iets tussen de aanhalingstekens, of haal de regel weg".into(),
            Self::TooLong { limit, found, .. } => format!("maak het minstens {} korter", characters(found - limit)),
            Self::NotOneLine { .. } => "maak er één regel van".into(),
            Self::TooMany { what: N_SECTIONS | N_LINKS, limit, found } => format!("haal er {} weg, of verdeel ze over twee teksten", found - limit),
            Self::TooMany { limit, found, .. } => format!("haal er {} weg", found - limit),
            Self::AnswerTooLong { found } => format!("maak ze samen minstens {} korter, of verdeel ze over twee teksten", characters(found - MAX_ANSWER)),
            Self::BadColor { suggestion: Some(color), .. } => format!("schrijf: color = \"{color}\""),
            Self::BadColor { .. } => "schrijf een # met zes tekens erachter (0 tot 9 en A tot F), zoals color = \"#1D9E75\"".into(),
            Self::BadChoice { suggestion: Some(choice), .. } => format!("bedoelde je \"{choice}\"?"),
            Self::BadChoice { .. } => format!("kies een van deze: \"{}\"", OpenWith::VARIANTS.join("\" of \"")),
            Self::BadEmoji { suggestion: Some(emoji), .. } => format!("schrijf: emoji = \"{emoji}\""),
            Self::BadEmoji { .. } => "zet er één gewone emoji, zoals emoji = \"📷\", of haal de regel weg; een emoji van jullie eigen server kan hier niet".into(),
            Self::BadAddress { suggestion: Some(address), .. } => format!("bedoelde je \"{}\"?", shown(address)),
            Self::BadAddress { reason: AddressFault::Mail, .. } => "zet het mailadres in de tekst, of maak een knop naar jullie contactpagina".into(),
            Self::BadAddress { reason: AddressFault::Phone, .. } => "zet het telefoonnummer in de tekst, of maak een knop naar jullie contactpagina".into(),
            Self::BadAddress { reason: AddressFault::Swapped, .. } => "wissel ze om: eerst wat er op de knop staat, dan het adres".into(),
            Self::BadAddress { .. } => "kopieer het hele adres uit de adresbalk van je browser, zonder spaties".into(),
            Self::BadImage { suggestion: Some(path), .. } => format!("bedoelde je \"{}\"?", shown(path)),
            Self::BadImage { reason: ImageFault::Elsewhere, .. } => "zet de afbeelding in de map beeld naast de bestanden, en schrijf haar naam zoals \"beeld/profiel.png\"".into(),
            Self::BadImage { reason: ImageFault::Missing, .. } => "zet de afbeelding in de map beeld, of haal deze regel en image_alt weg".into(),
            Self::BadImage { reason: ImageFault::Empty | ImageFault::CutOff, .. } => "zet de afbeelding er opnieuw neer".into(),
            Self::BadImage { reason: ImageFault::Kind, .. } => "open de afbeelding in een tekenprogramma en bewaar haar als PNG of JPEG".into(),
            Self::BadImage { reason: ImageFault::TooLarge, .. } => "maak de afbeelding kleiner; 1.200 beeldpunten breed is scherp genoeg".into(),
            Self::BadImage { reason: ImageFault::NoRoom, .. } => "maak afbeeldingen kleiner, of vraag wie de bot draait om er weg te halen die geen tekst meer gebruikt".into(),
            Self::BadImage { reason: ImageFault::NotSent, .. } => "stuur haar opnieuw met `/moderatie bewerk`".into(),
            Self::BadImage { reason: ImageFault::Unreadable(_), .. } => "zet de afbeelding er opnieuw neer, of vraag het aan wie de bot draait".into(),
            Self::ExpiringAddress => "zet het bestand op een website en gebruik dat adres".into(),
        }
    }
}

fn empty(key: &str) -> String {
    match key {
        HEADING => "dit kopje is leeg".into(),
        BUTTON => "op deze knop staat niets".into(),
        key => format!("bij '{}' staat geen tekst", shown(key)),
    }
}

fn characters(n: usize) -> String {
    if n == 1 {
        "1 teken".into()
    } else {
        format!("{n} tekens")
    }
}
