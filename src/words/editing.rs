//! What moderators read while they edit texts in Discord, and members while they report one.

use std::fmt::Display;

use jiff::civil::DateTime;

/// The subcommands of the moderators' command, with what Discord's command list says of each.
pub mod command {
    /// Opens the modal of an entry.
    pub const EDIT: &str = "bewerk";
    /// See [`EDIT`].
    pub const EDIT_ABOUT: &str = "Pas een tekst aan";
    /// Opens the modal of a new entry.
    pub const NEW: &str = "nieuw";
    /// See [`NEW`].
    pub const NEW_ABOUT: &str = "Voeg een tekst toe";
    /// Asks, and then removes an entry.
    pub const REMOVE: &str = "verwijder";
    /// See [`REMOVE`].
    pub const REMOVE_ABOUT: &str = "Haal een tekst weg";
    /// Shows who changed what.
    pub const HISTORY: &str = "geschiedenis";
    /// See [`HISTORY`].
    pub const HISTORY_ABOUT: &str = "Zie wie wat heeft veranderd";
    /// Brings a version back.
    pub const RESTORE: &str = "herstel";
    /// See [`RESTORE`].
    pub const RESTORE_ABOUT: &str = "Zet een eerdere versie terug, ook van een verwijderde tekst";
    /// Reads the files again.
    pub const RELOAD: &str = "herlaad";
    /// See [`RELOAD`].
    pub const RELOAD_ABOUT: &str = "Lees alle bestanden opnieuw";
    /// The option for an entry.
    pub const ENTRY: &str = "tekst";
    /// See [`ENTRY`].
    pub const ENTRY_ABOUT: &str = "Welke tekst? Typ een paar letters";
    /// The option for a collection.
    pub const COLLECTION: &str = "commando";
    /// See [`COLLECTION`].
    pub const COLLECTION_ABOUT: &str = "Bij welk commando hoort de tekst?";
    /// The option for a group.
    pub const GROUP: &str = "onderwerp";
    /// See [`GROUP`].
    pub const GROUP_ABOUT: &str = "Bij welk onderwerp hoort de tekst?";
}

/// The id of a new entry whose title has no letters.
pub const NEW_ID: &str = "tekst";

/// Words on buttons.
pub mod button {
    /// Publishes a draft.
    pub const PUBLISH: &str = "Publiceren";
    /// Opens the modal again.
    pub const MORE: &str = "Verder bewerken";
    /// Publishes nothing.
    pub const LEAVE: &str = "Niet doen";
    /// Leaves all as it is.
    pub const CANCEL: &str = "Niet doen";
    /// Removes an entry.
    pub const REMOVE: &str = "Ja, verwijder";
    /// Brings a version back.
    pub const RESTORE: &str = "Zet terug";
    /// Undoes a change.
    pub const UNDO: &str = "Maak ongedaan";
    /// Opens the modal of an entry.
    pub const EDIT: &str = "Bewerk";
    /// Opens the modal of a report.
    pub const REPORT: &str = "Klopt dit niet? Mis je iets?";
}

/// In the menu of versions, before a choice.
pub const MENU_VERSIONS: &str = "Bekijk een versie";

/// Above a preview.
pub const PREVIEW: &str = "Zo zien leden het straks. Er is nog niets veranderd. Klopt het?";
/// Above what is no fault, but may be a mistake.
pub const PREVIEW_WARNINGS: &str = "Let op:";
/// Where a preview has no room for all that members see.
pub const ROWS_LEFT_OUT: &str =
    "De onderste knoppen die leden zien, passen hier niet bij; die zijn bij elke tekst hetzelfde.";
/// When the loader or the form finds a fault.
pub const FAULTY: &str = "Er klopt nog iets niet, dus er is niets veranderd. Je tekst is bewaard: verbeter hem met de knop.";
/// When the entry was changed by someone else.
pub const CHANGED: &str = "Iemand anders heeft deze tekst intussen veranderd. Er is niets opgeslagen. Hieronder staat jouw tekst, en wat er anders is dan nu (− staat er nu, + staat bij jou). Ga verder met je eigen tekst via de knop, of laat het zo.";
/// When an entry was changed since a button was shown.
pub const CHANGED_SINCE: &str = "Deze tekst is intussen veranderd, dus ik heb niets gedaan. Bekijk eerst de geschiedenis van de tekst.";
/// When an edit changes nothing.
pub const NOTHING_CHANGED: &str = "Er is niets veranderd aan deze tekst.";
/// Above a file that has errors.
pub const FILE_BROKEN: &str = "Dit bestand kan ik nu niet veranderen, want er staat een fout in. Haal die er eerst uit. Er is niets opgeslagen.";
/// The heading of those errors.
pub const FILE_BROKEN_TITLE: &str = "Wat er mis is in het bestand";
/// The heading above what someone typed.
pub const YOUR_TEXT: &str = "Jouw tekst";
/// The name of a file with it, where it is longer than fits in a message.
pub const YOUR_TEXT_FILE: &str = "jouw-tekst.txt";
/// The heading above the rest of it.
pub const FURTHER: &str = "En verder";
/// The heading above the entry as it is.
pub const NOW: &str = "Zo staat het er nu";
/// In place of an entry that is gone.
pub const NOT_THERE: &str = "De tekst is verwijderd.";
/// When the entry asked for is not there.
pub const NO_ENTRY: &str =
    "Deze tekst ken ik niet. Kies er een uit de lijst die je ziet terwijl je typt.";
/// When the collection asked for is not there.
pub const NO_COLLECTION: &str =
    "Dit commando ken ik niet. Kies er een uit de lijst die je ziet terwijl je typt.";
/// When a draft is no longer kept.
pub const DRAFT_GONE: &str = "Dit concept bewaar ik niet meer. Staat je tekst nog hierboven? Kopieer hem dan en begin opnieuw met `/moderatie bewerk`.";
/// When a draft was left.
pub const LEFT: &str = "Goed, er is niets veranderd. Je tekst blijft nog even bewaard.";
/// When something else was left.
pub const CANCELLED: &str = "Goed, er is niets veranderd.";
/// When a draft was published before.
pub const ALREADY_PUBLISHED: &str = "Deze tekst heb je al gepubliceerd.";
/// When there is nothing to do.
pub const ALREADY_SO: &str = "Zo staat het er al.";
/// Before an entry is removed.
pub const REALLY_REMOVE: &str =
    "Wil je deze tekst echt verwijderen? Terugzetten kan later met `/moderatie herstel`.";
/// When a change would break the file.
pub const WOULD_BREAK: &str =
    "Dat kan niet, want dan klopt het bestand niet meer. Er is niets veranderd.";
/// When a version is no longer kept.
pub const VERSION_GONE: &str = "Deze versie bewaar ik niet meer.";
/// When there are no versions.
pub const NO_HISTORY: &str =
    "Deze tekst is nog niet veranderd in Discord, dus er zijn geen eerdere versies.";
/// Above the list of versions.
pub const HISTORY: &str = "De nieuwste versie staat bovenaan. Kies er een in het menu om hem te bekijken of terug te zetten.";
/// Above an earlier version.
pub const VERSION: &str = "Zo zag deze versie eruit. Dit verandert er als je hem terugzet:";
/// Above the version that is the present one.
pub const VERSION_IS_NOW: &str = "Dit is de versie die leden nu zien.";
/// For a version in which the entry was removed.
pub const VERSION_REMOVED: &str =
    "In deze versie was de tekst verwijderd. Zet je hem terug, dan gaat dit weg:";
/// For a version that no longer fits.
pub const VERSION_UNUSABLE: &str =
    "Deze versie kan ik niet terugzetten, want ze past niet meer in het bestand.";
/// When the files were read again.
pub const RELOADED: &str = "Alle bestanden zijn opnieuw gelezen.";
/// When the files could not be read again.
pub const NOT_RELOADED: &str = "De bestanden kon ik niet lezen. Wat er was, blijft antwoorden.";
/// Where nothing can be published.
pub const NO_EDITING: &str = "Teksten veranderen kan hier niet.";
/// To a member who reported something.
pub const REPORT_THANKS: &str = "Dank je wel! De moderatoren kijken ernaar.";
/// To a member who reports too often.
pub const REPORT_TOO_OFTEN: &str = "Je hebt net al een paar berichten gestuurd. Probeer het over een kwartier nog eens. Hieronder staat je tekst, dan hoef je hem niet opnieuw te bedenken.";
/// The heading of a report.
pub const REPORT_TITLE: &str = "💬 Een lid schrijft over een tekst";

/// "Bewerk: Kies eerst één doel".
pub fn edit_title(title: &str) -> String {
    format!("Bewerk: {title}")
}

/// "Nieuwe tekst bij /tips".
pub fn new_title(collection: &str) -> String {
    format!("Nieuwe tekst bij /{collection}")
}

/// "Deel 2".
pub fn part(n: usize) -> String {
    format!("Deel {n}")
}

/// Why nothing was published.
pub mod refusal {
    /// The disk is full.
    pub const FULL: &str = "De schijf is vol, dus er is niets opgeslagen. Vraag de beheerder om ruimte te maken. Je tekst is bewaard.";
    /// The folder may not be written.
    pub const READ_ONLY: &str = "Ik mag niet schrijven in de map met teksten, dus er is niets opgeslagen. Vraag het de beheerder. Je tekst is bewaard.";
    /// Somebody else has the folder.
    pub const BUSY: &str = "Iemand anders is al heel lang aan het opslaan. Probeer het zo nog eens. Je tekst is bewaard.";
    /// The file is gone.
    pub const NO_FILE: &str =
        "Het bestand is er niet meer, dus er is niets opgeslagen. Je tekst is bewaard.";
    /// Something small that was asked for.
    pub const NOT_NOTED: &str = "Opslaan lukte niet, dus er is niets veranderd. Probeer het zo nog eens, of vraag de beheerder om in het logboek te kijken.";
    /// Anything else.
    pub const DISK: &str = "Opslaan lukte niet. Er is niets veranderd. Vraag de beheerder om in het logboek te kijken. Je tekst is bewaard.";
}

/// When a change was published.
pub mod done {
    /// An entry went.
    pub const REMOVED: &str = "✅ Verwijderd. Leden zien deze tekst niet meer.";
    /// An entry came.
    pub const ADDED: &str = "✅ Gepubliceerd. Leden kunnen deze nieuwe tekst nu opvragen:";
    /// An entry came back.
    pub const RESTORED: &str = "✅ Teruggezet. Dit zien leden nu:";
    /// An entry changed.
    pub const CHANGED: &str = "✅ Gepubliceerd. Dit zien leden nu:";
}

/// The heading of a change in the moderation channel.
pub mod told {
    /// An entry went.
    pub const REMOVED: &str = "🗑️ Tekst verwijderd";
    /// An entry came.
    pub const ADDED: &str = "🆕 Nieuwe tekst";
    /// An entry came back.
    pub const RESTORED: &str = "↩️ Tekst teruggezet";
    /// An entry changed.
    pub const CHANGED: &str = "✏️ Tekst gewijzigd";
}

/// Who changed what; the mention calls nobody.
pub fn told(by: u64, entry: &impl Display, what: &str) -> String {
    format!("<@{by}> heeft **{entry}** {what}.")
}

/// "Geschiedenis van tips/een-doel".
pub fn history_title(entry: &impl Display) -> String {
    format!("Geschiedenis van {entry}")
}

/// "Versie 3".
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
    let day = super::day(at.date());
    format!(
        "Versie {n}: {day} {:02}:{:02}, {what}",
        at.hour(),
        at.minute()
    )
}

/// An entry of which only versions are left, among choices.
pub fn gone(entry: &impl Display) -> String {
    format!("{entry} (verwijderd)")
}

/// Who reports about which entry; the mention calls nobody.
pub fn report_from(by: u64, entry: &impl Display, title: &str) -> String {
    format!("<@{by}> over **{title}** ({entry}):")
}

/// Stands before the moment in a kept version.
pub const WHEN: &str = "wanneer";
/// Stands before the person in a kept version.
pub const WHO: &str = "wie";
/// Stands before the kind of change in a kept version.
pub const WHAT: &str = "wat";
/// Stands before the size of an entry's lines, where those of several entries share a file.
pub const BYTES: &str = "bytes";
/// The kinds of change, as they stand in kept versions and in lists of them.
pub mod what {
    /// As it stood in the file when the bot first kept it.
    pub const FOUND: &str = "zo stond het in het bestand";
    /// See [`FOUND`].
    pub const CHANGED: &str = "gewijzigd";
    /// See [`FOUND`].
    pub const ADDED: &str = "toegevoegd";
    /// See [`FOUND`].
    pub const REMOVED: &str = "verwijderd";
    /// See [`FOUND`].
    pub const RESTORED: &str = "teruggezet";
}
