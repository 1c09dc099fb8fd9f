//! The entries that a value names to the letter, but for case and accents; a reference as it is.

use crate::library::page::{Found, all};
use crate::library::{Collection, Entry, EntryRef, Library};
use crate::text::fold::fold;

/// The entry that is meant by a value: its reference, its id, its title or one of its keywords, to
/// the letter but for case and accents. Ids win over titles, and titles over keywords.
pub fn exact<'a>(collection: &'a Collection, value: &str) -> Option<&'a Entry> {
    let of_here = value
        .split_once('/')
        .filter(|(name, _)| *name == collection.name);
    let id = of_here.map_or(value, |(_, id)| id);
    if let Some(entry) = collection.entry(id) {
        return Some(entry);
    }
    let wanted = fold(value);
    if wanted.is_empty() {
        return None;
    }
    let place = |entry: &Entry| entry.folded.names().position(|name| name == wanted);
    let ranked = collection
        .entries()
        .iter()
        .filter_map(|e| place(e).map(|at| (at.min(2), e)));
    ranked.min_by_key(|(at, _)| *at).map(|(_, entry)| entry)
}

/// The entries over all collections that a text names, to the letter but for case and accents: the
/// one with this reference, or all with this title or id.
pub fn named<'a>(library: &'a Library, text: &str) -> Vec<Found<'a>> {
    let text = text.trim();
    if let Some((collection, entry)) = library.resolve(&EntryRef::parse(text, "")) {
        return vec![Found { collection, entry }];
    }
    // As it stands in a list of suggestions.
    if let Some((title, home)) = text.strip_suffix(')').and_then(|t| t.rsplit_once(" (/")) {
        let mut found = named(library, title);
        found.retain(|found| found.collection.name == home);
        if !found.is_empty() {
            return found;
        }
    }
    let wanted = fold(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    all(library)
        .filter(|found| found.entry.folded.is_called(&wanted))
        .collect()
}
