//! From response files to a library: [`read`] fetches the files, [`compile`] checks and builds.
//!
//! `check`, start, reload, preview and every edit call the same [`compile`]; it is total and does
//! no I/O. What a diagnostic means for the caller is the caller's business.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::diagnostic::{Content, Diagnostic, Severity, Source, Sources};
use crate::fold::fold;
use crate::library::{Collection, EntryRef, Library};
use crate::words::fault::Fault;

mod draft;
mod last_good;
pub mod live;
mod read;
mod rules;
pub mod schema;
mod syntax;

pub use read::{MAX_FILE_BYTES, is_response_file, read};

/// Discord's limit on slash commands, and so on response files: 100 commands of type `CHAT_INPUT`;
/// <https://discord.com/developers/docs/interactions/application-commands>.
pub const MAX_FILES: usize = 100;

/// What [`compile`] makes of the sources.
#[derive(Debug, Default)]
pub struct Compiled {
    /// Everything that can answer: the files without errors.
    pub library: Library,
    /// Every problem of every file, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    /// Whether any file cannot be used.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|d| d.severity() == Severity::Error)
    }
}

/// Checks all files and builds the library of those without errors.
///
/// A file that cannot be used leaves its command in [`Library::unavailable`], provided that its
/// name can be a command at all.
pub fn compile(sources: &Sources) -> Compiled {
    let mut faults = Faults::default();
    let mut drafts: Vec<Option<draft::Collection>> = Vec::with_capacity(sources.files.len());
    for (index, source) in sources.files.iter().enumerate() {
        faults.source = index;
        drafts.push(compile_file(&mut faults, source));
    }
    check_commands(&mut faults, sources);
    check_related(&mut faults, sources, &drafts);
    let library = assemble(&faults, sources, drafts);
    let mut diagnostics = faults.found;
    diagnostics.sort_by_key(|d| (d.source, d.span.start, d.span.end));
    Compiled {
        library,
        diagnostics,
    }
}

/// Collects diagnostics for the file at hand.
#[derive(Default)]
struct Faults {
    source: usize,
    found: Vec<Diagnostic>,
    broken: HashSet<usize>,
}

impl Faults {
    fn add(&mut self, span: Range<usize>, fault: Fault) {
        self.push(Diagnostic::new(self.source, span, fault));
    }

    fn add_with_earlier(&mut self, span: Range<usize>, earlier: Range<usize>, fault: Fault) {
        self.push(Diagnostic::new(self.source, span, fault).with_earlier(earlier));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity() == Severity::Error {
            self.broken.insert(diagnostic.source);
        }
        self.found.push(diagnostic);
    }
}

fn compile_file(faults: &mut Faults, source: &Source) -> Option<draft::Collection> {
    if faults.source >= MAX_FILES {
        faults.add(0..0, Fault::TooManyFiles { limit: MAX_FILES });
        return None;
    }
    rules::command_name(faults, &source.name);
    match &source.content {
        Content::Text(text) if text.trim().is_empty() => faults.add(0..0, Fault::EmptyFile),
        Content::Text(text) => return Some(draft::collection(faults, &source.name, text)),
        Content::NotUtf8 { text, at } => {
            let end = text.ceil_char_boundary(at + 1);
            faults.add(*at..end, Fault::NotUtf8);
        }
        Content::TooLarge => faults.add(
            0..0,
            Fault::FileTooLarge {
                limit: MAX_FILE_BYTES,
            },
        ),
        Content::Unreadable(reason) => {
            faults.add(
                0..0,
                Fault::Unreadable {
                    reason: reason.clone(),
                },
            );
        }
    }
    None
}

/// Two files whose names read the same would be two commands that members cannot tell apart.
fn check_commands(faults: &mut Faults, sources: &Sources) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (index, source) in sources.files.iter().enumerate() {
        faults.source = index;
        let key = rules::alike_key(&source.name);
        if let Some(other) = seen.get(&key) {
            let fault = Fault::CommandsAlike {
                name: source.name.clone(),
                other: (*other).into(),
            };
            faults.add(0..0, fault);
        } else {
            seen.insert(key, &source.name);
        }
    }
}

/// Warns about references to what no file has. A file that could not be read in full may have it
/// all the same, so references into it pass.
fn check_related(faults: &mut Faults, sources: &Sources, drafts: &[Option<draft::Collection>]) {
    let names: Vec<&str> = sources.files.iter().map(|s| s.name.as_str()).collect();
    let index_of: HashMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    for (source, draft) in drafts.iter().enumerate() {
        faults.source = source;
        let Some(draft) = draft else { continue };
        for (reference, span, from) in draft.references() {
            let target = index_of.get(reference.collection.as_str());
            let known = target.is_some_and(|&index| {
                let ids = drafts[index].as_ref().map(|d| &d.ids);
                faults.broken.contains(&index)
                    || ids.is_some_and(|ids| ids.contains(&reference.entry))
            });
            if reference.entry == from && reference.collection == draft.name() {
                faults.add(span, Fault::RelatedSelf);
            } else if !known {
                let suggestion = suggest_reference(drafts, draft, &reference);
                let name = if reference.collection == draft.name() {
                    reference.entry
                } else {
                    reference.to_string()
                };
                faults.add(span, Fault::RelatedUnknown { name, suggestion });
            }
        }
    }
}

fn suggest_reference(
    drafts: &[Option<draft::Collection>],
    home: &draft::Collection,
    reference: &EntryRef,
) -> Option<String> {
    let near_home = rules::nearest(&reference.entry, home.ids.iter().map(String::as_str));
    if reference.collection == home.name()
        && let Some(near) = near_home
    {
        return Some(near.to_owned());
    }
    let named_alike = |draft: &&draft::Collection| draft.ids.contains(&reference.entry);
    if let Some(draft) = drafts.iter().flatten().find(named_alike) {
        return Some(format!("{}/{}", draft.name(), reference.entry));
    }
    let target = drafts
        .iter()
        .flatten()
        .find(|d| d.name() == reference.collection)?;
    let near = rules::nearest(&reference.entry, target.ids.iter().map(String::as_str))?;
    Some(format!("{}/{near}", target.name()))
}

fn assemble(faults: &Faults, sources: &Sources, drafts: Vec<Option<draft::Collection>>) -> Library {
    let mut whole = Vec::new();
    let mut unavailable = Vec::new();
    for (index, draft) in drafts.into_iter().enumerate() {
        match draft {
            Some(draft) if !faults.broken.contains(&index) => whole.push(draft),
            _ => {
                let name = &sources.files[index].name;
                let taken = sources.files[..index]
                    .iter()
                    .any(|s| fold(&s.name) == fold(name));
                if index < MAX_FILES && !taken && rules::is_command_name(name) {
                    unavailable.push(name.clone());
                }
            }
        }
    }
    let known: HashSet<EntryRef> = whole
        .iter()
        .flat_map(draft::Collection::entry_refs)
        .collect();
    let finish = |draft: draft::Collection| -> Collection { draft.finish(&known) };
    Library::new(whole.into_iter().map(finish).collect(), unavailable)
}
