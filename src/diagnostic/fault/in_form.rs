//! The words of a fault for someone who sees the form of a text, and not its file.

use crate::diagnostic::fault::key::KeyFault;
use crate::diagnostic::fault::kind::Fault;
use crate::diagnostic::fault::remark::Remark;
use crate::diagnostic::fault::terms::{BUTTON, HEADING, shown};
use crate::diagnostic::fault::value::{ImageFault, ValueFault};
use crate::words::form::{EMOJI, FIELDS, IMAGE, IMAGE_ALT, LINES};

impl Fault {
    /// What is wrong and what to do about it, in the words that stand on the form.
    #[rustfmt::skip] // A table: a fault and its words on one line.
    pub fn in_form(&self) -> String {
        match self {
            Self::Remark(Remark::MissingSummary) => "Er is geen samenvatting. In het menu staat nu het begin van de tekst.".into(),
            Self::Value(ValueFault::BadEmoji { suggestion: Some(emoji), .. }) => format!("{} Schrijf: {EMOJI}: {emoji}", sentence(&self.message())),
            Self::Value(ValueFault::BadEmoji { .. }) => format!("{} Zet er één gewone emoji, of haal hem weg. Een emoji van jullie eigen server kan hier niet.", sentence(&self.message())),
            Self::Remark(Remark::RelatedUnknown { suggestion: Some(name), .. }) => format!("{} Bedoelde je '{name}'?", sentence(&self.message())),
            Self::Remark(Remark::RelatedUnknown { .. }) => format!("{} Schrijf de titel van een tekst precies over.", sentence(&self.message())),
            Self::Remark(Remark::CommentInText { line }) => format!("De regel '{}' zien leden als een grote kop. Is het een kopje? Begin de regel dan met ##.", shown(line)),
            Self::Key(KeyFault::MissingAlt) => format!("Er staat nog niet wat er op de afbeelding te zien is. Zet dat in één zin achter {IMAGE_ALT}:, onder de regel {IMAGE}:. Wie de afbeelding niet ziet, hoort die zin."),
            Self::Value(ValueFault::BadImage { found, reason: ImageFault::Elsewhere | ImageFault::Missing, suggestion: None }) => format!("'{}' is geen afbeelding die ik heb. Stuur haar mee bij afbeelding, als je `/moderatie bewerk` of `/moderatie nieuw` typt.", shown(found)),
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
