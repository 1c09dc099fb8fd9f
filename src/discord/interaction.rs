//! Reads what Discord sends when a member does something.
//!
//! Only what the bot uses is read; fields that Discord adds later are passed over. The shapes are
//! from <https://discord.com/developers/docs/interactions/receiving-and-responding>.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::respond::{self, Invocation, Request};
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
    /// What was typed in it.
    #[serde(default)]
    pub value: Option<String>,
    /// The fields of a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// The field of a label.
    #[serde(default, rename = "component", skip_serializing_if = "Option::is_none")]
    pub labelled: Option<Box<Component>>,
}

impl Component {
    /// The fields with what was typed in them.
    fn collect(&self, fields: &mut Vec<(String, String)>) {
        if let Some(value) = &self.value {
            fields.push((self.custom_id.clone(), value.clone()));
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
    pub value: serde_json::Value,
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
pub(super) const EPHEMERAL: u64 = 1 << 6;

const SUB_COMMAND: u8 = 1;
const STRING_OPTION: u8 = 3;
const USER_OPTION: u8 = 6;
const ATTACHMENT_OPTION: u8 = 11;
const SLASH_COMMAND: u8 = 1;
const MESSAGE_COMMAND: u8 = 3;

impl Interaction {
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
                    private: data.is_set(words::PRIVATE_OPTION),
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
                    private: message.is_some_and(|m| m.flags & EPHEMERAL != 0),
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
                    private: message.is_some_and(|m| m.flags & EPHEMERAL != 0),
                }
            }
            _ => Request::Unknown,
        }
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
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
