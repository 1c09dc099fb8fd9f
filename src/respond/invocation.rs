//! What a member or moderator did: one interaction, as far as answering needs to know of it.

use crate::library::EntryRef;
use crate::respond::draft::Draft;
use crate::respond::message::Audience;
use crate::words;

/// What a member did, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about who asks and where"
)]
pub struct Invocation {
    /// The interaction, unique at Discord.
    pub id: u64,
    /// Who did it.
    pub user: u64,
    /// The channel it was done in.
    pub channel: u64,
    /// Whether this person may moderate, here and now.
    pub moderator: bool,
    /// Whether texts can be changed through the door that this came in by.
    pub editing: bool,
    /// Whether members are offered to report what is wrong with a text.
    pub reports: bool,
    /// Whether moderators may hear of it: it was done just now, and in their own server where they
    /// have one.
    pub counts: bool,
    /// The draft that the press or the modal is about, as far as it is still kept.
    pub draft: Option<Draft>,
    /// The file that came with a command; what is in it is still to be fetched.
    pub attachment: Option<Attachment>,
    /// The member that the answer is for, if not only for whoever asks.
    pub addressee: Option<u64>,
    /// The command, press or form.
    pub request: Request,
}

impl Invocation {
    /// The subcommand, if this is the moderators' command.
    fn subcommand(&self) -> Option<&str> {
        match &self.request {
            Request::Command { name, .. } => moderation_subcommand(name),
            _ => None,
        }
    }

    /// Whether this is the moderators' command.
    pub fn moderates(&self) -> bool {
        self.subcommand().is_some()
    }

    /// Whether this is a command with which a moderator works on texts: any but the status.
    pub fn edits(&self) -> bool {
        let subcommand = self.subcommand();
        subcommand.is_some_and(|name| name != words::moderators::STATUS_SUBCOMMAND)
    }
}

/// What a member asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Request {
    /// A slash command.
    Command {
        /// Its name; with a space and the subcommand's name, if it has one.
        name: String,
        /// The value of the collection's option, if it was given.
        value: Option<String>,
        /// All options that are text, by name.
        options: Vec<(String, String)>,
        /// Who is to see the answer.
        audience: Audience,
    },
    /// Suggestions while an option is being typed.
    Autocomplete {
        /// The command's name.
        name: String,
        /// The text typed so far.
        typed: String,
        /// The option that is being typed.
        option: String,
        /// All options that are text, by name.
        options: Vec<(String, String)>,
    },
    /// A choice from the menu of a member's message.
    MessageCommand {
        /// The command's name.
        name: String,
        /// Who wrote the message.
        author: u64,
        /// What it says.
        text: String,
    },
    /// A press on a button or a choice from a menu.
    Press {
        /// The component's `custom_id`.
        custom_id: String,
        /// The values chosen, for a menu.
        values: Vec<String>,
        /// Whose message it is: who asked for it, as far as Discord tells.
        asker: Option<u64>,
        /// Who sees that message.
        audience: Audience,
    },
    /// A form that was filled in.
    Submit {
        /// The form's `custom_id`.
        custom_id: String,
        /// The fields by name.
        fields: Vec<(String, String)>,
        /// Who sees the message that it was opened from; it may change where that is the asker.
        audience: Audience,
    },
    /// Something this version does not know.
    #[default]
    Unknown,
}

/// A file that came with a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, as whoever sent it has it.
    pub name: String,
    /// How many bytes it is said to have.
    pub size: u64,
    /// Where it can be fetched.
    pub url: String,
}

/// What stands under a name among options or fields.
pub(crate) fn named<'a>(values: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = values.iter().find(|(other, _)| other == name);
    found.map(|(_, value)| value.trim())
}

/// The entry that was chosen from a menu.
pub(crate) fn chosen(values: &[String]) -> Option<EntryRef> {
    let (collection, entry) = values.first()?.split_once('/')?;
    Some(EntryRef::new(collection, entry))
}

/// The subcommand, if this is the name of the moderators' command.
pub(crate) fn moderation_subcommand(name: &str) -> Option<&str> {
    let rest = name.strip_prefix(words::MODERATION_COMMAND)?;
    rest.strip_prefix(' ').or(rest.is_empty().then_some(rest))
}
