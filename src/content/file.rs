//! One response file, from text to a checked file.
//!
//! The parsed TOML is walked by the tables of [`crate::content::schema`], value by value, so that one file
//! yields all its faults and every fault knows its place.

use toml::de::{DeTable, DeValue};

use crate::content::checked::CheckedFile;
use crate::content::entries::{Entries, entries};
use crate::content::faults::Faults;
use crate::content::fields::Fields;
use crate::content::meant::parse_color;
use crate::content::strangers::Strangers;
use crate::content::syntax::{self, has_too_many_parts};
use crate::content::{rules, schema};
use crate::diagnostic::fault::{FileFault, Place, Remark};
use crate::library::{CollectionHead, English, OpenWith};
use crate::text::limits::length;
use crate::text::{limits, work};

/// Checks one file's text; nothing comes of one that is not read.
pub(crate) fn check(faults: &mut Faults<'_>, name: &str) -> Option<CheckedFile> {
    let (file, has_lost_ids) = read(faults, |faults, table| {
        let mut file = check_top(faults, name, table);
        Entries::default().check(faults, &mut file, table);
        check_guide(faults, &file, table);
        file
    });
    Some(CheckedFile {
        has_lost_ids,
        ..file?
    })
}

/// A guide begins at the first text, which asks something only with buttons.
fn check_guide(faults: &mut Faults<'_>, file: &CheckedFile, table: &DeTable<'_>) {
    let is_guide = file.head.open_with == OpenWith::Guide && faults.recovery.is_none();
    let first = entries(table).next().filter(|_| is_guide);
    if let Some(((key, _), fields)) = first
        && !fields.contains_key("choices")
    {
        let name = key.get_ref().clone().into_owned();
        faults.add(key.span(), Remark::NoChoices { name });
    }
}

/// Has `check` look at what a file's text says, recovered from mistakes where it is no TOML; nothing
/// comes of a text with too many parts. Tells whether an entry was lost.
pub(crate) fn read<T>(
    faults: &mut Faults<'_>,
    check: impl FnOnce(&mut Faults<'_>, &DeTable<'_>) -> T,
) -> (Option<T>, bool) {
    let text = faults.text;
    work::look(text.len());
    if !has_too_many_parts(text)
        && let Ok(table) = DeTable::parse(text)
        && !has_double_brackets(text, table.get_ref())
    {
        return (Some(check(faults, table.get_ref())), false);
    }
    let (recovered, mut recovery) = syntax::recover(faults);
    work::look(recovered.len());
    if has_too_many_parts(&recovered) {
        faults.add(0..0, FileFault::TooManyParts);
        return (None, true);
    }
    let (table, errors) = DeTable::parse_recoverable(&recovered);
    recovery.trust_until_first(faults, &errors);
    let has_lost_entries = recovery.lost_entries || !errors.is_empty();
    faults.recovery = Some(recovery);
    let checked = check(faults, table.get_ref());
    faults.recovery = None;
    (Some(checked), has_lost_entries)
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

fn check_top(faults: &mut Faults<'_>, name: &str, table: &DeTable<'_>) -> CheckedFile {
    let mut strangers = Strangers::new(Place::Top);
    let fields = Fields::read(faults, schema::TOP, table, Some(&mut strangers));
    match entries(table).next() {
        Some(((key, _), _)) => fields.require(faults, schema::TOP, Place::Top, &key.span()),
        None if strangers.met_misplaced => {}
        None => {
            fields.require(faults, schema::TOP, Place::Top, &(0..0));
            faults.add(0..0, FileFault::NoEntries);
        }
    }
    let head = head(name, &fields);
    let parts = [
        (length(&head.title), limits::MAX_TITLE),
        (length(&head.intro), limits::MAX_TEXT),
        (head.source.as_deref().map_or(0, length), limits::MAX_FOOTER),
    ];
    rules::answer(faults, fields.span("intro").unwrap_or(0..0), &parts);
    CheckedFile {
        head,
        ..CheckedFile::default()
    }
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
        open_with: fields
            .text("open_with")
            .and_then(|word| word.parse().ok())
            .unwrap_or_default(),
        color: fields.text("color").and_then(|color| parse_color(&color)),
        intro: fields.text("intro").unwrap_or_default(),
        source: fields.text("source"),
        questions: fields
            .list("questions")
            .into_iter()
            .map(|q| q.value)
            .collect(),
        english: English {
            name: fields.text("name_en"),
            description: fields.text("description_en"),
            option: fields.text("option_en"),
            option_description: fields.text("option_description_en"),
        },
    }
}
