//! Suggestions while an option is typed: at most 25, best first, and never an error.

use crate::library::Library;
use crate::library::page::Found;
use crate::library::suggest;
use crate::library::suggest::{Place, Rank};
use crate::respond::find;
use crate::respond::message::Choice;
use crate::text::fold::fold;
use crate::text::limits::{MAX_ITEMS, MAX_LABEL, length, shorten};
use crate::words;

/// Suggestions over all entries, as `collection/entry`.
pub(crate) fn over_all(library: &Library, typed: &str) -> Vec<Choice> {
    let found = suggest::suggest(library, None, typed, MAX_ITEMS).into_iter();
    found.map(|(_, found)| of_any(&found, "")).collect()
}

/// An entry among those of all commands, with `more` behind its name.
pub(crate) fn of_any(found: &Found<'_>, more: &str) -> Choice {
    let Found { collection, entry } = found;
    let command = format!(" (/{}){more}", collection.name);
    let room = MAX_LABEL - length(&command);
    Choice {
        name: shorten(&entry.title, room) + &command,
        value: found.reference().to_string(),
    }
}

/// Suggestions for a command's option: for a collection, fitting entries and groups.
pub(crate) fn of_command(library: &Library, name: &str, typed: &str) -> Vec<Choice> {
    if name == words::members::SEARCH_COMMAND {
        return find::complete(library, typed);
    }
    let Some(collection) = library.collection(name) else {
        return Vec::new();
    };
    let wanted = fold(typed);
    let groups = collection.groups();
    let n_groups = groups.len();
    let fitting = |group: &&str| n_groups > 1 && fold(group).starts_with(&wanted);
    let groups = groups.into_iter().filter(fitting).map(|group| Choice {
        name: format!("{}: {group}", words::GROUP),
        value: group.to_owned(),
    });
    let (titles, others): (Vec<_>, Vec<_>) =
        suggest::suggest(library, Some(collection), typed, MAX_ITEMS)
            .into_iter()
            .partition(|(rank, _)| *rank < Rank::Named(Place::Group));
    let choice = |(_, Found { entry, .. }): (Rank, Found<'_>)| Choice {
        name: shorten(&entry.title, MAX_LABEL),
        value: entry.id.clone(),
    };
    let titles = titles.into_iter().map(choice);
    let all = titles.chain(groups).chain(others.into_iter().map(choice));
    all.take(MAX_ITEMS).collect()
}
