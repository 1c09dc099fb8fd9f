//! Pieces of what moderators get to see: buttons, blocks of text, and someone's own text handed back.

use crate::content::edit::EditError;
use crate::content::order::Refusal;
use crate::diagnostic::fault::Fault;
use crate::library::{EntryRef, Library};
use crate::respond::action::Moderate;
use crate::respond::invocation::{Invocation, Request};
use crate::respond::message::{Button, Embed, File, Message, Row};
use crate::respond::pages;
use crate::respond::task::Reply;
use crate::text::limits::{
    MAX_BUTTON, MAX_CONTENT, MAX_ITEMS, MAX_ROWS, MAX_SECTION, MAX_TEXT, length, shorten,
};
use crate::words;
use crate::words::editing;

/// A page of an entry with a word above it, what changed, and something to decide.
pub(crate) fn with_decision(
    mut page: Message,
    notice: &str,
    difference: &[String],
    buttons: Vec<Button>,
) -> Message {
    let mut notice = notice.to_owned();
    if page.rows.len() >= MAX_ROWS {
        // The lowest buttons are the same under every text.
        page.rows.truncate(MAX_ROWS - 1);
        notice = format!("{notice}\n{}", editing::ROWS_LEFT_OUT);
    }
    page.rows.extend(Row::buttons(buttons));
    page.content = noticed(&notice, difference);
    page
}

/// The button that undoes a change.
pub(crate) fn undo(asks: Moderate) -> Button {
    Button::new(editing::button::UNDO, asks)
}

/// A notice with the difference below it, as far as there is room.
pub(crate) fn noticed(notice: &str, difference: &[String]) -> String {
    if difference.is_empty() {
        return notice.to_owned();
    }
    let room = MAX_CONTENT - length(notice) - 1;
    format!("{notice}\n{}", fenced_changes(difference, room).0)
}

/// The fences around a block, of which the first has a line end behind it and the last one before it.
const FENCES: usize = "```\n\n```".len();

/// Text in a block of its own, of at most `room` characters.
pub(crate) fn fenced(kind: &str, text: &str, room: usize) -> String {
    // A fence in someone's text would end the block.
    let text = text.replace("```", "'''");
    let text = shorten(text.trim_end(), room.saturating_sub(length(kind) + FENCES));
    format!("```{kind}\n{text}\n```")
}

/// Changes in a block of their own, of at most `room` characters: whole ones, and how many there was
/// no room for. Tells whether all are there.
pub(crate) fn fenced_changes(changes: &[String], room: usize) -> (String, bool) {
    /// How the lines of the block are coloured.
    const KIND: &str = "diff";
    /// What the words for those left out take.
    const MORE: usize = 60;
    let within = room.saturating_sub(FENCES + KIND.len());
    let size = |change: &String| length(change) + 1;
    let all = changes.iter().map(size).sum::<usize>() <= within + 1;
    let mut left = if all {
        within + 1
    } else {
        within.saturating_sub(MORE)
    };
    let fits = |change: &&String| {
        let fits = size(change) <= left;
        left -= if fits { size(change) } else { 0 };
        fits
    };
    let mut shown: Vec<String> = changes.iter().filter(fits).cloned().collect();
    if !all {
        let more = editing::more_changes(changes.len() - shown.len(), shown.len());
        shown.push(more);
    }
    (fenced(KIND, &shown.join("\n"), room), all)
}

/// The message with someone's own text below it, to copy from should all else fail; as a file too
/// where it is longer than fits.
pub(crate) fn with_typed(mut message: Message, text: &str) -> Message {
    const FIRST: usize = 4000;
    /// What surely fits, with the fences.
    const ALL: usize = FIRST + 1000;
    let first: String = text.chars().take(FIRST).collect();
    let mut embed = Embed::new(editing::YOUR_TEXT, fenced("", &first, MAX_TEXT));
    let rest: String = text.chars().skip(FIRST).collect();
    if !rest.is_empty() {
        let further = fenced("", &rest, MAX_SECTION);
        embed.fields.push((editing::FURTHER.into(), further));
    }
    message.embed = Some(embed);
    message.file =
        (length(text) > ALL).then(|| File::new(editing::YOUR_TEXT_FILE, text.to_owned()));
    message
}

/// Why what somebody filled in is not taken; what they typed comes back with it.
pub(crate) fn refused(why: &str, fields: &[(String, String)]) -> Reply {
    let typed: Vec<&str> = fields.iter().map(|(_, value)| value.as_str()).collect();
    handed_back(why, &typed.join("\n\n"))
}

/// Why something is not taken; what was typed comes back with it, if anything was.
pub(crate) fn handed_back(why: &str, typed: &str) -> Reply {
    let message = pages::notice(why);
    Reply::private(if typed.is_empty() {
        message
    } else {
        with_typed(message, typed)
    })
}

/// The answer to work for which there is no room now; what was typed comes back with it.
pub fn busy(invocation: &Invocation) -> Reply {
    match &invocation.request {
        Request::Autocomplete { .. } => Reply::Choices(Vec::new()),
        Request::Submit { fields, .. } => refused(editing::refusal::CROWDED, fields),
        _ => refused(editing::refusal::CROWDED, &[]),
    }
}

/// A fault of the compiler, for someone who sees the form.
pub(crate) fn fault(fault: &Fault) -> String {
    format!("- {}", fault.in_form())
}

pub(crate) fn refusal_words(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Full => editing::refusal::FULL,
        Refusal::ReadOnly => editing::refusal::READ_ONLY,
        Refusal::Busy => editing::refusal::BUSY,
        Refusal::Lost => words::changes::FIRST_SAY,
        Refusal::Gone => editing::VERSION_GONE,
        Refusal::NoFile => editing::refusal::NO_FILE,
        Refusal::Changed(None) => editing::REMOVED_SINCE,
        Refusal::Changed(Some(_)) => editing::CHANGED_SINCE,
        Refusal::Faulty(_) => editing::WOULD_BREAK,
        Refusal::Impossible(EditError::Unreadable) => editing::refusal::UNREADABLE,
        Refusal::Impossible(EditError::Missing) => editing::refusal::MISSING,
        Refusal::Impossible(EditError::Exists) => editing::refusal::EXISTS,
        Refusal::Impossible(EditError::Foreign) => editing::refusal::FOREIGN,
        Refusal::Disk(_) => editing::refusal::DISK,
    }
}

/// A choice among entries that have the same name; a removed one comes with its title.
pub(crate) fn which(
    library: &Library,
    entries: &[(EntryRef, Option<String>)],
    offer: impl Fn(EntryRef) -> Moderate,
) -> Message {
    if entries.is_empty() {
        return Message::text(editing::NO_ENTRY, []);
    }
    let choice = |(entry, removed): &(EntryRef, Option<String>)| {
        let title = library
            .resolve(entry)
            .map(|(_, found)| found.title.as_str());
        let title = removed.as_deref().or(title).unwrap_or_default();
        let gone = if removed.is_some() { editing::GONE } else { "" };
        let name = format!(" ({entry}){gone}");
        let room = MAX_BUTTON.saturating_sub(length(&name));
        Button::new(&(shorten(title, room) + &name), offer(entry.clone()))
    };
    let buttons = entries.iter().take(MAX_ITEMS).map(choice);
    Message::text(editing::WHICH, Row::buttons(buttons))
}

/// Words with what is wrong below them.
pub(crate) fn with_faults(words: &str, faults: &[Fault]) -> String {
    let faults: Vec<String> = faults.iter().map(fault).collect();
    format!("{words}\n{}", pages::fitting(&faults, "\n", 1500))
}
