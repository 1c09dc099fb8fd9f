//! Entries as items of a menu, and as many lines as fit.

use crate::library::page::{Found, Page};
use crate::library::{Collection, Entry, EntryRef};
use crate::respond::action::Action;
use crate::respond::message::Item;
use crate::text::limits::{MAX_ITEMS, MAX_LABEL, length, shorten};
use crate::words;

/// The page of the overview on which the entry at this place stands.
pub(crate) fn page_of(place: usize) -> usize {
    place / MAX_ITEMS
}

/// Shows a page of a collection's overview, counted from 0.
pub(crate) fn list(collection: &Collection, page: usize) -> Action {
    let collection = collection.name.clone();
    Action::Overview { collection, page }
}

/// Pages as items of a menu, as many as fit; of two that read the same, the second tells its command.
pub(crate) fn items<'a>(pages: impl Iterator<Item = Page<'a>>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for page in pages.take(MAX_ITEMS) {
        let collection = page.collection();
        let mut item = match page {
            Page::Entry(Found { collection, entry }) => item(collection, entry),
            Page::Overview(collection) => Item {
                label: shorten(&collection.title, MAX_LABEL),
                description: Some(shorten(&collection.description, MAX_LABEL)),
                value: page.reference().to_string(),
            },
        };
        if items.iter().any(|other| other.label == item.label) {
            let command = format!(" (/{})", collection.name);
            item.label = shorten(&item.label, MAX_LABEL - length(&command)) + &command;
        }
        items.push(item);
    }
    items
}

/// An entry as an item of a menu.
pub(crate) fn item(collection: &Collection, entry: &Entry) -> Item {
    let first_line = || entry.text.lines().next().unwrap_or_default().to_owned();
    let summary = entry.summary.clone().unwrap_or_else(first_line);
    Item {
        label: shorten(&entry.title, MAX_LABEL),
        description: Some(shorten(&summary, MAX_LABEL)).filter(|d| !d.is_empty()),
        value: EntryRef::new(&collection.name, &entry.id).to_string(),
    }
}

/// What the words for those that were left out of a list take, with what parts them from it.
pub(crate) const MORE: usize = 20;

/// As many of the pieces as fit in `room` characters; where some were left out, how many, in [`MORE`]
/// besides.
pub(crate) fn fitting(pieces: &[String], between: &str, room: usize) -> String {
    let mut text = String::new();
    for (n, piece) in pieces.iter().enumerate() {
        let extra = if n == 0 { 0 } else { between.len() };
        if length(&text) + extra + length(piece) > room {
            let more = words::and_more(pieces.len() - n);
            return [&*text, &more].join(if n == 0 { "" } else { between });
        }
        if n > 0 {
            text.push_str(between);
        }
        text.push_str(piece);
    }
    text
}
