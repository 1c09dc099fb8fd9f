//! One response file, from text to a checked draft.
//!
//! The parsed TOML is walked by the tables of [`crate::content::schema`], value by value, so that one file
//! yields all its faults and every fault knows its place.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::thread::yield_now;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::content::edit::entry_text::of_fields;
use crate::content::faults::Faults;
use crate::content::fields::Fields;
use crate::content::meant::{alike_key, nearest, nearest_key, parse_color};
use crate::content::syntax::{self, has_too_many_parts};
use crate::content::value::in_order;
use crate::content::{rules, schema};
use crate::diagnostic::fault::{Fault, Place};
use crate::library;
use crate::library::{Choice, CollectionHead, Entry, EntryRef, OpenWith};
use crate::text::limits::{length, shorten};
use crate::text::{limits, work};

/// A file with whatever could be used of it.
pub(crate) struct CheckedFile {
    head: CollectionHead,
    entries: Vec<Entry>,
    references: Vec<Reference>,
    /// The names of all entries, usable or not.
    pub(crate) ids: HashSet<String>,
    /// Whether `ids` has them all, so that a name it lacks does not exist.
    pub(crate) all_ids_known: bool,
}

struct Reference {
    to: EntryRef,
    span: Range<usize>,
    from: String,
}

impl CheckedFile {
    fn new(head: CollectionHead) -> Self {
        Self {
            head,
            entries: Vec::new(),
            references: Vec::new(),
            ids: HashSet::new(),
            all_ids_known: true,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.head.name
    }

    /// The references to other entries: where to, where it stands, and from which entry.
    pub(crate) fn references(&self) -> impl Iterator<Item = (EntryRef, Range<usize>, &str)> {
        self.references
            .iter()
            .map(|r| (r.to.clone(), r.span.clone(), r.from.as_str()))
    }

    pub(crate) fn entry_refs(&self) -> impl Iterator<Item = EntryRef> {
        self.entries
            .iter()
            .map(|e| EntryRef::new(&self.head.name, &e.id))
    }

    /// The finished collection; references to what is not `known` are left out.
    pub(crate) fn finish(self, known: &HashSet<EntryRef>) -> library::Collection {
        let name = self.head.name.clone();
        let mut entries = self.entries;
        for entry in &mut entries {
            let itself = EntryRef::new(&name, &entry.id);
            let mut seen = HashSet::new();
            (entry.choices).retain(|choice| choice.to != itself && known.contains(&choice.to));
            entry
                .related
                .retain(|r| *r != itself && known.contains(r) && seen.insert(r.clone()));
        }
        library::Collection::new(self.head, entries)
    }
}

/// Checks one file's text.
pub(crate) fn collection(faults: &mut Faults<'_>, name: &str) -> CheckedFile {
    let text = faults.text;
    work::look(text.len());
    if !has_too_many_parts(text)
        && let Ok(table) = DeTable::parse(text)
        && !has_double_brackets(text, table.get_ref())
    {
        return checked(faults, name, table.get_ref());
    }
    let (mended, mut mendings) = syntax::mend(faults, text);
    work::look(mended.len());
    if has_too_many_parts(&mended) {
        faults.add(0..0, Fault::TooManyParts);
        return CheckedFile {
            all_ids_known: false,
            ..CheckedFile::new(head(name, &Fields::default()))
        };
    }
    let (table, errors) = DeTable::parse_recoverable(&mended);
    mendings.trust_until_first(faults, text, &errors);
    let kept_all_entries = mendings.kept_all_entries() && errors.is_empty();
    faults.mended = Some(mendings);
    let mut draft = checked(faults, name, table.get_ref());
    faults.mended = None;
    draft.all_ids_known = kept_all_entries;
    draft
}

/// Whether `[[name]]` stands somewhere: right in TOML, but it means nothing here.
fn has_double_brackets(text: &str, table: &DeTable<'_>) -> bool {
    table.iter().any(|(_, value)| match value.get_ref() {
        DeValue::Array(_) => text[value.span()].starts_with("[["),
        DeValue::Table(inner) => inner
            .iter()
            .any(|(_, value)| value.get_ref().is_array() && text[value.span()].starts_with("[[")),
        _ => false,
    })
}

fn checked(faults: &mut Faults<'_>, name: &str, table: &DeTable<'_>) -> CheckedFile {
    let mut draft = top(faults, name, table);
    Entries::default().check(faults, &mut draft, table);
    draft
}

fn top(faults: &mut Faults<'_>, name: &str, table: &DeTable<'_>) -> CheckedFile {
    let mut strangers = Strangers::new(Place::Top);
    let fields = Fields::read(faults, schema::TOP, table, |faults, fields, key, value| {
        if !value.get_ref().is_table() {
            strangers.meet(faults, fields, key);
        }
    });
    let mut entries = in_order(table).into_iter();
    match entries.find(|(key, value)| is_entry(key.get_ref(), value)) {
        Some((key, _)) => fields.require(faults, schema::TOP, Place::Top, &key.span()),
        None if strangers.met_misplaced => {}
        None => faults.add(0..0, Fault::NoEntries),
    }
    let head = head(name, &fields);
    let parts = [
        (length(&head.title), limits::MAX_TITLE),
        (length(&head.intro), limits::MAX_TEXT),
        (head.source.as_deref().map_or(0, length), limits::MAX_FOOTER),
    ];
    rules::answer(faults, fields.span("intro").unwrap_or(0..0), &parts);
    CheckedFile::new(head)
}

fn is_entry(key: &str, value: &Spanned<DeValue<'_>>) -> bool {
    value.get_ref().is_table() && schema::find(schema::TOP, key).is_none()
}

fn head(name: &str, fields: &Fields) -> CollectionHead {
    CollectionHead {
        name: name.to_owned(),
        title: fields.text("title").unwrap_or_default(),
        description: fields.text("description").unwrap_or_default(),
        option: fields
            .text("option")
            .unwrap_or_else(|| schema::DEFAULT_OPTION.into()),
        option_description: fields
            .text("option_description")
            .unwrap_or_else(|| schema::DEFAULT_OPTION_DESCRIPTION.into()),
        open_with: match fields.text("open_with").as_deref() {
            Some("random") => OpenWith::Random,
            Some("guide") => OpenWith::Guide,
            _ => OpenWith::Overview,
        },
        color: fields.text("color").and_then(|color| parse_color(&color)),
        intro: fields.text("intro").unwrap_or_default(),
        source: fields.text("source"),
        english: library::English {
            name: fields.text("name_en"),
            description: fields.text("description_en"),
            option: fields.text("option_en"),
            option_description: fields.text("option_description_en"),
        },
    }
}

/// Reports keys that do not belong where they stand.
struct Strangers {
    place: Place,
    met_misplaced: bool,
}

impl Strangers {
    fn new(place: Place) -> Self {
        Self {
            place,
            met_misplaced: false,
        }
    }

    /// Keys of an entry above the first one are one mistake, a forgotten name: only the first is
    /// reported.
    fn meet(&mut self, faults: &mut Faults<'_>, fields: &mut Fields, key: &Spanned<Cow<'_, str>>) {
        let name = key.get_ref().clone().into_owned();
        let (here, there, belongs) = match self.place {
            Place::Top => (schema::TOP, schema::ENTRY, Place::Entry),
            _ => (schema::ENTRY, schema::TOP, Place::Top),
        };
        if schema::find(there, &name).is_some() {
            let is_echo = self.met_misplaced && belongs == Place::Entry;
            self.met_misplaced = true;
            if !is_echo {
                let fault = Fault::MisplacedKey {
                    key: name,
                    belongs,
                    stands: self.place,
                };
                faults.add(key.span(), fault);
            }
            return;
        }
        let comparisons = &mut faults.comparisons;
        let near = nearest_key(comparisons, &name, here.iter());
        let far = near.or_else(|| nearest_key(comparisons, &name, there.iter()));
        if let Some(near) = near {
            fields.note(near);
        }
        let fault = Fault::UnknownKey {
            key: name,
            place: self.place,
            suggestion: far.map(str::to_owned),
            belongs: if near == far { self.place } else { belongs },
        };
        faults.add(key.span(), fault);
    }
}

/// What must not occur twice over the entries of one file, by what is left of it when case and
/// accents do not count.
#[derive(Default)]
struct Entries {
    names: HashMap<String, (String, Range<usize>)>,
    labels: HashMap<String, Range<usize>>,
    groups: HashMap<String, (String, Range<usize>)>,
}

impl Entries {
    fn check(&mut self, faults: &mut Faults<'_>, draft: &mut CheckedFile, table: &DeTable<'_>) {
        let mut entries = in_order(table);
        entries.retain(|(key, value)| is_entry(key.get_ref(), value));
        let whole: Vec<&str> = entries
            .iter()
            .filter(|(_, value)| !is_orphan(faults.text, value))
            .map(|(key, _)| key.get_ref().as_ref())
            .collect();
        let mut last = None;
        for (key, value) in entries {
            // With thousands of entries, whoever answers members meanwhile need not wait for all.
            yield_now();
            let DeValue::Table(fields) = value.get_ref() else {
                continue;
            };
            let id = key.get_ref().as_ref();
            if schema::is_block(id) && !fields.iter().any(|(k, _)| k.get_ref() == "title") {
                let fault = Fault::BlockWithoutName {
                    block: id.to_owned(),
                    suggestion: last.clone(),
                };
                faults.add(key.span(), fault);
                continue;
            }
            last = Some(id.to_owned());
            draft.ids.insert(id.to_owned());
            if is_orphan(faults.text, value) {
                orphan(faults, id, fields, key.span(), &whole);
                continue;
            }
            rules::entry_name(faults, id, key.span());
            self.name(faults, id, key.span());
            let entry = self.entry(faults, draft, id, key.span(), fields);
            draft.entries.push(entry);
        }
    }

    fn name(&mut self, faults: &mut Faults<'_>, id: &str, at: Range<usize>) {
        match self.names.get(&alike_key(id)) {
            Some((other, span)) => {
                let fault = Fault::EntriesAlike {
                    name: id.into(),
                    other: other.clone(),
                };
                faults.add_with_second(at, span.clone(), fault);
            }
            None => _ = self.names.insert(alike_key(id), (id.to_owned(), at)),
        }
    }

    fn label(&mut self, faults: &mut Faults<'_>, title: &str, at: Range<usize>) {
        let label = alike_key(&shorten(title, limits::MAX_LABEL));
        match self.labels.get(&label) {
            Some(earlier) => {
                let fault = Fault::LabelsAlike {
                    label: title.to_owned(),
                };
                faults.add_with_second(at, earlier.clone(), fault);
            }
            None => _ = self.labels.insert(label, at),
        }
    }

    fn group(&mut self, faults: &mut Faults<'_>, group: &str, at: Range<usize>) {
        match self.groups.get(&alike_key(group)) {
            Some((other, _)) if other == group => {}
            Some((other, span)) => {
                let fault = Fault::GroupsAlike {
                    name: group.to_owned(),
                    other: other.clone(),
                };
                faults.add_with_second(at, span.clone(), fault);
            }
            None => {
                let key = alike_key(group);
                self.groups.insert(key, (group.to_owned(), at));
            }
        }
    }

    fn entry(
        &mut self,
        faults: &mut Faults<'_>,
        draft: &mut CheckedFile,
        id: &str,
        at: Range<usize>,
        table: &DeTable<'_>,
    ) -> Entry {
        let mut strangers = Strangers::new(Place::Entry);
        let fields = Fields::read(faults, schema::ENTRY, table, |faults, fields, key, _| {
            strangers.meet(faults, fields, key);
        });
        fields.require(faults, schema::ENTRY, Place::Entry, &at);
        // An entry that lacks more than that is still being written.
        if !fields.has("summary") && fields.has("text") {
            faults.add(at.clone(), Fault::MissingSummary);
        }
        if let (Some(title), Some(span)) = (fields.text("title"), fields.span("title")) {
            self.label(faults, &title, span);
        }
        if let (Some(group), Some(span)) = (fields.text("group"), fields.span("group")) {
            self.group(faults, &group, span);
        }
        refer(draft, id, &fields);
        let entry = build(id, &draft.head.name, &fields);
        rules::whole_entry(faults, &entry, draft.head.source.as_deref(), |key| {
            fields.span(key).unwrap_or_else(|| at.clone())
        });
        entry
    }
}

/// Whether an entry is only implied by a block such as `[name.sections]`: a table with a name of its
/// own begins at that name's bracket.
fn is_orphan(text: &str, value: &Spanned<DeValue<'_>>) -> bool {
    let DeValue::Table(fields) = value.get_ref() else {
        return false;
    };
    let has_own_name = matches!(
        text.as_bytes().get(value.span().start),
        Some(b'[' | b'{') | None
    );
    let mut fields = fields.iter();
    !has_own_name
        && fields.all(|(key, v)| schema::is_block(key.get_ref()) && v.get_ref().is_table())
}

fn orphan(
    faults: &mut Faults<'_>,
    id: &str,
    fields: &DeTable<'_>,
    at: Range<usize>,
    whole: &[&str],
) {
    let fields = in_order(fields);
    let block = fields.first().map_or("", |(key, _)| key.get_ref());
    let suggestion = nearest(&mut faults.comparisons, id, whole.iter().copied());
    let fault = Fault::OrphanBlock {
        name: id.to_owned(),
        block: block.to_owned(),
        suggestion: suggestion.map(str::to_owned),
    };
    faults.add(at, fault);
}

fn refer(draft: &mut CheckedFile, id: &str, fields: &Fields) {
    let choices = fields.pairs("choices").into_iter().map(|(_, to)| to);
    for text in fields.list("related").into_iter().chain(choices) {
        let to = EntryRef::parse(&text.value, &draft.head.name);
        draft.references.push(Reference {
            to,
            span: text.span,
            from: id.to_owned(),
        });
    }
}

fn build(id: &str, home: &str, fields: &Fields) -> Entry {
    let mut body = of_fields(fields);
    let emoji = body.emoji.as_deref().and_then(rules::sendable_emoji);
    body.emoji = emoji.map(str::to_owned);
    let related = body.related.iter();
    let choices = fields.pairs("choices").into_iter();
    Entry {
        related: related.map(|name| EntryRef::parse(name, home)).collect(),
        choices: choices
            .map(|(label, to)| Choice {
                label,
                to: EntryRef::parse(&to.value, home),
            })
            .collect(),
        ..Entry::new(id, body)
    }
}
