//! Suggestions while an option is typed: at most 25, best first, and never an error.

use super::{Choice, find, pages};
use crate::fold::fold;
use crate::library::{EntryRef, Library};
use crate::limits::{MAX_ITEMS, MAX_LABEL, length, shorten};
use crate::{search, words};

/// Suggestions over all entries, as `collection/entry`; the best of each collection first.
pub(super) fn over_all(library: &Library, typed: &str) -> Vec<Choice> {
    let mut found: Vec<(usize, Choice)> = Vec::new();
    for collection in library.collections() {
        let entries = search::suggest(library, collection, typed, MAX_ITEMS).into_iter();
        found.extend(entries.enumerate().map(|(place, entry)| {
            let command = format!(" (/{})", collection.name);
            let room = MAX_LABEL - length(&command);
            let name = shorten(&entry.title, room) + &command;
            let value = EntryRef::new(&collection.name, &entry.id).to_string();
            (place, Choice { name, value })
        }));
    }
    found.sort_by_key(|(place, _)| *place);
    let choices = found.into_iter().map(|(_, choice)| choice);
    choices.take(MAX_ITEMS).collect()
}

/// Suggestions for a command's option: for a collection, fitting groups and entries.
pub(super) fn of_command(library: &Library, name: &str, typed: &str) -> Vec<Choice> {
    if name == words::find::COMMAND {
        return find::complete(library, typed);
    }
    let Some(collection) = library.collection(name) else {
        return Vec::new();
    };
    let wanted = fold(typed);
    let mut groups: Vec<_> = collection
        .entries()
        .iter()
        .filter_map(|e| Some((e.group.as_deref()?, e.folded.group.as_deref()?)))
        .collect();
    groups.dedup();
    let n_groups = groups.len();
    let groups = groups
        .into_iter()
        .filter(|(_, folded)| n_groups > 1 && folded.starts_with(&wanted));
    let groups = groups.map(|(group, _)| Choice {
        name: format!("{}: {group}", words::GROUP),
        value: group.to_owned(),
    });
    let entries = search::suggest(library, collection, typed, MAX_ITEMS).into_iter();
    let entries = entries.map(|entry| Choice {
        name: pages::label(entry),
        value: entry.id.clone(),
    });
    groups.chain(entries).take(MAX_ITEMS).collect()
}
