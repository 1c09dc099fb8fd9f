//! Carries out what moderators order: an edit, an earlier version again, or a change undone; of an entry
//! or of a whole file.

use tracing::{field, info};

use crate::content::edit;
use crate::content::edit::{Change, Edit, Fingerprint};
use crate::content::order::{Follow, Order, Refusal, Saved};
use crate::content::version::{Version, VersionId, WHOLE, What};
use crate::diagnostic::SentPicture;
use crate::library::EntryRef;
use crate::store::publish::Store;

impl Store {
    /// Publishes an edit; when this returns, the bot answers with it. Every entry that a whole file
    /// changes has a version of its own.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn publish(&self, order: &Order) -> Result<Saved, Refusal> {
        self.publish_with(order, &[], None)
    }

    /// Publishes an edit together with edits of other entries, and the picture that it names, if that was
    /// sent. Each file is written whole or not at
    /// all; when one cannot be written, those before it are put back. A process that is killed in
    /// between has changed what follows, and not the entry itself.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn publish_with(
        &self,
        order: &Order,
        follows: &[Follow],
        sent: Option<&SentPicture>,
    ) -> Result<Saved, Refusal> {
        let (edited, what) = (&order.edit.entry, order.what);
        let is_whole = edited.entry == WHOLE;
        let result = self.exclusively(|live| {
            if is_whole {
                self.write_file(live, order)
            } else {
                self.write(live, order, follows, sent)
            }
        });
        let kind = if is_whole { "a file" } else { "an edit" };
        let file = is_whole.then_some(edited.collection.as_str());
        let entry = (!is_whole).then(|| field::display(edited));
        match &result {
            Ok(saved) => {
                info!(entry, file, ?what, version = ?saved.version, "published {kind}");
            }
            Err(refusal) => info!(entry, file, ?what, why = refusal.name(), "refused {kind}"),
        }
        result
    }

    /// Brings a version of an entry back.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn restore(
        &self,
        entry: &EntryRef,
        version: VersionId,
        shown: Option<Fingerprint>,
        by: u64,
    ) -> Result<Saved, Refusal> {
        let version = self.to_restore(entry, version).ok_or(Refusal::Gone)?;
        let change = Change::restoring(&version.lines, version.place);
        self.publish(&back(entry, change, shown, by))
    }

    /// A version of an entry, with the place where it comes back: of one that is gone, that where it stood.
    pub fn to_restore(&self, entry: &EntryRef, version: VersionId) -> Option<Version> {
        let version = self.history.version(entry, version)?;
        let latest = self.history.versions(entry).into_iter().next();
        let place = latest.and_then(|latest| latest.place);
        Some(Version { place, ..version })
    }

    /// Brings back what was there before a version, if the entry or file still is as that version has
    /// it, with all else that the same change did.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub fn undo(&self, entry: &EntryRef, version: VersionId, by: u64) -> Result<Saved, Refusal> {
        let versions = self.history.versions(entry);
        let place = versions.iter().position(|v| v.id == version);
        let place = place.ok_or(Refusal::Gone)?;
        let undone = &versions[place];
        let change = match versions.get(place + 1) {
            Some(before) => Change::restoring(&before.lines, undone.place.clone()),
            None if undone.what == What::Added => Change::Remove,
            None => return Err(Refusal::Gone),
        };
        let is_there = !undone.lines.is_empty();
        if entry.entry == WHOLE {
            let shown = is_there.then(|| edit::file_fingerprint(&undone.lines));
            return self.publish(&back(entry, change, shown, by));
        }
        let shown = edit::fingerprint_of_lines(&undone.lines).filter(|_| is_there);
        let beside = self.history.beside(entry, undone).into_iter();
        let follow = |(entry, made, before): (EntryRef, Version, Version)| Follow {
            edit: Edit {
                entry,
                change: Change::restoring(&before.lines, made.place.clone()),
            },
            shown: edit::fingerprint_of_lines(&made.lines),
            what: What::Restored,
        };
        let follows: Vec<Follow> = beside.map(follow).collect();
        self.publish_with(&back(entry, change, shown, by), &follows, None)
    }
}

/// The order that makes of an entry or a file what it was, which may be nothing.
fn back(entry: &EntryRef, change: Change, shown: Option<Fingerprint>, by: u64) -> Order {
    let what = match change {
        Change::Remove if entry.entry != WHOLE => What::Removed,
        _ => What::Restored,
    };
    let entry = entry.clone();
    Order {
        edit: Edit { entry, change },
        shown,
        by,
        what,
    }
}
