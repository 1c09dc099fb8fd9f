//! From the text of all response files to a library, and what is wrong in them.

use std::collections::{HashMap, HashSet};

use crate::content::checked::{CheckedFile, Reference};
use crate::content::conflict::Settled;
use crate::content::faults::Faults;
use crate::content::meant::{Comparisons, alike_key, nearest, quoted};
use crate::content::misspelt::Known;
use crate::content::value::without_item;
use crate::content::{file, garbled, rules, synonyms};
use crate::diagnostic::fault::{FileFault, Remark, Severity};
use crate::diagnostic::{
    Content, Diagnostic, MAX_FILE_BYTES, MAX_FOLDER_BYTES, Source, Sources, TextEdit,
};
use crate::library::{Entry, EntryRef, Library};
use crate::text::fold::fold;
use crate::text::limits::MAX_COMMANDS;
use crate::text::work::look;
use crate::words::files::SYNONYMS;

/// The most response files: each is a slash command.
pub const MAX_FILES: usize = MAX_COMMANDS;
/// From this many files on there is a warning: no more fit beside `/zoek` and `/hulp`, and one less
/// where `/moderatie` is.
const MANY_FILES: usize = MAX_FILES - 2;

/// What [`compile`] makes of the sources.
#[derive(Debug, Default)]
pub struct Compiled {
    /// Everything that can answer: the files without errors.
    pub library: Library,
    /// The problems of every file, by file and place: of each file the first
    /// hundred, and then how many more there are.
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
/// name can be a command at all. Where not all files can have a command, those that answered before
/// go first ([`Source::answered`]), and then the first by name.
pub fn compile(sources: &Sources) -> Compiled {
    let texts = sources.files.iter().map(|file| Settled::new(file.text()));
    let texts: Vec<Settled<'_>> = texts.collect();
    let mut faults = Faults::default();
    faults.plain_language = sources.plain_language;
    faults.today = sources.today;
    faults.pictures = Some(&sources.pictures);
    let order = order(sources);
    let (within, beyond) = order.split_at(order.len().min(MAX_FILES));
    let beyond: HashSet<usize> = beyond.iter().copied().collect();
    let mut checked: Vec<Option<CheckedFile>> = Vec::with_capacity(sources.files.len());
    let mut synonyms = Vec::new();
    for (index, source) in sources.files.iter().enumerate() {
        faults.turn_to(index, &texts[index].text);
        let mut file = None;
        if beyond.contains(&index) {
            faults.add(0..0, FileFault::TooManyFiles { limit: MAX_FILES });
        } else if !is_readable(&mut faults, source) {
            // Reported.
        } else if source.name == SYNONYMS {
            synonyms = synonyms::check(&mut faults);
            synonyms.retain(|_| !faults.is_broken(index));
        } else if is_synonyms(source) {
            // Its name is reported, as that of a command would be.
        } else if source.text().trim().is_empty() {
            faults.add(0..0, FileFault::EmptyFile);
        } else {
            file = Some(file::check(&mut faults, &source.name));
        }
        if matches!(source.content, Content::Text(_)) {
            texts[index].report(&mut faults);
            garbled::report(&mut faults);
        }
        checked.push(file);
    }
    check_unread(&mut faults, sources);
    let commands = check_commands(&mut faults, sources, within);
    References::new(sources, &checked).check(&mut faults, &texts);
    let mut files = sources.files.iter().enumerate();
    // A keyword may be a word of the file that cannot be read.
    if !files.any(|(index, file)| is_synonyms(file) && faults.is_broken(index)) {
        check_keywords(&mut faults, &texts, &checked, &synonyms);
    }
    let library = assemble(&faults, sources, &commands, checked, synonyms);
    Compiled {
        library,
        diagnostics: faults.finish(),
    }
}

/// Reports files that are not read because of their name.
fn check_unread(faults: &mut Faults<'_>, sources: &Sources) {
    for (n, file) in sources.unread.iter().enumerate() {
        faults.turn_to(sources.files.len() + n, "");
        let (meant, is_taken) = (file.meant.clone(), file.is_taken);
        faults.add(0..0, FileFault::UnreadFile { meant, is_taken });
    }
}

/// Whether a file is meant to be the one with words that mean the same, also by a name in capitals.
fn is_synonyms(source: &Source) -> bool {
    source.name.eq_ignore_ascii_case(SYNONYMS)
}

/// Whether there is a text to check; reports why not.
fn is_readable(faults: &mut Faults<'_>, source: &Source) -> bool {
    match &source.content {
        Content::Text(text) if has_damaged_line_ends(text) => {
            faults.add(0..0, FileFault::DamagedLineEnds);
        }
        Content::Text(_) => return true,
        Content::NotUtf8 { text, at } => {
            let found = text[*at..].chars().next();
            let end = at + found.map_or(0, char::len_utf8);
            faults.add(*at..end, FileFault::NotUtf8 { found });
        }
        Content::TooLarge => {
            let limit = MAX_FILE_BYTES;
            faults.add(0..0, FileFault::FileTooLarge { limit });
        }
        Content::NoRoom => {
            let limit = MAX_FOLDER_BYTES;
            faults.add(0..0, FileFault::FolderTooLarge { limit });
        }
        Content::Unreadable(reason) => {
            let reason = reason.clone();
            faults.add(0..0, FileFault::Unreadable { reason });
        }
    }
    false
}

/// Whether most lines of a text end in a way that no program writes, or that none writes any more.
pub(crate) fn has_damaged_line_ends(text: &str) -> bool {
    look(text.len());
    let whole = text.matches("\r\n").count();
    let n_damaged = text.matches('\r').count() - whole;
    n_damaged > 1 && n_damaged * 2 >= text.matches('\n').count()
}

/// The files that are commands, as indices, in the order in which they get one: those that answered
/// before, then those whose name can be one.
fn order(sources: &Sources) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sources.files.len()).collect();
    order.retain(|&index| sources.files[index].name != SYNONYMS);
    order.sort_by_cached_key(|&index| {
        let file = &sources.files[index];
        (!rules::is_command_name(&file.name), !file.answered)
    });
    order
}

/// A file's name must be a command's name. Two that read the same would be two commands that
/// members cannot tell apart: the first of them has it. Gives the files that have a command.
fn check_commands(faults: &mut Faults<'_>, sources: &Sources, order: &[usize]) -> HashSet<usize> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut commands = HashSet::new();
    for &index in order {
        let name = &sources.files[index].name;
        faults.source = index;
        let key = alike_key(name);
        if let Some(other) = seen.get(&key) {
            let fault = FileFault::CommandsAlike {
                name: name.clone(),
                other: (*other).into(),
            };
            faults.add(0..0, fault);
        } else {
            if rules::command_name(faults, name) {
                commands.insert(index);
            }
            seen.insert(key, name);
        }
    }
    let found = commands.len();
    if found >= MANY_FILES
        && let Some(newest) = order.iter().rfind(|i| commands.contains(i))
    {
        faults.source = *newest;
        let limit = MAX_FILES;
        faults.add(0..0, FileFault::ManyFiles { found, limit });
    }
    commands
}

/// Finds references to what no file has.
struct References<'a> {
    checked: &'a [Option<CheckedFile>],
    index_of: HashMap<&'a str, usize>,
    /// Where an entry's name is found first.
    homes: HashMap<&'a str, &'a str>,
    /// Where a folded title is found first.
    titles: HashMap<&'a str, (&'a str, &'a Entry)>,
}

impl<'a> References<'a> {
    fn new(sources: &'a Sources, checked: &'a [Option<CheckedFile>]) -> Self {
        let files = sources.files.iter().enumerate();
        let files = files.filter(|(_, file)| file.name != SYNONYMS);
        let mut homes = HashMap::new();
        let mut titles = HashMap::new();
        // What leads to a file without a command leads nowhere.
        let named = |file: &&CheckedFile| rules::is_command_name(file.name());
        for file in checked.iter().flatten().filter(named) {
            for id in &file.ids {
                homes.entry(id.as_str()).or_insert(file.name());
            }
            for entry in &file.entries {
                let title = entry.folded.title();
                titles.entry(title).or_insert((file.name(), entry));
            }
        }
        Self {
            checked,
            index_of: files
                .map(|(index, file)| (file.name.as_str(), index))
                .collect(),
            homes,
            titles,
        }
    }

    fn check<'t>(self, faults: &mut Faults<'t>, texts: &'t [Settled<'_>]) {
        for (source, file) in self.checked.iter().enumerate() {
            faults.turn_to(source, &texts[source].text);
            let Some(file) = file else { continue };
            for Reference { to, span, from } in &file.references {
                let is_own = to.collection == file.name();
                if is_own && to.entry == *from {
                    let edit = without_item(faults.text, span);
                    faults.add_mended(span.clone(), Remark::RelatedSelf, edit);
                } else if !self.may_exist(to) {
                    let suggestion = self.suggest(&mut faults.comparisons, file, to);
                    let name = if is_own {
                        to.entry.clone()
                    } else {
                        to.to_string()
                    };
                    let edit = suggestion
                        .as_deref()
                        .map(|s| TextEdit::new(span.clone(), quoted(s)));
                    let fault = Remark::RelatedUnknown { name, suggestion };
                    faults.add_mended(span.clone(), fault, edit);
                }
            }
        }
    }

    /// A file that could not be read in full may have any name.
    fn may_exist(&self, reference: &EntryRef) -> bool {
        let Some(&index) = self.index_of.get(reference.collection.as_str()) else {
            return false;
        };
        self.checked[index]
            .as_ref()
            .is_none_or(|file| !file.all_ids_known || file.ids.contains(&reference.entry))
    }

    fn suggest(
        &self,
        comparisons: &mut Comparisons,
        home: &'a CheckedFile,
        reference: &EntryRef,
    ) -> Option<String> {
        let title = fold(&reference.entry);
        if let Some((name, entry)) = self.titles.get(title.as_str()) {
            let to = EntryRef::new(*name, &entry.id);
            return Some(if *name == home.name() {
                to.entry
            } else {
                to.to_string()
            });
        }
        let mut near = |file: &'a CheckedFile| {
            let ids = file.ids.iter().map(String::as_str);
            nearest(comparisons, &reference.entry, ids)
        };
        let own = reference.collection == home.name();
        if own && let Some(near) = near(home) {
            return Some(near.to_owned());
        }
        if let Some(name) = self.homes.get(reference.entry.as_str()) {
            return Some(if *name == home.name() {
                reference.entry.clone()
            } else {
                format!("{name}/{}", reference.entry)
            });
        }
        let target = *self.index_of.get(reference.collection.as_str())?;
        let target = self.checked[target].as_ref()?;
        let near = near(target)?;
        Some(format!("{}/{near}", target.name()))
    }
}

/// Reports keywords that are typing errors of other words of their text.
fn check_keywords<'t>(
    faults: &mut Faults<'t>,
    texts: &'t [Settled<'_>],
    checked: &[Option<CheckedFile>],
    synonyms: &[Vec<String>],
) {
    let files = || checked.iter().enumerate();
    let files = || files().filter_map(|(index, file)| Some((index, file.as_ref()?)));
    let mut known = Known::new(files().flat_map(|(_, file)| &file.suspects));
    for word in synonyms.iter().flatten() {
        known.read(word);
    }
    for (_, file) in files() {
        known.read_head(&file.head);
        for entry in &file.entries {
            known.read_entry(entry);
        }
    }
    for (index, file) in files() {
        faults.turn_to(index, &texts[index].text);
        known.report(faults, &file.suspects);
    }
}

fn assemble(
    faults: &Faults<'_>,
    sources: &Sources,
    commands: &HashSet<usize>,
    checked: Vec<Option<CheckedFile>>,
    synonyms: Vec<Vec<String>>,
) -> Library {
    let mut whole = Vec::new();
    let mut unavailable = Vec::new();
    for (index, file) in checked.into_iter().enumerate() {
        match file {
            Some(file) if !faults.is_broken(index) => whole.push(file),
            _ if commands.contains(&index) => unavailable.push(sources.files[index].name.clone()),
            _ => {}
        }
    }
    let known: HashSet<EntryRef> = whole.iter().flat_map(CheckedFile::entry_refs).collect();
    let finished = whole.into_iter().map(|file| file.finish(&known));
    Library::new(finished.collect(), unavailable, synonyms)
}
