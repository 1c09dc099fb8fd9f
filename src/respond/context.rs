//! What one answer is made from, and the pages that every kind of answer shows.

use crate::content::snapshot::Snapshot;
use crate::library::{Collection, EntryRef, Library, OpenWith};
use crate::respond::action::Inbox;
use crate::respond::invocation::Invocation;
use crate::respond::memory::Memory;
use crate::respond::message::{Audience, Button, Message};
use crate::respond::pages;
use crate::words;

/// What one answer is made from.
pub(crate) struct Context<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) library: &'a Library,
    pub(crate) invocation: &'a Invocation,
    pub(crate) memory: &'a dyn Memory,
}

impl Context<'_> {
    /// Lets moderators know that nothing was found for a question, where that counts.
    pub(crate) fn not_found(&self, question: &str) {
        if self.invocation.counts {
            self.memory.not_found(question, self.invocation.user);
        }
    }

    /// A page with the button for members who miss a text, where there is room.
    pub(crate) fn with_wish(&self, page: Message) -> Message {
        if !self.invocation.reports {
            return page;
        }
        page.beside(Button::new(words::inbox::MISS, Inbox::Miss))
    }

    /// What the bot can do.
    pub(crate) fn help(&self) -> Message {
        self.with_wish(pages::help(self.library))
    }

    /// What a collection shows before anything is chosen: a page of its overview, or the question
    /// with which a guide begins.
    pub(crate) fn opening(
        &self,
        collection: &Collection,
        page: usize,
        audience: Audience,
    ) -> Message {
        match (collection.open_with, collection.entries().first()) {
            (OpenWith::Guide, Some(first)) => {
                pages::entry(self.library, collection, first, audience)
            }
            _ => pages::overview(collection, page),
        }
    }

    /// The entry with this name, or what there is in its place; without an entry's name the overview.
    pub(crate) fn show(&self, reference: &EntryRef, audience: Audience) -> Message {
        let Some(collection) = self.library.collection(&reference.collection) else {
            return self.collection_gone();
        };
        if reference.entry.is_empty() {
            return self.opening(collection, 0, audience);
        }
        match collection.entry(&reference.entry) {
            Some(entry) => pages::entry(self.library, collection, entry, audience),
            None => pages::overview(collection, 0).with_notice(words::GONE),
        }
    }

    /// What there is in the place of a collection that went.
    pub(crate) fn collection_gone(&self) -> Message {
        self.help().with_notice(words::UNKNOWN_COMMAND)
    }
}
