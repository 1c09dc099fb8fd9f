//! The commands to register with Discord, derived from the library; shapes are from
//! <https://discord.com/developers/docs/interactions/application-commands>.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;
use serenity::all::{
    CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InstallationContext,
    InteractionContext, Permissions,
};

use crate::content::schema;
use crate::discord::Moderators;
use crate::library::{self, Collection, Library};
use crate::text::limits::MAX_COMMANDS;
use crate::words;

/// Discord's locales but `nl`: the bot's commands are in Dutch by default, and in English for clients
/// in any other language; <https://discord.com/developers/docs/reference#locales>. What Discord sends
/// back always carries the Dutch names, so the rest of the bot knows no other.
const OTHERS: [&str; 31] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "no",
    "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko",
];

/// A command as it is registered with Discord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Command(pub(crate) Value);

/// Every command, for one guild or for all.
pub fn all(library: &Library, in_guild: bool) -> Vec<Command> {
    use schema::{DEFAULT_OPTION, DEFAULT_OPTION_DESCRIPTION};
    use words::members;
    let collections = library.collections().iter();
    let collections = collections.map(|c| (of_collection(c), &*c.name, &c.english));
    let own_text = |name, description| translated(text_option(name, description), name, None, None);
    let unavailable = library.unavailable().iter().map(|name| {
        let option = own_text(DEFAULT_OPTION, DEFAULT_OPTION_DESCRIPTION);
        let options = vec![option, private_option()];
        let command = slash_command(name, words::UNAVAILABLE_DESCRIPTION, options);
        (command, &**name)
    });
    let question = own_text(members::SEARCH_OPTION, members::SEARCH_OPTION_DESCRIPTION);
    let options = vec![question, private_option()];
    let find = slash_command(
        members::SEARCH_COMMAND,
        members::SEARCH_DESCRIPTION,
        options,
    );
    let options = vec![private_option()];
    let help = slash_command(words::HELP_COMMAND, words::HELP_DESCRIPTION, options);
    // In the menu of a message; such a command has no description.
    let reply = CreateCommand::new(members::REPLY_COMMAND).kind(CommandType::Message);
    let untranslated = library::English::default();
    let own = unavailable.chain([
        (find, members::SEARCH_COMMAND),
        (help, words::HELP_COMMAND),
        (reply, members::REPLY_COMMAND),
    ]);
    let own = own.map(|(command, name)| (command, name, &untranslated));
    let names = library.collections().iter().map(|c| &c.name);
    let mut taken: HashSet<String> = names.chain(library.unavailable()).cloned().collect();
    for (name, english, _) in words::english::COMMANDS {
        taken.extend([(*name).to_owned(), (*english).to_owned()]);
    }
    let commands = collections.chain(own).map(|(command, name, words)| {
        let command = in_english(&mut taken, command, name, words);
        if in_guild {
            return Command::new(command);
        }
        // For servers, and for direct messages with the bot that is in one; global commands alone say so.
        let contexts = vec![InteractionContext::Guild, InteractionContext::BotDm];
        let command = command.contexts(contexts);
        Command::new(command.integration_types(vec![InstallationContext::Guild]))
    });
    commands.collect()
}

fn of_collection(collection: &Collection) -> CreateCommand {
    use words::members::{FOR_DESCRIPTION, FOR_OPTION};
    let english = &collection.english;
    let option = translated(
        text_option(&collection.option, &collection.option_description),
        &collection.option,
        english.option.as_deref(),
        english.option_description.as_deref(),
    );
    let addressee = own_option(CommandOptionType::User, FOR_OPTION, FOR_DESCRIPTION);
    let options = vec![option, addressee, private_option()];
    slash_command(&collection.name, &collection.description, options)
}

/// Takes away the slash commands for which Discord has no place, and gives their names: the bot's own
/// for members first, then the last of the texts, and never the moderators'.
pub fn leave_out_surplus(commands: &mut Vec<Command>) -> Vec<String> {
    let is_slash = |command: &Command| kind_of(&command.0) == CommandType::ChatInput;
    let gives_way = |c: &Command| is_slash(c) && c.0["name"] != words::MODERATION_COMMAND;
    let n_slash = commands.iter().filter(|command| is_slash(command)).count();
    let mut left_out = Vec::new();
    for _ in MAX_COMMANDS..n_slash {
        let last = commands.iter().rposition(gives_way);
        left_out.extend(last.map(|place| commands.remove(place).shown()));
    }
    left_out.reverse();
    left_out
}

/// The moderators' command, for their own guild only. Discord hides it from members without Manage
/// Server; where roles may moderate it shows it to all, as roles cannot be told to Discord here, and
/// the bot itself refuses the others.
pub fn moderation(moderators: &Moderators) -> Command {
    use words::editing::command as names;
    use words::files;
    use words::moderators::{DESCRIPTION, STATUS_DESCRIPTION, STATUS_SUBCOMMAND};
    use words::posts;
    let subcommand = |name: &str, about: &str, options: Vec<_>| {
        CreateCommandOption::new(CommandOptionType::SubCommand, name, about)
            .set_sub_options(options)
    };
    let entry = || vec![text_option(names::ENTRY, names::ENTRY_ABOUT).required(true)];
    let collection = text_option(names::COLLECTION, names::COLLECTION_ABOUT).required(true);
    let group = text_option(names::GROUP, names::GROUP_ABOUT);
    // Which file, and the file itself when it is sent back.
    let file = vec![
        text_option(names::COLLECTION, files::COLLECTION_ABOUT),
        CreateCommandOption::new(
            CommandOptionType::Attachment,
            files::FILE,
            files::FILE_ABOUT,
        ),
    ];
    let (kind, about) = (CommandOptionType::Attachment, names::PICTURE_ABOUT);
    let picture = CreateCommandOption::new(kind, names::PICTURE, about);
    let edit = [entry(), vec![picture.clone()]].concat();
    let new = vec![collection, group, picture];
    let subcommands = vec![
        subcommand(STATUS_SUBCOMMAND, STATUS_DESCRIPTION, vec![]),
        subcommand(names::EDIT, names::EDIT_ABOUT, edit),
        subcommand(names::NEW, names::NEW_ABOUT, new),
        subcommand(names::REMOVE, names::REMOVE_ABOUT, entry()),
        subcommand(names::HISTORY, names::HISTORY_ABOUT, entry()),
        subcommand(names::RESTORE, names::RESTORE_ABOUT, entry()),
        subcommand(files::COMMAND, files::COMMAND_ABOUT, file),
        subcommand(
            posts::COMMAND,
            posts::COMMAND_ABOUT,
            vec![
                text_option(names::ENTRY, names::ENTRY_ABOUT),
                text_option(names::COLLECTION, posts::COLLECTION_ABOUT),
            ],
        ),
        subcommand(names::RELOAD, names::RELOAD_ABOUT, vec![]),
    ];
    let command = slash_command(words::MODERATION_COMMAND, DESCRIPTION, subcommands);
    let is_for_managers = moderators.roles.is_empty();
    Command::new(if is_for_managers {
        command.default_member_permissions(Permissions::MANAGE_GUILD)
    } else {
        command
    })
}

/// A command with its English words: the bot's for its own, and those of a file but for a name that is
/// `taken`, as Discord would refuse two commands of one name.
fn in_english(
    taken: &mut HashSet<String>,
    mut command: CreateCommand,
    name: &str,
    words: &library::English,
) -> CreateCommand {
    let own = words::english::COMMANDS.iter().find(|own| own.0 == name);
    let (name, description) = match own {
        Some((_, name, description)) => (Some(*name), Some(*description)),
        None => (
            words
                .name
                .as_deref()
                .filter(|name| taken.insert((*name).to_owned())),
            words.description.as_deref(),
        ),
    };
    let description = description.filter(|text| !text.is_empty());
    for locale in OTHERS {
        if let Some(name) = name {
            command = command.name_localized(locale, name);
        }
        if let Some(description) = description {
            command = command.description_localized(locale, description);
        }
    }
    command
}

/// An option with its English words. One that a file names like one of the bot's is the file's to
/// translate, but not by a name that one of the bot's has.
fn translated(
    mut option: CreateCommandOption,
    dutch: &str,
    name: Option<&str>,
    description: Option<&str>,
) -> CreateCommandOption {
    let own = words::english::OPTIONS;
    let name = name.filter(|name| own.iter().all(|(_, taken, _)| taken != name));
    let (name, description) = match own.iter().find(|own| own.0 == dutch) {
        Some((_, own, about)) if name.or(description).is_none() => (Some(*own), Some(*about)),
        _ => (name, description),
    };
    for locale in OTHERS {
        if let Some(name) = name {
            option = option.name_localized(locale, name);
        }
        if let Some(description) = description {
            option = option.description_localized(locale, description);
        }
    }
    option
}

fn slash_command(
    name: &str,
    description: &str,
    options: Vec<CreateCommandOption>,
) -> CreateCommand {
    CreateCommand::new(name)
        .kind(CommandType::ChatInput)
        .description(description)
        .set_options(options)
}

fn text_option(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::String, name, description).set_autocomplete(true)
}

/// One of the bot's own options.
fn own_option(kind: CommandOptionType, name: &str, description: &str) -> CreateCommandOption {
    let option = CreateCommandOption::new(kind, name, description);
    translated(option, name, None, None)
}

fn private_option() -> CreateCommandOption {
    use words::{PRIVATE_OPTION, PRIVATE_OPTION_DESCRIPTION};
    own_option(
        CommandOptionType::Boolean,
        PRIVATE_OPTION,
        PRIVATE_OPTION_DESCRIPTION,
    )
}

impl Command {
    fn new(command: CreateCommand) -> Self {
        // It has texts and numbers alone, and texts as names, so that nothing can stand in the way.
        let mut command = serde_json::to_value(command).unwrap_or_default();
        // The builders keep translations in no order; a command is the same text each time.
        command.sort_all_objects();
        // Discord takes the number and gives it back as text; none is said as well, to take it away.
        let permissions = &mut command["default_member_permissions"];
        *permissions = permissions
            .as_str()
            .and_then(|bits| bits.parse::<u64>().ok())
            .into();
        Self(command)
    }

    /// The command as members see it, which tells commands of one name and different kinds apart.
    pub fn shown(&self) -> String {
        name_of(&self.0)
    }
}

/// The name of a command as members see it, which tells commands of one name and different kinds apart.
pub(crate) fn name_of(command: &Value) -> String {
    let name = command["name"].as_str().unwrap_or_default();
    match kind_of(command) {
        CommandType::ChatInput => format!("/{name}"),
        _ => name.to_owned(),
    }
}

/// The kind of a command; Discord may leave out that of a slash command.
pub(crate) fn kind_of(command: &Value) -> CommandType {
    let kind = command["type"].as_u64().map(u8::try_from);
    kind.map_or(CommandType::ChatInput, |kind| {
        kind.unwrap_or(u8::MAX).into()
    })
}
