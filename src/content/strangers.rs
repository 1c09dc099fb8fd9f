//! Keys that do not belong where they stand.

use std::cell::OnceCell;

use toml::de::DeTable;

use crate::content::dotted;
use crate::content::faults::Faults;
use crate::content::meant::{Comparisons, nearest_key};
use crate::content::schema::{self, Key, Kind};
use crate::content::value::Pair;
use crate::diagnostic::TextEdit;
use crate::diagnostic::fault::{KeyFault, Place};
use crate::text::limits::length;

/// Reports keys that do not belong where they stand.
pub(crate) struct Strangers {
    place: Place,
    pub(crate) met_misplaced: bool,
    /// The keys as which misspelt ones were read.
    read: Vec<&'static str>,
    /// Which key of another name is the one that is missing, as soon as that is looked for.
    missing: OnceCell<Option<(usize, &'static str)>>,
}

impl Strangers {
    pub(crate) fn new(place: Place) -> Self {
        Self {
            place,
            met_misplaced: false,
            read: Vec::new(),
            missing: OnceCell::new(),
        }
    }

    /// Gives the key that a misspelt one is read as: the one that it resembles, unless that is there too. Keys of an
    /// entry above the first one are one mistake, a forgotten name: only the first is reported. Tables above the first
    /// entry are entries, and texts of an entry with a dot in their name are told elsewhere.
    pub(crate) fn meet(
        &mut self,
        faults: &mut Faults<'_>,
        table: &DeTable<'_>,
        pair: Pair<'_, '_>,
    ) -> Option<&'static Key> {
        let (key, value) = pair;
        let (here, there, belongs) = match self.place {
            Place::Top if value.get_ref().is_table() => return None,
            Place::Top => (schema::TOP, schema::ENTRY, Place::Entry),
            _ if dotted::holds_text(faults.text, pair) => return None,
            _ => (schema::ENTRY, schema::TOP, Place::Top),
        };
        let name = key.get_ref().clone().into_owned();
        let is_free = |near: &&str| !table.contains_key(*near) && !self.read.contains(near);
        // Of two keys that a word stands for, the one that is not there yet.
        let mistaken = |key: &&Key| key.mistaken.contains(&name.as_str()) && is_free(&key.name);
        let other = here.iter().find(mistaken).map(|key| key.name);
        if other.is_none() && schema::find(there, &name).is_some() {
            let is_echo = self.met_misplaced && belongs == Place::Entry;
            self.met_misplaced = true;
            if !is_echo {
                faults.add(key.span(), self.misplaced(name, belongs));
            }
            return None;
        }
        let comparisons = &mut faults.comparisons;
        let mut near = nearest_key(comparisons, &name, here.iter());
        let far = near.or_else(|| nearest_key(comparisons, &name, there.iter()));
        if far.is_none() || near.is_some_and(|near| !is_free(&near)) {
            let missing = || the_missing_one(comparisons, here, there, table);
            let missing = *self.missing.get_or_init(missing);
            let missing = missing.filter(|(at, _)| *at == key.span().start);
            near = missing.map(|(_, key)| key).or(other).or(near);
        }
        let far = near.or(far);
        let is_heading = faults.piece(key.span()).starts_with(['"', '\'']);
        if is_heading && far.is_none() && self.place == Place::Entry {
            faults.add(key.span(), self.misplaced(name, Place::Block));
            return None;
        }
        let free = near.filter(is_free);
        let edit = free.map(|near| TextEdit::new(key.span(), near));
        let fault = KeyFault::UnknownKey {
            key: name,
            place: self.place,
            suggestion: far.map(str::to_owned),
            is_taken: near != free,
            belongs: if near == far { self.place } else { belongs },
        };
        faults.add_mended(key.span(), fault, edit);
        self.read.extend(free);
        schema::find(here, free?)
    }

    fn misplaced(&self, key: String, belongs: Place) -> KeyFault {
        KeyFault::MisplacedKey {
            key,
            belongs,
            stands: self.place,
        }
    }
}

/// Where one key stands that nobody knows, and the one required key that is missing, whose value it may
/// have.
fn the_missing_one(
    comparisons: &mut Comparisons,
    here: &'static [Key],
    there: &'static [Key],
    table: &DeTable<'_>,
) -> Option<(usize, &'static str)> {
    let mut missing: Vec<&Key> = here.iter().filter(|key| key.required).collect();
    let mut unknown = Vec::new();
    for (key, value) in table {
        let name = key.get_ref();
        if value.get_ref().is_table() {
            continue;
        }
        if let Some(known) = schema::find(here, name).map(|known| known.name) {
            missing.retain(|key| key.name != known);
            continue;
        }
        match nearest_key(comparisons, name, here.iter()) {
            Some(near) if !table.contains_key(near) => missing.retain(|key| key.name != near),
            None if nearest_key(comparisons, name, there.iter()).is_some() => {}
            _ => unknown.push((key.span().start, value.get_ref())),
        }
    }
    let ([(at, value)], [missing]) = (unknown.as_slice(), missing.as_slice()) else {
        return None;
    };
    let text = value.as_str()?.trim();
    let fits = match missing.kind {
        Kind::Line(limit) => !text.contains('\n') && length(text) <= limit,
        Kind::Text(limit) => length(text) <= limit,
        _ => false,
    };
    (fits && !text.is_empty()).then_some((*at, missing.name))
}
