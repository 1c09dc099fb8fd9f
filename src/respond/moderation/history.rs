//! The versions of an entry: who changed what and when, one of them as members would see it, and the
//! entries of which only versions are left.

use std::collections::BTreeMap;

use crate::content::edit::{EntryText, fingerprint_of_lines, lines_of, unix};
use crate::content::snapshot::Snapshot;
use crate::content::version::{Version, WHOLE};
use crate::library::suggest;
use crate::library::suggest::{Place, Rank};
use crate::library::{Collection, CollectionHead, Entry, EntryRef, Library};
use crate::respond::action;
use crate::respond::action::Moderate;
use crate::respond::complete::of_any;
use crate::respond::memory::Memory;
use crate::respond::message::{Button, Choice, Embed, Item, Message, Row};
use crate::respond::moderation::edit::{form_of, shown, source_text};
use crate::respond::moderation::parts::{
    fenced_changes, noticed, which, with_decision, with_faults,
};
use crate::respond::moderation::preview;
use crate::respond::moderation::preview::{Objection, difference};
use crate::respond::task::{Conclusion, Reply};
use crate::text;
use crate::text::fold::fold;
use crate::text::limits::{MAX_ITEMS, MAX_LABEL, MAX_SECTION, MAX_TITLE, length, shorten};
use crate::words;
use crate::words::{editing, files};

/// Whether a version is what is true now.
fn is_now(snapshot: &Snapshot, entry: &EntryRef, version: &Version) -> bool {
    if entry.entry == WHOLE {
        let now = source_text(snapshot, &entry.collection).unwrap_or_default();
        return now == version.lines;
    }
    let says = fingerprint_of_lines(&version.lines).filter(|_| !version.lines.is_empty());
    let now = shown(snapshot, entry);
    now == says && (now.is_some() || version.lines.is_empty())
}

/// What is different between two states of an entry, or of a whole file.
fn changes(
    snapshot: &Snapshot,
    entry: &EntryRef,
    before: Option<&str>,
    after: Option<&str>,
) -> Vec<String> {
    if entry.entry == WHOLE {
        let [before, after] = [before, after].map(|text| unix(text.unwrap_or_default()));
        return text::difference::changes(&before, &after);
    }
    let form = |lines: Option<&str>| form_of(&snapshot.library, entry, lines?);
    difference(form(before).as_ref(), form(after).as_ref())
}

/// The title of an entry in one of its versions; a whole file has none.
fn title_in(snapshot: &Snapshot, entry: &EntryRef, version: &Version) -> Option<String> {
    let form = form_of(&snapshot.library, entry, &version.lines);
    form.filter(|_| entry.entry != WHOLE).map(|form| form.title)
}

/// A choice among the entries that have the name that was typed.
pub(crate) fn several(snapshot: &Snapshot, entries: &[(EntryRef, Option<String>)]) -> Conclusion {
    let which = which(&snapshot.library, entries, Moderate::History);
    Conclusion::of(Reply::private(which))
}

/// The version that was chosen, unless it is no longer kept.
pub(crate) fn version(
    snapshot: &Snapshot,
    entry: &EntryRef,
    version: Option<&Version>,
) -> Conclusion {
    Conclusion::of(Reply::Update(match version {
        Some(version) => one_version(snapshot, entry, version),
        None => Message::text(editing::VERSION_GONE, []),
    }))
}

/// Who changed what and when, and a menu to go back to what is not true now.
pub(crate) fn versions(
    snapshot: &Snapshot,
    memory: &dyn Memory,
    entry: &EntryRef,
    versions: &[Version],
) -> Message {
    if versions.is_empty() {
        return Message::text(editing::NO_HISTORY, []);
    }
    let earlier = versions.iter().enumerate();
    let earlier = earlier.filter(|(_, version)| !is_now(snapshot, entry, version));
    let earlier: Vec<(usize, &Version)> = earlier.take(MAX_ITEMS).collect();
    let intro = match earlier.as_slice() {
        [] => editing::ONLY_NOW,
        _ => editing::HISTORY,
    };
    let title_of = |version: &Version| title_in(snapshot, entry, version);
    let title = match versions.iter().find_map(title_of) {
        Some(title) => editing::history_title(&title, entry),
        None => files::history_title(&entry.collection),
    };
    let mut embed = Embed::new(shorten(&title, MAX_TITLE), intro);
    for (n, version) in versions.iter().take(MAX_ITEMS).enumerate() {
        let before = versions.get(n + 1).map(|before| before.lines.as_str());
        let before = before.filter(|lines| !lines.is_empty());
        let changes = changes(snapshot, entry, before, Some(&version.lines));
        let at = version.id.at().as_second();
        let who = editing::version(at, version.who, &version.how());
        let mut text = who.clone();
        if before.is_some() && !changes.is_empty() {
            let room = (MAX_SECTION - length(&who) - 1).min(600);
            text = format!("{who}\n{}", fenced_changes(&changes, room).0);
        }
        if embed.length() + length(&text) > 5500 {
            break;
        }
        embed
            .fields
            .push((editing::version_number(versions.len() - n), text));
    }
    let item = |(n, version): (usize, &Version)| Item {
        label: label(memory, versions.len() - n, version),
        description: title_of(version).map(|title| shorten(&title, MAX_LABEL)),
        value: action::write(&version.id),
    };
    let items = earlier.into_iter().map(item);
    let asks = Moderate::Versions(entry.clone());
    Message::framed(embed, Row::menu(editing::MENU_VERSIONS, asks, items))
}

/// An earlier version as members would see it, and a button to bring it back.
fn one_version(snapshot: &Snapshot, entry: &EntryRef, version: &Version) -> Message {
    let cancel = vec![Button::new(editing::button::CANCEL, Moderate::Cancel)];
    let without_page = |content: String, buttons: &[Button]| {
        Message::text(content, [Row::Buttons(buttons.to_vec())])
    };
    // The menu may be older than the last change.
    let is_now = is_now(snapshot, entry, version);
    let now = match source_text(snapshot, &entry.collection) {
        Some(text) if entry.entry == WHOLE => Some(text.to_owned()),
        text => text.and_then(|text| lines_of(text, &entry.entry)),
    };
    let changes = changes(snapshot, entry, now.as_deref(), Some(&version.lines));
    let restore = Moderate::Restore(entry.clone(), version.id, shown(snapshot, entry));
    let mut buttons = vec![Button::new(editing::button::RESTORE, restore)];
    buttons.extend(cancel.clone());
    if version.lines.is_empty() {
        if is_now {
            return without_page(editing::ALREADY_REMOVED.into(), &cancel);
        }
        return without_page(noticed(editing::VERSION_REMOVED, &changes), &buttons);
    }
    if entry.entry == WHOLE {
        if is_now {
            return without_page(editing::ALREADY_SO.into(), &cancel);
        }
        return without_page(noticed(files::VERSION, &changes), &buttons);
    }
    match preview::restored(snapshot, entry, version) {
        Ok(page) if is_now => with_decision(page, editing::VERSION_IS_NOW, &[], cancel),
        Ok(page) => with_decision(page, editing::VERSION, &changes, buttons),
        Err(Objection::Refused(reason)) => without_page(reason.into(), &cancel),
        Err(Objection::Faults(faults)) => {
            without_page(with_faults(editing::VERSION_UNUSABLE, &faults), &cancel)
        }
        Err(_) => without_page(noticed(editing::VERSION_UNUSABLE, &changes), &cancel),
    }
}

/// Removed entries that fit and those that are there, in one list: who names a text exactly gets it
/// first, and otherwise what is gone is what most people look for here. Whole files that fit stand at the
/// end, and those that are gone at the front.
pub(crate) fn choices(
    snapshot: &Snapshot,
    typed: &str,
    removed: &[(EntryRef, EntryText)],
    files: &[String],
) -> Vec<Choice> {
    let library = &snapshot.library;
    let wanted = fold(typed);
    let fits = |name: &&String| fold(&format!("{name}.toml")).starts_with(&wanted);
    let (there, gone): (Vec<&String>, Vec<&String>) = files
        .iter()
        .filter(fits)
        .partition(|name| snapshot.sources.named(name).is_some());
    let file = |name: &String, more: &str| Choice {
        name: shorten(&(words::changes::whole_file(name) + more), MAX_LABEL),
        value: EntryRef::new(name, WHOLE).to_string(),
    };
    let gone = gone.into_iter().map(|name| file(name, editing::GONE));
    let there = there.into_iter().filter(|_| !wanted.is_empty());
    let there: Vec<Choice> = there
        .map(|name| file(name, ""))
        .take(MAX_ITEMS / 5)
        .collect();
    let all = gone.chain(entry_choices(library, typed, removed));
    let all = all.take(MAX_ITEMS - there.len());
    all.collect::<Vec<_>>().into_iter().chain(there).collect()
}

/// Entries that fit, removed or there, best first.
fn entry_choices(library: &Library, typed: &str, removed: &[(EntryRef, EntryText)]) -> Vec<Choice> {
    let removed = library_of(removed);
    let mut all = Vec::new();
    for (library, is_gone, more) in [(&removed, true, editing::GONE), (library, false, "")] {
        let found = suggest::suggest(library, None, typed, MAX_ITEMS).into_iter();
        all.extend(found.map(|(rank, found)| (order(rank, is_gone), of_any(&found, more))));
    }
    all.sort_by_key(|(order, _)| *order);
    all.into_iter().map(|(_, choice)| choice).collect()
}

/// The place of a suggestion among removed entries and those that are there; the smaller, the better.
fn order(rank: Rank, is_gone: bool) -> u8 {
    match (rank, is_gone) {
        (Rank::Named(Place::Exact), true) => 0,
        (Rank::Named(Place::Exact), false) => 1,
        (Rank::Named(_) | Rank::Misspelt(_) | Rank::Text, true) => 2,
        (_, false) => 3,
        (Rank::Alike, true) => 4,
    }
}

/// Removed entries, so that they are searched as those that are there.
fn library_of(removed: &[(EntryRef, EntryText)]) -> Library {
    let mut collections: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for (entry, text) in removed {
        let entries = collections.entry(&entry.collection).or_default();
        entries.push(Entry::new(&entry.entry, text.clone()));
    }
    let collections = collections.into_iter().map(|(name, entries)| {
        let head = CollectionHead {
            name: name.to_owned(),
            ..CollectionHead::default()
        };
        Collection::new(head, entries)
    });
    Library::new(collections.collect(), Vec::new(), Vec::new())
}

fn label(memory: &dyn Memory, n: usize, version: &Version) -> String {
    let at = memory.time_zone().to_datetime(version.id.at());
    shorten(&editing::version_item(n, at, &version.how()), MAX_LABEL)
}
