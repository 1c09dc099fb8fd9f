//! Announcements to the moderators' channel of what happens to the files. Knows no channel; a job posts
//! them.

use std::collections::BTreeSet;

use crate::content::edit::file_fingerprint;
use crate::content::snapshot::Snapshot;
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, is_broken};
use crate::library::EntryRef;
use crate::respond::message::{Embed, Message};
use crate::respond::moderation::parts::fenced;
use crate::respond::pages::fitting;
use crate::text::limits::{MAX_HEADING, MAX_SECTION, MAX_TEXT, length, shorten};
use crate::words::files::SYNONYMS;
use crate::words::moderators;

/// What happened between two snapshots that the moderators' channel should hear of, and did not before;
/// nothing when nothing did. Each save gives one message at the most. `is_new` is asked once of each
/// thing that happened, by its name.
pub fn unheard_news(
    before: Option<&Snapshot>,
    now: &Snapshot,
    is_new: &mut dyn FnMut(&str) -> bool,
) -> Option<Message> {
    let mut fields = Vec::new();
    let mut repaired: Vec<&str> = before.map_or_else(Vec::new, |b| repaired(b, now));
    repaired.retain(|file| is_new(&format!("repaired {file}")));
    if !repaired.is_empty() {
        fields.push((moderators::REPAIRED.into(), listed(&repaired)));
    }
    let gone = before.map_or_else(Vec::new, |before| gone(before, now, is_new));
    if !gone.is_empty() {
        fields.push((moderators::GONE.into(), listed(&gone)));
    }
    let faults = new_faults(before, now, is_new);
    let is_empty = now.sources.files.is_empty();
    let emptied =
        is_empty && before.is_none_or(|before| !before.sources.files.is_empty()) && is_new("empty");
    if faults.is_empty() && fields.is_empty() && !emptied {
        return None;
    }
    let mut embed = Embed {
        fields,
        ..Embed::default()
    };
    if emptied {
        embed.title = moderators::NO_FILES_TITLE.into();
        embed.description = without_files(now);
    } else if faults.is_empty() {
        embed.title = moderators::NEWS_GOOD.into();
        embed.description = diagnostic::summary(&now.sources, &now.diagnostics);
    } else {
        embed.title = moderators::NEWS_BROKEN.into();
        let intro = effects(now, &faults);
        let intro = shorten(&intro, MAX_SECTION);
        let report = report(now, &faults, MAX_TEXT - length(&intro) - FRAME);
        embed.description = format!("{intro}\n{report}");
    }
    Some(Message::framed(embed, []))
}

/// What members notice of broken files, one line for each effect.
fn effects(now: &Snapshot, faults: &[Diagnostic]) -> String {
    let broken: BTreeSet<usize> = faults.iter().map(|d| d.source).collect();
    let effect_of = |name: &String| {
        if now.stale.contains(name) {
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
        moderators::NOTHING_ANSWERS,
        moderators::NO_COMMAND,
        moderators::NO_SYNONYMS,
    ];
    let lines = all.into_iter().filter_map(|effect| {
        let files = broken.iter().map(|index| &now.sources.files[*index]);
        let files = files.filter(|file| effect_of(&file.name) == effect);
        let files: Vec<&str> = files.map(|file| file.path.as_str()).collect();
        (!files.is_empty()).then(|| moderators::broken(&files, effect))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// That the folder holds no file, and what answers nevertheless.
pub(crate) fn without_files(now: &Snapshot) -> String {
    if now.stale.is_empty() {
        return moderators::NO_FILES.into();
    }
    let answering = shorten(&moderators::stale(&now.stale), MAX_SECTION);
    format!("{}\n{answering}", moderators::NO_FILES)
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
        let RefusedCommand {
            command,
            reason,
            earlier_stays,
        } = refused;
        // A backtick would end the piece between two of them.
        let reason = shorten(&reason.replace('`', "'"), MAX_HEADING);
        moderators::refused_command(command, &reason, *earlier_stays)
    };
    let lines: Vec<String> = refused.iter().map(line).collect();
    let room = MAX_TEXT - length(moderators::REFUSED_COMMAND) - FRAME;
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

fn plain(text: &str) -> String {
    text.replace('`', "'")
}

fn refused(description: String) -> Message {
    let embed = Embed::new(moderators::NEWS_REFUSED, description);
    Message::framed(embed, [])
}

/// The errors of files that were not broken in just this way before.
fn new_faults(
    before: Option<&Snapshot>,
    now: &Snapshot,
    is_new: &mut dyn FnMut(&str) -> bool,
) -> Vec<Diagnostic> {
    let files = now.sources.files.iter().enumerate();
    let news = files.filter(|(index, file)| {
        let was = before.and_then(|b| b.sources.files.iter().find(|f| f.name == file.name));
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

/// Entries that answered and no longer do, other than by an edit: that was told by whoever made it.
fn gone(before: &Snapshot, now: &Snapshot, is_new: &mut dyn FnMut(&str) -> bool) -> Vec<String> {
    let collections = before.library.collections().iter();
    let entries = collections.flat_map(|c| {
        let entries = c.entries().iter();
        entries.map(move |e| (EntryRef::new(&c.name, &e.id), e))
    });
    let gone = entries.filter(|(entry, _)| {
        now.library.resolve(entry).is_none()
            && is_new(&format!("gone {entry}"))
            && !now.removed.contains(entry)
    });
    gone.map(|(entry, e)| format!("{} ({entry})", e.title))
        .collect()
}

/// A list of as many items as fit in a field.
pub(crate) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    listed_in(items, MAX_SECTION - 20)
}

/// A list of as many items as fit in so many characters.
pub(crate) fn listed_in<T: AsRef<str>>(items: &[T], room: usize) -> String {
    let lines = items.iter().map(|item| format!("- {}", item.as_ref()));
    fitting(&lines.collect::<Vec<_>>(), "\n", room)
}

/// What the fence around a report takes.
pub(crate) const FRAME: usize = 20;

/// What [`fenced`] counts for the fences.
const FENCES: usize = 8;

/// More problems than fit in any message, of which each takes a hundred characters and more.
const MAX_REPORTED: usize = 40;

/// The report as `check` prints it, in a block of at most `room` characters.
pub(crate) fn report(snapshot: &Snapshot, diagnostics: &[Diagnostic], room: usize) -> String {
    let first = &diagnostics[..diagnostics.len().min(MAX_REPORTED)];
    let report = diagnostic::report(&snapshot.sources, first, false);
    fenced("", &report, room + FENCES)
}
