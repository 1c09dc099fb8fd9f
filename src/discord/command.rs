//! The commands to register with Discord, derived from the library; shapes are from
//! <https://discord.com/developers/docs/interactions/application-commands>.

use serde::Serialize;
use serde_json::Value;

use super::Moderators;
use crate::library::{Collection, Library};
use crate::words;

/// The most slash commands that Discord takes.
pub const MAX_COMMANDS: usize = 100;

/// A slash command as Discord registers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Command {
    /// Its name.
    pub name: String,
    #[serde(rename = "type")]
    kind: u8,
    description: String,
    options: Vec<CommandOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contexts: Option<Vec<u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_types: Option<Vec<u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_member_permissions: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct CommandOption {
    #[serde(rename = "type")]
    kind: u8,
    name: String,
    description: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    autocomplete: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<CommandOption>,
}

const SUB_COMMAND: u8 = 1;
/// Manage Server, as text because it is one of many bits.
const MANAGE_GUILD: u64 = 1 << 5;

const CHAT_INPUT: u8 = 1;
const STRING: u8 = 3;
const BOOLEAN: u8 = 5;
/// In servers and in direct messages with the bot.
const CONTEXTS: [u8; 2] = [0, 1];
/// Installed in a server.
const INTEGRATION_TYPES: [u8; 1] = [0];

/// Every command, for one guild or for all. Where the files take all of Discord's places, the
/// bot's own help gives way.
pub fn all(library: &Library, in_guild: bool) -> Vec<Command> {
    let collections = library.collections().iter().map(of_collection);
    let unavailable = library.unavailable().iter().map(|name| {
        let option = text_option(
            crate::content::schema::DEFAULT_OPTION,
            crate::content::schema::DEFAULT_OPTION_DESCRIPTION,
        );
        command(
            name,
            words::UNAVAILABLE_DESCRIPTION,
            vec![option, private_option()],
        )
    });
    let help = command(
        words::HELP_COMMAND,
        words::HELP_DESCRIPTION,
        vec![private_option()],
    );
    let mut commands: Vec<Command> = collections
        .chain(unavailable)
        .chain([help])
        .take(MAX_COMMANDS)
        .collect();
    // Contexts belong to global commands only.
    if !in_guild {
        for command in &mut commands {
            command.contexts = Some(CONTEXTS.to_vec());
            command.integration_types = Some(INTEGRATION_TYPES.to_vec());
        }
    }
    commands
}

/// The moderators' command, for their own guild only. Discord hides it from members without Manage
/// Server; where roles may moderate it shows it to all, as roles cannot be told to Discord here, and
/// the bot itself refuses the others.
pub fn moderation(moderators: &Moderators) -> Command {
    use words::editing::command as names;
    use words::moderation::{DESCRIPTION, STATUS_DESCRIPTION, STATUS_SUBCOMMAND};
    let entry = || CommandOption {
        required: true,
        ..text_option(names::ENTRY, names::ENTRY_ABOUT)
    };
    let collection = CommandOption {
        required: true,
        ..text_option(names::COLLECTION, names::COLLECTION_ABOUT)
    };
    let group = text_option(names::GROUP, names::GROUP_ABOUT);
    let subcommands = vec![
        subcommand(STATUS_SUBCOMMAND, STATUS_DESCRIPTION, vec![]),
        subcommand(names::EDIT, names::EDIT_ABOUT, vec![entry()]),
        subcommand(names::NEW, names::NEW_ABOUT, vec![collection, group]),
        subcommand(names::REMOVE, names::REMOVE_ABOUT, vec![entry()]),
        subcommand(names::HISTORY, names::HISTORY_ABOUT, vec![entry()]),
        subcommand(names::RESTORE, names::RESTORE_ABOUT, vec![entry()]),
        subcommand(names::RELOAD, names::RELOAD_ABOUT, vec![]),
    ];
    Command {
        default_member_permissions: moderators.roles.is_empty().then_some(MANAGE_GUILD),
        ..command(words::MODERATION_COMMAND, DESCRIPTION, subcommands)
    }
}

fn subcommand(name: &str, description: &str, options: Vec<CommandOption>) -> CommandOption {
    CommandOption {
        kind: SUB_COMMAND,
        name: name.into(),
        description: description.into(),
        autocomplete: false,
        required: false,
        options,
    }
}

fn of_collection(collection: &Collection) -> Command {
    let option = text_option(&collection.option, &collection.option_description);
    command(
        &collection.name,
        &collection.description,
        vec![option, private_option()],
    )
}

fn command(name: &str, description: &str, options: Vec<CommandOption>) -> Command {
    Command {
        name: name.into(),
        kind: CHAT_INPUT,
        description: description.into(),
        options,
        contexts: None,
        integration_types: None,
        default_member_permissions: None,
    }
}

fn text_option(name: &str, description: &str) -> CommandOption {
    CommandOption {
        kind: STRING,
        name: name.into(),
        description: description.into(),
        autocomplete: true,
        required: false,
        options: Vec::new(),
    }
}

fn private_option() -> CommandOption {
    CommandOption {
        kind: BOOLEAN,
        name: words::PRIVATE_OPTION.into(),
        description: words::PRIVATE_OPTION_DESCRIPTION.into(),
        autocomplete: false,
        required: false,
        options: Vec::new(),
    }
}

/// What would have to change at Discord.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Names that Discord does not have yet.
    pub added: Vec<String>,
    /// Names that Discord has otherwise.
    pub changed: Vec<String>,
    /// Names that Discord should no longer have.
    pub removed: Vec<String>,
}

impl Difference {
    /// Whether all is as it should be.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Compares the commands wanted with those that Discord says it has. What Discord adds of its own,
/// and what it leaves out because it is the default, makes no difference.
pub fn difference(wanted: &[Command], registered: &[Value]) -> Difference {
    let name_of = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let kind_of = |value: &Value| value["type"].as_u64().unwrap_or(u64::from(CHAT_INPUT));
    let same_command = |value: &Value, command: &Command| {
        name_of(value) == command.name && kind_of(value) == u64::from(command.kind)
    };
    let mut difference = Difference::default();
    for command in wanted {
        match registered.iter().find(|value| same_command(value, command)) {
            None => difference.added.push(command.name.clone()),
            Some(value) if !is_as_wanted(value, command) => {
                difference.changed.push(command.name.clone());
            }
            Some(_) => {}
        }
    }
    let unwanted = registered
        .iter()
        .filter(|v| !wanted.iter().any(|c| same_command(v, c)));
    difference.removed = unwanted.map(name_of).collect();
    difference
}

/// What the bot's commands do without, and what others may have set all the same.
const UNUSED: [&str; 3] = ["name_localizations", "description_localizations", "nsfw"];
/// The same for the options of a command.
const UNUSED_IN_OPTION: [&str; 5] = [
    "name_localizations",
    "description_localizations",
    "choices",
    "min_length",
    "max_length",
];

fn is_unset(setting: &Value) -> bool {
    match setting {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

fn is_as_wanted(registered: &Value, wanted: &Command) -> bool {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let numbers = |key: &str| -> Vec<u64> {
        let list = registered[key].as_array();
        let mut numbers: Vec<u64> = list
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let same_numbers = |key: &str, wanted: &Option<Vec<u8>>| match wanted {
        Some(wanted) => numbers(key)
            .iter()
            .copied()
            .eq(wanted.iter().copied().map(u64::from)),
        None => true,
    };
    text(registered, "description") == wanted.description
        && are_as_wanted(&registered["options"], &wanted.options)
        && permissions(&registered["default_member_permissions"])
            == wanted.default_member_permissions
        && UNUSED.iter().all(|key| is_unset(&registered[*key]))
        && same_numbers("contexts", &wanted.contexts)
        && same_numbers("integration_types", &wanted.integration_types)
}

/// Permissions, which Discord takes as a number and gives back as text.
fn permissions(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn are_as_wanted(registered: &Value, wanted: &[CommandOption]) -> bool {
    let registered = registered.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_set = |value: &Value, key: &str| value[key].as_bool().unwrap_or(false);
    let same = |(value, option): (&Value, &CommandOption)| {
        value["type"].as_u64() == Some(u64::from(option.kind))
            && value["name"].as_str() == Some(&option.name)
            && value["description"].as_str() == Some(&option.description)
            && is_set(value, "autocomplete") == option.autocomplete
            && is_set(value, "required") == option.required
            && UNUSED_IN_OPTION.iter().all(|key| is_unset(&value[*key]))
            && are_as_wanted(&value["options"], &option.options)
    };
    registered.len() == wanted.len() && registered.iter().zip(wanted).all(same)
}
