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

impl FileChange {
    /// The entries that are different.
    pub fn entries(&self) -> Vec<ChangedEntry> {
        different(self.before.as_deref(), self.after.as_deref())
    }

    /// Whether something else than entries is different, such as the file's own title.
    pub fn is_beside_entries(&self) -> bool {
        let read = |text: &Option<Arc<str>>| text.as_deref().map(heading);
        read(&self.before) != read(&self.after)
    }
}

fn different(before: Option<&str>, after: Option<&str>) -> Vec<ChangedEntry> {
    let read = |text: Option<&str>| text.and_then(entries).unwrap_or_default();
    changed_entries(read(before), read(after))
}

/// The ids of the entries that differ between two texts of a file: those that came, those that say
/// something else, and those that went.
pub fn by_kind(before: Option<&str>, after: Option<&str>) -> [Vec<String>; 3] {
    let mut kinds = [const { Vec::new() }; 3];
    for entry in different(before, after) {
        let kind = match (&entry.before, &entry.after) {
            (None, _) => 0,
            (Some(_), Some(_)) => 1,
            (Some(_), None) => 2,
        };
        kinds[kind].push(entry.id);
    }
    kinds
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

/// One part in so many of the texts may go at once and be believed: nobody takes more than half away in
/// one save, and a folder that is not mounted lacks all.
const MOST: usize = 2;

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
    (gone.len() * MOST > n_before).then(|| Loss {
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
