//! Drafts as members will see them, and what stands in their way.

use super::form::Form;
use super::form_text::FormFault;
use super::moderate::Moderate;
use super::task::Draft;
use super::{Action, Button, Embed, Message, Press, Row, pages};
use crate::content::compile;
use crate::content::edit::{Change, Edit, Fingerprint, apply, fingerprint, lines_of};
use crate::diagnostic::{Severity, Source};
use crate::library::{EntryRef, Library};
use crate::limits::{MAX_CONTENT, MAX_SECTION, MAX_TEXT, length, shorten};
use crate::snapshot::Snapshot;
use crate::words::editing as words;
use crate::words::fault::Fault;
use crate::{difference, words as shared};

/// The state of an entry in the files as they were read.
pub(super) fn shown(snapshot: &Snapshot, entry: &EntryRef) -> Option<Fingerprint> {
    fingerprint(source_text(snapshot, &entry.collection)?, &entry.entry)
}

fn source_text<'a>(snapshot: &'a Snapshot, collection: &str) -> Option<&'a str> {
    let file = snapshot
        .sources
        .files
        .iter()
        .find(|file| file.name == collection)?;
    Some(file.text())
}

/// Why a draft has no preview.
pub(super) enum Objection {
    /// What was typed cannot be read.
    Form(Vec<FormFault>),
    /// The loader would refuse it.
    Faults(Vec<Fault>),
    /// The entry is not what was shown.
    Changed,
    /// Nothing is different.
    Nothing,
    /// The file cannot be edited.
    File,
}

/// The draft as members will see it.
pub(super) fn preview(snapshot: &Snapshot, draft: &Draft) -> Result<Message, Objection> {
    let new = draft.form.read().map_err(Objection::Form)?;
    let entry = draft.entry_ref();
    if shown(snapshot, &entry).map(|shown| shown.0) != draft.shown {
        return Err(Objection::Changed);
    }
    let change = if draft.shown.is_some() {
        Change::Write(new)
    } else {
        Change::Add(new)
    };
    let after = with_change(
        snapshot,
        &Edit {
            entry: entry.clone(),
            change,
        },
    )?;
    let old = snapshot
        .library
        .resolve(&entry)
        .map(|(_, entry)| Form::of(&entry.into()));
    let message = as_members_see(&after, &entry).ok_or(Objection::File)?;
    let difference = difference(old.as_ref(), Some(&draft.form));
    let mut buttons = vec![
        button(
            words::button::PUBLISH,
            "✅",
            Moderate::Publish(draft.ticket()),
        ),
        button(
            words::button::MORE,
            "✏️",
            Moderate::Reopen {
                draft: draft.ticket(),
                page: 0,
            },
        ),
    ];
    buttons.extend(further_pages(draft));
    buttons.push(button(
        words::button::LEAVE,
        "",
        Moderate::Leave(draft.ticket()),
    ));
    Ok(with_decision(message, words::PREVIEW, &difference, buttons))
}

/// A page of an entry with a word above it, what changed, and something to decide.
pub(super) fn with_decision(
    mut page: Message,
    notice: &str,
    difference: &[String],
    buttons: Vec<Button>,
) -> Message {
    page.rows.push(Row::Buttons(buttons));
    page.content = noticed(notice, difference);
    page
}

pub(super) fn noticed(notice: &str, difference: &[String]) -> String {
    if difference.is_empty() {
        return notice.to_owned();
    }
    let room = MAX_CONTENT - length(notice) - 1;
    format!("{notice}\n{}", fenced("diff", &difference.join("\n"), room))
}

/// The buttons to the modals that hold what did not fit in the first.
fn further_pages(draft: &Draft) -> Vec<Button> {
    let pages = draft.form.pages().len().min(3);
    let open = |page: usize| {
        let number = u8::try_from(page).unwrap_or_default();
        let reopen = Moderate::Reopen {
            draft: draft.ticket(),
            page: number,
        };
        button(&words::part(page + 1), "✏️", reopen)
    };
    (1..pages).map(open).collect()
}

/// The library when an edit were published.
fn with_change(snapshot: &Snapshot, edit: &Edit) -> Result<Library, Objection> {
    let mut sources = snapshot.sources.clone();
    let file = sources
        .files
        .iter()
        .position(|file| file.name == edit.entry.collection);
    let file = file.ok_or(Objection::File)?;
    let old = sources.files[file].text();
    let new = apply(old, edit).map_err(|_| Objection::File)?;
    if new == old {
        return Err(Objection::Nothing);
    }
    let source = &sources.files[file];
    sources.files[file] = Source::new(&source.path, &source.name, new.as_bytes());
    let compiled = compile(&sources);
    let errors = compiled.diagnostics.into_iter();
    let errors = errors.filter(|d| d.source == file && d.severity() == Severity::Error);
    let faults: Vec<Fault> = errors.map(|d| d.fault).collect();
    if faults.is_empty() {
        Ok(compiled.library)
    } else {
        Err(Objection::Faults(faults))
    }
}

/// An entry's answer without the buttons that lead elsewhere.
pub(super) fn as_members_see(library: &Library, entry: &EntryRef) -> Option<Message> {
    let (collection, entry) = library.resolve(entry)?;
    let mut page = pages::entry(library, collection, entry, false);
    page.rows.pop();
    page.rows.retain(|row| !matches!(row, Row::Menu(_)));
    Some(page)
}

/// An entry's answer when these lines were put back, as far as they can be.
pub(super) fn restored(snapshot: &Snapshot, entry: &EntryRef, lines: &str) -> Option<Message> {
    let change = Change::PutBack(lines.to_owned());
    match with_change(
        snapshot,
        &Edit {
            entry: entry.clone(),
            change,
        },
    ) {
        Ok(library) => as_members_see(&library, entry),
        Err(Objection::Nothing) => as_members_see(&snapshot.library, entry),
        Err(_) => None,
    }
}

/// What went and what came, in words.
pub(super) fn difference(old: Option<&Form>, new: Option<&Form>) -> Vec<String> {
    let text = |form: Option<&Form>| form.map(Form::as_text).unwrap_or_default();
    let lines = difference::lines(&text(old), &text(new));
    lines.into_iter().filter(|line| line.len() > 2).collect()
}

/// The draft with what is wrong with it.
pub(super) fn objected(draft: &Draft, objection: &Objection) -> Message {
    let (notice, reasons) = match objection {
        Objection::Form(faults) => (words::FAULTY, faults.iter().map(form_fault).collect()),
        Objection::Faults(faults) => (words::FAULTY, faults.iter().map(fault).collect()),
        Objection::Changed => (words::CHANGED, Vec::new()),
        Objection::Nothing => (words::NOTHING_CHANGED, Vec::new()),
        Objection::File => (words::FILE_BROKEN, Vec::new()),
    };
    let reasons = pages::fitting(&reasons, "\n", MAX_CONTENT - length(notice) - 40);
    let mut embed = Embed {
        title: words::YOUR_TEXT.into(),
        ..Embed::default()
    };
    typed_into(&mut embed, &draft.form.as_text());
    kept(draft, format!("{notice}\n{reasons}").trim_end(), embed)
}

/// The draft beside the entry as it is now.
pub(super) fn changed(snapshot: &Snapshot, draft: &Draft) -> Message {
    let entry = draft.entry_ref();
    let now = source_text(snapshot, &entry.collection)
        .and_then(|text| lines_of(text, &entry.entry))
        .and_then(|lines| crate::content::edit::text_of(&lines))
        .map(|text| Form::of(&text));
    let difference = difference(now.as_ref(), Some(&draft.form));
    let mut embed = Embed {
        title: words::YOUR_TEXT.into(),
        ..Embed::default()
    };
    typed_into(&mut embed, &draft.form.as_text());
    let now = now.map_or_else(|| words::NOT_THERE.to_owned(), |now| now.as_text());
    let room = 5800_usize.saturating_sub(embed.length()).min(MAX_SECTION);
    if room > 100 {
        embed
            .fields
            .push((words::NOW.into(), fenced("", &now, room)));
    }
    kept(draft, &noticed(words::CHANGED, &difference), embed)
}

/// A message with a draft that waits for its author.
fn kept(draft: &Draft, content: &str, embed: Embed) -> Message {
    let mut buttons = vec![button(
        words::button::MORE,
        "✏️",
        Moderate::Reopen {
            draft: draft.ticket(),
            page: 0,
        },
    )];
    buttons.extend(further_pages(draft));
    buttons.push(button(
        words::button::LEAVE,
        "",
        Moderate::Leave(draft.ticket()),
    ));
    Message {
        content: shorten(content, MAX_CONTENT),
        embed: Some(embed),
        rows: vec![Row::Buttons(buttons)],
        ..Message::default()
    }
}

/// Someone's own text in an embed, to copy from should all else fail.
pub(super) fn typed_into(embed: &mut Embed, text: &str) {
    const FIRST: usize = 4000;
    let first: String = text.chars().take(FIRST).collect();
    embed.description = fenced("", &first, MAX_TEXT);
    let rest: String = text.chars().skip(FIRST).collect();
    if !rest.is_empty() {
        embed
            .fields
            .push((words::FURTHER.into(), fenced("", &rest, MAX_SECTION)));
    }
}

fn form_fault(fault: &FormFault) -> String {
    let text = match fault {
        FormFault::NoLink(line) => words::no_link(line),
        FormFault::LinkTwice(label) => words::link_twice(label),
        FormFault::HeadingTwice(heading) => words::heading_twice(heading),
    };
    format!("- {text}")
}

/// A fault of the loader, with the names of fields instead of those of keys.
pub(super) fn fault(fault: &Fault) -> String {
    let mut text = format!("{}. {}", fault.message(), fault.help());
    for (key, label) in words::FIELD_NAMES {
        text = text.replace(&format!("'{key}'"), &format!("'{label}'"));
    }
    format!("- {text}.")
}

/// Text in a block of its own, of at most `room` characters.
pub(super) fn fenced(kind: &str, text: &str, room: usize) -> String {
    // A fence in someone's text would end the block.
    let text = text.replace("```", "'''");
    let text = shorten(text.trim_end(), room.saturating_sub(length(kind) + 8));
    format!("```{kind}\n{text}\n```")
}

pub(super) fn button(label: &str, emoji: &str, asks: Moderate) -> Button {
    Button {
        label: shorten(label, crate::limits::MAX_BUTTON),
        emoji: Some(emoji.to_owned()).filter(|emoji| !emoji.is_empty()),
        does: Press::Ask(Action::Moderate(asks)),
    }
}

/// What whoever may not moderate hears; what they typed comes back with it.
pub(super) fn refused(fields: &[(String, String)]) -> Message {
    let mut message = pages::notice(shared::moderation::NOT_ALLOWED);
    let typed: Vec<&str> = fields.iter().map(|(_, value)| value.as_str()).collect();
    if !typed.is_empty() {
        let mut embed = Embed {
            title: words::YOUR_TEXT.into(),
            ..Embed::default()
        };
        typed_into(&mut embed, &typed.join("\n\n"));
        message.embed = Some(embed);
    }
    message
}
