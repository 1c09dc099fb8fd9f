//! Numbers that tell one state of an entry or a file from another, so that nobody overwrites what they
//! have not seen.

use serde::{Deserialize, Serialize};

use crate::content::edit::entry_text::text_of;
use crate::content::edit::lines::lines_of;
use crate::library::entry::EntryText;

/// Tells one state of an entry from another: 30 bits over what it says, comments left aside. Two
/// states that happen to share it are one in a thousand million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint(pub u32);

/// A hash of 30 bits, which fits in a button.
pub(crate) fn short_hash(bytes: &[u8]) -> u32 {
    let hash = fnv(bytes);
    u32::try_from((hash ^ (hash >> 30)) & 0x3fff_ffff).unwrap_or_default()
}

/// FNV-1a: the same in every version and on every machine, which std's hashes do not promise.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The fingerprint of an entry in the text of its file; nothing when it is not there.
pub fn fingerprint(text: &str, id: &str) -> Option<Fingerprint> {
    fingerprint_of_lines(&lines_of(text, id)?)
}

/// The fingerprint of an entry, from its lines.
pub fn fingerprint_of_lines(lines: &str) -> Option<Fingerprint> {
    let table: toml::Table = toml::from_str(lines).ok()?;
    let EntryText {
        sections,
        links,
        choices,
        ..
    } = text_of(lines)?;
    let mut all = table.to_string();
    // The table has its keys by name; members see these in their order.
    for (name, _) in sections.iter().chain(&links).chain(&choices) {
        all.push_str(name);
        all.push('\n');
    }
    Some(Fingerprint(short_hash(all.as_bytes())))
}

/// The fingerprint of a whole file, comments included.
pub fn file_fingerprint(text: &str) -> Fingerprint {
    Fingerprint(short_hash(text.as_bytes()))
}
