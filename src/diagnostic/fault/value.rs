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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// Neither http nor https.
    Scheme,
    /// An address of a mailbox.
    Mail,
    /// A telephone number.
    Phone,
    /// Has a character that nobody can see.
    Hidden(char),
    /// Ends with what stood behind it in a sentence.
    Tail(char),
    /// Has `&amp;` in it, as the source of a page does.
    Entity,
    /// Gives away a name or a password.
    Password,
    /// Does not read as an address.
    Malformed,
    /// Stands in the place of the label, which has the address.
    Swapped,
}

/// Why a picture is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageFault {
    /// The picture is none of the files beside the response files where pictures belong.
    Elsewhere,
    /// There is no such file.
    Missing,
    /// The file is empty.
    Empty,
    /// The end of the file is missing.
    CutOff,
    /// The picture is of no kind that Discord shows.
    Kind,
    /// The picture has more bytes than one picture may have.
    TooLarge,
    /// The picture has more bytes than were left for all pictures together.
    NoRoom,
    /// The picture is not the one that was sent for the text: that is gone, or another took its place.
    NotSent,
    /// The operating system refused.
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
    #[error("'{}' {}", shown(.found), refused(*.reason))]
    BadAddress {
        found: String,
        reason: AddressFault,
        suggestion: Option<String>,
    },
    #[error("'{}' {}", shown(.found), unusable(.reason))]
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
            Self::EmptyText { key, needed } => fill(key, *needed).into(),
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
            Self::BadImage { reason, .. } => usable(reason).into(),
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

fn fill(key: &str, needed: bool) -> &'static str {
    match key {
        HEADING => "zet het kopje tussen de aanhalingstekens voor het teken =",
        BUTTON => "zet tussen de aanhalingstekens voor het teken = wat er op de knop staat",
        _ if needed => "schrijf er iets tussen de aanhalingstekens",
        _ => "schrijf er iets tussen de aanhalingstekens, of haal de regel weg",
    }
}

fn refused(reason: AddressFault) -> String {
    match reason {
        AddressFault::Scheme => "begint niet met https:// of http://".into(),
        AddressFault::Mail => "is een mailadres; een knop kan alleen een website openen".into(),
        AddressFault::Phone => {
            "is een telefoonnummer; een knop kan alleen een website openen".into()
        }
        AddressFault::Hidden(c) => {
            format!("heeft een teken dat je niet ziet ({})", invisible_name(c))
        }
        AddressFault::Tail(c) => format!("eindigt op '{c}', en dat hoort niet bij het adres"),
        AddressFault::Entity => "heeft &amp; waar alleen & hoort".into(),
        AddressFault::Password => "heeft een naam of wachtwoord voor het teken @".into(),
        AddressFault::Malformed => "is geen volledig webadres".into(),
        AddressFault::Swapped => "staat waar het adres hoort, en het adres staat ervoor".into(),
    }
}

fn unusable(reason: &ImageFault) -> String {
    match reason {
        ImageFault::Elsewhere => "is geen afbeelding in de map beeld".into(),
        ImageFault::Missing => "is er niet".into(),
        ImageFault::Empty => "is een leeg bestand".into(),
        ImageFault::CutOff => "is niet heel: het laatste stuk ontbreekt".into(),
        ImageFault::Kind => "is geen PNG, JPEG, WebP of GIF".into(),
        ImageFault::TooLarge => format!("is groter dan {} MB", MAX_PICTURE_BYTES >> 20),
        ImageFault::NoRoom => format!(
            "past er niet meer bij: alle afbeeldingen samen mogen hooguit {} MB zijn",
            MAX_PICTURES_BYTES >> 20
        ),
        ImageFault::NotSent => "is niet meer de afbeelding die je stuurde".into(),
        ImageFault::Unreadable(reason) => format!("kan de bot niet lezen: {reason}"),
    }
}

fn usable(reason: &ImageFault) -> &'static str {
    match reason {
        ImageFault::Elsewhere => {
            "zet de afbeelding in de map beeld naast de bestanden, en schrijf haar naam zoals \"beeld/profiel.png\""
        }
        ImageFault::Missing => {
            "zet de afbeelding in de map beeld, of haal deze regel en image_alt weg"
        }
        ImageFault::Empty | ImageFault::CutOff => "zet de afbeelding er opnieuw neer",
        ImageFault::Kind => {
            "open de afbeelding in een tekenprogramma en bewaar haar als PNG of JPEG"
        }
        ImageFault::TooLarge => {
            "maak de afbeelding kleiner; 1.200 beeldpunten breed is scherp genoeg"
        }
        ImageFault::NoRoom => {
            "maak afbeeldingen kleiner, of vraag wie de bot draait om er weg te halen die geen tekst meer gebruikt"
        }
        ImageFault::NotSent => "stuur haar opnieuw met `/moderatie bewerk`",
        ImageFault::Unreadable(_) => {
            "zet de afbeelding er opnieuw neer, of vraag het aan wie de bot draait"
        }
    }
}

fn characters(n: usize) -> String {
    if n == 1 {
        "1 teken".into()
    } else {
        format!("{n} tekens")
    }
}
