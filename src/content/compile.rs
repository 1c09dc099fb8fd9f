//! From the text of all response files to a library, and what is wrong in them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::content::checked::{CheckedFile, Reference};
use crate::content::conflict::Settled;
use crate::content::faults::Faults;
use crate::content::kept::keep_words;
use crate::content::meant::{Comparisons, alike_key, meant_keys, nearest, quoted};
use crate::content::misspelt::Known;
use crate::content::value::without_item;
use crate::content::{file, garbled, rules, synonyms};
use crate::diagnostic::fault::{FileFault, Remark};
use crate::diagnostic::{
    Content, Diagnostic, MAX_FILE_BYTES, MAX_FOLDER_BYTES, Source, Sources, TextEdit,
};
use crate::library::{Entry, EntryRef, Library};
use crate::text::fold::fold;
use crate::text::limits::MAX_COMMANDS;
use crate::text::work::look;
use crate::words::files::SYNONYMS;

/// From this many files on there is a warning: no more fit beside `/zoek` and `/hulp`, and one less
/// where `/moderatie` is.
const MANY_FILES: usize = MAX_COMMANDS - 2;

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
        self.diagnostics.iter().any(Diagnostic::is_error)
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
    let (within, beyond) = order.split_at(order.len().min(MAX_COMMANDS));
    let beyond: HashSet<usize> = beyond.iter().copied().collect();
    let mut checked: Vec<Option<CheckedFile>> = Vec::with_capacity(sources.files.len());
    let mut synonyms = Vec::new();
    for (index, source) in sources.files.iter().enumerate() {
        faults.turn_to(index, &texts[index].text);
        let mut file = None;
        if beyond.contains(&index) {
            faults.add(0..0, FileFault::TooManyFiles);
        } else if let Some((at, fault)) = unreadable(source) {
            faults.add(at, fault);
        } else if source.name == SYNONYMS {
            synonyms = synonyms::check(&mut faults);
            synonyms.retain(|_| !faults.is_broken(index));
        } else if is_synonyms(source) {
            // Its name is reported, as that of a command would be.
        } else if says_nothing(source.text()) {
            faults.add(0..0, FileFault::EmptyFile);
        } else {
            file = file::check(&mut faults, &source.name);
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
    let mut diagnostics = faults.finish();
    for diagnostic in &mut diagnostics {
        if let Some(settled) = texts.get(diagnostic.source) {
            keep_words(&settled.text, diagnostic);
        }
    }
    Compiled {
        library,
        diagnostics,
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

/// What a text is that was saved or pasted as a whole in the place of a file of texts.
fn other_format(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let is_page = ["<!", "<html", "<HTML", "<?xml"]
        .iter()
        .any(|start| text.starts_with(start));
    let list = text.strip_prefix('[').map(str::trim_start);
    let inside = list.unwrap_or(text).strip_prefix('{').unwrap_or_default();
    let is_json = inside.trim_start().starts_with('"');
    let is_document = text.starts_with("{\\rtf");
    is_page
        .then_some("een webpagina")
        .or(is_json.then_some("JSON"))
        .or(is_document.then_some("een document van een tekstverwerker"))
        .or(is_table(text).then_some("een tabel"))
}

/// Whether a text is the rows of a spreadsheet, each with as many fields as the first.
fn is_table(text: &str) -> bool {
    let mut rows = text.lines().filter(|line| !line.trim().is_empty()).take(2);
    let (Some(first), Some(second)) = (rows.next(), rows.next()) else {
        return false;
    };
    let n_fields = |sign, row: &str| row.split(sign).count();
    let has_words = |c: char| c.is_alphanumeric() || " _-;,\t\"".contains(c);
    let signs = [';', ',', '\t'].into_iter();
    // A spreadsheet doubles the quotes of lines that it saves.
    let is_saved =
        |row: &str| row.starts_with('"') && row.contains(" = \"\"") && row.ends_with("\"\"\"");
    if is_saved(first) && is_saved(second) {
        return true;
    }
    let are_keys = |sign| first.split(sign).all(|key| meant_keys(key) != (None, None));
    let is_head = |sign: &char| n_fields(*sign, first) > if are_keys(*sign) { 1 } else { 2 };
    let mut signs = signs.filter(|sign| is_head(sign) && first.chars().all(has_words));
    signs.any(|sign| n_fields(sign, first) == n_fields(sign, second)) && !second.contains('=')
}

/// Whether a text has no line but blanks and comments.
fn says_nothing(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#'))
}

/// Why there is no text to check, and where.
fn unreadable(source: &Source) -> Option<(Range<usize>, FileFault)> {
    let fault = match &source.content {
        Content::Text(text) if has_damaged_line_ends(text) => FileFault::DamagedLineEnds,
        Content::Text(text) => {
            let format = other_format(text)?;
            FileFault::OtherFormat { format }
        }
        Content::NotUtf8 { text, at } => {
            let found = text[*at..].chars().next();
            let end = at + found.map_or(0, char::len_utf8);
            return Some((*at..end, FileFault::NotUtf8 { found }));
        }
        Content::TooLarge => FileFault::FileTooLarge {
            limit: MAX_FILE_BYTES,
        },
        Content::NoRoom => FileFault::FolderTooLarge {
            limit: MAX_FOLDER_BYTES,
        },
        Content::Unreadable(reason) => FileFault::Unreadable {
            reason: reason.clone(),
        },
    };
    Some((0..0, fault))
}

/// Whether most lines of a text end in a way that no program writes, or that none writes any more.
fn has_damaged_line_ends(text: &str) -> bool {
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
        faults.add(0..0, FileFault::ManyFiles { found });
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
        let named = |file: &&CheckedFile| rules::is_command_name(&file.head.name);
        for file in checked.iter().flatten().filter(named) {
            for id in &file.ids {
                homes.entry(id.as_str()).or_insert(file.head.name.as_str());
            }
            for entry in &file.entries {
                let title = entry.folded.title();
                titles
                    .entry(title)
                    .or_insert((file.head.name.as_str(), entry));
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
            for reference in &file.references {
                let Reference { to, span, from, .. } = reference;
                if to.within(&file.head.name) == *from {
                    let edit = without_item(faults.text, span);
                    faults.add_mended(span.clone(), Remark::RelatedSelf, edit);
                } else if !self.may_exist(to) {
                    let meant = self.meant(&mut faults.comparisons, file, to);
                    let suggestion = meant.map(|meant| meant.within(&file.head.name));
                    let edit = suggestion.as_deref().map(quoted);
                    let edit = edit.map(|meant| TextEdit::new(span.clone(), meant));
                    let fault = Remark::RelatedUnknown {
                        name: to.within(&file.head.name),
                        suggestion,
                        is_button: reference.is_button,
                    };
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
            .is_none_or(|file| file.has_lost_ids || file.ids.contains(&reference.entry))
    }

    /// The entry that a reference most likely means.
    fn meant(
        &self,
        comparisons: &mut Comparisons,
        home: &CheckedFile,
        reference: &EntryRef,
    ) -> Option<EntryRef> {
        let EntryRef { collection, entry } = reference;
        if let Some((name, titled)) = self.titles.get(fold(entry).as_str()) {
            return Some(EntryRef::new(*name, &titled.id));
        }
        let mut near = |file: &CheckedFile| {
            let ids = file.ids.iter().map(String::as_str);
            let id = nearest(comparisons, entry, ids)?;
            Some(EntryRef::new(&file.head.name, id))
        };
        if *collection == home.head.name
            && let Some(near) = near(home)
        {
            return Some(near);
        }
        if let Some(name) = self.homes.get(entry.as_str()) {
            return Some(EntryRef::new(*name, entry));
        }
        let target = *self.index_of.get(collection.as_str())?;
        near(self.checked[target].as_ref()?)
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
    let refs = |file: &CheckedFile| -> Vec<EntryRef> {
        let ids = file.entries.iter().map(|entry| &entry.id);
        ids.map(|id| EntryRef::new(&file.head.name, id)).collect()
    };
    let known: HashSet<EntryRef> = whole.iter().flat_map(refs).collect();
    let finished = whole.into_iter().map(|file| file.finish(&known));
    Library::new(finished.collect(), unavailable, synonyms)
}
