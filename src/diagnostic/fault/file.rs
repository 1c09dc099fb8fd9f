//! What may be wrong with a file as a whole, and what a moderator reads about it.

use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::{FOLDER, shown};
use crate::text::limits::MAX_COMMANDS;
use crate::words::check;

/// A fault of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum FileFault {
    #[strum(serialize = "unreadable-file")]
    #[error("dit bestand kan niet worden gelezen ({reason})")]
    Unreadable { reason: String },
    #[error("dit bestand is groter dan {} MiB", .limit / 1024 / 1024)]
    FileTooLarge { limit: usize },
    #[error("dit bestand is niet als UTF-8 opgeslagen{}", not_utf8(*.found))]
    NotUtf8 { found: Option<char> },
    #[error("de regeleinden van dit bestand zijn beschadigd")]
    DamagedLineEnds,
    #[error("dit is {format}, en dat leest de bot niet")]
    OtherFormat { format: &'static str },
    #[error("twee mensen hebben dit tegelijk veranderd, en hier staan beide versies")]
    ConflictMarkers,
    #[error("dit bestand leest de bot niet, want de naam eindigt niet op .toml")]
    UnreadFile { meant: String, is_taken: bool },
    #[error("in dit bestand staat nog niets")]
    EmptyFile,
    #[error(
        "dit bestand is er een te veel: Discord staat niet meer dan {} commando's toe",
        MAX_COMMANDS
    )]
    TooManyFiles,
    /// So many files that the bot's own commands hardly fit beside them.
    #[error(
        "er zijn nu {found} bestanden; Discord staat {} commando's toe, en /zoek, /hulp en /moderatie van de bot zelf tellen mee",
        MAX_COMMANDS
    )]
    ManyFiles { found: usize },
    #[error("van '{name}.toml' kan Discord geen commando maken")]
    CommandName {
        name: String,
        suggestion: Option<String>,
    },
    #[error("/{name} is al een commando van de bot zelf")]
    ReservedCommand { name: String },
    #[error("'{name}.toml' heeft bijna dezelfde naam als '{other}.toml'")]
    CommandsAlike { name: String, other: String },
    #[error("in dit bestand staat nog geen enkele tekst")]
    NoEntries,
    /// The response files together are more than fits in memory, and this one came last.
    #[error("alle bestanden samen zijn groter dan {} MiB; dit bestand past er niet meer bij", .limit / 1024 / 1024)]
    FolderTooLarge { limit: usize },
    #[error("in dit bestand staan te veel losse onderdelen om het na te kijken")]
    TooManyParts,
    /// What one file has besides the faults that are told in full.
    #[error("en nog {}", check::faults(*.errors, *.warnings))]
    MoreFaults { errors: usize, warnings: usize },
}

impl FileFault {
    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Unreadable { reason } if reason == FOLDER => "geef de map een naam zonder .toml; staan er teksten in, zet die bestanden dan zelf tussen de andere".into(),
            Self::Unreadable { .. } => "kijk of het een gewoon bestand is dat je zelf kunt openen; lukt dat, vraag dan wie de bot draait om de rechten op het bestand".into(),
            Self::FileTooLarge { .. } => "verdeel de teksten over twee bestanden".into(),
            Self::NotUtf8 { .. } => "open het bestand, kies 'Opslaan als' en kies daar bij 'Codering' UTF-8".into(),
            Self::DamagedLineEnds => "kopieer alles naar een nieuw, leeg bestand in een programma als Kladblok, en bewaar dat onder deze naam".into(),
            Self::OtherFormat { .. } => "zet een goede versie van het bestand terug onder deze naam, of haal het bestand weg".into(),
            Self::ConflictMarkers => "houd een van de twee versies over, en haal de regels met <<<<<<<, ======= en >>>>>>> weg".into(),
            Self::UnreadFile { meant, is_taken: true } => format!("{}.toml is er ook: zet daarin wat je wilt bewaren, en haal dit bestand weg", shown(meant)),
            Self::UnreadFile { meant, .. } => format!("noem het {}.toml (bewaar je het met Kladblok, kies dan bij 'Opslaan als type' voor 'Alle bestanden')", shown(meant)),
            Self::EmptyFile => "zet er teksten in (kijk hoe een ander bestand begint), of verwijder het bestand".into(),
            Self::TooManyFiles => "zet de teksten van twee bestanden in één bestand, of verwijder een bestand".into(),
            Self::ManyFiles { .. } => "zet de teksten van twee bestanden in één bestand, of verwijder een bestand; wat er niet bij past, verdwijnt bij leden: eerst /hulp, dan /zoek".into(),
            Self::CommandName { suggestion, .. } => {
                let example = (suggestion.as_ref()).map(|s| format!("geef het bestand een andere naam, zoals {s}.toml; "));
                format!("{}zo'n naam heeft alleen kleine letters, cijfers, - en _, en hooguit 32 tekens", example.unwrap_or_default())
            }
            Self::ReservedCommand { .. } => "geef het bestand een andere naam".into(),
            Self::CommandsAlike { .. } => "geef een van de twee een andere naam of verwijder er een; hoofdletters en accenten tellen niet als verschil".into(),
            Self::NoEntries => "zet onder de bovenste regels een naam tussen haken, zoals [mijn-tekst], met daaronder title, summary en text".into(),
            Self::FolderTooLarge { .. } => "maak teksten korter of verwijder een bestand dat niet meer nodig is".into(),
            Self::TooManyParts => "verdeel de teksten over twee bestanden, en kijk of er niet per ongeluk iets heel vaak in staat".into(),
            Self::MoreFaults { .. } => "los eerst de andere meldingen over dit bestand op; daarna zie je de rest".into(),
        }
    }
}

fn not_utf8(found: Option<char>) -> String {
    match found {
        None => String::new(),
        Some(char::REPLACEMENT_CHARACTER) => "; hier staat een onleesbaar teken".into(),
        Some(found) => format!("; dat zie je aan de '{found}'"),
    }
}
