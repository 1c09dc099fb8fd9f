//! How keywords, links and sections are typed as plain text, and read back.
//!
//! Keywords stand between commas. Group and links have a line each; below them a line that starts
//! with `## ` begins a section.

use crate::content::edit::EntryText;
use crate::library::{Link, Section};
use crate::limits::{MAX_LABEL, shorten};
use crate::words::editing as words;

/// What is wrong with the way in which something was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormFault {
    /// A line above the first heading that is no link.
    NoLink(String),
    /// Two links with the same words.
    LinkTwice(String),
    /// Two sections with the same heading.
    HeadingTwice(String),
}

/// A word as it stands between commas; one with a comma of its own stands between quotes.
pub(super) fn quoted(word: &str) -> String {
    if word.contains([',', '\n']) || word.starts_with('"') {
        format!("\"{}\"", word.replace('"', "\"\""))
    } else {
        word.to_owned()
    }
}

pub(super) fn split_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', '\n', ' ', '\t', '\r']);
        if rest.is_empty() {
            return words;
        }
        let word;
        (word, rest) = if let Some(found) = quoted_word(rest) {
            found
        } else {
            let end = rest.find([',', '\n']).unwrap_or(rest.len());
            (rest[..end].trim().to_owned(), &rest[end..])
        };
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
}

/// A word between quotes and what follows it, if the quotes end before a comma, a line or the end.
fn quoted_word(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut word = String::new();
    let mut rest = inner;
    loop {
        let at = rest.find('"')?;
        word.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                word.push('"');
                rest = after;
            }
            None => break,
        }
    }
    let ends = rest.trim_start_matches([' ', '\t']);
    (ends.is_empty() || ends.starts_with([',', '\n'])).then(|| (word.trim().to_owned(), ends))
}

/// Begins a section. People leave out the space behind it; three are a heading of Discord's own.
const MARK: &str = "##";

/// Group and links, a line each, and below them the sections.
pub(super) fn extras(text: &EntryText) -> String {
    let group = text
        .group
        .iter()
        .map(|group| format!("{}: {group}\n", words::GROUP));
    let links = text
        .links
        .iter()
        .map(|link| format!("{}: {}\n", link.label, link.url));
    let head: String = group.chain(links).collect();
    let sections = text.sections.iter().map(|section| {
        let body = section
            .text
            .lines()
            .map(escaped_line)
            .collect::<Vec<_>>()
            .join("\n");
        format!("{MARK} {}\n{body}\n", section.heading)
    });
    let sections = sections.collect::<Vec<_>>().join("\n");
    let between = if head.is_empty() || sections.is_empty() {
        ""
    } else {
        "\n"
    };
    format!("{head}{between}{sections}").trim_end().to_owned()
}

/// A line of a text that would look like one of our headings gets a backslash, which Discord
/// itself takes to mean the same.
fn escaped_line(line: &str) -> String {
    let bare = line.trim_start_matches('\\').trim_start();
    if is_heading(bare) {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}

fn is_heading(line: &str) -> bool {
    line.starts_with(MARK) && !line.starts_with("###")
}

pub(super) fn read_extras(extras: &str, into: &mut EntryText) -> Vec<FormFault> {
    let mut faults = Vec::new();
    for line in extras.lines() {
        if is_heading(line.trim_start()) {
            let heading = line.trim_start()[MARK.len()..].trim();
            if into.sections.iter().any(|s| s.heading == heading) {
                faults.push(FormFault::HeadingTwice(heading.into()));
            }
            into.sections.push(Section {
                heading: heading.into(),
                text: String::new(),
            });
        } else if let Some(section) = into.sections.last_mut() {
            let bare = line.trim_start_matches('\\').trim_start();
            let line = if is_heading(bare) && line.starts_with('\\') {
                &line[1..]
            } else {
                line
            };
            section.text.push_str(line);
            section.text.push('\n');
        } else if !line.trim().is_empty() {
            faults.extend(read_head_line(line.trim(), into));
        }
    }
    for section in &mut into.sections {
        section.text = section.text.trim().to_owned();
    }
    faults
}

fn read_head_line(line: &str, into: &mut EntryText) -> Option<FormFault> {
    let parts = line.rsplit_once(char::is_whitespace);
    let found = parts.filter(|(_, url)| url.contains("://"));
    match found {
        Some((label, url)) => {
            let label = label.trim_end();
            let label = label.strip_suffix(':').unwrap_or(label).trim_end();
            if into.links.iter().any(|link| link.label == label) {
                return Some(FormFault::LinkTwice(label.into()));
            }
            into.links.push(Link {
                label: label.into(),
                url: url.into(),
            });
            None
        }
        None => match line.split_once(':') {
            Some((name, group)) if name.trim().eq_ignore_ascii_case(words::GROUP) => {
                into.group = Some(group.trim().to_owned()).filter(|group| !group.is_empty());
                None
            }
            _ => Some(FormFault::NoLink(shorten(line, MAX_LABEL))),
        },
    }
}
