//! How versions are written down: a few lines of comment that say who, when and what, and below them
//! the entry's lines.
#![expect(clippy::disallowed_methods, reason = "reads versions from the disk")]

use std::fs;
use std::path::Path;

use strum::VariantArray;

use crate::content::edit::Position;
use crate::content::version::{Version, VersionId, What};
use crate::library::EntryRef;
use crate::words::{changes, editing};

/// A version to keep.
#[derive(Debug, Clone, Copy)]
pub(crate) struct New<'a> {
    pub(crate) entry: &'a EntryRef,
    pub(crate) who: Option<u64>,
    pub(crate) what: What,
    pub(crate) lines: &'a str,
    pub(crate) place: Option<&'a Position>,
}

/// What stands above the lines of a version.
pub(crate) fn header(new: &New<'_>, id: VersionId) -> String {
    let who = new
        .who
        .map_or_else(|| changes::UNKNOWN.to_owned(), |who| who.to_string());
    let place = new
        .place
        .map(|place| format!("# {}: {place}\n", editing::PLACE));
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
        let entry = header
            .strip_prefix("# ")?
            .lines()
            .next()?
            .split_once('/')?
            .1;
        Some((entry, version(id, header, lines)?))
    })
}
