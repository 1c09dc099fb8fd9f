//! The lines of one entry: taken out of the text of its file, and put into it.

use std::collections::HashMap;
use std::ops::Range;

use crate::content::edit::layout::{Block, blocks_in, of};
use crate::text::lines::line_start;

/// Whether the text of a file is TOML, so that what is in it can be known.
pub fn is_readable(text: &str) -> bool {
    blocks_in(text).is_some()
}

/// The lines of one entry, with the comment directly above it; nothing when it is not there.
pub fn lines_of(text: &str, id: &str) -> Option<String> {
    own_lines(text, &of(&blocks_in(text)?, id))
}

pub(crate) fn own_lines(text: &str, own: &[Block]) -> Option<String> {
    let lines: String = own.iter().map(|block| &text[block.range.clone()]).collect();
    (!lines.is_empty()).then(|| whole_lines(&lines))
}

/// Lines with plain line ends, the last one included.
fn whole_lines(lines: &str) -> String {
    let lines = unix(lines);
    let end = end_of_line(&lines);
    lines + end
}

/// What ends the last line of a text.
pub(crate) fn end_of_line(text: &str) -> &'static str {
    if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    }
}

/// The entries of a file with the lines of each, in the order in which they begin; nothing when the
/// text is no TOML.
pub fn entries(text: &str) -> Option<Vec<(String, String)>> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for block in blocks_in(text)? {
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

/// The lines of a file that belong to no entry, empty ones left aside: its own texts, and comments.
pub fn heading(text: &str) -> Vec<String> {
    let blocks = blocks_in(text).into_iter().flatten();
    let rest = with(text, blocks.map(|block| (block.range, String::new())));
    let lines = rest.lines().map(str::trim_end);
    let said = lines.filter(|line| !line.is_empty());
    said.map(str::to_owned).collect()
}

/// Puts lines in the place of the first block, and takes the others out.
pub(crate) fn replace(text: &str, own: &[Block], lines: &str) -> String {
    let Some(first) = own.iter().position(|block| block.headed) else {
        let rest = cut_out(text, own);
        let end = rest.len();
        return put_in(&rest, end, lines);
    };
    let replaced = own.iter().enumerate().map(|(n, block)| {
        let new = if n == first {
            in_place_of(text, block, lines)
        } else {
            String::new()
        };
        (block.range.clone(), new)
    });
    with(text, replaced)
}

/// Lines with line ends as a file has them in the place of a block: the last one, where the block has it.
pub(crate) fn in_place_of(text: &str, block: &Block, lines: &str) -> String {
    let mut lines = with_line_ends_of(text, lines);
    if !text[block.range.clone()].ends_with('\n') {
        lines.truncate(lines.trim_end_matches(['\r', '\n']).len());
    }
    lines
}

/// The text with others in the place of these ranges, which follow each other.
pub(crate) fn with(
    text: &str,
    replaced: impl IntoIterator<Item = (Range<usize>, String)>,
) -> String {
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
pub(crate) fn cut_out(text: &str, own: &[Block]) -> String {
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
pub(crate) fn put_in(text: &str, at: usize, lines: &str) -> String {
    let end = end_of_line(&text[..at]);
    let lines = with_line_ends_of(text, &format!("{end}\n{lines}"));
    with(text, [(at..at, lines)])
}

/// Adds lines above the line that begins at a place, with an empty line below them.
pub(crate) fn put_before(text: &str, at: usize, lines: &str) -> String {
    with(
        text,
        [(at..at, with_line_ends_of(text, &format!("{lines}\n")))],
    )
}

/// Lines with plain line ends.
pub(crate) fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Lines with the line ends that this file has.
pub(crate) fn with_line_ends_of(file: &str, lines: &str) -> String {
    let windows = file.matches("\r\n").count() * 2 > file.matches('\n').count();
    if windows {
        unix(lines).replace('\n', "\r\n")
    } else {
        lines.to_owned()
    }
}
