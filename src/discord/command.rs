//! The commands to register with Discord, derived from the library; shapes are from
//! <https://discord.com/developers/docs/interactions/application-commands>.

use std::borrow::Borrow;
use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::Moderators;
use super::locale::{Localized, english, same};
use crate::library::{Collection, Library};
use crate::limits::MAX_COMMANDS;
use crate::words;

/// A slash command as Discord registers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Command {
    /// Its name.
    pub name: String,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<CommandOption>,
    #[serde(skip_serializing_if = "Localized::is_empty")]
    name_localizations: Localized,
    #[serde(skip_serializing_if = "Localized::is_empty")]
    description_localizations: Localized,
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
    #[serde(skip_serializing_if = "Localized::is_empty")]
    name_localizations: Localized,
    #[serde(skip_serializing_if = "Localized::is_empty")]
    description_localizations: Localized,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    autocomplete: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<CommandOption>,
}

const SUB_COMMAND: u8 = 1;
const ATTACHMENT: u8 = 11;
/// Manage Server, as text because it is one of many bits.
const MANAGE_GUILD: u64 = 1 << 5;

const CHAT_INPUT: u8 = 1;
const MESSAGE: u8 = 3;
const STRING: u8 = 3;
const BOOLEAN: u8 = 5;
const USER: u8 = 6;
/// In servers and in direct messages with the bot.
const CONTEXTS: [u8; 2] = [0, 1];
/// Installed in a server.
const INTEGRATION_TYPES: [u8; 1] = [0];

/// Every command, for one guild or for all.
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
    let question = text_option(words::find::OPTION, words::find::OPTION_DESCRIPTION);
    let find = command(
        words::find::COMMAND,
        words::find::DESCRIPTION,
        vec![question, private_option()],
    );
    let mut commands: Vec<Command> = collections
        .chain(unavailable)
        .chain([find, help])
        .chain([reply_command()])
        .collect();
    translate(&mut commands);
    // Contexts belong to global commands only.
    if !in_guild {
        for command in &mut commands {
            command.contexts = Some(CONTEXTS.to_vec());
            command.integration_types = Some(INTEGRATION_TYPES.to_vec());
        }
    }
    commands
}

/// Takes away the slash commands for which Discord has no place, and gives their names: the bot's own
/// for members first, then the last of the texts, and never the moderators'.
pub fn fit(commands: &mut Vec<Command>) -> Vec<String> {
    let is_slash = |command: &&Command| command.kind == CHAT_INPUT;
    let n_slash = commands.iter().filter(is_slash).count();
    let gives_way = commands.iter().enumerate().rev();
    let gives_way = gives_way.filter(|(_, c)| is_slash(c) && c.name != words::MODERATION_COMMAND);
    let gives_way: Vec<usize> = gives_way
        .map(|(place, _)| place)
        .take(n_slash.saturating_sub(MAX_COMMANDS))
        .collect();
    let mut left_out: Vec<String> = gives_way
        .into_iter()
        .map(|place| commands.remove(place).shown())
        .collect();
    left_out.reverse();
    left_out
}

/// The moderators' command, for their own guild only. Discord hides it from members without Manage
/// Server; where roles may moderate it shows it to all, as roles cannot be told to Discord here, and
/// the bot itself refuses the others.
pub fn moderation(moderators: &Moderators) -> Command {
    use words::editing::command as names;
    use words::files;
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
        subcommand(files::COMMAND, files::COMMAND_ABOUT, file_options()),
        subcommand(names::RELOAD, names::RELOAD_ABOUT, vec![]),
    ];
    Command {
        default_member_permissions: moderators.roles.is_empty().then_some(MANAGE_GUILD),
        ..command(words::MODERATION_COMMAND, DESCRIPTION, subcommands)
    }
}

/// Which file, and the file itself when it is sent back.
fn file_options() -> Vec<CommandOption> {
    let collection = words::editing::command::COLLECTION;
    vec![
        text_option(collection, words::files::COLLECTION_ABOUT),
        option(ATTACHMENT, words::files::FILE, words::files::FILE_ABOUT),
    ]
}

fn subcommand(name: &str, description: &str, options: Vec<CommandOption>) -> CommandOption {
    CommandOption {
        options,
        ..option(SUB_COMMAND, name, description)
    }
}

fn of_collection(collection: &Collection) -> Command {
    let words = &collection.english;
    let translated = |text: &Option<String>| text.as_deref().map(english).unwrap_or_default();
    let option = CommandOption {
        name_localizations: translated(&words.option),
        description_localizations: translated(&words.option_description),
        ..text_option(&collection.option, &collection.option_description)
    };
    let options = vec![option, for_option(), private_option()];
    Command {
        name_localizations: translated(&words.name),
        description_localizations: translated(&words.description),
        ..command(&collection.name, &collection.description, options)
    }
}

/// Gives the bot's own commands and options their English words, and takes a name away that
/// another command has: Discord would refuse them all.
fn translate(commands: &mut [Command]) {
    let mut taken: HashSet<String> = commands.iter().map(|c| c.name.clone()).collect();
    for (name, translation, description) in words::english::COMMANDS {
        if let Some(command) = commands.iter_mut().find(|c| c.name == *name) {
            taken.insert((*translation).to_owned());
            command.name_localizations = english(translation);
            if !description.is_empty() {
                command.description_localizations = english(description);
            }
        }
    }
    for command in commands {
        let is_own = words::english::COMMANDS
            .iter()
            .any(|(name, ..)| *name == command.name);
        let name = command.name_localizations.values().next().cloned();
        if name.is_some_and(|name| !is_own && !taken.insert(name)) {
            command.name_localizations = Localized::new();
        }
        for option in &mut command.options {
            let name = option.name_localizations.values().next();
            let is_own = |name: &String| {
                words::english::OPTIONS
                    .iter()
                    .any(|(_, own, _)| own == name)
            };
            if name.is_some_and(is_own) {
                option.name_localizations = Localized::new();
            }
        }
        let own = command
            .options
            .iter_mut()
            .filter(|o| o.name_localizations.is_empty());
        for option in own {
            let words = words::english::OPTIONS
                .iter()
                .find(|(name, ..)| *name == option.name);
            // An option that a file names like one of the bot's is the file's to translate.
            if let Some((_, name, description)) =
                words.filter(|_| option.description_localizations.is_empty())
            {
                option.name_localizations = english(name);
                option.description_localizations = english(description);
            }
        }
    }
}

/// In the menu of a message; such a command has no description.
fn reply_command() -> Command {
    Command {
        kind: MESSAGE,
        ..command(words::sharing::REPLY_COMMAND, "", Vec::new())
    }
}

fn command(name: &str, description: &str, options: Vec<CommandOption>) -> Command {
    Command {
        name: name.into(),
        kind: CHAT_INPUT,
        description: description.into(),
        options,
        name_localizations: Localized::new(),
        description_localizations: Localized::new(),
        contexts: None,
        integration_types: None,
        default_member_permissions: None,
    }
}

fn text_option(name: &str, description: &str) -> CommandOption {
    CommandOption {
        autocomplete: true,
        ..option(STRING, name, description)
    }
}

fn for_option() -> CommandOption {
    use words::sharing::{FOR_DESCRIPTION, FOR_OPTION};
    option(USER, FOR_OPTION, FOR_DESCRIPTION)
}

fn private_option() -> CommandOption {
    option(
        BOOLEAN,
        words::PRIVATE_OPTION,
        words::PRIVATE_OPTION_DESCRIPTION,
    )
}

fn option(kind: u8, name: &str, description: &str) -> CommandOption {
    CommandOption {
        kind,
        name: name.into(),
        description: description.into(),
        name_localizations: Localized::new(),
        description_localizations: Localized::new(),
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

impl Command {
    /// The command as members see it, which tells commands of one name and different kinds apart.
    pub fn shown(&self) -> String {
        shown(self.kind.into(), &self.name)
    }

    /// Whether Discord has this one under the name of the other.
    pub fn is_named_as(&self, registered: &Value) -> bool {
        self.shown() == name_of(registered)
    }
}

fn shown(kind: u64, name: &str) -> String {
    if kind == u64::from(CHAT_INPUT) {
        format!("/{name}")
    } else {
        name.to_owned()
    }
}

fn name_of(registered: &Value) -> String {
    let name = registered["name"].as_str().unwrap_or_default();
    shown(kind_of(registered), name)
}

fn kind_of(registered: &Value) -> u64 {
    registered["type"].as_u64().unwrap_or(CHAT_INPUT.into())
}

/// Whether a registered command is one that the bot may change or take away: a slash command, or its
/// own in the menu of a message. Others belong to whoever registered them on the same application:
/// commands in menus by other names, and the Entry Point of an Activity, without which Discord takes
/// no list at all.
pub fn is_own(registered: &Value) -> bool {
    let kind = kind_of(registered);
    kind == u64::from(CHAT_INPUT)
        || kind == u64::from(MESSAGE) && registered["name"] == words::sharing::REPLY_COMMAND
}

/// Compares the commands wanted with those that Discord says it has. What Discord adds of its own,
/// and what it leaves out because it is the default, makes no difference.
pub fn difference(
    wanted: &[impl Borrow<Command>],
    registered: &[impl Borrow<Value>],
) -> Difference {
    let wanted: Vec<&Command> = wanted.iter().map(Borrow::borrow).collect();
    let registered: Vec<&Value> = registered.iter().map(Borrow::borrow).collect();
    let mut difference = Difference::default();
    for command in &wanted {
        match registered.iter().find(|value| command.is_named_as(value)) {
            None => difference.added.push(command.shown()),
            Some(value) if !is_as_wanted(value, command) => {
                difference.changed.push(command.shown());
            }
            Some(_) => {}
        }
    }
    let unwanted = registered
        .iter()
        .filter(|value| !wanted.iter().any(|command| command.is_named_as(value)));
    difference.removed = unwanted.map(|value| name_of(value)).collect();
    difference
}

/// What the options of the bot's commands do without, and what others may have set all the same.
const UNUSED_IN_OPTION: [&str; 3] = ["choices", "min_length", "max_length"];

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
        && are_translated(
            registered,
            &wanted.name_localizations,
            &wanted.description_localizations,
        )
        && are_as_wanted(&registered["options"], &wanted.options)
        && permissions(&registered["default_member_permissions"])
            == wanted.default_member_permissions
        && is_unset(&registered["nsfw"])
        && same_numbers("contexts", &wanted.contexts)
        && same_numbers("integration_types", &wanted.integration_types)
}

/// Permissions, which Discord takes as a number and gives back as text.
fn permissions(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn are_translated(registered: &Value, names: &Localized, descriptions: &Localized) -> bool {
    same(&registered["name_localizations"], names)
        && same(&registered["description_localizations"], descriptions)
}

fn are_as_wanted(registered: &Value, wanted: &[CommandOption]) -> bool {
    let registered = registered.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_set = |value: &Value, key: &str| value[key].as_bool().unwrap_or(false);
    let is_same = |(value, option): (&Value, &CommandOption)| {
        value["type"].as_u64() == Some(u64::from(option.kind))
            && value["name"].as_str() == Some(&option.name)
            && value["description"].as_str() == Some(&option.description)
            && are_translated(
                value,
                &option.name_localizations,
                &option.description_localizations,
            )
            && is_set(value, "autocomplete") == option.autocomplete
            && is_set(value, "required") == option.required
            && UNUSED_IN_OPTION.iter().all(|key| is_unset(&value[*key]))
            && are_as_wanted(&value["options"], &option.options)
    };
    registered.len() == wanted.len() && registered.iter().zip(wanted).all(is_same)
}
