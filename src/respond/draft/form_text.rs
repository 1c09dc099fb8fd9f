//! How keywords, links, sections and the rest of an entry are typed as plain text, and read back.
//!
//! Keywords stand between commas, and each question below them on a line that begins with that word. What
//! there is one of has a line that begins with its name, each link has one that ends with its address, and
//! each choice one with an arrow before the text that it leads to; below them a line that starts with `## `
//! begins a section.

use std::borrow::Cow;

use crate::content::date;
use crate::content::edit::EntryText;
use crate::content::schema;
use crate::text::fold::fold;
use crate::text::limits::{MAX_LABEL, shorten};
use crate::words::form;

/// What parts words.
const BETWEEN: [char; 3] = [',', ';', '\n'];

/// What members ask for an entry with: its keywords, and below them its questions.
pub(crate) fn asked(text: &EntryText) -> String {
    let keywords: Vec<String> = text.keywords.iter().map(|word| quoted(word)).collect();
    let keywords = Some(keywords.join(", ")).filter(|keywords| !keywords.is_empty());
    let questions = text.questions.iter();
    let questions = questions.map(|question| format!("{}: {question}", form::QUESTION));
    let lines: Vec<String> = keywords.into_iter().chain(questions).collect();
    lines.join("\n")
}

/// The keywords and the questions, each once.
pub(crate) fn read_asked(typed: &str) -> (Vec<String>, Vec<String>) {
    let mut questions: Vec<String> = Vec::new();
    let is_keywords = |line: &&str| match question(line) {
        Some(question) => {
            if !question.is_empty() && !questions.iter().any(|known| known == question) {
                questions.push(question.to_owned());
            }
            false
        }
        None => true,
    };
    let lines: Vec<&str> = typed.lines().filter(is_keywords).collect();
    (split_words(&lines.join("\n")), questions)
}

/// The question with which a text begins, if that is what it begins with.
pub(crate) fn question(text: &str) -> Option<&str> {
    let (name, question) = text.split_once(':')?;
    let name = fold(name);
    let is_named = name == fold(form::QUESTION) || name == fold(form::QUESTIONS);
    is_named.then(|| question.trim())
}

/// A word as it stands between commas; one with a comma of its own stands between quotes.
pub(crate) fn quoted(word: &str) -> String {
    if word.contains(BETWEEN) || word.starts_with('"') || question(word).is_some() {
        in_quotes(word)
    } else {
        word.to_owned()
    }
}

pub(crate) fn split_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ';', '\n', ' ', '\t', '\r']);
        if rest.is_empty() {
            return words;
        }
        let word;
        (word, rest) = if let Some(found) = quoted_word(rest) {
            found
        } else {
            let end = rest.find(BETWEEN).unwrap_or(rest.len());
            (rest[..end].trim().to_owned(), &rest[end..])
        };
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
}

/// A word between quotes and what follows it, if the quotes end before a comma, a line or the end.
fn quoted_word(text: &str) -> Option<(String, &str)> {
    let (word, rest) = between_quotes(text)?;
    let ends = rest.trim_start_matches([' ', '\t']);
    (ends.is_empty() || ends.starts_with(BETWEEN)).then(|| (word.trim().to_owned(), ends))
}

/// What stands between the quotes with which a text begins, where each is doubled, and what follows it.
fn between_quotes(text: &str) -> Option<(String, &str)> {
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
            None => return Some((word, rest)),
        }
    }
}

/// Begins a section. People leave out the space behind it; three are a heading of Discord's own.
const MARK: &str = "##";

/// All lines with a name, the links, and below them the sections. A line for which there is nothing
/// yet is there too, so that nobody has to know its name.
pub(crate) fn extras(text: &EntryText) -> String {
    let mut said = text.clone();
    let named = form::LINES.iter().map(|(key, name)| {
        let value = match *key {
            "related" => {
                let related: Vec<String> = text.related.iter().map(|name| quoted(name)).collect();
                Some(related.join(", "))
            }
            "checked" => text.checked.map(|day| day.to_string()),
            key => said.line(key).and_then(Option::take),
        };
        named_line(name, &value.unwrap_or_default())
    });
    let link = |(label, url): &(String, String)| {
        button_line(label, ": ", url, &Line::Link(label.into(), url))
    };
    let arrow = format!(" {ARROW} ");
    let choice = |(label, to): &(String, String)| {
        button_line(label, &arrow, to, &Line::Choice(label.into(), to))
    };
    let links = text.links.iter().map(link);
    let choices = text.choices.iter().map(choice);
    let head: String = named.chain(links).chain(choices).collect();
    let sections = text.sections.iter().map(|(heading, text)| {
        let body: Vec<String> = text.lines().map(escaped_line).collect();
        format!("\n{MARK} {heading}\n{}\n", body.join("\n"))
    });
    format!("{head}{}", sections.collect::<String>())
        .trim_end()
        .to_owned()
}

/// What stands in the field for the rest of an entry, without the lines that say nothing.
pub(crate) fn said(extras: &str) -> String {
    let mut in_head = true;
    let says_something = |line: &&str| {
        in_head &= !is_heading(line.trim_start());
        !in_head || !matches!(Line::of(line), Line::Named(_, _, ""))
    };
    let lines: Vec<&str> = extras.lines().filter(says_something).collect();
    lines.join("\n")
}

fn named_line(name: &str, value: &str) -> String {
    if value.is_empty() {
        format!("{name}:\n")
    } else if is_address(value) || unwrapped(value) != value {
        format!("{name}: <{value}>\n")
    } else {
        format!("{name}: {value}\n")
    }
}

/// The line of a button; its label stands between quotes where it would be read as something else.
fn button_line(label: &str, between: &str, to: &str, meant: &Line<'_>) -> String {
    let line = format!("{label}{between}{to}\n");
    if Line::of(&line) == *meant && !is_heading(&line) {
        line
    } else {
        format!("{}{between}{to}\n", in_quotes(label))
    }
}

/// Stands between a button and the text that it leads to.
const ARROW: &str = "→";
/// What people type instead.
const TYPED_ARROW: &str = "->";

fn in_quotes(label: &str) -> String {
    format!("\"{}\"", label.replace('"', "\"\""))
}

/// What stands behind the arrow with which a text begins.
fn behind_arrow(text: &str) -> Option<&str> {
    let behind = text.strip_prefix(ARROW).or(text.strip_prefix(TYPED_ARROW));
    behind.map(str::trim)
}

/// A line above the sections.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    /// The key and the name of the line, see [`form::LINES`], and what is behind the colon.
    Named(&'static str, &'static str, &'a str),
    /// What stands on a button, and its address.
    Link(Cow<'a, str>, &'a str),
    /// What stands on a button, and the text to which it leads.
    Choice(Cow<'a, str>, &'a str),
    /// Anything else.
    Unknown,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let line = line.trim();
        if let Some((name, value)) = line.split_once(':')
            && !name.starts_with('"')
            && let Some((key, name)) = named(name, form::LINES, schema::ENTRY)
            // Whoever types only an address wants a button with that name.
            && !is_address(value.trim())
        {
            return Self::Named(key, name, unwrapped(value.trim()));
        }
        if let Some((label, rest)) = between_quotes(line) {
            let rest = rest.trim_start();
            if let Some(to) = behind_arrow(rest) {
                return Self::Choice(label.into(), to);
            }
            if let Some(url) = rest.strip_prefix(':').map(str::trim)
                && is_address(url)
            {
                return Self::Link(label.into(), url);
            }
        }
        if let Some((label, url)) = line.rsplit_once(char::is_whitespace)
            && begins_address(url)
        {
            let label = label.trim_end();
            let label = label.strip_suffix(':').unwrap_or(label).trim_end();
            let inner = label.strip_prefix('"').and_then(|l| l.strip_suffix('"'));
            return Self::Link(inner.unwrap_or(label).into(), url);
        }
        let arrows = [ARROW, TYPED_ARROW].into_iter();
        match arrows.filter_map(|arrow| line.find(arrow)).min() {
            // The arrow is there.
            Some(at) => Self::Choice(
                line[..at].trim_end().into(),
                behind_arrow(&line[at..]).unwrap_or_default(),
            ),
            None => Self::Unknown,
        }
    }
}

/// The line of these, each a key and its name, that is meant by this name: its own, its key in a response
/// file, or one of the schema's other Dutch names for that.
pub(crate) fn named(
    name: &str,
    lines: &'static [(&'static str, &'static str)],
    keys: &'static [schema::Key],
) -> Option<(&'static str, &'static str)> {
    let name = fold(name);
    let is_meant = |(key, word): &&(&'static str, &'static str)| {
        let others = schema::find(keys, key).map_or(&[][..], |key| key.mistaken);
        fold(word) == name || *key == name || others.iter().any(|other| fold(other) == name)
    };
    lines.iter().find(is_meant).copied()
}

fn is_address(value: &str) -> bool {
    begins_address(value) && !value.starts_with('<') && !value.contains(char::is_whitespace)
}

/// Whether this begins as an address; of one without https:// the rules tell what it lacks.
fn begins_address(value: &str) -> bool {
    value.contains("://") || value.starts_with("www.")
}

/// What stands between `<` and `>`, which tell an address in a text from one on a button.
fn unwrapped(value: &str) -> &str {
    let inner = value.strip_prefix('<').and_then(|v| v.strip_suffix('>'));
    inner.unwrap_or(value)
}

/// A line of a text that would look like one of our headings gets a backslash, which Discord
/// itself takes to mean the same.
pub(crate) fn escaped_line(line: &str) -> String {
    let bare = line.trim_start_matches('\\').trim_start();
    if is_heading(bare) {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}

/// A line as it was before it got a backslash.
pub(crate) fn unescaped(line: &str) -> &str {
    let bare = line.trim_start_matches('\\').trim_start();
    let inner = line.strip_prefix('\\').filter(|_| is_heading(bare));
    inner.unwrap_or(line)
}

pub(crate) fn is_heading(line: &str) -> bool {
    line.starts_with(MARK) && !line.starts_with("###")
}

/// Reads the rest of an entry; gives the words for what is wrong in it.
pub(crate) fn read_extras(extras: &str, into: &mut EntryText) -> Vec<String> {
    let mut faults = Vec::new();
    for line in extras.lines() {
        if is_heading(line.trim_start()) {
            let heading = line.trim_start()[MARK.len()..].trim();
            if into.sections.iter().any(|(known, _)| known == heading) {
                faults.push(form::heading_twice(heading));
            }
            into.sections.push((heading.into(), String::new()));
        } else if let Some((_, text)) = into.sections.last_mut() {
            text.push_str(unescaped(line));
            text.push('\n');
        } else if !line.trim().is_empty() {
            faults.extend(read_head_line(line, into).err());
        }
    }
    for (_, text) in &mut into.sections {
        *text = text.trim().to_owned();
    }
    faults
}

fn read_head_line(line: &str, into: &mut EntryText) -> Result<(), String> {
    let unknown = || form::unknown_line(&shorten(line.trim(), MAX_LABEL));
    let (buttons, label, to) = match Line::of(line) {
        Line::Named(_, _, "") => return Ok(()),
        Line::Named("related", _, value) => {
            let new = split_words(value).into_iter();
            let new: Vec<String> = new.filter(|name| !into.related.contains(name)).collect();
            into.related.extend(new);
            return Ok(());
        }
        Line::Named("checked", name, value) => {
            let day = date::meant(value).ok_or_else(|| form::no_day(&shorten(value, MAX_LABEL)));
            return set_once(&mut into.checked, day?, name);
        }
        Line::Named(key, name, value) => {
            let place = into.line(key).ok_or_else(unknown)?;
            return set_once(place, value.into(), name);
        }
        Line::Link(label, url) => (&mut into.links, label, url),
        Line::Choice(label, to) => (&mut into.choices, label, to),
        Line::Unknown => return Err(unknown()),
    };
    if buttons.iter().any(|(known, _)| *known == label) {
        return Err(form::link_twice(&label));
    }
    buttons.push((label.into(), to.into()));
    Ok(())
}

pub(crate) fn set_once<T>(place: &mut Option<T>, value: T, name: &str) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(form::line_twice(name)),
    }
}
