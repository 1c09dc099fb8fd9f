//! Every Dutch word the bot itself says, to members and to moderators; nothing of the content.
//!
//! Friendly, "je", short sentences (B1). [`fault`] has the words for mistakes in response files;
//! [`dutch`] what search knows of the language.

pub mod chat;
pub mod check;
pub mod editing;
pub mod english;
pub mod files;
pub mod find;
pub mod form;
pub mod moderators;
pub mod sharing;

/// The severity of a problem that keeps a file from being used.
pub const ERROR: &str = "fout";
/// The severity of a problem that someone should look at.
pub const WARNING: &str = "waarschuwing";
/// Stands before what to do about a problem.
pub const HELP_LABEL: &str = "tip";

/// Someone's text may hold anything; where it is shown it stays on its line, and sends no commands to
/// a terminal.
pub fn in_one_line(text: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        // Line ends of other kinds, and what turns the order of letters around.
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        c => c,
    };
    text.chars().map(plain).collect()
}

/// "3 fouten en 1 waarschuwing in 2 bestanden", or that all is well in `n_read` files.
pub fn check_summary(n_errors: usize, n_warnings: usize, n_files: usize, n_read: usize) -> String {
    let files = |n| counted(n, "bestand", "bestanden");
    if n_errors + n_warnings == 0 {
        return format!("Alles in orde in {}.", files(n_read));
    }
    format!("{} in {}", faults(n_errors, n_warnings), files(n_files))
}

/// "4.900 fouten en 1 waarschuwing"; of what there is none, nothing is said.
pub fn faults(n_errors: usize, n_warnings: usize) -> String {
    let errors = counted(n_errors, "fout", "fouten");
    let warnings = counted(n_warnings, "waarschuwing", "waarschuwingen");
    match (n_errors, n_warnings) {
        (_, 0) => errors,
        (0, _) => warnings,
        _ => format!("{errors} en {warnings}"),
    }
}

fn counted(n: usize, one: &str, more: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { more })
}

/// A number as it is written in Dutch: "4.900".
fn number(n: usize) -> String {
    match n {
        0..1000 => n.to_string(),
        _ => format!("{}.{:03}", number(n / 1000), n % 1000),
    }
}

/// The bot's own command that tells what it can do.
pub const HELP_COMMAND: &str = "hulp";
/// The bot's own command for moderators.
pub const MODERATION_COMMAND: &str = "moderatie";
/// Commands of the bot itself; no response file may take their names.
pub const OWN_COMMANDS: &[&str] = &[HELP_COMMAND, find::COMMAND, MODERATION_COMMAND];
/// The option that makes an answer private.
pub const PRIVATE_OPTION: &str = "alleen_ik";
/// Options of the bot itself; no response file may take their names.
pub const OWN_OPTIONS: &[&str] = &[PRIVATE_OPTION, sharing::FOR_OPTION];

// What members read.

/// Words on buttons.
pub mod button {
    /// To the entry before this one.
    pub const PREVIOUS: &str = "Vorige";
    /// To the entry after this one.
    pub const NEXT: &str = "Volgende";
    /// To the page before this one.
    pub const PREVIOUS_PAGE: &str = "Vorige pagina";
    /// To the page after this one.
    pub const NEXT_PAGE: &str = "Volgende pagina";
    /// To the list of all entries.
    pub const OVERVIEW: &str = "Overzicht";
    /// Another entry by chance.
    pub const ANOTHER: &str = "Nog een";
    /// An entry by chance.
    pub const SURPRISE: &str = "Verras me";
    /// To the first question of a guide.
    pub const START: &str = "Opnieuw kiezen";
    /// Shows a private answer to everyone.
    pub const SHARE: &str = "Deel in kanaal";
    /// To what the bot can do.
    pub const HELP: &str = "Wat kan ik vragen?";
}

/// In the menu of an overview, before a choice.
pub const MENU_ENTRIES: &str = "Kies een onderwerp";
/// In the menu of a question's choices, before a choice.
pub const MENU_CHOICES: &str = "Kies wat bij je past";
/// In the menu of related entries, before a choice.
pub const MENU_RELATED: &str = "Lees ook";
/// Above the overview when the entry asked for is gone.
pub const GONE: &str = "Deze tekst is er niet meer. Hieronder zie je wat er wel is.";
/// Above the help when a whole command is gone.
pub const COLLECTION_GONE: &str = "Dit onderdeel is er niet meer. Hieronder zie je wat ik wel kan.";
/// When a button is of another version, or not one of the bot's.
pub const UNKNOWN_BUTTON: &str =
    "Deze knop werkt niet meer. Typ het commando opnieuw, dan krijg je een verse.";
/// When Discord sends something that the bot does not know.
pub const UNKNOWN_INTERACTION: &str = "Dit kan ik nog niet. Typ `/hulp` om te zien wat ik wel kan.";
/// When a command is registered but no longer, or not yet, known.
pub const UNKNOWN_COMMAND: &str = "Dit commando ken ik niet meer. Hieronder zie je wat ik wel kan.";
/// When no version of a command's file can be read.
pub const UNAVAILABLE: &str = "Deze teksten zijn even niet beschikbaar. De moderatoren weten ervan. Probeer het later nog eens.";
/// Above a form without a name of its own.
pub const FORM: &str = "Vul in";
/// When answering failed.
pub const APOLOGY: &str = "Sorry, er ging iets mis. Probeer het nog eens.";
/// When the bot stopped amid the work, and does not know how far it came.
pub const UNSURE: &str = "Ik viel even weg, dus ik weet niet of dit gelukt is. Kijk even of het er staat. Staat het er niet? Doe het dan nog een keer.";
/// The heading when a value matches nothing.
pub const NOT_FOUND_TITLE: &str = "Dat heb ik niet gevonden";
/// The text when a value matches nothing, with buttons below.
pub const DID_YOU_MEAN: &str = "Bedoelde je een van deze?";
/// The text when a value matches nothing and nothing is near.
pub const NOTHING_NEAR: &str = "Er staat hier nog geen tekst.";
/// Stands before a group's name among the choices of an option.
pub const GROUP: &str = "Onderwerp";
/// What Discord says of the option that makes an answer private.
pub const PRIVATE_OPTION_DESCRIPTION: &str = "Laat het antwoord alleen aan jou zien";
/// What Discord's command list says of the help.
pub const HELP_DESCRIPTION: &str = "Wat deze bot kan en waar de teksten vandaan komen";
/// What Discord's command list says of a command without readable text.
pub const UNAVAILABLE_DESCRIPTION: &str = "Deze teksten zijn even niet beschikbaar";
/// The heading of the help.
pub const HELP_TITLE: &str = "Dit kan ik voor je opzoeken";
/// The text of the help, above the list of commands.
pub const HELP_INTRO: &str = "Typ een van deze commando's. Je kunt er een woord achter zetten: terwijl je typt, zie je wat er is.";
/// The text of the help, below the list of commands.
pub const HELP_OUTRO: &str = "Wil je het antwoord alleen zelf zien? Kies dan `alleen_ik` erbij.";
/// The heading above the sources in the help.
pub const HELP_SOURCES: &str = "Waar komen de teksten vandaan?";

/// Above the tip of the week.
pub const WEEKLY_TIP: &str = "📌 **Tip van de week**";

/// "3 van 7".
pub fn position(place: usize, of: usize) -> String {
    format!("{place} van {of}")
}

/// "Pagina 1 van 2".
pub fn page(page: usize, of: usize) -> String {
    format!("Pagina {page} van {of}")
}

/// "… en nog 12".
pub fn and_more(n: usize) -> String {
    format!("… en nog {n}")
}

/// "Nagekeken op 23 november 2026".
pub fn checked(date: jiff::civil::Date) -> String {
    format!("nagekeken op {}", day(date))
}

/// "23 november 2026".
pub fn day(date: jiff::civil::Date) -> String {
    const MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let month = MONTHS
        .iter()
        .zip(1..)
        .find(|(_, n)| *n == date.month())
        .map_or("", |(m, _)| m);
    format!("{} {month} {}", date.day(), date.year())
}

/// Above an answer that someone shows to the channel; the mention calls nobody.
pub fn shared_by(user: u64) -> String {
    format!("Gedeeld door <@{user}>")
}
