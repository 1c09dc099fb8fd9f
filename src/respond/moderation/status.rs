//! `/moderatie status`: how it is with the files, and what there is to do about the texts.

use jiff::civil::Date;

use crate::content::snapshot::Snapshot;
use crate::diagnostic;
use crate::library::search;
use crate::library::search::{Fit, Found, Page};
use crate::library::{Entry, Library};
use crate::respond::action;
use crate::respond::action::{Inbox, Ticket, Upkeep};
use crate::respond::memory::{Memory, Report};
use crate::respond::message::{Button, Embed, Item, Menu, Message, Row};
use crate::respond::moderation::asked;
use crate::respond::moderation::news::{FRAME, listed_in, report, without_files};
use crate::respond::pages;
use crate::text::limits::{MAX_ANSWER, MAX_ITEMS, MAX_LABEL, MAX_TEXT, length, shorten};
use crate::words;
use crate::words::{inbox, moderators};

/// Moderators can always use the code that the bot runs to see what they talk about.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The most characters of one list, so that all of them fit beside the report.
const MAX_LIST: usize = 550;

/// The answer to `/moderatie status`. Where texts can be changed, what there is to do can be done
/// from there.
pub(crate) fn status(snapshot: &Snapshot, memory: &dyn Memory, editing: bool) -> Message {
    let mut fields = vec![
        (moderators::VERSION.into(), VERSION.into()),
        (moderators::RUNNING_SINCE.into(), relative(snapshot.started)),
        (moderators::LOADED.into(), relative(snapshot.loaded_at)),
        (
            moderators::CONTENT.into(),
            moderators::content(snapshot.sources.files.len(), snapshot.library.n_entries()),
        ),
    ];
    let mut rows = Vec::new();
    if let Some(tip) = memory.weekly() {
        let next = tip.next.map(jiff::Timestamp::as_second);
        fields.push((
            moderators::WEEKLY.into(),
            moderators::weekly(tip.channel, next),
        ));
        rows.push(Row::Buttons(vec![weekly_button(next.is_some())]));
    }
    let reports = memory.reports();
    if !reports.is_empty() {
        let lines: Vec<String> = reports.iter().map(|(_, report)| line_of(report)).collect();
        fields.push((inbox::OPEN.into(), listed_in(&lines, MAX_LIST)));
        rows.push(reports_menu(&snapshot.library, &reports));
    }
    if let Some(since) = memory.looked_at_since() {
        let outdated = outdated(&snapshot.library, since);
        if !outdated.is_empty() {
            fields.push((moderators::OUTDATED.into(), outdated_lines(&outdated)));
            rows.push(outdated_menu(&outdated));
        }
    }
    if let Some(missed) = missed(&snapshot.library, memory) {
        let lines: Vec<String> = missed
            .iter()
            .map(|missed| {
                let (words, n, is_doubtful) = missed;
                moderators::missed_line(words, *n, *is_doubtful)
            })
            .collect();
        if lines.is_empty() {
            fields.push((moderators::MISSED.into(), moderators::NONE_MISSED.into()));
        } else {
            fields.push((moderators::MISSED.into(), listed_in(&lines, MAX_LIST)));
            rows.push(missed_menu(&missed));
        }
    }
    if let Some(asked) = memory.asked() {
        fields.extend(asked::fields(&snapshot.library, &asked, MAX_LIST));
    }
    if !editing {
        rows.clear();
    }
    Message::framed(overview(snapshot, fields), rows)
}

/// The button that pauses the tip of the week, or lets it go on.
fn weekly_button(is_posting: bool) -> Button {
    let label = if is_posting {
        moderators::PAUSE_WEEKLY
    } else {
        moderators::RESUME_WEEKLY
    };
    Button::new(label, Upkeep::Weekly { pause: is_posting })
}

fn overview(snapshot: &Snapshot, fields: Vec<(String, String)>) -> Embed {
    let in_fields = fields
        .iter()
        .map(|(name, value): &(String, String)| length(name) + length(value));
    let left = MAX_ANSWER - length(moderators::STATUS_TITLE) - in_fields.sum::<usize>();
    let mut description = diagnostic::summary(&snapshot.sources, &snapshot.diagnostics);
    if snapshot.sources.files.is_empty() {
        description = without_files(snapshot);
    } else if !snapshot.stale.is_empty() {
        description = format!("{description}\n{}", moderators::stale(&snapshot.stale));
    }
    if !snapshot.diagnostics.is_empty() {
        let room = left
            .min(MAX_TEXT)
            .saturating_sub(length(&description) + FRAME);
        let report = report(snapshot, &snapshot.diagnostics, room);
        description = format!("{description}\n{report}");
    }
    Embed {
        title: moderators::STATUS_TITLE.into(),
        description,
        fields,
        ..Embed::default()
    }
}

/// What moderators are reminded of: the texts that nobody looked at since a day, if there are any.
pub fn reminder(snapshot: &Snapshot, since: Date) -> Option<Message> {
    let outdated = outdated(&snapshot.library, since);
    if outdated.is_empty() {
        return None;
    }
    let lines = outdated_lines(&outdated);
    let embed = Embed::new(
        moderators::REMINDER_TITLE,
        format!("{}\n{lines}", moderators::REMINDER),
    );
    Some(Message::framed(embed, [outdated_menu(&outdated)]))
}

/// Texts that nobody looked at since a day, longest ago first. A question with choices says nothing
/// that could become untrue.
fn outdated(library: &Library, since: Date) -> Vec<Found<'_>> {
    let collections = library.collections().iter();
    let entries = collections.flat_map(|collection| {
        let entries = collection.entries().iter();
        entries.map(move |entry| Found { collection, entry })
    });
    let is_old = |e: &Entry| e.choices.is_empty() && e.checked.is_none_or(|day| day < since);
    let mut old: Vec<_> = entries.filter(|found| is_old(found.entry)).collect();
    old.sort_by_key(|found| found.entry.checked);
    old
}

fn outdated_lines(outdated: &[Found<'_>]) -> String {
    let line = |found: &Found<'_>| {
        let day = found.entry.checked;
        let day = day.map_or(moderators::NEVER_CHECKED.into(), words::day);
        format!("{}: {day}", found.reference())
    };
    listed_in(&outdated.iter().map(line).collect::<Vec<_>>(), MAX_LIST)
}

fn outdated_menu(outdated: &[Found<'_>]) -> Row {
    Row::Menu(Menu {
        placeholder: moderators::MENU_OUTDATED.into(),
        items: pages::items(outdated.iter().copied().map(Page::Entry)),
        asks: Upkeep::Open.into(),
    })
}

/// The words for which nothing is surely found still, most asked first, with how often and whether something may be about them; nothing where that is not counted.
fn missed(library: &Library, memory: &dyn Memory) -> Option<Vec<(String, u32, bool)>> {
    let missed = memory.not_found_list()?.into_iter();
    let missed = missed.filter_map(|(words, n)| match search::find(library, &words, 1).fit {
        Fit::Sure => None,
        fit => Some((words, n, fit == Fit::Unsure)),
    });
    Some(missed.collect())
}

fn missed_menu(missed: &[(String, u32, bool)]) -> Row {
    let item = |(asked, n, _): &(String, u32, bool)| Item {
        label: shorten(asked, MAX_LABEL),
        description: Some(moderators::times(*n)),
        value: action::write(&Ticket::of_text(asked)),
    };
    Row::Menu(Menu {
        placeholder: moderators::MENU_MISSED.into(),
        items: missed.iter().take(MAX_ITEMS).map(item).collect(),
        asks: Upkeep::NotFound.into(),
    })
}

/// The line of a list for what a member wrote; without the words of a report, which can be long.
pub(crate) fn line_of(report: &Report) -> String {
    match &report.about {
        Some(entry) => inbox::report_line(&format!("`{entry}`")),
        None => inbox::wish_line(&format!("`{}`", report.title.replace('`', "'"))),
    }
}

fn reports_menu(library: &Library, reports: &[(Ticket, Report)]) -> Row {
    let item = |(ticket, report): &(Ticket, Report)| {
        let about = report
            .about
            .as_ref()
            .map(|about| match library.resolve(about) {
                Some((_, entry)) => entry.title.clone(),
                None => about.to_string(),
            });
        let words = report.words.lines().next().unwrap_or_default();
        Item {
            label: shorten(about.as_deref().unwrap_or(&report.title), MAX_LABEL),
            description: Some(shorten(words, MAX_LABEL)).filter(|words| !words.is_empty()),
            value: action::write(ticket),
        }
    };
    Row::Menu(Menu {
        placeholder: inbox::MENU_OPEN.into(),
        items: reports.iter().take(MAX_ITEMS).map(item).collect(),
        asks: Inbox::Look.into(),
    })
}

/// A moment that each reader's client shows as "3 uur geleden";
/// <https://discord.com/developers/docs/reference#message-formatting>.
fn relative(at: jiff::Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}
