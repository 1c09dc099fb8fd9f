//! What moderators read while they edit texts in Discord, and members while they report one.

#![expect(missing_docs, reason = "a text is its own doc")]

use std::fmt::Display;

use jiff::civil::DateTime;

use crate::words::dutch;

/// The subcommands of the moderators' command, with what Discord's command list says of each.
pub mod command {
    pub const EDIT: &str = "bewerk";
    pub const EDIT_ABOUT: &str = "Pas een tekst aan";
    pub const NEW: &str = "nieuw";
    pub const NEW_ABOUT: &str = "Voeg een tekst toe";
    pub const REMOVE: &str = "verwijder";
    pub const REMOVE_ABOUT: &str = "Verwijder een tekst";
    pub const HISTORY: &str = "geschiedenis";
    pub const HISTORY_ABOUT: &str = "Zie wie wat heeft veranderd";
    pub const RESTORE: &str = "herstel";
    pub const RESTORE_ABOUT: &str = "Zet een eerdere versie terug, ook van een verwijderde tekst";
    pub const RELOAD: &str = "herlaad";
    pub const RELOAD_ABOUT: &str = "Lees alle bestanden opnieuw";
    pub const ENTRY: &str = "tekst";
    pub const ENTRY_ABOUT: &str = "Welke tekst? Typ een paar letters";
    pub const COLLECTION: &str = "commando";
    pub const COLLECTION_ABOUT: &str = "Bij welk commando hoort de tekst?";
    pub const GROUP: &str = "onderwerp";
    pub const GROUP_ABOUT: &str = "Bij welk onderwerp hoort de tekst?";
    pub const PICTURE: &str = "afbeelding";
    pub const PICTURE_ABOUT: &str =
        "Een afbeelding bij de tekst: PNG, JPEG, WebP of GIF, hooguit 2 MB";
}

/// The id of a new entry whose title has no letters.
pub const NEW_ID: &str = "tekst";

/// Words on buttons.
pub mod button {
    pub const PUBLISH: &str = "Publiceren";
    pub const MORE: &str = "Verder bewerken";
    pub const LEAVE: &str = "Laat maar";
    pub const CANCEL: &str = "Niet doen";
    pub const REMOVE: &str = "Ja, verwijder";
    /// Removes the entry alone, beside [`REMOVE_LINKS`].
    pub const REMOVE_ONLY: &str = "Verwijder";
    pub const REMOVE_LINKS: &str = "Verwijder, ook de verwijzingen";
    pub const RESTORE: &str = "Zet terug";
    pub const UNDO: &str = "Maak ongedaan";
    pub const EDIT: &str = "Bewerk";
    pub const REPORT: &str = "Klopt dit niet? Mis je iets?";
}

/// In the menu of versions, before a choice.
pub const MENU_VERSIONS: &str = "Bekijk een versie";

/// Above a preview.
pub const PREVIEW: &str = "Zo zien leden het straks. Er is nog niets veranderd. Klopt het?";
/// Above what is no fault, but may be a mistake.
pub const PREVIEW_WARNINGS: &str = "Let op:";
/// Above a draft whose picture is here.
pub fn picture_kept(path: &str) -> String {
    format!("Je afbeelding staat klaar. Na publiceren heet ze `{path}`.")
}

/// When a picture that was sent cannot be used.
pub const PICTURE_REFUSED: &str =
    "Deze afbeelding kan ik niet gebruiken, dus er is niets veranderd.";
/// When a picture that was sent is no longer kept.
pub const PICTURE_GONE: &str =
    "Deze afbeelding heb ik niet meer. Stuur haar opnieuw met `/moderatie bewerk`.";

/// Where a preview has no room for all that members see.
pub const ROWS_LEFT_OUT: &str =
    "De onderste knoppen die leden zien, passen hier niet bij; die zijn bij elke tekst hetzelfde.";
/// When the compiler or the form finds a fault.
pub const FAULTY: &str = "Er klopt nog iets niet, dus er is niets veranderd. Je tekst is bewaard. Druk op Verder bewerken om hem te verbeteren.";
pub const CHANGED: &str = "Iemand anders heeft deze tekst intussen veranderd. Er is niets opgeslagen. Hieronder staat jouw tekst, en wat er anders is dan nu (− staat er nu, + staat bij jou). Druk op Verder bewerken om door te gaan met jouw tekst, of op Laat maar.";
/// When a new text was to get the name of one that came meanwhile.
pub const CAME_SINCE: &str = "Iemand anders heeft intussen een tekst met deze naam gepubliceerd. Er is niets opgeslagen. Hieronder staat jouw tekst, en wat er anders is dan in die tekst (− staat er nu, + staat bij jou). Zijn het twee verschillende teksten? Kopieer de jouwe en begin opnieuw met `/moderatie nieuw`, met een andere titel. Druk op Verder bewerken om de tekst die er nu staat door de jouwe te vervangen, of op Laat maar.";
pub const REMOVED_SINCE: &str = "Deze tekst is intussen verwijderd, dus ik heb niets gedaan. Terugzetten kan met `/moderatie herstel`.";
pub const ALREADY_REMOVED: &str = "Deze tekst was al verwijderd.";
pub const CHANGED_SINCE: &str = "Deze tekst is intussen veranderd, dus ik heb niets gedaan. Bekijk eerst de geschiedenis van de tekst.";
pub const NOTHING_CHANGED: &str = "Er is niets veranderd aan deze tekst.";
pub const FILE_BROKEN_TITLE: &str = "Wat er mis is in het bestand";
pub const YOUR_TEXT: &str = "Jouw tekst";
/// The name of a file with what someone typed, where that is longer than fits in a message.
pub const YOUR_TEXT_FILE: &str = "jouw-tekst.txt";
pub const FURTHER: &str = "En verder";
pub const NOW: &str = "Zo staat het er nu";
/// Where a picture is sent for a whole file.
pub const NO_PICTURE: &str = "Een afbeelding hoort bij een tekst, niet bij een overzicht. Er is niets veranderd. Kies bij `tekst` een titel.";
/// In place of an entry that is gone.
pub const NOT_THERE: &str = "De tekst is verwijderd.";
pub const NO_ENTRY: &str =
    "Deze tekst ken ik niet. Kies er een uit de lijst die je ziet terwijl je typt.";
pub const NO_COLLECTION: &str =
    "Dit commando ken ik niet. Kies er een uit de lijst die je ziet terwijl je typt.";
pub const DRAFT_GONE: &str = "Deze tekst heb ik niet meer. Staat hij nog hierboven? Kopieer hem dan en begin opnieuw met `/moderatie bewerk`.";
pub const LEFT: &str = "Goed, er is niets veranderd. Je tekst blijft nog even bewaard. Druk op Verder bewerken om door te gaan.";
/// When something else than a text was left as it is.
pub const CANCELLED: &str = "Goed, er is niets veranderd.";
pub const ALREADY_PUBLISHED: &str = "Deze tekst heb je al gepubliceerd.";
/// When there is nothing to do.
pub const ALREADY_SO: &str = "Zo staat het er al.";
/// Above what leads to an entry that is to be removed.
pub const LED_TO: &str = "Naar deze tekst wordt verwezen:";
/// Below what leads to an entry that is to be removed.
pub const LED_TO_AFTER: &str = "Verwijder je alleen de tekst, dan zien leden die verwijzingen niet meer, maar staan ze nog wel in de bestanden.";
/// Below what leads to an entry that is to be removed, when a file with such a reference cannot be changed.
pub const LED_TO_FROM_BROKEN: &str =
    "Die verwijzingen kan ik nu niet weghalen, want in een van die bestanden staat een fout.";
/// When several entries have the name that was typed.
pub const WHICH: &str = "Er zijn meer teksten met deze naam. Welke bedoel je?";
pub const WOULD_BREAK: &str =
    "Dat kan niet, want dan klopt het bestand niet meer. Er is niets veranderd.";
pub const VERSION_GONE: &str = "Deze versie bewaar ik niet meer.";
/// Above the list of versions when there is none to go back to.
pub const ONLY_NOW: &str = "Er is nog geen andere versie die je kunt terugzetten.";
pub const NO_HISTORY: &str = "Deze tekst is nog niet veranderd, dus er zijn geen eerdere versies.";
pub const HISTORY: &str = "De nieuwste versie staat bovenaan. Kies er een in het menu om hem te bekijken of terug te zetten.";
/// Above an earlier version.
pub const VERSION: &str = "Zo zag deze versie eruit. Dit verandert er als je hem terugzet:";
pub const VERSION_IS_NOW: &str = "Dit is de versie die leden nu zien.";
/// For a version in which the entry was removed.
pub const VERSION_REMOVED: &str =
    "In deze versie was de tekst verwijderd. Zet je hem terug, dan gaat dit weg:";
/// For a version that no longer fits.
pub const VERSION_UNUSABLE: &str =
    "Deze versie kan ik niet terugzetten, want hij past niet meer in het bestand.";
pub const RELOADED: &str = "Alle bestanden zijn opnieuw gelezen.";
pub const NOT_RELOADED: &str = "De bestanden kon ik niet lezen. Leden zien nog wat er was.";
pub const NO_EDITING: &str = "Teksten veranderen kan hier niet.";
pub const REPORT_THANKS: &str = "Dank je wel! De moderatoren kijken ernaar.";
pub const REPORT_TOO_OFTEN: &str = "Je hebt net al een paar berichten gestuurd. Probeer het over een kwartier nog eens. Hieronder staat je tekst, dan hoef je hem niet opnieuw te bedenken.";
pub const REPORTS_TOO_MANY: &str = "Er komen nu heel veel berichten tegelijk binnen, dus dit bericht is niet doorgegeven. Probeer het over een kwartier nog eens. Hieronder staat je tekst, dan hoef je hem niet opnieuw te bedenken.";
pub const REPORT_TITLE: &str = "Een lid schrijft over een tekst 💬";

pub fn edit_title(title: &str) -> String {
    format!("Bewerk: {title}")
}

/// A file itself, among the texts that can be changed.
pub fn file_itself(collection: &str) -> String {
    format!("/{collection}: titel, inleiding, bron, kleur en volgorde")
}

pub fn part(n: usize) -> String {
    format!("Deel {n}")
}

/// Where what somebody typed was not published, and is not lost.
pub const TEXT_KEPT: &str = "Je tekst is bewaard.";

/// A text as moderators know it: by its title, and by where it stands.
pub fn named(title: &str, entry: &impl Display) -> String {
    match title {
        "" => format!("`{entry}`"),
        title => format!("**{title}** (`{entry}`)"),
    }
}

pub fn really_remove(title: &str, entry: &impl Display) -> String {
    let text = named(title, entry);
    format!("Wil je {text} echt verwijderen? Terugzetten kan later met `/moderatie herstel`.")
}

pub fn led_by_related(title: &str, entry: &impl Display) -> String {
    format!("- ‘Lees ook’ bij {}", named(title, entry))
}

/// That a button of an entry leads to another.
pub fn led_by_choice(label: &str, title: &str, entry: &impl Display) -> String {
    format!("- De knop ‘{label}’ bij {}", named(title, entry))
}

/// "en nog 3 wijzigingen", below those that are shown; or that there was room for none.
pub fn more_changes(n: usize, shown: usize) -> String {
    let changes = dutch::counted(n, "wijziging", "wijzigingen");
    match (shown, n) {
        (0, 1) => format!("… {changes}, die hier niet past"),
        (0, _) => format!("… {changes}, die hier niet passen"),
        _ => format!("… en nog {changes}"),
    }
}

/// Why nothing was published.
pub mod refusal {
    pub const FULL: &str =
        "De schijf is vol, dus er is niets opgeslagen. Vraag wie de bot draait om ruimte te maken.";
    pub const READ_ONLY: &str = "Ik mag niet schrijven in de map met teksten, dus er is niets opgeslagen. Vraag het aan wie de bot draait.";
    pub const BUSY: &str = "Iemand anders is al heel lang aan het opslaan, dus er is niets veranderd. Probeer het zo nog eens.";
    pub const CROWDED: &str =
        "Het is nu te druk, dus dit is niet gedaan. Probeer het over een minuut nog eens.";
    pub const NO_FILE: &str = "Het bestand is er niet meer, dus er is niets opgeslagen.";
    pub const UNREADABLE: &str = "Dit bestand kan ik nu niet veranderen, want er staat een fout in. Haal die er eerst uit. Er is niets opgeslagen.";
    pub const MISSING: &str =
        "Deze tekst staat niet meer in het bestand, dus er is niets veranderd.";
    pub const EXISTS: &str =
        "Er staat al een andere tekst met deze naam in het bestand, dus er is niets veranderd.";
    /// When the kept lines are not those of the entry.
    pub const FOREIGN: &str = "Deze versie is beschadigd: er staat iets anders in dan deze tekst. Er is niets veranderd. Kies een andere versie.";
    /// When something small could not be saved, such as a question to forget.
    pub const NOT_NOTED: &str = "Opslaan lukte niet, dus er is niets veranderd. Probeer het zo nog eens, of vraag wie de bot draait om in het logboek te kijken.";
    /// When the disk refuses for another reason.
    pub const DISK: &str = "Opslaan lukte niet. Er is niets veranderd. Vraag wie de bot draait om in het logboek te kijken.";
}

/// When a change was published.
pub mod done {
    pub const REMOVED: &str = "Verwijderd. Leden zien deze tekst niet meer.";
    pub const ADDED: &str = "Gepubliceerd. Leden kunnen deze nieuwe tekst nu opvragen:";
    pub const RESTORED: &str = "Teruggezet.";
    pub const CHANGED: &str = "Gepubliceerd.";
    /// Above the text, when it was there before.
    pub const NOW: &str = "Dit zien leden nu:";
    /// When an entry is there, and members cannot see it.
    pub const UNSEEN: &str =
        "Opgeslagen. Leden zien deze tekst nog niet: kijk bij `/moderatie status` wat er mis is.";

    pub fn removed_again(title: &str, entry: &impl std::fmt::Display) -> String {
        let text = crate::words::editing::named(title, entry);
        format!("Ongedaan gemaakt: {text} is weer verwijderd. Leden zien deze tekst niet meer.")
    }

    /// What led to an entry went with it.
    pub fn links_removed(entries: &str) -> String {
        format!(
            "Ook de verwijzingen zijn weg, uit: {entries}. Met ‘Maak ongedaan’ komen de tekst en de verwijzingen terug; met `/moderatie herstel` alleen de tekst."
        )
    }

    /// What led to an entry changed with it when that was undone.
    pub fn links_restored(entries: &str) -> String {
        format!("Ook de verwijzingen zijn weer zoals ze waren, in: {entries}.")
    }

    /// What led to an entry, and did not change with it.
    pub fn links_left(entries: &str) -> String {
        format!(
            "Deze teksten kon ik niet mee veranderen, want ze zijn intussen anders of hun bestand heeft een fout: {entries}."
        )
    }
}

/// The heading of a change in the moderators' channel.
pub mod announcement_title {
    pub const REMOVED: &str = "Tekst verwijderd 🗑️";
    pub const ADDED: &str = "Nieuwe tekst 🆕";
    pub const RESTORED: &str = "Tekst teruggezet ↩️";
    pub const CHANGED: &str = "Tekst gewijzigd ✏️";
}

/// Who changed what; the mention calls nobody.
pub fn announcement(by: u64, title: &str, entry: &impl Display, what: &str) -> String {
    format!("<@{by}> heeft {} {what}.", named(title, entry))
}

pub fn history_title(title: &str, entry: &impl Display) -> String {
    format!("Geschiedenis van {title} ({entry})")
}

pub fn version_number(n: usize) -> String {
    format!("Versie {n}")
}

/// Who made a version, when (in seconds since 1970) and how; each reader's client shows the moment
/// in their own time.
pub fn version(at: i64, who: Option<u64>, what: &str) -> String {
    match who {
        Some(who) => format!("<t:{at}:f> · <@{who}> · {what}"),
        None => format!("<t:{at}:f> · {what}"),
    }
}

/// A version in a menu, where Discord shows no moments.
pub fn version_item(n: usize, at: DateTime, what: &str) -> String {
    let day = dutch::day(at.date());
    format!(
        "Versie {n}: {day} {:02}:{:02}, {what}",
        at.hour(),
        at.minute()
    )
}

/// Stands behind an entry of which only versions are left, among choices.
pub const GONE: &str = " (verwijderd)";

/// Who reports about which entry; the mention calls nobody.
pub fn report_from(by: u64, entry: &impl Display, title: &str) -> String {
    format!("<@{by}> schrijft over {}:", named(title, entry))
}

/// Stands before the moment in a kept version.
pub const WHEN: &str = "wanneer";
/// Stands before the person in a kept version.
pub const WHO: &str = "wie";
/// Stands before the kind of change in a kept version.
pub const WHAT: &str = "wat";
/// Stands before the place of a removed entry in a kept version.
pub const PLACE: &str = "waar";
/// How the place of a removed entry is told in a kept version.
pub mod place {
    pub const BELOW: &str = "onder";
    pub const ABOVE: &str = "boven";
}
/// Stands before the size of an entry's lines, where those of several entries share a file.
pub const BYTES: &str = "bytes";
/// The kinds of change, as they stand in kept versions and in lists of them.
pub mod what {
    /// As it stood in the file when the bot first kept it.
    pub const FOUND: &str = "zo stond het in het bestand";
    pub const CHANGED: &str = "gewijzigd";
    pub const ADDED: &str = "toegevoegd";
    pub const REMOVED: &str = "verwijderd";
    pub const RESTORED: &str = "teruggezet";
    pub const UNLINKED: &str = "verwijzing weggehaald";
    /// In the channel, when the coming of something was undone.
    pub const REMOVED_AGAIN: &str = "weer verwijderd";
}
