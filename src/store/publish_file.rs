//! Writes whole files: one that a moderator sends back, a new one, and an earlier one again.

use crate::content::edit;
use crate::content::edit::{EditError, file_fingerprint};
use crate::content::order::{Order, Refusal, Saved, changed_entries};
use crate::content::version::What;
use crate::diagnostic::Content;
use crate::library::EntryRef;
use crate::store::publish::{Store, Written, check, replace};
use crate::store::read::path_of;
use crate::store::write::{create_whole, remove};

impl Store {
    /// Writes a whole file, or removes it, and tells which of its entries are gone.
    pub(crate) fn write_file(&self, order: &Order) -> Result<(Saved, Vec<EntryRef>), Refusal> {
        let name = &order.edit.entry.collection;
        let after = match &order.edit.change {
            edit::Change::PutBack(text) => Some(text.clone()),
            edit::Change::Remove => None,
            _ => return Err(Refusal::Impossible(EditError::Foreign)),
        };
        let directory = self.live.directory();
        let mut sources = self.sources()?;
        let before = match sources.named(name).map(|file| &file.content) {
            None => None,
            Some(Content::Text(text) | Content::NotUtf8 { text, .. }) => Some(text.to_string()),
            Some(_) => return Err(Refusal::Impossible(EditError::Unreadable)),
        };
        let mut saved = Saved {
            before,
            after,
            ..Saved::default()
        };
        if saved.before == saved.after {
            return Ok((saved, Vec::new()));
        }
        if saved.before.as_deref().map(file_fingerprint) != order.shown {
            return Err(Refusal::Changed(saved.before));
        }
        if let Some(text) = &saved.after {
            check(&mut sources, name, text)?;
        }
        let mut changes = changes(order, &saved);
        let gone = changes.iter().filter(|change| change.after.is_none());
        let gone: Vec<EntryRef> = gone.map(|change| change.entry.clone()).collect();
        // What the compiler would refuse as a name has no place of its own, and is in the whole file.
        changes.retain(|change| self.history.has_place(&change.entry));
        let (before, after) = (saved.before.clone(), saved.after.clone());
        changes.push(written(order, order.edit.entry.clone(), before, after));
        self.keep_found(&changes)?;
        let path = path_of(directory, name);
        match (&saved.before, &saved.after) {
            (Some(_), Some(text)) => replace(&path, text)?,
            (None, Some(text)) => create_whole(&path, text.as_bytes())?,
            (_, None) => remove(&path)?,
        }
        saved.version = self.keep(order.by, &changes);
        Ok((saved, gone))
    }
}

/// What became of each entry; nothing is known of those of a file that cannot be read.
fn changes(order: &Order, saved: &Saved) -> Vec<Written> {
    let entries = |text: &Option<String>| text.as_deref().map_or(Some(Vec::new()), edit::entries);
    let (Some(old), Some(new)) = (entries(&saved.before), entries(&saved.after)) else {
        return Vec::new();
    };
    let changed = changed_entries(old, new).into_iter().map(|changed| {
        let entry = EntryRef::new(&order.edit.entry.collection, changed.id);
        written(order, entry, changed.before, changed.after)
    });
    changed.collect()
}

/// What became of one entry, as part of this order; or of the file.
fn written(
    order: &Order,
    entry: EntryRef,
    before: Option<String>,
    after: Option<String>,
) -> Written {
    let what = match (&before, &after) {
        (None, _) if order.what != What::Restored => What::Added,
        (_, None) => What::Removed,
        _ => order.what,
    };
    Written {
        entry,
        what,
        before,
        after,
        place: None,
    }
}
