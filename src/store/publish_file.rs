//! Writes whole files: one that a moderator sends back, a new one, and an earlier one again.

use crate::content::changes::FileChange;
use crate::content::edit;
use crate::content::edit::{EditError, file_fingerprint, is_readable};
use crate::content::order::{Order, Refusal, Saved};
use crate::diagnostic::{Content, Sources};
use crate::store::live::LoadGuard;
use crate::store::publish::{Store, check, replace};
use crate::store::read::path_of;
use crate::store::write::{create_whole, remove};

impl Store {
    /// Writes a whole file, or removes it.
    pub(crate) fn write_file(
        &self,
        live: &mut LoadGuard<'_>,
        order: &Order,
    ) -> Result<Saved, Refusal> {
        let name = &order.edit.entry.collection;
        let after = match &order.edit.change {
            edit::Change::PutBack(text, _) => Some(text.clone()),
            edit::Change::Remove => None,
            _ => return Err(Refusal::Impossible(EditError::Foreign)),
        };
        let directory = &self.live.directory;
        let mut sources = self.sources()?;
        let mut saved = Saved {
            before: text_there(&sources, name)?,
            after,
            ..Saved::default()
        };
        if saved.before == saved.after {
            return Ok(saved);
        }
        if saved.before.as_deref().map(file_fingerprint) != order.shown {
            return Err(Refusal::Changed(saved.before));
        }
        if let Some(text) = &saved.after {
            check(&mut sources, name, text)?;
        }
        // Of a file that cannot be read, what answered last is known.
        let last_good = live.loader().last_good.find(name, usize::MAX);
        let known = saved.before.as_deref().filter(|text| is_readable(text));
        let known = known.map(Into::into).or(last_good);
        let file = FileChange {
            name: name.clone(),
            before: known,
            after: saved.after.as_deref().map(Into::into),
        };
        let before = saved.before.as_deref().map(Into::into);
        let changes = self.history.written(&file, order.what, before);
        self.history.keep_found(&changes)?;
        let path = path_of(directory, name);
        match (&saved.before, &saved.after) {
            (Some(_), Some(text)) => replace(&path, text)?,
            (None, Some(text)) => create_whole(&path, text.as_bytes())?,
            (_, None) => remove(&path)?,
        }
        saved.version = self.keep(order.by, &changes);
        live.loader().replace(&[file]);
        Ok(saved)
    }
}

/// What a file says, if it is there.
fn text_there(sources: &Sources, name: &str) -> Result<Option<String>, Refusal> {
    match sources.named(name).map(|file| &file.content) {
        None => Ok(None),
        Some(Content::Text(text) | Content::NotUtf8 { text, .. }) => Ok(Some(text.to_string())),
        Some(_) => Err(Refusal::Impossible(EditError::Unreadable)),
    }
}
