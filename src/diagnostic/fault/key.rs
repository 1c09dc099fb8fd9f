//! What a moderator reads about keys and names.

use crate::diagnostic::fault::kind::{Fault, Place};
use crate::diagnostic::fault::terms::{DATE, LIST, PAIRS, TEXT, Wording, say, shown};

pub(crate) fn wording(fault: &Fault) -> Option<Wording> {
    keys(fault).or_else(|| names(fault))
}

fn keys(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::UnknownKey {
            key,
            place,
            suggestion,
            belongs,
        } => unknown(key, *place, suggestion.as_deref(), *belongs),
        Fault::MisplacedKey {
            key,
            belongs,
            stands,
        } => misplaced(key, *belongs, *stands),
        Fault::WrongType {
            key,
            expected,
            found,
            fixed,
        } => wrong_type(key, expected, found, fixed.as_deref()),
        Fault::MissingKey { key, place } => missing(key, *place),
        _ => return None,
    })
}

fn unknown(key: &str, place: Place, suggestion: Option<&str>, belongs: Place) -> Wording {
    let where_not = match place {
        Place::Top => "bovenaan een bestand",
        Place::Entry | Place::Block => "bij een tekst",
    };
    let help = match suggestion {
        None => "haal de regel weg; in LEESMIJ.md staat welke sleutels er zijn".to_owned(),
        Some(near) if belongs == place => format!("bedoelde je '{near}'?"),
        Some(near) if belongs == Place::Top => {
            format!(
                "bedoelde je '{near}'? Die hoort bovenaan het bestand, boven de eerste naam tussen haken"
            )
        }
        Some(near) => {
            format!("bedoelde je '{near}'? Die hoort bij een tekst, onder een naam tussen haken")
        }
    };
    say(
        format!("{where_not} bestaat geen sleutel '{}'", shown(key)),
        help,
    )
}

fn misplaced(key: &str, belongs: Place, stands: Place) -> Wording {
    let key = shown(key);
    match (belongs, stands) {
        (Place::Top, _) => say(
            format!("'{key}' hoort bovenaan het bestand"),
            "zet de regel boven de eerste naam tussen haken",
        ),
        (_, Place::Top) => say(
            format!("'{key}' hoort bij een tekst, en hier is nog geen tekst begonnen"),
            "zet er een naam tussen haken boven, zoals [mijn-tekst]",
        ),
        _ => say(
            format!("'{key}' hoort bij de tekst zelf, niet bij de kopjes of knoppen"),
            "zet de regel bij title en text, boven de kopjes en knoppen; begint hier een nieuwe tekst, zet er dan een naam tussen haken boven, zoals [nieuwe-tekst]",
        ),
    }
}

fn wrong_type(key: &str, expected: &str, found: &str, fixed: Option<&str>) -> Wording {
    let shown_key = shown(key);
    say(
        format!("bij '{shown_key}' hoort {expected}, maar hier staat {found}"),
        match (fixed, expected) {
            (Some(fixed), _) => format!("schrijf: {fixed}"),
            (None, TEXT) if found == PAIRS => {
                format!("haal de haken weg en schrijf: {shown_key} = \"je tekst\"")
            }
            (None, TEXT) => format!("schrijf: {shown_key} = \"je tekst\""),
            (None, LIST) => format!("schrijf: {shown_key} = [\"een\", \"twee\"]"),
            (None, DATE) => format!("schrijf: {shown_key} = 2026-11-23"),
            _ => format!(
                "zet op een eigen regel [naam-van-de-tekst.{shown_key}], met daaronder {}",
                match key {
                    "links" => "\"Wat er op de knop staat\" = \"https://…\"",
                    _ => "\"Kopje\" = \"tekst\"",
                }
            ),
        },
    )
}

fn missing(key: &str, place: Place) -> Wording {
    match place {
        Place::Top => say(
            format!("bovenaan dit bestand ontbreekt '{key}'"),
            format!("zet {key} = \"je tekst\" boven de eerste naam tussen haken"),
        ),
        Place::Entry | Place::Block => say(
            format!("bij deze tekst ontbreekt '{key}'"),
            format!("zet onder deze naam: {key} = \"je tekst\""),
        ),
    }
}

fn names(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::EntryName {
            name,
            suggestion,
            limit,
        } => say(
            format!("'{}' kan geen naam van een tekst zijn", shown(name)),
            format!(
                "{}een naam heeft alleen letters zonder accent, cijfers, - en _, en hooguit {limit} tekens",
                suggestion
                    .as_ref()
                    .map(|s| format!("schrijf bijvoorbeeld [{s}]; "))
                    .unwrap_or_default()
            ),
        ),
        Fault::EntriesAlike { name, other } => say(
            format!(
                "[{}] is bijna dezelfde naam als [{}]",
                shown(name),
                shown(other)
            ),
            "geef een van de twee een andere naam; hoofdletters en accenten tellen niet als verschil",
        ),
        Fault::LabelsAlike { label } => say(
            format!("de titel '{}' heeft een andere tekst ook al", shown(label)),
            "geef een van de twee een andere titel, anders kan in het menu niemand ze uit elkaar houden",
        ),
        Fault::OptionName {
            key,
            name,
            suggestion,
        } => say(
            format!("'{}' kan niet als naam bij '{key}'", shown(name)),
            format!(
                "{}zo'n naam heeft alleen kleine letters, cijfers, - en _, en hooguit 32 tekens",
                suggestion
                    .as_ref()
                    .map(|s| format!("schrijf bijvoorbeeld {key} = \"{s}\"; "))
                    .unwrap_or_default()
            ),
        ),
        Fault::ReservedOption { key, name } => say(
            format!("'{name}' is al een keuze van de bot zelf"),
            format!("kies een andere naam voor {key}"),
        ),
        Fault::GroupsAlike { name, other } => say(
            format!(
                "de groep '{}' heet op een andere plek '{}'",
                shown(name),
                shown(other)
            ),
            "schrijf de naam overal precies gelijk, dan staan die teksten bij elkaar",
        ),
        _ => return None,
    })
}
