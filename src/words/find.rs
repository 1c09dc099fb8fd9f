//! What members read when they search.

/// The command that searches all texts.
pub const COMMAND: &str = "zoek";
/// What Discord's command list says of it.
pub const DESCRIPTION: &str = "Zoek in alle teksten";
/// The option for what someone looks for.
pub const OPTION: &str = "vraag";
/// What Discord says of that option.
pub const OPTION_DESCRIPTION: &str = "Typ een woord of een hele vraag";
/// Above what was found.
pub const TITLE: &str = "Dit past bij je vraag";
/// In the menu of what was found, before a choice.
pub const MENU: &str = "Open een tekst";
/// When nothing was asked.
pub const ASK: &str = "Waar ben je naar op zoek? Typ een woord of een vraag achter `/zoek`.";
