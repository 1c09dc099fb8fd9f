//! A collection's overview: its intro, a line for each entry, and a menu.

use crate::library::{Collection, Entry, EntryRef, OpenWith};
use crate::respond::action::Action;
use crate::respond::message::{Button, Embed, Message, Press, Row};
use crate::respond::pages::lists::{MORE, fitting, item, list};
use crate::text::limits::{MAX_ANSWER, MAX_ITEMS, MAX_TEXT, length};
use crate::words;

/// Up to this many entries, an overview shows their summaries; more would not fit a phone's screen.
const MAX_SUMMARIES: usize = 12;

/// The intro, a line per entry and a menu; `page` counts from 0, and one past the end is the last.
pub(crate) fn overview(collection: &Collection, page: usize) -> Message {
    let pages: Vec<&[Entry]> = collection.entries().chunks(MAX_ITEMS).collect();
    let page = page.min(pages.len().saturating_sub(1));
    let entries = pages.get(page).copied().unwrap_or_default();
    let mut embed = Embed {
        color: collection.color,
        footer: collection.source.clone().unwrap_or_default(),
        ..Embed::new(&collection.title, &collection.intro)
    };
    if pages.len() > 1 {
        embed.add_footer(&words::page(page + 1, pages.len()));
    }
    let room = (MAX_TEXT - length(&embed.description))
        .min(MAX_ANSWER - embed.length())
        .saturating_sub(1);
    let summaries = collection.entries().len() <= MAX_SUMMARIES;
    let listing = listing(entries, summaries, room);
    embed.description = format!("{}\n{listing}", collection.intro).trim().into();
    let items = entries.iter().map(|entry| item(collection, entry));
    let menu = Row::menu(&collection.option_description, Action::Choose, items);
    let buttons = Row::buttons(overview_buttons(collection, page, pages.len()));
    Message {
        about: Some(EntryRef::new(&collection.name, "")),
        ..Message::framed(embed, menu.into_iter().chain(buttons))
    }
}

fn overview_buttons(collection: &Collection, page: usize, n_pages: usize) -> Vec<Button> {
    let mut buttons = Vec::new();
    if n_pages > 1 {
        let here = || Press::Disabled(list(collection, page));
        let to = |to: usize| Press::Ask(list(collection, to));
        let back = page.checked_sub(1).map_or_else(here, to);
        let on = Some(page + 1).filter(|on| *on < n_pages);
        let on = on.map_or_else(here, to);
        buttons.push(Button::new(words::button::PREVIOUS_PAGE, back));
        buttons.push(Button::new(words::button::NEXT_PAGE, on));
    }
    if collection.open_with == OpenWith::Random {
        let from = EntryRef::new(&collection.name, "");
        let draw = Action::Draw {
            from,
            in_group: false,
        };
        buttons.push(Button::new(words::button::SURPRISE, draw));
    }
    buttons
}

/// A line per entry below the group it belongs to, in at most `room` characters: without summaries
/// if those would not fit, and then as many as do.
fn listing(entries: &[Entry], summaries: bool, room: usize) -> String {
    let shown = lines(entries, summaries);
    let total = |lines: &[String]| lines.iter().map(|line| length(line) + 1).sum::<usize>();
    let lines = if total(&shown) < room {
        shown
    } else {
        lines(entries, false)
    };
    if total(&lines) < room {
        return format!("\n{}", lines.join("\n"));
    }
    match room.checked_sub(MORE) {
        None => String::new(),
        Some(room) => format!("\n{}", fitting(&lines, "\n", room.saturating_sub(1))),
    }
}

/// A line for each entry, with a heading where another group begins.
fn lines(entries: &[Entry], summaries: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut group = None;
    for entry in entries {
        if entry.group != group {
            group.clone_from(&entry.group);
            // An empty line parts what has a heading from what has none.
            let heading = group.as_ref().map(|group| format!("**{group}**"));
            lines.push(heading.unwrap_or_default());
        }
        lines.push(match &entry.summary {
            Some(summary) if summaries => entry.with_emoji(&words::told(&entry.title, summary)),
            _ => entry.full_title(),
        });
    }
    lines
}
