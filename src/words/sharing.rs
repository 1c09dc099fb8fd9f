//! What members read when an answer is for someone else, or has to go.

/// The option that names the member an answer is for.
pub const FOR_OPTION: &str = "voor";
/// What Discord says of that option.
pub const FOR_DESCRIPTION: &str = "Stuur het antwoord naar dit lid";
/// On the button that takes the bot's answer away.
pub const REMOVE: &str = "Verwijder";
/// What is left of an answer that was taken away.
pub const REMOVED: &str = "-# Dit antwoord is verwijderd.";
/// To whom presses that button on an answer they did not ask for.
pub const NOT_YOURS: &str = "Alleen wie dit antwoord vroeg, kan het verwijderen.";

/// The command in the menu of a member's message.
pub const REPLY_COMMAND: &str = "Antwoord met…";
/// The heading of the choice of a text to answer with.
pub const REPLY_TITLE: &str = "Met welke tekst wil je antwoorden?";
/// In the menu of texts that may fit the message.
pub const REPLY_MENU: &str = "Kies een tekst";

/// Above a private answer that names a member: that member does not see it.
pub fn not_sent(user: u64) -> String {
    format!("Je koos ook `alleen_ik`: <@{user}> ziet dit niet.")
}

/// What is asked for with a message to answer.
pub fn reply_intro(user: u64) -> String {
    format!(
        "Je antwoordt <@{user}>. Bovenaan staat wat bij het bericht past. \
         Staat het er niet bij? Kies dan hieronder een onderdeel."
    )
}

/// The same, with the texts of one command to choose from.
pub fn reply_intro_from(user: u64, title: &str) -> String {
    format!(
        "Je antwoordt <@{user}>. Dit zijn de teksten van **{title}**. \
         Zoek je iets anders? Kies dan hieronder een ander onderdeel."
    )
}

/// The first line of an answer that a member gives to another's message.
pub fn reply(to: u64, from: u64) -> String {
    format!("<@{to}>, <@{from}> deelt dit met je.")
}
