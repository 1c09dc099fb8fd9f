//! Messages, menus and modals in plain values; [`crate::discord`] writes them as Discord's payloads.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::library::EntryRef;
use crate::respond::action::Action;
use crate::text::limits::{
    MAX_ANSWER, MAX_BUTTON, MAX_BUTTONS_PER_ROW, MAX_FOOTER, MAX_ITEMS, MAX_LABEL, MAX_ROWS,
    length, shorten,
};
use crate::words;

/// Who sees a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everyone in the channel.
    #[default]
    Channel,
    /// Only the person who asked.
    Asker,
}

/// A suggestion for an option's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the member reads.
    pub name: String,
    /// The value that Discord sends when it is chosen.
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
    pub file: Option<File>,
    /// The text it shows, or the collection when its entry has no name; only to say which one it is
    /// about.
    pub about: Option<EntryRef>,
}

/// A file that goes with a message. Clones share its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, with an ending that says what kind of content it has.
    pub name: String,
    /// What is to be seen in it, for whoever does not see it.
    pub description: Option<String>,
    /// Its content.
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub content: Bytes,
}

fn to_base64<S: Serializer>(content: &Bytes, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&BASE64_STANDARD.encode(content))
}

fn from_base64<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
    let content = BASE64_STANDARD.decode(String::deserialize(from)?);
    content.map(Bytes::from).map_err(de::Error::custom)
}

impl File {
    /// A file of this content, with nothing to be seen.
    pub fn new(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            description: None,
            content: content.into(),
        }
    }

    /// The kind of its content, by the ending of its name.
    pub fn media_type(&self) -> &'static str {
        let ending = self.name.rsplit('.').next().unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "webp" => "image/webp",
            "gif" => "image/gif",
            "zip" => "application/zip",
            _ => "text/plain; charset=utf-8",
        }
    }
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
    /// A text with a heading above it.
    pub(crate) fn new(title: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            description: description.into(),
            ..Self::default()
        }
    }

    /// The characters that count for Discord's limit of 6000 a message.
    pub fn length(&self) -> usize {
        let fields = self.fields.iter().flat_map(|(name, value)| [name, value]);
        let texts = [&self.title, &self.description, &self.footer].into_iter();
        texts.chain(fields).map(|text| length(text)).sum()
    }

    /// Puts words before the small print, where there is room for them.
    pub(crate) fn add_footer(&mut self, words: &str) {
        const BETWEEN: &str = " · ";
        let extra = length(words) + length(BETWEEN);
        if length(&self.footer) + extra <= MAX_FOOTER && self.length() + extra <= MAX_ANSWER {
            self.footer = match self.footer.as_str() {
                "" => words.to_owned(),
                footer => format!("{words}{BETWEEN}{footer}"),
            };
        }
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
    /// As many rows as these buttons take; none without buttons, as Discord refuses a row without.
    pub(crate) fn buttons(buttons: impl IntoIterator<Item = Button>) -> Vec<Self> {
        let buttons: Vec<Button> = buttons.into_iter().collect();
        let rows = buttons.chunks(MAX_BUTTONS_PER_ROW);
        rows.map(|row| Self::Buttons(row.to_vec())).collect()
    }

    /// A row with a menu of the first of these items, if there are any: Discord refuses a menu without.
    pub(crate) fn menu(
        placeholder: &str,
        asks: impl Into<Action>,
        items: impl IntoIterator<Item = Item>,
    ) -> Option<Self> {
        let items: Vec<Item> = items.into_iter().take(MAX_ITEMS).collect();
        (!items.is_empty()).then(|| {
            Self::Menu(Menu {
                placeholder: placeholder.into(),
                items,
                asks: asks.into(),
            })
        })
    }
}

/// A button. It has no emoji, which Discord would set, and a screen reader would say, before the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The words on it.
    pub label: String,
    /// What it does.
    pub does: Press,
}

impl Button {
    /// A button with these words.
    pub(crate) fn new(label: &str, does: impl Into<Press>) -> Self {
        Self {
            label: shorten(label, MAX_BUTTON),
            does: does.into(),
        }
    }
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Asks the bot for something.
    Ask(Action),
    /// Greyed out, as there is nothing further in that direction; Discord wants a `custom_id` all the same.
    Disabled(Action),
    /// Opens an address.
    Open(String),
}

impl<A: Into<Action>> From<A> for Press {
    fn from(action: A) -> Self {
        Self::Ask(action.into())
    }
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

impl Input {
    /// A line that must be filled in.
    pub(crate) fn line(id: &str, label: &str, hint: &str, value: &str) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            hint: hint.into(),
            value: shorten(value, MAX_LABEL),
            required: true,
            long: false,
            max: MAX_LABEL,
        }
    }
}

/// An item of a menu; without an emoji, as a [`Button`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The words.
    pub label: String,
    /// A line below them.
    pub description: Option<String>,
    /// The value that Discord sends when it is chosen.
    pub value: String,
}

impl Message {
    /// A message of plain text, with these rows of components.
    pub fn text(content: impl Into<String>, rows: impl IntoIterator<Item = Row>) -> Self {
        Self {
            content: content.into(),
            rows: rows.into_iter().collect(),
            ..Self::default()
        }
    }

    /// A message of a framed text, with these rows of components.
    pub(crate) fn framed(embed: Embed, rows: impl IntoIterator<Item = Row>) -> Self {
        Self {
            embed: Some(embed),
            rows: rows.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The message with a line above its text.
    #[must_use]
    pub fn with_notice(mut self, notice: &str) -> Self {
        notice.clone_into(&mut self.content);
        self
    }

    /// The message addressed to one member, who is the only one it can call.
    #[must_use]
    pub(crate) fn addressed_to(mut self, user: u64) -> Self {
        let mention = format!("<@{user}>");
        self.content = match self.content.as_str() {
            "" => mention,
            content => format!("{mention}\n{content}"),
        };
        self.calls = Some(user);
        self
    }

    /// The message with a button that takes it away, where there is room for one.
    #[must_use]
    pub(crate) fn removable(self) -> Self {
        self.beside(Button::new(words::members::REMOVE, Action::Remove))
    }

    /// The message with one more button: beside the last ones, or else in a row of its own; without it
    /// where there is no room.
    #[must_use]
    pub(crate) fn beside(mut self, button: Button) -> Self {
        let last = match self.rows.last_mut() {
            Some(Row::Buttons(buttons)) if buttons.len() < MAX_BUTTONS_PER_ROW => Some(buttons),
            _ => None,
        };
        if let Some(buttons) = last {
            buttons.push(button);
        } else if self.rows.len() < MAX_ROWS {
            self.rows.push(Row::Buttons(vec![button]));
        }
        self
    }
}
