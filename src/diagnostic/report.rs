//! Diagnostics as people read them: each with its line, and the fault marked.
//!
//! The renderer gets only the lines around a fault, and of a long line only the part up to the
//! fault: what a fault costs does not depend on the size of the file.

use std::collections::HashMap;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use crate::diagnostic::fault::Severity;
use crate::diagnostic::problem::{Diagnostic, summary};
use crate::diagnostic::source::Sources;
use crate::text::lines::Lines;
use crate::words::check;

/// The widest line of a report, in columns; longer lines are cut around the mark.
const WIDTH: usize = 100;
/// The longest mark under a line, in characters.
const LONGEST_MARK: usize = 60;
/// The most bytes of a line before a fault for which the line is shown; behind it there is only the
/// place. No response file that is meant well has such a line.
const MOST_BEFORE: usize = 20_000;
/// How many bytes of a long line are shown behind a fault.
const BEHIND: usize = 300;
/// How many lines apart two places may be to be shown in one piece.
const NEAR: usize = 3;

/// The report for people: every problem with its marked line, and a line that counts them. In a
/// terminal it has colours, and the codes that scripts and searches go by; a moderator is told in words.
pub fn report(sources: &Sources, diagnostics: &[Diagnostic], in_terminal: bool) -> String {
    let renderer = if in_terminal {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    let mut texts: HashMap<usize, Lines<'_>> = HashMap::new();
    let mut report = String::new();
    for diagnostic in diagnostics {
        let (path, text) = sources.numbered(diagnostic.source);
        let lines = texts
            .entry(diagnostic.source)
            .or_insert_with(|| Lines::new(text));
        let elements = if diagnostic.fault.is_about_file() || text.is_empty() {
            vec![Origin::path(path).into()]
        } else {
            pieces(path, lines, diagnostic)
        };
        let told = titled(diagnostic, text, elements, in_terminal);
        report.push_str(&renderer.render(&[told]));
        report.push_str("\n\n");
    }
    report.push_str(&summary(sources, diagnostics));
    report.push('\n');
    report
}

/// The lines below what is wrong, and above what to do.
fn titled<'a>(
    diagnostic: &Diagnostic,
    text: &str,
    elements: Vec<Element<'a>>,
    with_code: bool,
) -> Group<'a> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR.with_name(check::ERROR),
        Severity::Warning => Level::WARNING.with_name(check::WARNING),
    };
    let mut title = level.primary_title(diagnostic.fault.message());
    if with_code {
        title = title.id(diagnostic.fault.code());
    }
    let help = Level::HELP.with_name(check::HELP_LABEL);
    let help = help.message(diagnostic.help(text));
    title.elements(elements).element(help)
}

/// The lines to show, with the fault and what belongs to it marked.
fn pieces<'a>(path: &'a str, lines: &Lines<'a>, diagnostic: &Diagnostic) -> Vec<Element<'a>> {
    let fault = Mark::new(lines, &diagnostic.span);
    if fault.span.start - lines.line(fault.line).start > MOST_BEFORE {
        let (line, column) = lines.position(fault.span.start);
        return vec![Origin::path(path).line(line).char_column(column).into()];
    }
    let second = diagnostic.second.as_ref();
    let second = second.map(|span| Mark::new(lines, span));
    let second = second.filter(|s| s.span.start - lines.line(s.line).start <= MOST_BEFORE);
    let label = Some(diagnostic.fault.second_label());
    let mut pieces = vec![vec![(&fault, None)]];
    match &second {
        Some(second) if fault.is_near(second, lines) => pieces[0].push((second, label)),
        Some(second) => pieces.push(vec![(second, label)]),
        None => {}
    }
    let pieces = pieces.iter().map(|marks| shown(path, lines, marks));
    pieces.collect()
}

/// The place of a fault: marked on its first line only, so that a long text is not shown whole.
struct Mark {
    line: usize,
    span: Range<usize>,
}

/// A mark, and what is said of it where it is not the fault itself.
type Shown<'a> = (&'a Mark, Option<&'static str>);

impl Mark {
    fn new(lines: &Lines<'_>, span: &Range<usize>) -> Self {
        let text = lines.text;
        let start = text.floor_char_boundary(span.start);
        let line = lines.line_of(start);
        let line_end = lines.line(line).end;
        let start = start.min(line_end);
        let end = text.ceil_char_boundary(span.end).clamp(start, line_end);
        let longest = text[start..end].char_indices().nth(LONGEST_MARK);
        Self {
            line,
            span: start..longest.map_or(end, |(at, _)| start + at),
        }
    }

    /// Whether two marks are shown in one piece: a few lines apart, and neither so far to the right
    /// that the lines would have to be cut in different places.
    fn is_near(&self, other: &Self, lines: &Lines<'_>) -> bool {
        let is_left = |mark: &Self| mark.span.end - lines.line(mark.line).start < WIDTH;
        self.line.abs_diff(other.line) <= NEAR && is_left(self) && is_left(other)
    }
}

/// A text without what means something to a terminal or ends a line; each of these becomes something
/// of as many bytes. What is one byte long the renderer replaces by itself.
fn harmless(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| match (c, c.len_utf8()) {
        (c, 2) if c.is_control() => '·',
        ('\u{2028}' | '\u{2029}', _) => char::REPLACEMENT_CHARACTER,
        (c, _) => c,
    })
}

/// The lines of these marks, with the ends of long ones cut off.
fn shown<'a>(path: &'a str, lines: &Lines<'_>, marks: &[Shown<'_>]) -> Element<'a> {
    let on_lines = || marks.iter().map(|(mark, _)| mark.line);
    let first = on_lines().min().unwrap_or_default();
    let last = on_lines().max().unwrap_or_default();
    let mut text = String::new();
    let mut annotations: Vec<Annotation<'a>> = Vec::new();
    for line in first..=last {
        let range = lines.line(line);
        let here = text.len();
        let on_line = || marks.iter().filter(|(mark, _)| mark.line == line);
        for (mark, label) in on_line() {
            let place = |at: usize| at - range.start + here;
            let span = place(mark.span.start)..place(mark.span.end);
            annotations.push(match label {
                Some(label) => AnnotationKind::Context.span(span).label(*label),
                None => AnnotationKind::Primary.span(span),
            });
        }
        let needed = on_line().map(|(mark, _)| mark.span.end).max();
        let needed = needed.unwrap_or(range.start);
        let end = lines.text.ceil_char_boundary(needed.saturating_add(BEHIND));
        if end < range.end {
            text.extend(harmless(&lines.text[range.start..end]));
            text.push('…');
        } else {
            text.extend(harmless(&lines.text[range]));
        }
        text.push('\n');
    }
    Snippet::source(text)
        .line_start(first + 1)
        .path(path)
        .annotations(annotations)
        .into()
}
