//! What moderators get to see: the state of the files, and the news about them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Embed, Memory, Message};
use crate::diagnostic::{self, Diagnostic, is_broken};
use crate::library::{Collection, Entry, Library};
use crate::limits::{MAX_ANSWER, MAX_HEADING, MAX_SECTION, MAX_TEXT, length, shorten};
use crate::snapshot::Snapshot;
use crate::words::moderation as words;

/// Moderators can always use the code that the bot runs to see what they talk about.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The answer to `/moderatie status`.
pub(super) fn status(snapshot: &Snapshot, memory: &dyn Memory) -> Message {
    let mut fields = vec![
        (words::VERSION.into(), VERSION.into()),
        (words::RUNNING_SINCE.into(), relative(snapshot.started)),
        (words::LOADED.into(), relative(snapshot.loaded_at)),
        (
            words::CONTENT.into(),
            words::content(snapshot.sources.files.len(), snapshot.library.n_entries()),
        ),
    ];
    if let Some(since) = memory.looked_at_since() {
        let outdated = outdated(&snapshot.library, since);
        if !outdated.is_empty() {
            fields.push((words::OUTDATED.into(), listed(&outdated)));
        }
    }
    if let Some(missed) = memory.missed() {
        let missed: Vec<String> = missed
            .iter()
            .map(|(words, n)| format!("{words} ({n}×)"))
            .collect();
        let listed = if missed.is_empty() {
            words::NONE_MISSED.into()
        } else {
            listed(&missed)
        };
        fields.push((words::MISSED.into(), listed));
    }
    let in_fields = fields
        .iter()
        .map(|(name, value): &(String, String)| length(name) + length(value));
    let left = MAX_ANSWER - length(words::STATUS_TITLE) - in_fields.sum::<usize>();
    let summary = diagnostic::summary(&snapshot.sources, &snapshot.diagnostics);
    let mut description = summary;
    if !snapshot.stale.is_empty() {
        description = format!("{description}\n{}", words::stale(&snapshot.stale));
    }
    if !snapshot.diagnostics.is_empty() {
        let room = left
            .min(MAX_TEXT)
            .saturating_sub(length(&description) + FRAME);
        let report = report(snapshot, &snapshot.diagnostics, room);
        description = format!("{description}\n{report}");
    }
    let embed = Embed {
        title: words::STATUS_TITLE.into(),
        description,
        fields,
        ..Embed::default()
    };
    Message {
        embed: Some(embed),
        ..Message::default()
    }
}

/// Texts that nobody looked at since a day, longest ago first. A question with choices says nothing
/// that could become untrue.
fn outdated(library: &Library, since: Date) -> Vec<String> {
    let collections = library.collections().iter();
    let entries = collections.flat_map(|c| c.entries().iter().map(move |e| (c, e)));
    let is_old = |e: &Entry| e.choices.is_empty() && e.checked.is_none_or(|day| day < since);
    let mut old: Vec<_> = entries.filter(|(_, e)| is_old(e)).collect();
    old.sort_by_key(|(_, e)| e.checked);
    let line = |(c, e): (&Collection, &Entry)| {
        let day = e
            .checked
            .map_or(words::NEVER_CHECKED.into(), crate::words::day);
        format!("{}/{}: {day}", c.name, e.id)
    };
    old.into_iter().map(line).collect()
}

/// What happened between two snapshots that the moderation channel should hear of; nothing when
/// nothing did. Each save gives one message at the most.
pub fn news(before: Option<&Snapshot>, now: &Snapshot) -> Option<Message> {
    let mut fields = Vec::new();
    let repaired: Vec<&str> = before.map_or_else(Vec::new, |b| repaired(b, now));
    if !repaired.is_empty() {
        fields.push((words::REPAIRED.into(), listed(&repaired)));
    }
    let gone = before.map_or_else(Vec::new, |before| gone(before, now));
    if !gone.is_empty() {
        fields.push((words::GONE.into(), listed(&gone)));
    }
    let faults = new_faults(before, now);
    if faults.is_empty() && fields.is_empty() {
        return None;
    }
    let mut embed = Embed {
        fields,
        ..Embed::default()
    };
    if faults.is_empty() {
        embed.title = words::NEWS_GOOD.into();
        embed.description = diagnostic::summary(&now.sources, &now.diagnostics);
    } else {
        embed.title = words::NEWS_BROKEN.into();
        let files: BTreeSet<&str> = faults
            .iter()
            .map(|d| now.sources.files[d.source].path.as_str())
            .collect();
        let files: Vec<&str> = files.into_iter().collect();
        let intro = words::broken(&files, !now.stale.is_empty());
        let intro = shorten(&intro, MAX_HEADING);
        let report = report(now, &faults, MAX_TEXT - length(&intro) - FRAME);
        embed.description = format!("{intro}\n{report}");
    }
    Some(Message {
        embed: Some(embed),
        ..Message::default()
    })
}

/// The errors of files that were not broken in just this way before.
fn new_faults(before: Option<&Snapshot>, now: &Snapshot) -> Vec<Diagnostic> {
    let files = now.sources.files.iter().enumerate();
    let news = files.filter(|(index, file)| {
        let was = before.and_then(|b| b.sources.files.iter().find(|f| f.name == file.name));
        is_broken(&now.diagnostics, *index) && was.is_none_or(|was| was.content != file.content)
    });
    let news: BTreeSet<usize> = news.map(|(index, _)| index).collect();
    now.diagnostics
        .iter()
        .filter(|d| news.contains(&d.source))
        .cloned()
        .collect()
}

fn repaired<'a>(before: &Snapshot, now: &'a Snapshot) -> Vec<&'a str> {
    let was: BTreeSet<&str> = before.broken().collect();
    let is: BTreeSet<&str> = now.broken().collect();
    let files = now.sources.files.iter();
    files
        .filter(|f| was.contains(f.name.as_str()) && !is.contains(f.name.as_str()))
        .map(|f| f.path.as_str())
        .collect()
}

/// Entries that answered and no longer do.
fn gone(before: &Snapshot, now: &Snapshot) -> Vec<String> {
    let collections = before.library.collections().iter();
    let entries = collections.flat_map(|c| c.entries().iter().map(move |e| (c, e)));
    entries
        .filter(|(c, e)| {
            now.library
                .collection(&c.name)
                .and_then(|c| c.entry(&e.id))
                .is_none()
        })
        .map(|(c, e)| format!("{} ({}/{})", e.title, c.name, e.id))
        .collect()
}

fn listed<T: AsRef<str>>(items: &[T]) -> String {
    let lines: Vec<String> = items
        .iter()
        .map(|item| format!("- {}", item.as_ref()))
        .collect();
    super::pages::fitting(&lines, "\n", MAX_SECTION - 20)
}

/// What the fence around a report takes.
const FRAME: usize = 20;

/// The report as `check` prints it, in a block of at most `room` characters.
fn report(snapshot: &Snapshot, diagnostics: &[Diagnostic], room: usize) -> String {
    let report = diagnostic::report(&snapshot.sources, diagnostics, false);
    // A fence in someone's text would end the block.
    let report = report.replace("```", "'''");
    format!("```\n{}\n```", shorten(report.trim_end(), room))
}

/// A moment that each reader's client shows as "3 uur geleden";
/// <https://discord.com/developers/docs/reference#message-formatting>.
fn relative(at: jiff::Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}
