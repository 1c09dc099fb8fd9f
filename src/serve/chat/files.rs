//! Keeps, in memory and for a while, the files that the page and the bot give each other: what
//! Discord does with attachments.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::bot::work::Fetch;
use crate::diagnostic::MAX_FILE_BYTES;
use crate::respond::{Attachment, File, NotFetched};

/// The most bytes taken of one file: more than the bot takes, so that it is the bot that refuses.
pub(crate) const MAX_BYTES: usize = 4 * MAX_FILE_BYTES;
/// The most files kept.
const MAX_FILES: usize = 16;

/// The files.
#[derive(Debug, Clone, Default)]
pub struct Files(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    n_made: u64,
    files: VecDeque<(u64, File)>,
}

impl Files {
    /// Keeps a file and gives its address, seen from the page: the same for the same file.
    pub(crate) fn keep(&self, file: File) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.files.iter().position(|(_, known)| *known == file);
        let (id, file) = known
            .and_then(|place| kept.files.remove(place))
            .unwrap_or_else(|| {
                kept.n_made += 1;
                (kept.n_made, file)
            });
        kept.files.push_back((id, file));
        if kept.files.len() > MAX_FILES {
            kept.files.pop_front();
        }
        format!("attachments/{id}")
    }

    fn find(&self, id: u64) -> Option<File> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.files.iter().find(|(other, _)| *other == id);
        found.map(|(_, file)| file.clone())
    }
}

impl Fetch for Files {
    fn fetch(&self, attachment: &Attachment, limit: usize) -> Result<Vec<u8>, NotFetched> {
        let id = attachment.url.strip_prefix("attachments/");
        let id = id.and_then(|id| id.parse().ok());
        let file = self.find(id.ok_or(NotFetched::Elsewhere)?);
        let bytes = file.ok_or(NotFetched::Gone)?.content;
        if bytes.len() > limit {
            return Err(NotFetched::TooLarge);
        }
        Ok(bytes.to_vec())
    }
}

/// Takes a file from the page.
pub(crate) async fn take(State(files): State<Files>, bytes: Bytes) -> impl IntoResponse {
    let size = bytes.len();
    Json(json!({ "url": files.keep(File::new("", bytes)), "size": size }))
}

/// Gives the page a file, to show or to save and not to open.
pub(crate) async fn give(State(files): State<Files>, Path(id): Path<u64>) -> Response {
    match files.find(id) {
        Some(file) => {
            let headers = [
                (header::CONTENT_TYPE, file.media_type()),
                (header::CONTENT_DISPOSITION, "attachment"),
            ];
            (headers, file.content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
