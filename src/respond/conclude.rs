//! The second half of answers that took work: from what came of the work to the reply.

use super::files;
use super::form::Form;
use super::moderate::{Moderate, moment};
use super::preview::{self, Objection, button, difference, fenced, noticed, with_decision};
use super::task::{Conclusion, Done, Draft, Reported, Unpublished, Work};
use super::{
    Action, Button, Choice, Embed, Invocation, Item, Memory, Menu, Message, Reply, Row, pages,
    status,
};
use crate::content::edit::{fingerprint, text_of};
use crate::content::history::{Version, What};
use crate::content::store::{Order, Refusal, Saved};
use crate::fold::fold;
use crate::library::{EntryRef, Library};
use crate::limits::{MAX_ITEMS, MAX_LABEL, MAX_SECTION, MAX_TEXT, length, shorten};
use crate::snapshot::Snapshot;
use crate::words::editing as words;
use crate::words::files as file_words;

/// The reply when the work of a [`super::Task`] was done; `snapshot` is the content after it.
pub fn conclude(
    snapshot: &Snapshot,
    invocation: &Invocation,
    work: &Work,
    done: &Done,
    memory: &dyn Memory,
) -> Conclusion {
    match (work, done) {
        (Work::Keep { then, .. }, _) => Conclusion::of((**then).clone()),
        (Work::Publish { draft, order }, Done::Published(result)) => {
            published(snapshot, invocation, draft, order, result)
        }
        (Work::Remove(order), Done::Published(result)) => settled(
            snapshot,
            invocation,
            &order.edit.entry,
            order.what,
            result,
            Reply::Update,
        ),
        (Work::Restore { entry, .. }, Done::Published(result)) => settled(
            snapshot,
            invocation,
            entry,
            What::Restored,
            result,
            Reply::Update,
        ),
        (Work::Undo { entry, .. }, Done::Published(result)) => settled(
            snapshot,
            invocation,
            entry,
            What::Restored,
            result,
            Reply::private,
        ),
        (Work::Receive { name, .. }, Done::Fetched(fetched)) => {
            files::received(snapshot, invocation, name, fetched)
        }
        (Work::PublishFile { sent, .. }, Done::Published(result)) => {
            files::published(snapshot, invocation, sent, result)
        }
        (Work::UndoFile { name, .. }, Done::Published(result)) => {
            files::undone(invocation, name, result)
        }
        (Work::Versions(entry), Done::Versions(versions)) => {
            Conclusion::of(Reply::private(history(entry, versions)))
        }
        (Work::Version(entry, _), Done::Versions(versions)) => {
            let message = match versions.first() {
                Some(version) => one_version(snapshot, invocation, entry, version),
                None => pages::notice(words::VERSION_GONE),
            };
            Conclusion::of(Reply::Update(message))
        }
        (Work::Entries { typed }, Done::Entries(kept)) => {
            Conclusion::of(Reply::Choices(choices(&snapshot.library, typed, kept)))
        }
        (Work::Reload, Done::Reloaded(fine)) => {
            let notice = if *fine {
                words::RELOADED
            } else {
                words::NOT_RELOADED
            };
            let status = status::status(snapshot, memory, true);
            Conclusion::of(Reply::private(status.with_notice(notice)))
        }
        (Work::Forget(_) | Work::PauseWeekly(_), Done::Noted(noted)) => {
            let mut status = status::status(snapshot, memory, true);
            if !noted {
                status = status.with_notice(words::refusal::NOT_NOTED);
            }
            Conclusion::of(Reply::Update(status))
        }
        (
            Work::Report {
                entry, words, by, ..
            },
            Done::Reported(reported),
        ) => report(snapshot, entry, words, *by, *reported),
        (Work::Undo { .. }, _) => {
            Conclusion::of(Reply::private(pages::notice(words::VERSION_GONE)))
        }
        (Work::UndoFile { .. }, _) => {
            Conclusion::of(Reply::private(pages::notice(file_words::VERSION_GONE)))
        }
        _ => Conclusion::of(Reply::Update(pages::notice(words::VERSION_GONE))),
    }
}

fn published(
    snapshot: &Snapshot,
    invocation: &Invocation,
    draft: &Draft,
    order: &Order,
    result: &Result<Saved, Refusal>,
) -> Conclusion {
    let entry = &order.edit.entry;
    let Err(refusal) = result else {
        let settled = settled(
            snapshot,
            invocation,
            entry,
            order.what,
            result,
            Reply::Update,
        );
        return Conclusion {
            keep: Some(Unpublished::Entry(Draft {
                published: true,
                ..draft.clone()
            })),
            ..settled
        };
    };
    let mut draft = draft.clone();
    let message = match refusal {
        Refusal::Changed(_) => preview::changed(snapshot, &draft),
        Refusal::Faulty(faults) => preview::objected(&draft, &Objection::Faults(faults.clone())),
        other => {
            let mut message = preview::objected(&draft, &Objection::File);
            message.content = refusal_words(other).into();
            message
        }
    };
    if let Refusal::Changed(now) = refusal {
        // The message shows how the entry is now, so that is what the next try builds on; a second
        // press on the same button must not publish it unseen.
        draft.previewed = false;
        let now = now.as_ref().and_then(|now| fingerprint(now, &entry.entry));
        draft.shown = now.map(|now| now.0);
    }
    Conclusion {
        reply: Reply::Update(message),
        announcement: None,
        keep: Some(Unpublished::Entry(draft)),
    }
}

/// What follows an order that was no draft of anyone.
fn settled(
    snapshot: &Snapshot,
    invocation: &Invocation,
    entry: &EntryRef,
    what: What,
    result: &Result<Saved, Refusal>,
    reply: fn(Message) -> Reply,
) -> Conclusion {
    let saved = match result {
        Ok(saved) => saved,
        Err(Refusal::Changed(_)) => {
            return Conclusion::of(reply(pages::notice(words::CHANGED_SINCE)));
        }
        Err(Refusal::Faulty(faults)) => {
            let faults: Vec<String> = faults.iter().map(preview::fault).collect();
            let faults = pages::fitting(&faults, "\n", 1500);
            let text = format!("{}\n{faults}", words::WOULD_BREAK);
            return Conclusion::of(reply(pages::notice(&text)));
        }
        Err(refusal) => return Conclusion::of(reply(pages::notice(refusal_words(refusal)))),
    };
    if saved.before == saved.after {
        return Conclusion::of(reply(pages::notice(words::ALREADY_SO)));
    }
    let undo = saved.version.map(|version| {
        let entry = entry.clone();
        button(words::button::UNDO, "↩️", Moderate::Undo { entry, version })
    });
    let mut buttons: Vec<Button> = undo.into_iter().collect();
    let page = preview::as_members_see(&snapshot.library, entry, invocation.reports);
    let page = page.unwrap_or_default();
    let message = with_decision(page, done_words(what), &[], buttons.clone());
    if saved.after.is_some() {
        buttons.push(button(
            words::button::EDIT,
            "✏️",
            Moderate::Open(entry.clone()),
        ));
    }
    let lines = difference(
        form(saved.before.as_deref()).as_ref(),
        form(saved.after.as_deref()).as_ref(),
    );
    let who = words::told(invocation.user, entry, what.words());
    let embed = Embed {
        title: told_words(what).into(),
        description: format!(
            "{who}\n{}",
            fenced("diff", &lines.join("\n"), MAX_TEXT - length(&who) - 1)
        ),
        ..Embed::default()
    };
    let announcement = Message {
        embed: Some(embed),
        rows: (!buttons.is_empty())
            .then_some(Row::Buttons(buttons))
            .into_iter()
            .collect(),
        ..Message::default()
    };
    Conclusion {
        reply: reply(message),
        announcement: Some(announcement),
        keep: None,
    }
}

fn form(lines: Option<&str>) -> Option<Form> {
    text_of(lines?).map(|text| Form::of(&text))
}

/// Who changed what and when, and a menu to go back.
fn history(entry: &EntryRef, versions: &[Version]) -> Message {
    if versions.is_empty() {
        return pages::notice(words::NO_HISTORY);
    }
    let versions = &versions[..versions.len().min(MAX_ITEMS + 1)];
    let mut embed = Embed {
        title: shorten(&words::history_title(entry), MAX_LABEL),
        description: words::HISTORY.into(),
        ..Embed::default()
    };
    for (n, version) in versions.iter().take(MAX_ITEMS).enumerate() {
        let before = versions
            .get(n + 1)
            .and_then(|before| form(Some(&before.lines)));
        let lines = difference(before.as_ref(), form(Some(&version.lines)).as_ref());
        let at = version.id.at().as_second();
        let who = words::version(at, version.who, version.what.words());
        let mut text = who.clone();
        if before.is_some() && !lines.is_empty() {
            let room = (MAX_SECTION - length(&who) - 1).min(600);
            text = format!("{who}\n{}", fenced("diff", &lines.join("\n"), room));
        }
        if embed.length() + length(&text) > 5500 {
            break;
        }
        embed
            .fields
            .push((words::version_number(versions.len() - n), text));
    }
    let item = |(n, version): (usize, &Version)| Item {
        label: label(versions.len() - n, version),
        description: form(Some(&version.lines)).map(|form| shorten(&form.title, MAX_LABEL)),
        emoji: None,
        value: moment(version.id),
    };
    let menu = Menu {
        placeholder: words::MENU_VERSIONS.into(),
        items: versions
            .iter()
            .take(MAX_ITEMS)
            .enumerate()
            .map(item)
            .collect(),
        asks: Action::Moderate(Moderate::Versions(entry.clone())),
    };
    Message {
        embed: Some(embed),
        rows: vec![Row::Menu(menu)],
        ..Message::default()
    }
}

/// An earlier version as members would see it, and a button to bring it back.
fn one_version(
    snapshot: &Snapshot,
    invocation: &Invocation,
    entry: &EntryRef,
    version: &Version,
) -> Message {
    let shown = preview::shown(snapshot, entry);
    let now = preview::now(snapshot, entry);
    let lines = difference(now.as_ref(), form(Some(&version.lines)).as_ref());
    let restore = Moderate::Restore {
        entry: entry.clone(),
        version: version.id,
        shown,
    };
    let cancel = button(words::button::CANCEL, "", Moderate::Cancel);
    let buttons = vec![
        button(words::button::RESTORE, "↩️", restore),
        cancel.clone(),
    ];
    if version.lines.is_empty() {
        let notice = noticed(words::VERSION_REMOVED, &lines);
        return Message {
            content: notice,
            rows: vec![Row::Buttons(buttons)],
            ..Message::default()
        };
    }
    match preview::restored(snapshot, entry, &version.lines, invocation.reports) {
        Some(page) if lines.is_empty() => {
            with_decision(page, words::VERSION_IS_NOW, &[], vec![cancel])
        }
        Some(page) => with_decision(page, words::VERSION, &lines, buttons),
        None => {
            let content = noticed(words::VERSION_UNUSABLE, &lines);
            Message {
                content,
                rows: vec![Row::Buttons(vec![cancel])],
                ..Message::default()
            }
        }
    }
}

/// Entries that are there, and behind them those of which only versions are left.
fn choices(library: &Library, typed: &str, kept: &[EntryRef]) -> Vec<Choice> {
    let mut choices = super::complete::over_all(library, typed);
    let wanted = fold(typed);
    let gone = kept.iter().filter(|entry| library.resolve(entry).is_none());
    let gone = gone.filter(|entry| fold(&entry.to_string()).contains(&wanted));
    let gone: Vec<Choice> = gone
        .take(MAX_ITEMS)
        .map(|entry| Choice {
            name: shorten(&words::gone(entry), MAX_LABEL),
            value: entry.to_string(),
        })
        .collect();
    // With nothing typed, what is gone is what most people look for here.
    let room = MAX_ITEMS.saturating_sub(gone.len());
    choices.truncate(room.max(if wanted.is_empty() { 0 } else { MAX_ITEMS / 2 }));
    choices.extend(gone);
    choices.truncate(MAX_ITEMS);
    choices
}

fn report(
    snapshot: &Snapshot,
    entry: &EntryRef,
    text: &str,
    by: u64,
    reported: Reported,
) -> Conclusion {
    let thanks = Reply::private(pages::notice(words::REPORT_THANKS));
    let refused = |why| {
        let message = preview::with_typed(pages::notice(why), text);
        Conclusion::of(Reply::private(message))
    };
    match reported {
        Reported::PassedOn => {}
        Reported::Again => return Conclusion::of(thanks),
        Reported::TooOften => return refused(words::REPORT_TOO_OFTEN),
        Reported::TooMany => return refused(words::REPORTS_TOO_MANY),
    }
    let title = snapshot
        .library
        .resolve(entry)
        .map(|(_, entry)| entry.title.as_str());
    let who = words::report_from(by, entry, title.unwrap_or_default());
    let embed = Embed {
        title: words::REPORT_TITLE.into(),
        description: format!("{who}\n{}", fenced("", text, MAX_TEXT - length(&who) - 1)),
        ..Embed::default()
    };
    let edit = button(words::button::EDIT, "✏️", Moderate::Open(entry.clone()));
    let announcement = Message {
        embed: Some(embed),
        rows: vec![Row::Buttons(vec![edit])],
        ..Message::default()
    };
    Conclusion {
        reply: thanks,
        announcement: Some(announcement),
        keep: None,
    }
}

fn label(n: usize, version: &Version) -> String {
    let at = jiff::tz::TimeZone::system().to_datetime(version.id.at());
    shorten(&words::version_item(n, at, version.what.words()), MAX_LABEL)
}

pub(super) fn refusal_words(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Full => words::refusal::FULL,
        Refusal::ReadOnly => words::refusal::READ_ONLY,
        Refusal::Busy => words::refusal::BUSY,
        Refusal::NoFile => words::refusal::NO_FILE,
        Refusal::Changed(_) => words::CHANGED_SINCE,
        Refusal::Faulty(_) => words::WOULD_BREAK,
        Refusal::Impossible(_) => words::FILE_BROKEN,
        Refusal::Disk(_) => words::refusal::DISK,
    }
}

fn done_words(what: What) -> &'static str {
    match what {
        What::Removed => words::done::REMOVED,
        What::Added => words::done::ADDED,
        What::Restored => words::done::RESTORED,
        What::Changed | What::Found => words::done::CHANGED,
    }
}

fn told_words(what: What) -> &'static str {
    match what {
        What::Removed => words::told::REMOVED,
        What::Added => words::told::ADDED,
        What::Restored => words::told::RESTORED,
        What::Changed | What::Found => words::told::CHANGED,
    }
}
