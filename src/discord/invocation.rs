//! What a member asks for with an interaction, without Discord's shapes; and who may moderate.

use serenity::all::{CommandOptionType, CommandType, MessageFlags, Permissions};

use crate::discord::{Data, Interaction, InteractionType, Moderators, OptionValue};
use crate::respond::{self, Audience, Invocation, Request};
use crate::text::fold::composed;
use crate::words;

/// The bit of a message that only one person sees.
const EPHEMERAL: u64 = MessageFlags::EPHEMERAL.bits();

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
            counts: !self.is_old && self.is_at_home(moderators),
            attachment: self.data.as_ref().and_then(Data::attachment),
            addressee: self.addressee(),
            request: self
                .data
                .as_ref()
                .map_or(Request::Unknown, |data| self.request(data)),
            ..Invocation::default()
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
            .and_then(|data| data.user(words::members::FOR_OPTION));
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
        let permissions = member.permissions.as_deref().and_then(|p| p.parse().ok());
        let permissions = Permissions::from_bits_truncate(permissions.unwrap_or_default());
        let manages =
            permissions.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR);
        let has_role = member
            .roles
            .iter()
            .any(|role| moderators.roles.contains(role));
        self.guild_id == Some(moderators.guild) && (manages || has_role)
    }

    fn request(&self, data: &Data) -> Request {
        let command = data.kind.map_or(CommandType::ChatInput, CommandType::from);
        match self.kind {
            InteractionType::COMMAND if command == CommandType::ChatInput => Request::Command {
                name: data.full_name(),
                value: data.text_option(),
                options: data.text_options(),
                audience: audience(data.is_set(words::PRIVATE_OPTION)),
            },
            InteractionType::COMMAND if command == CommandType::Message => {
                let target = data.target_id.map(|id| id.to_string());
                match target.and_then(|id| data.resolved.messages.get(&id)) {
                    Some(target) => Request::MessageCommand {
                        name: data.name.clone(),
                        author: target.author.id.0,
                        text: target.text(),
                    },
                    None => Request::Unknown,
                }
            }
            InteractionType::AUTOCOMPLETE => {
                let focused = data.given().iter().find(|option| option.focused);
                let text = focused.and_then(|option| option.value.as_str());
                Request::Autocomplete {
                    name: data.full_name(),
                    typed: text.map(typed).unwrap_or_default(),
                    option: focused.map(|o| o.name.clone()).unwrap_or_default(),
                    options: data.text_options(),
                }
            }
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

/// What somebody typed, in composed form, as names and texts are read from files.
fn typed(text: &str) -> String {
    composed(text).into_owned()
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
        let subcommand = self.subcommand();
        subcommand.map_or(&self.options, |subcommand| &subcommand.options)
    }

    fn subcommand(&self) -> Option<&OptionValue> {
        let mut options = self.options.iter();
        options.find(|option| option.kind == Some(CommandOptionType::SubCommand))
    }

    fn text_options(&self) -> Vec<(String, String)> {
        let text =
            |option: &OptionValue| Some((option.name.clone(), typed(option.value.as_str()?)));
        self.given().iter().filter_map(text).collect()
    }

    /// The file that was sent with the command.
    fn attachment(&self) -> Option<respond::Attachment> {
        let option = self
            .given()
            .iter()
            .find(|o| o.kind == Some(CommandOptionType::Attachment))?;
        let file = self.resolved.attachments.get(option.value.as_str()?)?;
        Some(respond::Attachment {
            name: typed(&file.filename),
            size: file.size,
            url: file.url.clone(),
        })
    }

    /// The command's name, with the subcommand's behind it.
    fn full_name(&self) -> String {
        match self.subcommand() {
            Some(subcommand) => format!("{} {}", self.name, subcommand.name),
            None => self.name.clone(),
        }
    }

    /// The value of the collection's own option: the first text, whatever its name is, so that a
    /// command still works while Discord shows an option's former name.
    fn text_option(&self) -> Option<String> {
        let mut given = self.given().iter();
        let option = given.find(|option| option.kind == Some(CommandOptionType::String))?;
        option.value.as_str().map(typed)
    }

    fn user(&self, name: &str) -> Option<u64> {
        let is_user = |o: &&OptionValue| o.kind == Some(CommandOptionType::User);
        let mut users = self.options.iter().filter(is_user);
        let option = users.find(|option| option.name == name)?;
        option.value.as_str()?.parse().ok()
    }

    fn is_set(&self, name: &str) -> bool {
        self.options
            .iter()
            .any(|option| option.name == name && option.value == true)
    }
}
