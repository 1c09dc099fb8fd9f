//! What a whole file changes, or what is wrong with it, before it is published.

use super::moderate::{Moderate, Ticket};
use super::preview::{button, fenced, fenced_changes};
use super::task::SentFile;
use super::{Button, Embed, Message, Row, TextFile, pages};
use crate::content::compile;
use crate::content::edit::{entries, file_fingerprint, like, unix};
use crate::diagnostic::{self, Diagnostic, is_broken};
use crate::difference;
use crate::limits::{MAX_CONTENT, MAX_SECTION, MAX_TEXT, shorten};
use crate::snapshot::Snapshot;
use crate::words::editing::button as button_words;
use crate::words::files as words;

/// The most characters of a difference in a message.
const MAX_DIFFERENCE: usize = 3500;

/// What a file changes, or what is wrong with it. From now on it builds on the file as it is now.
pub(super) fn review(snapshot: &Snapshot, sent: &mut SentFile) -> Message {
    let before = snapshot
        .sources
        .named(&sent.name)
        .map(|file| file.text().to_owned());
    // A computer that writes line ends in another way changes no line.
    if let Some(before) = &before {
        let text = unix(&sent.text);
        sent.text = if unix(before) == text {
            before.clone()
        } else {
            like(before, &text)
        };
    }
    sent.shown = before.as_deref().map(|text| file_fingerprint(text).0);
    sent.reviewed = false;
    let mut sources = snapshot.sources.clone();
    let place = sources.put(&sent.name, sent.text.as_bytes());
    let mut found = compile(&sources).diagnostics;
    found.retain(|diagnostic| diagnostic.source == place);
    let report =
        |found: &[Diagnostic], room| fenced("", &diagnostic::report(&sources, found, false), room);
    if is_broken(&found, place) {
        let mut message = kept(sent, words::FAULTY);
        message.embed = Some(Embed {
            title: words::FAULTS.into(),
            description: report(&found, MAX_TEXT),
            ..Embed::default()
        });
        return message;
    }
    if before.as_deref() == Some(&*sent.text) {
        return pages::notice(words::SAME);
    }
    sent.reviewed = true;
    let mut message = told(&sent.name, before.as_deref(), Some(&sent.text));
    let intro = match before {
        Some(_) => words::REVIEW.to_owned(),
        None => format!("{}\n{}", words::new_command(&sent.name), words::REVIEW),
    };
    message.content = intro;
    if let Some(embed) = message.embed.as_mut().filter(|_| !found.is_empty()) {
        embed
            .fields
            .push((words::WARNINGS.into(), report(&found, MAX_SECTION)));
    }
    let publish = Moderate::PublishFile(Ticket(sent.ticket));
    message.rows = vec![Row::Buttons(vec![
        button(button_words::PUBLISH, "✅", publish),
        leave(sent),
    ])];
    message
}

/// What changes in a file: the difference, in full in a file where it is too long, and which texts.
pub(super) fn told(name: &str, before: Option<&str>, after: Option<&str>) -> Message {
    let plain = |text: Option<&str>| unix(text.unwrap_or_default());
    let changes = difference::changes(&plain(before), &plain(after));
    let (description, all) = fenced_changes(&changes, MAX_DIFFERENCE);
    let mut embed = Embed {
        title: words::DIFFERENCE.into(),
        description,
        ..Embed::default()
    };
    let texts = changed_entries(before, after);
    if !texts.is_empty() {
        let texts = shorten(&texts, MAX_SECTION);
        embed.fields.push((format!("{name}.toml"), texts));
    }
    let mut file = None;
    if !all {
        embed.footer = words::ALL_IN_FILE.into();
        file = Some(whole_difference(&changes));
    }
    Message {
        embed: Some(embed),
        file,
        ..Message::default()
    }
}

/// All changes, for whoever wants more than fits in a message.
pub(super) fn whole_difference(changes: &[String]) -> TextFile {
    TextFile {
        name: words::DIFFERENCE_FILE.into(),
        text: changes.join("\n"),
    }
}

fn changed_entries(before: Option<&str>, after: Option<&str>) -> String {
    let read = |text: Option<&str>| text.and_then(entries).unwrap_or_default();
    let (old, new) = (read(before), read(after));
    let find = |list: &[(String, String)], id: &str| {
        let found = list.iter().find(|(other, _)| other == id);
        found.map(|(_, lines)| lines.clone())
    };
    let (mut added, mut changed, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    for (id, lines) in &new {
        match find(&old, id) {
            None => added.push(id.clone()),
            Some(before) if before != *lines => changed.push(id.clone()),
            Some(_) => {}
        }
    }
    for (id, _) in old {
        if find(&new, &id).is_none() {
            removed.push(id);
        }
    }
    words::entries(&added, &changed, &removed)
}

/// A file that waits for its author.
pub(super) fn kept(sent: &SentFile, content: &str) -> Message {
    let again = Moderate::ReviewFile(Ticket(sent.ticket));
    let again = button(words::REVIEW_BUTTON, "👀", again);
    Message {
        content: shorten(content, MAX_CONTENT),
        rows: vec![Row::Buttons(vec![again, leave(sent)])],
        ..Message::default()
    }
}

fn leave(sent: &SentFile) -> Button {
    button(
        button_words::LEAVE,
        "",
        Moderate::Leave(Ticket(sent.ticket)),
    )
}

/// What is said to whoever leaves a file for what it is.
pub(super) fn left(sent: &SentFile) -> Message {
    let mut message = kept(sent, words::LEFT);
    if let Some(Row::Buttons(buttons)) = message.rows.first_mut() {
        buttons.truncate(1);
    }
    message
}
