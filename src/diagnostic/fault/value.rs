//! What a moderator reads about values: lengths, colours, addresses, references.

use crate::diagnostic::fault::kind::{AddressFault, Fault};
use crate::diagnostic::fault::terms::{BUTTON, HEADING, N_LINKS, N_SECTIONS, Wording, say, shown};

pub(crate) fn wording(fault: &Fault) -> Option<Wording> {
    sizes(fault)
        .or_else(|| forms(fault))
        .or_else(|| warnings(fault))
}

fn sizes(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::EmptyText { key, .. } if key == HEADING => say(
            "dit kopje is leeg",
            "zet het kopje tussen de aanhalingstekens voor het teken =",
        ),
        Fault::EmptyText { key, .. } if key == BUTTON => say(
            "op deze knop staat niets",
            "zet tussen de aanhalingstekens voor het teken = wat er op de knop staat",
        ),
        Fault::EmptyText { key, needed } => say(
            format!("bij '{}' staat geen tekst", shown(key)),
            if *needed {
                "zet er een tekst tussen"
            } else {
                "zet er een tekst tussen, of haal het weg"
            },
        ),
        Fault::TooLong { key, limit, found } => say(
            format!(
                "'{}' is {found} tekens lang; er passen er {limit}",
                shown(key)
            ),
            format!("maak het minstens {} korter", characters(found - limit)),
        ),
        Fault::NotOneLine { key } => say(
            format!("'{}' heeft meer dan één regel", shown(key)),
            "maak er één regel van",
        ),
        Fault::TooMany { what, limit, found } => say(
            format!("hier staan {found} {what}; er passen er {limit}"),
            match *what {
                N_SECTIONS | N_LINKS => format!(
                    "haal er {} weg, of verdeel ze over twee teksten",
                    found - limit
                ),
                _ => format!("haal er {} weg", found - limit),
            },
        ),
        Fault::AnswerTooLong { limit, found } => say(
            format!(
                "titel, tekst, kopjes en bron zijn samen {found} tekens; in één bericht passen er {limit}"
            ),
            format!(
                "maak ze samen minstens {} korter, of verdeel ze over twee teksten",
                characters(found - limit)
            ),
        ),
        _ => return None,
    })
}

fn characters(n: usize) -> String {
    if n == 1 {
        "1 teken".into()
    } else {
        format!("{n} tekens")
    }
}

fn forms(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::BadColor { found, suggestion } => say(
            format!("'{}' is geen kleur die de bot kent", shown(found)),
            match suggestion {
                Some(suggestion) => format!("schrijf: color = \"{suggestion}\""),
                None => "schrijf een # met zes tekens erachter (0 tot 9 en A tot F), zoals color = \"#1D9E75\"".to_owned(),
            },
        ),
        Fault::BadChoice {
            key,
            found,
            choices,
            suggestion,
        } => say(
            format!("'{}' kan niet bij '{key}'", shown(found)),
            match suggestion {
                Some(suggestion) => format!("bedoelde je \"{suggestion}\"?"),
                None => format!("kies een van deze: {}", quoted(choices)),
            },
        ),
        Fault::BadEmoji { found, suggestion } => say(
            format!("'{}' is niet precies één emoji", shown(found)),
            match suggestion {
                Some(suggestion) => format!("schrijf: emoji = \"{suggestion}\""),
                None => "zet er één gewone emoji, zoals emoji = \"📷\", of haal de regel weg; een emoji van jullie eigen server kan hier niet".to_owned(),
            },
        ),
        Fault::EmojiTooNew => say(
            "deze emoji is zo nieuw dat Discord hem nog niet kent",
            "de tekst staat er nu zonder emoji; kies een andere, of wacht tot Discord hem kent",
        ),
        Fault::BadAddress {
            found,
            reason,
            suggestion,
        } => address(found, *reason, suggestion.as_deref()),
        Fault::ExpiringAddress => say(
            "dit adres wijst naar een bestand in Discord, en werkt na een dag niet meer",
            "zet het bestand op een website en gebruik dat adres",
        ),
        _ => return None,
    })
}

fn quoted(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|c| format!("\"{c}\"")).collect();
    quoted.join(" of ")
}

fn address(found: &str, reason: AddressFault, suggestion: Option<&str>) -> Wording {
    let found = shown(found);
    let message = match reason {
        AddressFault::Scheme => format!("'{found}' begint niet met https:// of http://"),
        AddressFault::Mail => {
            format!("'{found}' is een mailadres; een knop kan alleen een website openen")
        }
        AddressFault::Malformed => format!("'{found}' is geen volledig webadres"),
    };
    let help = match (reason, suggestion) {
        (_, Some(suggestion)) => format!("bedoelde je \"{}\"?", shown(suggestion)),
        (AddressFault::Mail, None) => {
            "zet het mailadres in de tekst, of maak een knop naar jullie contactpagina".into()
        }
        _ => "kopieer het hele adres uit de adresbalk van je browser, zonder spaties".into(),
    };
    say(message, help)
}

fn warnings(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::MissingSummary => say(
            "deze tekst heeft geen 'summary'; in het menu staat nu het begin van de tekst",
            "zet onder deze naam: summary = \"één korte zin\"",
        ),
        Fault::RelatedUnknown { name, suggestion } => say(
            format!(
                "er is geen tekst '{}'; leden zien deze verwijzing niet",
                shown(name)
            ),
            match suggestion {
                Some(suggestion) => format!("bedoelde je \"{}\"?", shown(suggestion)),
                None => "schrijf de naam van een tekst uit dit bestand, of \"bestand/naam\" voor een tekst uit een ander bestand".to_owned(),
            },
        ),
        Fault::RelatedSelf => say(
            "deze tekst verwijst naar zichzelf; leden zien deze verwijzing niet",
            "haal hem weg",
        ),
        Fault::Mention { found } => say(
            format!("'{found}' lijkt iemand op te roepen; de bot doet dat nooit"),
            "schrijf de naam gewoon als woord, zonder @",
        ),
        Fault::GarbledText { found } => say(
            format!("'{found}' lijkt een letter of teken dat verkeerd is opgeslagen"),
            "typ het woord opnieuw, en sla het bestand op met de codering UTF-8",
        ),
        _ => return None,
    })
}
