//! Writes replies as the callbacks that Discord takes; shapes and numbers are from
//! <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object>.

use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use serenity::all::{CreateAutocompleteResponse, InteractionResponseFlags};

use crate::discord::InteractionType;
use crate::discord::body::{RequestBody, written};
use crate::discord::fit::Mended;
use crate::library::EntryRef;
use crate::respond::{Audience, Deferral, File, Message, Reply};
use crate::words;

/// An answer to an interaction, as Discord takes it; written once, when it is made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Callback {
    /// What kind of answer this is.
    #[serde(rename = "type")]
    pub kind: CallbackType,
    /// The answer: a message, suggestions or a form, or what is known of a message that comes later.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Box<RawValue>>,
    /// The file that goes beside the payload.
    #[serde(skip)]
    pub file: Option<File>,
    /// The text that it shows, or the collection when its entry has no name; see [`Message::about`].
    #[serde(skip)]
    pub about: Option<EntryRef>,
    /// What had to be cut or left out, as it was more than Discord takes.
    #[serde(skip)]
    pub mended: Vec<&'static str>,
}

/// The kind of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackType(pub u8);

impl CallbackType {
    /// To a ping.
    pub const PONG: Self = Self(1);
    /// A new message.
    pub const MESSAGE: Self = Self(4);
    /// A new message, later.
    pub const DEFERRED_MESSAGE: Self = Self(5);
    /// A new text for the message pressed on, later.
    pub const DEFERRED_UPDATE: Self = Self(6);
    /// A new text for the message pressed on.
    pub const UPDATE: Self = Self(7);
    /// Suggestions.
    pub const CHOICES: Self = Self(8);
    /// A form.
    pub const MODAL: Self = Self(9);

    /// The name under which answers of this kind are counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::PONG => "pong",
            Self::MESSAGE => "message",
            Self::UPDATE => "update",
            Self::CHOICES => "choices",
            _ => "other",
        }
    }
}

impl Callback {
    fn new(kind: CallbackType, data: Option<Box<RawValue>>) -> Self {
        Self {
            kind,
            data,
            file: None,
            about: None,
            mended: Vec::new(),
        }
    }

    fn with_message(kind: CallbackType, mut message: Message, audience: Audience) -> Self {
        let (file, about) = (message.file.clone(), message.about.take());
        let mut mended = Mended::default();
        let mut data = mended.message(message);
        data.flags = (audience == Audience::Asker).then_some(InteractionResponseFlags::EPHEMERAL);
        if kind == CallbackType::UPDATE {
            // The files of the text before it go, unless it has one of its own.
            data.attachments.get_or_insert_default();
        }
        Self {
            file,
            about,
            mended: mended.parts,
            ..Self::new(kind, Some(written(&data)))
        }
    }

    /// The answer to a ping.
    pub fn pong() -> Self {
        Self::new(CallbackType::PONG, None)
    }

    /// The answer that a reply stands for.
    pub fn from_reply(reply: Reply) -> Self {
        let mut mended = Mended::default();
        let (kind, data) = match reply {
            Reply::Message { message, audience } => {
                return Self::with_message(CallbackType::MESSAGE, message, audience);
            }
            Reply::Update(message) | Reply::Delete(message) => {
                return Self::with_message(CallbackType::UPDATE, message, Audience::Channel);
            }
            Reply::Task(task) => return Self::later(task.then),
            Reply::Choices(choices) => {
                let choices = mended.choices(choices);
                (CallbackType::CHOICES, written(&choices))
            }
            Reply::Modal(modal) => (CallbackType::MODAL, written(&mended.modal(modal))),
        };
        Self {
            mended: mended.parts,
            ..Self::new(kind, Some(data))
        }
    }

    /// That the answer comes later; suggestions cannot, so those are none.
    pub fn later(then: Deferral) -> Self {
        match then {
            Deferral::Private => {
                let data = written(&json!({ "flags": InteractionResponseFlags::EPHEMERAL }));
                Self::new(CallbackType::DEFERRED_MESSAGE, Some(data))
            }
            Deferral::Update => Self::new(CallbackType::DEFERRED_UPDATE, None),
            Deferral::Choices => {
                let data = written(&CreateAutocompleteResponse::new());
                Self::new(CallbackType::CHOICES, Some(data))
            }
        }
    }

    /// The answer when answering failed.
    pub fn apology() -> Self {
        Self::notice(words::APOLOGY)
    }

    /// The answer when answering an interaction of this kind failed; while typing that is no
    /// suggestions, as Discord takes nothing else then.
    pub fn apology_to(kind: InteractionType) -> Self {
        match kind {
            InteractionType::AUTOCOMPLETE => Self::from_reply(Reply::Choices(Vec::new())),
            _ => Self::apology(),
        }
    }

    /// The answer when nobody knows what came of the work.
    pub fn unsure() -> Self {
        Self::notice(words::UNSURE)
    }

    fn notice(words: &str) -> Self {
        Self::from_reply(Reply::private(Message::text(words, [])))
    }

    /// What is sent to Discord.
    pub fn body(&self) -> RequestBody {
        RequestBody {
            json: written(self),
            file: self.file.clone(),
        }
    }

    /// The message in it, to put in the place of one that was announced with [`Self::later`].
    pub fn message(&self) -> Option<RequestBody> {
        let has_message = [CallbackType::MESSAGE, CallbackType::UPDATE].contains(&self.kind);
        let json = self.data.clone().filter(|_| has_message)?;
        Some(RequestBody {
            json,
            file: self.file.clone(),
        })
    }

    /// The whole of it as one line, from which [`Self::kept`] has it again.
    pub fn to_keep(&self) -> String {
        written(&(self, &self.file)).get().to_owned()
    }

    /// What [`Self::to_keep`] wrote; nothing where that is something else.
    pub fn kept(line: &str) -> Option<Self> {
        let (callback, file): (Self, _) = serde_json::from_str(line).ok()?;
        Some(Self { file, ..callback })
    }
}
