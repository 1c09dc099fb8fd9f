//! The rules for names and values, one small function each.
//!
//! Each takes what it judges and adds what is wrong; none stops at the first fault. Lengths are in
//! characters (Unicode scalar values), as Discord counts them.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use url::Url;

use super::Faults;
use super::draft::Text;
use crate::library::Entry;
use crate::limits::{self, length, shorten};
use crate::words;
use crate::words::fault::{AddressFault, Fault};

/// What is left of a name when case, accents and white space do not count.
pub(super) fn alike_key(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The candidate that a misspelt name most likely means.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let name: String = alike_key(name).chars().take(limits::MAX_LABEL).collect();
    let allowed = (length(&name) / 3).max(1);
    candidates
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name, &alike_key(candidate)),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Whether Discord takes this as the name of a command or an option: 1 to 32 letters, digits,
/// `-`, `_` and `'`, and no upper case;
/// <https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming>.
pub(super) fn is_command_name(name: &str) -> bool {
    let allowed = |c: char| is_name_character(c) || c == '\'';
    (1..=limits::MAX_NAME).contains(&length(name))
        && name.chars().all(allowed)
        && name.to_lowercase() == name
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// A name like this one that could be used.
fn usable_name(name: &str, limit: usize, lower: bool) -> Option<String> {
    let name = if lower {
        name.to_lowercase()
    } else {
        name.to_owned()
    };
    let dashed: String = name
        .chars()
        .map(|c| if is_name_character(c) { c } else { '-' })
        .collect();
    let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    let usable: String = parts.join("-").chars().take(limit).collect();
    (!usable.is_empty()).then_some(usable)
}

/// A file's name must be able to be a command, and not one of the bot's own.
pub(super) fn command_name(faults: &mut Faults, name: &str) {
    if !is_command_name(name) {
        let suggestion = usable_name(name, limits::MAX_NAME, true);
        faults.add(
            0..0,
            Fault::CommandName {
                name: name.into(),
                suggestion,
            },
        );
    } else if words::OWN_COMMANDS.contains(&name) {
        faults.add(0..0, Fault::ReservedCommand { name: name.into() });
    }
}

/// An option's name must be one Discord takes, and not one of the bot's own options.
pub(super) fn option_name(faults: &mut Faults, name: &Text) {
    if !is_command_name(&name.text) {
        let suggestion = usable_name(&name.text, limits::MAX_NAME, true);
        faults.add(
            name.span.clone(),
            Fault::OptionName {
                name: name.text.clone(),
                suggestion,
            },
        );
    } else if words::OWN_OPTIONS.contains(&name.text.as_str()) {
        faults.add(
            name.span.clone(),
            Fault::ReservedOption {
                name: name.text.clone(),
            },
        );
    }
}

/// An entry's name travels in the `custom_id` of buttons, with `:` and `/` as separators there.
pub(super) fn entry_name(faults: &mut Faults, name: &str, span: Range<usize>) {
    let fits = (1..=limits::MAX_ID).contains(&length(name));
    if !fits || !name.chars().all(is_name_character) {
        let suggestion = usable_name(name, limits::MAX_ID, false);
        let fault = Fault::EntryName {
            name: name.into(),
            suggestion,
            limit: limits::MAX_ID,
        };
        faults.add(span, fault);
    }
}

/// No more of something than fits.
pub(super) fn count(
    faults: &mut Faults,
    span: Range<usize>,
    what: &'static str,
    found: usize,
    limit: usize,
) {
    if found > limit {
        faults.add(span, Fault::TooMany { what, limit, found });
    }
}

/// Text of any number of lines.
pub(super) fn text(faults: &mut Faults, key: &str, text: &Text, limit: usize) {
    let found = length(&text.text);
    if found > limit {
        faults.add(
            text.span.clone(),
            Fault::TooLong {
                key: key.into(),
                limit,
                found,
            },
        );
    }
    if has_expiring_address(&text.text) {
        faults.add(text.span.clone(), Fault::ExpiringAddress);
    }
    if let Some(found) = mention(&text.text) {
        faults.add(text.span.clone(), Fault::Mention { found });
    }
}

/// Text of one line.
pub(super) fn line(faults: &mut Faults, key: &str, line: &Text, limit: usize) {
    if line.text.contains(['\n', '\r']) {
        faults.add(line.span.clone(), Fault::NotOneLine { key: key.into() });
    }
    text(faults, key, line, limit);
}

/// A section: a heading and its text.
pub(super) fn section(faults: &mut Faults, heading: &Text, body: &Text) {
    not_empty(faults, fault_key::HEADING, heading);
    line(faults, fault_key::HEADING, heading, limits::MAX_HEADING);
    not_empty(faults, &heading.text, body);
    text(faults, &heading.text, body, limits::MAX_SECTION);
}

/// A link button: its label and its address.
pub(super) fn link(faults: &mut Faults, label: &Text, address: &Text) {
    not_empty(faults, fault_key::BUTTON, label);
    line(faults, fault_key::BUTTON, label, limits::MAX_BUTTON);
    let url = address.text.as_str();
    let found = length(url);
    let limit = limits::MAX_ADDRESS;
    if let Err(reason) = check_address(url) {
        let fault = Fault::BadAddress {
            found: shorten(url, limits::MAX_LABEL),
            reason,
        };
        faults.add(address.span.clone(), fault);
    } else if has_expiring_address(url) {
        faults.add(address.span.clone(), Fault::ExpiringAddress);
    } else if found > limit {
        let key = fault_key::ADDRESS.into();
        faults.add(address.span.clone(), Fault::TooLong { key, limit, found });
    }
}

/// A choice is a button, or an item of a menu, with words that fit both.
pub(super) fn choice_label(faults: &mut Faults, label: &Text) {
    not_empty(faults, fault_key::BUTTON, label);
    line(faults, fault_key::BUTTON, label, limits::MAX_BUTTON);
}

/// What headings, buttons and addresses are called in a message, as they have no key.
mod fault_key {
    pub(super) const HEADING: &str = "kopje";
    pub(super) const BUTTON: &str = "knop";
    pub(super) const ADDRESS: &str = "adres";
}

fn not_empty(faults: &mut Faults, key: &str, text: &Text) {
    if text.text.is_empty() {
        faults.add(text.span.clone(), Fault::EmptyText { key: key.into() });
    }
}

/// Discord takes http and https only, and wants a full host.
fn check_address(address: &str) -> Result<(), AddressFault> {
    let Ok(url) = Url::parse(address) else {
        let scheme = address
            .split_once("://")
            .map(|(scheme, _)| scheme.to_lowercase());
        let known = scheme.is_some_and(|s| s == "http" || s == "https");
        return Err(if known {
            AddressFault::Malformed
        } else {
            AddressFault::Scheme
        });
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressFault::Scheme);
    }
    let full_host = url
        .host_str()
        .is_some_and(|host| host.contains('.') && !host.starts_with('.') && !host.contains(".."));
    let spelt_out = address.split_once("://").is_some();
    let odd = address.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    if full_host && spelt_out && !odd {
        Ok(())
    } else {
        Err(AddressFault::Malformed)
    }
}

/// Discord's own attachment links stop working after a day;
/// <https://discord.com/developers/docs/reference#signed-attachment-cdn-urls>.
fn has_expiring_address(text: &str) -> bool {
    ["cdn.discordapp.com/", "media.discordapp.net/"]
        .iter()
        .any(|host| {
            let rest = text
                .match_indices(host)
                .map(|(at, _)| &text[at + host.len()..]);
            rest.into_iter()
                .any(|r| r.starts_with("attachments/") || r.starts_with("ephemeral-attachments/"))
        })
}

/// The first piece of text that Discord would read as calling someone.
fn mention(text: &str) -> Option<String> {
    for everyone in ["@everyone", "@here"] {
        if text.contains(everyone) {
            return Some(everyone.into());
        }
    }
    text.match_indices("<@").find_map(|(at, _)| {
        let (id, _) = text[at + 2..].split_once('>')?;
        let digits = id.trim_start_matches(['!', '&']);
        let called = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        called.then(|| format!("<@{id}>"))
    })
}

/// One of a few words.
pub(super) fn choice(
    faults: &mut Faults,
    key: &str,
    text: &Text,
    choices: &'static [&'static str],
) {
    if !choices.contains(&text.text.as_str()) {
        let suggestion = nearest(&text.text, choices.iter().copied()).map(str::to_owned);
        let found = shorten(&text.text, limits::MAX_LABEL);
        let fault = Fault::BadChoice {
            key: key.into(),
            found,
            choices,
            suggestion,
        };
        faults.add(text.span.clone(), fault);
    }
}

/// `#RRGGBB`.
pub(super) fn color(faults: &mut Faults, color: &Text) {
    if parse_color(&color.text).is_none() {
        let found = shorten(&color.text, limits::MAX_LABEL);
        faults.add(color.span.clone(), Fault::BadColor { found });
    }
}

pub(super) fn parse_color(color: &str) -> Option<u32> {
    let digits = color.strip_prefix('#')?;
    let hex = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// One emoji that every Discord client knows; an unknown one would make Discord refuse the button.
pub(super) fn emoji(faults: &mut Faults, emoji: &Text) {
    if emojis::get(&emoji.text).is_none() {
        let found = shorten(&emoji.text, limits::MAX_LABEL);
        faults.add(emoji.span.clone(), Fault::BadEmoji { found });
    }
}

/// What an entry's answer takes together. `span_of` tells where a key stands.
pub(super) fn whole_entry(
    faults: &mut Faults,
    entry: &Entry,
    file_source: Option<&str>,
    span_of: impl Fn(&str) -> Range<usize>,
) {
    let title = length(&entry.full_title());
    if title > limits::MAX_TITLE && length(&entry.title) <= limits::MAX_TITLE {
        let fault = Fault::TooLong {
            key: "title".into(),
            limit: limits::MAX_TITLE,
            found: title,
        };
        faults.add(span_of("title"), fault);
    }
    let sections = entry
        .sections
        .iter()
        .map(|s| length(&s.heading) + length(&s.text));
    let source = entry.source.as_deref().or(file_source).map_or(0, length);
    let found = title + length(&entry.text) + sections.sum::<usize>() + source;
    if found > limits::MAX_ANSWER {
        let fault = Fault::AnswerTooLong {
            limit: limits::MAX_ANSWER,
            found,
        };
        faults.add(span_of("text"), fault);
    }
}
