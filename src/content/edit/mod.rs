//! Changes one entry in the text of a file, and nothing else in it.
//!
//! Pure: text and [`Edit`] in, new text out. Whether the new text may be published is for
//! [`crate::content::compile`] to say, and writing it down is for [`crate::store::publish`].

mod fingerprint;
mod layout;
mod values;

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_edit::{DocumentMut, Item, Table};

use crate::content::date;
use crate::content::edit::layout::{Block, Layout};
use crate::content::edit::values::Shape;
use crate::content::value::in_order;
use crate::library::{EntryRef, Link, Section};
use crate::text::lines::line_start;
pub use fingerprint::Fingerprint;
pub(crate) use fingerprint::{fnv, folded};

/// What an entry says, as far as moderators edit it in Discord.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryText {
    /// The heading.
    pub title: String,
    /// One emoji before the heading.
    pub emoji: Option<String>,
    /// The group that it belongs to.
    pub group: Option<String>,
    /// One line for menus and overviews.
    pub summary: Option<String>,
    /// The text.
    pub text: String,
    /// Other words to find it by.
    pub keywords: Vec<String>,
    /// What to read next: `entry` of the same file, or `file/entry`.
    pub related: Vec<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// When someone last looked whether it is still true.
    pub checked: Option<Date>,
    /// Headed pieces of text.
    pub sections: Vec<Section>,
    /// Link buttons.
    pub links: Vec<Link>,
}

/// A change to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The entry.
    pub entry: EntryRef,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It says something else.
    Write(EntryText),
    /// It comes into being, behind the others of its group if it has one.
    Add(EntryText),
    /// It goes.
    Remove,
    /// It becomes, again, what these lines of a response file say.
    PutBack(String),
    /// It leads no longer to this entry: not by what to read next, and not by a choice.
    Unlink(EntryRef),
}

/// Why a text cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is not what TOML is; nothing is ever written to a file that cannot be read.
    #[error("the file cannot be read as TOML")]
    Unreadable,
    /// The entry is not there.
    #[error("there is no such entry")]
    Missing,
    /// An entry of that name is there already.
    #[error("there is such an entry already")]
    Exists,
    /// The lines to put back are not those of this entry.
    #[error("these lines are not of this entry")]
    Foreign,
}

/// The file's text after an edit. All bytes outside the entry's own lines stay as they are.
///
/// # Errors
///
/// See [`EditError`].
pub fn apply(text: &str, edit: &Edit) -> Result<String, EditError> {
    let id = &edit.entry.entry;
    let file = Layout::parse(text).ok_or(EditError::Unreadable)?;
    let own = file.of(id);
    match &edit.change {
        Change::Write(new) => {
            let lines = written(text, id, &own, |table| fill(table, new))?;
            Ok(replace(text, &own, &lines))
        }
        Change::Unlink(target) => {
            let home = &edit.entry.collection;
            let lines = written(text, id, &own, |table| unlink(table, home, target))?;
            Ok(replace(text, &own, &lines))
        }
        Change::Add(_) if !own.is_empty() => Err(EditError::Exists),
        Change::Add(new) => {
            let after = place_for(text, &file, new.group.as_deref());
            Ok(put_in(text, after, &added(id, new)))
        }
        Change::Remove if own.is_empty() => Err(EditError::Missing),
        Change::Remove => Ok(cut_out(text, &own)),
        Change::PutBack(lines) => {
            let lines = unix(lines);
            let table: toml::Table = toml::from_str(&lines).map_err(|_| EditError::Foreign)?;
            if table.len() != 1 || !table.contains_key(id) {
                return Err(EditError::Foreign);
            }
            if own.iter().any(|block| block.headed) {
                return Ok(replace(text, &own, &lines));
            }
            let text = cut_out(text, &own);
            let file = Layout::parse(&text).ok_or(EditError::Unreadable)?;
            let group = table[id].get("group").and_then(toml::Value::as_str);
            let after = place_for(&text, &file, group);
            Ok(put_in(&text, after, &lines))
        }
    }
}

/// Whether the text of a file is TOML, so that what is in it can be known.
pub fn is_readable(text: &str) -> bool {
    layout::blocks(text).is_some()
}

/// The lines of one entry, with the comment directly above it; nothing when it is not there.
pub fn lines_of(text: &str, id: &str) -> Option<String> {
    own_lines(text, &layout::blocks_of(text, id)?)
}

fn own_lines(text: &str, own: &[Block]) -> Option<String> {
    let lines: String = own.iter().map(|block| &text[block.range.clone()]).collect();
    (!lines.is_empty()).then(|| whole_lines(&lines))
}

/// Lines with plain line ends, the last one included.
fn whole_lines(lines: &str) -> String {
    let lines = unix(lines);
    if lines.ends_with('\n') {
        lines
    } else {
        lines + "\n"
    }
}

/// What an entry says, from the lines of it; what is not as it should be counts as not there.
pub fn text_of(lines: &str) -> Option<EntryText> {
    let file = DeTable::parse(lines).ok()?;
    let (_, entry) = file.get_ref().iter().next()?;
    let entry = entry.get_ref().as_table()?;
    let plain = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str().map(values::plain);
    let value = |key: &str| entry.get(key).map(Spanned::get_ref);
    let text = |key: &str| entry.get(key).and_then(plain);
    let pairs = |key: &str| -> Vec<(String, String)> {
        let table = value(key).and_then(DeValue::as_table);
        let pairs = table.into_iter().flat_map(in_order);
        pairs
            .filter_map(|(name, value)| Some((values::plain(name.get_ref()), plain(value)?)))
            .collect()
    };
    let list = |key: &str| {
        let items = value(key).and_then(DeValue::as_array);
        items.into_iter().flatten().filter_map(plain).collect()
    };
    Some(EntryText {
        title: text("title").unwrap_or_default(),
        emoji: text("emoji"),
        group: text("group"),
        summary: text("summary"),
        text: text("text").unwrap_or_default(),
        keywords: list("keywords"),
        related: list("related"),
        source: text("source"),
        checked: value("checked").and_then(date::of_value),
        sections: pairs("sections")
            .into_iter()
            .map(|(heading, text)| Section { heading, text })
            .collect(),
        links: pairs("links")
            .into_iter()
            .map(|(label, url)| Link { label, url })
            .collect(),
    })
}

/// The text without one entry's lines.
pub fn without(text: &str, id: &str) -> Option<String> {
    let own = layout::blocks_of(text, id)?.into_iter();
    Some(with(text, own.map(|block| (block.range, String::new()))))
}

/// The state of an entry in this text; nothing when it is not there.
pub fn fingerprint(text: &str, id: &str) -> Option<Fingerprint> {
    of_lines(&lines_of(text, id)?)
}

/// The state of an entry that these are the lines of.
pub fn of_lines(lines: &str) -> Option<Fingerprint> {
    let table: toml::Table = toml::from_str(lines).ok()?;
    let EntryText {
        sections, links, ..
    } = text_of(lines)?;
    let mut all = table.to_string();
    // The table has its keys by name; members see these in their order.
    let headings = sections.iter().map(|section| &section.heading);
    for name in headings.chain(links.iter().map(|link| &link.label)) {
        all.push_str(name);
        all.push('\n');
    }
    Some(Fingerprint(folded(fnv(all.as_bytes()))))
}

/// The state of a whole file, comments included.
pub fn file_fingerprint(text: &str) -> Fingerprint {
    Fingerprint(folded(fnv(text.as_bytes())))
}

/// The entries of a file with the lines of each, in the order in which they begin; nothing when the
/// text is no TOML.
pub fn entries(text: &str) -> Option<Vec<(String, String)>> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for block in layout::blocks(text)? {
        let place = *places.entry(block.id.clone()).or_insert_with(|| {
            entries.push((block.id, String::new()));
            entries.len() - 1
        });
        entries[place].1.push_str(&text[block.range]);
    }
    for (_, lines) in &mut entries {
        *lines = whole_lines(lines);
    }
    Some(entries)
}

/// The entry's lines after a change of its table.
fn written(
    text: &str,
    id: &str,
    own: &[Block],
    change: impl FnOnce(&mut Table),
) -> Result<String, EditError> {
    if own.is_empty() {
        return Err(EditError::Missing);
    }
    let headed = own.iter().all(|block| block.headed);
    let source = if headed {
        own_lines(text, own).unwrap_or_default()
    } else {
        text.to_owned()
    };
    let mut document: DocumentMut = source.parse().map_err(|_| EditError::Unreadable)?;
    if !headed {
        document = under_header(&mut document, id)?;
    }
    let table = document.get_mut(id).and_then(Item::as_table_mut);
    change(table.ok_or(EditError::Missing)?);
    Ok(document.to_string())
}

/// Takes out what leads to an entry.
fn unlink(table: &mut Table, home: &str, target: &EntryRef) {
    let leads = |item: &Item| {
        let name = item.as_str().map(values::plain);
        name.is_some_and(|name| EntryRef::parse(&name, home) == *target)
    };
    if let Some(related) = table.get("related").and_then(Item::as_array) {
        let names = related
            .iter()
            .filter_map(|value| value.as_str().map(values::plain));
        let kept = names.filter(|name| EntryRef::parse(name, home) != *target);
        let kept: Vec<String> = kept.collect();
        values::set_words(table, "related", &kept);
    }
    if let Some(choices) = table.get_mut("choices").and_then(Item::as_table_like_mut) {
        let gone = choices.iter().filter(|(_, to)| leads(to));
        let gone: Vec<String> = gone.map(|(label, _)| label.to_owned()).collect();
        for label in &gone {
            choices.remove(label);
        }
        if !gone.is_empty() && choices.is_empty() {
            table.remove("choices");
        }
    }
}

/// A document with only this entry, under a header of its own.
fn under_header(document: &mut DocumentMut, id: &str) -> Result<DocumentMut, EditError> {
    let item = document.remove(id).ok_or(EditError::Missing)?;
    let mut table = item.into_table().map_err(|_| EditError::Unreadable)?;
    table.set_dotted(false);
    table.set_implicit(false);
    let mut alone = DocumentMut::new();
    alone.insert(id, Item::Table(table));
    Ok(alone)
}

fn fill(table: &mut Table, new: &EntryText) {
    values::set_text(table, "title", Some(&new.title), Shape::Line);
    values::set_text(table, "emoji", new.emoji.as_deref(), Shape::Line);
    values::set_text(table, "group", new.group.as_deref(), Shape::Line);
    values::set_text(table, "summary", new.summary.as_deref(), Shape::Line);
    values::set_text(table, "text", Some(&new.text), Shape::Lines);
    values::set_words(table, "keywords", &new.keywords);
    values::set_words(table, "related", &new.related);
    values::set_text(table, "source", new.source.as_deref(), Shape::Line);
    values::set_date(table, "checked", new.checked);
    let sections = new
        .sections
        .iter()
        .map(|s| (s.heading.clone(), s.text.clone()));
    values::set_pairs(
        table,
        "sections",
        &sections.collect::<Vec<_>>(),
        Shape::Lines,
    );
    let links = new.links.iter().map(|l| (l.label.clone(), l.url.clone()));
    values::set_pairs(table, "links", &links.collect::<Vec<_>>(), Shape::Line);
}

fn added(id: &str, new: &EntryText) -> String {
    let mut table = Table::new();
    fill(&mut table, new);
    for key in ["sections", "links"] {
        if let Some(pairs) = table.get_mut(key).and_then(Item::as_table_mut) {
            pairs.decor_mut().set_prefix("\n");
        }
    }
    let mut document = DocumentMut::new();
    document.insert(id, Item::Table(table));
    document.to_string().trim_start().to_owned()
}

/// Behind the last entry of the group, or of the file.
fn place_for(text: &str, file: &Layout<'_>, group: Option<&str>) -> usize {
    let group = group.map(crate::text::fold::fold);
    let belongs = |block: &&Block| {
        let found = file.text(&block.id, "group").map(crate::text::fold::fold);
        found.is_some() && found == group
    };
    let mut headed = file.blocks.iter().filter(|block| block.headed);
    let last = group.as_ref().and_then(|_| headed.rfind(belongs));
    last.map_or(text.len(), |block| block.range.end)
}

/// Puts lines in the place of the first block, and takes the others out.
fn replace(text: &str, own: &[Block], lines: &str) -> String {
    let Some(first) = own.iter().position(|block| block.headed) else {
        let rest = cut_out(text, own);
        let end = rest.len();
        return put_in(&rest, end, lines);
    };
    let replaced = own.iter().enumerate().map(|(n, block)| {
        let mut new = if n == first {
            like(text, lines)
        } else {
            String::new()
        };
        if n == first && !text[block.range.clone()].ends_with('\n') {
            new.truncate(new.trim_end_matches(['\r', '\n']).len());
        }
        (block.range.clone(), new)
    });
    with(text, replaced)
}

/// The text with others in the place of these ranges, which follow each other.
fn with(text: &str, replaced: impl Iterator<Item = (Range<usize>, String)>) -> String {
    let mut new = String::with_capacity(text.len());
    let mut from = 0;
    for (range, lines) in replaced {
        new.push_str(text.get(from..range.start).unwrap_or_default());
        new.push_str(&lines);
        from = range.end.max(from);
    }
    new + &text[from..]
}

/// Takes blocks out, each with the empty line above it.
fn cut_out(text: &str, own: &[Block]) -> String {
    let cut = own.iter().map(|block| {
        let mut start = block.range.start;
        if block.headed && start > 0 {
            let above = line_start(text, start - 1);
            if text[above..start].trim().is_empty() {
                start = above;
            }
        }
        (start..block.range.end, String::new())
    });
    with(text, cut)
}

/// Adds lines at a place between other lines, with an empty line above them.
fn put_in(text: &str, at: usize, lines: &str) -> String {
    let end_line = if text[..at].is_empty() || text[..at].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let lines = like(text, &format!("{end_line}\n{lines}"));
    format!("{}{lines}{}", &text[..at], &text[at..])
}

/// Lines with plain line ends.
pub(crate) fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Lines with the line ends that this file has.
pub(crate) fn like(text: &str, lines: &str) -> String {
    let windows = text.matches("\r\n").count() * 2 > text.matches('\n').count();
    if windows {
        unix(lines).replace('\n', "\r\n")
    } else {
        lines.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::{Change, Edit, EntryText, apply};
    use crate::content::edit::layout::PARSED;
    use crate::library::EntryRef;

    /// How often the whole file is read for a new text in a group of a file with so many.
    fn readings(n_entries: usize, group: &str) -> usize {
        let mut text = String::new();
        for n in 0..n_entries {
            let _ = write!(text, "[e{n}]\ntitle = 'E'\ntext = 'E'\ngroup = 'Groep'\n\n");
        }
        let edit = Edit {
            entry: EntryRef::new("alles", "nieuw"),
            change: Change::Add(EntryText {
                group: Some(group.into()),
                ..EntryText::default()
            }),
        };
        PARSED.set(0);
        assert!(apply(&text, &edit).is_ok());
        PARSED.get().div_ceil(text.len())
    }

    #[test]
    fn a_new_text_reads_its_file_once_however_many_there_are() {
        for group in ["groep", "Een andere"] {
            assert_eq!(readings(10, group), 1);
            assert_eq!(readings(1000, group), 1);
        }
    }
}
