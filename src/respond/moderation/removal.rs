//! Removing an entry: what is asked first, and the work that does it. Part of answering, as
//! [`crate::respond::moderation::edit`] is.

use crate::content::edit::{Change, Edit, Fingerprint};
use crate::content::order::{Follow, Order};
use crate::content::version::What;
use crate::library::{Collection, EntryRef};
use crate::respond::action::Moderate;
use crate::respond::context::Context;
use crate::respond::message::{Audience, Button, Message, Row};
use crate::respond::moderation::edit::shown;
use crate::respond::moderation::related;
use crate::respond::pages;
use crate::respond::task::{ContentChange, Deferral, Reply};
use crate::text::limits::{MAX_CONTENT, length};
use crate::words::editing;

impl Context<'_> {
    /// Asks before an entry is removed.
    pub(crate) fn ask_removal(&self, entry: &EntryRef) -> Reply {
        if let Some(message) = self.broken(&entry.collection) {
            return Reply::private(message);
        }
        let (Some((collection, found)), Some(shown)) =
            (self.library.resolve(entry), shown(self.snapshot, entry))
        else {
            return Reply::words(editing::NO_ENTRY);
        };
        let page = pages::entry(self.library, collection, found, Audience::Channel);
        let leading = self.library.leading_to(entry);
        let is_broken = |(home, _): &(&Collection, _)| self.broken(&home.name).is_some();
        let remove = |label: &str, links: bool| {
            let entry = entry.clone();
            let remove = Moderate::Remove {
                entry,
                shown,
                links,
            };
            Button::new(label, remove)
        };
        let mut content = editing::really_remove(&found.title, entry);
        let mut buttons = Vec::new();
        if leading.is_empty() {
            buttons.push(remove(editing::button::REMOVE, false));
        } else {
            let (below, can) = if leading.iter().any(is_broken) {
                (editing::LED_TO_FROM_BROKEN, false)
            } else {
                (editing::LED_TO_AFTER, true)
            };
            let lines = related::leading_lines(entry, &leading);
            let room =
                MAX_CONTENT - length(&content) - length(editing::LED_TO) - length(below) - 40;
            let lines = pages::fitting(&lines, "\n", room);
            content = format!("{content}\n{}\n{lines}\n{below}", editing::LED_TO);
            buttons.extend(can.then(|| remove(editing::button::REMOVE_LINKS, true)));
            buttons.push(remove(editing::button::REMOVE_ONLY, false));
        }
        buttons.push(Button::new(editing::button::CANCEL, Moderate::Cancel));
        let rows = vec![Row::Buttons(buttons)];
        Reply::private(Message { rows, ..page }.with_notice(&content))
    }

    /// Removes an entry, and what leads to it if so wished.
    pub(crate) fn remove(&self, entry: &EntryRef, shown: Fingerprint, links: bool) -> Reply {
        let order = Order {
            edit: Edit {
                entry: entry.clone(),
                change: Change::Remove,
            },
            shown: Some(shown),
            by: self.invocation.user,
            what: What::Removed,
        };
        let mut follows = Vec::new();
        if links {
            let all = self.library.leading_to(entry).into_iter();
            let references = all.map(|(home, found)| EntryRef::new(&home.name, &found.id));
            let leading = references.filter(|leading| leading != entry);
            follows.extend(leading.map(|leading| Follow::unlinking(leading, entry)));
        }
        Reply::after(ContentChange::Remove(order, follows), Deferral::Update)
    }
}
