//! The values of one table, by key.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use toml::de::DeTable;

use crate::content::faults::Faults;
use crate::content::field::{Field, field, place};
use crate::content::schema;
use crate::content::schema::Key;
use crate::content::strangers::Strangers;
use crate::content::value::{Text, in_order};
use crate::diagnostic::fault::{KeyFault, Place};

/// The values of one table by key, with where each stands; nothing for a value that cannot be used.
#[derive(Default)]
pub(crate) struct Fields(HashMap<&'static str, Option<(Field, Range<usize>)>>);

impl Fields {
    /// Reads a table by these keys; each other key is a stranger, which may resemble one of them.
    pub(crate) fn read(
        faults: &mut Faults<'_>,
        keys: &'static [Key],
        table: &DeTable<'_>,
        mut strangers: Option<&mut Strangers>,
    ) -> Self {
        let mut fields = Self::default();
        for pair in in_order(table) {
            let known = schema::find(keys, pair.0.get_ref());
            let meant = || strangers.as_mut()?.meet(faults, table, pair);
            let Some(key) = known.or_else(meant) else {
                continue;
            };
            let at = place(pair);
            let field = field(faults, key, at.clone(), pair.1);
            fields.0.insert(key.name, field.map(|field| (field, at)));
        }
        fields
    }

    /// Reports the required keys that are not there.
    pub(crate) fn require(
        &self,
        faults: &mut Faults<'_>,
        keys: &'static [Key],
        place: Place,
        at: &Range<usize>,
    ) {
        for key in keys.iter().filter(|k| k.required && !self.has(k.name)) {
            let key = key.name;
            faults.add(at.clone(), KeyFault::MissingKey { key, place });
        }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn usable(&self, key: &str) -> Option<&(Field, Range<usize>)> {
        self.0.get(key)?.as_ref()
    }

    pub(crate) fn span(&self, key: &str) -> Option<Range<usize>> {
        self.usable(key).map(|(_, span)| span.clone())
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match &self.usable(key)?.0 {
            Field::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    pub(crate) fn list(&self, key: &str) -> Vec<Text> {
        match self.usable(key) {
            Some((Field::List(list), _)) => list.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn pairs(&self, key: &str) -> Vec<(String, Text)> {
        match self.usable(key) {
            Some((Field::Pairs(pairs), _)) => pairs.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        match self.usable(key)?.0 {
            Field::Date(date) => Some(date),
            _ => None,
        }
    }
}
