//! What recovery from the mistakes of a file took out of it or changed in it, which tells the faults of the
//! file from the side effects of recovery.

use std::ops::Range;

use crate::content::meant::{Comparisons, nearest_key};
use crate::content::schema;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fault::{BracketFault, Fault, FileFault, KeyFault, Place, Remark};
use crate::text::work;

/// The places in a file at which it was recovered from mistakes.
#[derive(Default)]
pub(crate) struct Recovery {
    /// The pieces taken out, in order.
    pub(crate) holes: Vec<Range<usize>>,
    /// Names between brackets that were changed.
    pub(crate) renamed: Vec<Range<usize>>,
    /// Where each entry begins, in order.
    pub(crate) entries: Vec<usize>,
    /// Where a name between brackets is probably missing, up to the next one.
    pub(crate) unnamed: Vec<Range<usize>>,
    /// Where keys begin that belong above the first entry, and stand below another.
    pub(crate) top: Option<usize>,
    /// Whether an entry was taken out as a whole.
    pub(crate) lost_entries: bool,
    /// From where on the recovered text may say something else than the file.
    pub(crate) untrusted: Option<usize>,
}

impl Recovery {
    /// Whether a fault of the recovered text is no fault of the file, but comes from the recovery.
    pub(crate) fn is_side_effect(
        &self,
        text: &str,
        diagnostic: &Diagnostic,
        comparisons: &mut Comparisons,
    ) -> bool {
        let at = diagnostic.span.start;
        let mut may_have_lost = |key, place| self.may_have_lost(comparisons, text, at, key, place);
        match &diagnostic.fault {
            _ if self.untrusted.is_some_and(|untrusted| at >= untrusted) => true,
            Fault::Key(KeyFault::MissingKey { key, place }) => {
                may_have_lost(key, *place) || (*place == Place::Top && self.is_below(text, key))
            }
            Fault::Remark(Remark::MissingSummary) => may_have_lost("summary", Place::Entry),
            Fault::File(FileFault::NoEntries) => !self.holes.is_empty(),
            Fault::Bracket(BracketFault::OrphanBlock { .. }) => {
                self.lost_entries || holding(&self.renamed, at).is_some()
            }
            Fault::Key(KeyFault::MisplacedKey { .. }) if holding(&self.unnamed, at).is_some() => {
                true
            }
            _ => {
                let mut places = [&diagnostic.span].into_iter().chain(&diagnostic.second);
                places.any(|span| self.has_changed(span))
            }
        }
    }

    /// Whether a key that belongs above the first entry stands below another.
    fn is_below(&self, text: &str, key: &str) -> bool {
        self.top.is_some_and(|at| {
            work::look(text.len() - at);
            let mut pairs = text[at..].lines().filter_map(|line| line.split_once('='));
            pairs.any(|(word, _)| word.trim() == key)
        })
    }

    /// Where a fault of the recovered text is in the file: a changed name is pointed at as a whole.
    pub(crate) fn place(&self, span: Range<usize>) -> Range<usize> {
        let name = holding(&self.renamed, span.start);
        name.cloned().unwrap_or(span)
    }

    /// Whether the file says something else here than the recovered text.
    pub(crate) fn has_changed(&self, span: &Range<usize>) -> bool {
        let mut changed = [&self.holes, &self.renamed].into_iter();
        changed.any(|places| holding(places, span.start).is_some())
    }

    /// Whether what was taken out of an entry, or from above the first, may have been this key.
    fn may_have_lost(
        &self,
        comparisons: &mut Comparisons,
        text: &str,
        at: usize,
        key: &str,
        place: Place,
    ) -> bool {
        let (start, end) = if place == Place::Top {
            (0, self.entries.first().copied().unwrap_or(text.len()))
        } else {
            let next = self.entries.partition_point(|entry| *entry <= at);
            (at, self.entries.get(next).copied().unwrap_or(text.len()))
        };
        let first = self.holes.partition_point(|hole| hole.end <= start);
        self.holes[first..]
            .iter()
            .take_while(|hole| hole.start < end)
            .any(|hole| {
                work::look(hole.len());
                let mut lines = text[hole.clone()].lines();
                lines.any(|line| names_key(comparisons, line, key, place))
            })
    }
}

/// Whether a line that was taken out began with this key or something like it, or has it behind another
/// value. Quotes without a key are a text's.
fn names_key(comparisons: &mut Comparisons, line: &str, key: &str, place: Place) -> bool {
    let start = line.trim_start();
    if start.starts_with("\"\"\"") || start.starts_with("'''") {
        return key == "text";
    }
    let word: String = line
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let (here, there) = match place {
        Place::Top => (schema::TOP, schema::ENTRY),
        _ => (schema::ENTRY, schema::TOP),
    };
    let keys = here.iter().chain(there);
    let stands_behind = || {
        let mut places = line.match_indices(key);
        places.any(|(at, _)| {
            line[..at].ends_with([' ', '\t', ','])
                && line[at + key.len()..].trim_start().starts_with('=')
        })
    };
    word == key || nearest_key(comparisons, &word, keys) == Some(key) || stands_behind()
}

/// The one of these spans, which are in order, that holds the place.
fn holding(spans: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let next = spans.partition_point(|span| span.start <= at);
    spans[..next].last().filter(|span| at < span.end)
}
