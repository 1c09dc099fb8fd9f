//! Names between brackets: enters each among those that were met, and finds another for one that cannot
//! stand as it is.

use std::ops::Range;

use crate::content::schema;
use crate::content::syntax::header;
use crate::content::syntax::item::Item;
use crate::content::syntax::names::Path;
use crate::content::syntax::recover::{Meant, Recoverer, Table};
use crate::diagnostic::fault::BracketFault;
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::lines::next_line;
use crate::text::work;

impl Recoverer<'_, '_> {
    /// A name between brackets that reads well.
    pub(crate) fn enter(&mut self, found: &Item, path: Path, key: Range<usize>) {
        let was = self.renamed.as_ref().map(|(was, _)| was);
        if path.len() > 1 && was == Some(&path[0]) {
            self.recover_header(found, Meant::Name(Some(path.join("."))));
            return;
        }
        let number = self.seen.number(0, path.clone());
        if self.seen.places[number].is_some() {
            let (explained, meant) = self.stands_twice(found, key, &path);
            self.faults.push(explained);
            self.recover_header(found, meant);
            return;
        }
        self.seen.places[number] = Some(key);
        self.renamed = None;
        self.begin(found, number, path);
    }

    /// What to say of a name between brackets that was there before.
    fn stands_twice(
        &mut self,
        found: &Item,
        key: Range<usize>,
        path: &Path,
    ) -> (Diagnostic, Meant) {
        let number = self.seen.number(0, path.clone());
        let name = path.join(".");
        let above = self.table.entry.clone().filter(|_| self.renamed.is_none());
        let block = path.last().filter(|block| schema::is_block(block));
        let line = found.first_line(self.text);
        let mut meant = Meant::Name(Some(name.clone()));
        let (mut free, mut edit) = (None, None);
        if self.table.number == number && path.len() > 1 {
            meant = Meant::GoesOn;
            let end = next_line(self.text, line.end).unwrap_or(line.end);
            edit = Some(TextEdit::new(line.start..end, ""));
        } else if let (Some(above), Some(block)) = (above, block)
            && !self.is_seen(vec![above.clone(), block.clone()])
        {
            let whole = line.start..header::end_of_brackets(self.text, &line);
            edit = Some(TextEdit::new(whole, format!("[{above}.{block}]")));
            meant = Meant::Name(Some(format!("{above}.{block}")));
        } else if path.len() == 1 {
            free = Some(self.numbered(&name));
        }
        let fault = BracketFault::DuplicateTable { name, free };
        let second = self.seen.places[number].clone();
        let explained = Diagnostic::new(key, fault).mended_by(edit);
        (explained.with_second(second), meant)
    }

    /// Another name where the one that was meant by a broken one was there before.
    pub(crate) fn with_free_name(
        &mut self,
        found: &Item,
        explained: Diagnostic,
        meant: Option<String>,
    ) -> (Diagnostic, Meant) {
        let path: Path = meant
            .iter()
            .flat_map(|name| name.split('.'))
            .map(str::to_owned)
            .collect();
        if path.is_empty() || !self.is_seen(path.clone()) {
            return (explained, Meant::Name(meant));
        }
        if path.len() > 1 {
            let line = found.first_line(self.text);
            return self.stands_twice(found, line, &path);
        }
        let free = self.numbered(&path[0]);
        let edit = explained.edit.clone().map(|edit| {
            let text = edit.text.replace(&path[0], &free);
            TextEdit { text, ..edit }
        });
        (explained.mended_by(edit), Meant::Name(Some(free)))
    }

    /// A name like this one with a number that it was not given yet.
    fn numbered(&mut self, name: &str) -> String {
        let next = self.next_number.entry(name.to_owned()).or_insert(2);
        loop {
            work::look(name.len());
            let numbered = format!("{name}-{next}");
            *next += 1;
            if !self.seen.numbers.contains_key(&(0, numbered.clone())) {
                return numbered;
            }
        }
    }

    fn begin(&mut self, found: &Item, number: usize, path: Path) {
        self.skipping = false;
        let is_block = path.len() > 1;
        let entry = path.into_iter().next();
        if self.table.entry != entry {
            self.recovery.entries.push(found.span.start);
        }
        self.table = Table {
            number,
            entry,
            is_block,
        };
    }

    /// Puts a readable name between brackets in the place of one that is none or stands twice. Where
    /// that does not fit, everything up to the next name has to go.
    pub(crate) fn recover_header(&mut self, found: &Item, meant: Meant) {
        let Meant::Name(meant) = meant else {
            self.blank(&found.span);
            return;
        };
        let path: Option<Path> = meant.map(|name| name.split('.').map(str::to_owned).collect());
        let recovered = path.and_then(|mut path| {
            let is_seen = self.is_seen(path.clone());
            match &self.renamed {
                Some((was, now)) if *was == path[0] && path.len() > 1 => path[0].clone_from(now),
                _ if is_seen => {
                    let was = path[0].clone();
                    path[0] = self.free_name(was.len())?;
                    self.renamed = Some((was, path[0].clone()));
                }
                _ => self.renamed = None,
            }
            self.write_header(found, &path.join(".")).then_some(path)
        });
        if let Some(path) = recovered {
            self.recovery.renamed.push(found.span.clone());
            let number = self.seen.number(0, path.clone());
            self.seen.places[number] = Some(found.span.clone());
            self.begin(found, number, path);
        } else {
            self.blank(&found.span);
            self.recovery.holes.push(found.span.clone());
            self.recovery.entries.push(found.span.start);
            self.recovery.lost_entries = true;
            self.skipping = true;
            self.table = Table::default();
        }
    }

    pub(crate) fn is_seen(&mut self, path: Path) -> bool {
        let number = self.seen.number(0, path);
        self.seen.places[number].is_some()
    }

    /// A name of this many bytes that no entry has.
    fn free_name(&mut self, length: usize) -> Option<String> {
        loop {
            work::look(length);
            let next = self.next_free.entry(length).or_default();
            let name = format!("{next:0>length$}");
            if name.len() > length {
                return None;
            }
            *next += 1;
            if !self.seen.numbers.contains_key(&(0, name.clone())) {
                return Some(name);
            }
        }
    }

    /// Overwrites a line with a name between brackets; a line that is a bracket too short borrows
    /// from the blank line above it.
    fn write_header(&mut self, found: &Item, name: &str) -> bool {
        let header = format!("[{name}]");
        let line = found.span.clone();
        let lacking = header.len().saturating_sub(line.len());
        let before = &self.text[..line.start];
        let above = before.trim_end_matches([' ', '\t', '\r', '\n']).len();
        work::look(line.len() + before.len() - above);
        // The end of the line above must stay, unless there is no line above.
        let spare_from = match above {
            0 => 0,
            _ => next_line(before, above).unwrap_or(line.start),
        };
        if line.start < spare_from + lacking {
            return false;
        }
        let start = line.start - lacking;
        self.blank(&(start..line.end));
        // What is left of the borrowed line's end would no longer end a line.
        if lacking > 0 && self.bytes[..start].ends_with(b"\r") {
            self.bytes[start - 1] = b' ';
        }
        self.bytes[start..start + header.len()].copy_from_slice(header.as_bytes());
        true
    }
}
