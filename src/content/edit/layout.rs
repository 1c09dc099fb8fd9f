//! Where each entry stands in the text of its file, in whole lines.
//!
//! An edit cuts an entry's lines out and puts others in their place, so that not one byte of the
//! rest can change: not its comments, not its line ends. Knows nothing of what an entry may say.

use std::ops::Range;

use toml_edit::{Document, Item, Table};

use crate::content::schema;
use crate::text::lines::{line_end, line_start};
use crate::text::work::look;

/// Lines that belong to one entry and stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// The entry's id.
    pub(crate) id: String,
    /// The bytes of the lines, the last line end included.
    pub(crate) range: Range<usize>,
    /// Whether the lines stand under a header of their own (`[id]`), as they do in any file that a
    /// moderator wrote; `id.title = …` and `id = { … }` between the keys of the file do not.
    pub(crate) headed: bool,
}

/// All blocks of a file, in the order in which they stand; nothing when the text is no TOML.
pub(crate) fn blocks_in(text: &str) -> Option<Vec<Block>> {
    look(text.len());
    let document = Document::parse(text).ok()?;
    let mut pieces = Vec::new();
    for (id, item) in document.as_table() {
        if schema::find(schema::TOP, id).is_some() || !item.is_table_like() {
            continue;
        }
        let key = document.as_table().key(id).and_then(toml_edit::Key::span);
        collect(&mut pieces, text, id, key, item);
    }
    pieces.sort_by_key(|piece| piece.range.start);
    let mut blocks: Vec<Block> = Vec::new();
    for piece in pieces {
        match blocks.last_mut() {
            Some(last) if last.id == piece.id && last.headed == piece.headed => {
                last.range.end = piece.range.end.max(last.range.end);
            }
            _ => blocks.push(piece),
        }
    }
    Some(blocks)
}

/// The blocks of one entry.
pub(crate) fn of(blocks: &[Block], id: &str) -> Vec<Block> {
    let own = blocks.iter().filter(|block| block.id == id);
    own.cloned().collect()
}

fn collect(pieces: &mut Vec<Block>, text: &str, id: &str, key: Option<Range<usize>>, item: &Item) {
    match item.as_table() {
        Some(table) if !table.is_dotted() => headed(pieces, text, id, table),
        _ => {
            if let Some(key) = key {
                let start = line_start(text, key.start);
                let range = start..line_end(text, last_end(item).max(start));
                pieces.push(Block {
                    id: id.into(),
                    range,
                    headed: false,
                });
            }
        }
    }
}

fn headed(pieces: &mut Vec<Block>, text: &str, id: &str, table: &Table) {
    if let Some(header) = table.span().filter(|_| !table.is_implicit()) {
        let items = table.iter().map(|(_, item)| item);
        let own = items.filter(|item| item.as_table().is_none_or(Table::is_dotted));
        let end = own.map(last_end).fold(header.end, usize::max);
        let start = comment_start(text, line_start(text, header.start));
        let range = start..line_end(text, end);
        pieces.push(Block {
            id: id.into(),
            range,
            headed: true,
        });
    }
    for (_, item) in table {
        if let Some(table) = item.as_table().filter(|table| !table.is_dotted()) {
            headed(pieces, text, id, table);
        }
    }
}

/// Where the last value of an item ends.
fn last_end(item: &Item) -> usize {
    let own = item.span().map_or(0, |span| span.end);
    let inner = item.as_table().into_iter().flatten();
    inner.map(|(_, item)| last_end(item)).fold(own, usize::max)
}

/// The start of the comment that stands directly above a header. One with an empty line below it
/// is a heading for what follows, and one at the top of the file is about the file.
fn comment_start(text: &str, header: usize) -> usize {
    let mut start = header;
    while start > 0 {
        let above = line_start(text, start - 1);
        if !text[above..start].trim_start().starts_with('#') {
            return start;
        }
        start = above;
    }
    header
}
