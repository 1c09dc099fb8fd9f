//! What mending a file changes, before it is published. After the work only, as it compiles all of the
//! content, several times.

use crate::content::fix;
use crate::content::snapshot::Snapshot;
use crate::respond::draft::{Body, Draft};
use crate::respond::invocation::Invocation;
use crate::respond::message::File;
use crate::respond::moderation::file_review::review;
use crate::respond::task::{Conclusion, Reply};
use crate::words::files;

/// The file as it is, or as it was sent, with its faults mended as far as that can be done in one way:
/// what changes, and the button that publishes it; where faults are left, those, and the text so far.
pub(crate) fn fixed(
    snapshot: &Snapshot,
    invocation: &Invocation,
    name: &str,
    sent: Option<&str>,
) -> Conclusion {
    let mut sources = snapshot.sources.clone();
    if let Some(text) = sent {
        sources.put(name, text.as_bytes());
    }
    let mut fixed = fix(&sources).into_iter();
    let Some(fixed) = fixed.find(|fixed| sources.files[fixed.source].name == name) else {
        return Conclusion::of(Reply::words(files::NOTHING_TO_FIX));
    };
    let body = Body::File {
        name: name.to_owned(),
        text: fixed.text.clone(),
    };
    let mut draft = Draft::new(invocation.id, invocation.user, body);
    let mut message = review(snapshot, &mut draft, name, &fixed.text);
    if draft.reviewed {
        message.content = files::fixed(fixed.n_mended);
    } else {
        message = message.with_notice(&files::partly_fixed(fixed.n_mended));
        message.file = Some(File::new(format!("{name}.toml"), fixed.text));
    }
    Conclusion::keeping(Reply::private(message), draft)
}
