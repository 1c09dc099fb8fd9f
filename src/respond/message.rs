//! What the bot answers, in plain values; [`crate::discord`] writes them as Discord's payloads.

use serde::{Deserialize, Serialize};

use crate::library::EntryRef;
use crate::respond::action::Action;
use crate::respond::task::Task;

/// An answer to one interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A new message.
    Message {
        /// What it says.
        message: Message,
        /// Whether only the person who asked sees it.
        private: bool,
    },
    /// A new text for the message on which the button or menu stands.
    Update(Message),
    /// The message on which the button stands goes away; this is what stays where it cannot.
    Removal(Message),
    /// Suggestions for an option's value, best first; at most 25.
    Choices(Vec<Choice>),
    /// A form to fill in.
    Modal(Modal),
    /// None yet: there is work to do first, see [`crate::respond::moderation::outcome`].
    Task(Task),
}

impl Reply {
    /// A message that only the person who asked sees.
    pub fn private(message: Message) -> Self {
        Self::Message {
            message,
            private: true,
        }
    }
}

/// A suggestion for an option's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the member reads.
    pub name: String,
    /// What is sent when it is chosen.
    pub value: String,
}

/// A message. It calls nobody but the one member it is meant to call: no other mention in it takes
/// effect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// Text above the embed; may be empty.
    pub content: String,
    /// The one member that this message calls, if any.
    pub calls: Option<u64>,
    /// The framed text.
    pub embed: Option<Embed>,
    /// Rows of components, at most five.
    pub rows: Vec<Row>,
    /// A file that goes with it.
    pub file: Option<TextFile>,
    /// The text it shows, or the collection when its entry has no name; only to say which one it is
    /// about.
    pub about: Option<EntryRef>,
}

/// A file of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    /// Its name, with its ending.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The framed text of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embed {
    /// The heading.
    pub title: String,
    /// The text, in Discord's markdown.
    pub description: String,
    /// The colour of the bar beside it, as 0xRRGGBB.
    pub color: Option<u32>,
    /// Headings with their text.
    pub fields: Vec<(String, String)>,
    /// Small print.
    pub footer: String,
}

impl Embed {
    /// The characters that count for Discord's limit of 6000 a message.
    pub fn length(&self) -> usize {
        let fields = self.fields.iter().flat_map(|(name, value)| [name, value]);
        let texts = [&self.title, &self.description, &self.footer];
        texts
            .into_iter()
            .chain(fields)
            .map(|text| text.chars().count())
            .sum()
    }
}

/// A row of components: up to five buttons, or one menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Up to five buttons.
    Buttons(Vec<Button>),
    /// A menu to choose one of up to 25 from.
    Menu(Menu),
}

impl Row {
    /// A row of these buttons, if there are any: Discord refuses a row without.
    pub(crate) fn buttons(buttons: Vec<Button>) -> Option<Self> {
        (!buttons.is_empty()).then_some(Self::Buttons(buttons))
    }

    /// A row with this menu, if there is anything to choose: Discord refuses a menu without.
    pub(crate) fn menu(menu: Menu) -> Option<Self> {
        (!menu.items.is_empty()).then_some(Self::Menu(menu))
    }
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The words on it.
    pub label: String,
    /// An emoji before the words.
    pub emoji: Option<String>,
    /// What it does.
    pub does: Press,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Asks the bot for something.
    Ask(Action),
    /// Nothing now, as there is nothing further in that direction.
    Nothing(Action),
    /// Opens an address.
    Open(String),
}

/// A menu of which one item can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What stands in it before a choice.
    pub placeholder: String,
    /// The items.
    pub items: Vec<Item>,
    /// What a choice asks for.
    pub asks: Action,
}

/// A form to fill in, which Discord shows over the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modal {
    /// What sending it in asks for.
    pub asks: Action,
    /// The words above it; at most 45 characters.
    pub title: String,
    /// The fields, at most five.
    pub inputs: Vec<Input>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name, unique in the form.
    pub id: String,
    /// The words above it.
    pub label: String,
    /// What stands in it while it is empty.
    pub hint: String,
    /// What stands in it.
    pub value: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it has room for more than a line.
    pub long: bool,
    /// The most characters.
    pub max: usize,
}

/// An item of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The words.
    pub label: String,
    /// A line below them.
    pub description: Option<String>,
    /// An emoji before the words.
    pub emoji: Option<String>,
    /// What is sent when it is chosen.
    pub value: String,
}
