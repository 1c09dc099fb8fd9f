//! The messages themselves: overview, entry, help and what is said when something is missing.
//!
//! Sizes are safe by the loader's limits; what the bot adds itself gives way where it would not fit.

use crate::library::{Choice, Collection, Entry, EntryRef, Library, Link, OpenWith};
use crate::respond::{Action, Button, Embed, Item, Menu, Message, Press, Row};
use crate::text::limits::{
    MAX_ANSWER, MAX_BUTTON, MAX_BUTTONS_PER_ROW, MAX_FOOTER, MAX_ITEMS, MAX_LABEL, MAX_ROWS,
    MAX_SECTION, MAX_TEXT, length, shorten,
};
use crate::words;

/// Up to this many entries, an overview shows their summaries; more would not fit a phone's screen.
const MAX_SUMMARIES: usize = 12;

impl Message {
    /// The same message with a line above it.
    #[must_use]
    pub fn with_notice(mut self, notice: &str) -> Self {
        notice.clone_into(&mut self.content);
        self
    }
}

impl Message {
    /// The same message with a button more: in a row of its own, or else in the last row of
    /// buttons; without it when both are full.
    #[must_use]
    pub(crate) fn with_button(mut self, button: Button) -> Self {
        if self.rows.len() < MAX_ROWS {
            self.rows.push(Row::Buttons(vec![button]));
        } else if let Some(Row::Buttons(last)) = self.rows.last_mut()
            && last.len() < MAX_BUTTONS_PER_ROW
        {
            last.push(button);
        }
        self
    }
}

/// A message of one sentence.
pub(crate) fn notice(text: &str) -> Message {
    Message {
        content: text.into(),
        rows: vec![help_row()],
        ..Message::default()
    }
}

/// The words for an entry in a menu or among choices.
pub(crate) fn label(entry: &Entry) -> String {
    shorten(&entry.title, MAX_LABEL)
}

/// The page of the overview on which the entry at this place stands.
pub(crate) fn page_of(place: usize) -> usize {
    place / MAX_ITEMS
}

/// The intro, a line per entry and a menu; `page` counts from 0, and one past the end is the last.
pub(crate) fn overview(collection: &Collection, page: usize) -> Message {
    let pages: Vec<&[Entry]> = collection.entries().chunks(MAX_ITEMS).collect();
    let page = page.min(pages.len().saturating_sub(1));
    let entries = pages.get(page).copied().unwrap_or_default();
    let mut embed = Embed {
        title: collection.title.clone(),
        description: collection.intro.clone(),
        color: collection.color,
        footer: collection.source.clone().unwrap_or_default(),
        ..Embed::default()
    };
    if pages.len() > 1 {
        add_footer(&mut embed, &words::page(page + 1, pages.len()));
    }
    let room = (MAX_TEXT - length(&embed.description))
        .min(MAX_ANSWER - embed.length())
        .saturating_sub(1);
    let summaries = collection.entries().len() <= MAX_SUMMARIES;
    let listing = listing(entries, summaries, room);
    embed.description = format!(
        "{}
{listing}",
        collection.intro
    )
    .trim()
    .into();
    let menu = Row::menu(Menu {
        placeholder: words::MENU_ENTRIES.into(),
        items: entries
            .iter()
            .map(|entry| item(collection, entry))
            .collect(),
        asks: Action::Choose,
    });
    let buttons = Row::buttons(overview_buttons(collection, page, pages.len()));
    Message {
        embed: Some(embed),
        rows: menu.into_iter().chain(buttons).collect(),
        about: Some(EntryRef::new(&collection.name, "")),
        ..Message::default()
    }
}

fn overview_buttons(collection: &Collection, page: usize, n_pages: usize) -> Vec<Button> {
    let mut buttons = Vec::new();
    if n_pages > 1 {
        let to = |page| Action::Overview {
            collection: collection.name.clone(),
            page,
        };
        let here = || Press::Nothing(to(page));
        let back = if page > 0 {
            Press::Ask(to(page - 1))
        } else {
            here()
        };
        let on = if page + 1 < n_pages {
            Press::Ask(to(page + 1))
        } else {
            here()
        };
        buttons.push(button(words::button::PREVIOUS_PAGE, "◀️", back));
        buttons.push(button(words::button::NEXT_PAGE, "▶️", on));
    }
    if collection.open_with == OpenWith::Random {
        let from = EntryRef::new(&collection.name, "");
        let draw = Press::Ask(Action::Draw {
            from,
            in_group: false,
        });
        buttons.push(button(words::button::SURPRISE, "🎲", draw));
    }
    buttons
}

/// A line per entry below the group it belongs to, in at most `room` characters: without summaries
/// if those would not fit, and then as many as do.
fn listing(entries: &[Entry], summaries: bool, room: usize) -> String {
    let lines: Vec<String> = lines(entries, summaries);
    let total = |lines: &[String]| lines.iter().map(|line| length(line) + 1).sum::<usize>();
    let lines = if total(&lines) < room {
        lines
    } else {
        crate::respond::pages::lines(entries, false)
    };
    if total(&lines) < room {
        return format!(
            "
{}",
            lines.join(
                "
"
            )
        );
    }
    let mut listing = String::new();
    let mut left = room.saturating_sub(20);
    for (shown, line) in lines.iter().enumerate() {
        let n = length(line) + 1;
        if n > left {
            return match room {
                0..20 => String::new(),
                _ => format!("{listing}\n{}", words::and_more(lines.len() - shown)),
            };
        }
        left -= n;
        listing.push('\n');
        listing.push_str(line);
    }
    listing
}

fn lines(entries: &[Entry], summaries: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut group = None;
    for entry in entries {
        if entry.group != group {
            group.clone_from(&entry.group);
            // An empty line parts what has a heading from what has none.
            lines.push(
                group
                    .as_ref()
                    .map_or_else(String::new, |group| format!("**{group}**")),
            );
        }
        let title = entry.full_title();
        lines.push(match &entry.summary {
            Some(summary) if summaries => match &entry.emoji {
                Some(emoji) => format!("{emoji} **{}**: {summary}", entry.title),
                None => format!("**{title}**: {summary}"),
            },
            _ => title,
        });
    }
    lines
}

/// One entry, with the way to the others.
pub(crate) fn entry(
    library: &Library,
    collection: &Collection,
    entry: &Entry,
    private: bool,
) -> Message {
    let in_group = None;
    entry_page(library, collection, entry, in_group, private)
}

/// One entry that came by chance; the next may have to be of the same group.
pub(crate) fn drawn_entry(
    library: &Library,
    collection: &Collection,
    entry: &Entry,
    in_group: bool,
    private: bool,
) -> Message {
    entry_page(library, collection, entry, Some(in_group), private)
}

fn entry_page(
    library: &Library,
    collection: &Collection,
    entry: &Entry,
    drawn_in_group: Option<bool>,
    private: bool,
) -> Message {
    let place = collection.position(&entry.id).unwrap_or_default();
    let mut rows = link_rows(entry);
    rows.extend(choices_row(library, collection, entry));
    // A question is answered by its choices; other texts would lead away from it.
    if entry.choices.is_empty() {
        rows.extend(related_row(library, entry));
    }
    rows.extend(Row::buttons(entry_buttons(
        collection,
        entry,
        place,
        drawn_in_group,
        private,
    )));
    Message {
        embed: Some(entry_embed(collection, entry, place)),
        rows,
        about: Some(EntryRef::new(&collection.name, &entry.id)),
        ..Message::default()
    }
}

fn entry_embed(collection: &Collection, entry: &Entry, place: usize) -> Embed {
    let fields = entry
        .sections
        .iter()
        .map(|s| (s.heading.clone(), s.text.clone()));
    let source = entry.source.as_ref().or(collection.source.as_ref());
    let mut embed = Embed {
        title: entry.full_title(),
        description: entry.text.clone(),
        color: collection.color,
        fields: fields.collect(),
        footer: source.cloned().unwrap_or_default(),
    };
    if let Some(date) = entry.checked {
        add_footer(&mut embed, &words::checked(date));
    }
    if let Some(group) = &entry.group {
        add_footer(&mut embed, group);
    }
    if collection.open_with != OpenWith::Guide {
        let n_entries = collection.entries().len();
        add_footer(&mut embed, &words::position(place + 1, n_entries));
    }
    add_footer(&mut embed, &format!("/{} {}", collection.name, entry.id));
    embed
}

/// Puts words before the small print, where there is room for them.
fn add_footer(embed: &mut Embed, words: &str) {
    const BETWEEN: &str = " · ";
    let extra = length(words) + length(BETWEEN);
    let footer = length(&embed.footer);
    if footer + extra <= MAX_FOOTER && embed.length() + extra <= MAX_ANSWER {
        embed.footer = match embed.footer.as_str() {
            "" => words.to_owned(),
            footer => format!("{words}{BETWEEN}{footer}"),
        };
    }
}

fn link_rows(entry: &Entry) -> Vec<Row> {
    let open = |link: &Link| Button {
        label: link.label.clone(),
        emoji: None,
        does: Press::Open(link.url.clone()),
    };
    entry
        .links
        .chunks(MAX_BUTTONS_PER_ROW)
        .filter_map(|links| Row::buttons(links.iter().map(open).collect()))
        .collect()
}

/// The choices of a question: a row of buttons, or a menu where those are too many.
fn choices_row(library: &Library, home: &Collection, entry: &Entry) -> Option<Row> {
    let choices: Vec<_> = (entry.choices.iter())
        .filter_map(|choice| Some((choice, library.resolve(&choice.to)?)))
        .collect();
    // A message takes a `custom_id` only once: two choices may lead to one entry, and outside a
    // guide a choice may lead where the button to the next entry leads.
    let mut seen = std::collections::HashSet::new();
    let differ = home.open_with == OpenWith::Guide
        && choices.iter().all(|(choice, _)| seen.insert(&choice.to));
    if differ && choices.len() <= MAX_BUTTONS_PER_ROW {
        let button = |(choice, _): &(&Choice, _)| Button {
            label: choice.label.clone(),
            emoji: None,
            does: Press::Ask(Action::Show(choice.to.clone())),
        };
        return Row::buttons(choices.iter().map(button).collect());
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
    Row::menu(Menu {
        placeholder: words::MENU_CHOICES.into(),
        asks: Action::Choose,
        items,
    })
}

fn related_row(library: &Library, entry: &Entry) -> Option<Row> {
    let related = entry.related.iter().filter_map(|r| library.resolve(r));
    Row::menu(Menu {
        placeholder: words::MENU_RELATED.into(),
        asks: Action::Choose,
        items: items(related),
    })
}

/// Entries as items of a menu, as many as fit; of two that read the same, the second tells its command.
pub(crate) fn items<'a>(entries: impl Iterator<Item = (&'a Collection, &'a Entry)>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (collection, entry) in entries.take(MAX_ITEMS) {
        let mut item = item(collection, entry);
        if items.iter().any(|other| other.label == item.label) {
            let command = format!(" (/{})", collection.name);
            item.label = shorten(&item.label, MAX_LABEL - length(&command)) + &command;
        }
        items.push(item);
    }
    items
}

fn item(collection: &Collection, entry: &Entry) -> Item {
    let first_line = || entry.text.lines().next().unwrap_or_default().to_owned();
    let summary = entry.summary.clone().unwrap_or_else(first_line);
    Item {
        label: label(entry),
        description: Some(shorten(&summary, MAX_LABEL)).filter(|d| !d.is_empty()),
        emoji: entry.emoji.clone(),
        value: EntryRef::new(&collection.name, &entry.id).to_string(),
    }
}

fn entry_buttons(
    collection: &Collection,
    entry: &Entry,
    place: usize,
    drawn_in_group: Option<bool>,
    private: bool,
) -> Vec<Button> {
    let here = EntryRef::new(&collection.name, &entry.id);
    let entries = collection.entries();
    let at = |place: Option<usize>| match place.and_then(|place| entries.get(place)) {
        Some(entry) => Press::Ask(Action::Show(EntryRef::new(&collection.name, &entry.id))),
        None => Press::Nothing(Action::Show(here.clone())),
    };
    let mut buttons = Vec::new();
    if collection.open_with == OpenWith::Random && entries.len() > 1 {
        let in_group = drawn_in_group.unwrap_or(false);
        let draw = Press::Ask(Action::Draw {
            from: here.clone(),
            in_group,
        });
        buttons.push(button(words::button::ANOTHER, "🎲", draw));
    }
    let is_guide = collection.open_with == OpenWith::Guide;
    if entries.len() > 1 && !is_guide {
        buttons.push(button(
            words::button::PREVIOUS,
            "◀️",
            at(place.checked_sub(1)),
        ));
        buttons.push(button(words::button::NEXT, "▶️", at(Some(place + 1))));
    }
    let list = Action::Overview {
        collection: collection.name.clone(),
        page: page_of(place),
    };
    if !is_guide {
        buttons.push(button(words::button::OVERVIEW, "📋", Press::Ask(list)));
    } else if place > 0 {
        buttons.push(button(words::button::START, "↩️", Press::Ask(list)));
    }
    if private {
        buttons.push(button(
            words::button::SHARE,
            "📤",
            Press::Ask(Action::Share(here)),
        ));
    }
    buttons
}

/// The nearest entries as buttons, and the way to the overview of `home`; what was typed is not
/// repeated.
pub(crate) fn did_you_mean(near: &[(&Collection, &Entry)], home: Option<&Collection>) -> Message {
    let description = if near.is_empty() {
        words::NOTHING_NEAR
    } else {
        words::DID_YOU_MEAN
    };
    let embed = Embed {
        title: words::NOT_FOUND_TITLE.into(),
        description: description.into(),
        color: home.and_then(|collection| collection.color),
        ..Embed::default()
    };
    let show = |(collection, entry): &(&Collection, &Entry)| Button {
        label: shorten(&entry.title, MAX_BUTTON),
        emoji: entry.emoji.clone(),
        does: Press::Ask(Action::Show(EntryRef::new(&collection.name, &entry.id))),
    };
    let overview = home.map(|collection| {
        let list = Action::Overview {
            collection: collection.name.clone(),
            page: 0,
        };
        button(words::button::OVERVIEW, "📋", Press::Ask(list))
    });
    let near = Row::buttons(near.iter().map(show).collect());
    let overview = Row::buttons(overview.into_iter().collect());
    Message {
        embed: Some(embed),
        rows: near.into_iter().chain(overview).collect(),
        ..Message::default()
    }
}

/// A button that leads to the help.
pub(crate) fn help_row() -> Row {
    let help = button(words::button::HELP, "💡", Press::Ask(Action::Help));
    Row::Buttons(vec![help])
}

/// What the bot can do, and where its texts come from.
pub(crate) fn help(library: &Library) -> Message {
    let commands = library.collections().iter();
    let lines = commands.map(|c| format!("`/{}` {}", c.name, c.description));
    let outro_room = length(words::HELP_OUTRO) + length(words::HELP_INTRO) + 40;
    let lines: Vec<String> = lines.collect();
    let listing = fitting(&lines, "\n", MAX_TEXT - outro_room);
    let mut sources: Vec<String> = library
        .collections()
        .iter()
        .filter_map(|c| c.source.clone())
        .collect();
    sources.dedup();
    let sources = sources
        .iter()
        .map(|source| format!("- {source}"))
        .collect::<Vec<_>>();
    let sources = fitting(&sources, "\n", MAX_SECTION - 20);
    let mut embed = Embed {
        title: words::HELP_TITLE.into(),
        description: format!(
            "{}\n\n{listing}\n\n{}",
            words::HELP_INTRO,
            words::HELP_OUTRO
        ),
        ..Embed::default()
    };
    if !sources.is_empty() {
        embed.fields.push((words::HELP_SOURCES.into(), sources));
    }
    let open = library
        .collections()
        .iter()
        .take(MAX_BUTTONS_PER_ROW)
        .map(|collection| {
            let list = Action::Overview {
                collection: collection.name.clone(),
                page: 0,
            };
            Button {
                label: shorten(&collection.title, MAX_BUTTON),
                emoji: None,
                does: Press::Ask(list),
            }
        });
    Message {
        embed: Some(embed),
        rows: Row::buttons(open.collect()).into_iter().collect(),
        ..Message::default()
    }
}

/// As many of the pieces as fit in `room` characters, and how many were left out.
pub(crate) fn fitting(pieces: &[String], between: &str, room: usize) -> String {
    let mut text = String::new();
    for (n, piece) in pieces.iter().enumerate() {
        let extra = if n == 0 { 0 } else { between.len() };
        if length(&text) + extra + length(piece) > room {
            return format!("{text}{between}{}", words::and_more(pieces.len() - n));
        }
        if n > 0 {
            text.push_str(between);
        }
        text.push_str(piece);
    }
    text
}

pub(crate) fn button(label: &str, emoji: &str, does: Press) -> Button {
    Button {
        label: label.to_owned(),
        emoji: Some(emoji.to_owned()),
        does,
    }
}
