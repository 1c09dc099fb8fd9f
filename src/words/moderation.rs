//! What moderators read in Discord.

/// The subcommand that shows the state of the files.
pub const STATUS_SUBCOMMAND: &str = "status";
/// What Discord's command list says of moderation.
pub const DESCRIPTION: &str = "Voor moderatoren: hoe staat het met de teksten?";
/// What Discord's command list says of the status.
pub const STATUS_DESCRIPTION: &str = "Laat zien of alle teksten in orde zijn";
/// To whom is no moderator.
pub const NOT_ALLOWED: &str = "Dit is alleen voor de moderatoren van deze bot.";
/// The heading of the status.
pub const STATUS_TITLE: &str = "Hoe staat het met de teksten?";
/// Before the bot's version.
pub const VERSION: &str = "Versie";
/// Before the moment the bot started.
pub const RUNNING_SINCE: &str = "Gestart";
/// Before the moment the texts were loaded.
pub const LOADED: &str = "Teksten geladen";
/// Above the questions that nothing was found for.
pub const MISSED: &str = "🔎 Gezocht, niet gevonden";
/// When nothing was found for no question.
pub const NONE_MISSED: &str = "Nog niets.";
/// Above the texts that nobody looked at for long.
pub const OUTDATED: &str = "🗓️ Lang niet nagekeken";
/// Behind a text of which nobody wrote down when it was looked at.
pub const NEVER_CHECKED: &str = "nog nooit";
/// Before the number of texts.
pub const CONTENT: &str = "Inhoud";
/// The heading of a message about broken files.
pub const NEWS_BROKEN: &str = "⚠️ Er staat een fout in de teksten";
/// The heading of a message about good news.
pub const NEWS_GOOD: &str = "De teksten zijn veranderd";
/// Above files that work again.
pub const REPAIRED: &str = "✅ Weer in orde";
/// Above entries that are no longer there.
pub const GONE: &str = "🗑️ Niet meer op te vragen";

/// "3 bestanden, 48 teksten".
pub fn content(n_files: usize, n_entries: usize) -> String {
    let files = super::counted(n_files, "bestand", "bestanden");
    let entries = super::counted(n_entries, "tekst", "teksten");
    format!("{files}, {entries}")
}

/// Which commands answer from an earlier version of their file.
pub fn stale(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`/{name}`")).collect();
    format!("De vorige versie antwoordt nog bij {}.", names.join(", "))
}

/// What is said above the report of broken files.
pub fn broken(files: &[&str], stale: bool) -> String {
    let files = files
        .iter()
        .map(|file| format!("`{file}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let effect = if stale {
        "Leden merken er niets van: de vorige versie blijft antwoorden."
    } else {
        "Er is geen eerdere versie, dus dit commando zegt nu dat de teksten er even niet zijn."
    };
    format!("{files}: {effect}")
}
