//! What Discord sends when a member does something.
//!
//! Only what the bot uses is read; fields that Discord adds later are passed over. The shapes are
//! from <https://discord.com/developers/docs/interactions/receiving-and-responding>.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use serenity::all::CommandOptionType;

use crate::discord::{Secret, Snowflake, Target, User};
use crate::text::fold::composed;

/// An interaction as Discord delivers it.
#[derive(Debug, Clone, Default, Deserialize)]
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
    pub data: Option<Data>,
    /// The server it was done in.
    pub guild_id: Option<Snowflake>,
    /// The channel it was done in.
    pub channel_id: Option<Snowflake>,
    /// Who did it, in a server.
    pub member: Option<Member>,
    /// Who did it, in a direct message.
    pub user: Option<User>,
    /// The message on which the component stands.
    pub message: Option<Message>,
    /// Whether it came so late that it may have come before; the door that it came in by knows.
    #[serde(skip)]
    pub is_old: bool,
}

/// The kind of an interaction; kinds that Discord adds later are numbers like the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
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

    /// The name under which interactions of this kind are counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::PING => "ping",
            Self::COMMAND => "command",
            Self::COMPONENT => "component",
            Self::AUTOCOMPLETE => "autocomplete",
            Self::MODAL_SUBMIT => "modal",
            _ => "other",
        }
    }
}

/// What was done, over all kinds of interactions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Data {
    /// The command's name.
    pub name: String,
    /// The command's kind: 1 is a slash command.
    #[serde(rename = "type")]
    pub kind: Option<u8>,
    /// The options given.
    pub options: Vec<OptionValue>,
    /// The component's text.
    pub custom_id: String,
    /// The message that a command was chosen for.
    pub target_id: Option<Snowflake>,
    /// What the numbers in this interaction stand for.
    pub resolved: Resolved,
    /// What was chosen from a menu.
    pub values: Vec<String>,
    /// The fields of a form that was filled in, each in a row or a label of its own.
    pub components: Vec<Component>,
}

/// A field of a form, or what stands around it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Component {
    /// The field's name.
    pub custom_id: String,
    /// What was typed in it or chosen, or whether it was ticked.
    pub value: Value,
    /// What was chosen, where that may be more than one; of files that were sent, their numbers.
    pub values: Vec<String>,
    /// The fields of a row.
    pub components: Vec<Component>,
    /// The field of a label.
    #[serde(rename = "component")]
    pub labelled: Option<Box<Component>>,
}

impl Component {
    /// The fields with what was typed in them, in composed form; once for each of several things chosen.
    pub(crate) fn collect(&self, fields: &mut Vec<(String, String)>) {
        let value = match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(yes) => Some(yes.to_string()),
            _ => None,
        };
        for value in value.into_iter().chain(self.values.iter().cloned()) {
            fields.push((self.custom_id.clone(), composed(&value).into_owned()));
        }
        for inner in self.components.iter().chain(self.labelled.as_deref()) {
            inner.collect(fields);
        }
    }
}

/// What numbers in an interaction stand for, as far as the bot uses it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Resolved {
    /// Messages, by their number as text.
    pub messages: HashMap<String, Target>,
    /// Files that were sent, by their number as text.
    pub attachments: HashMap<String, Attachment>,
}

/// A file that was sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub filename: String,
    /// How many bytes it has.
    #[serde(default)]
    pub size: u64,
    /// Where it can be fetched, for a while.
    pub url: String,
}

/// An option with its value.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct OptionValue {
    /// Its name.
    pub name: String,
    /// Its kind;
    /// <https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type>.
    #[serde(default, rename = "type")]
    pub kind: Option<CommandOptionType>,
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
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Member {
    /// The person.
    pub user: Option<User>,
    /// The roles they have.
    pub roles: Vec<Snowflake>,
    /// What they may do, all roles together, as a decimal number in text; absent means nothing.
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

/// The message on which a component stands.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Bits; bit 6 marks a message that one person sees.
    pub flags: u64,
    /// What stands above the embed.
    pub content: String,
    /// How the message came about, if it answers an interaction.
    pub interaction_metadata: Option<Origin>,
}

/// The interaction that a message answers.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Origin {
    /// Who asked.
    pub user: User,
}
