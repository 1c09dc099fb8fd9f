//! Makes sense of a file that is no TOML: explains each mistake to someone who does not know TOML,
//! and mends the text so that the rest can be checked.
//!
//! A TOML parser stops at the first mistake, or goes on and reports its echoes. Here the file is cut
//! into items (a name between brackets, a key with its value); each is judged on its own, and those
//! that are wrong are blanked out without moving anything else. What is left is TOML.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::Faults;
use crate::diagnostic::Diagnostic;
use crate::words::fault::Fault;
use explain::Above;
use item::{Item, Kind};

mod explain;
mod header;
mod item;
mod line;
mod list;
mod scars;
mod value;

pub(super) use scars::Scars;

/// A mistake and its place.
#[derive(Debug)]
struct Explained {
    span: Range<usize>,
    fault: Fault,
    second: Option<Range<usize>>,
}

impl Explained {
    fn new(span: Range<usize>, fault: Fault) -> Self {
        Self {
            span,
            fault,
            second: None,
        }
    }

    fn report(self, faults: &mut Faults<'_>) {
        let mut diagnostic = Diagnostic::new(faults.source, self.span, self.fault);
        diagnostic.second = self.second;
        faults.push(diagnostic);
    }
}

/// The text with its mistakes taken out; every other byte stands where it stood.
pub(super) struct Mended {
    pub(super) text: String,
    scars: Scars,
}

/// Reports every mistake in the way the file is written, and takes them out.
pub(super) fn mend(faults: &mut Faults<'_>, text: &str) -> Mended {
    let mut mender = Mender::new(text);
    let mut from = Some(0);
    while let Some(found) = from.and_then(|from| item::next(text, from)) {
        let end = mender.take(faults, found);
        from = line::next_line(text, end);
    }
    Mended {
        // Whole characters were overwritten with blanks, or lines with plain names.
        text: String::from_utf8(mender.bytes).unwrap_or_default(),
        scars: mender.scars,
    }
}

impl Mended {
    /// Reports what is wrong with the text as a whole although each item is right, and answers what
    /// was taken out, and up to where the text can be trusted.
    pub(super) fn rest(
        self,
        faults: &mut Faults<'_>,
        text: &str,
        errors: &[toml::de::Error],
    ) -> (Scars, usize) {
        let first = errors
            .iter()
            .filter_map(toml::de::Error::span)
            .min_by_key(|s| s.start);
        let Some(span) = first else {
            return (self.scars, usize::MAX);
        };
        let start = text.floor_char_boundary(span.start);
        let span = start..text.ceil_char_boundary(span.end.max(start));
        let message = errors
            .iter()
            .map(toml::de::Error::message)
            .next()
            .unwrap_or_default();
        leftover(text, &span, message).report(faults);
        (self.scars, line::line_at(text, start).start)
    }
}

/// A mistake that no item shows on its own.
fn leftover(text: &str, span: &Range<usize>, message: &str) -> Explained {
    let line = line::line_at(text, span.start);
    if let Some(explained) = explain::invisible(text, span.start..line.end.max(span.start)) {
        return explained;
    }
    let fault = if message.contains("duplicate key") {
        let key = text[span.clone()].to_owned();
        Fault::DuplicateKey {
            key,
            in_block: true,
        }
    } else {
        Fault::Syntax {
            message: message.to_owned(),
        }
    };
    let visible = line::trimmed(text, span.clone());
    Explained::new(
        if visible.is_empty() {
            line::trimmed(text, line)
        } else {
            visible
        },
        fault,
    )
}

/// The way to a key: the names between brackets, and the key's own parts.
type Path = Vec<String>;

struct Mender<'a> {
    text: &'a str,
    /// The text as it is being mended.
    bytes: Vec<u8>,
    scars: Scars,
    above: Above,
    /// The name between brackets above.
    table: Path,
    /// What the name of the entry at hand was in the file, and what it was changed to.
    renamed: Option<(String, String)>,
    /// Whether everything up to the next name has to go.
    skipping: bool,
    seen: HashMap<Path, Range<usize>>,
    /// The tables of which a key that stands twice was reported.
    doubled: HashSet<Path>,
}

impl<'a> Mender<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes().to_vec(),
            scars: Scars::default(),
            above: Above::default(),
            table: Path::new(),
            renamed: None,
            skipping: false,
            seen: HashMap::new(),
            doubled: HashSet::new(),
        }
    }

    /// Judges one item, and answers where it ends.
    fn take(&mut self, faults: &mut Faults<'_>, found: Item) -> usize {
        let parsed = DeTable::parse(&self.text[found.span.clone()]);
        let is_double = self.text[found.span.clone()].starts_with("[[");
        let ends_well = !matches!(found.kind, Kind::Endless { .. });
        match parsed {
            Ok(parsed) if ends_well && !is_double => {
                self.take_sound(faults, &found, parsed.get_ref());
                found.span.end
            }
            parsed => {
                let message = match parsed {
                    Err(error) => error.message().to_owned(),
                    Ok(_) => String::new(),
                };
                self.take_broken(faults, found, message)
            }
        }
    }

    fn take_sound(&mut self, faults: &mut Faults<'_>, found: &Item, parsed: &DeTable<'_>) {
        let Some((path, key)) = path_of(self.text, found, parsed) else {
            return;
        };
        if found.kind == Kind::Header {
            self.above = Above::Nothing;
            self.enter(faults, found, path, key);
        } else {
            self.above = self.what_stands(found);
            self.add(faults, found, path, key);
        }
    }

    fn what_stands(&self, found: &Item) -> Above {
        let Kind::Pair { value } = found.kind else {
            return Above::Nothing;
        };
        match &self.text[value..found.span.end] {
            "\"\"" | "''" => Above::TwoQuotes(value..value + 2),
            piece if line::triple_at(piece).is_some() => Above::TripleText,
            _ => Above::Nothing,
        }
    }

    fn take_broken(&mut self, faults: &mut Faults<'_>, found: Item, message: String) -> usize {
        if found.kind == Kind::Header {
            let (explained, meant) = header::explain(self.text, &found);
            if matches!(explained.fault, Fault::TextAfterName { .. }) {
                self.scars.holes.push(explained.span.clone());
            }
            explained.report(faults);
            self.above = Above::Nothing;
            self.mend_header(&found, meant);
            return found.span.end;
        }
        let found = match found.kind {
            Kind::Comment | Kind::Endless { .. } => found,
            _ => item::with_prose_below(self.text, found),
        };
        let explained = explain::item(self.text, &found, &self.above).unwrap_or_else(|| {
            Explained::new(found.first_line(self.text), Fault::Syntax { message })
        });
        if explained.span.start < found.span.start {
            self.scars.holes.push(explained.span.clone());
        }
        explained.report(faults);
        self.above = Above::Nothing;
        self.blank(&found.span);
        self.scars.holes.push(found.span.clone());
        found.span.end
    }

    /// A name between brackets that reads well.
    fn enter(&mut self, faults: &mut Faults<'_>, found: &Item, path: Path, key: Range<usize>) {
        let follows = self
            .renamed
            .as_ref()
            .is_some_and(|(was, _)| *was == path[0])
            && path.len() > 1;
        let earlier = self.seen.get(&path).filter(|_| !follows).cloned();
        if let Some(earlier) = earlier {
            let name = path.join(".");
            let mut explained = Explained::new(key, Fault::DuplicateTable { name });
            explained.second = Some(earlier);
            explained.report(faults);
            self.mend_header(found, Some(path.join(".")));
            return;
        }
        if follows {
            self.mend_header(found, Some(path.join(".")));
            return;
        }
        self.seen.insert(path.clone(), key);
        self.renamed = None;
        self.begin(found, path);
    }

    fn begin(&mut self, found: &Item, path: Path) {
        self.skipping = false;
        if self.table.first() != path.first() {
            self.scars.entries.push(found.span.start);
        }
        self.table = path;
    }

    /// Puts a readable name between brackets in the place of one that is none or stands twice. Where
    /// that does not fit, everything up to the next name has to go.
    fn mend_header(&mut self, found: &Item, meant: Option<String>) {
        let path: Option<Path> = meant.map(|name| name.split('.').map(str::to_owned).collect());
        let mended = path.and_then(|mut path| {
            let was = path[0].clone();
            match &self.renamed {
                Some((before, now)) if *before == was && path.len() > 1 => path[0].clone_from(now),
                _ if self.seen.contains_key(&path) => {
                    path[0] = self.free_name(was.len())?;
                    self.renamed = Some((was, path[0].clone()));
                }
                _ => self.renamed = None,
            }
            self.write_header(found, &path.join(".")).then_some(path)
        });
        if let Some(path) = mended {
            self.scars.renamed.push(found.span.clone());
            self.seen.insert(path.clone(), found.span.clone());
            self.begin(found, path);
        } else {
            self.blank(&found.span);
            self.scars.holes.push(found.span.clone());
            self.scars.entries.push(found.span.start);
            self.scars.lost_entries = true;
            self.skipping = true;
            self.table = Path::new();
        }
    }

    /// A name of this many bytes that no entry has.
    fn free_name(&self, length: usize) -> Option<String> {
        (0..1000)
            .map(|n| format!("{n:0>length$}"))
            .find(|name| name.len() == length && !self.seen.contains_key(&vec![name.clone()]))
    }

    /// Overwrites a line with a name between brackets; a line that is a bracket too short borrows
    /// from the blank line above it.
    fn write_header(&mut self, found: &Item, name: &str) -> bool {
        let header = format!("[{name}]");
        let line = found.span.clone();
        let lacking = header.len().saturating_sub(line.len());
        let before = &self.text[..line.start];
        let above = before.trim_end_matches([' ', '\t', '\r', '\n']).len();
        // The end of the line above must stay, unless there is no line above.
        let spare_from = match above {
            0 => 0,
            _ => line::next_line(before, above).unwrap_or(line.start),
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
    fn add(&mut self, faults: &mut Faults<'_>, found: &Item, key_path: Path, key: Range<usize>) {
        if self.skipping {
            self.blank(&found.span);
            return;
        }
        let path: Path = self.table.iter().cloned().chain(key_path).collect();
        let Some(earlier) = self.seen.get(&path).cloned() else {
            self.seen.insert(path, key);
            return;
        };
        let in_block = self.table.len() > 1;
        // In a text, what follows the first is most often the next text, without its name.
        if self.doubled.insert(self.table.clone()) || in_block {
            if !in_block {
                let next = self.next_header(found.span.end);
                self.scars.unnamed.push(key.start..next);
            }
            let fault = Fault::DuplicateKey {
                key: self.text[key.clone()].to_owned(),
                in_block,
            };
            let mut explained = Explained::new(key, fault);
            explained.second = Some(earlier);
            explained.report(faults);
        }
        self.blank(&found.span);
    }

    fn next_header(&self, from: usize) -> usize {
        line::lines_from(self.text, line::next_line(self.text, from))
            .map(|line| line.start)
            .find(|at| line::may_be_header(self.text, *at))
            .unwrap_or(self.text.len())
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

/// The names that an item consists of, and where the last of them stands.
fn path_of(text: &str, found: &Item, parsed: &DeTable<'_>) -> Option<(Path, Range<usize>)> {
    let mut path = Path::new();
    let mut place = found.span.clone();
    let mut table = parsed;
    loop {
        let Some((key, value)) = table.iter().next() else {
            return (!path.is_empty()).then_some((path, place));
        };
        let at = |span: Range<usize>| found.span.start + span.start..found.span.start + span.end;
        path.push(key.get_ref().clone().into_owned());
        place = at(key.span());
        match value.get_ref() {
            DeValue::Table(inner) if !text[at(value.span())].starts_with('{') => table = inner,
            _ => return Some((path, place)),
        }
    }
}
