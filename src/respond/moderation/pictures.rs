//! Pictures that come with a command: for the entry that was named, or for the one that is chosen then.

use crate::library::EntryRef;
use crate::respond::context::Context;
use crate::respond::draft::{Body, Draft};
use crate::respond::invocation::Attachment;
use crate::respond::moderation::edit::{now, shown};
use crate::respond::task::Reply;
use crate::words::editing;

impl Context<'_> {
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
}
