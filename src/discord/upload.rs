//! The body of a request: a payload as JSON, and with a file beside it as `multipart/form-data`;
//! <https://discord.com/developers/docs/reference#uploading-files>.

use std::borrow::Cow;

use serde::Serialize;

use crate::respond::TextFile;

/// A body, and what kind it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its `Content-Type`.
    pub content_type: Cow<'static, str>,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Body {
    /// The body for a payload, and the file that the payload names as its attachment 0.
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
        Ok(match file {
            None => Self {
                content_type: "application/json".into(),
                bytes: json,
            },
            Some(file) => Self::with_file(&json, file),
        })
    }

    fn with_file(json: &[u8], TextFile { name, text }: &TextFile) -> Self {
        let boundary = boundary(text);
        let mut bytes = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\
             Content-Type: application/json\r\n\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(json);
        let rest = format!(
            "\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"files[0]\"; \
             filename=\"{name}\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
             --{boundary}--\r\n"
        );
        bytes.extend_from_slice(rest.as_bytes());
        Self {
            content_type: format!("multipart/form-data; boundary={boundary}").into(),
            bytes,
        }
    }
}

/// A line that does not stand in the text, so that the text cannot end before its end. JSON has no
/// line ends, and so no such line.
fn boundary(text: &str) -> String {
    let numbered = (0..).map(|n: u32| format!("aandeslag-{n}"));
    let mut free = numbered.filter(|boundary| !text.contains(boundary.as_str()));
    free.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Body, TextFile};

    #[test]
    fn a_text_cannot_end_its_part() {
        let text = "--aandeslag-0--\r\naandeslag-1".to_owned();
        let name = "tips.toml".into();
        let body = Body::new(
            &1,
            Some(&TextFile {
                name,
                text: text.clone(),
            }),
        )
        .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            body.content_type,
            "multipart/form-data; boundary=aandeslag-2"
        );
        let sent = String::from_utf8_lossy(&body.bytes).into_owned();
        let parts: Vec<&str> = sent.split("--aandeslag-2").collect();
        assert_eq!(parts.len(), 4);
        assert!(parts[1].ends_with("\r\n\r\n1\r\n"), "{sent}");
        assert!(parts[2].ends_with(&format!("\r\n\r\n{text}\r\n")), "{sent}");
    }
}
