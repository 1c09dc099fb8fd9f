//! How versions are written down: a few lines of comment that say who, when and what, and below them
//! the entry's lines.
#![expect(clippy::disallowed_methods, reason = "reads versions from the disk")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use strum::VariantArray;

use crate::content::edit::Position;
use crate::content::version::{Version, VersionId, What};
use crate::library::EntryRef;
use crate::words::{changes, editing};

/// An entry that is changed, or a whole file: a version to keep.
pub(crate) struct Written {
    pub(crate) entry: EntryRef,
    pub(crate) what: What,
    pub(crate) before: Option<Arc<str>>,
    pub(crate) after: Option<Arc<str>>,
    /// Where an entry stood that goes.
    pub(crate) place: Option<Position>,
}

impl Written {
    /// The lines of the version; none of what went.
    pub(crate) fn lines(&self) -> &str {
        self.after.as_deref().unwrap_or_default()
    }
}

/// What stands above the lines of a version.
pub(crate) fn header(new: &Written, who: Option<u64>, id: VersionId) -> String {
    let who = who.map_or_else(|| changes::UNKNOWN.to_owned(), |who| who.to_string());
    let place = new.place.as_ref();
    let place = place.map(|place| format!("# {}: {place}\n", editing::PLACE));
    let place = place.unwrap_or_default();
    format!(
        "# {}\n# {}: {:.3}\n# {}: {who}\n# {}: {}\n{place}",
        new.entry,
        editing::WHEN,
        id.at(),
        editing::WHO,
        editing::WHAT,
        new.what.words(),
    )
}

/// The version in a file of its own.
pub(crate) fn read(folder: &Path, id: VersionId) -> Option<Version> {
    let text = fs::read_to_string(folder.join(id.file_name())).ok()?;
    let (header, lines) = text.split_once("\n\n")?;
    version(id, header, lines)
}

fn version(id: VersionId, header: &str, lines: &str) -> Option<Version> {
    let what = field(header, editing::WHAT)?;
    Some(Version {
        id,
        who: field(header, editing::WHO).and_then(|who| who.parse().ok()),
        what: What::VARIANTS.iter().copied().find(|w| w.words() == what)?,
        lines: lines.to_owned(),
        place: field(header, editing::PLACE).and_then(Position::read),
    })
}

/// What a line of comment says.
fn field<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let lines = header.lines().map(|line| line.strip_prefix("# "));
    lines
        .flatten()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The versions in one file, with the names of their entries. What a person put there besides ends
/// them.
pub(crate) fn sections(id: VersionId, text: &str) -> impl Iterator<Item = (&str, Version)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (header, behind) = rest.split_once("\n\n")?;
        let size = field(header, editing::BYTES)?.parse().ok()?;
        let (lines, behind) = behind.split_at_checked(size)?;
        rest = behind.strip_prefix('\n').unwrap_or(behind);
        let (first, _) = header.split_once('\n')?;
        let (_, entry) = first.strip_prefix("# ")?.split_once('/')?;
        Some((entry, version(id, header, lines)?))
    })
}
