//! Diagnostics as other programs read them.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use crate::diagnostic::fault::Severity;
use crate::diagnostic::problem::Diagnostic;
use crate::diagnostic::source::Sources;
use crate::text::lines::Lines;

/// A diagnostic as other programs read it. `aandeslag check --format json` prints one array of
/// these, and their shape is a contract: fields may be added, none changes or goes.
///
/// ```json
/// {
///   "file": "responses/tips.toml",
///   "line": 12,
///   "column": 9,
///   "end_line": 12,
///   "end_column": 15,
///   "severity": "error",
///   "code": "missing-quotes",
///   "message": "'Hallo!' staat niet tussen aanhalingstekens",
///   "help": "schrijf: title = \"Hallo!\"",
///   "edit": { "line": 12, "column": 9, "end_line": 12, "end_column": 15, "text": "\"Hallo!\"" }
/// }
/// ```
///
/// Lines and columns count from 1, columns in characters (Unicode scalar values); the end is the
/// place just behind the last character. A problem of a file as a whole stands at 1:1 to 1:1. The
/// records stand in the order of the files' names, and in each file in the order of the places; behind
/// a file's first hundred, errors before warnings, stands how many more it has, with the code `more-faults`.
/// `edit` is there where exactly one replacement mends the problem; its places count as the others do.
/// `code` is stable, so that programs can tell problems apart; the words are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The path, as the folder was given with the file's name behind it.
    pub file: String,
    /// Where it is.
    #[serde(flatten)]
    pub extent: Extent,
    /// `error` or `warning`.
    pub severity: Severity,
    /// The stable name of the fault.
    pub code: &'static str,
    /// What is wrong, in Dutch.
    pub message: String,
    /// What to do, in Dutch.
    pub help: String,
    /// The replacement that mends it, where there is exactly one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<RecordEdit>,
}

/// A piece of the file and what belongs in its place, as other programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordEdit {
    /// What goes.
    #[serde(flatten)]
    pub extent: Extent,
    /// What comes.
    pub text: String,
}

/// A piece of a file as other programs read it, in lines and characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is what its name says")]
pub struct Extent {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

impl Extent {
    /// The start of a file, for what is about the file as a whole.
    pub const START: Self = Self {
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
    };

    fn of(lines: &Lines<'_>, span: &Range<usize>) -> Self {
        let ((line, column), (end_line, end_column)) =
            (lines.position(span.start), lines.position(span.end));
        Self {
            line,
            column,
            end_line,
            end_column,
        }
    }
}

/// The diagnostics as records, in the order given.
pub fn records(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<Record> {
    let mut texts: HashMap<usize, Lines<'_>> = HashMap::new();
    let record = |diagnostic: &Diagnostic| {
        let (file, text) = sources.numbered(diagnostic.source);
        let lines = texts.entry(diagnostic.source);
        let lines = lines.or_insert_with(|| Lines::new(text));
        let edit = diagnostic.edit.as_ref().map(|edit| RecordEdit {
            extent: Extent::of(lines, &edit.span),
            text: edit.text.clone(),
        });
        Record {
            file: file.to_owned(),
            extent: Extent::of(lines, &diagnostic.span),
            severity: diagnostic.severity(),
            code: diagnostic.fault.code(),
            message: diagnostic.fault.message(),
            help: diagnostic.help(text),
            edit,
        }
    };
    diagnostics.iter().map(record).collect()
}

/// One line a diagnostic in the form GitHub shows beside the changed line of a pull request; see
/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
pub fn github(records: &[Record]) -> String {
    let line = |record: &Record| {
        format!(
            "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
            record.severity,
            escape_property(&record.file),
            record.extent.line,
            record.extent.column,
            record.extent.end_line,
            record.extent.end_column,
            record.code,
            escape_data(&format!("{}\n{}", record.message, record.help)),
        )
    };
    records.iter().map(line).collect()
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
