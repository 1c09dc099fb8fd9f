//! What is different between the files that answered last and those that answer now, whoever changed
//! them. Knows no disk.

use std::collections::HashSet;
use std::sync::Arc;

use crate::content::edit::{Fingerprint, entries, file_fingerprint, heading, text_of};
use crate::content::order::{ChangedEntry, changed_entries};
use crate::content::version::VersionId;
use crate::diagnostic::{Source, Sources};

/// What one save did to the files, which may be several, as when a folder is replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Save {
    /// The files that are different.
    pub files: Vec<FileChange>,
    /// The version that all of them have; nothing when none could be kept.
    pub version: Option<VersionId>,
}

/// One file that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The file's name without folder and without `.toml`.
    pub name: String,
    /// Its text before, if it was there.
    pub before: Option<Arc<str>>,
    /// Its text now, if it is there.
    pub after: Option<Arc<str>>,
}

/// How many texts of a file are different.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Texts that came.
    pub added: usize,
    /// Texts that say something else.
    pub changed: usize,
    /// Texts that went.
    pub removed: usize,
}

impl FileChange {
    /// The entries that are different.
    pub fn entries(&self) -> Vec<ChangedEntry> {
        let read = |text: &Option<Arc<str>>| text.as_deref().and_then(entries).unwrap_or_default();
        changed_entries(read(&self.before), read(&self.after))
    }

    /// How many of its entries are different.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for entry in self.entries() {
            match (entry.before, entry.after) {
                (None, _) => counts.added += 1,
                (_, None) => counts.removed += 1,
                _ => counts.changed += 1,
            }
        }
        counts
    }

    /// Whether something else than entries is different, such as the file's own title.
    pub fn is_beside_entries(&self) -> bool {
        let read = |text: &Option<Arc<str>>| text.as_deref().map(heading);
        read(&self.before) != read(&self.after)
    }
}

/// More than half of the texts went at once, which is more likely a folder that is not mounted, or
/// another one, than a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The texts that went, as `collection/entry`.
    pub gone: Vec<String>,
    /// How many there were.
    pub n_before: usize,
    /// Tells this state of the folder from another.
    pub state: Fingerprint,
}

/// The loss that these changes are, if they are one; `n_now` is the number of texts after them, and
/// `sources` the folder. A text that says the same in another place is not gone.
pub(crate) fn loss(changes: &[FileChange], n_now: usize, sources: &Sources) -> Option<Loss> {
    let (mut gone, mut came) = (Vec::new(), HashSet::new());
    let (mut n_gone, mut n_came) = (0, 0);
    let says = |lines: &str| text_of(lines).map(|text| (text.title, text.text));
    for change in changes {
        for ChangedEntry { id, before, after } in change.entries() {
            match (before, after) {
                (Some(before), None) => {
                    n_gone += 1;
                    gone.push((format!("{}/{id}", change.name), says(&before)));
                }
                (None, Some(after)) => {
                    n_came += 1;
                    came.extend(says(&after));
                }
                _ => {}
            }
        }
    }
    let n_before = (n_now + n_gone).saturating_sub(n_came);
    gone.retain(|(_, says)| says.as_ref().is_none_or(|says| !came.contains(says)));
    (gone.len() * 2 > n_before).then(|| Loss {
        gone: gone.into_iter().map(|(entry, _)| entry).collect(),
        n_before,
        state: state(sources),
    })
}

/// Tells one state of the folder from another.
fn state(sources: &Sources) -> Fingerprint {
    let file = |file: &Source| {
        let text = file_fingerprint(file.text());
        format!("{} {}\n", file.name, text.0)
    };
    file_fingerprint(&sources.files.iter().map(file).collect::<String>())
}
