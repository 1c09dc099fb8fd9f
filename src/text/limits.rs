//! What fits in a Discord message, in one place, and how length is counted.
//!
//! Limits are Discord's, from
//! <https://discord.com/developers/docs/resources/message#embed-object-embed-limits>,
//! <https://discord.com/developers/docs/components/reference> and
//! <https://discord.com/developers/docs/interactions/application-commands>, unless a comment says
//! otherwise. Lengths are in characters (Unicode scalar values).

/// The most slash commands in one place, with the bot's own.
pub const MAX_COMMANDS: usize = 100;
/// The longest name of a command or option.
pub const MAX_NAME: usize = 32;
/// The longest entry id: what fits in a button's `custom_id` of 100 beside the command's name.
pub const MAX_ID: usize = 50;
/// The longest embed title.
pub const MAX_TITLE: usize = 256;
/// The longest embed description.
pub const MAX_TEXT: usize = 4096;
/// The longest embed footer.
pub const MAX_FOOTER: usize = 2048;
/// The most characters of all texts of one message together.
pub const MAX_ANSWER: usize = 6000;
/// The longest description of a command, choice or menu item.
pub const MAX_LABEL: usize = 100;
/// The most embed fields.
pub const MAX_SECTIONS: usize = 25;
/// The longest embed field name.
pub const MAX_HEADING: usize = 256;
/// The longest embed field value.
pub const MAX_SECTION: usize = 1024;
/// The most choices under a question: one menu.
pub const MAX_CHOICES: usize = MAX_ITEMS;
/// The longest words on a button.
pub const MAX_BUTTON: usize = 80;
/// The longest address behind a button.
pub const MAX_ADDRESS: usize = 512;
/// The most buttons in one row.
pub const MAX_BUTTONS_PER_ROW: usize = 5;
/// The most rows of components.
pub const MAX_ROWS: usize = 5;
/// The most items in a menu, and choices for an option.
pub const MAX_ITEMS: usize = 25;
/// The longest `custom_id` of a component.
pub const MAX_CUSTOM_ID: usize = 100;
/// The longest text above a message's embed.
pub const MAX_CONTENT: usize = 2000;
/// The longest text in a field of a modal.
pub const MAX_INPUT: usize = 4000;
/// The longest words in a menu before a choice.
pub const MAX_PLACEHOLDER: usize = 150;
/// The most fields of a modal.
pub const MAX_INPUTS: usize = 5;
/// The longest title of a modal, and words above a field.
pub const MAX_MODAL_TITLE: usize = 45;
/// The most link buttons: a message has five rows of five, and the bot needs two for its own
/// buttons and menu.
pub const MAX_LINKS: usize = 15;
/// The most related entries: one menu.
pub const MAX_RELATED: usize = MAX_ITEMS;
/// The most keywords; our own limit, against a keyword list that drowns the others.
pub const MAX_KEYWORDS: usize = 100;
/// The most questions that an entry or a file answers; our own limit, as for keywords.
pub const MAX_QUESTIONS: usize = 50;
/// The longest of those questions.
pub const MAX_QUESTION: usize = 200;
/// The longest description of a file that goes with a message.
pub const MAX_ALT: usize = 1024;
/// The longest group name, so that it fits in a choice with a word before it.
pub const MAX_GROUP: usize = 80;

/// The length of a text as Discord counts it.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// A text of at most `limit` characters, ending in `…` where something was left out.
pub fn shorten(text: &str, limit: usize) -> String {
    if length(text) <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
