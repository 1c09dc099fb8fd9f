//! Pictures that come with a command: for the entry that was named, or for the one that is chosen then.

use crate::library::EntryRef;
use crate::respond::context::Context;
use crate::respond::draft::Draft;
use crate::respond::draft::form::Form;
use crate::respond::invocation::Attachment;
use crate::respond::moderation::edit::{now, shown};
use crate::respond::task::Reply;
use crate::words::editing;

impl Context<'_> {
    /// Has a picture kept for one of several entries that are called like this.
    pub(crate) fn keep_picture(&self, attachment: &Attachment, typed: &str) -> Reply {
        let unchosen = EntryRef::new("", typed);
        Reply::after_picture(attachment, self.draft(&unchosen, None, Form::default()))
    }

    /// Has an entry looked at with the picture that was kept before it was chosen.
    pub(crate) fn illustrate(&self, entry: &EntryRef) -> Reply {
        if let Some(message) = self.broken(&entry.collection) {
            return Reply::private(message);
        }
        let image = self.invocation.draft.as_ref().and_then(Draft::image);
        let Some(image) = image else {
            return Reply::words(editing::PICTURE_GONE);
        };
        let Some(form) = now(self.snapshot, entry) else {
            return Reply::words(editing::NO_ENTRY);
        };
        let form = form.with_picture(&image);
        self.review(self.draft(entry, shown(self.snapshot, entry), form))
    }
}
