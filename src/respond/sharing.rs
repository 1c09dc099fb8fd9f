//! Answers for someone else: addressed to a member, given to a member's message, and taken away.

use crate::library::search;
use crate::library::{Collection, EntryRef, Library};
use crate::respond::{Action, Button, Context, Embed, Menu, Message, Press, Reply, Row, pages};
use crate::text::limits::{MAX_BUTTON, MAX_BUTTONS_PER_ROW, MAX_ITEMS, MAX_ROWS, shorten};
use crate::words;

impl Message {
    /// The same message, addressed to one member, who is the only one it can call.
    #[must_use]
    pub(crate) fn addressed_to(mut self, user: u64) -> Self {
        let mention = format!("<@{user}>");
        self.content = match self.content.as_str() {
            "" => mention,
            content => format!("{mention}\n{content}"),
        };
        self.calls = Some(user);
        self
    }

    /// The same message with a button that takes it away, where there is room for one.
    #[must_use]
    pub(crate) fn removable(mut self) -> Self {
        let remove = pages::button(words::REMOVE, "🗑️", Press::Ask(Action::Remove));
        let last = match self.rows.last_mut() {
            Some(Row::Buttons(buttons)) if buttons.len() < MAX_BUTTONS_PER_ROW => Some(buttons),
            _ => None,
        };
        if let Some(buttons) = last {
            buttons.push(remove);
        } else if self.rows.len() < MAX_ROWS {
            self.rows.push(Row::Buttons(vec![remove]));
        }
        self
    }
}

/// What is left of a message until it is gone, and for good where Discord will not let it go.
pub(crate) fn removed() -> Message {
    Message {
        content: words::REMOVED.into(),
        ..Message::default()
    }
}

/// The choice of a text to answer a member's message with; the texts that fit the message first.
pub(crate) fn choice(library: &Library, to: u64, message: &str) -> Message {
    let answer = search::find(library, message, MAX_ITEMS);
    let mut found = answer.found;
    if found.is_empty() {
        let first = search::suggest(library, None, "", MAX_ITEMS).into_iter();
        found = first.map(|(_, found)| found).collect();
    }
    let items = pages::items(found.iter().map(|f| (f.collection, f.entry)));
    choice_of(library, to, words::reply_intro(to), items, Vec::new())
}

/// The same, from one collection; `page` counts from 0.
pub(crate) fn choice_from(
    library: &Library,
    to: u64,
    collection: &Collection,
    page: usize,
) -> Message {
    let pages: Vec<_> = collection.entries().chunks(MAX_ITEMS).collect();
    let page = page.min(pages.len().saturating_sub(1));
    let entries = pages.get(page).copied().unwrap_or_default();
    let items = pages::items(entries.iter().map(|entry| (collection, entry)));
    let mut turn = Vec::new();
    if page + 1 < pages.len() {
        let next = list(to, collection, page + 1);
        turn.push(pages::button(crate::words::button::NEXT_PAGE, "▶️", next));
    }
    let intro = words::reply_intro_from(to, &collection.title);
    choice_of(library, to, intro, items, turn)
}

fn choice_of(
    library: &Library,
    to: u64,
    intro: String,
    items: Vec<crate::respond::Item>,
    turn: Vec<Button>,
) -> Message {
    let embed = Embed {
        title: words::REPLY_TITLE.into(),
        description: intro,
        ..Embed::default()
    };
    let menu = Row::menu(Menu {
        placeholder: words::REPLY_MENU.into(),
        asks: Action::ReplyWith { to },
        items,
    });
    let mut rows: Vec<Row> = menu.into_iter().chain(Row::buttons(turn)).collect();
    let open = library.collections().iter().map(|collection| Button {
        label: shorten(&collection.title, MAX_BUTTON),
        emoji: None,
        does: list(to, collection, 0),
    });
    let open: Vec<Button> = open
        .take((MAX_ROWS - rows.len()) * MAX_BUTTONS_PER_ROW)
        .collect();
    rows.extend(
        open.chunks(MAX_BUTTONS_PER_ROW)
            .filter_map(|row| Row::buttons(row.to_vec())),
    );
    Message {
        embed: Some(embed),
        rows,
        ..Message::default()
    }
}

fn list(to: u64, collection: &Collection, page: usize) -> Press {
    Press::Ask(Action::ReplyFrom {
        to,
        collection: collection.name.clone(),
        page,
    })
}

impl Context<'_> {
    /// Gives an entry to a member, in the name of whoever chose it.
    pub(crate) fn reply_with(&self, to: u64, reference: &EntryRef) -> Reply {
        let Some((collection, entry)) = self.library.resolve(reference) else {
            return Reply::private(self.show(reference, true));
        };
        let message = self.entry(collection, entry, false);
        let mut message = message.with_notice(&words::reply(to, self.invocation.user));
        message.calls = Some(to);
        Reply::Message {
            message,
            private: false,
        }
    }
}
