//! The second half of answers that took work: from what came of the work to the reply.

use crate::content::edit::fingerprint;
use crate::content::order::{Order, Refusal, Saved};
use crate::content::snapshot::Snapshot;
use crate::content::version::What;
use crate::library::EntryRef;
use crate::respond::action::Moderate;
use crate::respond::draft::{Draft, Unpublished};
use crate::respond::invocation::Invocation;
use crate::respond::memory::Memory;
use crate::respond::message::{Button, Embed, Message, Row};
use crate::respond::moderation::edit::form_of;
use crate::respond::moderation::file_review::whole_difference;
use crate::respond::moderation::parts::{
    fenced_changes, refusal_words, which, with_decision, with_faults,
};
use crate::respond::moderation::preview::{Objection, difference};
use crate::respond::moderation::report::reported;
use crate::respond::moderation::{file_review, history, preview, status};
use crate::respond::pages;
use crate::respond::task::{Conclusion, Deferral, Done, Reply, Work};
use crate::text::limits::{MAX_CONTENT, MAX_SECTION, MAX_TEXT, length, shorten};
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
        (Work::Versions { .. }, Done::Versions(entry, versions)) => Conclusion::of(Reply::private(
            history::history(snapshot, memory, entry, versions),
        )),
        (Work::Versions { .. }, Done::Several(entries)) => {
            let which = which(&snapshot.library, entries, Moderate::History);
            Conclusion::of(Reply::private(which))
        }
        (Work::Version(entry, _), Done::Version(version)) => {
            let message = history::one_version(snapshot, invocation, entry, version);
            Conclusion::of(Reply::Update(message))
        }
        (Work::Removed { typed }, Done::Removed(removed)) => Conclusion::of(Reply::Choices(
            history::choices(&snapshot.library, typed, removed),
        )),
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
            Done::Reported(done),
        ) => reported(snapshot, entry, words, *by, *done),
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
    let reply = match Deferral::of(invocation) {
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
        Button::new(words::button::UNDO, "↩️", Moderate::Undo { entry, version })
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
        buttons.push(Button::new(
            words::button::EDIT,
            "✏️",
            Moderate::Open(entry.clone()),
        ));
    }
    let changes = difference(
        saved.before.as_deref().and_then(form_of).as_ref(),
        saved.after.as_deref().and_then(form_of).as_ref(),
    );
    let is_gone = saved.after.is_none();
    let kind = match what {
        What::Restored if is_gone => words::what::REMOVED_AGAIN,
        what => what.words(),
    };
    let mut who = words::told(invocation.user, entry, kind);
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
        What::Removed => words::told::REMOVED,
        What::Added => words::told::ADDED,
        What::Restored => words::told::RESTORED,
        What::Changed | What::Found | What::Unlinked => words::told::CHANGED,
    }
}
