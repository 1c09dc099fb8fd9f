//! What goes into the body of a request: a payload as JSON, and perhaps a file beside it;
//! <https://discord.com/developers/docs/reference#uploading-files>.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::discord::fit::{Mended, MessagePayload};
use crate::respond::{File, Message};

/// A payload, and the file that it names as its attachment 0.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct RequestBody {
    /// The payload.
    pub json: Box<RawValue>,
    /// The file, if there is one.
    #[serde(skip)]
    pub file: Option<File>,
}

impl From<Message> for RequestBody {
    fn from(message: Message) -> Self {
        Self::of(message, |data| written(&data))
    }
}

impl RequestBody {
    /// A message in the shape that `json` gives it, and its file.
    fn of(message: Message, json: impl FnOnce(MessagePayload) -> Box<RawValue>) -> Self {
        let file = message.file.clone();
        let json = json(Mended::default().message(message));
        Self { json, file }
    }

    /// A payload without a file.
    pub fn new(payload: &(impl Serialize + ?Sized)) -> Self {
        Self {
            json: written(payload),
            file: None,
        }
    }

    /// A message in the place of one in a channel, whose file goes.
    pub fn change(message: Message) -> Self {
        Self::of(message, |mut data| {
            data.attachments.get_or_insert_default();
            written(&data)
        })
    }

    /// The payload as it travels.
    pub fn into_bytes(self) -> Vec<u8> {
        String::from(Box::<str>::from(self.json)).into_bytes()
    }

    /// A message in a channel; one with the nonce of an earlier message is that message, of which
    /// Discord makes no second one.
    pub fn post(message: Message, nonce: String) -> Self {
        #[derive(Serialize)]
        struct Post {
            #[serde(flatten)]
            message: MessagePayload,
            nonce: String,
            enforce_nonce: bool,
        }
        let enforce_nonce = true;
        Self::of(message, |message| {
            written(&Post {
                message,
                nonce,
                enforce_nonce,
            })
        })
    }
}

/// The payload as JSON. What the bot sends has texts and numbers alone, and texts as names, so that
/// nothing can stand in the way of it.
pub(crate) fn written(payload: &(impl Serialize + ?Sized)) -> Box<RawValue> {
    to_raw_value(payload).unwrap_or_default()
}
