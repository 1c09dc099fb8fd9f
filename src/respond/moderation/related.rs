//! Which text is meant by what someone typed as one to read next: moderators know titles and
//! commands, and a response file has names.

use crate::library::{Collection, EntryRef, Library};
use crate::text::fold::fold;

/// The reference in a file of `home` to the text that was meant; what was typed when there is none.
pub(crate) fn reference(library: &Library, home: &str, typed: &str) -> String {
    let exists = |reference: &EntryRef| library.resolve(reference).is_some();
    if exists(&EntryRef::parse(typed, home)) {
        return typed.to_owned();
    }
    let as_command = typed.strip_prefix('/').and_then(|c| c.split_once(' '));
    let as_command = as_command.map(|(c, entry)| EntryRef::new(c, entry.trim()));
    let found = as_command
        .filter(exists)
        .or_else(|| titled(library, home, typed));
    match found {
        Some(found) if found.collection == home => found.entry,
        Some(found) => found.to_string(),
        None => typed.to_owned(),
    }
}

/// The text with this title; one of `home` goes before others.
fn titled(library: &Library, home: &str, title: &str) -> Option<EntryRef> {
    let wanted = fold(title);
    let found = |collection: &Collection| {
        let entry = collection
            .entries()
            .iter()
            .find(|e| e.folded.title() == wanted)?;
        Some(EntryRef::new(&collection.name, &entry.id))
    };
    let own = library.collection(home).and_then(found);
    own.filter(|_| !wanted.is_empty())
        .or_else(|| library.collections().iter().find_map(found))
}
