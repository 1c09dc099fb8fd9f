//! What the bot can do, and what it says when something is missing.

use crate::library::{Collection, Entry, EntryRef, Library, OpenWith};
use crate::respond::action::Action;
use crate::respond::message::{Button, Embed, Message, Row};
use crate::respond::pages::lists::{MORE, fitting, list};
use crate::text::limits::{MAX_BUTTONS_PER_ROW, MAX_ROWS, MAX_SECTION, length};
use crate::words;

/// The most characters of the list of commands, so that what stands below it fits in the same answer.
const MAX_HELP: usize = 3500;

/// A message of one sentence.
pub(crate) fn notice(text: &str) -> Message {
    Message::text(text, [help_row()])
}

/// The nearest entries of a collection as buttons, and the way to its overview; what was typed is not
/// repeated.
pub(crate) fn did_you_mean(home: &Collection, near: &[&Entry]) -> Message {
    let mut embed = Embed::new(words::NOT_FOUND_TITLE, words::DID_YOU_MEAN);
    embed.color = home.color;
    let show = |entry: &&Entry| {
        let show = Action::Show(EntryRef::new(&home.name, &entry.id));
        Button::new(&entry.title, show)
    };
    let near = Row::buttons(near.iter().map(show));
    let overview = Row::buttons([Button::new(words::button::OVERVIEW, list(home, 0))]);
    Message::framed(embed, near.into_iter().chain(overview))
}

/// What is said when nothing fits a question: the ways to look around, a guide first.
pub(crate) fn not_found(library: &Library) -> Message {
    let embed = Embed::new(words::NOT_FOUND_TITLE, words::LOOK_AROUND);
    let mut collections: Vec<_> = library.collections().iter().collect();
    collections.sort_by_key(|collection| collection.open_with != OpenWith::Guide);
    let open = collections
        .into_iter()
        .map(|c| Button::new(&c.title, list(c, 0)));
    let rows = Row::buttons(open).into_iter().take(MAX_ROWS - 1);
    Message::framed(embed, rows.chain([help_row()]))
}

/// A button that leads to the help.
pub(crate) fn help_row() -> Row {
    let help = Button::new(words::button::HELP, Action::Help);
    Row::Buttons(vec![help])
}

/// What the bot can do, and where its texts come from.
pub(crate) fn help(library: &Library) -> Message {
    // A guide is for whoever does not know yet what to ask for.
    let (guides, others): (Vec<&Collection>, Vec<_>) = (library.collections().iter())
        .partition(|collection| collection.open_with == OpenWith::Guide);
    let line = |c: &&Collection| format!("- `/{}`: {}", c.name, c.description);
    let search = format!("- `/{}`: {}", words::SEARCH_COMMAND, words::HELP_SEARCH);
    let reply = format!("- **{}**: {}", words::REPLY_COMMAND, words::HELP_REPLY);
    let start = [words::HELP_START.to_owned(), search].into_iter();
    let start = start.chain(guides.iter().map(line)).chain([reply]);
    let mut lines: Vec<String> = start.collect();
    if !others.is_empty() {
        lines.push(format!("\n{}", words::HELP_COMMANDS));
        lines.extend(others.iter().map(line));
    }
    let outro = words::HELP_OUTRO;
    let listing = fitting(&lines, "\n", MAX_HELP - length(outro));
    let mut embed = Embed::new(words::HELP_TITLE, format!("{listing}\n\n{outro}"));
    let all = || guides.iter().chain(&others);
    let source = |c: &&Collection| Some(format!("- `/{}`: {}", c.name, c.source.as_ref()?));
    let sources: Vec<String> = all().filter_map(source).collect();
    if !sources.is_empty() {
        let sources = fitting(&sources, "\n", MAX_SECTION - MORE);
        embed.fields.push((words::HELP_SOURCES.into(), sources));
    }
    let stored = (words::HELP_STORED_TITLE.into(), words::HELP_STORED.into());
    embed.fields.push(stored);
    let open = all().take(MAX_BUTTONS_PER_ROW);
    let open = open.map(|collection| Button::new(&collection.title, list(collection, 0)));
    Message::framed(embed, Row::buttons(open))
}
