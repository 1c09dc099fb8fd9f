//! An edit of one entry, and the text of its file after it.

use toml_edit::{DocumentMut, Item, Table};

use crate::content::edit::entry_text::{fill, unlink};
use crate::content::edit::layout::{Block, Layout};
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
    /// The entry becomes, again, what these lines of a response file say.
    PutBack(String),
    /// The entry comes back where it stood, as these lines of a response file say.
    #[expect(missing_docs, reason = "each field is what its name says")]
    Return { lines: String, place: Position },
    /// The entry leads no longer to this one: not by what to read next, and not by a choice.
    Unlink(EntryRef),
}

impl Change {
    /// The change that brings the lines of a version back, to where the entry stood if that is known.
    pub fn restoring(lines: &str, place: Option<Position>) -> Self {
        let lines = lines.to_owned();
        match place {
            _ if lines.is_empty() => Self::Remove,
            Some(place) => Self::Return { lines, place },
            None => Self::PutBack(lines),
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
        Change::PutBack(lines) => put_back(text, id, &own, lines, None),
        Change::Return { lines, place } => put_back(text, id, &own, lines, Some(place)),
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
    let file = Layout::parse(&text).ok_or(EditError::Unreadable)?;
    let there = place.and_then(|place| place.put(&text, &file, &lines));
    let group = table[id].get("group").and_then(toml::Value::as_str);
    Ok(there.unwrap_or_else(|| put_in(&text, place_for(&text, &file, group), &lines)))
}

/// The entry's lines after a change of its table.
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
    Ok(document.to_string())
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
    for key in ["sections", "links", "choices"] {
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
    let group = group.map(fold);
    let belongs = |block: &&Block| {
        let found = file.text(&block.id, "group").map(fold);
        found.is_some() && found == group
    };
    let mut headed = file.blocks.iter().filter(|block| block.headed);
    let last = group.as_ref().and_then(|_| headed.rfind(belongs));
    last.map_or(text.len(), |block| block.range.end)
}
