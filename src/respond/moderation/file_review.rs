//! What a whole file changes, or mending one, or what is wrong in it, before it is published, and the reply
//! after that. After the work only, as it compiles all of the content; mending does so several times.

use crate::content::changes::by_kind;
use crate::content::compile;
use crate::content::edit::{file_fingerprint, unix, with_line_ends_of};
use crate::content::fix;
use crate::content::order::Saved;
use crate::content::snapshot::Snapshot;
use crate::content::version::What;
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, is_broken};
use crate::respond::action::Moderate;
use crate::respond::draft::{Body, Draft};
use crate::respond::invocation::Invocation;
use crate::respond::message::{Button, Embed, File, Message, Row};
use crate::respond::moderation::edit::source_text;
use crate::respond::moderation::file::leave;
use crate::respond::moderation::offers::meanings;
use crate::respond::moderation::parts::{fenced, fenced_changes, undo};
use crate::respond::task::{Conclusion, NotFetched, Reply};
use crate::text::difference;
use crate::text::fold::composed;
use crate::text::limits::{MAX_SECTION, MAX_TEXT, shorten};
use crate::words::editing;
use crate::words::{files, moderators};

/// The most characters of a difference in a message.
const MAX_DIFFERENCE: usize = 3500;

/// What a file changes, or what is wrong with it. From now on it builds on the file as it is now.
pub(crate) fn review(snapshot: &Snapshot, draft: &mut Draft, name: &str, text: &str) -> Message {
    let before = source_text(snapshot, name).map(str::to_owned);
    let text = match &before {
        // A computer that writes line ends in another way changes no line.
        Some(before) if unix(before) == unix(text) => before.clone(),
        Some(before) => with_line_ends_of(before, &unix(text)),
        None => text.to_owned(),
    };
    draft.shown = before.as_deref().map(file_fingerprint);
    draft.reviewed = false;
    draft.body = Body::File {
        name: name.to_owned(),
        text: text.clone(),
    };
    let mut sources = snapshot.sources.clone();
    let place = sources.put(name, text.as_bytes());
    let mut found = compile(&sources).diagnostics;
    found.retain(|diagnostic| diagnostic.source == place);
    let report =
        |found: &[Diagnostic], room| fenced("", &diagnostic::report(&sources, found, false), room);
    if is_broken(&found, place) {
        // It is published when it is mended, by its author or by the bot.
        let faults = Embed::new(files::FAULTS, report(&found, MAX_TEXT));
        let is_mendable = found.iter().any(|d| d.edit.is_some());
        let fix =
            is_mendable.then(|| Button::new(moderators::FIX, Moderate::FixSent(draft.ticket)));
        let rows = Row::buttons(fix).into_iter().chain(meanings(&found));
        return Message::framed(faults, rows).with_notice(files::FAULTY);
    }
    if before.as_ref() == Some(&text) {
        return Message::text(files::SAME, []);
    }
    draft.reviewed = true;
    let mut message = told(name, before.as_deref(), Some(&text));
    message.content = match before {
        Some(_) => files::REVIEW.to_owned(),
        None => format!("{}\n{}", files::new_command(name), files::REVIEW),
    };
    if let Some(embed) = message.embed.as_mut().filter(|_| !found.is_empty()) {
        embed
            .fields
            .push((files::WARNINGS.into(), report(&found, MAX_SECTION)));
    }
    let publish = Moderate::PublishFile(draft.ticket);
    message.rows = vec![Row::Buttons(vec![
        Button::new(editing::button::PUBLISH, publish),
        leave(draft.ticket),
    ])];
    message
}

/// What changes in a file: the difference, in full in a file where it is too long, and which texts.
pub(crate) fn told(name: &str, before: Option<&str>, after: Option<&str>) -> Message {
    let plain = |text: Option<&str>| unix(text.unwrap_or_default());
    let changes = difference::changes(&plain(before), &plain(after));
    let (description, all) = fenced_changes(&changes, MAX_DIFFERENCE);
    let mut embed = Embed::new(files::DIFFERENCE, description);
    let [added, edited, removed] = by_kind(before, after);
    let texts = files::entries(&added, &edited, &removed);
    if !texts.is_empty() {
        let texts = shorten(&texts, MAX_SECTION);
        embed.fields.push((format!("{name}.toml"), texts));
    }
    if !all {
        embed.footer = files::ALL_IN_FILE.into();
    }
    let mut message = Message::framed(embed, []);
    message.file = (!all).then(|| whole_difference(&changes));
    message
}

/// All changes, for whoever wants more than fits in a message.
pub(crate) fn whole_difference(changes: &[String]) -> File {
    File::new(files::DIFFERENCE_FILE, changes.join("\n"))
}

/// Why a file is not here.
pub(crate) fn not_fetched(reason: NotFetched) -> &'static str {
    match reason {
        NotFetched::Elsewhere => files::NOT_AT_DISCORD,
        NotFetched::TooLarge => files::TOO_LARGE,
        NotFetched::Gone => files::NOT_KEPT,
        NotFetched::Unreachable => files::NOT_FETCHED,
    }
}

/// What follows when a file that was sent is here, or is not.
pub(crate) fn received(
    snapshot: &Snapshot,
    invocation: &Invocation,
    name: &str,
    fetched: &Result<Vec<u8>, NotFetched>,
) -> Conclusion {
    let bytes = match fetched {
        Ok(bytes) => bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes),
        Err(reason) => return Conclusion::of(Reply::words(not_fetched(*reason))),
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Conclusion::of(Reply::words(files::NOT_UTF8));
    };
    let text = composed(text).into_owned();
    let body = Body::File {
        name: name.to_owned(),
        text: text.clone(),
    };
    let mut draft = Draft::new(invocation.id, invocation.user, body);
    let message = review(snapshot, &mut draft, name, &text);
    Conclusion::keeping(Reply::private(message), draft)
}

/// The reply to whoever changed a file, and what the channel hears: with the file as it was, so that
/// all of it can be brought back.
pub(crate) fn changed(
    invocation: &Invocation,
    name: &str,
    what: What,
    saved: &Saved,
) -> (Message, Message) {
    let words = match &saved.after {
        Some(_) if what == What::Restored => files::restored(name),
        Some(_) => files::published(name),
        None => files::removed_again(name),
    };
    let undo = |version| undo(Moderate::UndoFile(name.to_owned(), version));
    let rows = Row::buttons(saved.version.map(undo));
    let reply = Message::text(words, rows.clone());
    let (title, what) = match (&saved.before, &saved.after) {
        (_, None) => (
            files::announcement_title::REMOVED,
            editing::what::REMOVED_AGAIN,
        ),
        _ if what == What::Restored => (files::announcement_title::RESTORED, what.words()),
        (None, _) => (files::announcement_title::ADDED, What::Added.words()),
        _ => (files::announcement_title::CHANGED, what.words()),
    };
    let mut announcement = told(name, saved.before.as_deref(), saved.after.as_deref());
    if let Some(embed) = &mut announcement.embed {
        title.clone_into(&mut embed.title);
        let who = files::announcement(invocation.user, name, what);
        embed.description = format!("{who}\n{}", embed.description);
        embed.footer.clear();
    }
    announcement.rows = rows;
    announcement.file = saved
        .before
        .as_ref()
        .map(|text| File::new(files::previous(name), text.clone()));
    (reply, announcement)
}

/// The file as it is, or as it was sent, with its faults mended as far as that can be done in one way:
/// what changes, and the button that publishes it; where faults are left, those, and the text so far.
pub(crate) fn fixed(
    snapshot: &Snapshot,
    invocation: &Invocation,
    name: &str,
    sent: Option<&str>,
) -> Conclusion {
    let mut sources = snapshot.sources.clone();
    if let Some(text) = sent {
        sources.put(name, text.as_bytes());
    }
    let mut fixed = fix(&sources).into_iter();
    let Some(fixed) = fixed.find(|fixed| sources.files[fixed.source].name == name) else {
        return Conclusion::of(Reply::words(files::NOTHING_TO_FIX));
    };
    let body = Body::File {
        name: name.to_owned(),
        text: fixed.text.clone(),
    };
    let mut draft = Draft::new(invocation.id, invocation.user, body);
    let mut message = review(snapshot, &mut draft, name, &fixed.text);
    if draft.reviewed {
        message.content = files::fixed(fixed.n_mended);
    } else {
        message = message.with_notice(&files::partly_fixed(fixed.n_mended));
        message.file = Some(File::new(format!("{name}.toml"), fixed.text));
    }
    Conclusion::keeping(Reply::private(message), draft)
}
