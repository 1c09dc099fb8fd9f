//! What moderators read about posts that stay: texts that the bot puts in a channel and keeps up to date.

#![expect(missing_docs, reason = "a text is its own doc")]

/// The subcommand, with what Discord's command list says of it and of its options.
pub const COMMAND: &str = "plaats";
pub const COMMAND_ABOUT: &str =
    "Zet een tekst vast in dit kanaal: het bericht verandert met de tekst mee";
pub const COLLECTION_ABOUT: &str = "Of het overzicht van dit commando";
pub const WHICH: &str = "Welke tekst wil je plaatsen? Kies achter `/moderatie plaats` een tekst, of een commando voor het overzicht.";
pub const NOT_HERE: &str = "Berichten plaatsen kan hier niet. Vraag het aan wie de bot draait.";
pub const TOO_MANY: &str =
    "Er staan al heel veel vaste berichten. Haal er eerst een weg bij `/moderatie status`.";
pub const ALREADY: &str = "Deze tekst staat al vast in dit kanaal.";
/// In the status, above the posts.
pub const TITLE: &str = "Vaste berichten 📍";
/// In the menu of posts, before a choice.
pub const MENU: &str = "Doe iets met een vast bericht";
pub const REMOVE: &str = "Haal dit bericht weg";
pub const PUT_BACK: &str = "Zet terug als iemand het weghaalt";
pub const LET_GO: &str = "Niet terugzetten als iemand het weghaalt";
pub const POST_GONE: &str = "Dit vaste bericht houd ik niet meer bij.";

/// That a text is being put in a channel.
pub fn placed(name: &str, channel: u64) -> String {
    format!(
        "Ik zet {name} vast in <#{channel}>. Verandert de tekst? Dan verandert het bericht mee. Weghalen kan bij `/moderatie status`."
    )
}

/// A post in the list of all.
pub fn line(name: &str, channel: u64, puts_back: bool) -> String {
    let back = if puts_back { ", zet ik terug" } else { "" };
    format!("`{name}` in <#{channel}>{back}")
}

/// A post with what can be done about it.
pub fn about(name: &str, channel: u64, puts_back: bool) -> String {
    let then = if puts_back {
        "Haalt iemand het bericht weg? Dan zet ik het terug."
    } else {
        "Haalt iemand het bericht weg? Dan vergeet ik het."
    };
    format!("`{name}` staat vast in <#{channel}>. {then}")
}

/// What the moderators' channel hears of a post that somebody took away.
pub fn forgotten(name: &str, channel: u64) -> String {
    format!(
        "Het vaste bericht `{name}` in <#{channel}> is weggehaald. Ik houd het niet meer bij. Wil je het terug? Typ daar `/moderatie {COMMAND}`."
    )
}

/// What the moderators' channel hears of a post that Discord does not take.
pub fn refused(name: &str, channel: u64, reason: &str) -> String {
    format!(
        "Het vaste bericht `{name}` in <#{channel}> kon ik niet plaatsen of veranderen. Kijk of de bot daar mag schrijven, en of er iets vreemds in die tekst staat. Discord zegt:\n```\n{reason}\n```"
    )
}
