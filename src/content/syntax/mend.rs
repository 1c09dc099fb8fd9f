//! Makes sense of a file that is no TOML: explains each mistake to someone who does not know TOML,
//! and mends the text so that the rest can be checked.
//!
//! A TOML parser stops at the first mistake, or goes on and reports its echoes. Here the file is cut
//! into items (a name between brackets, a key with its value); each is judged on its own, and those
//! that are wrong are blanked out without moving anything else. What is left is TOML.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::de::DeTable;

use crate::content::faults::Faults;
use crate::content::mendings::Mendings;
use crate::content::schema;
use crate::content::syntax::explain::Above;
use crate::content::syntax::item::has_too_many_parts;
use crate::content::syntax::item::{Item, ItemKind};
use crate::content::syntax::line::triple_at;
use crate::content::syntax::names::{Names, Path, path_of};
use crate::content::syntax::{explain, header, item};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fault::{BracketFault, Fault, SignFault};
use crate::text::lines::{Lines, line_at, next_line};
use crate::text::work;

/// Reports every mistake in the way the file is written, and takes them out; gives the text without
/// them, in which every other byte stands where it stood.
pub(crate) fn mend(faults: &mut Faults<'_>, text: &str) -> (String, Mendings) {
    let mut work = Mender::new(text);
    let mut from = Some(0);
    while let Some(found) = from.and_then(|from| item::next(text, from)) {
        let end = work.take(faults, found);
        from = next_line(text, end);
    }
    work.end_unnamed(text.len());
    // Whole characters were overwritten with blanks, or lines with plain names.
    let mended = String::from_utf8(work.bytes).unwrap_or_default();
    (mended, work.mendings)
}

impl Mendings {
    /// Reports what is wrong with the mended text as a whole although each item is right; from there
    /// on the text cannot be trusted.
    pub(crate) fn trust_until_first(
        &mut self,
        faults: &mut Faults<'_>,
        text: &str,
        errors: &[toml::de::Error],
    ) {
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

struct Mender<'a> {
    text: &'a str,
    lines: Lines<'a>,
    /// The text as it is being mended.
    bytes: Vec<u8>,
    mendings: Mendings,
    above: Above,
    /// The name between brackets above.
    table: Table,
    /// What the name of the entry at hand was in the file, and what it was changed to.
    renamed: Option<(String, String)>,
    /// Whether everything up to the next name has to go.
    skipping: bool,
    /// Where a name between brackets is probably missing, up to the next.
    unnamed: Option<usize>,
    seen: Names,
    /// The tables of which a key that stands twice was reported.
    doubled: HashSet<usize>,
    /// By number of digits, the first number that was not given as a name yet.
    next_free: HashMap<usize, usize>,
}

/// What the keys at hand stand below.
#[derive(Default)]
struct Table {
    /// Its number among the names.
    number: usize,
    entry: Option<String>,
    /// Whether its name has more parts than the entry's.
    is_block: bool,
}

impl<'a> Mender<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            lines: Lines::new(text),
            bytes: text.as_bytes().to_vec(),
            mendings: Mendings::default(),
            above: Above::default(),
            table: Table::default(),
            renamed: None,
            skipping: false,
            unnamed: None,
            seen: Names::new(),
            doubled: HashSet::new(),
            next_free: HashMap::new(),
        }
    }

    /// Judges one item, and answers where it ends.
    fn take(&mut self, faults: &mut Faults<'_>, found: Item) -> usize {
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
                self.take_sound(faults, &found, parsed.get_ref());
                found.span.end
            }
            parsed => {
                let message = parsed.err().map(|error| error.message().to_owned());
                self.take_broken(faults, found, message.unwrap_or_default())
            }
        }
    }

    /// Where a name was missing, there is one now.
    fn end_unnamed(&mut self, at: usize) {
        if let Some(start) = self.unnamed.take() {
            self.mendings.unnamed.push(start..at);
        }
    }

    fn take_sound(&mut self, faults: &mut Faults<'_>, found: &Item, parsed: &DeTable<'_>) {
        let Some((path, key)) = path_of(self.text, found, parsed) else {
            return;
        };
        if found.kind == ItemKind::Header {
            self.above = Above::Nothing;
            self.enter(faults, found, path, key);
        } else {
            self.above = self.what_stands(found);
            self.add(faults, found, path, key);
        }
    }

    fn what_stands(&self, found: &Item) -> Above {
        let ItemKind::Pair { value } = found.kind else {
            return Above::Nothing;
        };
        match &self.text[value..found.span.end] {
            "\"\"" | "''" => Above::TwoQuotes(value..value + 2),
            piece if triple_at(piece).is_some() => Above::TripleText,
            _ => Above::Nothing,
        }
    }

    fn take_broken(&mut self, faults: &mut Faults<'_>, found: Item, message: String) -> usize {
        if found.kind == ItemKind::Header {
            let (explained, meant) = header::explain(self.text, &found);
            // What stands behind a name goes with what parts it from that.
            if let Fault::Bracket(BracketFault::TextAfterName { .. })
            | Fault::Sign(SignFault::InvisibleCharacter { .. }) = explained.fault
            {
                let behind = explained.span.start..found.span.end;
                self.mendings.holes.push(behind);
            }
            faults.push(explained);
            self.above = Above::Nothing;
            self.mend_header(&found, meant);
            return found.span.end;
        }
        let found = match found.kind {
            ItemKind::Comment | ItemKind::Endless { .. } => found,
            _ => item::with_prose_below(self.text, found),
        };
        let explained = explain::item(&self.lines, &found, &self.above).unwrap_or_else(|| {
            Diagnostic::new(found.first_line(self.text), SignFault::Syntax { message })
        });
        if explained.span.start < found.span.start {
            self.mendings.holes.push(explained.span.clone());
        }
        faults.push(explained);
        self.above = Above::Nothing;
        self.blank(&found.span);
        self.mendings.holes.push(found.span.clone());
        found.span.end
    }

    /// A name between brackets that reads well.
    fn enter(&mut self, faults: &mut Faults<'_>, found: &Item, path: Path, key: Range<usize>) {
        let was = self.renamed.as_ref().map(|(was, _)| was);
        if path.len() > 1 && was == Some(&path[0]) {
            self.mend_header(found, Some(path.join(".")));
            return;
        }
        let number = self.seen.number(0, path.clone());
        if let Some(earlier) = self.seen.places[number].clone() {
            let name = path.join(".");
            let fault = BracketFault::DuplicateTable { name: name.clone() };
            faults.add_with_second(key, earlier, fault);
            self.mend_header(found, Some(name));
            return;
        }
        self.seen.places[number] = Some(key);
        self.renamed = None;
        self.begin(found, number, path);
    }

    fn begin(&mut self, found: &Item, number: usize, path: Path) {
        self.skipping = false;
        let is_block = path.len() > 1;
        let entry = path.into_iter().next();
        if self.table.entry != entry {
            self.mendings.entries.push(found.span.start);
        }
        self.table = Table {
            number,
            entry,
            is_block,
        };
    }

    /// Puts a readable name between brackets in the place of one that is none or stands twice. Where
    /// that does not fit, everything up to the next name has to go.
    fn mend_header(&mut self, found: &Item, meant: Option<String>) {
        let path: Option<Path> = meant.map(|name| name.split('.').map(str::to_owned).collect());
        let mended = path.and_then(|mut path| {
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
        if let Some(path) = mended {
            self.mendings.renamed.push(found.span.clone());
            let number = self.seen.number(0, path.clone());
            self.seen.places[number] = Some(found.span.clone());
            self.begin(found, number, path);
        } else {
            self.blank(&found.span);
            self.mendings.holes.push(found.span.clone());
            self.mendings.entries.push(found.span.start);
            self.mendings.lost_entries = true;
            self.skipping = true;
            self.table = Table::default();
        }
    }

    fn is_seen(&mut self, path: Path) -> bool {
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

    /// A key with a value that reads well.
    fn add(&mut self, faults: &mut Faults<'_>, found: &Item, path: Path, key: Range<usize>) {
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
        let keys = [schema::TOP, schema::ENTRY];
        let is_key = keys.iter().any(|keys| schema::find(keys, name).is_some());
        let in_block = self.table.is_block || !is_key;
        if self.doubled.insert(self.table.number) || in_block {
            if !in_block {
                self.unnamed = Some(key.start);
            }
            let fault = SignFault::DuplicateKey {
                key: name.to_owned(),
                in_block,
            };
            faults.add_with_second(key, earlier, fault);
        }
        self.blank(&found.span);
    }

    /// Overwrites everything but line ends with blanks.
    fn blank(&mut self, span: &Range<usize>) {
        for byte in &mut self.bytes[span.clone()] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
}
