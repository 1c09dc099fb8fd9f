//! Says in the log what was loaded. Quotes nothing of the texts.

use tracing::{info, warn};

use crate::content::snapshot::Snapshot;
use crate::diagnostic::{self, Diagnostic, Extent, Severity};

/// The most problems of one file that are logged at one load.
const MAX_LOGGED: usize = 20;

/// Logs what was loaded and where it is wrong in a way that it was not before, but no words of it: the
/// message of a fault quotes them. `aandeslag check` and the moderators have those.
pub fn log(before: Option<&Snapshot>, snapshot: &Snapshot) {
    for file in &snapshot.sources.files {
        let old = before.map_or_else(Vec::new, |before| problems(before, &file.name));
        let mut new = problems(snapshot, &file.name);
        new.retain(|d| !old.iter().any(|old| old.is_same(d)));
        let n_left = new.len().saturating_sub(MAX_LOGGED);
        let new: Vec<Diagnostic> = new.into_iter().take(MAX_LOGGED).cloned().collect();
        for record in diagnostic::records(&snapshot.sources, &new) {
            let Extent { line, column, .. } = record.extent;
            let (file, code) = (record.file, record.code);
            match record.severity {
                Severity::Error => warn!("{file}:{line}:{column}: error {code}"),
                Severity::Warning => info!("{file}:{line}:{column}: warning {code}"),
            }
        }
        if n_left > 0 {
            let file = &file.path;
            warn!("{file}: {n_left} more problems; `aandeslag check` tells them");
        }
    }
    let (files, entries) = (snapshot.sources.files.len(), snapshot.library.n_entries());
    let Snapshot {
        generation, stale, ..
    } = snapshot;
    info!(generation, files, entries, ?stale, "content loaded");
    let n_bare = snapshot.library.without_picture().count();
    if n_bare > 0 {
        warn!(
            n_bare,
            "texts of an earlier version answer without their picture, which cannot be read"
        );
    }
    if files == 0 {
        warn!("the folder holds no response file; the commands at Discord stay as they are");
    }
    if let Some(lost) = &snapshot.lost {
        let (n_gone, n_before) = (lost.gone.len(), lost.n_before);
        warn!(
            n_gone,
            n_before,
            "most texts are gone from the folder; what answered goes on until a moderator says that \
             this is right, or `aandeslag register` runs"
        );
    }
}

/// What is wrong with the file of this name.
fn problems<'a>(snapshot: &'a Snapshot, name: &str) -> Vec<&'a Diagnostic> {
    let files = &snapshot.sources.files;
    let is_of_file = |d: &&Diagnostic| files.get(d.source).is_some_and(|file| file.name == name);
    snapshot.diagnostics.iter().filter(is_of_file).collect()
}
