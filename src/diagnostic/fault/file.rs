//! What a moderator reads about a file as a whole.

use crate::diagnostic::fault::kind::Fault;
use crate::diagnostic::fault::terms::{Wording, say};
use crate::words::check;

pub(crate) fn wording(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::Unreadable { reason } => say(
            format!("dit bestand kan niet worden gelezen ({reason})"),
            "kijk of het een gewoon bestand is dat je zelf kunt openen; lukt dat, vraag dan de beheerder om de rechten op het bestand",
        ),
        Fault::FileTooLarge { limit } => say(
            format!("dit bestand is groter dan {} MiB", limit / 1024 / 1024),
            "verdeel de teksten over twee bestanden",
        ),
        Fault::NotUtf8 { found } => not_utf8(*found),
        Fault::EmptyFile => say(
            "dit bestand is leeg",
            "zet er teksten in (kijk hoe een ander bestand begint), of verwijder het bestand",
        ),
        Fault::TooManyFiles { limit } => say(
            format!(
                "dit bestand is er een te veel: Discord staat niet meer dan {limit} commando's toe"
            ),
            "zet de teksten van twee bestanden in één bestand, of verwijder een bestand",
        ),
        Fault::ManyFiles { found, limit } => say(
            format!(
                "er zijn nu {found} bestanden; Discord staat {limit} commando's toe, en /zoek, /hulp en /moderatie van de bot zelf tellen mee"
            ),
            "zet de teksten van twee bestanden in één bestand, of verwijder een bestand; wat er niet bij past, verdwijnt bij leden: eerst /hulp, dan /zoek",
        ),
        Fault::CommandName { name, suggestion } => command_name(name, suggestion.as_deref()),
        Fault::ReservedCommand { name } => say(
            format!("/{name} is al een commando van de bot zelf"),
            "geef het bestand een andere naam",
        ),
        Fault::CommandsAlike { name, other } => say(
            format!("'{name}.toml' heeft bijna dezelfde naam als '{other}.toml'"),
            "geef een van de twee een andere naam of verwijder er een; hoofdletters en accenten tellen niet als verschil",
        ),
        Fault::NoEntries => say(
            "in dit bestand staat nog geen enkele tekst",
            "zet onder de bovenste regels een naam tussen haken, zoals [mijn-tekst], met daaronder title en text",
        ),
        Fault::FolderTooLarge { limit } => say(
            format!(
                "alle bestanden samen zijn groter dan {} MiB; dit bestand past er niet meer bij",
                limit / 1024 / 1024
            ),
            "maak teksten korter of verwijder een bestand dat niet meer nodig is",
        ),
        Fault::TooManyParts => say(
            "in dit bestand staan te veel losse onderdelen om het na te kijken",
            "verdeel de teksten over twee bestanden, en kijk of er niet per ongeluk iets heel vaak in staat",
        ),
        Fault::MoreFaults { errors, warnings } => say(
            format!("en nog {}", check::faults(*errors, *warnings)),
            "los eerst de andere meldingen over dit bestand op; daarna zie je de rest",
        ),
        _ => return None,
    })
}

fn not_utf8(found: Option<char>) -> Wording {
    const MESSAGE: &str = "dit bestand is niet als UTF-8 opgeslagen";
    let message = match found {
        None => MESSAGE.into(),
        Some(char::REPLACEMENT_CHARACTER) => {
            format!("{MESSAGE}; hier staat een onleesbaar teken")
        }
        Some(found) => format!("{MESSAGE}; dat zie je aan de '{found}'"),
    };
    say(
        message,
        "open het bestand, kies 'Opslaan als' en kies daar bij 'Codering' UTF-8",
    )
}

fn command_name(name: &str, suggestion: Option<&str>) -> Wording {
    let example = suggestion.map(|s| format!("geef het bestand een andere naam, zoals {s}.toml; "));
    say(
        format!("van '{name}.toml' kan Discord geen commando maken"),
        format!(
            "{}zo'n naam heeft alleen kleine letters, cijfers, - en _, en hooguit 32 tekens",
            example.unwrap_or_default()
        ),
    )
}
