//! Announcements to the moderators' channel: what happens to the files, what Discord refuses, and the
//! monthly copy. Knows no channel; a job posts them.

use std::collections::BTreeSet;

use crate::content::changes::Loss;
use crate::content::edit::file_fingerprint;
use crate::content::snapshot::Snapshot;
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, is_broken};
use crate::library::EntryRef;
use crate::respond::action::Moderate;
use crate::respond::message::{Button, Embed, Message, Row};
use crate::respond::moderation::offers;
use crate::respond::moderation::parts::fenced;
use crate::respond::pages::{MORE, fitting};
use crate::text::limits::{MAX_HEADING, MAX_SECTION, MAX_TEXT, length, shorten};
use crate::words::files::SYNONYMS;
use crate::words::{changes, copy, moderators};

/// What happened between two snapshots that the moderators' channel should hear of, and did not before;
/// nothing when nothing did. Each save gives one message at the most: `change` is what it changed, which
/// is told with the rest. `is_new` is asked once of each thing that happened, by its name.
pub fn unheard_news(
    before: Option<&Snapshot>,
    now: &Snapshot,
    change: Option<&Message>,
    is_new: &mut dyn FnMut(&str) -> bool,
) -> Option<Message> {
    let mut repaired: Vec<&str> = before.map_or_else(Vec::new, |b| repaired(b, now));
    repaired.retain(|file| is_new(&format!("repaired {file}")));
    let mut faults = new_faults(before, now, is_new);
    let title = if faults.is_empty() {
        moderators::NEWS_UNREAD
    } else {
        moderators::NEWS_BROKEN
    };
    faults.extend(new_unread(before, now, is_new));
    let mut message = if let Some(lost) = new_loss(before, now, is_new) {
        loss(lost)
    } else if !faults.is_empty() {
        let intro = shorten(&effects(now, &faults), MAX_SECTION);
        let report = report(now, &faults, MAX_TEXT - length(&intro) - 1 - MAX_SECTION);
        let description = format!("{intro}\n{report}");
        Message::framed(Embed::new(title, description.trim_start()), [])
    } else if let Some(change) = change {
        change.clone()
    } else if is_emptied(before, now, is_new) {
        let embed = Embed::new(moderators::NO_FILES_TITLE, moderators::NO_FILES);
        Message::framed(embed, [])
    } else if !repaired.is_empty() {
        let summary = diagnostic::summary(&now.sources, &now.diagnostics);
        Message::framed(Embed::new(moderators::NEWS_GOOD, summary), [])
    } else {
        return None;
    };
    let embed = message.embed.get_or_insert_default();
    if !repaired.is_empty() {
        let repaired = listed(&repaired);
        embed.fields.push((moderators::REPAIRED.into(), repaired));
    }
    if let Some(change) = change.filter(|_| !faults.is_empty()) {
        let told = change.embed.as_ref();
        let told = told.map_or("", |embed| &embed.description);
        let lines = told.split("\n```").next().unwrap_or_default();
        let field = shorten(lines, MAX_SECTION);
        embed.fields.push((changes::ALSO.into(), field));
        message.rows.clone_from(&change.rows);
    }
    message.rows.extend(offers::below(&now.sources, &faults));
    Some(message)
}

/// That most texts went, if nobody heard of it yet.
fn new_loss<'a>(
    before: Option<&Snapshot>,
    now: &'a Snapshot,
    is_new: &mut dyn FnMut(&str) -> bool,
) -> Option<&'a Loss> {
    let lost = now.lost.as_ref()?;
    let was = before.and_then(|before| before.lost.as_ref());
    let is_known = was.is_some_and(|was| was.state == lost.state);
    (!is_known && is_new(&format!("lost {:08x}", lost.state.0))).then_some(lost)
}

/// That most texts went, with the button that says that this is right.
fn loss(lost: &Loss) -> Message {
    let said = changes::lost(lost.gone.len(), lost.n_before);
    let said = format!("{said} {}", changes::LOST_IN_STATUS);
    let mut embed = Embed::new(changes::LOST_TITLE, said);
    let gone = listed(&lost.gone);
    embed.fields.push((changes::LOST_TEXTS.into(), gone));
    Message::framed(embed, [Row::Buttons(vec![accept_button(lost)])])
}

/// The button that says that most texts may go.
pub(crate) fn accept_button(lost: &Loss) -> Button {
    Button::new(changes::button::ACCEPT, Moderate::Accept(lost.state))
}

/// Whether the folder holds no file any more, of which nothing was known.
fn is_emptied(
    before: Option<&Snapshot>,
    now: &Snapshot,
    is_new: &mut dyn FnMut(&str) -> bool,
) -> bool {
    now.sources.files.is_empty()
        && now.lost.is_none()
        && before.is_none_or(|before| !before.sources.files.is_empty())
        && is_new("empty")
}

/// What members notice of broken files, one line for each effect.
fn effects(now: &Snapshot, faults: &[Diagnostic]) -> String {
    let broken: BTreeSet<usize> = faults.iter().map(|d| d.source).collect();
    let bare: BTreeSet<String> = (now.library.without_picture())
        .map(|text| text.collection)
        .collect();
    let effect_of = |name: &String| {
        if bare.contains(name) {
            moderators::PREVIOUS_WITHOUT_PICTURE
        } else if now.stale.contains(name) {
            moderators::PREVIOUS_ANSWERS
        } else if name == SYNONYMS {
            moderators::NO_SYNONYMS
        } else if now.library.unavailable().contains(name) {
            moderators::NOTHING_ANSWERS
        } else {
            moderators::NO_COMMAND
        }
    };
    let all = [
        moderators::PREVIOUS_ANSWERS,
        moderators::PREVIOUS_WITHOUT_PICTURE,
        moderators::NOTHING_ANSWERS,
        moderators::NO_COMMAND,
        moderators::NO_SYNONYMS,
    ];
    let lines = all.into_iter().filter_map(|effect| {
        let files = broken.iter();
        let files = files.filter_map(|index| now.sources.files.get(*index));
        let files = files.filter(|file| effect_of(&file.name) == effect);
        let files: Vec<&str> = files.map(|file| file.path.as_str()).collect();
        (!files.is_empty()).then(|| moderators::broken(&files, effect))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A command that Discord refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCommand {
    /// The command as members see it.
    pub command: String,
    /// Why, in Discord's words.
    pub reason: String,
    /// Whether members keep an earlier form of it.
    pub earlier_stays: bool,
}

/// What the moderators' channel should hear of commands that Discord refuses.
pub fn refused_commands(refused: &[RefusedCommand]) -> Message {
    let line = |refused: &RefusedCommand| {
        let reason = shorten(&plain(&refused.reason), MAX_HEADING);
        moderators::refused_command(&refused.command, &reason, refused.earlier_stays)
    };
    let lines: Vec<String> = refused.iter().map(line).collect();
    let room = MAX_TEXT - length(moderators::REFUSED_COMMAND) - MORE;
    let lines = fitting(&lines, "\n", room);
    let description = format!("{lines}\n\n{}", moderators::REFUSED_COMMAND);
    let embed = Embed::new(moderators::REFUSED_COMMAND_TITLE, description);
    Message::framed(embed, [])
}

/// What moderators hear of an answer that Discord refused; `what` is the command that gives it.
pub fn refusal(what: &str, reason: &str) -> Message {
    refused(moderators::refused(&plain(what), &plain(reason)))
}

/// What moderators hear of a tip of the week that Discord refused, which is this entry.
pub fn weekly_refusal(entry: Option<&EntryRef>, reason: &str) -> Message {
    let entry = entry.map(ToString::to_string).unwrap_or_default();
    refused(moderators::weekly_refused(&plain(&entry), &plain(reason)))
}

/// A text without backticks, of which one would end the piece between two of them.
fn plain(text: &str) -> String {
    text.replace('`', "'")
}

fn refused(description: String) -> Message {
    let embed = Embed::new(moderators::NEWS_REFUSED, description);
    Message::framed(embed, [])
}

/// What had room in a copy of all texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The texts, their pictures and their history.
    All,
    /// The texts and their pictures.
    WithoutHistory,
    /// The texts.
    TextsAlone,
}

/// The message that the monthly copy of all texts goes with; nothing is copied where even the texts are too
/// large for a message.
pub fn monthly_copy(copied: Option<Copied>) -> Message {
    let words = match copied {
        Some(Copied::All) => copy::WITH_HISTORY,
        Some(Copied::WithoutHistory) => copy::WITHOUT_HISTORY,
        Some(Copied::TextsAlone) => copy::TEXTS_ALONE,
        None => copy::TOO_LARGE,
    };
    Message::framed(Embed::new(copy::TITLE, words), [])
}

/// The errors of files that were not broken in just this way before.
fn new_faults(
    before: Option<&Snapshot>,
    now: &Snapshot,
    is_new: &mut dyn FnMut(&str) -> bool,
) -> Vec<Diagnostic> {
    let files = now.sources.files.iter().enumerate();
    let news = files.filter(|(index, file)| {
        let was = before.and_then(|b| b.sources.named(&file.name));
        is_broken(&now.diagnostics, *index)
            && was.is_none_or(|was| was.content != file.content)
            && is_new(&format!(
                "broken {} {:08x}",
                file.path,
                file_fingerprint(file.text()).0
            ))
    });
    let news: BTreeSet<usize> = news.map(|(index, _)| index).collect();
    now.diagnostics
        .iter()
        .filter(|d| news.contains(&d.source))
        .cloned()
        .collect()
}

/// The reports of files that are not read because of their names, but for those known before.
fn new_unread(
    before: Option<&Snapshot>,
    now: &Snapshot,
    is_new: &mut dyn FnMut(&str) -> bool,
) -> Vec<Diagnostic> {
    let was = before.map_or(&[][..], |before| &before.sources.unread);
    let mut is_news = |diagnostic: &&Diagnostic| {
        let number = diagnostic.source.checked_sub(now.sources.files.len());
        let file = number.and_then(|number| now.sources.unread.get(number));
        file.is_some_and(|file| {
            was.iter().all(|was| was.path != file.path) && is_new(&format!("unread {}", file.path))
        })
    };
    let diagnostics = now.diagnostics.iter();
    diagnostics.filter(|d| is_news(d)).cloned().collect()
}

fn repaired<'a>(before: &Snapshot, now: &'a Snapshot) -> Vec<&'a str> {
    let stale = before.stale.iter().map(String::as_str);
    let was: BTreeSet<&str> = before.broken().chain(stale).collect();
    let is: BTreeSet<&str> = now.broken().collect();
    let files = now.sources.files.iter();
    files
        .filter(|f| was.contains(f.name.as_str()) && !is.contains(f.name.as_str()))
        .map(|f| f.path.as_str())
        .collect()
}

/// A list of as many items as fit in a field.
pub(crate) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    listed_in(items, MAX_SECTION - MORE)
}

/// A list of as many items as fit in so many characters.
pub(crate) fn listed_in<T: AsRef<str>>(items: &[T], room: usize) -> String {
    let lines = items.iter().map(|item| format!("- {}", item.as_ref()));
    fitting(&lines.collect::<Vec<_>>(), "\n", room)
}

/// More problems than fit in any message, of which each takes a hundred characters and more.
const MAX_REPORTED: usize = 40;

/// The report as `check` prints it, in a block of at most `room` characters.
pub(crate) fn report(snapshot: &Snapshot, diagnostics: &[Diagnostic], room: usize) -> String {
    let first = &diagnostics[..diagnostics.len().min(MAX_REPORTED)];
    let report = diagnostic::report(&snapshot.sources, first, false);
    fenced("", &report, room)
}
