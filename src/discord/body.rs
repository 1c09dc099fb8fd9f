//! What goes into the body of a request: a payload as JSON, and perhaps a file beside it;
//! <https://discord.com/developers/docs/reference#uploading-files>.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::discord::fit::{Mended, Written};
use crate::respond::{File, Message};

/// A payload, and the file that it names as its attachment 0.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Body {
    /// The payload.
    pub json: Box<RawValue>,
    /// The file, if there is one.
    #[serde(skip)]
    pub file: Option<File>,
}

impl From<Message> for Body {
    fn from(message: Message) -> Self {
        let file = message.file.clone();
        Self {
            json: written(&Mended::default().message(message)),
            file,
        }
    }
}

impl Body {
    /// A payload without a file.
    pub fn new(payload: &(impl Serialize + ?Sized)) -> Self {
        Self {
            json: written(payload),
            file: None,
        }
    }

    /// A message in the place of one in a channel, whose file goes.
    pub fn change(message: Message) -> Self {
        let file = message.file.clone();
        let mut data = Mended::default().message(message);
        data.attachments.get_or_insert_default();
        Self {
            json: written(&data),
            file,
        }
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
            message: Written,
            nonce: String,
            enforce_nonce: bool,
        }
        let file = message.file.clone();
        let post = Post {
            message: Mended::default().message(message),
            nonce,
            enforce_nonce: true,
        };
        Self {
            json: written(&post),
            file,
        }
    }
}

/// The payload as JSON. What the bot sends has texts and numbers alone, and texts as names, so that
/// nothing can stand in the way of it.
pub(crate) fn written(payload: &(impl Serialize + ?Sized)) -> Box<RawValue> {
    to_raw_value(payload).unwrap_or_default()
}
