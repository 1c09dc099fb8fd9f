//! The words of a fault for someone who sees the form of a text, and not its file.

use crate::diagnostic::fault::key::KeyFault;
use crate::diagnostic::fault::kind::Fault;
use crate::diagnostic::fault::remark::Remark;
use crate::diagnostic::fault::terms::{BUTTON, HEADING, shown};
use crate::diagnostic::fault::value::{ImageFault, ValueFault};
use crate::words::form::{EMOJI, FIELDS, LINES};

impl Fault {
    /// What is wrong and what to do about it, in the words that stand on the form.
    pub fn in_form(&self) -> String {
        match self {
            Self::Remark(Remark::MissingSummary) => {
                "Er is geen samenvatting. In het menu staat nu het begin van de tekst.".into()
            }
            Self::Value(ValueFault::BadEmoji { found, suggestion }) => {
                let help = match suggestion {
                    Some(suggestion) => format!("Schrijf: {EMOJI}: {suggestion}"),
                    None => "Zet er één gewone emoji, of haal hem weg. Een emoji van jullie eigen server kan hier niet.".into(),
                };
                format!("'{}' is niet precies één emoji. {help}", shown(found))
            }
            Self::Remark(Remark::RelatedUnknown { suggestion, .. }) => {
                let help = match suggestion {
                    Some(suggestion) => format!("Bedoelde je '{suggestion}'?"),
                    None => "Schrijf de titel van een tekst precies over.".into(),
                };
                format!("{} {help}", sentence(&self.message()))
            }
            Self::Remark(Remark::CommentInText { line }) => {
                format!(
                    "De regel '{}' zien leden als een grote kop. Is het een kopje? Begin de regel dan met ##.",
                    shown(line)
                )
            }
            Self::Key(KeyFault::MissingAlt) => {
                let (seen, picture) = (label("image_alt"), label("image"));
                format!(
                    "Er staat nog niet wat er op de afbeelding te zien is. Zet dat in één zin achter {seen}:, onder de regel {picture}:. Wie de afbeelding niet ziet, hoort die zin."
                )
            }
            Self::Value(ValueFault::BadImage {
                found,
                reason: ImageFault::Elsewhere | ImageFault::Missing,
                suggestion: None,
            }) => {
                format!(
                    "'{}' is geen afbeelding die ik heb. Stuur haar mee bij afbeelding, als je `/moderatie bewerk` of `/moderatie nieuw` typt.",
                    shown(found)
                )
            }
            _ => {
                let help = match self {
                    Self::Value(ValueFault::EmptyText { key, needed }) => fill(key, *needed).into(),
                    _ => self.help(),
                };
                let text = format!("{} {}", sentence(&self.message()), sentence(&help));
                FIELDS.iter().chain(LINES).fold(text, |text, (key, label)| {
                    text.replace(&format!("'{key}'"), &format!("'{label}'"))
                })
            }
        }
    }
}

/// The name of the line for a key.
fn label(key: &str) -> &'static str {
    let mut lines = LINES.iter();
    let line = lines.find(|(own, _)| *own == key);
    line.map_or("", |(_, label)| label)
}

/// What to do about an empty field or an empty piece of the lowest one, where nothing has quotes.
fn fill(key: &str, needed: bool) -> &'static str {
    match key {
        HEADING => "schrijf achter ## wat het kopje zegt",
        BUTTON => "schrijf voor de dubbele punt wat er op de knop staat",
        _ if needed => "schrijf er iets in",
        _ => "zet er tekst onder, of haal het kopje weg",
    }
}

/// Words with a capital at the start and a stop at the end.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if words.ends_with(['?', '!', '.', '…']) {
        ""
    } else {
        "."
    };
    first.chain(letters).chain(end.chars()).collect()
}
