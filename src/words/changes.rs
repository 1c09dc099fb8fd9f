//! What moderators read about files that were changed outside Discord, and about texts that went all at
//! once.

#![expect(missing_docs, reason = "a text is its own doc")]

use crate::words::dutch::counted;

/// Words on buttons.
pub mod button {
    pub const ALL: &str = "Alles bekijken";
    pub const ACCEPT: &str = "Ja, dit klopt";
}

/// Stands for the person in a kept version, when the change was not made in Discord.
pub const UNKNOWN: &str = "onbekend, buiten Discord";
/// The heading of a change outside Discord, in the moderators' channel.
pub const TITLE: &str = "Veranderd buiten Discord 📄";
/// Below the changed files.
pub const WHO: &str = "Door wie is onbekend, want dit is buiten Discord gedaan.";
/// Above what changed, where the message is about something else too.
pub const ALSO: &str = "Veranderd buiten Discord";
/// When a file differs in something else than its texts.
pub const OWN_TEXTS: &str = "ook boven de teksten";

/// How a version came about that was not made in Discord.
pub fn outside(what: &str) -> String {
    format!("{what} buiten Discord, door wie is onbekend")
}

/// A file that is there from now on.
pub fn added(name: &str, n: usize) -> String {
    format!(
        "`{name}.toml` is nieuw: {}.",
        counted(n, "tekst", "teksten")
    )
}

/// A file that is gone.
pub fn removed(name: &str, n: usize) -> String {
    format!("`{name}.toml` is weg: {}.", counted(n, "tekst", "teksten"))
}

/// A file that is different: how many texts came, changed and went, and whether anything else did.
pub fn changed(
    name: &str,
    n_added: usize,
    n_changed: usize,
    n_removed: usize,
    own: bool,
) -> String {
    let part = |n: usize, words: &str| (n > 0).then(|| format!("{n} {words}"));
    let parts = [
        part(n_added, "nieuw"),
        part(n_changed, "gewijzigd"),
        part(n_removed, "weg"),
        own.then(|| OWN_TEXTS.to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.as_slice() {
        [] => format!("`{name}.toml` is veranderd: alleen de volgorde of de regels ertussen."),
        [_] if own => format!("`{name}.toml` is veranderd: alleen wat boven de teksten staat."),
        parts => format!("`{name}.toml` is veranderd: {}.", parts.join(", ")),
    }
}

/// Above the difference of one file among several.
pub fn heading(name: &str) -> String {
    format!("@@ {name}.toml @@")
}

/// Above all that a save changed.
pub const ALL: &str = "Dit is er allemaal veranderd. (− ging weg, + kwam erbij)";
pub const GONE: &str = "De vorige versies van deze bestanden bewaar ik niet meer.";

/// Above what became of each file when a save of several was undone.
pub const UNDONE: &str = "Dit is er ongedaan gemaakt:";
pub const UNDONE_TITLE: &str = "Ongedaan gemaakt ↩️";

/// Why a file of several was not put back.
pub fn not_undone(name: &str, why: &str) -> String {
    format!("`{name}.toml`: {why}")
}

/// Why a file was not put back that is different again.
pub const CHANGED_SINCE: &str = "intussen veranderd, dus daar heb ik niets gedaan. Losse teksten zet je terug met `/moderatie herstel`.";

/// Who undid the change of several files; the mention calls nobody.
pub fn undone_by(by: u64) -> String {
    format!("<@{by}> heeft een verandering van buiten Discord ongedaan gemaakt:")
}

pub const LOST_TITLE: &str = "De meeste teksten zijn ineens weg ⚠️";

/// That most texts are gone, and that nothing happened because of that.
pub fn lost(n_gone: usize, n_before: usize) -> String {
    format!(
        "Van de {} zijn er {n_gone} ineens weg uit de map. Dat lijkt een vergissing, dus er is niets veranderd: leden zien alles wat er was, en de commando's bij Discord blijven. Vraag wie de bot draait om naar de map te kijken. Is het de bedoeling? Druk dan op ‘{}’.",
        counted(n_before, "tekst", "teksten"),
        button::ACCEPT,
    )
}

/// Behind that in the moderators' channel.
pub const LOST_IN_STATUS: &str = "Die knop staat ook bij `/moderatie status`.";
/// Above the texts that are gone.
pub const LOST_TEXTS: &str = "Weg uit de map";
pub const ACCEPTED: &str = "Goed. De bot volgt nu weer wat er in de map staat.";
/// When the folder is not what it was when that was asked.
pub const NOT_LOST: &str = "De map is intussen anders, dus ik heb niets gedaan. Kijk bij `/moderatie status` hoe het nu staat.";
/// When something is to be changed while most texts are gone.
pub const FIRST_SAY: &str = "De meeste teksten zijn ineens weg uit de map, dus er is niets veranderd. Kijk bij `/moderatie status`, en zeg eerst of dat klopt.";

/// Who said that the texts may go; the mention calls nobody.
pub fn accepted_by(by: u64) -> String {
    format!("<@{by}> heeft gezegd dat het klopt: de bot volgt weer wat er in de map staat.")
}

/// A whole file among the texts of which there are versions.
pub fn whole_file(name: &str) -> String {
    format!("{name}.toml (het hele bestand)")
}
