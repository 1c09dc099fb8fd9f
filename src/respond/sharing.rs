//! Answers for someone else: addressed to a member, given to a member's message, and taken away.

use crate::library::page::{Found, Page};
use crate::library::search;
use crate::library::search::Fit;
use crate::library::suggest;
use crate::library::{Collection, EntryRef, Library};
use crate::respond::action::Action;
use crate::respond::context::Context;
use crate::respond::message::{Audience, Button, Embed, Item, Message, Row};
use crate::respond::pages;
use crate::respond::task::Reply;
use crate::text::limits::{MAX_ITEMS, MAX_ROWS};
use crate::words::{button, members};

/// The choice of a text to answer a member's message with; the texts that fit the message first.
pub(crate) fn choice(library: &Library, to: u64, message: &str) -> Message {
    let answer = search::find(library, message, MAX_ITEMS);
    let mut found: Vec<_> = answer.pages.iter().filter_map(Page::entry).collect();
    if found.is_empty() {
        let first = suggest::suggest(library, None, "", MAX_ITEMS).into_iter();
        found = first.map(|(_, found)| found).collect();
    }
    let items = pages::items(found.into_iter().map(Page::Entry));
    let intro = members::reply_intro(to, answer.fit > Fit::Nothing);
    choice_of(library, to, intro, items, Vec::new())
}

/// The choice of a text of one collection to answer a member with; `page` counts from 0.
pub(crate) fn choice_from(
    library: &Library,
    to: u64,
    collection: &Collection,
    page: usize,
) -> Message {
    let pages: Vec<_> = collection.entries().chunks(MAX_ITEMS).collect();
    let page = page.min(pages.len().saturating_sub(1));
    let entries = pages.get(page).copied().unwrap_or_default();
    let found = |entry| Page::Entry(Found { collection, entry });
    let items = pages::items(entries.iter().map(found));
    let mut turn = Vec::new();
    if page + 1 < pages.len() {
        let next = list(to, collection, page + 1);
        turn.push(Button::new(button::NEXT_PAGE, next));
    }
    let intro = members::reply_intro_from(to, &collection.title);
    choice_of(library, to, intro, items, turn)
}

fn choice_of(
    library: &Library,
    to: u64,
    intro: String,
    items: Vec<Item>,
    turn: Vec<Button>,
) -> Message {
    let embed = Embed::new(members::REPLY_TITLE, intro);
    let menu = Row::menu(members::REPLY_MENU, Action::ReplyWith { to }, items);
    let mut rows: Vec<Row> = menu.into_iter().chain(Row::buttons(turn)).collect();
    let collections = library.collections().iter();
    let open = collections.map(|c| Button::new(&c.title, list(to, c, 0)));
    let room = MAX_ROWS - rows.len();
    rows.extend(Row::buttons(open).into_iter().take(room));
    Message::framed(embed, rows)
}

fn list(to: u64, collection: &Collection, page: usize) -> Action {
    Action::ReplyFrom {
        to,
        collection: collection.name.clone(),
        page,
    }
}

impl Context<'_> {
    /// Shows an entry to the whole channel, and calls one member there.
    pub(crate) fn shown_to_all(
        &self,
        reference: &EntryRef,
        notice: &str,
        calls: Option<u64>,
    ) -> Reply {
        let Some((collection, entry)) = self.library.resolve(reference) else {
            return Reply::private(self.show(reference, Audience::Asker));
        };
        let page = pages::entry(self.library, collection, entry, Audience::Channel);
        Reply::Message {
            message: Message { calls, ..page }.with_notice(notice),
            audience: Audience::Channel,
        }
    }
}
