//! Changes what a file says of itself, and the order and groups of its entries, and nothing else in it.

use std::collections::HashSet;

use toml_edit::{DocumentMut, Item};

use crate::content::edit::apply::{EditError, written};
use crate::content::edit::layout::{blocks_in, of};
use crate::content::edit::lines::{cut_out, in_place_of, own_lines, with, with_line_ends_of};
use crate::content::edit::place::Position;
use crate::content::edit::values::{self, Shape};

/// What a file says of itself, as moderators edit it in Discord.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileText {
    /// The heading of the overview.
    pub title: String,
    /// What Discord's command list says of the command.
    pub description: String,
    /// The text above the overview.
    pub intro: Option<String>,
    /// Where the texts come from.
    pub source: Option<String>,
    /// The colour of the bar beside an answer.
    pub color: Option<String>,
    /// The names of all entries, each with its group, in the order in which members page through them.
    pub order: Vec<(String, Option<String>)>,
}

impl FileText {
    /// What stands above the entries of a file; nothing when the text is no TOML.
    pub fn of(text: &str, order: Vec<(String, Option<String>)>) -> Option<Self> {
        let document: DocumentMut = text.parse().ok()?;
        let line = |key: &str| document.get(key).and_then(Item::as_str).map(values::plain);
        Some(Self {
            title: line("title").unwrap_or_default(),
            description: line("description").unwrap_or_default(),
            intro: line("intro"),
            source: line("source"),
            color: line("color"),
            order,
        })
    }
}

/// The file's text with other texts of its own, and its entries in another order. `old` is what it says
/// now.
///
/// # Errors
///
/// [`EditError::Unreadable`] when the text is no TOML, [`EditError::Missing`] when an entry has no lines of
/// its own that could be moved.
pub fn arrange(text: &str, old: &FileText, new: &FileText) -> Result<String, EditError> {
    let mut text = with_head(text, new)?;
    for entry in &new.order {
        if !old.order.contains(entry) {
            text = in_group(&text, &entry.0, entry.1.as_deref())?;
        }
    }
    let ids = |order: &[(String, Option<String>)]| -> Vec<String> {
        order.iter().map(|(id, _)| id.clone()).collect()
    };
    let (old, new) = (ids(&old.order), ids(&new.order));
    if old == new {
        return Ok(text);
    }
    let stood = headed(&text)?;
    if stood.len() != new.len() {
        return Err(EditError::Missing);
    }
    // One that moves leaves all others, and the comments between them, where they are.
    let moved = one_moved(&stood, &new).map(|id| behind(&text, id, &new));
    moved.unwrap_or_else(|| in_order(&text, &new))
}

/// The text with what the file says of itself, in the lines above its first entry.
fn with_head(text: &str, new: &FileText) -> Result<String, EditError> {
    let blocks = blocks_in(text).ok_or(EditError::Unreadable)?;
    let first = blocks.iter().find(|block| block.headed);
    let (head, rest) = text.split_at(first.map_or(text.len(), |block| block.range.start));
    let mut document: DocumentMut = head.parse().map_err(|_| EditError::Unreadable)?;
    let table = document.as_table_mut();
    values::set_text(table, "title", Some(&new.title), Shape::Line);
    values::set_text(table, "description", Some(&new.description), Shape::Line);
    values::set_text(table, "color", new.color.as_deref(), Shape::Line);
    values::set_text(table, "intro", new.intro.as_deref(), Shape::Lines);
    values::set_text(table, "source", new.source.as_deref(), Shape::Line);
    let written = document.to_string();
    if written == head.replace("\r\n", "\n") {
        return Ok(text.to_owned());
    }
    Ok(with_line_ends_of(text, &written) + rest)
}

fn in_group(text: &str, id: &str, group: Option<&str>) -> Result<String, EditError> {
    let own = of(&blocks_in(text).ok_or(EditError::Unreadable)?, id);
    written(text, id, &own, |table| {
        values::set_text(table, "group", group, Shape::Line);
    })
}

/// The entries with lines of their own, in the order of the file.
fn headed(text: &str) -> Result<Vec<String>, EditError> {
    let blocks = blocks_in(text).ok_or(EditError::Unreadable)?;
    let mut ids: Vec<String> = Vec::new();
    for block in blocks.into_iter().filter(|block| block.headed) {
        if !ids.contains(&block.id) {
            ids.push(block.id);
        }
    }
    Ok(ids)
}

/// The entry without which both orders are one, if there is one.
fn one_moved<'a>(old: &[String], new: &'a [String]) -> Option<&'a String> {
    let differs = |(a, b): (&String, &String)| a != b;
    let first = old.iter().zip(new).position(differs)?;
    let rest = |order: &[String], id: &String| -> Vec<String> {
        order.iter().filter(|other| *other != id).cloned().collect()
    };
    let ends = [new.get(first), new.iter().find(|id| **id == old[first])];
    let mut candidates = ends.into_iter().flatten();
    candidates.find(|id| rest(old, id) == rest(new, id))
}

/// The text with an entry behind the one that stands before it in this order.
fn behind(text: &str, id: &str, order: &[String]) -> Result<String, EditError> {
    let missing = EditError::Missing;
    let own = of(&blocks_in(text).ok_or(EditError::Unreadable)?, id);
    let lines = own_lines(text, &own).ok_or(missing)?;
    let rest = cut_out(text, &own);
    let blocks = blocks_in(&rest).ok_or(EditError::Unreadable)?;
    let at = order.iter().position(|other| other == id).ok_or(missing)?;
    let place = match at.checked_sub(1) {
        Some(before) => Position::Below(order[before].clone()),
        None => Position::Above(order.get(1).ok_or(missing)?.clone()),
    };
    place.put(&rest, &blocks, &lines).ok_or(missing)
}

/// The text with its entries in this order; what stands between entries stays where it is.
fn in_order(text: &str, order: &[String]) -> Result<String, EditError> {
    let blocks = blocks_in(text).ok_or(EditError::Unreadable)?;
    let (mut order, mut met) = (order.iter(), HashSet::new());
    let mut pieces = Vec::new();
    for block in blocks.iter().filter(|block| block.headed) {
        let piece = if met.insert(&block.id) {
            let id = order.next().ok_or(EditError::Missing)?;
            let lines = own_lines(text, &of(&blocks, id)).ok_or(EditError::Missing)?;
            in_place_of(text, block, &lines)
        } else {
            String::new()
        };
        pieces.push((block.range.clone(), piece));
    }
    Ok(with(text, pieces))
}
