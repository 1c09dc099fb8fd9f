//! One problem in one response file, and how many there are.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::edit::TextEdit;
use crate::diagnostic::fault::{Fault, FileFault, Severity};
use crate::diagnostic::source::Sources;
use crate::words::check;
use crate::words::in_one_line;

/// One problem in one file.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The file, as an index into [`Sources::files`]; behind those, into [`Sources::unread`].
    pub source: usize,
    /// The bytes in the file's text that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub fault: Fault,
    /// Another place that belongs to the problem, such as the first of two equal names;
    /// [`Fault::second_label`] says what it is.
    pub second: Option<Range<usize>>,
    /// The replacement that mends it, where there is exactly one.
    pub edit: Option<TextEdit>,
}

impl Diagnostic {
    /// A problem at a place, of the first file as long as nobody says of which.
    pub fn new(span: Range<usize>, fault: impl Into<Fault>) -> Self {
        Self {
            source: 0,
            span,
            fault: fault.into(),
            second: None,
            edit: None,
        }
    }

    /// The problem with the replacement that mends it, if there is one.
    #[must_use]
    pub fn mended_by(self, edit: impl Into<Option<TextEdit>>) -> Self {
        let edit = edit.into();
        Self { edit, ..self }
    }

    /// The problem with the other place that belongs to it, if there is one.
    #[must_use]
    pub fn with_second(self, second: impl Into<Option<Range<usize>>>) -> Self {
        let second = second.into();
        Self { second, ..self }
    }

    /// Whether it is this problem again: the same fault at the same place.
    pub fn is_same(&self, other: &Self) -> bool {
        self.span == other.span && self.fault == other.fault
    }

    /// Whether the file can be used all the same.
    pub fn severity(&self) -> Severity {
        self.fault.severity()
    }

    /// Whether the file cannot be used because of it.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    /// What to do about it, in Dutch, in one line: where an edit of the file's text mends it, the line to
    /// write.
    pub fn help(&self, text: &str) -> String {
        let edit = self.edit.as_ref();
        let edit = edit.filter(|_| !self.fault.has_words_for_edit());
        match edit.and_then(|edit| Some((edit.n_lines(text), edit.line(text)?))) {
            Some((n, line)) => check::write(n, &in_one_line(&line.replace('\t', " "))),
            None => self.fault.help(),
        }
    }

    /// How many errors and how many warnings it stands for.
    pub fn counts(&self) -> (usize, usize) {
        match (&self.fault, self.severity()) {
            (Fault::File(FileFault::MoreFaults { errors, warnings }), _) => (*errors, *warnings),
            (_, Severity::Error) => (1, 0),
            (_, Severity::Warning) => (0, 1),
        }
    }
}

/// Whether one of these is an error of this file, an index into the sources.
pub fn is_broken(diagnostics: &[Diagnostic], source: usize) -> bool {
    diagnostics
        .iter()
        .any(|d| d.source == source && d.is_error())
}

/// How many errors and how many warnings these stand for.
pub fn counts<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> (usize, usize) {
    let counts = diagnostics.into_iter().map(Diagnostic::counts);
    counts.fold((0, 0), |(e, w), (errors, warnings)| {
        (e + errors, w + warnings)
    })
}

/// "3 fouten en 1 waarschuwing in 2 bestanden".
pub fn summary(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let (n_errors, n_warnings) = counts(diagnostics);
    let files: BTreeSet<usize> = diagnostics.iter().map(|d| d.source).collect();
    check::check_summary(n_errors, n_warnings, files.len(), sources.files.len())
}
