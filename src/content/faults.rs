//! Collects the faults of the files: of each file the first by place, errors before warnings, and of
//! the rest how many.
//!
//! However broken a file is, what is kept of it is bounded, and so is what is compared to find out
//! what was meant.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::content::meant::{Comparisons, Keys};
use crate::content::recovery::Recovery;
use crate::content::value::Text;
use crate::diagnostic::fault::{Fault, FileFault, Severity};
use crate::diagnostic::{Diagnostic, Pictures, TextEdit, counts};
use crate::text::work::look;

/// The most faults of one file that are told in full.
const MAX_FAULTS: usize = 100;

/// Collects diagnostics for the file at hand.
#[derive(Default)]
pub(crate) struct Faults<'a> {
    pub(crate) source: usize,
    /// The file's text.
    pub(crate) text: &'a str,
    /// Which keys the file has.
    pub(crate) keys: Keys,
    /// Where the text was recovered from mistakes, while what came of it is checked.
    pub(crate) recovery: Option<Recovery>,
    pub(crate) comparisons: Comparisons,
    /// Whether is looked at how easy the texts are to read.
    pub(crate) plain_language: bool,
    /// The day on which the files were read; nothing where no day is in the future.
    pub(crate) today: Option<Date>,
    /// The pictures beside the files; nothing where nobody asks for them.
    pub(crate) pictures: Option<&'a Pictures>,
    files: BTreeMap<usize, Found>,
}

/// The faults of one file.
#[derive(Default)]
struct Found {
    /// The first by place, errors before warnings; of those at one place, in the order in which they
    /// were found.
    first: BTreeMap<(Severity, usize, usize, usize), Diagnostic>,
    /// How many errors it has, and how many warnings.
    n: (usize, usize),
}

impl<'a> Faults<'a> {
    /// Turns to another file.
    pub(crate) fn turn_to(&mut self, source: usize, text: &'a str) {
        self.source = source;
        self.text = text;
        self.keys = Keys::default();
        self.comparisons = Comparisons::for_text(text);
    }

    /// A piece of the file's text; nothing where a recovered name stands differently in the file.
    pub(crate) fn piece(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    /// Where a piece of a text's value stands in the file; the whole text when it is written differently there. Of
    /// pieces that read the same, the one at this place.
    pub(crate) fn place_of(&self, text: &Text, at: Range<usize>) -> Range<usize> {
        let raw = self.piece(text.span.clone());
        look(raw.len() + text.value.len());
        let piece = &text.value[at.clone()];
        let nth = text.value[..at.start].matches(piece).count();
        match raw.match_indices(piece).nth(nth) {
            Some((found, _)) if !piece.is_empty() => {
                let start = text.span.start + found;
                start..start + piece.len()
            }
            _ => text.span.clone(),
        }
    }

    pub(crate) fn add(&mut self, span: Range<usize>, fault: impl Into<Fault>) {
        self.push(Diagnostic::new(span, fault));
    }

    /// Adds a fault with the replacement that mends it, if there is one.
    pub(crate) fn add_mended(
        &mut self,
        span: Range<usize>,
        fault: impl Into<Fault>,
        edit: impl Into<Option<TextEdit>>,
    ) {
        self.push(Diagnostic::new(span, fault).mended_by(edit));
    }

    /// Takes a problem of the file at hand, unless it is a side effect of recovery.
    pub(crate) fn push(&mut self, mut diagnostic: Diagnostic) {
        if let Some(recovery) = &self.recovery {
            if recovery.is_side_effect(self.text, &diagnostic, &mut self.comparisons) {
                return;
            }
            diagnostic.span = recovery.place(diagnostic.span);
            diagnostic.edit = diagnostic
                .edit
                .filter(|edit| !recovery.has_changed(&edit.span));
        }
        diagnostic.source = self.source;
        let found = self.files.entry(self.source).or_default();
        let (errors, warnings) = diagnostic.counts();
        found.n = (found.n.0 + errors, found.n.1 + warnings);
        let Range { start, end } = diagnostic.span;
        let nth = found.n.0 + found.n.1;
        let severity = diagnostic.severity();
        found.first.insert((severity, start, end, nth), diagnostic);
        if found.first.len() > MAX_FAULTS {
            found.first.pop_last();
        }
    }

    /// Whether this file cannot be used.
    pub(crate) fn is_broken(&self, source: usize) -> bool {
        self.files.get(&source).is_some_and(|f| f.n.0 > 0)
    }

    /// All diagnostics, by file and place; behind those of a file, how many more it has.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        for (source, found) in self.files {
            let (errors, warnings) = counts(found.first.values());
            let (errors, warnings) = (found.n.0 - errors, found.n.1 - warnings);
            let mut first: Vec<_> = found.first.into_iter().collect();
            first.sort_by_key(|((_, start, end, nth), _)| (*start, *end, *nth));
            all.extend(first.into_iter().map(|(_, diagnostic)| diagnostic));
            if errors + warnings > 0 {
                let fault = FileFault::MoreFaults { errors, warnings };
                all.push(Diagnostic {
                    source,
                    ..Diagnostic::new(0..0, fault)
                });
            }
        }
        all
    }
}
