//! What moderators hear of files that were changed outside Discord, and what follows when they want to
//! see all of it, or undo it; and what follows when they say that most texts may go.

use crate::content::changes::{FileChange, Save, by_kind};
use crate::content::edit::unix;
use crate::content::order::{Refusal, Saved};
use crate::respond::action::Moderate;
use crate::respond::invocation::Invocation;
use crate::respond::message::{Button, Embed, Message, Row};
use crate::respond::moderation::file_review::whole_difference;
use crate::respond::moderation::parts::{fenced_changes, refusal_words, undo};
use crate::respond::pages;
use crate::respond::task::{Conclusion, Reply};
use crate::text::difference;
use crate::text::limits::{MAX_SECTION, MAX_TEXT, length};
use crate::words::{changes, editing, files};

/// The most characters of a difference in a message.
const MAX_DIFFERENCE: usize = 3000;

/// What the moderators' channel hears of one save.
pub fn changed_outside(save: &Save) -> Message {
    let mut embed = shown(&save.files, changes::TITLE);
    embed.description = format!("{}\n{}", changes::WHO, embed.description);
    Message::framed(embed, Row::buttons(buttons(save)))
}

/// The files and what is different in them, as far as it fits.
fn shown(files: &[FileChange], title: &str) -> Embed {
    let lines: Vec<String> = files.iter().map(line).collect();
    let lines = pages::fitting(&lines, "\n", MAX_SECTION);
    let room = MAX_DIFFERENCE.min(MAX_TEXT - length(&lines) - length(changes::WHO) - 2);
    let (block, _) = fenced_changes(&differences(files), room);
    Embed::new(title, format!("{lines}\n{block}"))
}

/// The buttons that show all and that undo, as far as versions could be kept.
fn buttons(save: &Save) -> Vec<Button> {
    let Some(version) = save.version else {
        return Vec::new();
    };
    let undone = match save.files.as_slice() {
        [file] => Moderate::UndoFile(file.name.clone(), version),
        _ => Moderate::UndoSave(version),
    };
    let all = Button::new(changes::button::ALL, Moderate::Changes(version));
    vec![all, undo(undone)]
}

/// What became of one file.
fn line(file: &FileChange) -> String {
    let name = &file.name;
    let ids = by_kind(file.before.as_deref(), file.after.as_deref());
    let [added, changed, removed] = ids.map(|ids| ids.len());
    match (&file.before, &file.after) {
        (None, _) => changes::added(name, added),
        (_, None) => changes::removed(name, removed),
        _ => changes::changed(name, added, changed, removed, file.is_beside_entries()),
    }
}

/// The difference of each file, below its name where there are several.
fn differences(files: &[FileChange]) -> Vec<String> {
    let plain = |text: &Option<_>| unix(text.as_deref().unwrap_or_default());
    let of_file = |file: &FileChange| {
        let heading = (files.len() > 1).then(|| changes::heading(&file.name));
        let different = difference::changes(&plain(&file.before), &plain(&file.after));
        heading.into_iter().chain(different).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

/// All that one save changed, for one moderator.
pub(crate) fn all(files: &[FileChange]) -> Conclusion {
    if files.is_empty() {
        return Conclusion::of(Reply::words(changes::GONE));
    }
    let mut message = Message::framed(shown(files, ""), []).with_notice(changes::ALL);
    message.file = Some(whole_difference(&differences(files)));
    Conclusion::of(Reply::private(message))
}

/// What follows when the save of several files was undone, as far as it could be.
pub(crate) fn undone(
    invocation: &Invocation,
    results: &[(String, Result<Saved, Refusal>)],
) -> Conclusion {
    let said = |(name, result): &(String, Result<Saved, Refusal>)| match result {
        Ok(saved) if saved.before == saved.after => changes::not_undone(name, editing::ALREADY_SO),
        Ok(saved) if saved.after.is_none() => files::removed_again(name),
        Ok(_) => files::restored(name),
        Err(Refusal::Changed(_)) => changes::not_undone(name, changes::CHANGED_SINCE),
        Err(refusal) => changes::not_undone(name, refusal_words(refusal)),
    };
    let lines: Vec<String> = results.iter().map(said).collect();
    let lines = pages::fitting(&lines, "\n", MAX_SECTION);
    if results.is_empty() {
        return Conclusion::of(Reply::words(changes::GONE));
    }
    let reply = Message::text(format!("{}\n{lines}", changes::UNDONE), []);
    let mut saved = results.iter().flat_map(|(_, result)| result);
    let is_done = saved.any(|saved| saved.before != saved.after);
    let told = || {
        let text = format!("{}\n{lines}", changes::undone_by(invocation.user));
        Message::framed(Embed::new(changes::UNDONE_TITLE, text), [])
    };
    Conclusion {
        announcement: is_done.then(told),
        ..Conclusion::of(Reply::private(reply))
    }
}

/// What follows when a moderator said that most texts may go: whether the folder was still as it was
/// then, or nothing when that could not be written down.
pub(crate) fn accepted(invocation: &Invocation, was_so: Option<bool>) -> Conclusion {
    let said = match was_so {
        Some(true) => changes::ACCEPTED,
        Some(false) => changes::NOT_LOST,
        None => editing::refusal::NOT_NOTED,
    };
    let told = || Message::text(changes::accepted_by(invocation.user), []);
    Conclusion {
        announcement: (was_so == Some(true)).then(told),
        ..Conclusion::of(Reply::words(said))
    }
}
