//! What a moderator typed or sent and has not published yet: plain data, which is kept on disk.

pub mod form_text;
pub mod form;
pub mod file_text;

use serde::{Deserialize, Serialize};

use crate::content::edit::{Fingerprint, short_hash};
use crate::content::version::WHOLE;
use crate::library::EntryRef;
use crate::respond::action::Ticket;
use crate::respond::draft::form::Form;

/// An entry that a moderator typed or a file that they sent, and have not published yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The number by which buttons name the draft.
    pub ticket: Ticket,
    /// Who made it.
    pub by: u64,
    /// The state of the entry or file that it was last compared with; nothing when there was none.
    pub shown: Option<Fingerprint>,
    /// Whether its author saw what it changes in that state; only then can it be published.
    #[serde(alias = "previewed")]
    pub reviewed: bool,
    /// Whether it was published.
    pub published: bool,
    /// The picture that was sent for it, if one was.
    #[serde(default)]
    pub sent: Option<Sent>,
    /// What it says.
    #[serde(flatten)]
    pub body: Body,
}

/// What a draft says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each field is what its name says")]
pub enum Body {
    /// An entry, with the fields as they were typed.
    Entry {
        collection: String,
        entry: String,
        form: Form,
    },
    /// A file that was sent; the name is without `.toml`.
    File { name: String, text: String },
    /// A picture alone, for one of the entries that are called like this.
    Picture { called: String },
}

/// The picture that was sent for a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its path as a response file will name it.
    pub path: String,
    /// Tells it from another under that path.
    pub content: Fingerprint,
}

impl Sent {
    /// The picture with this content.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            content: Fingerprint(short_hash(bytes)),
        }
    }
}

impl Draft {
    /// A draft that this interaction made, and that was compared with nothing yet.
    pub(crate) fn new(interaction: u64, by: u64, body: Body) -> Self {
        Self {
            ticket: Ticket::of(interaction),
            by,
            shown: None,
            reviewed: false,
            published: false,
            sent: None,
            body,
        }
    }

    /// The entry that it is to be; for a file, what stands for the whole of it; for a
    /// picture alone, what was typed, which is none by itself.
    pub(crate) fn entry_ref(&self) -> EntryRef {
        match &self.body {
            Body::Entry {
                collection, entry, ..
            } => EntryRef::new(collection, entry),
            Body::File { name, .. } => EntryRef::new(name, WHOLE),
            Body::Picture { called } => EntryRef::parse(called, ""),
        }
    }

    /// The path of the picture that the fields of an entry name.
    pub fn image(&self) -> Option<String> {
        self.form()?.read().ok()?.image
    }

    /// The fields of an entry as they were typed.
    pub(crate) fn form(&self) -> Option<&Form> {
        match &self.body {
            Body::Entry { form, .. } => Some(form),
            Body::File { .. } | Body::Picture { .. } => None,
        }
    }
}
