//! Reads what Discord sends when a member does something.
//!
//! Only what the bot uses is read; fields that Discord adds later are passed over. The shapes are
//! from <https://discord.com/developers/docs/interactions/receiving-and-responding>.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

use crate::respond;
use crate::respond::{Audience, Invocation, Request};
use crate::words;

/// An interaction as Discord delivers it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Interaction {
    /// Its number.
    pub id: Snowflake,
    /// The bot's own application, under which a later answer is given.
    #[serde(default)]
    pub application_id: Snowflake,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: InteractionType,
    /// What proves that an answer is ours to give; a secret for 15 minutes.
    #[serde(default)]
    pub token: Secret,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
    /// The server it was done in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Snowflake>,
    /// The channel it was done in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Snowflake>,
    /// Who did it, in a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// Who did it, in a direct message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The message on which the component stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Whether it came so late that it may have come before; the door that it came in by knows.
    #[serde(skip)]
    pub is_old: bool,
}

/// The kind of an interaction; kinds that Discord adds later are numbers like the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InteractionType(pub u8);

impl InteractionType {
    /// Discord asks whether the endpoint is there.
    pub const PING: Self = Self(1);
    /// A command.
    pub const COMMAND: Self = Self(2);
    /// A press on a component.
    pub const COMPONENT: Self = Self(3);
    /// An option that is being typed.
    pub const AUTOCOMPLETE: Self = Self(4);
    /// A form that was filled in.
    pub const MODAL_SUBMIT: Self = Self(5);
}

/// What was done, over all kinds of interactions.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Data {
    /// The command's name.
    #[serde(default)]
    pub name: String,
    /// The command's kind: 1 is a slash command.
    #[serde(default, rename = "type")]
    pub kind: Option<u8>,
    /// The options given.
    #[serde(default)]
    pub options: Vec<OptionValue>,
    /// The component's text.
    #[serde(default)]
    pub custom_id: String,
    /// The message that a command was chosen for.
    #[serde(default)]
    pub target_id: Option<Snowflake>,
    /// What the numbers in this interaction stand for.
    #[serde(default)]
    pub resolved: Resolved,
    /// What was chosen from a menu.
    #[serde(default)]
    pub values: Vec<String>,
    /// The fields of a form that was filled in, each in a row or a label of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
}

/// A field of a form, or what stands around it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Component {
    /// The field's name.
    #[serde(default)]
    pub custom_id: String,
    /// What was typed in it or chosen, or whether it was ticked.
    #[serde(default)]
    pub value: Value,
    /// What was chosen, where that may be more than one; of files that were sent, their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The fields of a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// The field of a label.
    #[serde(default, rename = "component", skip_serializing_if = "Option::is_none")]
    pub labelled: Option<Box<Component>>,
}

impl Component {
    /// The fields with what was typed in them; once for each of several things chosen.
    fn collect(&self, fields: &mut Vec<(String, String)>) {
        let value = match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(yes) => Some(yes.to_string()),
            _ => None,
        };
        for value in value.into_iter().chain(self.values.iter().cloned()) {
            fields.push((self.custom_id.clone(), value));
        }
        for inner in self.components.iter().chain(self.labelled.as_deref()) {
            inner.collect(fields);
        }
    }
}

/// What numbers in an interaction stand for, as far as the bot uses it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Resolved {
    /// Messages, by their number as text.
    #[serde(default)]
    pub messages: HashMap<String, Target>,
    /// Files that were sent, by their number as text.
    #[serde(default)]
    pub attachments: HashMap<String, Attachment>,
}

/// A file that was sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub filename: String,
    /// How many bytes it has.
    #[serde(default)]
    pub size: u64,
    /// Where it can be fetched, for a while.
    pub url: String,
}

/// A member's message that a command was chosen for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Target {
    /// Who wrote it.
    pub author: User,
    /// What it says.
    #[serde(default)]
    pub content: String,
}

/// An option with its value.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OptionValue {
    /// Its name.
    pub name: String,
    /// Its kind; 3 is text, 5 is yes or no.
    #[serde(default, rename = "type")]
    pub kind: u8,
    /// Its value, as far as it has one.
    #[serde(default)]
    pub value: Value,
    /// Whether this is the option being typed.
    #[serde(default)]
    pub focused: bool,
    /// The options of a subcommand.
    #[serde(default)]
    pub options: Vec<OptionValue>,
}

/// A member of a server.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Member {
    /// The person.
    pub user: Option<User>,
    /// The roles they have.
    #[serde(default)]
    pub roles: Vec<Snowflake>,
    /// What they may do, all roles together, as a decimal number in text; absent means nothing.
    #[serde(default)]
    pub permissions: Option<String>,
}

/// Who may moderate.
#[derive(Debug, Clone, Default)]
pub struct Moderators {
    /// The one guild in which moderation works.
    pub guild: Snowflake,
    /// Roles that may, beside everyone with Manage Server.
    pub roles: Vec<Snowflake>,
}

/// A person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct User {
    /// Their number.
    pub id: Snowflake,
}

/// The message on which a component stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Message {
    /// Bits; bit 6 marks a message that one person sees.
    #[serde(default)]
    pub flags: u64,
    /// What stands above the embed.
    #[serde(default)]
    pub content: String,
    /// How the message came about, if it answers an interaction.
    #[serde(default)]
    pub interaction_metadata: Option<Origin>,
}

/// The interaction that a message answers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Origin {
    /// Who asked.
    pub user: User,
}

/// Set on a message that only one person sees;
/// <https://discord.com/developers/docs/resources/message#message-object-message-flags>.
pub(crate) const EPHEMERAL: u64 = 1 << 6;

const SUB_COMMAND: u8 = 1;
const STRING_OPTION: u8 = 3;
const USER_OPTION: u8 = 6;
const ATTACHMENT_OPTION: u8 = 11;
const SLASH_COMMAND: u8 = 1;
const MESSAGE_COMMAND: u8 = 3;

/// Why an interaction could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The line of the JSON, from 1.
    pub line: usize,
    /// The byte in it, from 1.
    pub column: usize,
    /// As much as it takes to say that the bot does not know it, if that is there.
    pub known: Option<Box<Interaction>>,
}

impl Interaction {
    /// Reads an interaction from Discord's JSON. Half a character, a `null` in place of nothing and a
    /// field that is there twice are no reason to leave a member without an answer.
    ///
    /// # Errors
    ///
    /// When what it needs is missing, or something else than it should be.
    pub fn read(json: &[u8]) -> Result<Self, Unreadable> {
        let error = match serde_json::from_slice(json) {
            Ok(interaction) => return Ok(interaction),
            Err(error) => error,
        };
        let text = with_whole_characters(&String::from_utf8_lossy(json));
        let value = serde_json::from_str(&text).ok().map(without_nulls);
        match value.clone().map(serde_json::from_value) {
            Some(Ok(interaction)) => Ok(interaction),
            _ => Err(Unreadable {
                line: error.line(),
                column: error.column(),
                known: value.as_ref().and_then(Self::known).map(Box::new),
            }),
        }
    }

    /// As much of it as is needed to say that the bot does not know it.
    fn known(value: &Value) -> Option<Self> {
        let kind = InteractionType::deserialize(&value["type"]).unwrap_or_default();
        Some(Self {
            id: Snowflake::deserialize(&value["id"]).ok()?,
            application_id: Snowflake::deserialize(&value["application_id"]).unwrap_or_default(),
            kind,
            token: Secret::new(value["token"].as_str().unwrap_or_default()),
            // While an option is being typed, Discord takes nothing but suggestions.
            data: (kind == InteractionType::AUTOCOMPLETE).then(Data::default),
            ..Self::default()
        })
    }

    /// What the member asks for, without Discord's shapes.
    pub fn invocation(&self, moderators: Option<&Moderators>) -> Invocation {
        let person = self
            .member
            .as_ref()
            .and_then(|m| m.user.as_ref())
            .or(self.user.as_ref());
        Invocation {
            id: self.id.0,
            user: person.map_or(0, |user| user.id.0),
            channel: self.channel_id.map_or(0, |id| id.0),
            moderator: moderators.is_some_and(|moderators| self.may_moderate(moderators)),
            editing: false,
            reports: false,
            counts: !self.is_old && self.is_at_home(moderators),
            draft: None,
            sent: None,
            attachment: self.data.as_ref().and_then(Data::attachment),
            addressee: self.addressee(),
            request: self
                .data
                .as_ref()
                .map_or(Request::Unknown, |data| self.request(data)),
        }
    }

    /// Takes away what the author may do, where the interaction proves too little for it.
    pub fn drop_rights(&mut self) {
        if let Some(member) = &mut self.member {
            member.roles.clear();
            member.permissions = None;
        }
    }

    /// Whether it was done in the moderators' guild; anywhere, where there are no moderators.
    pub fn is_at_home(&self, moderators: Option<&Moderators>) -> bool {
        moderators.is_none_or(|moderators| self.guild_id == Some(moderators.guild))
    }

    /// For whom the answer is: the member named in the command, or the one whom the message pressed
    /// on is addressed to.
    fn addressee(&self) -> Option<u64> {
        let named = self
            .data
            .as_ref()
            .and_then(|data| data.user(words::sharing::FOR_OPTION));
        let rest = self
            .message
            .as_ref()
            .and_then(|m| m.content.strip_prefix("<@"));
        let addressed = rest.and_then(|rest| rest.split_once('>')?.0.parse().ok());
        named.or(addressed)
    }

    /// Whether Discord states in this very interaction that its author may moderate: in the home
    /// guild, with one of the roles or with Manage Server.
    pub fn may_moderate(&self, moderators: &Moderators) -> bool {
        let Some(member) = &self.member else {
            return false;
        };
        let permissions = member
            .permissions
            .as_deref()
            .and_then(|p| p.parse::<u64>().ok());
        let manages = permissions.unwrap_or_default() & (MANAGE_GUILD | ADMINISTRATOR) != 0;
        let has_role = member
            .roles
            .iter()
            .any(|role| moderators.roles.contains(role));
        self.guild_id == Some(moderators.guild) && (manages || has_role)
    }

    fn request(&self, data: &Data) -> Request {
        match self.kind {
            InteractionType::COMMAND if data.kind.unwrap_or(SLASH_COMMAND) == SLASH_COMMAND => {
                Request::Command {
                    name: data.full_name(),
                    value: data.text_option(),
                    options: data.text_options(),
                    audience: audience(data.is_set(words::PRIVATE_OPTION)),
                }
            }
            InteractionType::COMMAND if data.kind == Some(MESSAGE_COMMAND) => {
                let target = data.target_id.map(|id| id.to_string());
                match target.and_then(|id| data.resolved.messages.get(&id)) {
                    Some(Target { author, content }) => Request::MessageCommand {
                        name: data.name.clone(),
                        author: author.id.0,
                        text: content.clone(),
                    },
                    None => Request::Unknown,
                }
            }
            InteractionType::AUTOCOMPLETE => Request::Autocomplete {
                name: data.full_name(),
                typed: data.focused_text().unwrap_or_default(),
                option: data.focused().map(|o| o.name.clone()).unwrap_or_default(),
                options: data.text_options(),
            },
            InteractionType::COMPONENT => {
                let message = self.message.as_ref();
                let origin = message.and_then(|m| m.interaction_metadata.as_ref());
                Request::Press {
                    custom_id: data.custom_id.clone(),
                    values: data.values.clone(),
                    asker: origin.map(|origin| origin.user.id.0),
                    audience: audience(message.is_some_and(|m| m.flags & EPHEMERAL != 0)),
                }
            }
            InteractionType::MODAL_SUBMIT => {
                let mut fields = Vec::new();
                for component in &data.components {
                    component.collect(&mut fields);
                }
                let message = self.message.as_ref();
                Request::Submit {
                    custom_id: data.custom_id.clone(),
                    fields,
                    audience: audience(message.is_some_and(|m| m.flags & EPHEMERAL != 0)),
                }
            }
            _ => Request::Unknown,
        }
    }
}

fn audience(is_private: bool) -> Audience {
    if is_private {
        Audience::Asker
    } else {
        Audience::Channel
    }
}

impl Data {
    /// The options that were given: the subcommand's, if there is one.
    fn given(&self) -> &[OptionValue] {
        let subcommand = self
            .options
            .iter()
            .find(|option| option.kind == SUB_COMMAND);
        subcommand.map_or(&self.options, |subcommand| &subcommand.options)
    }

    fn text_options(&self) -> Vec<(String, String)> {
        let text =
            |option: &OptionValue| Some((option.name.clone(), option.value.as_str()?.to_owned()));
        self.given().iter().filter_map(text).collect()
    }

    /// The file that was sent with the command.
    fn attachment(&self) -> Option<respond::Attachment> {
        let option = self.given().iter().find(|o| o.kind == ATTACHMENT_OPTION)?;
        let file = self.resolved.attachments.get(option.value.as_str()?)?;
        Some(respond::Attachment {
            name: file.filename.clone(),
            size: file.size,
            url: file.url.clone(),
        })
    }

    fn focused(&self) -> Option<&OptionValue> {
        self.given().iter().find(|option| option.focused)
    }

    /// The command's name, with the subcommand's behind it.
    fn full_name(&self) -> String {
        match self
            .options
            .iter()
            .find(|option| option.kind == SUB_COMMAND)
        {
            Some(subcommand) => format!("{} {}", self.name, subcommand.name),
            None => self.name.clone(),
        }
    }

    /// The value of the collection's own option: the first text, whatever its name is, so that a
    /// command still works while Discord shows an option's former name.
    fn text_option(&self) -> Option<String> {
        let given = self.given().iter();
        let option = given
            .into_iter()
            .find(|option| option.kind == STRING_OPTION)?;
        option.value.as_str().map(str::to_owned)
    }

    fn focused_text(&self) -> Option<String> {
        self.focused()?.value.as_str().map(str::to_owned)
    }

    fn user(&self, name: &str) -> Option<u64> {
        let option = (self.options.iter()).find(|o| o.kind == USER_OPTION && o.name == name)?;
        option.value.as_str()?.parse().ok()
    }

    fn is_set(&self, name: &str) -> bool {
        self.options
            .iter()
            .any(|option| option.name == name && option.value == true)
    }
}

/// Bits of [`Member::permissions`];
/// <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>.
const ADMINISTRATOR: u64 = 1 << 3;
const MANAGE_GUILD: u64 = 1 << 5;

/// JSON in which no half of a character stands alone: `\ud83d` without the half that goes with it is
/// no text, and whoever types can send it.
fn with_whole_characters(json: &str) -> String {
    /// The half that begins with this escape, if it is one.
    fn half(escape: &str) -> Option<u16> {
        let digits = escape.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    }
    let mut whole = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(place) = rest.find('\\') {
        whole.push_str(&rest[..place]);
        let escape = &rest[place..];
        let next = half(escape).and_then(|_| half(escape.get(6..)?));
        let (text, length) = match (half(escape), next) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (escape.get(..12), 12),
            (Some(0xd800..=0xdfff), _) => (Some("\\ufffd"), 6),
            // What is escaped, such as another backslash, is no beginning of an escape.
            _ => {
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                (escape.get(..length), length)
            }
        };
        whole.push_str(text.unwrap_or_default());
        rest = &escape[length..];
    }
    whole + rest
}

/// JSON without fields that are `null`.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                fields
                    .map(|(name, value)| (name, without_nulls(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// A number of Discord's, which travels as text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Snowflake(pub u64);

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Snowflake {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Snowflake {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Snowflake;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a snowflake")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Snowflake, E> {
                text.parse().map(Snowflake).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Snowflake, E> {
                Ok(Snowflake(number))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Snowflake, E> {
                number.try_into().map(Snowflake).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Text that never shows in a log or an error.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text out of sight.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for where it has to be sent.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
