//! The texts to read next, on the form and in a response file: moderators know titles and commands, and
//! a file has names.

use crate::diagnostic::fault::{Fault, Remark};
use crate::library::{Collection, Entry, EntryRef, Library};
use crate::text::fold::fold;
use crate::words::editing;

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

/// What stands on the form for a reference in a file of `home`: the title of the text, where that leads
/// back to it.
pub(crate) fn on_form(library: &Library, home: &str, written: &str) -> String {
    let meant = EntryRef::parse(written, home);
    let title = library.resolve(&meant).map(|(_, entry)| &entry.title);
    let leads_back =
        |title: &&String| EntryRef::parse(&reference(library, home, title), home) == meant;
    let title = title.filter(leads_back);
    title.map_or(written, String::as_str).to_owned()
}

/// A fault in a file of `home` for whoever sees the form: a text that may be meant has its title.
pub(crate) fn fault_on_form(library: &Library, home: &str, mut fault: Fault) -> Fault {
    if let Fault::Remark(Remark::RelatedUnknown {
        suggestion: Some(near),
        ..
    }) = &mut fault
    {
        *near = on_form(library, home, near);
    }
    fault
}

/// A line for each way that leads to an entry.
pub(crate) fn leading_lines(target: &EntryRef, leading: &[(&Collection, &Entry)]) -> Vec<String> {
    let lines = leading.iter().flat_map(|(home, entry)| {
        let reference = EntryRef::new(&home.name, &entry.id);
        let choices = entry.choices.iter().filter(|choice| choice.to == *target);
        let title = &entry.title;
        let choices =
            choices.map(|choice| editing::led_by_choice(&choice.label, title, &reference));
        let related = entry.related.contains(target);
        let related = related.then(|| editing::led_by_related(title, &reference));
        choices.chain(related).collect::<Vec<_>>()
    });
    lines.collect()
}

/// The text with this title; one of `home` goes before others.
fn titled(library: &Library, home: &str, title: &str) -> Option<EntryRef> {
    let wanted = fold(title);
    let found = |collection: &Collection| {
        let mut entries = collection.entries().iter();
        let entry = entries.find(|e| e.folded.title() == wanted)?;
        Some(EntryRef::new(&collection.name, &entry.id))
    };
    let own = library.collection(home).and_then(found);
    own.filter(|_| !wanted.is_empty())
        .or_else(|| library.collections().iter().find_map(found))
}
