//! The library: the collections of entries, each entry by its name and by its number over all.

use std::collections::HashMap;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

use strum::{EnumString, VariantNames};

use crate::library::entry::{Entry, EntryRef, Folded};
use crate::library::index::subjects::subjects;
use crate::library::index::{Document, Index};
use crate::library::names::Names;
use crate::text::fold::fold;

/// All content that answers, in the order of the command names.
#[derive(Debug, Default)]
pub struct Library {
    collections: Vec<Collection>,
    unavailable: Vec<String>,
    /// The number of each collection's first entry, counting over all.
    starts: Vec<u32>,
    synonyms: Vec<Vec<String>>,
    /// Made when it is first asked for: whoever only reads the files needs none.
    index: OnceLock<Index>,
    names: Names,
}

impl Library {
    /// Collects what can answer, the names of commands whose text cannot be read now, and groups of
    /// folded words that mean the same.
    pub fn new(
        mut collections: Vec<Collection>,
        mut unavailable: Vec<String>,
        synonyms: Vec<Vec<String>>,
    ) -> Self {
        collections.sort_by(|a, b| a.name.cmp(&b.name));
        unavailable.sort();
        let mut next = 0;
        let start = |collection: &Collection| {
            let start = next;
            next += u32::try_from(collection.entries.len()).unwrap_or_default();
            start
        };
        let starts = collections.iter().map(start).collect();
        let entries = collections.iter().flat_map(|c| &c.entries);
        let names = Names::new(entries.map(|entry| &entry.folded));
        Self {
            collections,
            unavailable,
            starts,
            synonyms,
            index: OnceLock::new(),
            names,
        }
    }

    /// The words of all entries and overviews; documents are entries, numbered over all collections in order,
    /// behind them the overviews of the collections, and behind those the subjects that no text treats.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let overviews = self.collections.iter().map(overview);
            let documents = self.collections.iter().flat_map(documents);
            Index::new(documents.chain(overviews), subjects(), &self.synonyms)
        })
    }

    /// Whether the index was asked for.
    pub fn has_index(&self) -> bool {
        self.index.get().is_some()
    }

    /// The words of the names of all entries.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// Groups of folded words that mean the same: who asks with one finds the others. A word can be in
    /// several groups, and can be several words with spaces between them.
    pub fn synonyms(&self) -> &[Vec<String>] {
        &self.synonyms
    }

    /// The entry with this number over all collections.
    pub fn numbered(&self, number: u32) -> Option<(&Collection, &Entry)> {
        let at = self.starts.partition_point(|start| *start <= number);
        let at = at.checked_sub(1)?;
        let entry = (number - self.starts[at]) as usize;
        let collection = &self.collections[at];
        Some((collection, collection.entries.get(entry)?))
    }

    /// The collection whose overview has this number.
    pub fn numbered_overview(&self, number: u32) -> Option<&Collection> {
        let place = number.checked_sub(self.all_numbers().end)?;
        self.collections.get(place as usize)
    }

    /// The numbers of all entries.
    pub fn all_numbers(&self) -> Range<u32> {
        0..u32::try_from(self.n_entries()).unwrap_or(u32::MAX)
    }

    /// The numbers of a collection's entries.
    pub fn numbers(&self, collection: &Collection) -> Range<u32> {
        let start = self.place(&collection.name).map_or(0, |at| self.starts[at]);
        start..start + u32::try_from(collection.entries.len()).unwrap_or_default()
    }

    /// The collections, sorted by command name.
    pub fn collections(&self) -> &[Collection] {
        &self.collections
    }

    /// Commands that stay known although no version of their file can be read.
    pub fn unavailable(&self) -> &[String] {
        &self.unavailable
    }

    /// The collection behind a command.
    pub fn collection(&self, name: &str) -> Option<&Collection> {
        self.place(name).map(|at| &self.collections[at])
    }

    fn place(&self, name: &str) -> Option<usize> {
        let found = self.collections.binary_search_by(|c| (*c.name).cmp(name));
        found.ok()
    }

    /// The entry a reference points at, if it exists.
    pub fn resolve(&self, reference: &EntryRef) -> Option<(&Collection, &Entry)> {
        let collection = self.collection(&reference.collection)?;
        Some((collection, collection.entry(&reference.entry)?))
    }

    /// The entries that answer without the picture that they name: it cannot be read any more.
    pub fn without_picture(&self) -> impl Iterator<Item = EntryRef> {
        let lacks = |entry: &Entry| entry.image.is_some() && entry.picture.is_none();
        let without = self.entries().filter(move |(_, entry)| lacks(entry));
        without.map(|(collection, entry)| EntryRef::new(&collection.name, &entry.id))
    }

    /// The entries that lead to this one: by what to read next, or by a choice.
    pub fn leading_to(&self, target: &EntryRef) -> Vec<(&Collection, &Entry)> {
        let leads = |e: &Entry| {
            e.related.contains(target) || e.choices.iter().any(|choice| choice.to == *target)
        };
        self.entries().filter(|(_, entry)| leads(entry)).collect()
    }

    /// All entries, in the order of their numbers, with where they belong.
    pub fn entries(&self) -> impl Iterator<Item = (&Collection, &Entry)> {
        let of = |collection| move |entry| (collection, entry);
        self.collections
            .iter()
            .flat_map(move |collection| collection.entries.iter().map(of(collection)))
    }

    /// The number of entries over all collections.
    pub fn n_entries(&self) -> usize {
        self.collections.iter().map(|c| c.entries.len()).sum()
    }
}

/// The texts of an overview that are searched. A guide opens with its first question.
fn overview(collection: &Collection) -> Document<'_> {
    let english = &collection.english;
    let mut document = collection.opening().map(of_entry).unwrap_or_default();
    let names = [collection.name.as_str(), &collection.title];
    document.names.extend(names);
    document.names.extend(english.name.as_deref());
    let questions = collection.questions.iter();
    document.names.extend(questions.map(String::as_str));
    let lines = [&collection.description, &collection.option_description].into_iter();
    document.lines.extend(lines.map(String::as_str));
    let english = [&english.description, &english.option_description].into_iter();
    let english = english.flatten().map(String::as_str);
    document.lines.extend(english);
    document.texts.push(&collection.intro);
    document
}

/// The texts of each entry that are searched. What a guide opens with is found as its overview.
fn documents(collection: &Collection) -> impl Iterator<Item = Document<'_>> {
    let opening = collection.opening().map(|_| Document::default());
    let others = collection.entries.iter().skip(opening.iter().len());
    opening.into_iter().chain(others.map(of_entry))
}

fn of_entry(entry: &Entry) -> Document<'_> {
    let names = [entry.id.as_str(), &entry.title].into_iter();
    let asked = entry.keywords.iter().chain(&entry.questions);
    let names = names.chain(asked.map(String::as_str));
    let headings = entry.sections.iter().map(|(heading, _)| heading);
    let lines = entry.summary.iter().chain(&entry.group).chain(headings);
    let sections = entry.sections.iter().map(|(_, text)| text);
    let labels = entry.links.iter().map(|(label, _)| label);
    let texts = [&entry.text].into_iter().chain(sections).chain(labels);
    Document {
        names: names.collect(),
        lines: lines.map(String::as_str).collect(),
        texts: texts.map(String::as_str).collect(),
    }
}

/// One response file: a slash command and its entries.
#[derive(Debug)]
pub struct Collection {
    head: CollectionHead,
    /// What its overview is called, as it is suggested.
    pub folded: Folded,
    entries: Vec<Entry>,
    by_id: HashMap<String, usize>,
}

/// A collection is read as what stands above its entries.
impl Deref for Collection {
    type Target = CollectionHead;

    fn deref(&self) -> &CollectionHead {
        &self.head
    }
}

/// What stands in a response file above its entries.
#[derive(Debug, Default)]
pub struct CollectionHead {
    /// The command's name, which is the file's name without `.toml`.
    pub name: String,
    /// The heading of the overview.
    pub title: String,
    /// What Discord's command list says of the command.
    pub description: String,
    /// The name of the command's one option.
    pub option: String,
    /// What Discord says of that option.
    pub option_description: String,
    /// What the command shows when no entry is chosen.
    pub open_with: OpenWith,
    /// The colour of the bar beside an answer, as 0xRRGGBB.
    pub color: Option<u32>,
    /// Markdown above the overview; may be empty.
    pub intro: String,
    /// Where the texts come from; an entry may say otherwise.
    pub source: Option<String>,
    /// What the overview answers, as members ask for it.
    pub questions: Vec<String>,
    /// The command for clients that are not in Dutch.
    pub english: English,
}

/// How a command presents itself to clients that are not in Dutch; what is left out stays Dutch.
#[derive(Debug, Clone, Default)]
pub struct English {
    /// The command's name.
    pub name: Option<String>,
    /// What Discord's command list says of it.
    pub description: Option<String>,
    /// The name of its option.
    pub option: Option<String>,
    /// What Discord says of that option.
    pub option_description: Option<String>,
}

impl Collection {
    /// Makes a collection; entries of one group are moved together, where the group first stands.
    pub fn new(head: CollectionHead, entries: Vec<Entry>) -> Self {
        let entries = grouped(entries);
        let numbered = entries.iter().enumerate();
        let by_id = numbered.map(|(index, e)| (e.id.clone(), index)).collect();
        let names = [&head.name, &head.title].into_iter();
        let names = names.chain(&head.english.name).map(String::as_str);
        Self {
            folded: Folded::new(names, None),
            head,
            entries,
            by_id,
        }
    }

    /// The question with which a guide opens.
    fn opening(&self) -> Option<&Entry> {
        let is_guide = self.open_with == OpenWith::Guide;
        self.entries.first().filter(|_| is_guide)
    }

    /// What members ask that its overview is the answer to, with what a guide's first question says of that.
    pub(crate) fn questions(&self) -> impl Iterator<Item = &str> {
        let opening = self.opening().into_iter();
        let of_opening = opening.flat_map(|entry| &entry.questions);
        let all = self.head.questions.iter().chain(of_opening);
        all.map(String::as_str)
    }

    /// The entries, in the order in which members page through them.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry with this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.position(id).map(|index| &self.entries[index])
    }

    /// Where the entry with this id stands, counted from 0.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The groups, in the order in which they appear.
    pub fn groups(&self) -> Vec<&str> {
        let named = self.entries.iter().filter_map(|e| e.group.as_deref());
        let mut groups: Vec<&str> = named.collect();
        groups.dedup();
        groups
    }

    /// The entries of one group, found by a name that may differ in case and accents.
    pub fn in_group(&self, group: &str) -> Vec<&Entry> {
        let group = fold(group);
        let belongs = |e: &&Entry| e.folded.group.as_ref().is_some_and(|g| *g == group);
        self.entries.iter().filter(belongs).collect()
    }
}

/// Orders entries so that a group is one run; those without a group keep their place as their own.
fn grouped(entries: Vec<Entry>) -> Vec<Entry> {
    let mut first_seen: HashMap<String, usize> = HashMap::new();
    let mut keyed: Vec<(usize, Entry)> = entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| match &entry.group {
            Some(group) => (*first_seen.entry(group.clone()).or_insert(index), entry),
            None => (index, entry),
        })
        .collect();
    keyed.sort_by_key(|(place, _)| *place);
    keyed.into_iter().map(|(_, entry)| entry).collect()
}

/// What a command shows when no entry is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum OpenWith {
    /// The list of entries, with a menu.
    #[default]
    Overview,
    /// One entry by chance.
    Random,
    /// The first entry, whose choices lead on.
    Guide,
}
