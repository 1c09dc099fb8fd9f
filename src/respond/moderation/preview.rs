//! Drafts as members will see them, and what stands in their way. After the work only, as it compiles
//! all of the content.

use crate::content::compile;
use crate::content::edit::{Change, Edit, apply, is_readable};
use crate::content::order::Refusal;
use crate::content::snapshot::Snapshot;
use crate::content::version::{Version, WHOLE};
use crate::diagnostic::fault::Fault;
use crate::diagnostic::{Diagnostic, SentPicture, Severity};
use crate::library::{EntryRef, Library};
use crate::respond::action::{Moderate, Ticket};
use crate::respond::draft::Draft;
use crate::respond::draft::form::Form;
use crate::respond::message::{Audience, Button, Message, Press, Row};
use crate::respond::moderation::edit::{edit_of, now, shown, source_text};
use crate::respond::moderation::file::leave;
use crate::respond::moderation::parts::{
    fault, fenced, noticed, refusal_words, with_decision, with_typed,
};
use crate::respond::moderation::related;
use crate::respond::pages;
use crate::text::difference;
use crate::text::limits::{MAX_CONTENT, MAX_SECTION, length, shorten};
use crate::words::editing;

/// Why a draft has no preview.
pub(crate) enum Objection {
    /// What was typed cannot be read, which these words say.
    Form(Vec<String>),
    /// The compiler would refuse it.
    Faults(Vec<Fault>),
    /// The entry is not what was shown.
    Changed,
    /// Nothing is different.
    Nothing,
    /// It cannot be made, for this reason.
    Refused(&'static str),
}

/// The preview of a draft with the picture that was sent for it, or what is wrong with it. Only after a
/// preview can it be published.
pub(crate) fn review(
    snapshot: &Snapshot,
    draft: &mut Draft,
    form: &Form,
    sent: Option<&SentPicture>,
) -> Message {
    let previewed = preview(snapshot, draft, form, sent);
    draft.reviewed = previewed.is_ok();
    previewed.unwrap_or_else(|objection| objected(snapshot, draft, form, &objection))
}

/// The draft as members will see it.
fn preview(
    snapshot: &Snapshot,
    draft: &Draft,
    form: &Form,
    sent: Option<&SentPicture>,
) -> Result<Message, Objection> {
    let edit = edit_of(snapshot, draft).map_err(Objection::Form)?;
    let entry = draft.entry_ref();
    if source_text(snapshot, &entry.collection).is_none_or(|text| !is_readable(text)) {
        return Err(Objection::Refused(editing::refusal::UNREADABLE));
    }
    if shown(snapshot, &entry) != draft.shown {
        return Err(Objection::Changed);
    }
    let (library, warnings) = with_change(snapshot, &edit, sent)?;
    let message =
        as_members_see(&library, &entry).ok_or(Objection::Refused(editing::refusal::UNREADABLE))?;
    let mut notice = editing::PREVIEW.to_owned();
    if !warnings.is_empty() {
        let home = &entry.collection;
        let told = |warning| fault(&related::fault_on_form(&library, home, warning));
        let warnings: Vec<String> = warnings.into_iter().map(told).collect();
        let warnings = pages::fitting(&warnings, "\n", MAX_CONTENT / 2);
        notice = [&*notice, editing::PREVIEW_WARNINGS, &warnings].join("\n");
    }
    let difference = difference(now(snapshot, &entry).as_ref(), Some(form));
    let publish = Moderate::Publish(draft.ticket);
    let mut buttons = vec![Button::new(editing::button::PUBLISH, publish)];
    buttons.extend(draft_buttons(draft.ticket, form));
    Ok(with_decision(message, &notice, &difference, buttons))
}

/// The buttons to the modals that hold a draft, and the one that leaves it.
fn draft_buttons(draft: Ticket, form: &Form) -> Vec<Button> {
    let open = |page: u8| {
        let label = match page {
            0 => editing::button::MORE.to_owned(),
            page => editing::part(usize::from(page) + 1),
        };
        Button::new(&label, Moderate::Reopen { draft, page })
    };
    let pages = (0..3).take(form.pages().len());
    pages.map(open).chain([leave(draft)]).collect()
}

/// The library as it would be after an edit, with the warnings that the file did not have before it;
/// or why the edit cannot be.
fn with_change(
    snapshot: &Snapshot,
    edit: &Edit,
    sent: Option<&SentPicture>,
) -> Result<(Library, Vec<Fault>), Objection> {
    let name = &edit.entry.collection;
    let old = source_text(snapshot, name).ok_or(Objection::Refused(editing::refusal::NO_FILE))?;
    let refused = |error| Objection::Refused(refusal_words(&Refusal::Impossible(error)));
    let new = match &edit.change {
        Change::PutBack(whole, _) if edit.entry.entry == WHOLE => whole.clone(),
        _ => apply(old, edit).map_err(refused)?,
    };
    if new == old {
        return Err(Objection::Nothing);
    }
    let mut sources = snapshot.sources.clone();
    if let Some(sent) = sent {
        sources.pictures.add(sent);
    }
    let file = sources.put(name, new.as_bytes());
    let compiled = compile(&sources);
    let found = |diagnostics: &[Diagnostic], severity| -> Vec<Fault> {
        let such = diagnostics
            .iter()
            .filter(|d| d.source == file && d.severity() == severity);
        such.map(|d| d.fault.clone()).collect()
    };
    let errors = found(&compiled.diagnostics, Severity::Error);
    if !errors.is_empty() {
        return Err(Objection::Faults(errors));
    }
    let old = found(&snapshot.diagnostics, Severity::Warning);
    let mut warnings = found(&compiled.diagnostics, Severity::Warning);
    warnings.retain(|warning| !old.contains(warning));
    Ok((compiled.library, warnings))
}

/// An entry's answer as members see it. What would take its
/// place cannot be pressed here; the menu opens, and shows what is chosen in a message of its own.
pub(crate) fn as_members_see(library: &Library, entry: &EntryRef) -> Option<Message> {
    let mut page = if entry.entry == WHOLE {
        pages::overview(library.collection(&entry.collection)?, 0)
    } else {
        let (collection, found) = library.resolve(entry)?;
        pages::entry(library, collection, found, Audience::Channel)
    };
    page = page.removable();
    for row in &mut page.rows {
        match row {
            Row::Menu(menu) => menu.asks = Moderate::Look.into(),
            Row::Buttons(buttons) => {
                for button in buttons {
                    if let Press::Ask(action) = &button.does {
                        button.does = Press::Disabled(action.clone());
                    }
                }
            }
        }
    }
    Some(page)
}

/// An entry's answer when this version was put back, as far as it can be.
pub(crate) fn restored(
    snapshot: &Snapshot,
    entry: &EntryRef,
    version: &Version,
) -> Result<Message, Objection> {
    let edit = Edit {
        entry: entry.clone(),
        change: Change::restoring(&version.lines, version.place.clone()),
    };
    let page = match with_change(snapshot, &edit, None) {
        Ok((library, _)) => as_members_see(&library, entry),
        Err(Objection::Nothing) => as_members_see(&snapshot.library, entry),
        Err(objection) => return Err(objection),
    };
    page.ok_or(Objection::Refused(editing::refusal::UNREADABLE))
}

/// The lines that went and that came between two forms of an entry.
pub(crate) fn difference(old: Option<&Form>, new: Option<&Form>) -> Vec<String> {
    let text = |form: Option<&Form>| form.map(Form::as_text).unwrap_or_default();
    let changes = difference::changes(&text(old), &text(new)).into_iter();
    // A form's texts are parted by empty lines, which are nobody's change.
    let said = changes.map(|change| {
        let lines = change.lines().filter(|line| line.len() > 2);
        lines.collect::<Vec<_>>().join("\n")
    });
    said.filter(|change| !change.is_empty()).collect()
}

/// The draft with what is wrong with it.
pub(crate) fn objected(
    snapshot: &Snapshot,
    draft: &mut Draft,
    form: &Form,
    objection: &Objection,
) -> Message {
    let item = |fault: &String| format!("- {fault}");
    let (notice, reasons) = match objection {
        Objection::Form(faults) => (editing::FAULTY, faults.iter().map(item).collect()),
        Objection::Faults(faults) => (editing::FAULTY, faults.iter().map(fault).collect()),
        Objection::Changed => return changed(snapshot, draft, form),
        Objection::Nothing => (editing::NOTHING_CHANGED, Vec::new()),
        Objection::Refused(reason) => {
            return kept(draft, form, &format!("{reason} {}", editing::TEXT_KEPT));
        }
    };
    let reasons = pages::fitting(&reasons, "\n", MAX_CONTENT - length(notice) - 40);
    kept(draft, form, format!("{notice}\n{reasons}").trim_end())
}

/// The draft beside the entry as it is now.
fn changed(snapshot: &Snapshot, draft: &mut Draft, form: &Form) -> Message {
    let entry = draft.entry_ref();
    let now = now(snapshot, &entry);
    let difference = difference(now.as_ref(), Some(form));
    let notice = if draft.shown.is_none() && now.is_some() {
        editing::CAME_SINCE
    } else {
        editing::CHANGED
    };
    // The message shows how the entry is now, so that is what the next try builds on.
    draft.shown = shown(snapshot, &entry);
    let now = now.map_or_else(|| editing::NOT_THERE.to_owned(), |now| now.as_text());
    let mut message = kept(draft, form, &noticed(notice, &difference));
    if let Some(embed) = &mut message.embed {
        let room = 5800_usize.saturating_sub(embed.length()).min(MAX_SECTION);
        if room > 100 {
            embed
                .fields
                .push((editing::NOW.into(), fenced("", &now, room)));
        }
    }
    message
}

/// A message with a draft that waits for its author.
fn kept(draft: &Draft, form: &Form, content: &str) -> Message {
    let content = shorten(content, MAX_CONTENT);
    let buttons = Row::Buttons(draft_buttons(draft.ticket, form));
    with_typed(Message::text(content, [buttons]), &form.as_text())
}
