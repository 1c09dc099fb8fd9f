//! Writes replies as the callbacks that Discord takes; shapes and numbers are from
//! <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object>
//! and <https://discord.com/developers/docs/components/reference>.

use serde::Serialize;

use super::interaction::EPHEMERAL;
use super::upload::Body;
use crate::library::EntryRef;
use crate::respond::{self, Action, Press, Reply, TextFile, Then};
use crate::words;

mod fit;

use fit::Mended;

/// An answer to an interaction, as Discord takes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Callback {
    /// What kind of answer this is.
    #[serde(rename = "type")]
    pub kind: CallbackType,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<CallbackData>,
}

/// The kind of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CallbackType(pub u8);

impl CallbackType {
    /// To a ping.
    pub const PONG: Self = Self(1);
    /// A new message.
    pub const MESSAGE: Self = Self(4);
    /// A new message, later.
    pub const DEFERRED_MESSAGE: Self = Self(5);
    /// A new text for the message pressed on, later.
    pub const DEFERRED_UPDATE: Self = Self(6);
    /// A new text for the message pressed on.
    pub const UPDATE: Self = Self(7);
    /// Suggestions.
    pub const CHOICES: Self = Self(8);
    /// A form.
    pub const MODAL: Self = Self(9);
}

/// The content of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum CallbackData {
    /// A message.
    Message(Message),
    /// Suggestions.
    Choices(Choices),
    /// A form.
    Modal(Modal),
    /// What is known of a message that comes later.
    Later {
        /// Whether only the person who asked will see it.
        flags: u64,
    },
}

/// Suggestions, best first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choices {
    choices: Vec<Choice>,
    #[serde(skip)]
    mended: Mended,
}

/// A form. Its fields stand in rows of their own, which is the one shape of which every client of
/// the gateway gives the values back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Modal {
    custom_id: String,
    title: String,
    components: Vec<Row>,
    #[serde(skip)]
    mended: Mended,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct TextInput {
    #[serde(rename = "type")]
    kind: u8,
    custom_id: String,
    style: u8,
    label: String,
    required: bool,
    max_length: usize,
    #[serde(skip_serializing_if = "String::is_empty")]
    value: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    placeholder: String,
}

/// A suggestion for an option's value.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Choice {
    name: String,
    value: String,
}

/// A message. All its parts are always written, so that an update leaves nothing of the old text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    content: String,
    embeds: Vec<Embed>,
    components: Vec<Row>,
    allowed_mentions: AllowedMentions,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<u64>,
    /// The files; none at all is said only where there may have been one.
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<Attachment>>,
    /// The file that goes beside the payload.
    #[serde(skip)]
    file: Option<TextFile>,
    /// The text it shows, see [`respond::Message::about`].
    #[serde(skip)]
    about: Option<EntryRef>,
    #[serde(skip)]
    mended: Mended,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Attachment {
    /// The number of the part that holds it, as text.
    id: &'static str,
    filename: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Embed {
    title: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    footer: Option<Footer>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Field {
    name: String,
    value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Footer {
    text: String,
}

/// Who may be called by a message: nobody, or the one member it is meant to call.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct AllowedMentions {
    parse: [&'static str; 0],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    users: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Row {
    #[serde(rename = "type")]
    kind: u8,
    components: Vec<Component>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Component {
    Button(Button),
    Menu(Menu),
    Input(TextInput),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Button {
    #[serde(rename = "type")]
    kind: u8,
    style: u8,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<Emoji>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disabled: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Menu {
    #[serde(rename = "type")]
    kind: u8,
    custom_id: String,
    placeholder: String,
    options: Vec<MenuOption>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct MenuOption {
    label: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<Emoji>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Emoji {
    name: String,
}

const ACTION_ROW: u8 = 1;
const BUTTON: u8 = 2;
const STRING_SELECT: u8 = 3;
const TEXT_INPUT: u8 = 4;
const SHORT: u8 = 1;
const PARAGRAPH: u8 = 2;
const SECONDARY: u8 = 2;
const SUCCESS: u8 = 3;
const DANGER: u8 = 4;
const LINK: u8 = 5;

impl Callback {
    /// The answer to a ping.
    pub fn pong() -> Self {
        Self {
            kind: CallbackType::PONG,
            data: None,
        }
    }

    /// The answer that a reply stands for.
    pub fn from_reply(reply: Reply) -> Self {
        let (kind, data) = match reply {
            Reply::Message { message, private } => {
                let flags = private.then_some(EPHEMERAL);
                (
                    CallbackType::MESSAGE,
                    CallbackData::Message(Message::new(message, flags)),
                )
            }
            Reply::Update(message) | Reply::Removal(message) => (
                CallbackType::UPDATE,
                CallbackData::Message(Message {
                    // The files of the text before it go, unless it has one of its own.
                    attachments: Some(attachments(&message)),
                    ..Message::new(message, None)
                }),
            ),
            Reply::Choices(choices) => {
                let choice = |c: respond::Choice| Choice {
                    name: c.name,
                    value: c.value,
                };
                let (choices, mended) = fit::choices(choices.into_iter().map(choice).collect());
                let choices = Choices { choices, mended };
                (CallbackType::CHOICES, CallbackData::Choices(choices))
            }
            Reply::Modal(modal) => (CallbackType::MODAL, CallbackData::Modal(Modal::new(modal))),
            Reply::Task(task) => return Self::later(task.then),
        };
        Self {
            kind,
            data: Some(data),
        }
    }
}

impl Callback {
    /// That the answer comes later; suggestions cannot, so those are none.
    pub fn later(then: Then) -> Self {
        let (kind, data) = match then {
            Then::Private => (
                CallbackType::DEFERRED_MESSAGE,
                Some(CallbackData::Later { flags: EPHEMERAL }),
            ),
            Then::Update => (CallbackType::DEFERRED_UPDATE, None),
            Then::Choices => (
                CallbackType::CHOICES,
                Some(CallbackData::Choices(Choices {
                    choices: Vec::new(),
                    mended: Mended::default(),
                })),
            ),
        };
        Self { kind, data }
    }

    /// The answer when answering failed.
    pub fn apology() -> Self {
        let message = respond::Message {
            content: words::APOLOGY.into(),
            ..respond::Message::default()
        };
        Self::from_reply(Reply::private(message))
    }

    /// What is sent to Discord.
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON.
    pub fn body(&self) -> serde_json::Result<Body> {
        Body::new(self, self.file())
    }

    /// The text that it shows, or the collection when its entry has no name.
    pub fn about(&self) -> Option<&EntryRef> {
        self.message()?.about.as_ref()
    }

    /// What had to be cut or left out, as it was more than Discord takes.
    pub fn mended(&self) -> &[&'static str] {
        match &self.data {
            Some(CallbackData::Message(message)) => &message.mended.0,
            Some(CallbackData::Choices(choices)) => &choices.mended.0,
            Some(CallbackData::Modal(modal)) => &modal.mended.0,
            Some(CallbackData::Later { .. }) | None => &[],
        }
    }

    /// The file that goes with it.
    pub fn file(&self) -> Option<&TextFile> {
        self.message()?.file.as_ref()
    }

    /// That nothing is left to show: the message goes away.
    pub fn nothing() -> Self {
        Self {
            kind: CallbackType::DEFERRED_UPDATE,
            data: None,
        }
    }

    /// The message in it, to put in the place of one that was announced with [`Self::later`].
    pub fn message(&self) -> Option<&Message> {
        match &self.data {
            Some(CallbackData::Message(message)) => Some(message),
            _ => None,
        }
    }
}

impl Modal {
    fn new(modal: respond::Modal) -> Self {
        let input = |input: respond::Input| TextInput {
            kind: TEXT_INPUT,
            custom_id: input.id,
            style: if input.long { PARAGRAPH } else { SHORT },
            label: input.label,
            required: input.required,
            max_length: input.max,
            value: input.value,
            placeholder: input.hint,
        };
        let row = |component| Row {
            kind: ACTION_ROW,
            components: vec![component],
        };
        let inputs = modal.inputs.into_iter();
        Self {
            custom_id: modal.asks.encode(),
            title: modal.title,
            components: inputs.map(input).map(Component::Input).map(row).collect(),
            mended: Mended::default(),
        }
        .fitting()
    }
}

impl From<respond::Message> for Message {
    fn from(message: respond::Message) -> Self {
        Self::new(message, None)
    }
}

impl Message {
    /// The message as Discord takes it: nothing in it is empty, too long or there twice.
    pub fn new(message: respond::Message, flags: Option<u64>) -> Self {
        Self {
            attachments: message.file.as_ref().map(|_| attachments(&message)),
            content: message.content,
            embeds: message.embed.into_iter().map(Embed::new).collect(),
            components: message.rows.into_iter().map(Row::new).collect(),
            allowed_mentions: AllowedMentions {
                parse: [],
                users: message.calls.iter().map(u64::to_string).collect(),
            },
            flags,
            file: message.file,
            about: message.about,
            mended: Mended::default(),
        }
        .fitting()
    }

    /// The file that goes with it.
    pub fn file(&self) -> Option<&TextFile> {
        self.file.as_ref()
    }

    /// What is sent to Discord.
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON.
    pub fn body(&self) -> serde_json::Result<Body> {
        Body::new(self, self.file.as_ref())
    }
}

/// The files of a message, as its payload names them.
fn attachments(message: &respond::Message) -> Vec<Attachment> {
    let attachment = |file: &TextFile| Attachment {
        id: "0",
        filename: file.name.clone(),
    };
    message.file.iter().map(attachment).collect()
}

impl Embed {
    fn new(embed: respond::Embed) -> Self {
        let field = |(name, value)| Field { name, value };
        Self {
            title: embed.title,
            description: embed.description,
            color: embed.color,
            fields: embed.fields.into_iter().map(field).collect(),
            footer: Some(Footer { text: embed.footer }).filter(|footer| !footer.text.is_empty()),
        }
    }
}

impl Row {
    fn new(row: respond::Row) -> Self {
        let components = match row {
            respond::Row::Buttons(buttons) => buttons
                .into_iter()
                .map(|b| Component::Button(Button::new(b)))
                .collect(),
            respond::Row::Menu(menu) => vec![Component::Menu(Menu::new(menu))],
        };
        Self {
            kind: ACTION_ROW,
            components,
        }
    }
}

impl Button {
    fn new(button: respond::Button) -> Self {
        let (style, custom_id, url, disabled) = match button.does {
            Press::Ask(action) => (style(&action), Some(action.encode()), None, false),
            Press::Nothing(action) => (SECONDARY, Some(action.encode()), None, true),
            Press::Open(url) => (LINK, None, Some(url), false),
        };
        let emoji = button.emoji.map(|name| Emoji { name });
        Self {
            kind: BUTTON,
            style,
            label: button.label,
            emoji,
            custom_id,
            url,
            disabled,
        }
    }
}

/// What changes something stands out; what takes something away stands out as that.
fn style(action: &Action) -> u8 {
    match action {
        Action::Moderate(moderate) if moderate.publishes() => SUCCESS,
        Action::Moderate(moderate) if moderate.removes() => DANGER,
        _ => SECONDARY,
    }
}

impl Menu {
    fn new(menu: respond::Menu) -> Self {
        let option = |item: respond::Item| MenuOption {
            label: item.label,
            value: item.value,
            description: item.description,
            emoji: item.emoji.map(|name| Emoji { name }),
        };
        Self {
            kind: STRING_SELECT,
            custom_id: menu.asks.encode(),
            placeholder: menu.placeholder,
            options: menu.items.into_iter().map(option).collect(),
        }
    }
}
