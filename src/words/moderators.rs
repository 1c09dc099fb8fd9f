//! What moderators read in Discord of the state of the files, of faults, and of what there is to do. What is
//! changed outside Discord has its words in `changes`, and editing in `editing`, `form` and `files`.

#![expect(missing_docs, reason = "a text is its own doc")]

use crate::words::dutch::counted;
use crate::words::files::SYNONYMS;

pub const STATUS_SUBCOMMAND: &str = "status";
pub const DESCRIPTION: &str = "Voor moderatoren: teksten aanpassen en nakijken";
pub const STATUS_DESCRIPTION: &str = "Laat zien of alle teksten in orde zijn";
/// To whom is no moderator.
pub const NOT_ALLOWED: &str = "Dit is alleen voor de moderatoren van deze bot.";
/// To a member whose report is not taken: reports are off, or it came from elsewhere or too long after it was sent.
pub const NOT_TAKEN: &str = "Dit kan ik niet doorgeven. Zeg het tegen een moderator in de server.";
pub const STATUS_TITLE: &str = "Hoe staat het met de teksten?";
pub const VERSION: &str = "Versie";
pub const RUNNING_SINCE: &str = "Gestart";
pub const LOADED: &str = "Teksten geladen";
/// When the bot may not write in the moderators' channel.
pub const BARRED_TITLE: &str = "Kanaal van de moderatoren ⚠️";
pub const BARRED: &str = "Daar mag ik niets zetten. Wat er verandert en wat leden schrijven, zie je nu alleen hier. Vraag wie de bot draait om te kijken of het kanaal er nog is, en of de bot daar mag schrijven. Werkt het weer? Dan komt alsnog wat er nog wacht.";
/// Above the questions that nothing was found for.
pub const MISSED: &str = "Gezocht, niet gevonden 🔎";
/// In the menu of questions that nothing was found for, before a choice.
pub const MENU_MISSED: &str = "Doe iets met een zoekvraag";
/// In the menu of texts that a question could belong to, before a choice.
pub const MENU_ASKED: &str = "Zet de woorden bij een tekst";
/// Opens the modal of a word that means the same as another.
pub const SAME: &str = "Betekent hetzelfde als…";
/// Above the fields of the modal for a word that means the same; at most 45 characters, and 100 for a hint.
pub const WORD_FIELD: &str = "Dit woord";
pub const SAME_FIELD: &str = "Betekent hetzelfde als";
pub const SAME_HINT: &str = "Een woord dat in de teksten staat. Meer mag ook, met komma's ertussen";
/// When nothing comes to the words that mean the same.
pub const SAME_ALREADY: &str = "Deze woorden staan al bij elkaar, dus er valt niets te veranderen.";
pub const FORGET: &str = "Niet nodig";
pub const BACK: &str = "Terug";
pub const WORDS_GONE: &str = "Deze zoekvraag staat niet meer in de lijst.";
pub const WEEKLY: &str = "Tip van de week 📌";
pub const PAUSE_WEEKLY: &str = "Pauzeer de tip van de week";
pub const RESUME_WEEKLY: &str = "Plaats de tip van de week weer";
/// In the menu of texts that nobody looked at for long, before a choice.
pub const MENU_OUTDATED: &str = "Kijk een tekst na";
pub const REMINDER_TITLE: &str = "Kloppen deze teksten nog? 🗓️";
/// Above the texts that a reminder is about.
pub const REMINDER: &str = "Deze teksten keek al lang niemand na. Kies er een in het menu, lees hem door en zet er de dag van vandaag bij (`Nagekeken`).";
pub const OUTDATED: &str = "Lang niet nagekeken 🗓️";
/// Behind a text of which nobody wrote down when it was looked at.
pub const NEVER_CHECKED: &str = "nog nooit";
pub const CONTENT: &str = "Inhoud";
pub const NEWS_BROKEN: &str = "Er staat een fout in de teksten ⚠️";
/// Below faults that can be mended in one way.
pub const FIX: &str = "Zet het goed";
/// In the menu of faults, before a choice.
pub const MENU_EXPLAIN: &str = "Wat betekent deze melding?";
pub const NEWS_UNREAD: &str = "Ik lees een bestand niet ⚠️";
pub const NEWS_GOOD: &str = "De teksten zijn veranderd";
pub const REPAIRED: &str = "Weer in orde ✅";

/// [`FIX`], for one of several files.
pub fn fix(name: &str) -> String {
    format!("Zet {name} goed")
}

/// Stands for messages that had no room in the queue.
pub fn changes_left_out(n: usize) -> String {
    let (messages, history) = (
        counted(n, "bericht", "berichten"),
        crate::words::editing::command::HISTORY,
    );
    format!(
        "En nog {messages} over de teksten: het waren er te veel om hier allemaal te laten zien. Kijk met `/moderatie {history}` wat er veranderd is. Daar kun je het ook terugzetten."
    )
}

/// Stands for reports that were not passed on.
pub fn reports_left_out(n: usize) -> String {
    let reports = counted(n, "melding", "meldingen");
    format!(
        "En nog {reports} van leden: het waren er te veel tegelijk om hier door te geven. Wie iets meldde, las dat en kan het later opnieuw sturen."
    )
}

pub const NEWS_REFUSED: &str = "Discord weigert een antwoord ⚠️";

/// What is said of a tip of the week that Discord refused.
pub fn weekly_refused(entry: &str, reason: &str) -> String {
    format!(
        "De tip van de week (`{entry}`) is niet geplaatst, want Discord neemt hem niet aan.\n\
         Kijk of het kanaal er nog is, of de bot daar mag schrijven, en of er iets vreemds in die tekst staat.\n\
         ```\n{reason}\n```"
    )
}

/// What is said of an answer that Discord refused; `what` is the command that gives it, `reason` what
/// Discord says.
pub fn refused(what: &str, reason: &str) -> String {
    format!(
        "Discord neemt het antwoord op `{what}` niet aan. Leden krijgen nu een korte melding dat het misging.\n\
         Kijk of er iets vreemds in die tekst staat. Zie je niets? Geef dit dan door aan wie de bot draait:\n\
         ```\n{reason}\n```"
    )
}

pub fn content(n_files: usize, n_entries: usize) -> String {
    let files = counted(n_files, "bestand", "bestanden");
    let entries = counted(n_entries, "tekst", "teksten");
    format!("{files}, {entries}")
}

pub fn times(n: u32) -> String {
    format!("{n} keer gezocht")
}

/// A question that nothing was found for, or that only what may be about it was found for.
pub fn missed_line(words: &str, n: u32, is_doubtful: bool) -> String {
    let doubt = if is_doubtful { ", twijfel" } else { "" };
    format!("{words} ({n}×{doubt})")
}

/// What is asked about a question that nothing was found for; its words have no markdown.
pub fn missed(words: &str, n: u32) -> String {
    let times = times(n);
    format!(
        "**{words}** ({times})\nHier was geen tekst bij. Past er toch een? Zet de woorden daar dan bij. Betekent een woord hetzelfde als een woord dat wel gevonden wordt? Zet die dan bij elkaar. Of schrijf een nieuwe tekst."
    )
}

/// Opens the modal of a new entry, and is its title.
pub fn write_new(collection: &str) -> String {
    format!("Nieuwe tekst bij /{collection}")
}

/// When the next tip of the week comes, in seconds since 1970; each reader's client shows the moment
/// in their own time.
pub fn weekly(channel: u64, next: Option<i64>) -> String {
    match next {
        Some(next) => format!("<t:{next}:F> in <#{channel}>"),
        None => format!("Gepauzeerd. In <#{channel}> komt nu geen tip."),
    }
}

/// Which commands answer from an earlier version of their file.
pub fn stale(names: &[String]) -> String {
    let shown = |name: &String| match name.as_str() {
        SYNONYMS => format!("`{name}.toml`"),
        name => format!("`/{name}`"),
    };
    let names: Vec<String> = names.iter().map(shown).collect();
    format!("Leden zien bij {} nog de vorige versie.", names.join(", "))
}

/// Which texts of an earlier version answer without their picture.
pub fn without_picture(texts: &str) -> String {
    format!("Daarbij ontbreekt de afbeelding van {texts}: die kan ik niet meer lezen.")
}

pub const NO_FILES_TITLE: &str = "De map met teksten is leeg ⚠️";
pub const NO_FILES: &str = "In de map met teksten staat geen enkel bestand. Vraag wie de bot draait om ernaar te kijken. De commando's bij Discord blijven zoals ze zijn.";

pub const PREVIOUS_ANSWERS: &str = "Leden merken er niets van: zij zien nog de vorige versie.";
pub const PREVIOUS_WITHOUT_PICTURE: &str =
    "Leden zien nog de vorige versie, maar zonder afbeelding: die kan ik niet meer lezen.";
pub const NOTHING_ANSWERS: &str = "Er is geen eerdere versie, dus leden lezen nu bij dit commando dat de teksten er even niet zijn.";
pub const NO_COMMAND: &str =
    "Hier hoort nu geen commando bij, dus leden kunnen deze teksten niet opvragen.";
/// The effect of a fault in the file with words that mean the same.
pub const NO_SYNONYMS: &str = "Zoeken let nu niet op woorden die hetzelfde betekenen.";

/// What is said above the report of broken files that have the same effect.
pub fn broken(files: &[&str], effect: &str) -> String {
    let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
    format!("{}: {effect}", files.join(", "))
}

pub const REFUSED_COMMAND_TITLE: &str = "Discord weigert een commando ⚠️";
/// Below the commands that Discord refuses.
pub const REFUSED_COMMAND: &str = "De andere commando's werken gewoon. Ik probeer het opnieuw als er in het bestand iets aan het commando verandert.";

/// A command that Discord refuses, and why, in Discord's words; `earlier_stays` when members keep an
/// earlier form of it.
pub fn refused_command(command: &str, reason: &str, earlier_stays: bool) -> String {
    let effect = if earlier_stays {
        "Leden houden de vorige vorm van dit commando."
    } else {
        "Leden hebben dit commando nu niet."
    };
    format!("`{command}`: {effect} Discord zegt: `{reason}`")
}
