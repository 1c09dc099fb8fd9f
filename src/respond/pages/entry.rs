//! The page of one entry, with the way to the others.

use std::collections::HashSet;

use crate::library::page::{Found, Page};
use crate::library::{Choice, Collection, Entry, EntryRef, Library, OpenWith};
use crate::respond::action::{Action, Moderate};
use crate::respond::message::{Audience, Button, Embed, File, Item, Message, Press, Row};
use crate::respond::pages::lists::{item, items, list, page_of};
use crate::text::limits::MAX_BUTTONS_PER_ROW;
use crate::words;

/// One entry, with the way to the others.
pub(crate) fn entry(
    library: &Library,
    collection: &Collection,
    entry: &Entry,
    audience: Audience,
) -> Message {
    let in_group = false;
    drawn_entry(library, collection, entry, in_group, audience)
}

/// One entry that came by chance; the next may have to be of the same group.
pub(crate) fn drawn_entry(
    library: &Library,
    collection: &Collection,
    entry: &Entry,
    in_group: bool,
    audience: Audience,
) -> Message {
    let place = collection.position(&entry.id).unwrap_or_default();
    let open = |(label, url): &(String, String)| Button::new(label, Press::Open(url.clone()));
    let mut rows = Row::buttons(entry.links.iter().map(open));
    rows.extend(choices_row(library, collection, entry));
    // A question is answered by its choices; other texts would lead away from it.
    if entry.choices.is_empty() {
        rows.extend(related_row(library, entry));
    }
    let buttons = entry_buttons(collection, entry, in_group, audience);
    rows.extend(Row::buttons(buttons));
    Message {
        file: picture(entry),
        about: Some(EntryRef::new(&collection.name, &entry.id)),
        ..Message::framed(entry_embed(collection, entry, place), rows)
    }
}

/// What is rarely done with an entry; members are offered to say what is wrong where that `reports`.
pub(crate) fn more(entry: &Entry, reference: &EntryRef, reports: bool) -> Message {
    let copy = Action::Copy(reference.clone());
    let mut buttons = vec![Button::new(words::button::COPY, copy)];
    if reports {
        let report = Moderate::Report(reference.clone());
        buttons.push(Button::new(words::editing::button::REPORT, report));
    }
    Message::text(words::more_with(&entry.title), Row::buttons(buttons))
}

/// The picture of an entry, as a file beside the text: one in the frame would have no description.
fn picture(entry: &Entry) -> Option<File> {
    let picture = entry.picture.as_ref()?;
    Some(File {
        description: entry.image_alt.clone(),
        ..File::new(&picture.name, picture.bytes.clone())
    })
}

fn entry_embed(collection: &Collection, entry: &Entry, place: usize) -> Embed {
    let source = entry.source.as_ref().or(collection.source.as_ref());
    let mut embed = Embed {
        title: entry.full_title(),
        description: entry.text.clone(),
        color: collection.color,
        fields: entry.sections.clone(),
        footer: source.cloned().unwrap_or_default(),
    };
    if let Some(date) = entry.checked {
        embed.add_footer(&words::checked(date));
    }
    if let Some(group) = &entry.group {
        embed.add_footer(group);
    }
    if collection.open_with != OpenWith::Guide {
        let n_entries = collection.entries().len();
        embed.add_footer(&words::position(place + 1, n_entries));
    }
    embed.add_footer(&format!("/{} {}", collection.name, entry.id));
    embed
}

/// The choices of a question: a row of buttons, or a menu where those are too many.
fn choices_row(library: &Library, home: &Collection, entry: &Entry) -> Vec<Row> {
    let choices: Vec<_> = (entry.choices.iter())
        .filter_map(|choice| Some((choice, library.resolve(&choice.to)?)))
        .collect();
    // A message takes a `custom_id` only once: two choices may lead to one entry, and outside a
    // guide a choice may lead where the button to the next entry leads.
    let mut seen = HashSet::new();
    let differ = home.open_with == OpenWith::Guide
        && choices.iter().all(|(choice, _)| seen.insert(&choice.to));
    if differ && choices.len() <= MAX_BUTTONS_PER_ROW {
        let button = |(choice, _): &(&Choice, _)| {
            Button::new(&choice.label, Action::Show(choice.to.clone()))
        };
        return Row::buttons(choices.iter().map(button));
    }
    let mut items: Vec<Item> = Vec::new();
    for (choice, (collection, entry)) in choices {
        let item = Item {
            label: choice.label.clone(),
            description: None,
            ..item(collection, entry)
        };
        if !items.iter().any(|other| other.value == item.value) {
            items.push(item);
        }
    }
    let menu = Row::menu(words::MENU_CHOICES, Action::Choose, items);
    menu.into_iter().collect()
}

fn related_row(library: &Library, entry: &Entry) -> Option<Row> {
    let related = entry.related.iter().filter_map(|r| library.resolve(r));
    let related = related.map(|(collection, entry)| Page::Entry(Found { collection, entry }));
    Row::menu(words::MENU_RELATED, Action::Choose, items(related))
}

/// The way on from an entry, in one row: four buttons at most in a channel, where one more takes the
/// message away, and five for the asker alone.
fn entry_buttons(
    collection: &Collection,
    entry: &Entry,
    in_group: bool,
    audience: Audience,
) -> Vec<Button> {
    let here = EntryRef::new(&collection.name, &entry.id);
    let entries = collection.entries();
    let place = collection.position(&entry.id).unwrap_or_default();
    let at = |place: Option<usize>| match place.and_then(|place| entries.get(place)) {
        Some(entry) => Press::from(Action::Show(EntryRef::new(&collection.name, &entry.id))),
        None => Press::Disabled(Action::Show(here.clone())),
    };
    let list = list(collection, page_of(place));
    let several = entries.len() > 1;
    let mut buttons = Vec::new();
    match collection.open_with {
        OpenWith::Guide if place > 0 => buttons.push(Button::new(words::button::START, list)),
        OpenWith::Guide => {}
        OpenWith::Random if several => {
            let from = here.clone();
            let draw = Action::Draw { from, in_group };
            buttons.push(Button::new(words::button::ANOTHER, draw));
            buttons.push(Button::new(words::button::OVERVIEW, list));
        }
        OpenWith::Overview | OpenWith::Random => {
            if several {
                let (previous, next) = (at(place.checked_sub(1)), at(Some(place + 1)));
                buttons.push(Button::new(words::button::PREVIOUS, previous));
                buttons.push(Button::new(words::button::NEXT, next));
            }
            buttons.push(Button::new(words::button::OVERVIEW, list));
        }
    }
    if audience == Audience::Asker {
        buttons.push(Button::new(
            words::button::SHARE,
            Action::Share(here.clone()),
        ));
    }
    buttons.push(Button::new(words::button::MORE, Action::More(here)));
    buttons
}
