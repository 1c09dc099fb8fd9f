//! The answers to what members ask: commands, presses, and messages to answer. Moderators have
//! [`crate::respond::moderation`].

use crate::content::snapshot::Snapshot;
use crate::library::lookup;
use crate::library::suggest;
use crate::library::{Collection, Entry, EntryRef, OpenWith};
use crate::respond::action::Action;
use crate::respond::context::Context;
use crate::respond::invocation::{Request, chosen};
use crate::respond::memory::Occasion;
use crate::respond::message::{Audience, Message};
use crate::respond::task::Reply;
use crate::respond::{pages, sharing};
use crate::text::limits::MAX_BUTTONS_PER_ROW;
use crate::words;

/// The tip of the week, if there is such an entry.
pub fn weekly_tip(snapshot: &Snapshot, reference: &EntryRef) -> Option<Message> {
    let (collection, entry) = snapshot.library.resolve(reference)?;
    let message = pages::entry(&snapshot.library, collection, entry, Audience::Channel);
    Some(message.with_notice(words::WEEKLY_TIP))
}

impl Context<'_> {
    /// The answer to a command, and for whom it is: the channel gets what was asked for; what cannot be
    /// had, or is nobody else's business, is for the asker.
    pub(crate) fn command(
        &self,
        name: &str,
        value: Option<&str>,
        audience: Audience,
    ) -> (Message, Audience) {
        let Some(collection) = self.library.collection(name) else {
            return self.no_collection(name, value, audience);
        };
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        let message = match value {
            None if collection.open_with == OpenWith::Random => {
                self.drawn(collection, None, None, audience)
            }
            None => self.opening(collection, 0, audience),
            Some(value) => return self.chosen(collection, value, audience),
        };
        (message, Audience::Channel)
    }

    fn no_collection(
        &self,
        name: &str,
        value: Option<&str>,
        audience: Audience,
    ) -> (Message, Audience) {
        if name == words::members::SEARCH_COMMAND {
            self.find(value, audience)
        } else if name == words::HELP_COMMAND {
            (self.help(), Audience::Channel)
        } else if self.library.unavailable().iter().any(|n| n == name) {
            (pages::notice(words::UNAVAILABLE), Audience::Asker)
        } else {
            (self.collection_gone(), Audience::Asker)
        }
    }

    fn chosen(
        &self,
        collection: &Collection,
        value: &str,
        audience: Audience,
    ) -> (Message, Audience) {
        if let Some(entry) = lookup::exact(collection, value) {
            return (
                pages::entry(self.library, collection, entry, audience),
                Audience::Channel,
            );
        }
        let group = collection.in_group(value);
        if let Some(first) = group.first() {
            let message = match collection.open_with {
                OpenWith::Random => self.drawn(collection, None, first.group.as_deref(), audience),
                OpenWith::Overview | OpenWith::Guide => {
                    let place = collection.position(&first.id).unwrap_or_default();
                    pages::overview(collection, pages::page_of(place))
                }
            };
            return (message, Audience::Channel);
        }
        self.not_found(value);
        let near = suggest::nearest(self.library, collection, value, MAX_BUTTONS_PER_ROW);
        let near = pages::did_you_mean(collection, &near);
        (self.with_wish(near), Audience::Asker)
    }

    /// An entry by chance, of this group where there is one; `shown` is on the screen now. The texts of a
    /// file that does not open by chance never come by it, whatever a button of an earlier version asks.
    fn drawn(
        &self,
        collection: &Collection,
        shown: Option<&str>,
        group: Option<&str>,
        audience: Audience,
    ) -> Message {
        if collection.open_with != OpenWith::Random {
            return self.opening(collection, 0, audience);
        }
        let entries = match group {
            Some(group) => collection.in_group(group),
            None => collection.entries().iter().collect(),
        };
        let ids: Vec<&str> = entries.iter().map(|e| e.id.as_str()).collect();
        let occasion = Occasion {
            interaction: self.invocation.id,
            channel: self.invocation.channel,
            collection: &collection.name,
            shown,
        };
        if ids.is_empty() {
            return pages::overview(collection, 0);
        }
        let entry = entries[self.memory.draw(&occasion, &ids).min(ids.len() - 1)];
        let in_group = group.is_some();
        pages::drawn_entry(self.library, collection, entry, in_group, audience)
    }

    /// Another entry than the one on the screen, which may be none.
    fn draw_again(&self, from: &EntryRef, in_group: bool, audience: Audience) -> Message {
        let Some(collection) = self.library.collection(&from.collection) else {
            return self.collection_gone();
        };
        let shown = Some(from.entry.as_str()).filter(|id| !id.is_empty());
        let group = collection.entry(&from.entry).filter(|_| in_group);
        let group = group.and_then(|entry| entry.group.as_deref());
        self.drawn(collection, shown, group, audience)
    }

    /// Answers a press on a message that this audience sees. `changes` tells whether the message pressed on
    /// may change; otherwise the answer is a private message, so that nobody turns the page of someone else.
    /// Nothing where the button means nothing, or no longer.
    pub(crate) fn press(
        &self,
        custom_id: &str,
        values: &[String],
        seen_by: Audience,
        changes: bool,
    ) -> Option<Reply> {
        let action = Action::decode(custom_id)?;
        // An answer that replaces a public message is public; anything else is private.
        let audience = if changes { seen_by } else { Audience::Asker };
        let message = match &action {
            Action::Moderate(moderate) => return self.moderator_press(moderate, values),
            Action::Show(entry) => self.show(entry, audience),
            Action::Overview { collection, page } => match self.library.collection(collection) {
                Some(collection) => self.opening(collection, *page, audience),
                None => self.collection_gone(),
            },
            Action::Choose => self.show(&chosen(values)?, audience),
            Action::Draw { from, in_group } => self.draw_again(from, *in_group, audience),
            Action::Share(entry) => {
                let notice = words::shared_by(self.invocation.user);
                return Some(self.shown_to_all(entry, &notice, None));
            }
            Action::More(entry) => {
                let reports = self.invocation.reports;
                return Some(self.aside(entry, |_, found| pages::more(found, entry, reports)));
            }
            Action::Copy(entry) => return Some(self.aside(entry, pages::copy)),
            Action::Help => self.help(),
            Action::Remove if changes && seen_by == Audience::Channel => {
                // It stays for good where Discord does not delete the message.
                return Some(Reply::Delete(Message::text(words::members::REMOVED, [])));
            }
            Action::Remove => pages::notice(words::members::NOT_YOURS),
            Action::ReplyWith { to } => {
                let notice = words::members::reply(*to, self.invocation.user);
                return Some(self.shown_to_all(&chosen(values)?, &notice, Some(*to)));
            }
            Action::ReplyFrom {
                to,
                collection,
                page,
            } => match self.library.collection(collection) {
                Some(collection) => sharing::choice_from(self.library, *to, collection, *page),
                None => self.collection_gone(),
            },
        };
        if !changes {
            return Some(Reply::private(message));
        }
        // A message that was for someone still is when another page is turned to.
        Some(Reply::Update(match self.invocation.addressee {
            Some(user) => message.addressed_to(user),
            None => message,
        }))
    }

    /// Something about an entry in a private message, which leaves the one that was pressed on as it is.
    fn aside(
        &self,
        reference: &EntryRef,
        message: impl Fn(&Collection, &Entry) -> Message,
    ) -> Reply {
        Reply::private(match self.library.resolve(reference) {
            Some((collection, entry)) => message(collection, entry),
            None => self.show(reference, Audience::Asker),
        })
    }

    /// The reply to a command: for the member it is meant for, where everyone may see it.
    pub(crate) fn addressed(
        &self,
        message: Message,
        asked_for: Audience,
        meant_for: Audience,
    ) -> Reply {
        let audience = match asked_for {
            Audience::Channel => meant_for,
            Audience::Asker => Audience::Asker,
        };
        let message = match self.invocation.addressee {
            Some(user) if audience == Audience::Channel => message.addressed_to(user),
            Some(user) if meant_for == Audience::Channel => {
                message.with_notice(&words::members::not_sent(user))
            }
            _ => message,
        };
        Reply::Message { message, audience }
    }

    /// Whoever asked for an answer that others see can take it away.
    pub(crate) fn removable(&self, reply: Reply) -> Reply {
        let is_press_of_asker = matches!(
            self.invocation.request,
            Request::Press {
                audience: Audience::Asker,
                ..
            }
        );
        match reply {
            Reply::Message {
                message,
                audience: Audience::Channel,
            } => Reply::Message {
                message: message.removable(),
                audience: Audience::Channel,
            },
            Reply::Update(message) if !is_press_of_asker && message.embed.is_some() => {
                Reply::Update(message.removable())
            }
            other => other,
        }
    }
}
