//! What the bot says: from an invocation and the library to a reply.
//!
//! [`respond`] is total, synchronous and without I/O or clock; chance is passed in. It knows
//! nothing of Discord's payloads, which [`crate::discord`] reads and writes.

pub mod action;
mod complete;
mod find;
mod memory;
mod message;
mod moderation;
mod pages;
mod sharing;
pub mod task;

use crate::content::snapshot::Snapshot;
use crate::library::search;
use crate::library::{Collection, Entry, EntryRef, Library, OpenWith};
use crate::respond::moderation::parts;
use crate::text::limits::MAX_BUTTONS_PER_ROW;
use crate::words;

pub use action::Action;
pub use action::moderation::Moderate;
pub use memory::{Draw, Memory, Occasion, WeeklyTip};
pub use message::{
    Button, Choice, Embed, Input, Item, Menu, Message, Modal, Press, Reply, Row, TextFile,
};
pub use moderation::news::{
    RefusedCommand, news, refusal, refused_commands, unheard_news, weekly_refusal,
};
pub use moderation::outcome::conclude;
pub use moderation::parts::busy;
pub use moderation::status::reminder;
pub use task::{
    Attachment, Conclusion, Deferral, Done, Draft, NotFetched, Reported, SentFile, Task,
    Unpublished, Work,
};

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
    /// The same for a file that was sent.
    pub sent: Option<SentFile>,
    /// The file that came with a command; what is in it is still to be fetched.
    pub attachment: Option<Attachment>,
    /// The member that the answer is for, if not only for whoever asks.
    pub addressee: Option<u64>,
    /// What was done.
    pub request: Request,
}

impl Invocation {
    /// How the reply to what was typed or sent arrives: in the private message that it was done
    /// from, or as a new one.
    fn then(&self) -> Deferral {
        match &self.request {
            Request::Submit { private: true, .. } | Request::Press { private: true, .. } => {
                Deferral::Update
            }
            _ => Deferral::Private,
        }
    }

    /// Whether this is a command with which a moderator changes something.
    pub fn edits(&self) -> bool {
        let Request::Command { name, .. } = &self.request else {
            return false;
        };
        let subcommand = moderation_subcommand(name);
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
        /// Whether the answer is for the asker's eyes only.
        private: bool,
    },
    /// Suggestions while an option is being typed.
    Autocomplete {
        /// The command's name.
        name: String,
        /// What was typed so far.
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
        /// Whether only that person sees it.
        private: bool,
    },
    /// A form that was filled in.
    Submit {
        /// The form's `custom_id`.
        custom_id: String,
        /// The fields by name.
        fields: Vec<(String, String)>,
        /// Whether it was opened from a message that only this person sees, which may then change.
        private: bool,
    },
    /// Something this version does not know.
    #[default]
    Unknown,
}

/// The reply to an invocation.
pub fn respond(snapshot: &Snapshot, invocation: &Invocation, memory: &dyn Memory) -> Reply {
    let library = &snapshot.library;
    let context = Context {
        snapshot,
        library,
        invocation,
        memory,
    };
    let reply = match &invocation.request {
        Request::Command {
            name,
            value,
            options,
            private,
        } => {
            if let Some(subcommand) = moderation_subcommand(name) {
                return context.moderation(subcommand, options);
            }
            let (message, tone) = context.command(name, value.as_deref(), *private);
            context.addressed(message, *private, &tone)
        }
        Request::Autocomplete {
            name,
            typed,
            option,
            options,
        } => match moderation_subcommand(name) {
            Some(subcommand) => context.moderation_choices(subcommand, option, typed, options),
            None => Reply::Choices(complete::of_command(library, name, typed)),
        },
        Request::Submit {
            custom_id, fields, ..
        } => context.submit(custom_id, fields),
        Request::Press {
            custom_id,
            values,
            asker,
            private,
        } => {
            let changes = *private || *asker == Some(invocation.user);
            context.press(custom_id, values, *private, changes)
        }
        Request::MessageCommand { name, author, text }
            if *name == words::members::REPLY_COMMAND =>
        {
            Reply::private(sharing::choice(library, *author, text))
        }
        Request::MessageCommand { .. } | Request::Unknown => {
            Reply::private(pages::notice(words::UNKNOWN_INTERACTION))
        }
    };
    context.removable(reply)
}

/// The tip of the week, if there is such an entry.
pub fn weekly_tip(snapshot: &Snapshot, reference: &EntryRef) -> Option<Message> {
    let (collection, entry) = snapshot.library.resolve(reference)?;
    let message = pages::entry(&snapshot.library, collection, entry, false);
    Some(message.with_notice(words::WEEKLY_TIP))
}

/// For whom a message is, unless the asker wants it for themselves.
#[derive(PartialEq, Eq)]
enum Tone {
    /// For the channel: what was asked for.
    Public,
    /// For the asker: it cannot be had, or is nobody else's business.
    Private,
}

/// What is at hand while one invocation is answered.
struct Context<'a> {
    snapshot: &'a Snapshot,
    library: &'a Library,
    invocation: &'a Invocation,
    memory: &'a dyn Memory,
}

impl Context<'_> {
    fn command(&self, name: &str, value: Option<&str>, private: bool) -> (Message, Tone) {
        let Some(collection) = self.library.collection(name) else {
            return self.no_collection(name, value, private);
        };
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        let message = match value {
            None if collection.open_with == OpenWith::Random => {
                self.drawn(collection, None, false, private)
            }
            None => self.opening(collection, 0, private),
            Some(value) => return self.chosen(collection, value, private),
        };
        (message, Tone::Public)
    }

    fn no_collection(&self, name: &str, value: Option<&str>, private: bool) -> (Message, Tone) {
        if name == words::members::SEARCH_COMMAND {
            self.find(value, private)
        } else if name == words::HELP_COMMAND {
            (pages::help(self.library), Tone::Public)
        } else if self.library.unavailable().iter().any(|n| n == name) {
            (pages::notice(words::UNAVAILABLE), Tone::Private)
        } else {
            (
                pages::help(self.library).with_notice(words::UNKNOWN_COMMAND),
                Tone::Private,
            )
        }
    }

    fn chosen(&self, collection: &Collection, value: &str, private: bool) -> (Message, Tone) {
        if let Some(entry) = search::exact(collection, value) {
            return (self.entry(collection, entry, private), Tone::Public);
        }
        let group = collection.in_group(value);
        if let Some(first) = group.first() {
            let message = match collection.open_with {
                OpenWith::Random => self.drawn(collection, Some(&first.id), true, private),
                OpenWith::Overview | OpenWith::Guide => {
                    let place = collection.position(&first.id).unwrap_or_default();
                    pages::overview(collection, pages::page_of(place))
                }
            };
            return (message, Tone::Public);
        }
        self.not_found(value);
        let near = search::nearest(self.library, collection, value, MAX_BUTTONS_PER_ROW);
        let near: Vec<_> = near.into_iter().map(|entry| (collection, entry)).collect();
        (pages::did_you_mean(&near, Some(collection)), Tone::Private)
    }

    /// An entry by chance; in a group, the one that `member` belongs to.
    fn drawn(
        &self,
        collection: &Collection,
        member: Option<&str>,
        in_group: bool,
        private: bool,
    ) -> Message {
        let group = member
            .and_then(|id| collection.entry(id))
            .and_then(|e| e.group.as_deref());
        let entries = match group.filter(|_| in_group) {
            Some(group) => collection.in_group(group),
            None => collection.entries().iter().collect(),
        };
        let ids: Vec<&str> = entries.iter().map(|e| e.id.as_str()).collect();
        let pressed = matches!(self.invocation.request, Request::Press { .. });
        let occasion = Occasion {
            interaction: self.invocation.id,
            channel: self.invocation.channel,
            collection: &collection.name,
            shown: member.filter(|_| pressed),
        };
        if ids.is_empty() {
            return pages::overview(collection, 0);
        }
        let entry = entries[self.memory.draw(&occasion, &ids).min(ids.len() - 1)];
        let in_group = in_group && group.is_some();
        let page = pages::drawn_entry(self.library, collection, entry, in_group, private);
        self.with_report(page, collection, entry)
    }

    /// Answers a press. `changes` tells whether the message pressed on may change; otherwise the
    /// answer is a private message, so that nobody turns the page of someone else.
    fn press(&self, custom_id: &str, values: &[String], private: bool, changes: bool) -> Reply {
        let Some(action) = Action::decode(custom_id) else {
            return Reply::private(pages::notice(words::UNKNOWN_BUTTON));
        };
        let chosen = || values.first().and_then(|value| value.split_once('/'));
        // An answer that replaces a public message is public; anything else is private.
        let was_private = private;
        let private = private || !changes;
        let message = match &action {
            Action::Moderate(moderate) => return self.moderator_press(moderate, values),
            Action::Show(entry) => self.show(entry, private),
            Action::Overview { collection, page } => match self.library.collection(collection) {
                Some(collection) => self.opening(collection, *page, private),
                None => self.collection_gone(),
            },
            Action::Choose => match chosen() {
                Some((collection, entry)) => self.show(&EntryRef::new(collection, entry), private),
                None => return Reply::private(pages::notice(words::UNKNOWN_BUTTON)),
            },
            Action::Draw { from, in_group } => match self.library.collection(&from.collection) {
                Some(collection) => {
                    let from = Some(from.entry.as_str()).filter(|id| !id.is_empty());
                    self.drawn(collection, from, *in_group, private)
                }
                None => self.collection_gone(),
            },
            Action::Share(entry) => return self.share(entry),
            Action::Help => pages::help(self.library),
            Action::Remove if changes && !was_private => return Reply::Removal(sharing::removed()),
            Action::Remove => pages::notice(words::members::NOT_YOURS),
            Action::ReplyWith { to } => match chosen() {
                Some((collection, entry)) => {
                    return self.reply_with(*to, &EntryRef::new(collection, entry));
                }
                None => return Reply::private(pages::notice(words::UNKNOWN_BUTTON)),
            },
            Action::ReplyFrom {
                to,
                collection,
                page,
            } => match self.library.collection(collection) {
                Some(collection) => sharing::choice_from(self.library, *to, collection, *page),
                None => self.collection_gone(),
            },
        };
        if changes {
            Reply::Update(self.still_addressed(message))
        } else {
            Reply::private(message)
        }
    }

    /// Lets moderators know that nothing was found for a question, where that counts.
    fn not_found(&self, question: &str) {
        if self.invocation.counts {
            self.memory.not_found(question, self.invocation.user);
        }
    }

    fn entry(&self, collection: &Collection, entry: &Entry, private: bool) -> Message {
        let page = pages::entry(self.library, collection, entry, private);
        self.with_report(page, collection, entry)
    }

    /// An entry's page with the button for members who miss something, where there is room.
    fn with_report(&self, page: Message, collection: &Collection, entry: &Entry) -> Message {
        if !self.invocation.reports {
            return page;
        }
        let about = EntryRef::new(&collection.name, &entry.id);
        page.with_button(parts::report(&about))
    }

    /// What a collection shows before anything is chosen: a page of its overview, or the question
    /// with which a guide begins.
    fn opening(&self, collection: &Collection, page: usize, private: bool) -> Message {
        match (collection.open_with, collection.entries().first()) {
            (OpenWith::Guide, Some(first)) => self.entry(collection, first, private),
            _ => pages::overview(collection, page),
        }
    }

    fn show(&self, reference: &EntryRef, private: bool) -> Message {
        let Some(collection) = self.library.collection(&reference.collection) else {
            return self.collection_gone();
        };
        match collection.entry(&reference.entry) {
            Some(entry) => self.entry(collection, entry, private),
            None => pages::overview(collection, 0).with_notice(words::GONE),
        }
    }

    fn share(&self, reference: &EntryRef) -> Reply {
        let Some((collection, entry)) = self.library.resolve(reference) else {
            return Reply::private(self.show(reference, true));
        };
        let message = self.entry(collection, entry, false);
        let message = message.with_notice(&words::shared_by(self.invocation.user));
        Reply::Message {
            message,
            private: false,
        }
    }

    /// The reply to a command: for the member it is meant for, where everyone may see it.
    fn addressed(&self, message: Message, asked_private: bool, tone: &Tone) -> Reply {
        let private = asked_private || *tone == Tone::Private;
        let message = match self.invocation.addressee {
            Some(user) if !private => message.addressed_to(user),
            Some(user) if asked_private && *tone == Tone::Public => {
                message.with_notice(&words::members::not_sent(user))
            }
            _ => message,
        };
        Reply::Message { message, private }
    }

    /// A message that was for someone still is when another page is turned to.
    fn still_addressed(&self, message: Message) -> Message {
        match self.invocation.addressee {
            Some(user) => message.addressed_to(user),
            None => message,
        }
    }

    /// Whoever asked for an answer that others see can take it away.
    fn removable(&self, reply: Reply) -> Reply {
        let on_private = matches!(
            self.invocation.request,
            Request::Press { private: true, .. }
        );
        match reply {
            Reply::Message {
                message,
                private: false,
            } => Reply::Message {
                message: message.removable(),
                private: false,
            },
            Reply::Update(message) if !on_private && message.embed.is_some() => {
                Reply::Update(message.removable())
            }
            other => other,
        }
    }

    fn collection_gone(&self) -> Message {
        pages::help(self.library).with_notice(words::COLLECTION_GONE)
    }
}

/// The subcommand, if this is the name of the moderators' command.
fn moderation_subcommand(name: &str) -> Option<&str> {
    let rest = name.strip_prefix(words::MODERATION_COMMAND)?;
    rest.strip_prefix(' ').or(rest.is_empty().then_some(rest))
}
