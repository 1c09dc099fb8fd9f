//! `/moderatie status`: how it is with the files, and what there is to do about the texts.

use jiff::civil::Date;

use crate::content::snapshot::Snapshot;
use crate::diagnostic;
use crate::library::page;
use crate::library::page::{Found, Page};
use crate::library::search;
use crate::library::search::Fit;
use crate::library::{Entry, Library};
use crate::respond::action;
use crate::respond::action::{Inbox, Posts, Ticket, Upkeep};
use crate::respond::memory::{Memory, Post, Report};
use crate::respond::message::{Button, Embed, Item, Message, Row};
use crate::respond::moderation::news::{accept_button, listed, listed_in, report};
use crate::respond::moderation::{asked, offers};
use crate::respond::pages;
use crate::text::limits::{
    MAX_ANSWER, MAX_LABEL, MAX_ROWS, MAX_SECTION, MAX_TEXT, length, shorten,
};
use crate::words;
use crate::words::{changes, inbox, moderators};

/// Moderators can always use the code that the bot runs to see what they talk about.
const VERSION: &str = env!("AANDESLAG_VERSION");

/// The most characters of one list, so that all of them fit beside the report.
const MAX_LIST: usize = 550;

/// What the status tells of one matter, in fields, and what can be done about it.
type Matter = (Vec<(String, String)>, Option<Row>);

/// A list with what can be done about it; nothing when the list is empty.
fn list(title: &str, lines: &[String], row: Option<Row>) -> Matter {
    (field(title, lines).into_iter().collect(), row)
}

/// A field with a list, unless that is empty.
fn field(title: &str, lines: &[String]) -> Option<(String, String)> {
    (!lines.is_empty()).then(|| (title.to_owned(), listed_in(lines, MAX_LIST)))
}

/// The answer to `/moderatie status`. Where texts can be changed, what there is to do can be done
/// from there.
pub(crate) fn status(snapshot: &Snapshot, memory: &dyn Memory, editing: bool) -> Message {
    let library = &snapshot.library;
    let mut fields = vec![
        (moderators::VERSION.into(), VERSION.into()),
        (moderators::RUNNING_SINCE.into(), relative(snapshot.started)),
        (moderators::LOADED.into(), relative(snapshot.loaded_at)),
        (
            moderators::CONTENT.into(),
            moderators::content(snapshot.sources.files.len(), library.n_entries()),
        ),
    ];
    // What is most urgent first, as there may be more rows than a message has.
    let lost = snapshot.lost.iter();
    let lost = lost.map(|lost| Row::Buttons(vec![accept_button(lost)]));
    let below = offers::below(&snapshot.sources, &snapshot.diagnostics);
    let mut rows: Vec<Row> = lost.chain(below).collect();
    if memory.is_channel_barred() {
        fields.push((moderators::BARRED_TITLE.into(), moderators::BARRED.into()));
    }
    for (told, row) in [
        reports(library, memory),
        to_look_at(library, memory),
        not_found(library, memory),
        weekly(memory),
        posts(memory),
        asked(library, memory),
    ] {
        fields.extend(told);
        rows.extend(row);
    }
    rows.truncate(if editing { MAX_ROWS } else { 0 });
    Message::framed(overview(snapshot, fields), rows)
}

fn weekly(memory: &dyn Memory) -> Matter {
    let Some(tip) = memory.weekly() else {
        return Matter::default();
    };
    let next = tip.next.map(jiff::Timestamp::as_second);
    let text = moderators::weekly(tip.channel, next);
    let pause = next.is_some();
    let label = if pause {
        moderators::PAUSE_WEEKLY
    } else {
        moderators::RESUME_WEEKLY
    };
    let button = Button::new(label, Upkeep::Weekly { pause });
    let fields = vec![(moderators::WEEKLY.into(), text)];
    (fields, Some(Row::Buttons(vec![button])))
}

fn reports(library: &Library, memory: &dyn Memory) -> Matter {
    let reports = memory.reports();
    let lines: Vec<String> = reports.iter().map(|(_, report)| line_of(report)).collect();
    let item = |(ticket, report): &(Ticket, Report)| {
        let label = match &report.about {
            None => report.title.clone(),
            Some(about) => match library.resolve(about) {
                Some((_, entry)) => entry.title.clone(),
                None => about.to_string(),
            },
        };
        let words = report.words.lines().next().unwrap_or_default();
        Item {
            label: shorten(&label, MAX_LABEL),
            description: Some(shorten(words, MAX_LABEL)).filter(|words| !words.is_empty()),
            value: action::write(ticket),
        }
    };
    let menu = Row::menu(inbox::MENU_OPEN, Inbox::Look, reports.iter().map(item));
    list(inbox::OPEN, &lines, menu)
}

/// Texts that want a look, in one menu.
fn to_look_at(library: &Library, memory: &dyn Memory) -> Matter {
    let (mut texts, dead) = dead(library, &memory.dead_links());
    let since = memory.looked_at_since();
    let old = since.map_or_else(Vec::new, |since| outdated(library, since));
    let dead = field(words::dead_links::TITLE, &dead);
    let fields = dead
        .into_iter()
        .chain(field(moderators::OUTDATED, &lines_of(&old)));
    let fields = fields.collect();
    add_new(&mut texts, old);
    (fields, outdated_menu(&texts))
}

/// The texts that have one of these addresses, each once, and the lines that say so.
fn dead<'a>(library: &'a Library, addresses: &[String]) -> (Vec<Found<'a>>, Vec<String>) {
    let (mut texts, mut lines): (Vec<Found<'a>>, Vec<String>) = (Vec::new(), Vec::new());
    for address in addresses {
        let having = page::all(library).filter(|found| has(found.entry, address));
        let having: Vec<Found<'a>> = having.collect();
        let names: Vec<String> = having.iter().map(|f| f.reference().to_string()).collect();
        // One that stands in a comment or above the texts has no text to open.
        let names = Some(names.join(", ")).filter(|names| !names.is_empty());
        lines.push(words::dead_links::line(address, names.as_deref()));
        add_new(&mut texts, having);
    }
    (texts, lines)
}

/// Whether a text has an address, which may be written without the `/` at its end.
fn has(entry: &Entry, address: &str) -> bool {
    let bare = address.trim_end_matches('/');
    let goes_on = |rest: &str| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|c: char| c.is_alphanumeric() || "/-_?=&%#+~".contains(c))
    };
    let is_in = |text: &String| {
        let mut places = text.match_indices(bare);
        places.any(|(at, _)| !goes_on(&text[at + bare.len()..]))
    };
    let sections = entry.sections.iter().map(|(_, text)| text);
    let mut texts = sections.chain([&entry.text]).chain(&entry.source);
    let mut links = entry.links.iter();
    links.any(|(_, url)| url.trim_end_matches('/') == bare) || texts.any(is_in)
}

/// Adds the texts that are not among these yet.
fn add_new<'a>(texts: &mut Vec<Found<'a>>, more: Vec<Found<'a>>) {
    for found in more {
        let new = found.reference();
        if texts.iter().all(|other| other.reference() != new) {
            texts.push(found);
        }
    }
}

/// The words for which nothing is surely found still, most asked first, with how often and whether something
/// may be about them.
fn not_found(library: &Library, memory: &dyn Memory) -> Matter {
    let missed = memory.not_found_list().unwrap_or_default().into_iter();
    let missed = missed.filter_map(|(words, n)| match search::find(library, &words, 1).fit {
        Fit::Sure => None,
        fit => Some((words, n, fit == Fit::Unsure)),
    });
    let missed: Vec<(String, u32, bool)> = missed.collect();
    let line = |(words, n, is_doubtful): &(String, u32, bool)| {
        moderators::missed_line(words, *n, *is_doubtful)
    };
    let lines: Vec<String> = missed.iter().map(line).collect();
    let item = |(asked, n, _): &(String, u32, bool)| Item {
        label: shorten(asked, MAX_LABEL),
        description: Some(moderators::times(*n)),
        value: action::write(&Ticket::of_text(asked)),
    };
    let items = missed.iter().map(item);
    let menu = Row::menu(moderators::MENU_MISSED, Upkeep::NotFound, items);
    list(moderators::MISSED, &lines, menu)
}

fn posts(memory: &dyn Memory) -> Matter {
    let posts = memory.posts();
    let line = |(_, post): &(Ticket, Post)| {
        words::posts::line(&post_name(post), post.channel, post.puts_back)
    };
    let lines: Vec<String> = posts.iter().map(line).collect();
    let item = |(ticket, post): &(Ticket, Post)| Item {
        label: shorten(&post_name(post), MAX_LABEL),
        description: None,
        value: action::write(ticket),
    };
    let menu = Row::menu(words::posts::MENU, Posts::Look, posts.iter().map(item));
    list(words::posts::TITLE, &lines, menu)
}

fn asked(library: &Library, memory: &dyn Memory) -> Matter {
    let fields = |asked| asked::fields(library, &asked, MAX_LIST);
    (memory.asked().map_or_else(Vec::new, fields), None)
}

fn overview(snapshot: &Snapshot, fields: Vec<(String, String)>) -> Embed {
    let mut embed = Embed {
        title: moderators::STATUS_TITLE.into(),
        fields,
        ..Embed::default()
    };
    let left = MAX_ANSWER - embed.length();
    let mut description = diagnostic::summary(&snapshot.sources, &snapshot.diagnostics);
    let before = previous_versions(snapshot);
    if snapshot.lost.is_some() {
        description = before;
    } else if snapshot.sources.files.is_empty() {
        description = moderators::NO_FILES.into();
    } else if !before.is_empty() {
        description = format!("{description}\n{before}");
    }
    if !snapshot.diagnostics.is_empty() {
        let room = left.min(MAX_TEXT).saturating_sub(length(&description) + 1);
        let report = report(snapshot, &snapshot.diagnostics, room);
        description = format!("{description}\n{report}");
    }
    embed.description = description;
    embed
}

/// What members see in the place of what cannot be used; nothing where all can.
pub fn previous_versions(snapshot: &Snapshot) -> String {
    let said = match (&snapshot.lost, &*snapshot.stale) {
        (Some(lost), _) => changes::lost(lost.gone.len(), lost.n_before),
        (None, []) => return String::new(),
        (None, names) => moderators::stale(names),
    };
    let bare = snapshot.library.without_picture();
    let bare: Vec<String> = bare.map(|text| format!("`{text}`")).collect();
    if bare.is_empty() {
        return said;
    }
    let bare = pages::fitting(&bare, ", ", MAX_SECTION);
    format!("{said} {}", moderators::without_picture(&bare))
}

/// What moderators are reminded of: the texts that nobody looked at since a day, if there are any.
pub fn reminder(snapshot: &Snapshot, since: Date) -> Option<Message> {
    let outdated = outdated(&snapshot.library, since);
    if outdated.is_empty() {
        return None;
    }
    let lines = listed(&lines_of(&outdated));
    let embed = Embed::new(
        moderators::REMINDER_TITLE,
        format!("{}\n{lines}", moderators::REMINDER),
    );
    Some(Message::framed(embed, outdated_menu(&outdated)))
}

/// Texts that nobody looked at since a day, longest ago first. A question with choices says nothing
/// that could become untrue.
fn outdated(library: &Library, since: Date) -> Vec<Found<'_>> {
    let is_old = |e: &Entry| e.choices.is_empty() && e.checked.is_none_or(|day| day < since);
    let mut old: Vec<_> = page::all(library)
        .filter(|found| is_old(found.entry))
        .collect();
    old.sort_by_key(|found| found.entry.checked);
    old
}

fn lines_of(outdated: &[Found<'_>]) -> Vec<String> {
    let line = |found: &Found<'_>| {
        let day = found.entry.checked;
        let day = day.map_or(moderators::NEVER_CHECKED.into(), words::day);
        format!("{}: {day}", found.reference())
    };
    outdated.iter().map(line).collect()
}

fn outdated_menu(outdated: &[Found<'_>]) -> Option<Row> {
    let items = pages::items(outdated.iter().copied().map(Page::Entry));
    Row::menu(moderators::MENU_OUTDATED, Upkeep::Open, items)
}

/// A post as moderators name it: the text, or the command of an overview.
pub(crate) fn post_name(post: &Post) -> String {
    match post.about.entry.as_str() {
        "" => format!("/{}", post.about.collection),
        _ => post.about.to_string(),
    }
}

/// The line of a list for what a member wrote; without the words of a report, which can be long.
pub(crate) fn line_of(report: &Report) -> String {
    match &report.about {
        Some(entry) => inbox::report_line(&format!("`{entry}`")),
        None => inbox::wish_line(&format!("`{}`", report.title.replace('`', "'"))),
    }
}

/// A moment that each reader's client shows as "3 uur geleden";
/// <https://discord.com/developers/docs/reference#message-formatting>.
fn relative(at: jiff::Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}
