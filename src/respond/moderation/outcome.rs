//! The second half of answers that took work: from what came of the work to the reply.

use std::collections::BTreeMap;

use crate::content::edit::{EntryText, fingerprint, fingerprint_of_lines, text_of};
use crate::content::order::{Order, Refusal, Saved};
use crate::content::snapshot::Snapshot;
use crate::content::version::{Version, What};
use crate::diagnostic::fault::Fault;
use crate::library::search;
use crate::library::search::{Place, Rank};
use crate::library::{Collection, CollectionHead, Entry, EntryRef, Library};
use crate::respond::action::moderation::{Moderate, moment};
use crate::respond::moderation::edit::{now, shown};
use crate::respond::moderation::file_review;
use crate::respond::moderation::file_review::whole_difference;
use crate::respond::moderation::form::Form;
use crate::respond::moderation::parts;
use crate::respond::moderation::parts::{
    button, fenced, fenced_changes, noticed, refusal_words, with_decision,
};
use crate::respond::moderation::preview;
use crate::respond::moderation::preview::{Objection, difference};
use crate::respond::moderation::status;
use crate::respond::moderation::which;
use crate::respond::task::{Conclusion, Deferral, Done, Draft, Reported, Unpublished, Work};
use crate::respond::{
    Action, Button, Choice, Embed, Invocation, Item, Memory, Menu, Message, Reply, Row, pages,
};
use crate::text::limits::{
    MAX_CONTENT, MAX_ITEMS, MAX_LABEL, MAX_SECTION, MAX_TEXT, length, shorten,
};
use crate::words::editing as words;
use crate::words::files as file_words;

/// The reply when the work of a [`crate::respond::Task`] was done; `snapshot` is the content after it.
pub fn conclude(
    snapshot: &Snapshot,
    invocation: &Invocation,
    work: &Work,
    done: &Done,
    memory: &dyn Memory,
) -> Conclusion {
    match (work, done) {
        (Work::Review(unpublished), _) => reviewed(snapshot, invocation, unpublished),
        (Work::Publish { draft, order }, Done::Published(result)) => {
            published(snapshot, invocation, draft, order, result)
        }
        (Work::Remove { order, .. }, Done::Published(result)) => settled(
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
            file_review::received(snapshot, invocation, name, fetched)
        }
        (Work::PublishFile { sent, .. }, Done::Published(result)) => {
            file_review::published(snapshot, invocation, sent, result)
        }
        (Work::UndoFile { name, .. }, Done::Published(result)) => {
            file_review::undone(invocation, name, result)
        }
        (Work::Versions { .. }, Done::Versions(entry, versions)) => {
            Conclusion::of(Reply::private(history(snapshot, entry, versions)))
        }
        (Work::Versions { .. }, Done::Several(entries)) => {
            let which = which(&snapshot.library, entries, Moderate::History);
            Conclusion::of(Reply::private(which))
        }
        (Work::Version(entry, _), Done::Version(version)) => {
            let message = one_version(snapshot, invocation, entry, version);
            Conclusion::of(Reply::Update(message))
        }
        (Work::Removed { typed }, Done::Removed(removed)) => {
            Conclusion::of(Reply::Choices(choices(&snapshot.library, typed, removed)))
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

/// What somebody typed or sent with its preview, or with what is wrong.
fn reviewed(snapshot: &Snapshot, invocation: &Invocation, unpublished: &Unpublished) -> Conclusion {
    let (message, keep) = match unpublished.clone() {
        Unpublished::Entry(mut draft) => {
            let message = preview::review(snapshot, &mut draft, invocation.reports);
            (message, Unpublished::Entry(draft))
        }
        Unpublished::File(mut sent) => {
            let message = file_review::review(snapshot, &mut sent);
            (message, Unpublished::File(sent))
        }
    };
    let reply = match invocation.then() {
        Deferral::Update => Reply::Update(message),
        Deferral::Private | Deferral::Choices => Reply::private(message),
    };
    Conclusion {
        keep: Some(keep),
        ..Conclusion::of(reply)
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
        other => preview::objected(&draft, &Objection::Refused(refusal_words(other))),
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
        Err(Refusal::Faulty(faults)) => {
            let text = with_faults(words::WOULD_BREAK, faults);
            return Conclusion::of(reply(pages::notice(&text)));
        }
        Err(refusal) => return Conclusion::of(reply(pages::notice(refusal_words(refusal)))),
    };
    if saved.before == saved.after {
        let so = match &saved.after {
            Some(_) => words::ALREADY_SO,
            None => words::ALREADY_REMOVED,
        };
        return Conclusion::of(reply(pages::notice(so)));
    }
    let undo = saved.version.map(|version| {
        let entry = entry.clone();
        button(words::button::UNDO, "↩️", Moderate::Undo { entry, version })
    });
    let mut buttons: Vec<Button> = undo.into_iter().collect();
    let page = preview::as_members_see(&snapshot.library, entry, invocation.reports);
    let mut done = match (&saved.after, &page) {
        (None, _) if what == What::Restored => words::done::removed_again(entry),
        (None, _) => words::done::REMOVED.to_owned(),
        (Some(_), None) => words::done::UNSEEN.to_owned(),
        (Some(_), Some(_)) => done_words(what).to_owned(),
    };
    let links = links(snapshot, what, saved);
    if !links.is_empty() {
        done = shorten(&format!("{done}\n{links}"), MAX_CONTENT);
    }
    let message = with_decision(page.unwrap_or_default(), &done, &[], buttons.clone());
    if saved.after.is_some() {
        buttons.push(button(
            words::button::EDIT,
            "✏️",
            Moderate::Open(entry.clone()),
        ));
    }
    let changes = difference(
        form(saved.before.as_deref()).as_ref(),
        form(saved.after.as_deref()).as_ref(),
    );
    let is_gone = saved.after.is_none();
    let kind = match what {
        What::Restored if is_gone => words::what::REMOVED_AGAIN,
        what => what.words(),
    };
    let mut who = words::announcement(invocation.user, entry, kind);
    if !links.is_empty() {
        who = shorten(&format!("{who}\n{links}"), MAX_SECTION);
    }
    let (block, all) = fenced_changes(&changes, MAX_TEXT - length(&who) - 1);
    let title = told_words(if is_gone { What::Removed } else { what });
    let mut embed = Embed {
        title: title.into(),
        description: match changes.as_slice() {
            [] => who,
            _ => format!("{who}\n{block}"),
        },
        ..Embed::default()
    };
    if !all {
        embed.footer = file_words::ALL_IN_FILE.into();
    }
    let announcement = Message {
        embed: Some(embed),
        rows: Row::buttons(buttons).into_iter().collect(),
        file: (!all).then(|| whole_difference(&changes)),
        ..Message::default()
    };
    Conclusion {
        reply: reply(message),
        announcement: Some(announcement),
        keep: None,
    }
}

/// What became of that which led to an entry.
fn links(snapshot: &Snapshot, what: What, saved: &Saved) -> String {
    let names = |entries: &[EntryRef]| {
        let name = |entry: &EntryRef| match snapshot.library.resolve(entry) {
            Some((_, found)) => format!("**{}** (`{entry}`)", found.title),
            None => format!("`{entry}`"),
        };
        pages::fitting(&entries.iter().map(name).collect::<Vec<_>>(), ", ", 500)
    };
    let mut lines = Vec::new();
    if !saved.also.is_empty() {
        lines.push(match what {
            _ if saved.after.is_none() => words::done::links_removed(&names(&saved.also)),
            _ => words::done::links_restored(&names(&saved.also)),
        });
    }
    if !saved.left.is_empty() {
        lines.push(words::done::links_left(&names(&saved.left)));
    }
    lines.join("\n")
}

fn with_faults(words: &str, faults: &[Fault]) -> String {
    let faults: Vec<String> = faults.iter().map(parts::fault).collect();
    format!("{words}\n{}", pages::fitting(&faults, "\n", 1500))
}

fn form(lines: Option<&str>) -> Option<Form> {
    text_of(lines?).map(|text| Form::of(&text))
}

/// Whether a version is what is true now.
fn is_now(snapshot: &Snapshot, entry: &EntryRef, version: &Version) -> bool {
    let says = fingerprint_of_lines(&version.lines).filter(|_| !version.lines.is_empty());
    let now = shown(snapshot, entry);
    now == says && (now.is_some() || version.lines.is_empty())
}

/// Who changed what and when, and a menu to go back to what is not true now.
fn history(snapshot: &Snapshot, entry: &EntryRef, versions: &[Version]) -> Message {
    if versions.is_empty() {
        return pages::notice(words::NO_HISTORY);
    }
    let earlier = versions.iter().enumerate();
    let earlier = earlier.filter(|(_, version)| !is_now(snapshot, entry, version));
    let earlier: Vec<(usize, &Version)> = earlier.take(MAX_ITEMS).collect();
    let intro = match earlier.as_slice() {
        [] => words::ONLY_NOW,
        _ => words::HISTORY,
    };
    let mut embed = Embed {
        title: shorten(&words::history_title(entry), MAX_LABEL),
        description: intro.into(),
        ..Embed::default()
    };
    for (n, version) in versions.iter().take(MAX_ITEMS).enumerate() {
        let before = versions
            .get(n + 1)
            .and_then(|before| form(Some(&before.lines)));
        let changes = difference(before.as_ref(), form(Some(&version.lines)).as_ref());
        let at = version.id.at().as_second();
        let who = words::version(at, version.who, version.what.words());
        let mut text = who.clone();
        if before.is_some() && !changes.is_empty() {
            let room = (MAX_SECTION - length(&who) - 1).min(600);
            text = format!("{who}\n{}", fenced_changes(&changes, room).0);
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
    let items: Vec<Item> = earlier.into_iter().map(item).collect();
    let menu = (!items.is_empty()).then(|| Menu {
        placeholder: words::MENU_VERSIONS.into(),
        items,
        asks: Action::Moderate(Moderate::Versions(entry.clone())),
    });
    Message {
        embed: Some(embed),
        rows: menu.map(Row::Menu).into_iter().collect(),
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
    let cancel = vec![button(words::button::CANCEL, "", Moderate::Cancel)];
    let without_page = |content: String, buttons: &[Button]| Message {
        content,
        rows: vec![Row::Buttons(buttons.to_vec())],
        ..Message::default()
    };
    // The menu may be older than the last change.
    let is_now = is_now(snapshot, entry, version);
    let now = now(snapshot, entry);
    let changes = difference(now.as_ref(), form(Some(&version.lines)).as_ref());
    let restore = Moderate::Restore {
        entry: entry.clone(),
        version: version.id,
        shown: shown(snapshot, entry),
    };
    let mut buttons = vec![button(words::button::RESTORE, "↩️", restore)];
    buttons.extend(cancel.clone());
    if version.lines.is_empty() {
        if is_now {
            return without_page(words::ALREADY_REMOVED.into(), &cancel);
        }
        return without_page(noticed(words::VERSION_REMOVED, &changes), &buttons);
    }
    match preview::restored(snapshot, entry, &version.lines, invocation.reports) {
        Ok(page) if is_now => with_decision(page, words::VERSION_IS_NOW, &[], cancel),
        Ok(page) => with_decision(page, words::VERSION, &changes, buttons),
        Err(Objection::Refused(reason)) => without_page(reason.into(), &cancel),
        Err(Objection::Faults(faults)) => {
            without_page(with_faults(words::VERSION_UNUSABLE, &faults), &cancel)
        }
        Err(_) => without_page(noticed(words::VERSION_UNUSABLE, &changes), &cancel),
    }
}

/// Removed entries that fit and those that are there, in one list: who names a text exactly gets it
/// first, and otherwise what is gone is what most people look for here.
fn choices(library: &Library, typed: &str, removed: &[(EntryRef, EntryText)]) -> Vec<Choice> {
    let removed = library_of(removed);
    let gone = search::suggest(&removed, None, typed, MAX_ITEMS).into_iter();
    let gone = gone.map(|(rank, found)| {
        let choice = crate::respond::complete::of_any(&found, words::GONE);
        (order(rank, true), choice)
    });
    let there = search::suggest(library, None, typed, MAX_ITEMS).into_iter();
    let there = there.map(|(rank, found)| {
        let choice = crate::respond::complete::of_any(&found, "");
        (order(rank, false), choice)
    });
    let mut all: Vec<_> = gone.chain(there).collect();
    all.sort_by_key(|(order, _)| *order);
    let choices = all.into_iter().map(|(_, choice)| choice);
    choices.take(MAX_ITEMS).collect()
}

/// The place of a suggestion among removed entries and those that are there; the smaller, the better.
fn order(rank: Rank, is_gone: bool) -> u8 {
    match (rank, is_gone) {
        (Rank::Named(Place::Exact), true) => 0,
        (Rank::Named(Place::Exact), false) => 1,
        (Rank::Named(_) | Rank::Misspelt(_) | Rank::Text, true) => 2,
        (_, false) => 3,
        (Rank::Alike, true) => 4,
    }
}

/// Removed entries, so that they are searched as those that are there.
fn library_of(removed: &[(EntryRef, EntryText)]) -> Library {
    let mut collections: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for (entry, text) in removed {
        let text = EntryText {
            title: text.title.clone(),
            text: text.text.clone(),
            keywords: text.keywords.clone(),
            group: text.group.clone(),
            ..EntryText::default()
        };
        let entries = collections.entry(&entry.collection).or_default();
        entries.push(Entry::new(&entry.entry, text));
    }
    let collections = collections.into_iter().map(|(name, entries)| {
        let head = CollectionHead {
            name: name.to_owned(),
            ..CollectionHead::default()
        };
        Collection::new(head, entries)
    });
    Library::new(collections.collect(), Vec::new())
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
        let message = parts::with_typed(pages::notice(why), text);
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

fn done_words(what: What) -> &'static str {
    match what {
        What::Removed => words::done::REMOVED,
        What::Added => words::done::ADDED,
        What::Restored => words::done::RESTORED,
        What::Changed | What::Found | What::Unlinked => words::done::CHANGED,
    }
}

fn told_words(what: What) -> &'static str {
    match what {
        What::Removed => words::announcement_title::REMOVED,
        What::Added => words::announcement_title::ADDED,
        What::Restored => words::announcement_title::RESTORED,
        What::Changed | What::Found | What::Unlinked => words::announcement_title::CHANGED,
    }
}
