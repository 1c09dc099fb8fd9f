//! Editing: the modals of an entry, and the work that publishes an entry or a file. Part of answering, so
//! it compiles and compares nothing; that is for [`crate::respond::moderation::preview`], after the work.
//!
//! A modal's answer is looked at three times, as [`Work`]: as a form, as an edit of the file's text,
//! and by the compiler. Whatever is wrong, the typed text is kept and shown again.

use crate::content::edit::{
    Change, Edit, EntryText, FileText, Fingerprint, arrange, file_fingerprint, fingerprint,
    lines_of, text_of,
};
use crate::content::order::Order;
use crate::content::schema;
use crate::content::snapshot::Snapshot;
use crate::content::version::{WHOLE, What};
use crate::diagnostic::{Diagnostic, Source};
use crate::library::{Collection, EntryRef, Library};
use crate::respond::action::{Moderate, Ticket};
use crate::respond::context::Context;
use crate::respond::draft::form::Form;
use crate::respond::draft::{Body, Draft, file_text};
use crate::respond::invocation::Attachment;
use crate::respond::message::{Embed, Message};
use crate::respond::moderation::news::report;
use crate::respond::moderation::related;
use crate::respond::task::{ContentChange, Deferral, Reply, Work};
use crate::text::fold::{fold, slug};
use crate::text::limits::{MAX_ID, MAX_TEXT};
use crate::words::{editing, files, form, moderators};

impl Context<'_> {
    /// Opens the modal of an entry.
    pub(crate) fn open(&self, entry: &EntryRef) -> Reply {
        self.open_with(entry, "", "")
    }

    /// Opens the modal of an entry with what a member asked in it, and a member's words above its text.
    pub(crate) fn open_with(&self, entry: &EntryRef, asked: &str, words: &str) -> Reply {
        if let Some(message) = self.broken(&entry.collection) {
            return Reply::private(message);
        }
        let shown = shown(self.snapshot, entry);
        let (Some(mut form), Some(shown)) = (now(self.snapshot, entry), shown) else {
            return Reply::words(editing::NO_ENTRY);
        };
        if let Some(attachment) = &self.invocation.attachment {
            if entry.entry == WHOLE {
                return Reply::words(editing::NO_PICTURE);
            }
            let draft = self.draft(entry, Some(shown), form);
            return Reply::after_picture(attachment, draft);
        }
        form = form.with_words_of_member(words);
        let page = form.add_asked(asked);
        let opening = Ticket::of(self.invocation.id);
        let asks = Moderate::Form {
            entry: entry.clone(),
            shown,
            opening,
            page,
        };
        modal(asks, &editing::edit_title(&form.title), &form, page)
    }

    /// Opens the modal of a new entry.
    pub(crate) fn open_new(&self, collection: &str, group: Option<&str>) -> Reply {
        let group = group.map(str::trim).filter(|group| !group.is_empty());
        let empty = Form::of(&EntryText {
            group: group.map(str::to_owned),
            ..EntryText::default()
        });
        self.open_new_with(collection, &empty)
    }

    /// Opens the modal of a new entry with some of it filled in.
    pub(crate) fn open_new_with(&self, collection: &str, form: &Form) -> Reply {
        if let Some(message) = self.broken(collection) {
            return Reply::private(message);
        }
        if self.library.collection(collection).is_none() {
            return Reply::words(editing::NO_COLLECTION);
        }
        if let Some(attachment) = &self.invocation.attachment {
            let entry = EntryRef::new(collection, new_id(self.library, collection, ""));
            let draft = self.draft(&entry, None, form.clone());
            return Reply::after_picture(attachment, draft);
        }
        let opening = Ticket::of(self.invocation.id);
        let asks = Moderate::New {
            collection: collection.into(),
            opening,
        };
        modal(asks, &moderators::write_new(collection), form, 0)
    }

    /// Opens the modal again with what was typed.
    pub(crate) fn reopen(&self, page: u8) -> Reply {
        let Some((draft, form)) = self.typed() else {
            return Reply::words(editing::DRAFT_GONE);
        };
        let entry = draft.entry_ref();
        let title = match (form.title.trim(), draft.shown) {
            ("", None) => moderators::write_new(&entry.collection),
            ("", Some(_)) if form.of_file => editing::edit_title(&entry.collection),
            ("", Some(_)) => editing::edit_title(&entry.entry),
            (title, _) => editing::edit_title(title),
        };
        let asks = Moderate::Redo {
            entry,
            draft: draft.ticket,
            opening: Ticket::of(self.invocation.id),
            page,
        };
        modal(asks, &title, form, page)
    }

    /// Looks at what came back from the modal of an entry, which was shown like this, if it was there.
    pub(crate) fn submitted(
        &self,
        entry: &EntryRef,
        shown_then: Option<Fingerprint>,
        fields: &[(String, String)],
    ) -> Reply {
        let form = now(self.snapshot, entry).unwrap_or_default().with(fields);
        self.review(self.draft(entry, shown_then, form))
    }

    /// Looks at what came back from the modal of a new entry.
    pub(crate) fn submitted_new(&self, collection: &str, fields: &[(String, String)]) -> Reply {
        let form = Form::default().with(fields);
        let id = new_id(self.library, collection, &form.title);
        self.review(self.draft(&EntryRef::new(collection, id), None, form))
    }

    /// Looks at what came back from a modal that showed a draft. Without the draft, what came back
    /// is still all there is to see, and is compared with the entry as it is.
    pub(crate) fn submitted_again(&self, entry: &EntryRef, fields: &[(String, String)]) -> Reply {
        match self.typed() {
            Some((draft, form)) => {
                let is_unnamed = draft.shown.is_none() && form.title.is_empty();
                let form = form.clone().with(fields);
                let mut entry = entry.clone();
                if is_unnamed {
                    entry.entry = new_id(self.library, &entry.collection, &form.title);
                }
                self.review(self.draft(&entry, draft.shown, form))
            }
            None => self.submitted(entry, shown(self.snapshot, entry), fields),
        }
    }

    /// A draft of an entry; the picture goes with it that was sent for the one that the interaction is about.
    pub(crate) fn draft(&self, entry: &EntryRef, shown: Option<Fingerprint>, form: Form) -> Draft {
        let body = Body::Entry {
            collection: entry.collection.clone(),
            entry: entry.entry.clone(),
            form,
        };
        let before = self.invocation.draft.as_ref();
        Draft {
            shown,
            sent: before.and_then(|draft| draft.sent.clone()),
            ..Draft::new(self.invocation.id, self.invocation.user, body)
        }
    }

    /// Has a picture kept for one of several entries that are called like this.
    pub(crate) fn keep_picture(&self, attachment: &Attachment, typed: &str) -> Reply {
        let called = typed.to_owned();
        let picture = Body::Picture { called };
        let draft = Draft::new(self.invocation.id, self.invocation.user, picture);
        Reply::after_picture(attachment, draft)
    }

    /// Has an entry looked at with the picture that was kept before it was chosen.
    pub(crate) fn illustrate(&self, entry: &EntryRef) -> Reply {
        if let Some(message) = self.broken(&entry.collection) {
            return Reply::private(message);
        }
        let draft = self.invocation.draft.as_ref();
        let Some(sent) = draft.and_then(|draft| draft.sent.as_ref()) else {
            return Reply::words(editing::PICTURE_GONE);
        };
        let Some(form) = now(self.snapshot, entry) else {
            return Reply::words(editing::NO_ENTRY);
        };
        let form = form.with_picture(&sent.path);
        self.review(self.draft(entry, shown(self.snapshot, entry), form))
    }

    /// The draft of an entry that the interaction is about, as far as it is still kept.
    fn typed(&self) -> Option<(&Draft, &Form)> {
        let draft = self.invocation.draft.as_ref()?;
        Some((draft, draft.form()?))
    }

    /// Has a draft looked at, which takes too long to do while answering.
    pub(crate) fn review(&self, draft: Draft) -> Reply {
        let review = Work::Review(Box::new(draft));
        Reply::after(review, Deferral::of(self.invocation))
    }

    /// Publishes a draft of which its author saw the changes; `gone` is said where it is not kept.
    pub(crate) fn publish(&self, gone: &str) -> Reply {
        let Some(draft) = self.invocation.draft.as_ref() else {
            return Reply::words(gone);
        };
        let is_file = draft.form().is_none();
        if draft.published {
            // In a message of its own, so that what was published stays in sight.
            return Reply::words(if is_file {
                files::ALREADY_PUBLISHED
            } else {
                editing::ALREADY_PUBLISHED
            });
        }
        let edit = edit_of(self.snapshot, draft).ok();
        let Some(edit) = edit.filter(|_| draft.reviewed) else {
            return self.review(draft.clone());
        };
        let what = match draft.shown {
            None if !is_file => What::Added,
            _ => What::Changed,
        };
        let order = Order {
            edit,
            shown: draft.shown,
            by: self.invocation.user,
            what,
        };
        let draft = Box::new(draft.clone());
        Reply::after(ContentChange::Publish(draft, order), Deferral::Update)
    }

    /// Why a file cannot be edited now, if it cannot: what is in it cannot be relied on.
    pub(crate) fn broken(&self, collection: &str) -> Option<Message> {
        let snapshot = self.snapshot;
        let mut files = snapshot.sources.files.iter();
        let file = files.position(|file| file.name == collection)?;
        let is_error = |d: &&Diagnostic| d.source == file && d.is_error();
        let errors = snapshot.diagnostics.iter().filter(is_error);
        let errors: Vec<Diagnostic> = errors.cloned().collect();
        if errors.is_empty() {
            return None;
        }
        let report = report(snapshot, &errors, MAX_TEXT);
        let embed = Embed::new(editing::FILE_BROKEN_TITLE, report);
        Some(Message::framed(embed, []).with_notice(editing::refusal::UNREADABLE))
    }
}

/// The id of a new entry: its title, as far as that can be one.
fn new_id(library: &Library, collection: &str, title: &str) -> String {
    // A number behind it needs room: `-999`.
    let slug = slug(title, MAX_ID - 4);
    let slug = Some(slug.as_str()).filter(|slug| !slug.is_empty());
    let slug = slug.unwrap_or(editing::NEW_ID);
    let collection = library.collection(collection);
    let entries = collection.map(Collection::entries).unwrap_or_default();
    let taken = |id: &str| {
        schema::find(schema::TOP, id).is_some() || entries.iter().any(|e| fold(&e.id) == fold(id))
    };
    let numbered = (2..).map(|n| format!("{slug}-{n}"));
    let mut ids = std::iter::once(slug.to_owned()).chain(numbered);
    ids.find(|id| !taken(id)).unwrap_or_default()
}

fn modal(asks: Moderate, title: &str, form: &Form, page: u8) -> Reply {
    let mut pages = form.pages();
    let page = usize::from(page).min(pages.len() - 1);
    Reply::modal(asks, title, pages.swap_remove(page))
}

/// The state of an entry, or of a whole file, in the files as they were read.
pub(crate) fn shown(snapshot: &Snapshot, entry: &EntryRef) -> Option<Fingerprint> {
    let text = source_text(snapshot, &entry.collection)?;
    if entry.entry == WHOLE {
        return Some(file_fingerprint(text));
    }
    fingerprint(text, &entry.entry)
}

/// The form of an entry as it stands in its file, if it is there.
pub(crate) fn now(snapshot: &Snapshot, entry: &EntryRef) -> Option<Form> {
    if entry.entry == WHOLE {
        let (collection, _, said) = file_now(snapshot, &entry.collection)?;
        return Some(file_text::form(collection, &said));
    }
    let lines = lines_of(source_text(snapshot, &entry.collection)?, &entry.entry)?;
    form_of(&snapshot.library, entry, &lines)
}

/// The form of an entry of which these are the lines; nothing where they are none.
pub(crate) fn form_of(library: &Library, entry: &EntryRef, lines: &str) -> Option<Form> {
    let mut text = text_of(lines)?;
    for name in names(&mut text) {
        *name = related::on_form(library, &entry.collection, name);
    }
    Some(Form::of(&text))
}

/// The names in an entry's text of those that it leads to.
fn names(text: &mut EntryText) -> impl Iterator<Item = &mut String> {
    let choices = text.choices.iter_mut().map(|(_, to)| to);
    text.related.iter_mut().chain(choices)
}

/// A collection with the text of its file, and what that says of itself.
fn file_now<'a>(snapshot: &'a Snapshot, name: &str) -> Option<(&'a Collection, &'a str, FileText)> {
    let collection = snapshot.library.collection(name)?;
    let text = source_text(snapshot, name)?;
    let said = FileText::of(text, file_text::order(collection))?;
    Some((collection, text, said))
}

/// The text of a collection's file, as it was read.
pub(crate) fn source_text<'a>(snapshot: &'a Snapshot, collection: &str) -> Option<&'a str> {
    snapshot.sources.named(collection).map(Source::text)
}

/// The edit that a draft asks for, with the texts to read next as a file names them; or words for what is
/// wrong in it.
pub(crate) fn edit_of(snapshot: &Snapshot, draft: &Draft) -> Result<Edit, Vec<String>> {
    let (entry, library) = (draft.entry_ref(), &snapshot.library);
    let change = match &draft.body {
        Body::File { text, .. } => Change::PutBack(text.clone(), None),
        Body::Picture { .. } => return Err(Vec::new()),
        Body::Entry { form, .. } if entry.entry == WHOLE => {
            let fixed = || vec![form::file::FIXED_ORDER.to_owned()];
            let now = file_now(snapshot, &entry.collection);
            let (collection, text, old) = now.ok_or_else(fixed)?;
            let new = file_text::read(form, collection)?;
            let text = arrange(text, &old, &new).map_err(|_| fixed())?;
            Change::PutBack(text, None)
        }
        Body::Entry { form, .. } => {
            let mut text = form.read()?;
            for name in names(&mut text) {
                *name = related::reference(library, &entry.collection, name);
            }
            match draft.shown {
                Some(_) => Change::Write(text),
                None => Change::Add(text),
            }
        }
    };
    Ok(Edit { entry, change })
}
