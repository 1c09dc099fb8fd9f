//! What goes into the body of a request: a payload as JSON, and perhaps a file beside it;
//! <https://discord.com/developers/docs/reference#uploading-files>.

use serde::Serialize;

use crate::respond::TextFile;

/// A payload, and the file that it names as its attachment 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The payload.
    pub json: Vec<u8>,
    /// The file, if there is one.
    pub file: Option<TextFile>,
}

impl Body {
    /// The body for a payload.
    ///
    /// # Errors
    ///
    /// When the payload cannot be written as JSON.
    pub fn new(
        payload: &(impl Serialize + ?Sized),
        file: Option<&TextFile>,
    ) -> serde_json::Result<Self> {
        /// More than most answers take, so that the text is not moved while it grows.
        const USUAL: usize = 4096;
        let mut json = Vec::with_capacity(USUAL);
        serde_json::to_writer(&mut json, payload)?;
        Ok(Self {
            json,
            file: file.cloned(),
        })
    }
}
