//! The names of a file's tables and keys, as a tree.

use std::collections::HashMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::content::syntax::item::Item;
use crate::text::work;

/// The way to a key: the names between brackets, or the key's own parts.
pub(crate) type Path = Vec<String>;

/// The names that were met, as a tree: what a name costs depends on its own parts only.
pub(crate) struct Names {
    pub(crate) numbers: HashMap<(usize, String), usize>,
    /// By number, where the name stands; nothing for one that only leads to others.
    pub(crate) places: Vec<Option<Range<usize>>>,
}

impl Names {
    pub(crate) fn new() -> Self {
        Self {
            numbers: HashMap::new(),
            places: vec![None],
        }
    }

    /// The number of a name below another one; 0 is the file itself.
    pub(crate) fn number(&mut self, mut above: usize, path: Path) -> usize {
        for part in path {
            work::look(part.len());
            let next = self.places.len();
            above = *self.numbers.entry((above, part)).or_insert(next);
            if above == next {
                self.places.push(None);
            }
        }
        above
    }
}

/// The names that an item consists of, and where the last of them stands.
pub(crate) fn path_of(
    text: &str,
    found: &Item,
    parsed: &DeTable<'_>,
) -> Option<(Path, Range<usize>)> {
    let mut path = Path::new();
    let mut place = found.span.clone();
    let mut table = parsed;
    let at = |span: Range<usize>| found.span.start + span.start..found.span.start + span.end;
    while let Some((key, value)) = table.iter().next() {
        path.push(key.get_ref().clone().into_owned());
        place = at(key.span());
        match value.get_ref() {
            DeValue::Table(inner) if !text[at(value.span())].starts_with('{') => table = inner,
            _ => break,
        }
    }
    (!path.is_empty()).then_some((path, place))
}
