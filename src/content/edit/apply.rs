//! An edit of one entry, and the text of its file after it.

use toml_edit::{DocumentMut, Item, Table};

use crate::content::edit::entry_text::{fill, unlink};
use crate::content::edit::layout::{Block, blocks_in, of};
use crate::content::edit::lines::{cut_out, own_lines, put_in, replace, unix};
use crate::content::edit::place::Position;
use crate::library::EntryRef;
use crate::library::entry::EntryText;
use crate::text::fold::fold;

/// A change to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The entry that changes.
    pub entry: EntryRef,
    /// What becomes of that entry.
    pub change: Change,
}

/// What becomes of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The entry says something else.
    Write(EntryText),
    /// The entry comes into being, behind the others of its group if it has one.
    Add(EntryText),
    /// The entry goes.
    Remove,
    /// The entry becomes, again, what these lines of a response file say; one that went comes back at this
    /// place, if it is known.
    PutBack(String, Option<Position>),
    /// The entry leads no longer to this one: not by what to read next, and not by a choice.
    Unlink(EntryRef),
}

impl Change {
    /// The change that brings the lines of a version back, to where the entry stood if that is known.
    pub fn restoring(lines: &str, place: Option<Position>) -> Self {
        if lines.is_empty() {
            Self::Remove
        } else {
            Self::PutBack(lines.to_owned(), place)
        }
    }
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
    let blocks = blocks_in(text).ok_or(EditError::Unreadable)?;
    let own = of(&blocks, id);
    match &edit.change {
        Change::Write(new) => written(text, id, &own, |table| fill(table, new)),
        Change::Unlink(target) => {
            let home = &edit.entry.collection;
            written(text, id, &own, |table| unlink(table, home, target))
        }
        Change::Add(_) if !own.is_empty() => Err(EditError::Exists),
        Change::Add(new) => {
            let after = place_for(text, &blocks, new.group.as_deref());
            Ok(put_in(text, after, &added(id, new)))
        }
        Change::Remove if own.is_empty() => Err(EditError::Missing),
        Change::Remove => Ok(cut_out(text, &own)),
        Change::PutBack(lines, place) => put_back(text, id, &own, lines, place.as_ref()),
    }
}

/// The text with these lines of an entry: where it is, else at this place, else with its group.
fn put_back(
    text: &str,
    id: &str,
    own: &[Block],
    lines: &str,
    place: Option<&Position>,
) -> Result<String, EditError> {
    let lines = unix(lines);
    let table: toml::Table = toml::from_str(&lines).map_err(|_| EditError::Foreign)?;
    if table.len() != 1 || !table.contains_key(id) {
        return Err(EditError::Foreign);
    }
    if own.iter().any(|block| block.headed) {
        return Ok(replace(text, own, &lines));
    }
    let text = cut_out(text, own);
    let blocks = blocks_in(&text).ok_or(EditError::Unreadable)?;
    let there = place.and_then(|place| place.put(&text, &blocks, &lines));
    let group = table[id].get("group").and_then(toml::Value::as_str);
    Ok(there.unwrap_or_else(|| put_in(&text, place_for(&text, &blocks, group), &lines)))
}

/// The text after a change of the entry's table.
pub(crate) fn written(
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
    Ok(replace(text, own, &document.to_string()))
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

fn added(id: &str, new: &EntryText) -> String {
    let mut table = Table::new();
    fill(&mut table, new);
    let mut document = DocumentMut::new();
    document.insert(id, Item::Table(table));
    document.to_string()
}

/// Behind the last entry of the group, or of the file.
fn place_for(text: &str, blocks: &[Block], group: Option<&str>) -> usize {
    let file: toml::Table = toml::from_str(text).unwrap_or_default();
    let group_of = |block: &Block| file.get(&block.id)?.get("group")?.as_str().map(fold);
    let group = group.map(fold);
    let mut headed = blocks.iter().filter(|block| block.headed);
    let last = headed.rfind(|block| group.is_some() && group_of(block) == group);
    last.map_or(text.len(), |block| block.range.end)
}
