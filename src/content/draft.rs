//! One response file, from text to a checked draft: keys, kinds and limits.
//!
//! The parsed TOML is walked by the tables of [`super::schema`], value by value, so that one file
//! yields all its faults and every fault knows its place.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::schema::{self, Key, Kind};
use super::{Faults, rules, syntax};
use crate::fold::Folded;
use crate::library::{self, Choice, CollectionHead, EntryRef, Link, OpenWith, Section};
use crate::limits::{self, length, shorten};
use crate::words::fault::{self, Fault, Place};

/// A file that parsed, with whatever could be used of it.
pub(super) struct Collection {
    head: CollectionHead,
    entries: Vec<library::Entry>,
    references: Vec<Reference>,
    /// The names of all entries, usable or not.
    pub(super) ids: HashSet<String>,
}

struct Reference {
    to: EntryRef,
    span: Range<usize>,
    from: String,
}

impl Collection {
    pub(super) fn name(&self) -> &str {
        &self.head.name
    }

    /// The references to other entries: where to, where it stands, and from which entry.
    pub(super) fn references(&self) -> impl Iterator<Item = (EntryRef, Range<usize>, &str)> {
        self.references
            .iter()
            .map(|r| (r.to.clone(), r.span.clone(), r.from.as_str()))
    }

    pub(super) fn entry_refs(&self) -> impl Iterator<Item = EntryRef> {
        self.entries
            .iter()
            .map(|e| EntryRef::new(&self.head.name, &e.id))
    }

    /// The finished collection; references to what is not `known` are left out.
    pub(super) fn finish(self, known: &HashSet<EntryRef>) -> library::Collection {
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
pub(super) fn collection(faults: &mut Faults, name: &str, text: &str) -> Collection {
    let (table, errors) = DeTable::parse_recoverable(text);
    let trusted = syntax::report(faults, text, &errors);
    let mut own = Faults {
        source: faults.source,
        ..Faults::default()
    };
    let mut draft = top(&mut own, name, &table);
    entries(&mut own, &mut draft, table.get_ref());
    // What stands behind a syntax error may be misread, so nothing is said about it.
    for diagnostic in own.found {
        let missing = matches!(
            diagnostic.fault,
            Fault::MissingKey { .. } | Fault::NoEntries
        );
        if diagnostic.span.end <= trusted && (errors.is_empty() || !missing) {
            faults.push(diagnostic);
        }
    }
    draft
}

fn top(faults: &mut Faults, name: &str, table: &Spanned<DeTable<'_>>) -> Collection {
    let mut fields = Fields::default();
    for (key, value) in table.get_ref() {
        match (schema::find(schema::TOP, key.get_ref()), value.get_ref()) {
            (Some(known), _) => fields.take(faults, known, key, value),
            (None, DeValue::Table(_)) => {}
            (None, DeValue::Array(items)) if items.iter().any(|i| i.get_ref().is_table()) => {
                let name = key.get_ref().clone().into_owned();
                faults.add(key.span(), Fault::DoubleBrackets { name });
            }
            (None, _) => unknown_key(faults, key, Place::Top),
        }
    }
    let start = 0..0;
    fields.require(faults, schema::TOP, Place::Top, &start);
    if !table
        .get_ref()
        .iter()
        .any(|(_, value)| value.get_ref().is_table())
    {
        faults.add(start, Fault::NoEntries);
    }
    let head = CollectionHead {
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
        color: fields
            .text("color")
            .and_then(|color| rules::parse_color(&color)),
        intro: fields.text("intro").unwrap_or_default(),
        source: fields.text("source"),
        english: library::English {
            name: fields.text("name_en"),
            description: fields.text("description_en"),
            option: fields.text("option_en"),
            option_description: fields.text("option_description_en"),
        },
    };
    let total =
        length(&head.title) + length(&head.intro) + head.source.as_deref().map_or(0, length);
    if total > limits::MAX_ANSWER {
        let at = fields.span("intro").unwrap_or(0..0);
        faults.add(
            at,
            Fault::AnswerTooLong {
                limit: limits::MAX_ANSWER,
                found: total,
            },
        );
    }
    Collection {
        head,
        entries: Vec::new(),
        references: Vec::new(),
        ids: HashSet::new(),
    }
}

fn entries(faults: &mut Faults, draft: &mut Collection, table: &DeTable<'_>) {
    let mut names: HashMap<String, (String, Range<usize>)> = HashMap::new();
    let mut labels: HashMap<String, Range<usize>> = HashMap::new();
    for (key, value) in table {
        let DeValue::Table(fields) = value.get_ref() else {
            continue;
        };
        if schema::find(schema::TOP, key.get_ref()).is_some() {
            continue;
        }
        let id = key.get_ref().as_ref();
        draft.ids.insert(id.to_owned());
        rules::entry_name(faults, id, key.span());
        match names.get(&rules::alike_key(id)) {
            Some((other, span)) => {
                let fault = Fault::EntriesAlike {
                    name: id.into(),
                    other: other.clone(),
                };
                faults.add_with_earlier(key.span(), span.clone(), fault);
            }
            None => _ = names.insert(rules::alike_key(id), (id.to_owned(), key.span())),
        }
        let (entry, title) = entry(faults, draft, id, key.span(), fields);
        if let Some(title) = title {
            let label = rules::alike_key(&shorten(&entry.title, limits::MAX_LABEL));
            match labels.get(&label) {
                Some(earlier) => {
                    let fault = Fault::LabelsAlike {
                        label: entry.title.clone(),
                    };
                    faults.add_with_earlier(title, earlier.clone(), fault);
                }
                None => _ = labels.insert(label, title),
            }
        }
        draft.entries.push(entry);
    }
}

/// One entry, and where its title stands.
fn entry(
    faults: &mut Faults,
    draft: &mut Collection,
    id: &str,
    at: Range<usize>,
    table: &DeTable<'_>,
) -> (library::Entry, Option<Range<usize>>) {
    let mut fields = Fields::default();
    for (key, value) in table {
        match schema::find(schema::ENTRY, key.get_ref()) {
            Some(known) => fields.take(faults, known, key, value),
            None => unknown_key(faults, key, Place::Entry),
        }
    }
    fields.require(faults, schema::ENTRY, Place::Entry, &at);
    if !fields.has("summary") {
        faults.add(at.clone(), Fault::MissingSummary);
    }
    let related = fields.list("related");
    let choices = fields.choices("choices");
    for text in related.iter().chain(choices.iter().map(|(_, to)| to)) {
        let to = EntryRef::parse(&text.text, &draft.head.name);
        draft.references.push(Reference {
            to,
            span: text.span.clone(),
            from: id.to_owned(),
        });
    }
    let title = fields.text("title").unwrap_or_default();
    let keywords: Vec<String> = fields
        .list("keywords")
        .into_iter()
        .map(|t| t.text)
        .collect();
    let group = fields.text("group");
    let entry = library::Entry {
        id: id.to_owned(),
        folded: Folded::of(id, &title, &keywords, group.as_deref()),
        title,
        emoji: fields.text("emoji"),
        group,
        summary: fields.text("summary"),
        text: fields.text("text").unwrap_or_default(),
        keywords,
        related: related
            .iter()
            .map(|t| EntryRef::parse(&t.text, &draft.head.name))
            .collect(),
        source: fields.text("source"),
        checked: fields.date("checked"),
        sections: (fields.pairs("sections").into_iter())
            .map(|(heading, text)| Section { heading, text })
            .collect(),
        choices: (choices.iter())
            .map(|(label, to)| Choice {
                label: label.clone(),
                to: EntryRef::parse(&to.text, &draft.head.name),
            })
            .collect(),
        links: (fields.pairs("links").into_iter())
            .map(|(label, url)| Link { label, url })
            .collect(),
    };
    rules::whole_entry(faults, &entry, draft.head.source.as_deref(), |key| {
        fields.span(key).unwrap_or_else(|| at.clone())
    });
    let title = fields.span("title").filter(|_| !entry.title.is_empty());
    (entry, title)
}

fn unknown_key(faults: &mut Faults, key: &Spanned<Cow<'_, str>>, place: Place) {
    let (here, there, other) = match place {
        Place::Top => (schema::TOP, schema::ENTRY, Place::Entry),
        Place::Entry => (schema::ENTRY, schema::TOP, Place::Top),
    };
    let name = key.get_ref().clone().into_owned();
    let fault = if schema::find(there, &name).is_some() {
        Fault::MisplacedKey {
            key: name,
            belongs: other,
        }
    } else {
        let suggestion = rules::nearest(&name, here.iter().map(|k| k.name)).map(str::to_owned);
        Fault::UnknownKey {
            key: name,
            place,
            suggestion,
        }
    };
    faults.add(key.span(), fault);
}

/// The values of one table that passed their checks, by key.
#[derive(Default)]
struct Fields {
    values: HashMap<&'static str, (Field, Range<usize>)>,
    /// Keys that are there, usable or not.
    present: HashSet<&'static str>,
}

enum Field {
    Text(String),
    List(Vec<Text>),
    Pairs(Vec<(String, String)>),
    Choices(Vec<(String, Text)>),
    Date(jiff::civil::Date),
}

/// A piece of text and where it stands.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

impl Text {
    /// Line ends become `\n`; white space around the text does not count.
    fn new(text: &str, span: Range<usize>) -> Self {
        Self {
            text: text.replace("\r\n", "\n").trim().to_owned(),
            span,
        }
    }
}

impl Fields {
    fn take(
        &mut self,
        faults: &mut Faults,
        key: &'static Key,
        name: &Spanned<Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        self.present.insert(key.name);
        if let Some(field) = field(faults, key, value) {
            let span = if value.get_ref().is_table() {
                name.span()
            } else {
                value.span()
            };
            self.values.insert(key.name, (field, span));
        }
    }

    fn require(&self, faults: &mut Faults, keys: &'static [Key], place: Place, at: &Range<usize>) {
        for key in keys
            .iter()
            .filter(|key| key.required && !self.has(key.name))
        {
            faults.add(
                at.clone(),
                Fault::MissingKey {
                    key: key.name,
                    place,
                },
            );
        }
    }

    fn has(&self, key: &str) -> bool {
        self.present.contains(key)
    }

    fn span(&self, key: &str) -> Option<Range<usize>> {
        self.values.get(key).map(|(_, span)| span.clone())
    }

    fn text(&self, key: &str) -> Option<String> {
        match &self.values.get(key)?.0 {
            Field::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn list(&self, key: &str) -> Vec<Text> {
        match self.values.get(key) {
            Some((Field::List(list), _)) => list.clone(),
            _ => Vec::new(),
        }
    }

    fn pairs(&self, key: &str) -> Vec<(String, String)> {
        match self.values.get(key) {
            Some((Field::Pairs(pairs), _)) => pairs.clone(),
            _ => Vec::new(),
        }
    }

    fn choices(&self, key: &str) -> Vec<(String, Text)> {
        match self.values.get(key) {
            Some((Field::Choices(choices), _)) => choices.clone(),
            _ => Vec::new(),
        }
    }

    fn date(&self, key: &str) -> Option<jiff::civil::Date> {
        match self.values.get(key)?.0 {
            Field::Date(date) => Some(date),
            _ => None,
        }
    }
}

/// Reads one value by its kind, and reports what is wrong with it. A text that is merely too long
/// is still returned, so that whatever depends on it is not reported as missing.
fn field(faults: &mut Faults, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Field> {
    match key.kind {
        Kind::Words { most, each } => {
            let words = list(faults, key.name, value)?;
            rules::count(faults, value.span(), fault::N_WORDS, words.len(), most);
            for word in &words {
                rules::line(faults, key.name, word, each);
            }
            Some(Field::List(words))
        }
        Kind::References => {
            let names = list(faults, key.name, value)?;
            let most = limits::MAX_RELATED;
            rules::count(faults, value.span(), fault::N_REFERENCES, names.len(), most);
            Some(Field::List(names))
        }
        Kind::Date => date(faults, key.name, value).map(Field::Date),
        Kind::Sections => {
            let sections = pairs(faults, key.name, value, rules::section)?;
            let most = limits::MAX_SECTIONS;
            rules::count(
                faults,
                value.span(),
                fault::N_SECTIONS,
                sections.len(),
                most,
            );
            Some(Field::Pairs(sections))
        }
        Kind::Choices => {
            let choices = choices(faults, key.name, value)?;
            let most = limits::MAX_CHOICES;
            rules::count(faults, value.span(), fault::N_CHOICES, choices.len(), most);
            Some(Field::Choices(choices))
        }
        Kind::Links => {
            let links = pairs(faults, key.name, value, rules::link)?;
            rules::count(
                faults,
                value.span(),
                fault::N_LINKS,
                links.len(),
                limits::MAX_LINKS,
            );
            Some(Field::Pairs(links))
        }
        kind => {
            let text = text(faults, key.name, value)?;
            if text.text.is_empty() {
                faults.add(
                    text.span,
                    Fault::EmptyText {
                        key: key.name.into(),
                    },
                );
                return None;
            }
            match kind {
                Kind::Text(limit) => rules::text(faults, key.name, &text, limit),
                Kind::Line(limit) => rules::line(faults, key.name, &text, limit),
                Kind::OptionName => rules::option_name(faults, &text),
                Kind::Choice(choices) => rules::choice(faults, key.name, &text, choices),
                Kind::Color => rules::color(faults, &text),
                _ => rules::emoji(faults, &text),
            }
            Some(Field::Text(text.text))
        }
    }
}

fn wrong_type(
    faults: &mut Faults,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    expected: &'static str,
) {
    let found = match value.get_ref() {
        DeValue::String(_) => fault::TEXT,
        DeValue::Integer(_) | DeValue::Float(_) => fault::NUMBER,
        DeValue::Boolean(_) => fault::BOOLEAN,
        DeValue::Datetime(_) => fault::DATE,
        DeValue::Array(_) => fault::LIST,
        DeValue::Table(_) => fault::PAIRS,
    };
    faults.add(
        value.span(),
        Fault::WrongType {
            key: key.into(),
            expected,
            found,
        },
    );
}

fn text(faults: &mut Faults, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
    if let DeValue::String(text) = value.get_ref() {
        return Some(Text::new(text, value.span()));
    }
    wrong_type(faults, key, value, fault::TEXT);
    None
}

fn list(faults: &mut Faults, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Vec<Text>> {
    let DeValue::Array(items) = value.get_ref() else {
        wrong_type(faults, key, value, fault::LIST);
        return None;
    };
    let texts: Vec<Text> = items
        .iter()
        .filter_map(|item| text(faults, key, item))
        .collect();
    for empty in texts.iter().filter(|t| t.text.is_empty()) {
        faults.add(empty.span.clone(), Fault::EmptyText { key: key.into() });
    }
    Some(texts)
}

fn pairs(
    faults: &mut Faults,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    check: fn(&mut Faults, &Text, &Text),
) -> Option<Vec<(String, String)>> {
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(faults, key, value, fault::PAIRS);
        return None;
    };
    let mut found = Vec::new();
    for (name, value) in table {
        let name = Text::new(name.get_ref(), name.span());
        let Some(text) = text(faults, &name.text, value) else {
            continue;
        };
        check(faults, &name, &text);
        found.push((name.text, text.text));
    }
    Some(found)
}

/// Labels with references to entries; each reference keeps its place.
fn choices(
    faults: &mut Faults,
    key: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<Vec<(String, Text)>> {
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(faults, key, value, fault::PAIRS);
        return None;
    };
    let mut found = Vec::new();
    for (label, value) in table {
        let label = Text::new(label.get_ref(), label.span());
        rules::choice_label(faults, &label);
        if let Some(to) = text(faults, &label.text, value) {
            found.push((label.text, to));
        }
    }
    Some(found)
}

fn date(faults: &mut Faults, key: &str, value: &Spanned<DeValue<'_>>) -> Option<jiff::civil::Date> {
    // A date between quotes means the same to whoever wrote it.
    if let DeValue::String(text) = value.get_ref()
        && let Ok(date) = text.trim().parse()
    {
        return Some(date);
    }
    let DeValue::Datetime(datetime) = value.get_ref() else {
        wrong_type(faults, key, value, fault::DATE);
        return None;
    };
    let date = datetime.date.and_then(|d| {
        let (year, month, day) = (d.year.try_into(), d.month.try_into(), d.day.try_into());
        jiff::civil::Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
    });
    if date.is_none() {
        faults.add(value.span(), Fault::BadDate);
    }
    date
}
