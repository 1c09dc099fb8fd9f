//! Makes the edits that mend faults, again and again until none is left, and keeps what came out best.

use crate::content::compile::compile;
use crate::diagnostic::{Content, Diagnostic, Sources, TextEdit, apply, counts};

/// After so many rounds it is enough: a fault that hides another hides no more than a few.
const MAX_ROUNDS: usize = 20;
/// The most edits that are tried one by one.
const MAX_SINGLE: usize = 20;

/// A file as it reads with the edits that mend its faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The file, as an index into [`Sources::files`].
    pub source: usize,
    /// The text of the file.
    pub text: String,
    /// How many faults it has less.
    pub n_mended: usize,
}

/// The files that have fewer faults with the edits that mend them, each with its new text. A file in
/// which there is nothing to mend, or that gets no better, is not among them.
pub fn fix(sources: &Sources) -> Vec<Fixed> {
    let first = Tried::new(sources.clone());
    let (mut best, mut last) = (first.clone(), first.clone());
    for _ in 0..MAX_ROUNDS {
        let Some(next) = last.all_edits().or_else(|| last.one_edit()) else {
            break;
        };
        if counts(&next.diagnostics) < counts(&best.diagnostics) {
            best = next.clone();
        }
        last = next;
    }
    let texts = best.sources.files.iter().zip(&sources.files).enumerate();
    let changed = texts.filter(|(_, (now, was))| now.text() != was.text());
    let better = changed.filter(|(source, _)| best.counts(*source) < first.counts(*source));
    let fixed = better.map(|(source, (now, _))| Fixed {
        source,
        text: now.text().to_owned(),
        n_mended: first.n_faults(source).saturating_sub(best.n_faults(source)),
    });
    fixed.collect()
}

/// The files with some edits made, and what is wrong in them then.
#[derive(Clone)]
struct Tried {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl Tried {
    fn new(sources: Sources) -> Self {
        let diagnostics = compile(&sources).diagnostics;
        Self {
            sources,
            diagnostics,
        }
    }

    /// How many errors a file has, and how many warnings.
    fn counts(&self, source: usize) -> (usize, usize) {
        counts(self.diagnostics.iter().filter(|d| d.source == source))
    }

    fn n_faults(&self, source: usize) -> usize {
        let (errors, warnings) = self.counts(source);
        errors + warnings
    }

    /// With all edits made that do not touch each other, in the files that get no worse by it: a fault may have
    /// hidden another one.
    fn all_edits(&self) -> Option<Self> {
        self.with(&self.edits().collect::<Vec<_>>())
    }

    /// With the first edit made by which a file gets no worse: two together may do what neither does.
    fn one_edit(&self) -> Option<Self> {
        let mut edits = self.edits().take(MAX_SINGLE);
        edits.find_map(|edit| self.with(&[edit]))
    }

    fn edits(&self) -> impl Iterator<Item = (usize, &TextEdit)> {
        let edits = self.diagnostics.iter();
        let edits = edits.filter_map(|d| Some((d.source, d.edit.as_ref()?)));
        edits.filter(|(source, _)| matches!(self.sources.files[*source].content, Content::Text(_)))
    }

    /// With these edits, which are in the order of their files, made in those that get no worse by it, if any does.
    fn with(&self, edits: &[(usize, &TextEdit)]) -> Option<Self> {
        if edits.is_empty() {
            return None;
        }
        let mut places = Vec::new();
        let mut sources = self.sources.clone();
        for of_file in edits.chunk_by(|one, next| one.0 == next.0) {
            let source = of_file[0].0;
            let text = apply(
                sources.files[source].text(),
                of_file.iter().map(|(_, edit)| *edit),
            );
            sources.files[source].content = Content::Text(text.into());
            places.push(source);
        }
        let mut tried = Self::new(sources);
        let mut worse = places.clone();
        worse.retain(|source| tried.counts(*source) > self.counts(*source));
        if worse.len() == places.len() {
            return None;
        }
        if !worse.is_empty() {
            for source in worse {
                tried.sources.files[source].content = self.sources.files[source].content.clone();
            }
            tried = Self::new(tried.sources);
        }
        Some(tried)
    }
}
