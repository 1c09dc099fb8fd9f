//! What is wrong in a response file, as data: where it is, what it is, and how it is shown.
//!
//! Holds the sources in memory, so that every problem can show its line. Knows nothing of TOML or
//! of the rules; the words of each fault are in [`crate::words::fault`].

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::words;
use crate::words::fault::Fault;
pub use crate::words::fault::Severity;

/// The response files as they were read, in memory.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The folder, as it is shown to people.
    pub directory: String,
    /// The files, sorted by name.
    pub files: Vec<Source>,
}

/// One response file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it is shown to people.
    pub path: String,
    /// The file's name without folder and without `.toml`.
    pub name: String,
    /// What stands in it.
    pub content: Content,
}

/// What reading a file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The text, without byte-order mark.
    Text(Arc<str>),
    /// Bytes that are no UTF-8: the text with a mark at each bad byte, and where the first stands.
    NotUtf8 {
        /// The readable rest.
        text: Arc<str>,
        /// The first unreadable place in `text`.
        at: usize,
    },
    /// More bytes than are read.
    TooLarge,
    /// The operating system refused.
    Unreadable(String),
}

impl Source {
    /// A file in memory; a byte-order mark is left out.
    pub fn new(path: impl Into<String>, name: impl Into<String>, bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let content = match std::str::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::NotUtf8 {
                text: String::from_utf8_lossy(bytes).into(),
                at: error.valid_up_to(),
            },
        };
        Self {
            path: path.into(),
            name: name.into(),
            content,
        }
    }

    /// The text as far as there is one, to point into.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text(text) | Content::NotUtf8 { text, .. } => text,
            Content::TooLarge | Content::Unreadable(_) => "",
        }
    }
}

/// One problem in one file.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The file, as an index into [`Sources::files`].
    pub source: usize,
    /// The bytes in the file's text that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub fault: Fault,
    /// An earlier place that belongs to the problem, such as the first of two equal names.
    pub earlier: Option<Range<usize>>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(source: usize, span: Range<usize>, fault: Fault) -> Self {
        Self {
            source,
            span,
            fault,
            earlier: None,
        }
    }

    /// Adds the earlier place that belongs to the problem.
    #[must_use]
    pub fn with_earlier(mut self, span: Range<usize>) -> Self {
        self.earlier = Some(span);
        self
    }

    /// Whether the file can be used all the same.
    pub fn severity(&self) -> Severity {
        self.fault.severity()
    }
}

/// Whether one of these is an error of this file, an index into the sources.
pub fn is_broken(diagnostics: &[Diagnostic], source: usize) -> bool {
    diagnostics
        .iter()
        .any(|d| d.source == source && d.severity() == Severity::Error)
}

/// A place in a text, counted from 1; columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// The place of a byte; one past the end is the place after the last character.
    pub fn of(text: &str, byte: usize) -> Self {
        let before = &text[..text.floor_char_boundary(byte)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A diagnostic as other programs read it; the shape is a contract, see the README.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The path.
    pub file: String,
    /// The first line, from 1.
    pub line: usize,
    /// The first character, from 1.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The character just after the end.
    pub end_column: usize,
    /// `error` or `warning`.
    pub severity: Severity,
    /// The stable name of the fault.
    pub code: &'static str,
    /// What is wrong, in Dutch.
    pub message: String,
    /// What to do, in Dutch.
    pub help: String,
}

/// The diagnostics as records, in the order given.
pub fn records(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<Record> {
    diagnostics.iter().map(|d| record(sources, d)).collect()
}

fn record(sources: &Sources, diagnostic: &Diagnostic) -> Record {
    let (file, text) = file_of(sources, diagnostic);
    let start = Position::of(text, diagnostic.span.start);
    let end = Position::of(text, diagnostic.span.end);
    Record {
        file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        severity: diagnostic.severity(),
        code: diagnostic.fault.code(),
        message: diagnostic.fault.message(),
        help: diagnostic.fault.help(),
    }
}

/// The path and the text that a diagnostic speaks of.
fn file_of<'a>(sources: &'a Sources, diagnostic: &Diagnostic) -> (String, &'a str) {
    match sources.files.get(diagnostic.source) {
        Some(source) => (source.path.clone(), source.text()),
        None => (sources.directory.clone(), ""),
    }
}

/// The report for people: every problem with its marked line, and a line that counts them.
pub fn report(sources: &Sources, diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut report = String::new();
    for diagnostic in diagnostics {
        report.push_str(&snippet(&renderer, sources, diagnostic));
        report.push_str("\n\n");
    }
    report.push_str(&summary(sources, diagnostics));
    report.push('\n');
    report
}

/// "3 fouten en 1 waarschuwing in 2 bestanden".
pub fn summary(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let n_errors = diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error)
        .count();
    let mut files: Vec<usize> = diagnostics.iter().map(|d| d.source).collect();
    files.sort_unstable();
    files.dedup();
    words::check_summary(
        n_errors,
        diagnostics.len() - n_errors,
        files.len(),
        sources.files.len(),
    )
}

fn snippet(renderer: &Renderer, sources: &Sources, diagnostic: &Diagnostic) -> String {
    let (path, text) = file_of(sources, diagnostic);
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR.with_name(words::ERROR),
        Severity::Warning => Level::WARNING.with_name(words::WARNING),
    };
    let title = level
        .primary_title(diagnostic.fault.message())
        .id(diagnostic.fault.code());
    let problem = if text.is_empty() {
        title.element(annotate_snippets::Origin::path(path).line(1).char_column(1))
    } else {
        let mut marked = Snippet::source(text)
            .path(path)
            .annotation(primary(text, diagnostic));
        if let Some(earlier) = &diagnostic.earlier {
            let label = AnnotationKind::Context
                .span(earlier.clone())
                .label(words::EARLIER);
            marked = marked.annotation(label);
        }
        title.element(marked)
    };
    let help = Level::HELP
        .with_name(words::HELP_LABEL)
        .message(diagnostic.fault.help());
    let report: &[Group<'_>] = &[problem.element(help)];
    renderer.render(report)
}

/// The mark under the fault: on its first line only, so that a long text is not shown whole.
fn primary<'a>(text: &str, diagnostic: &Diagnostic) -> Annotation<'a> {
    let start = text.floor_char_boundary(diagnostic.span.start);
    let end = text.ceil_char_boundary(diagnostic.span.end.max(start));
    let line_end = text[start..end].find('\n').map_or(end, |at| start + at);
    AnnotationKind::Primary.span(start..line_end)
}

/// One line a diagnostic in the form GitHub shows beside the changed line of a pull request; see
/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
pub fn github(records: &[Record]) -> String {
    let line = |record: &Record| {
        let severity = match record.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let Record {
            file,
            line,
            column,
            end_line,
            end_column,
            code,
            message,
            help,
            ..
        } = record;
        format!(
            "::{severity} file={},line={line},col={column},endLine={end_line},endColumn={end_column},title={code}::{}\n",
            escape_property(file),
            escape_data(&format!("{message}\n{help}")),
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
