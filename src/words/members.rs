//! What members read: the commands, the buttons, and what is said when something is not there.

#![expect(missing_docs, reason = "a text is its own doc")]

use crate::words::dutch::day;

pub const HELP_COMMAND: &str = "hulp";
pub const MODERATION_COMMAND: &str = "moderatie";
/// Commands of the bot itself; no response file may take their names.
pub const OWN_COMMANDS: &[&str] = &[HELP_COMMAND, SEARCH_COMMAND, MODERATION_COMMAND];
pub const PRIVATE_OPTION: &str = "alleen_ik";
/// Options of the bot itself; no response file may take their names.
pub const OWN_OPTIONS: &[&str] = &[PRIVATE_OPTION, FOR_OPTION];

/// Words on buttons.
pub mod button {
    pub const PREVIOUS: &str = "Vorige";
    pub const NEXT: &str = "Volgende";
    pub const PREVIOUS_PAGE: &str = "Vorige pagina";
    pub const NEXT_PAGE: &str = "Volgende pagina";
    pub const OVERVIEW: &str = "Overzicht";
    pub const ANOTHER: &str = "Nog een";
    pub const SURPRISE: &str = "Verras me";
    /// To the first question of a guide.
    pub const START: &str = "Opnieuw kiezen";
    pub const SHARE: &str = "Deel in dit kanaal";
    pub const MORE: &str = "Meer";
    pub const COPY: &str = "Kopieer de tekst";
    pub const HELP: &str = "Wat kan ik vragen?";
}

/// Above what is rarely done with a text.
pub fn more_with(title: &str) -> String {
    format!("Wat wil je met **{title}** doen?")
}

/// Below a text to copy.
pub const COPY_HINT: &str = "Op je telefoon: houd dit bericht ingedrukt en kies **Tekst kopiëren**. Op je computer: selecteer de tekst. Plak hem daarna waar je wilt.";
pub const COPY_FILE: &str =
    "De tekst is te lang voor één bericht. Daarom staat hij in dit bestand. Kopieer hem daaruit.";

/// In the menu of a question's choices, before a choice.
pub const MENU_CHOICES: &str = "Kies wat bij je past";
/// In the menu of related entries, before a choice.
pub const MENU_RELATED: &str = "Lees ook";
/// Above the overview when the entry asked for is gone.
pub const GONE: &str = "Deze tekst is er niet meer. Hieronder zie je wat er wel is.";
/// When a button is of another version, or not one of the bot's.
pub const UNKNOWN_BUTTON: &str =
    "Deze knop werkt niet meer. Typ het commando opnieuw, dan krijg je nieuwe knoppen.";
/// When Discord sends something that the bot does not know.
pub const UNKNOWN_INTERACTION: &str = "Dit kan ik nog niet. Typ `/hulp` om te zien wat ik wel kan.";
/// Above the help when a command is registered but no longer, or not yet, known, and when a button
/// leads to one that is gone.
pub const UNKNOWN_COMMAND: &str = "Dit commando is er niet meer. Hieronder zie je wat ik wel kan.";
/// When no version of a command's file can be read.
pub const UNAVAILABLE: &str = "Deze teksten zijn even niet beschikbaar. De moderatoren weten ervan. Probeer het later nog eens.";
/// Above a form without a name of its own.
pub const FORM: &str = "Vul in";
pub const APOLOGY: &str = "Sorry, er ging iets mis. Probeer het nog eens.";
/// When the bot stopped amid the work, and does not know how far it came.
pub const UNSURE: &str = "Ik viel even weg, dus ik weet niet of dit gelukt is. Kijk even of het er staat. Staat het er niet? Doe het dan nog een keer.";
pub const NOT_FOUND_TITLE: &str = "Dat heb ik niet gevonden";
/// When nothing fits a question, above buttons that lead to the overviews.
pub const LOOK_AROUND: &str =
    "Vraag het met andere woorden, of kijk of het bij een van deze onderdelen hoort.";
/// When a value matches nothing, with buttons below.
pub const DID_YOU_MEAN: &str = "Bedoelde je een van deze?";
/// Stands before a group's name among the choices of an option.
pub const GROUP: &str = "Onderwerp";
pub const PRIVATE_OPTION_DESCRIPTION: &str = "Laat het antwoord alleen aan mij zien";
pub const HELP_DESCRIPTION: &str = "Wat deze bot kan en waar de teksten vandaan komen";
/// For a command without readable text.
pub const UNAVAILABLE_DESCRIPTION: &str = "Deze teksten zijn even niet beschikbaar";
pub const HELP_TITLE: &str = "Dit kan ik voor je opzoeken";
/// Above the ways in which most people start.
pub const HELP_START: &str = "Begin met een van deze:";
/// What may be typed behind [`SEARCH_COMMAND`].
pub const HELP_SEARCH: &str = "Zoek in alle teksten, met een woord of een hele vraag.";
/// What [`REPLY_COMMAND`] is for, and where it hides.
pub const HELP_REPLY: &str = "Antwoord iemand met een tekst. Houd het bericht van die persoon ingedrukt, of klik er met de rechtermuisknop op. Kies daarna Apps.";
/// Above the other commands.
pub const HELP_COMMANDS: &str = "Dit zijn de andere commando's:";
pub const HELP_OUTRO: &str = "Achter een commando mag een woord. Terwijl je typt, zie je wat er is. Wil je het antwoord alleen zelf zien? Kies dan `alleen_ik` erbij. Is het voor iemand anders? Kies dan `voor`.";
pub const HELP_SOURCES: &str = "Waar komen de teksten vandaan?";
pub const HELP_STORED_TITLE: &str = "Wat bewaart deze bot?";
pub const HELP_STORED: &str = "Niet wie wat vraagt. Vindt de bot niets bij je vraag? Dan mag hij de woorden tellen, zodat moderatoren zien welke tekst er mist. Om je op een dag maar één keer te tellen, maakt hij een code van je nummer bij Discord en die woorden. De code gaat weg als de dag om is. Van elke tekst telt de bot per maand hoe vaak hij is gevraagd, niet door wie.\n\
    Meld je iets over een tekst, of mis je er een? Dan gaan je woorden en je naam naar het kanaal van de moderatoren. Is het afgehandeld? Dan staat je naam er niet meer bij. De bot zelf bewaart alleen je woorden, tot het afgehandeld is.\n\
    Van moderatoren bewaart de bot het nummer bij Discord: bij elke versie in de geschiedenis van een tekst, en bij elke tekst die zij nog niet publiceerden.";

pub const WEEKLY_TIP: &str = "**Tip van de week** 📌";

pub fn checked(date: jiff::civil::Date) -> String {
    format!("nagekeken op {}", day(date))
}

/// Above an answer that someone shows to the channel; the mention calls nobody.
pub fn shared_by(user: u64) -> String {
    format!("Gedeeld door <@{user}>.")
}

pub fn position(place: usize, of: usize) -> String {
    format!("{place} van {of}")
}

/// A text in an overview; behind a title that is a question comes no colon.
pub fn told(title: &str, summary: &str) -> String {
    let colon = if title.ends_with(['?', '!', '.', '…', ':']) {
        ""
    } else {
        ":"
    };
    format!("**{title}**{colon} {summary}")
}

pub fn page(page: usize, of: usize) -> String {
    format!("Pagina {page} van {of}")
}

pub fn and_more(n: usize) -> String {
    format!("… en nog {n}")
}

// Searching.

pub const SEARCH_COMMAND: &str = "zoek";
pub const SEARCH_DESCRIPTION: &str = "Zoek in alle teksten";
pub const SEARCH_OPTION: &str = "vraag";
pub const SEARCH_OPTION_DESCRIPTION: &str = "Typ een woord of een hele vraag";
pub const SEARCH_TITLE: &str = "Dit past bij je vraag";
/// Above what may be about the question.
pub const SEARCH_UNSURE: &str = "Misschien bedoel je een van deze:";
/// In the menu of what was found, before a choice.
pub const SEARCH_MENU: &str = "Open een tekst";
pub const SEARCH_ASK: &str = "Waar ben je naar op zoek? Typ een woord of een vraag achter `/zoek`.";

// An answer for someone else, or one that has to go.

pub const FOR_OPTION: &str = "voor";
pub const FOR_DESCRIPTION: &str = "Noem dit lid bij het antwoord (iedereen ziet het)";
pub const REMOVE: &str = "Bericht weghalen";
pub const REMOVED: &str = "-# Dit bericht is weggehaald.";
/// To whom presses that button on an answer they did not ask for.
pub const NOT_YOURS: &str = "Alleen wie om dit antwoord vroeg, kan het bericht weghalen.";

pub const REPLY_COMMAND: &str = "Antwoord met…";
pub const REPLY_TITLE: &str = "Met welke tekst wil je antwoorden?";
/// In the menu of texts that may fit the message.
pub const REPLY_MENU: &str = "Kies een tekst";

/// Above a private answer that names a member: that member does not see it.
pub fn not_sent(user: u64) -> String {
    format!("Je koos ook `alleen_ik`: <@{user}> ziet dit niet.")
}

/// What is asked for with a message to answer, for which there may be a text that fits.
pub fn reply_intro(user: u64, fits: bool) -> String {
    let found = if fits {
        "Bovenaan staat wat bij het bericht past. Staat het er niet bij?"
    } else {
        "Er is geen tekst die duidelijk bij het bericht past. Weet je er zelf een?"
    };
    format!("Je antwoordt <@{user}>. {found} Kies dan hieronder een commando.")
}

/// What is asked for with a message to answer, with the texts of one command to choose from.
pub fn reply_intro_from(user: u64, title: &str) -> String {
    format!(
        "Je antwoordt <@{user}>. Dit zijn de teksten van **{title}**. \
         Zoek je iets anders? Kies dan hieronder een ander commando."
    )
}

/// The first line of an answer that a member gives to another's message.
pub fn reply(to: u64, from: u64) -> String {
    format!("<@{to}>, <@{from}> deelt dit met je.")
}
