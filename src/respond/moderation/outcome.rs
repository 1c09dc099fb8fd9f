//! The second half of answers that took work: from the result of the work to the reply. Whole files
//! have theirs in `file_review`, changes of several in `saves`, the versions of an entry in `history`, reports
//! in `report` and `inbox`, posts that stay in `posts`.

use crate::content::order::{Order, Refusal, Saved};
use crate::content::snapshot::Snapshot;
use crate::content::version::{WHOLE, What};
use crate::diagnostic::SentPicture;
use crate::diagnostic::fault::{Fault, ImageFault, ValueFault};
use crate::library::{EntryRef, lookup};
use crate::respond::action::Moderate;
use crate::respond::draft::form::Form;
use crate::respond::draft::{Body, Draft, Sent};
use crate::respond::invocation::{Attachment, Invocation};
use crate::respond::memory::Memory;
use crate::respond::message::{Button, Embed, File, Message, Row};
use crate::respond::moderation::edit::form_of;
use crate::respond::moderation::file::kept;
use crate::respond::moderation::file_review::{not_fetched, whole_difference};
use crate::respond::moderation::parts::{
    fenced_changes, refusal_words, undo, which, with_decision, with_faults,
};
use crate::respond::moderation::preview::{Objection, difference};
use crate::respond::moderation::{file_review, preview, status};
use crate::respond::pages;
use crate::respond::task::{Conclusion, Deferral, NotFetched, Reply};
use crate::text::limits::{MAX_CONTENT, MAX_SECTION, MAX_TEXT, length, shorten};
use crate::words::{editing, files};

/// What follows when the files were read again, or could not be.
pub(crate) fn reloaded(snapshot: &Snapshot, memory: &dyn Memory, is_fine: bool) -> Conclusion {
    let notice = if is_fine {
        editing::RELOADED
    } else {
        editing::NOT_RELOADED
    };
    let status = status::status(snapshot, memory, true);
    Conclusion::of(Reply::private(status.with_notice(notice)))
}

/// What follows when something was to be written down that the status shows.
pub(crate) fn noted(snapshot: &Snapshot, memory: &dyn Memory, is_noted: bool) -> Conclusion {
    let mut status = status::status(snapshot, memory, true);
    if !is_noted {
        status = status.with_notice(editing::refusal::NOT_NOTED);
    }
    Conclusion::of(Reply::Update(status))
}

/// A draft with its preview, or with what is wrong with it; it may name a picture that was sent.
pub(crate) fn reviewed(
    snapshot: &Snapshot,
    invocation: &Invocation,
    draft: &Draft,
    sent: Option<&SentPicture>,
) -> Conclusion {
    let mut draft = draft.clone();
    let message = match draft.body.clone() {
        Body::Entry { form, .. } => preview::review(snapshot, &mut draft, &form, sent),
        Body::File { name, text } => file_review::review(snapshot, &mut draft, &name, &text),
        Body::Picture { called } => for_whom(snapshot, &draft, &called),
    };
    Conclusion::keeping(Deferral::of(invocation).reply(message), draft)
}

/// A draft with the picture that was sent for it, or the reason why there is none.
pub(crate) fn with_picture(
    snapshot: &Snapshot,
    invocation: &Invocation,
    attachment: &Attachment,
    draft: &Draft,
    kept: &Result<Result<SentPicture, Refusal>, NotFetched>,
) -> Conclusion {
    let mut draft = draft.clone();
    let refused = |faults: &[Fault]| with_faults(editing::PICTURE_REFUSED, faults);
    let words = match kept {
        Ok(Ok(sent)) => {
            let bytes = sent.bytes.as_ref();
            draft.sent = bytes.map(|bytes| Sent::of(&sent.path, bytes));
            if let Body::Entry { form, .. } = &mut draft.body {
                *form = form.clone().with_picture(&sent.path);
            }
            let mut done = reviewed(snapshot, invocation, &draft, Some(sent));
            if let Reply::Message { message, .. } = &mut done.reply {
                let kept = editing::picture_kept(&sent.path);
                let content = format!("{kept}\n{}", message.content);
                message.content = shorten(&content, MAX_CONTENT);
            }
            return done;
        }
        Ok(Err(Refusal::Faulty(faults))) => refused(faults),
        Ok(Err(refusal)) => refusal_words(refusal).to_owned(),
        Err(NotFetched::TooLarge) => {
            let fault = ValueFault::image(&attachment.name, ImageFault::TooLarge);
            refused(&[fault.into()])
        }
        Err(reason) => not_fetched(*reason).to_owned(),
    };
    Conclusion::of(Reply::words(words))
}

/// A choice among the entries for which the picture of a draft may be.
fn for_whom(snapshot: &Snapshot, draft: &Draft, called: &str) -> Message {
    let named = lookup::named(&snapshot.library, called).into_iter();
    let named: Vec<_> = named.map(|found| (found.reference(), None)).collect();
    let draft = draft.ticket;
    let illustrate = |entry| Moderate::Illustrate { entry, draft };
    which(&snapshot.library, &named, illustrate)
}

/// What follows when a draft was published, or was not.
pub(crate) fn published(
    snapshot: &Snapshot,
    invocation: &Invocation,
    draft: &Draft,
    order: &Order,
    result: &Result<Saved, Refusal>,
) -> Conclusion {
    let (mut draft, entry) = (draft.clone(), &order.edit.entry);
    let done = match result {
        Ok(_) => {
            draft.published = true;
            let what = order.what;
            settled(snapshot, invocation, entry, what, result, Reply::Update)
        }
        Err(refusal) => {
            let message = refused(snapshot, &mut draft, refusal);
            Conclusion::of(Reply::Update(message))
        }
    };
    Conclusion {
        keep: Some(draft),
        ..done
    }
}

/// A draft with the reason why it was not published.
fn refused(snapshot: &Snapshot, draft: &mut Draft, refusal: &Refusal) -> Message {
    if let Refusal::Changed(_) = refusal {
        // A second press on the same button must not publish it unseen.
        draft.reviewed = false;
    }
    match (draft.body.clone(), refusal) {
        (Body::Entry { form, .. }, refusal) => {
            let objection = match refusal {
                Refusal::Changed(_) => Objection::Changed,
                Refusal::Faulty(faults) => Objection::Faults(faults.clone()),
                other => Objection::Refused(refusal_words(other)),
            };
            preview::objected(snapshot, draft, &form, &objection)
        }
        (Body::Picture { called }, _) => for_whom(snapshot, draft, &called),
        (Body::File { .. }, Refusal::Changed(_)) => kept(draft.ticket, files::CHANGED),
        (Body::File { name, text }, Refusal::Faulty(_)) => {
            file_review::review(snapshot, draft, &name, &text)
        }
        (Body::File { .. }, other) => {
            let words = format!("{} {}", refusal_words(other), files::FILE_KEPT);
            kept(draft.ticket, &words)
        }
    }
}

/// What follows when an entry or a file was changed, or was not.
pub(crate) fn settled(
    snapshot: &Snapshot,
    invocation: &Invocation,
    entry: &EntryRef,
    what: What,
    result: &Result<Saved, Refusal>,
    reply: fn(Message) -> Reply,
) -> Conclusion {
    let is_file = entry.entry == WHOLE;
    let said = match result {
        Ok(saved) if saved.before != saved.after => {
            let (message, announcement) = if is_file {
                file_review::changed(invocation, &entry.collection, what, saved)
            } else {
                changed(snapshot, invocation, entry, what, saved)
            };
            return Conclusion {
                announcement: Some(announcement),
                ..Conclusion::of(reply(message))
            };
        }
        Ok(saved) if is_file || saved.after.is_some() => editing::ALREADY_SO.to_owned(),
        Ok(_) => editing::ALREADY_REMOVED.to_owned(),
        Err(Refusal::Changed(_)) if is_file => files::CHANGED_SINCE.to_owned(),
        Err(Refusal::Gone) if is_file => files::VERSION_GONE.to_owned(),
        Err(Refusal::Faulty(faults)) if !is_file => with_faults(editing::WOULD_BREAK, faults),
        Err(refusal) => refusal_words(refusal).to_owned(),
    };
    Conclusion::of(reply(Message::text(&said, [])))
}

/// The reply to whoever changed an entry, and the announcement to the moderators' channel.
fn changed(
    snapshot: &Snapshot,
    invocation: &Invocation,
    entry: &EntryRef,
    what: What,
    saved: &Saved,
) -> (Message, Message) {
    let form = |lines: &Option<String>| form_of(&snapshot.library, entry, lines.as_deref()?);
    let (before, after) = (form(&saved.before), form(&saved.after));
    let undo = |version| undo(Moderate::Undo(entry.clone(), version));
    let mut buttons: Vec<Button> = saved.version.map(undo).into_iter().collect();
    let page = preview::as_members_see(&snapshot.library, entry);
    let mut done = match (&saved.after, &page) {
        (None, _) if what == What::Restored => {
            editing::done::removed_again(&title_of(before.as_ref()), entry)
        }
        (None, _) => editing::done::REMOVED.to_owned(),
        (Some(_), None) => editing::done::UNSEEN.to_owned(),
        (Some(_), Some(_)) => words(what).0.to_owned(),
    };
    let links = links(snapshot, saved);
    if !links.is_empty() {
        done = format!("{done}\n{links}");
    }
    done = shorten(&done, MAX_CONTENT - length(editing::done::NOW) - 1);
    if page.is_some() && what != What::Added {
        let parted = if links.is_empty() { " " } else { "\n" };
        done = [&*done, editing::done::NOW].join(parted);
    }
    let message = with_decision(page.unwrap_or_default(), &done, &[], buttons.clone());
    if saved.after.is_some() {
        let edit = Moderate::Open(entry.clone());
        buttons.push(Button::new(editing::button::EDIT, edit));
    }
    let forms = [before, after];
    let (embed, file) = announcement(invocation, entry, what, &forms, &links);
    let mut announcement = Message::framed(embed, Row::buttons(buttons));
    announcement.file = file;
    (message, announcement)
}

/// The announcement of who changed what in an entry; the whole difference is a file where it does not
/// fit.
fn announcement(
    invocation: &Invocation,
    entry: &EntryRef,
    what: What,
    forms: &[Option<Form>; 2],
    links: &str,
) -> (Embed, Option<File>) {
    let [before, after] = forms.each_ref().map(Option::as_ref);
    let changes = difference(before, after);
    let is_gone = after.is_none();
    let kind = match what {
        What::Restored if is_gone => editing::what::REMOVED_AGAIN,
        what => what.words(),
    };
    let title = title_of(after.or(before));
    let mut who = editing::announcement(invocation.user, &title, entry, kind);
    if !links.is_empty() {
        who = shorten(&format!("{who}\n{links}"), MAX_SECTION);
    }
    let (block, all) = fenced_changes(&changes, MAX_TEXT - length(&who) - 1);
    let mut embed = Embed::new(words(if is_gone { What::Removed } else { what }).1, who);
    if !changes.is_empty() {
        embed.description = format!("{}\n{block}", embed.description);
    }
    if !all {
        embed.footer = files::ALL_IN_FILE.into();
    }
    (embed, (!all).then(|| whole_difference(&changes)))
}

fn title_of(form: Option<&Form>) -> String {
    form.map(|form| form.title.clone()).unwrap_or_default()
}

/// Which other entries changed with an entry because they led to it, and which could not.
fn links(snapshot: &Snapshot, saved: &Saved) -> String {
    let names = |entries: &[EntryRef]| {
        let name = |entry: &EntryRef| match snapshot.library.resolve(entry) {
            Some((_, found)) => editing::named(&found.title, entry),
            None => format!("`{entry}`"),
        };
        pages::fitting(&entries.iter().map(name).collect::<Vec<_>>(), ", ", 500)
    };
    let mut lines = Vec::new();
    if !saved.also.is_empty() {
        let also = names(&saved.also);
        lines.push(match saved.after {
            None => editing::done::links_removed(&also),
            Some(_) => editing::done::links_restored(&also),
        });
    }
    if !saved.left.is_empty() {
        lines.push(editing::done::links_left(&names(&saved.left)));
    }
    lines.join("\n")
}

/// What whoever made a change reads, and the heading of its announcement.
fn words(what: What) -> (&'static str, &'static str) {
    use editing::{announcement_title, done};
    match what {
        What::Removed => (done::REMOVED, announcement_title::REMOVED),
        What::Added => (done::ADDED, announcement_title::ADDED),
        What::Restored => (done::RESTORED, announcement_title::RESTORED),
        What::Changed | What::Found | What::Unlinked => {
            (done::CHANGED, announcement_title::CHANGED)
        }
    }
}
