//! From the files as they were read to what answers: which of them can be used, what answered last in
//! the place of the others, and what was changed since.
//!
//! Every good load is compared with what answered last, in this process or in another on the same state
//! folder, before the last restart or after it. What differs was changed outside Discord, as whoever
//! publishes in Discord replaces what answered last themselves.
#![expect(clippy::disallowed_methods, reason = "a load has its moment")]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use tracing::{info, warn};

use crate::content::changes::{FileChange, Save, loss};
use crate::content::edit::Fingerprint;
use crate::content::snapshot::Snapshot;
use crate::content::{Compiled, compile};
use crate::diagnostic::{self, Content, Diagnostic, MAX_FOLDER_BYTES, Pictures, Sources};
use crate::library::{Library, Picture};
use crate::store::history::{History, Limits};
use crate::store::last_good::{Claim, LastGood};
use crate::store::state_file::StateFile;
use crate::store::told::Told;
use crate::words::files::SYNONYMS;

/// The name in the state folder of the file that says which state of the folder is right, although most
/// texts went.
const ACCEPTED: &str = "klopt.json";

/// What loading needs to remember.
#[derive(Debug)]
pub(crate) struct Loader {
    pub(crate) last_good: LastGood,
    /// Where versions are kept of what was changed outside Discord, if they are.
    history: Option<History>,
    /// Where is noted what is to be told of that.
    told: Option<Told>,
    /// The state of the folder that somebody said is right, over all processes.
    accepted: Option<StateFile<Option<Fingerprint>>>,
    /// The pictures that answer, by their path: what goes on answering has them also when they are gone
    /// from the disk. After a restart it has those that can still be read.
    pictures: BTreeMap<String, Picture>,
    /// Whether anything was loaded before, so that a file where none was known is a new one.
    has_loaded: bool,
}

impl Loader {
    /// Remembers in the state folder, if there is one, with as many versions as this.
    pub(crate) fn new(state: Option<(&Path, Limits)>) -> Self {
        Self {
            last_good: LastGood::new(state.map(|(folder, _)| folder)),
            history: state.map(|(folder, limits)| History::new(folder, limits)),
            told: state.map(|(folder, _)| Told::new(folder)),
            accepted: state.map(|(folder, _)| StateFile::open(folder, ACCEPTED)),
            pictures: BTreeMap::new(),
            has_loaded: false,
        }
    }

    /// The file that changes when somebody says that the folder is right.
    pub(crate) fn accepted_path(&self) -> Option<PathBuf> {
        Some(self.accepted.as_ref()?.path().to_owned())
    }

    /// Remembers that this state of the folder is right.
    pub(crate) fn accept(&self, state: Fingerprint) -> io::Result<()> {
        let accept = |file: &StateFile<_>| file.change(|accepted| *accepted = Some(state));
        self.accepted.as_ref().map_or(Ok(()), accept)
    }

    fn is_accepted(&self, state: Fingerprint) -> bool {
        let is_by_all = |file: &StateFile<_>| file.read().is_ok() && *file.known() == Some(state);
        self.accepted.as_ref().is_some_and(is_by_all)
    }

    /// Whether the files are just what answered last, as after an edit in Discord by another process.
    pub(crate) fn is_known(&mut self, sources: &Sources) -> bool {
        let files = &sources.files;
        files.len() == self.last_good.names().len() && files.iter().all(|file| {
            let known = self.last_good.find(&file.name, MAX_FOLDER_BYTES);
            matches!((&file.content, known), (Content::Text(text), Some(known)) if *text == known)
        })
    }

    /// What answers from now on, and what was changed outside Discord, as far as nobody noticed before.
    /// Without the claim nothing is noticed, and what answered last stays what it was.
    pub(crate) fn load(
        &mut self,
        mut sources: Sources,
        claim: Option<&Claim>,
    ) -> (Snapshot, Option<Save>) {
        let known = self.last_good.names();
        let is_first = known.is_empty() && !self.has_loaded;
        sources.mark_answered(|name| known.contains(name));
        self.share_pictures(&mut sources.pictures);
        let Compiled {
            mut library,
            diagnostics,
        } = compile(&sources);
        let files = self.changes(&mut sources, &diagnostics, &known);
        let (answering, mut stale) = self.answering(&sources, &diagnostics);
        if !stale.is_empty() {
            drop(library);
            library = compile(&answering).library;
        }
        let lost = loss(&files, library.n_entries(), &sources);
        let lost = lost.filter(|lost| !self.is_accepted(lost.state));
        let mut save = None;
        if lost.is_some() {
            drop(library);
            let (before, names) = self.before(&sources, &known);
            library = compile(&before).library;
            stale = names;
        } else if claim.is_some() {
            save = (!is_first && !files.is_empty()).then(|| self.record(files.clone()));
            self.replace(&files);
            self.has_loaded = true;
        }
        self.pictures = pictures_of(&library);
        // A file whose name is no command has no version that answers.
        stale.retain(|name| name == SYNONYMS || library.collection(name).is_some());
        sources.mark_answered(|name| library.collection(name).is_some());
        let snapshot = Snapshot {
            diagnostics,
            library,
            stale,
            lost,
            ..Snapshot::new(sources, jiff::Timestamp::now())
        };
        (snapshot, save)
    }

    /// The files that can be used and are not what answered last, and those that are gone.
    fn changes(
        &mut self,
        sources: &mut Sources,
        diagnostics: &[Diagnostic],
        known: &BTreeSet<String>,
    ) -> Vec<FileChange> {
        let mut changes = Vec::new();
        for (index, file) in sources.files.iter_mut().enumerate() {
            let Content::Text(text) = &mut file.content else {
                continue;
            };
            if diagnostic::is_broken(diagnostics, index) {
                continue;
            }
            let before = self.last_good.find(&file.name, MAX_FOLDER_BYTES);
            match before {
                // It takes no more memory than before.
                Some(before) if before == *text => *text = before,
                before => changes.push(FileChange {
                    name: file.name.clone(),
                    before,
                    after: Some(text.clone()),
                }),
            }
        }
        let there: HashSet<&str> = sources.files.iter().map(|file| &*file.name).collect();
        let gone = known.iter().filter(|name| !there.contains(name.as_str()));
        for name in gone {
            if let Some(before) = self.last_good.find(name, MAX_FOLDER_BYTES) {
                changes.push(FileChange {
                    name: name.clone(),
                    before: Some(before),
                    after: None,
                });
            }
        }
        changes
    }

    /// The files with the last good version in the place of those that cannot be used, and which those
    /// are.
    fn answering(
        &mut self,
        sources: &Sources,
        diagnostics: &[Diagnostic],
    ) -> (Sources, Vec<String>) {
        let is_good = |index: usize, content: &Content| {
            matches!(content, Content::Text(_)) && !diagnostic::is_broken(diagnostics, index)
        };
        let (mut answering, mut stale) = (sources.clone(), Vec::new());
        answering.pictures = self.pictures_before(&sources.pictures);
        let files = sources.files.iter().enumerate();
        let good = files.filter(|(index, file)| is_good(*index, &file.content));
        let taken: usize = good.map(|(_, file)| file.text().len()).sum();
        let mut room = MAX_FOLDER_BYTES.saturating_sub(taken);
        for (index, file) in answering.files.iter_mut().enumerate() {
            if is_good(index, &file.content) {
                continue;
            }
            if let Some(text) = self.last_good.find(&file.name, room) {
                room -= text.len();
                stale.push(file.name.clone());
                file.content = Content::Text(text);
            }
        }
        (answering, stale)
    }

    /// The files as they were before most texts went, and which of them are not so in the folder.
    fn before(&mut self, sources: &Sources, known: &BTreeSet<String>) -> (Sources, Vec<String>) {
        let mut before = Sources {
            files: Vec::new(),
            pictures: self.pictures_before(&sources.pictures),
            ..sources.clone()
        };
        let (mut room, mut stale) = (MAX_FOLDER_BYTES, Vec::new());
        for name in known {
            let Some(text) = self.last_good.find(name, room) else {
                continue;
            };
            room -= text.len();
            before.put(name, text.as_bytes());
            if sources.named(name).is_none_or(|file| file.text() != &*text) {
                stale.push(name.clone());
            }
        }
        before.mark_answered(|_| true);
        (before, stale)
    }

    /// A picture that answers already takes no more memory than before.
    fn share_pictures(&self, pictures: &mut Pictures) {
        for (path, read) in &mut pictures.files {
            if let (Ok(read), Some(known)) = (read, self.pictures.get(path))
                && read == known
            {
                read.clone_from(known);
            }
        }
    }

    /// The pictures for what answered before: those that answer in the place of those that cannot be
    /// used.
    fn pictures_before(&self, now: &Pictures) -> Pictures {
        let mut pictures = Pictures {
            may_lack: true,
            ..now.clone()
        };
        for (path, known) in &self.pictures {
            if !matches!(pictures.files.get(path), Some(Ok(_))) {
                pictures.files.insert(path.clone(), Ok(known.clone()));
            }
        }
        pictures
    }

    /// What was changed outside Discord and is told by nobody yet, as far as its versions are kept.
    pub(crate) fn owed(&self) -> Vec<Save> {
        let (Some(told), Some(history)) = (&self.told, &self.history) else {
            return Vec::new();
        };
        let mut saves = Vec::new();
        for id in told.owed() {
            let (files, version) = (history.save(id), Some(id));
            if files.is_empty() {
                told.settle(id);
            } else {
                saves.push(Save { files, version });
            }
        }
        saves
    }

    /// Notes that nobody is to hear of a save.
    pub(crate) fn settle(&self, save: &Save) {
        if let (Some(told), Some(version)) = (&self.told, save.version) {
            told.settle(version);
        }
    }

    /// Keeps versions of what was changed outside Discord. It is told also where they cannot be kept.
    fn record(&self, files: Vec<FileChange>) -> Save {
        let history = self.history.as_ref();
        let kept = history.map_or(Ok(None), |history| history.record(&files));
        let version = kept.unwrap_or_else(|error| {
            warn!(%error, "cannot keep versions of what was changed outside Discord");
            None
        });
        if let (Some(told), Some(version)) = (&self.told, version) {
            told.owe(version);
        }
        let names: Vec<&str> = files.iter().map(|file| &*file.name).collect();
        info!(files = ?names, ?version, "changed outside Discord");
        Save { files, version }
    }

    /// From now on these files are what answered last.
    pub(crate) fn replace(&mut self, files: &[FileChange]) {
        for file in files {
            match &file.after {
                Some(text) => self.last_good.keep(&file.name, text),
                None => self.last_good.forget(&file.name),
            }
        }
    }
}

/// The pictures of all entries, by their path.
fn pictures_of(library: &Library) -> BTreeMap<String, Picture> {
    let entries = library.entries();
    let pictures =
        entries.filter_map(|(_, entry)| Some((entry.image.clone()?, entry.picture.clone()?)));
    pictures.collect()
}
