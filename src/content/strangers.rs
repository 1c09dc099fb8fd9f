//! Keys that do not belong where they stand.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::DeTable;

use crate::content::faults::Faults;
use crate::content::fields::Fields;
use crate::content::meant::nearest_key;
use crate::content::schema;
use crate::diagnostic::TextEdit;
use crate::diagnostic::fault::{KeyFault, Place};

/// Reports keys that do not belong where they stand.
pub(crate) struct Strangers {
    place: Place,
    pub(crate) met_misplaced: bool,
}

impl Strangers {
    pub(crate) fn new(place: Place) -> Self {
        Self {
            place,
            met_misplaced: false,
        }
    }

    /// Gives the key that a misspelt one resembles. Keys of an entry above the first one are one mistake, a forgotten name: only the first is
    /// reported.
    pub(crate) fn meet(
        &mut self,
        faults: &mut Faults<'_>,
        fields: &Fields,
        key: &Spanned<Cow<'_, str>>,
        table: &DeTable<'_>,
    ) -> Option<&'static str> {
        let name = key.get_ref().clone().into_owned();
        let (here, there, belongs) = match self.place {
            Place::Top => (schema::TOP, schema::ENTRY, Place::Entry),
            _ => (schema::ENTRY, schema::TOP, Place::Top),
        };
        let is_free = |near: &&str| !table.contains_key(*near) && !fields.has(near);
        let mistaken = here
            .iter()
            .find(|key| key.mistaken.contains(&name.as_str()));
        let is_meant = mistaken.is_some_and(|key| is_free(&key.name));
        if !is_meant && schema::find(there, &name).is_some() {
            let is_echo = self.met_misplaced && belongs == Place::Entry;
            self.met_misplaced = true;
            if !is_echo {
                let fault = KeyFault::MisplacedKey {
                    key: name,
                    belongs,
                    stands: self.place,
                };
                faults.add(key.span(), fault);
            }
            return None;
        }
        let comparisons = &mut faults.comparisons;
        let near = nearest_key(comparisons, &name, here.iter());
        let far = near.or_else(|| nearest_key(comparisons, &name, there.iter()));
        let edit = near
            .filter(is_free)
            .map(|near| TextEdit::new(key.span(), near));
        let fault = KeyFault::UnknownKey {
            key: name,
            place: self.place,
            suggestion: far.map(str::to_owned),
            belongs: if near == far { self.place } else { belongs },
        };
        faults.add_mended(key.span(), fault, edit);
        near
    }
}
