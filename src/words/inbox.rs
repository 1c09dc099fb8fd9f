//! What members read while they say which text they miss, and moderators about what members wrote.

#![expect(missing_docs, reason = "a text is its own doc")]

/// Opens the form in which a member says which text is missing; its heading too.
pub const MISS: &str = "Ik mis een tekst";
/// The fields of that form; at most 45 characters, and 100 for a hint.
pub const MISS_TITLE: &str = "Waarover mis je een tekst?";
pub const MISS_TITLE_HINT: &str = "In een paar woorden, zoals: subsidie aanvragen";
pub const MISS_WORDS: &str = "Wat wil je erover weten?";
/// Where the field that counts has nothing in it that anybody sees.
pub const EMPTY: &str = "Er stond nog niets in, dus ik heb niets verstuurd. Probeer het opnieuw, en schrijf in een paar woorden wat je mist of wat er niet klopt.";
pub const WISH_TITLE: &str = "Een lid mist een tekst 💬";
/// Opens the form of a new text.
pub const WRITE: &str = "Maak er een tekst van";
/// Opens the choice of a text that is there.
pub const BELONGS: &str = "Hoort bij een tekst";
pub const HANDLED: &str = "Afgehandeld";
/// What is asked with a new text.
pub const WRITE_WHERE: &str = "Bij welk commando komt de nieuwe tekst?";
pub const BELONGS_WHERE: &str = "Bij welke tekst hoort dit? Kies er een: je krijgt het formulier van die tekst. De woorden van het lid staan erbij, ook bij de trefwoorden en vragen.";
/// In the menu of texts that it could belong to, before a choice.
pub const MENU_BELONGS: &str = "Kies een tekst";
/// In the status, above what members wrote and nobody handled yet.
pub const OPEN: &str = "Berichten van leden 💬";
/// In the menu of those, before a choice.
pub const MENU_OPEN: &str = "Doe iets met een bericht van een lid";
pub const GONE: &str =
    "Dit bericht bewaar ik niet meer: het is afgehandeld, of het is al lang geleden.";

/// Who misses which text; the mention calls nobody.
pub fn wish_from(by: u64) -> String {
    format!("<@{by}> mist een tekst:")
}

/// What a member misses, in a list.
pub fn wish_line(title: &str) -> String {
    format!("Een lid mist een tekst: {title}")
}

/// That a member wrote about a text, in a list.
pub fn report_line(title: &str) -> String {
    format!("Een lid schreef over de tekst {title}")
}

/// In the place of what a member wrote, when it is too long ago.
pub fn forgotten(line: &str) -> String {
    format!("Dit bericht is al lang geleden, dus ik bewaar het niet meer. {line}.")
}

/// In the place of what a member wrote; the mention calls nobody.
pub fn handled(by: u64, line: Option<&str>) -> String {
    match line {
        Some(line) => format!("Afgehandeld door <@{by}>. {line}."),
        None => format!("Afgehandeld door <@{by}>."),
    }
}
