//! Whole files: fetching one, and sending one back, which is looked at before it is published. Part of
//! answering, so it compiles nothing; see [`crate::respond::moderation::file_review`].

use crate::diagnostic::{Content, ENDING, MAX_FILE_BYTES};
use crate::respond::action::{Moderate, Ticket};
use crate::respond::context::Context;
use crate::respond::invocation::Attachment;
use crate::respond::message::{Button, File, Message, Row};
use crate::respond::task::{Deferral, Reply, Work};
use crate::text::limits::{MAX_CONTENT, shorten};
use crate::words::{editing, files};

impl Context<'_> {
    /// Gives the file of a collection, or takes one; which, its own name may tell.
    pub(crate) fn exchange(&self, collection: &str) -> Reply {
        let name = collection.strip_suffix(ENDING).unwrap_or(collection);
        let chosen = Some(name).filter(|name| !name.is_empty());
        match (&self.invocation.attachment, chosen) {
            (Some(sent), _) => self.receive(sent, chosen),
            (None, Some(name)) => Reply::private(self.fetched(name)),
            (None, None) => Reply::words(files::HOW),
        }
    }

    /// A file as it is now, broken or not.
    fn fetched(&self, name: &str) -> Message {
        let file = self.snapshot.sources.named(name);
        match file.map(|file| &file.content) {
            Some(Content::Text(text)) => Message {
                file: Some(File::new(format!("{name}{ENDING}"), text.to_string())),
                ..Message::text(files::here_it_is(name), [])
            },
            Some(_) => Message::text(files::UNREADABLE, []),
            None => Message::text(editing::NO_COLLECTION, []),
        }
    }

    fn receive(&self, attachment: &Attachment, chosen: Option<&str>) -> Reply {
        let own = attachment.name.strip_suffix(ENDING);
        let other = own.filter(|own| self.snapshot.sources.named(own).is_some());
        let name = match (chosen, own) {
            (Some(chosen), _) if other.is_some_and(|other| other != chosen) => {
                return Reply::words(files::of_another(&attachment.name, chosen));
            }
            (None, None) => return Reply::words(files::other_name(&attachment.name)),
            (Some(name), _) | (None, Some(name)) => name,
        };
        if attachment.size > MAX_FILE_BYTES as u64 {
            return Reply::words(files::TOO_LARGE);
        }
        let receive = Work::Receive(attachment.clone(), name.to_owned());
        Reply::after(receive, Deferral::Private)
    }
}

/// A file that waits for its author.
pub(crate) fn kept(draft: Ticket, content: &str) -> Message {
    let content = shorten(content, MAX_CONTENT);
    let buttons = vec![review_again(draft), leave(draft)];
    Message::text(content, [Row::Buttons(buttons)])
}

/// The button that shows once more what a file changes.
pub(crate) fn review_again(draft: Ticket) -> Button {
    Button::new(files::REVIEW_BUTTON, Moderate::ReviewFile(draft))
}

/// The button with which a draft is left unpublished.
pub(crate) fn leave(draft: Ticket) -> Button {
    Button::new(editing::button::LEAVE, Moderate::Leave(draft))
}
