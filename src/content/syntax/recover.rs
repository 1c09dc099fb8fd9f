//! Makes sense of a file that is no TOML: explains each mistake to someone who does not know TOML,
//! and recovers from them, so that the rest can be checked.
//!
//! A TOML parser stops at the first mistake, or goes on and reports its echoes. Here the file is cut
//! into items (a name between brackets, a key with its value); each is judged on its own, and those
//! that are wrong are blanked out without moving anything else. What is left is TOML.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::de::DeTable;

use crate::content::faults::Faults;
use crate::content::meant::Keys;
use crate::content::recovery::Recovery;
use crate::content::schema;
use crate::content::syntax::explain::Above;
use crate::content::syntax::item::{Item, ItemKind, has_too_many_parts};
use crate::content::syntax::line::{is_known_key, string_end, triple_at};
use crate::content::syntax::names::{Names, Path, path_of};
use crate::content::syntax::{explain, header, item};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fault::{BracketFault, Fault, KeyFault, Place, SignFault};
use crate::text::lines::{Lines, line_at, next_line};
use crate::text::work;

/// Reports every mistake in the way the file is written, and takes them out; gives the text without
/// them, in which every other byte stands where it stood.
pub(crate) fn recover(faults: &mut Faults<'_>) -> (String, Recovery) {
    let text = faults.text;
    let mut work = Recoverer {
        faults,
        text,
        lines: Lines::new(text),
        bytes: text.as_bytes().to_vec(),
        recovery: Recovery::default(),
        above: Above::default(),
        table: Table::default(),
        renamed: None,
        skipping: false,
        unnamed: None,
        seen: Names::new(),
        doubled: HashSet::new(),
        next_free: HashMap::new(),
        next_number: HashMap::new(),
    };
    let mut from = Some(0);
    while let Some(found) = from.and_then(|from| item::next(text, from)) {
        let end = work.take(found);
        from = next_line(text, end);
    }
    work.end_unnamed(text.len());
    // Whole characters were overwritten with blanks, or lines with plain names.
    let recovered = String::from_utf8(work.bytes).unwrap_or_default();
    (recovered, work.recovery)
}

impl Recovery {
    /// Reports what is wrong with the recovered text as a whole although each item is right; from there
    /// on the text cannot be trusted.
    pub(crate) fn trust_until_first(
        &mut self,
        faults: &mut Faults<'_>,
        errors: &[toml::de::Error],
    ) {
        let text = faults.text;
        let places = errors.iter().filter_map(|e| Some((e, e.span()?)));
        let Some((error, span)) = places.min_by_key(|(_, span)| span.start) else {
            return;
        };
        let start = text.floor_char_boundary(span.start);
        let span = start..text.ceil_char_boundary(span.end.max(start));
        faults.push(explain::leftover(text, &span, error.message()));
        self.untrusted = Some(line_at(text, start).start);
    }
}

pub(crate) struct Recoverer<'a, 't> {
    pub(crate) faults: &'a mut Faults<'t>,
    pub(crate) text: &'t str,
    lines: Lines<'t>,
    /// The text as far as it is recovered.
    pub(crate) bytes: Vec<u8>,
    pub(crate) recovery: Recovery,
    above: Above,
    /// The name between brackets above.
    pub(crate) table: Table,
    /// What the name of the entry at hand was in the file, and what it was changed to.
    pub(crate) renamed: Option<(String, String)>,
    /// Whether everything up to the next name has to go.
    pub(crate) skipping: bool,
    /// Where a name between brackets is probably missing, up to the next.
    unnamed: Option<usize>,
    pub(crate) seen: Names,
    /// The tables of which a key that stands twice was reported.
    doubled: HashSet<usize>,
    /// By number of digits, the first number that was not given as a name yet.
    pub(crate) next_free: HashMap<usize, usize>,
    /// By name, the first number that was not put behind it yet.
    pub(crate) next_number: HashMap<String, usize>,
}

/// What was meant by a line with a name between brackets.
pub(crate) enum Meant {
    /// This name, if any can be told.
    Name(Option<String>),
    /// Nothing new: what stands above goes on.
    GoesOn,
}

/// What the keys at hand stand below.
#[derive(Default)]
pub(crate) struct Table {
    /// Its number among the names.
    pub(crate) number: usize,
    pub(crate) entry: Option<String>,
    /// Whether its name has more parts than the entry's.
    pub(crate) is_block: bool,
}

impl Recoverer<'_, '_> {
    /// Judges one item, and answers where it ends.
    fn take(&mut self, found: Item) -> usize {
        work::look(found.span.len());
        if found.kind == ItemKind::Header {
            self.end_unnamed(found.span.start);
        }
        let text = self.text;
        if has_too_many_parts(&text[found.span.clone()]) {
            // Left as it is: the text as a whole has too many as well.
            return found.span.end;
        }
        let parsed = DeTable::parse(&text[found.span.clone()]);
        let is_double = text[found.span.clone()].starts_with("[[");
        let ends_well = !matches!(found.kind, ItemKind::Endless { .. });
        match parsed {
            Ok(parsed) if ends_well && !is_double => {
                self.take_sound(&found, parsed.get_ref());
                found.span.end
            }
            parsed => {
                let message = parsed.err().map(|error| error.message().to_owned());
                self.take_broken(found, message.unwrap_or_default())
            }
        }
    }

    /// Where a name was missing, there is one now.
    fn end_unnamed(&mut self, at: usize) {
        if let Some(start) = self.unnamed.take() {
            self.recovery.unnamed.push(start..at);
        }
    }

    fn take_sound(&mut self, found: &Item, parsed: &DeTable<'_>) {
        let Some((path, key)) = path_of(self.text, found, parsed) else {
            return;
        };
        if found.kind == ItemKind::Header {
            self.above = Above::Nothing;
            self.enter(found, path, key);
        } else {
            self.above = self.what_stands(found, &key);
            self.add(found, path, key);
        }
    }

    /// Which keys the file has where the item at hand stands.
    fn keys_here(&self) -> Keys {
        match self.faults.keys {
            Keys::Top if self.table.is_block => Keys::Block,
            Keys::Top if self.table.entry.is_some() => Keys::Entry,
            keys => keys,
        }
    }

    fn what_stands(&self, found: &Item, key: &Range<usize>) -> Above {
        let ItemKind::Pair { value } = found.kind else {
            return Above::Nothing;
        };
        let piece = &self.text[value..found.span.end];
        let end = piece
            .starts_with(['"', '\''])
            .then(|| string_end(self.text, value));
        match end.flatten() {
            _ if triple_at(piece).is_some() => Above::TripleText,
            Some(end) if end == found.span.end => Above::Text {
                key: key.clone(),
                value: value..end,
            },
            _ => Above::Nothing,
        }
    }

    fn take_broken(&mut self, found: Item, message: String) -> usize {
        if found.kind == ItemKind::Header {
            let (explained, meant) = header::explain(self.text, &found);
            let (explained, meant) = self.with_free_name(&found, explained, meant);
            // What stands behind a name goes with what parts it from that.
            if let Fault::Bracket(BracketFault::TextAfterName { .. })
            | Fault::Sign(SignFault::InvisibleCharacter { .. }) = explained.fault
            {
                let behind = explained.span.start..found.span.end;
                self.recovery.holes.push(behind);
            }
            self.faults.push(explained);
            self.above = Above::Nothing;
            self.recover_header(&found, meant);
            return found.span.end;
        }
        let found = match found.kind {
            ItemKind::Comment | ItemKind::Endless { .. } => found,
            _ => item::with_prose_below(self.text, found, self.keys_here()),
        };
        let mut explained = explain::item(&self.lines, self.keys_here(), &found, &self.above)
            .unwrap_or_else(|| {
                Diagnostic::new(found.first_line(self.text), SignFault::Syntax { message })
            });
        // With quotes it is a heading or a button, which have their own place.
        if matches!(explained.fault, Fault::Sign(SignFault::UnquotedKey { .. }))
            && !self.table.is_block
            && self.faults.keys != Keys::Words
        {
            explained.edit = explained.edit.filter(|edit| is_known_key(&edit.text));
        }
        if explained.span.start < found.span.start {
            self.recovery.holes.push(explained.span.clone());
        }
        self.faults.push(explained);
        self.above = Above::Nothing;
        self.blank(&found.span);
        self.recovery.holes.push(found.span.clone());
        found.span.end
    }

    /// A key with a value that reads well.
    fn add(&mut self, found: &Item, path: Path, key: Range<usize>) {
        if self.skipping {
            self.blank(&found.span);
            return;
        }
        let number = self.seen.number(self.table.number, path);
        let Some(earlier) = self.seen.places[number].clone() else {
            self.seen.places[number] = Some(key);
            return;
        };
        // In a text, what follows the first is most often the next text, without its name.
        let name = &self.text[key.clone()];
        let in_block = self.table.is_block || !is_known_key(name);
        if !in_block && self.belongs_on_top(name, found) {
            let fault = KeyFault::MisplacedKey {
                key: name.to_owned(),
                belongs: Place::Top,
                stands: Place::Entry,
            };
            self.recovery.top = Some(key.start);
            self.faults.push(Diagnostic::new(key, fault));
        } else if self.doubled.insert(self.table.number) || in_block {
            if !in_block {
                self.unnamed = Some(key.start);
            }
            let fault = SignFault::DuplicateKey {
                key: name.to_owned(),
                in_block,
            };
            self.faults
                .push(Diagnostic::new(key, fault).with_second(earlier));
        }
        self.blank(&found.span);
    }

    /// Whether a key that an entry has already is one of those above the first entry, where it is missing:
    /// another of them follows.
    fn belongs_on_top(&mut self, name: &str, found: &Item) -> bool {
        let next =
            next_line(self.text, found.span.end).map(|next| &self.text[line_at(self.text, next)]);
        let next = next
            .and_then(|line| line.split_once('='))
            .map_or("", |(key, _)| key.trim());
        let is_of_top = |key| schema::find(schema::TOP, key).is_some();
        let is_next = is_of_top(next) && schema::find(schema::ENTRY, next).is_none();
        is_next && is_of_top(name) && !self.is_seen(vec![name.to_owned()])
    }

    /// Overwrites everything but line ends with blanks.
    pub(crate) fn blank(&mut self, span: &Range<usize>) {
        for byte in &mut self.bytes[span.clone()] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
}
