//! What moderators read when they fetch a whole file or send one back, or send a picture.

#![expect(missing_docs, reason = "a text is its own doc")]

use crate::words::dutch::counted;

/// The name of the file with words that mean the same, which is no command.
pub const SYNONYMS: &str = "woorden";
/// What that file begins with.
pub const SYNONYMS_HEAD: &str = "#:schema ./woorden.schema.json
# Woorden die hetzelfde betekenen. Wie het ene woord zoekt, vindt ook teksten met het andere.

";

pub const COMMAND: &str = "bestand";
pub const COMMAND_ABOUT: &str = "Haal een heel bestand op, of stuur er een terug";
pub const COLLECTION_ABOUT: &str = "Het bestand van welk commando? Mag ook een nieuwe naam zijn";
pub const FILE: &str = "bestand";
pub const FILE_ABOUT: &str = "Wil je een bestand terugsturen? Kies het hier";

/// When neither option was given.
pub const HOW: &str = "Kies een `commando`, dan krijg je het bestand. Verander het met een programma voor gewone tekst, en stuur het terug met `/moderatie bestand` en het bestand erbij.";
pub const UNREADABLE: &str = "Dit bestand kan ik niet lezen, dus ik kan het niet sturen. Vraag wie de bot draait om ernaar te kijken.";
pub const NOT_FETCHED: &str =
    "Het bestand ophalen bij Discord lukte niet. Er is niets veranderd. Stuur het nog eens.";
pub const NOT_AT_DISCORD: &str =
    "Dit bestand staat niet bij Discord, dus ik haal het niet op. Er is niets veranderd.";
pub const NOT_KEPT: &str =
    "Discord heeft dit bestand niet meer. Er is niets veranderd. Stuur het nog eens.";
pub const TOO_LARGE: &str = "Dit bestand is te groot: een bestand mag hooguit 1 MB (1.048.576 bytes) groot zijn. Er is niets veranderd. Verdeel de teksten over twee bestanden.";
pub const NOT_UTF8: &str = "In dit bestand staan tekens die ik niet kan lezen. Er is niets veranderd. Bewaar het opnieuw, kies bij ‘codering’ voor UTF-8, en stuur het nog eens.";
pub const FAULTY: &str = "Er staat nog een fout in dit bestand, dus er is niets veranderd. Verbeter het op je computer en stuur het nog eens.";
pub const NOTHING_TO_FIX: &str =
    "In dit bestand kan ik niets meer zelf goedzetten. Misschien is het intussen al veranderd.";
pub const FAULTS: &str = "Wat er mis is";
/// Above what is no error, but may be a mistake.
pub const WARNINGS: &str = "Let op";
pub const SAME: &str =
    "Dit bestand is precies gelijk aan het bestand van nu. Er valt niets te publiceren.";
/// Above the difference.
pub const REVIEW: &str =
    "Zo verandert het bestand: − gaat weg, + komt erbij. Er is nog niets veranderd. Klopt het?";
/// When the difference is longer than a message.
pub const ALL_IN_FILE: &str = "Het hele verschil staat in het bestand hierboven.";
pub const DIFFERENCE_FILE: &str = "verschil.txt";
pub const DIFFERENCE: &str = "Wat er verandert";
pub const CHANGED: &str = "Iemand anders heeft dit bestand intussen veranderd. Er is niets opgeslagen, en je bestand is bewaard. Bekijk opnieuw wat er dan verandert.";
pub const GONE: &str =
    "Dit bestand bewaar ik niet meer. Stuur het nog eens met `/moderatie bestand`.";
pub const LEFT: &str = "Goed, er is niets veranderd. Je bestand blijft nog even bewaard. Druk op Bekijk opnieuw om door te gaan.";
pub const ALREADY_PUBLISHED: &str = "Dit bestand heb je al gepubliceerd.";
/// When a change cannot be undone because there were others.
pub const CHANGED_SINCE: &str = "Dit bestand is intussen veranderd, dus ik heb niets gedaan. Zet losse teksten terug met `/moderatie herstel`, of stuur het vorige bestand hierboven terug.";
/// When the version of a whole file that was to come back is no longer kept.
pub const VERSION_GONE: &str = "De vorige versie van dit bestand bewaar ik niet meer.";

pub const REVIEW_BUTTON: &str = "Bekijk opnieuw";

/// Above the difference that mending makes.
pub fn fixed(n: usize) -> String {
    let faults = counted(n, "melding", "meldingen");
    format!(
        "Zo zet ik {faults} goed: − gaat weg, + komt erbij. Er is nog niets veranderd. Klopt het?"
    )
}

/// Above the faults that are left when the others were mended.
pub fn partly_fixed(n: usize) -> String {
    let faults = counted(n, "melding", "meldingen");
    format!(
        "In het bestand hierbij heb ik {faults} goedgezet. Wat hieronder staat, kan ik niet zelf: verbeter dat op je computer en stuur het bestand terug met `/moderatie bestand`. Er is nog niets veranderd."
    )
}

/// With a file that is fetched.
pub fn here_it_is(name: &str) -> String {
    format!(
        "Dit is `{name}.toml`, zoals het nu is. Verander het met een programma voor gewone tekst. Stuur het terug met `/moderatie bestand` en kies het bij `bestand`. Je ziet dan eerst wat er verandert."
    )
}

pub fn other_name(file: &str) -> String {
    format!(
        "Een bestand met teksten eindigt op `.toml`, en dit heet “{file}”. Er is niets veranderd. Kies bij `commando` waar het bij hoort, dan maakt de naam niet uit."
    )
}

pub fn of_another(file: &str, chosen: &str) -> String {
    format!(
        "Dit bestand heet “{file}”, maar je koos /{chosen}. Er is niets veranderd. Stuur het nog eens zonder `commando`, of geef het bestand een andere naam."
    )
}

/// Which texts come, change and go.
pub fn entries(added: &[String], changed: &[String], removed: &[String]) -> String {
    let line = |words: &str, names: &[String]| match names {
        [] => None,
        names => Some(format!("{words}: {}", names.join(", "))),
    };
    let lines = [
        line("Nieuw", added),
        line("Gewijzigd", changed),
        line("Weg", removed),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

pub fn new_command(name: &str) -> String {
    if name == SYNONYMS {
        return format!("Dit wordt een nieuw bestand: `{name}.toml`.");
    }
    format!("Dit wordt een nieuw commando: `/{name}`.")
}

pub fn published(name: &str) -> String {
    if name == SYNONYMS {
        return "Gepubliceerd. Zoeken let nu op deze woorden.".into();
    }
    format!("Gepubliceerd. Leden zien bij `/{name}` nu de teksten uit dit bestand.")
}

pub fn restored(name: &str) -> String {
    format!("Teruggezet. `{name}.toml` is weer zoals het was.")
}

pub fn removed_again(name: &str) -> String {
    if name == SYNONYMS {
        return format!("Ongedaan gemaakt: `{name}.toml` is weer verwijderd.");
    }
    format!("Ongedaan gemaakt: `{name}.toml` is weer verwijderd. `/{name}` verdwijnt uit Discord.")
}

/// Where what somebody sent was not published, and is not lost.
pub const FILE_KEPT: &str = "Je bestand is bewaard.";

/// The heading of a change in the moderators' channel.
pub mod announcement_title {
    pub const CHANGED: &str = "Bestand gewijzigd 📄";
    pub const ADDED: &str = "Nieuw bestand 🆕";
    pub const REMOVED: &str = "Bestand verwijderd 🗑️";
    pub const RESTORED: &str = "Bestand teruggezet ↩️";
}

/// Who did what with a file; the mention calls nobody.
pub fn announcement(by: u64, name: &str, what: &str) -> String {
    format!("<@{by}> heeft het bestand **{name}.toml** {what}.")
}

/// Above the versions of a whole file.
pub fn history_title(name: &str) -> String {
    format!("Geschiedenis van {name}.toml")
}

/// Above an earlier version of a whole file.
pub const VERSION: &str = "Zo was dit bestand. Dit verandert er als je het terugzet:";

/// The name of the file as it was before.
pub fn previous(name: &str) -> String {
    format!("{name}-vorige-versie.toml")
}
