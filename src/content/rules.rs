//! The rules for names and values, one small function each.
//!
//! Each takes what it judges and adds what is wrong; none stops at the first fault. Lengths are in
//! characters (Unicode scalar values), as Discord counts them.

use std::ops::Range;
use std::sync::LazyLock;

use crate::content::address;
use crate::content::faults::Faults;
use crate::content::language;
use crate::content::meant::{
    alike_key, likely_color, likely_emoji, nearest, parse_color, quoted, usable_command,
    usable_name,
};
use crate::content::schema;
use crate::content::slips::{self, pattern};
use crate::content::value::Text;
use crate::diagnostic::TextEdit;
use crate::diagnostic::fault::{self, AddressFault, FileFault, KeyFault, Remark, ValueFault};
use crate::library::{Entry, OpenWith};
use crate::text::limits::{self, length, shorten};
use crate::text::work::look;
use crate::words;
use regex::Regex;
use strum::VariantNames;

/// The characters of the name of a command or an option, as Discord's pattern has them: marks of
/// Devanagari and Thai count as letters, and the apostrophe is U+02BC, which no keyboard has;
/// <https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming>.
static COMMAND_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[-_\u{2bc}\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]+$"));

/// Whether Discord takes this as the name of a command or an option: 1 to 32 such characters, none
/// of which has a lower case.
pub(crate) fn is_command_name(name: &str) -> bool {
    (1..=limits::MAX_NAME).contains(&length(name))
        && COMMAND_NAME.is_match(name)
        && name.to_lowercase() == name
}

/// A file's name must be able to be a command, and not one of the bot's own; gives whether it is so.
pub(crate) fn command_name(faults: &mut Faults<'_>, name: &str) -> bool {
    if !is_command_name(name) {
        let fault = FileFault::CommandName {
            name: name.into(),
            suggestion: usable_command(name),
        };
        faults.add(0..0, fault);
    } else if words::OWN_COMMANDS.contains(&name) {
        faults.add(0..0, FileFault::ReservedCommand { name: name.into() });
    } else {
        return true;
    }
    false
}

/// An option's name must be one Discord takes, and not one of the bot's own options.
pub(crate) fn option_name(faults: &mut Faults<'_>, key: &'static str, name: &Text) {
    if name.padded || !is_command_name(&name.value) {
        let fault = KeyFault::OptionName {
            key,
            name: written(faults, name).to_owned(),
            suggestion: usable_command(&name.value),
        };
        faults.add(name.span.clone(), fault);
    } else if words::OWN_OPTIONS.contains(&name.value.as_str()) {
        let (name, span) = (name.value.clone(), name.span.clone());
        faults.add(span, KeyFault::ReservedOption { key, name });
    }
}

/// An entry's name travels in the `custom_id` of buttons, with `:` and `/` as separators there.
pub(crate) fn entry_name(faults: &mut Faults<'_>, name: &str, span: Range<usize>) {
    let fits = (1..=limits::MAX_ID).contains(&length(name));
    if !fits || name.contains(|c: char| !c.is_alphanumeric() && c != '-' && c != '_') {
        let fault = KeyFault::EntryName {
            name: name.into(),
            suggestion: usable_name(&name.to_lowercase(), limits::MAX_ID),
        };
        faults.add(span, fault);
    }
}

/// Each word between quotes of its own.
pub(crate) fn single_words(faults: &mut Faults<'_>, words: &[Text]) {
    for word in words {
        let parts = word.value.split([',', ';']).map(str::trim);
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).map(quoted).collect();
        if parts.len() > 1 {
            let all = parts.join(", ");
            let fixed = shorten(&all, limits::MAX_LABEL);
            let edit = TextEdit::new(word.span.clone(), all);
            faults.add_mended(word.span.clone(), Remark::SeveralWords { fixed }, edit);
        }
    }
}

/// No more of something than fits.
pub(crate) fn count(
    faults: &mut Faults<'_>,
    span: Range<usize>,
    what: &'static str,
    found: usize,
    limit: usize,
) {
    if found > limit {
        faults.add(span, ValueFault::TooMany { what, limit, found });
    }
}

/// Text of any number of lines.
pub(crate) fn text(faults: &mut Faults<'_>, key: &str, text: &Text, limit: usize) {
    look(text.value.len());
    let found = length(&text.value);
    if found > limit {
        let key = key.into();
        faults.add(text.span.clone(), ValueFault::TooLong { key, limit, found });
    }
    slips::report(faults, text);
}

/// A text as it stands in the file, without its quotes.
fn written<'a>(faults: &Faults<'a>, text: &Text) -> &'a str {
    faults.piece(text.span.clone()).trim_matches(['"', '\''])
}

/// What was probably meant, between quotes in the place of a text.
fn instead(text: &Text, meant: Option<&str>) -> Option<TextEdit> {
    meant.map(|meant| TextEdit::new(text.span.clone(), quoted(meant)))
}

/// Refuses a text, with what was probably meant.
fn refuse(
    faults: &mut Faults<'_>,
    text: &Text,
    suggestion: Option<String>,
    fault: impl FnOnce(String, Option<String>) -> ValueFault,
) {
    let edit = instead(text, suggestion.as_deref());
    let found = written(faults, text).to_owned();
    faults.add_mended(text.span.clone(), fault(found, suggestion), edit);
}

/// Text of one line.
pub(crate) fn line(faults: &mut Faults<'_>, key: &str, line: &Text, limit: usize) {
    if line.value.contains('\n') {
        let lines = line.value.lines().map(str::trim);
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let fault = ValueFault::NotOneLine { key: key.into() };
        let edit = instead(line, Some(&lines.join(" ")));
        faults.add_mended(line.span.clone(), fault, edit);
    }
    text(faults, key, line, limit);
}

/// A heading, or the words on a button.
fn label(faults: &mut Faults<'_>, what: &str, text: &Text, limit: usize) {
    not_empty(faults, what, text);
    line(faults, what, text, limit);
}

/// A section: a heading and its text.
pub(crate) fn section(faults: &mut Faults<'_>, heading: &Text, body: &Text) {
    label(faults, fault::HEADING, heading, limits::MAX_HEADING);
    not_empty(faults, &heading.value, body);
    text(faults, &heading.value, body, limits::MAX_SECTION);
    language::line(faults, heading, true);
    language::sentences(faults, body);
}

/// A link button: its label and its address.
pub(crate) fn link(faults: &mut Faults<'_>, label: &Text, target: &Text) {
    self::label(faults, fault::BUTTON, label, limits::MAX_BUTTON);
    let url = target.value.as_str();
    if url.is_empty() {
        not_empty(faults, &label.value, target);
        return;
    }
    let (found, limit) = (length(url), limits::MAX_ADDRESS);
    match address::check(target) {
        // What is no address at all may be the words on the button.
        Err(AddressFault::Scheme) if address::check(label).is_ok() => {
            let fault = ValueFault::BadAddress {
                found: url.to_owned(),
                reason: AddressFault::Swapped,
                suggestion: None,
            };
            let whole = label.span.start..target.span.end;
            let swapped = format!("{} = {}", quoted(url), quoted(&label.value));
            faults.add_mended(target.span.clone(), fault, TextEdit::new(whole, swapped));
        }
        Err(reason) => {
            let suggestion = address::likely(url);
            let edit = instead(target, suggestion.as_deref());
            let fault = ValueFault::BadAddress {
                found: url.to_owned(),
                reason,
                suggestion,
            };
            faults.add_mended(target.span.clone(), fault, edit);
        }
        Ok(()) if address::expiring(url).is_some() => {
            faults.add(target.span.clone(), ValueFault::ExpiringAddress);
        }
        Ok(()) if found > limit => {
            let key = fault::ADDRESS.into();
            let fault = ValueFault::TooLong { key, limit, found };
            faults.add(target.span.clone(), fault);
        }
        Ok(()) => {}
    }
}

/// A choice is a button, or an item of a menu, with words that fit both.
pub(crate) fn choice_target(faults: &mut Faults<'_>, label: &Text, target: &Text) {
    self::label(faults, fault::BUTTON, label, limits::MAX_BUTTON);
    not_empty(faults, &label.value, target);
    language::line(faults, label, true);
}

/// Some text.
pub(crate) fn not_empty(faults: &mut Faults<'_>, key: &str, text: &Text) {
    if text.value.is_empty() {
        let fault = ValueFault::EmptyText {
            key: key.into(),
            needed: false,
        };
        faults.add(text.span.clone(), fault);
    }
}

/// How a command opens.
pub(crate) fn open_with(faults: &mut Faults<'_>, text: &Text) {
    if text.padded || !OpenWith::VARIANTS.contains(&text.value.as_str()) {
        let typed = alike_key(&text.value);
        let mut meant = schema::MEANT_OPENINGS.iter();
        let translated = meant.find(|(_, words)| words.contains(&typed.as_str()));
        let suggestion = translated.map(|(opening, _)| *opening).or_else(|| {
            let all = OpenWith::VARIANTS.iter().copied();
            nearest(&mut faults.comparisons, &text.value, all)
        });
        let fault = |found, suggestion| ValueFault::BadChoice { found, suggestion };
        refuse(faults, text, suggestion.map(str::to_owned), fault);
    }
}

/// `#RRGGBB`.
pub(crate) fn color(faults: &mut Faults<'_>, color: &Text) {
    if color.padded || parse_color(&color.value).is_none() {
        let fault = |found, suggestion| ValueFault::BadColor { found, suggestion };
        refuse(faults, color, likely_color(&color.value), fault);
    }
}

/// One emoji, and nothing else.
pub(crate) fn emoji(faults: &mut Faults<'_>, emoji: &Text) {
    if emoji.padded || emojis::get(&emoji.value).is_none() {
        let fault = |found, suggestion| ValueFault::BadEmoji { found, suggestion };
        let meant = likely_emoji(&emoji.value);
        // What stands behind an emoji was meant for another key.
        let meant = meant.filter(|meant| {
            let rest = emoji.value.strip_prefix(meant.as_str());
            !rest.is_some_and(|rest| rest.contains(char::is_alphanumeric))
        });
        refuse(faults, emoji, meant, fault);
    }
}

/// What an entry's answer takes together. `span_of` tells where a key stands.
pub(crate) fn whole_entry(
    faults: &mut Faults<'_>,
    entry: &Entry,
    file_source: Option<&str>,
    span_of: impl Fn(&str) -> Range<usize>,
) {
    let title = length(&entry.full_title());
    if title > limits::MAX_TITLE && length(&entry.title) <= limits::MAX_TITLE {
        let fault = ValueFault::TooLong {
            key: fault::TITLE_WITH_EMOJI.into(),
            limit: limits::MAX_TITLE,
            found: title,
        };
        faults.add(span_of("title"), fault);
    }
    let source = entry.source.as_deref().or(file_source);
    let mut parts = vec![
        (title, limits::MAX_TITLE),
        (length(&entry.text), limits::MAX_TEXT),
        (source.map_or(0, length), limits::MAX_FOOTER),
    ];
    for (heading, text) in &entry.sections {
        parts.push((length(heading), limits::MAX_HEADING));
        parts.push((length(text), limits::MAX_SECTION));
    }
    answer(faults, span_of("text"), &parts);
}

/// No answer longer than fits, from the length of each of its parts and that part's own limit. What
/// a part has above its own limit is reported there.
pub(crate) fn answer(faults: &mut Faults<'_>, at: Range<usize>, parts: &[(usize, usize)]) {
    let within_limits: usize = parts.iter().map(|(found, most)| found.min(most)).sum();
    if within_limits > limits::MAX_ANSWER {
        let found = parts.iter().map(|(found, _)| found).sum();
        faults.add(at, ValueFault::AnswerTooLong { found });
    }
}
