//! The entries of one response file, each checked by itself and beside the others.

use std::collections::HashMap;
use std::ops::Range;
use std::thread::yield_now;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::content::checked::{CheckedFile, Reference};
use crate::content::dotted;
use crate::content::edit::entry_text::of_fields;
use crate::content::faults::Faults;
use crate::content::fields::Fields;
use crate::content::meant::{alike_key, nearest};
use crate::content::misspelt::suspects;
use crate::content::picture;
use crate::content::strangers::Strangers;
use crate::content::value::{Pair, Text, in_order};
use crate::content::{rules, schema};
use crate::diagnostic::fault::{BracketFault, Fault, KeyFault, Place, Remark};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::library::{Choice, Entry, EntryRef};
use crate::text::limits::{self, shorten};

/// What must not occur twice over the entries of one file, by what is left of it when case and
/// accents do not count.
#[derive(Default)]
pub(crate) struct Entries {
    names: Met,
    labels: Met,
    groups: Met,
}

/// The names of one kind that were met, and where each stood first.
#[derive(Default)]
struct Met(HashMap<String, (String, Range<usize>)>);

impl Met {
    /// Reports what is wrong with a name that reads the same as an earlier one.
    fn meet<F: Into<Fault>>(
        &mut self,
        faults: &mut Faults<'_>,
        name: &str,
        at: Range<usize>,
        alike: impl FnOnce(String, String) -> Option<F>,
    ) {
        let key = alike_key(name);
        let Some((other, first)) = self.0.get(&key) else {
            self.0.insert(key, (name.to_owned(), at));
            return;
        };
        if let Some(fault) = alike(name.to_owned(), other.clone()) {
            faults.push(Diagnostic::new(at, fault).with_second(first.clone()));
        }
    }
}

impl Entries {
    pub(crate) fn check(
        &mut self,
        faults: &mut Faults<'_>,
        file: &mut CheckedFile,
        table: &DeTable<'_>,
    ) {
        let all: Vec<_> = entries(table).collect();
        let whole = all.iter().filter(|entry| !is_orphan(faults.text, **entry));
        let whole: Vec<&str> = whole.map(|((key, _), _)| key.get_ref().as_ref()).collect();
        let mut last = None;
        for entry in all {
            // With thousands of entries, whoever answers members meanwhile need not wait for all.
            yield_now();
            let ((key, _), fields) = entry;
            let id = key.get_ref().as_ref();
            if schema::is_block(id) && !fields.iter().any(|(k, _)| k.get_ref() == "title") {
                let name = last.as_deref();
                block_without_name(faults, table, (id, key.span()), fields, name);
                continue;
            }
            if let Some(block) = block_in_name(table, id, fields) {
                let edit = TextEdit::new(key.span(), block.as_str());
                let fault = KeyFault::EntryName {
                    name: id.to_owned(),
                    suggestion: Some(block),
                };
                faults.add_mended(key.span(), fault, edit);
                continue;
            }
            dotted::report(faults, (table, &file.head.name), id, fields);
            file.ids.insert(id.to_owned());
            if is_orphan(faults.text, entry) {
                let names = (whole.as_slice(), last.as_deref());
                report_orphan(faults, table, (id, key.span()), fields, names);
                continue;
            }
            last = Some(id.to_owned());
            rules::entry_name(faults, id, key.span());
            self.names.meet(faults, id, key.span(), |name, other| {
                Some(KeyFault::EntriesAlike { name, other })
            });
            let entry = self.entry(faults, file, id, key.span(), fields);
            file.entries.push(entry);
        }
    }

    fn entry(
        &mut self,
        faults: &mut Faults<'_>,
        file: &mut CheckedFile,
        id: &str,
        at: Range<usize>,
        table: &DeTable<'_>,
    ) -> Entry {
        let mut strangers = Strangers::new(Place::Entry);
        let fields = Fields::read(faults, schema::ENTRY, table, Some(&mut strangers));
        fields.require(faults, schema::ENTRY, Place::Entry, &at);
        // An entry that lacks more than that is still being written.
        if !fields.has("summary") && fields.has("text") {
            faults.add(at.clone(), Remark::MissingSummary);
        }
        if let (Some(title), Some(span)) = (fields.text("title"), fields.span("title")) {
            let label = shorten(&title, limits::MAX_LABEL);
            self.labels.meet(faults, &label, span, |_, _| {
                Some(KeyFault::LabelsAlike { label: title })
            });
        }
        if let (Some(group), Some(span)) = (fields.text("group"), fields.span("group")) {
            self.groups.meet(faults, &group, span, |name, other| {
                (name != other).then_some(Remark::GroupsAlike { name, other })
            });
        }
        let mut entry = build(file, id, &fields);
        entry.picture = picture::check(faults, &fields);
        let keywords = fields.list("keywords").into_iter();
        let keywords: Vec<_> = keywords.map(|word| word.span).collect();
        let suspects = suspects(&mut faults.comparisons, &entry, &keywords);
        file.suspects.extend(suspects);
        rules::whole_entry(faults, &entry, file.head.source.as_deref(), |key| {
            fields.span(key).unwrap_or_else(|| at.clone())
        });
        entry
    }
}

/// The tables of a file that are entries, in the order in which they stand: those with no name of a key.
pub(crate) fn entries<'t, 'i>(
    table: &'t DeTable<'i>,
) -> impl Iterator<Item = (Pair<'t, 'i>, &'t DeTable<'i>)> {
    let all = in_order(table).into_iter();
    let named = all.filter(|(key, _)| schema::find(schema::TOP, key.get_ref()).is_none());
    named.filter_map(|pair| Some((pair, pair.1.get_ref().as_table()?)))
}

/// Whether an entry is only implied by a block such as `[name.sections]`, or by a name with a dot: a table
/// with a name of its own begins at that name's bracket.
fn is_orphan(text: &str, ((_, value), fields): (Pair<'_, '_>, &DeTable<'_>)) -> bool {
    let has_own_name = matches!(
        text.as_bytes().get(value.span().start),
        Some(b'[' | b'{') | None
    );
    let mut fields = fields.iter();
    !has_own_name
        && fields.all(|(key, v)| {
            let is_block = schema::is_block(key.get_ref()) && v.get_ref().is_table();
            is_block || dotted::holds_text(text, (key, v))
        })
}

/// The block that a name such as `koffie-links` means, where that is no text, and there is one without it.
fn block_in_name(table: &DeTable<'_>, id: &str, fields: &DeTable<'_>) -> Option<String> {
    let (name, block) = id.rsplit_once(['-', '_'])?;
    let is_text = schema::ENTRY
        .iter()
        .any(|key| fields.contains_key(key.name));
    let is_free = !is_text && schema::is_block(block) && !has_block(table, name, block);
    (is_free && table.contains_key(name)).then(|| format!("{name}.{block}"))
}

/// Whether an entry of this name has such a block.
fn has_block(table: &DeTable<'_>, id: &str, block: &str) -> bool {
    let entry = table.get(id).map(Spanned::get_ref);
    let entry = entry.and_then(DeValue::as_table);
    entry.is_some_and(|entry| entry.contains_key(block))
}

/// Reports that there is no entry of this name for a block; the others are `whole`, and one may stand `above` it.
fn report_orphan(
    faults: &mut Faults<'_>,
    table: &DeTable<'_>,
    (id, at): (&str, Range<usize>),
    fields: &DeTable<'_>,
    (whole, above): (&[&str], Option<&str>),
) {
    // A name that recovery made up is nobody's mistake.
    let recovery = faults.recovery.as_ref();
    if recovery.is_some_and(|recovery| recovery.has_changed(&at)) {
        return;
    }
    let fields = in_order(fields).into_iter();
    let mut blocks = fields.filter(|(key, _)| schema::is_block(key.get_ref()));
    let Some((block, _)) = blocks.next() else {
        return;
    };
    let block = block.get_ref().as_ref();
    let near = nearest(&mut faults.comparisons, id, whole.iter().copied());
    // Most often the text above it got another name.
    let lacks = |id: &&str| !has_block(table, id, block);
    let suggestion = near.or_else(|| above.filter(lacks));
    let free = suggestion.filter(lacks);
    let edit = free.map(|near| TextEdit::new(at.clone(), near));
    let fault = BracketFault::OrphanBlock {
        name: id.to_owned(),
        block: block.to_owned(),
        suggestion: suggestion.map(str::to_owned),
    };
    faults.add_mended(at, fault, edit);
}

/// The entry of these fields; notes what it refers to.
fn build(file: &mut CheckedFile, id: &str, fields: &Fields) -> Entry {
    let mut refer = |text: Text, is_button| {
        let to = EntryRef::parse(&text.value, &file.head.name);
        file.references.push(Reference {
            to: to.clone(),
            span: text.span,
            from: id.to_owned(),
            is_button,
        });
        to
    };
    let related = fields.list("related").into_iter();
    let related = related.map(|name| refer(name, false)).collect();
    let choices = fields.pairs("choices").into_iter();
    let choices = choices.map(|(label, to)| Choice {
        label,
        to: refer(to, true),
    });
    Entry {
        related,
        choices: choices.collect(),
        ..Entry::new(id, of_fields(fields))
    }
}

/// Reports a block that does not say of which entry it is; most likely it is of the `last` one.
fn block_without_name(
    faults: &mut Faults<'_>,
    table: &DeTable<'_>,
    (block, span): (&str, Range<usize>),
    fields: &DeTable<'_>,
    last: Option<&str>,
) {
    // `[sections.koffie]`: the name stands behind the block.
    let turned = fields.iter().find(|(name, value)| {
        value.get_ref().is_table() && table.contains_key(name.get_ref().as_ref())
    });
    let name = turned.map(|(name, _)| name.get_ref().as_ref()).or(last);
    let free = name.filter(|name| !has_block(table, name, block));
    let end = turned.map_or(span.end, |(name, _)| name.span().end);
    let edit = free.map(|name| TextEdit::new(span.start..end, format!("{name}.{block}")));
    let fault = BracketFault::BlockWithoutName {
        block: block.to_owned(),
        suggestion: name.map(str::to_owned),
    };
    faults.add_mended(span, fault, edit);
}
