//! What someone probably meant: the line, the name, the colour or the emoji to type instead.
//!
//! Knows which keys take a list; finds no faults itself.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::content::schema::{self, Key, Kind};
use crate::text::limits::{self, length};
use crate::text::work;

fn kind(key: &str) -> Option<Kind> {
    let known = schema::find(schema::ENTRY, key).or_else(|| schema::find(schema::TOP, key));
    known.map(|known| known.kind)
}

/// Which keys a file has at some place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Those above the first entry.
    #[default]
    Top,
    /// Those of an entry.
    Entry,
    /// Any words are keys: headings, or what stands on buttons.
    Block,
    /// Any words are keys, each with a list of others.
    Words,
}

impl Keys {
    /// Whether a key takes a list of words.
    pub(crate) fn take_list(self, key: &str) -> bool {
        self == Self::Words
            || matches!(
                kind(key),
                Some(Kind::Keywords | Kind::Questions | Kind::References)
            )
    }

    /// Whether a key takes a list of sentences, in which a comma parts nothing.
    pub(crate) fn take_sentences(self, key: &str) -> bool {
        self != Self::Words && matches!(kind(key), Some(Kind::Questions))
    }

    /// Whether a key takes no more than one line.
    pub(crate) fn take_line(self, key: &str) -> bool {
        let takes_more = |kind| matches!(kind, Kind::Text(_)) || schema::is_block(key);
        let is_line = kind(key).is_some_and(|kind| !takes_more(kind));
        matches!(self, Self::Top | Self::Entry) && is_line && !self.take_list(key)
    }

    /// `["a", "b"]` from what was meant as the list of a key.
    pub(crate) fn listed(self, key: &str, words: &str) -> String {
        format!("[{}]", items(words, self.take_sentences(key)).join(", "))
    }

    /// Whether a key takes a day.
    pub(crate) fn take_date(self, key: &str) -> bool {
        self != Self::Words && matches!(kind(key), Some(Kind::Date))
    }

    /// The key that a word stands for here, or else elsewhere, also in Dutch or with a capital.
    pub(crate) fn meant(self, name: &str) -> Option<&'static str> {
        let (above, within) = meant_keys(name);
        match self {
            Self::Top => above.or(within),
            Self::Entry => within.or(above),
            Self::Block | Self::Words => None,
        }
    }

    /// `key = value`, with some value; nothing where that depends on the file.
    pub(crate) fn example(self, key: &str) -> Option<String> {
        match kind(key) {
            Some(Kind::References) if self != Self::Words => None,
            _ if self.take_list(key) => Some(format!("{key} = [\"een\", \"twee\"]")),
            Some(Kind::Date) => Some(format!("{key} = 2026-11-23")),
            Some(Kind::Color) => Some(format!("{key} = \"#1D9E75\"")),
            _ => Some(format!("{key} = \"je tekst\"")),
        }
    }
}

/// The key above the first entry and the key of an entry that a word stands for, also in Dutch or with
/// a capital.
pub(crate) fn meant_keys(name: &str) -> (Option<&'static str>, Option<&'static str>) {
    let plain = alike_key(name);
    let meant = |keys: &'static [Key]| {
        // Of two, the one that a form has by this name.
        let mut keys = keys.iter().rev();
        let found = keys.find(|key| key.name == plain || key.mistaken.contains(&plain.as_str()));
        found.map(|key| key.name)
    };
    (meant(schema::TOP), meant(schema::ENTRY))
}

/// What people type, or a word processor makes, where a straight quote belongs.
pub(crate) const ODD_QUOTES: [char; 15] = [
    '“', '”', '„', '‟', '‘', '’', '‚', '`', '´', '«', '»', '‹', '›', '″', '＂',
];

/// Whether this was meant as a quote.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'') || ODD_QUOTES.contains(&c)
}

/// A text of one line between quotes: such as need no backslash in it, if there are.
pub(crate) fn quoted(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else if text.contains('\'') {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{escaped}\"")
    } else {
        format!("'{text}'")
    }
}

/// The words of a list, each between quotes; sentences end with a line, a question mark or a quote.
pub(crate) fn items(words: &str, are_sentences: bool) -> Vec<String> {
    let parts: Vec<&str> = if are_sentences {
        let lines = words.split(['\n', ';']);
        let quoted = lines.flat_map(|line| line.split("\",").flat_map(|part| part.split("',")));
        quoted.flat_map(|part| part.split_inclusive('?')).collect()
    } else {
        words.split([',', ';', '\n']).collect()
    };
    let words = parts.into_iter().map(without_mark);
    let is_around = |c| is_quote(c) || matches!(c, '[' | ']' | ',');
    let words = words.map(|word| word.trim_matches(is_around).trim());
    let words = words.filter(|word| !word.is_empty());
    words.map(quoted).collect()
}

/// A word without what stands before each point of a list.
fn without_mark(word: &str) -> &str {
    let word = word.trim();
    let mut marks = ["- ", "* ", "• ", "● "].into_iter();
    marks
        .find_map(|mark| word.strip_prefix(mark))
        .unwrap_or(word)
}

/// What is left of a name when case, accents and white space do not count.
pub(crate) fn alike_key(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The key that a misspelt or Dutch name most likely means.
pub(crate) fn nearest_key(
    comparisons: &mut Comparisons,
    name: &str,
    keys: impl Iterator<Item = &'static Key> + Clone,
) -> Option<&'static str> {
    let plain = alike_key(name);
    let translated = keys
        .clone()
        .find(|key| key.mistaken.contains(&plain.as_str()));
    if let Some(key) = translated {
        return Some(key.name);
    }
    if let Some(near) = nearest(comparisons, name, keys.clone().map(|key| key.name)) {
        return Some(near);
    }
    // A Dutch word is as near to many others, so that it takes one mistake at most.
    let words = keys.clone().flat_map(|key| key.mistaken.iter().copied());
    let near = nearest(comparisons, name, words)?;
    let is_near = length(&plain) > 4 && strsim::damerau_levenshtein(&plain, near) == 1;
    let mut keys = keys.filter(|key| is_near && key.mistaken.contains(&near));
    keys.next().map(|key| key.name)
}

/// The candidate that a misspelt name most likely means.
pub(crate) fn nearest<'a>(
    comparisons: &mut Comparisons,
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let name = alike_key(name);
    let found = length(&name);
    let allowed = (found / 3).max(1);
    let mut nearest: Option<(usize, &str)> = None;
    for candidate in candidates {
        let key = alike_key(candidate);
        let length = length(&key);
        // A name that is much longer than any that can be used means nothing.
        let may_match = found <= limits::MAX_LABEL && length.abs_diff(found) <= allowed;
        let cost = if may_match { found.max(1) } else { 1 };
        if !comparisons.spend(cost * length) {
            return None;
        }
        if !may_match {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&name, &key);
        // Of two that are as near, the first by name, whatever their order.
        if distance <= allowed && nearest.is_none_or(|best| (distance, candidate) < best) {
            nearest = Some((distance, candidate));
        }
    }
    nearest.map(|(_, candidate)| candidate)
}

/// How much may still be compared to find out which names one file's misspelt ones mean, in
/// characters against characters; beyond it nothing is suggested. In proportion to the file, and far
/// more than any needs that people wrote.
#[derive(Default)]
pub(crate) struct Comparisons {
    left: usize,
}

impl Comparisons {
    pub(crate) fn for_text(text: &str) -> Self {
        Self {
            left: 100_000 + 16 * text.len(),
        }
    }

    /// Whether there was this much left; it no longer is.
    pub(crate) fn spend(&mut self, cost: usize) -> bool {
        work::look(cost.min(self.left));
        self.left = self.left.saturating_sub(cost);
        self.left > 0
    }
}

/// What stands for an apostrophe, and is left out of a name: `foto's` becomes `fotos`.
const APOSTROPHES: [char; 6] = ['\'', '’', '‘', 'ʼ', '`', '´'];

/// A name like this one that could be used anywhere: letters without accents, digits, `-` and `_`.
pub(crate) fn usable_name(name: &str, limit: usize) -> Option<String> {
    let plain = name.chars().filter(|c| !APOSTROPHES.contains(c)).nfkd();
    let plain: String = plain.filter(|c| !is_combining_mark(*c)).collect();
    let parts = plain.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let usable: String = parts.join("-").chars().take(limit).collect();
    let usable = usable.trim_end_matches('-').to_owned();
    (!usable.is_empty()).then_some(usable)
}

/// A name near this one that a command can have. What a computer puts behind the name of a second copy,
/// as ` (1)`, is no part of it: that file is meant to take the place of the first.
pub(crate) fn usable_command(name: &str) -> Option<String> {
    usable_name(&without_copy_mark(name).to_lowercase(), limits::MAX_NAME)
}

/// The name that a file had before a computer told its copy from it: `tips (1)`, `tips - kopie`.
fn without_copy_mark(name: &str) -> &str {
    let numbered = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once(" ("));
    let digits = |n: &str| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = numbered.filter(|(_, n)| digits(n));
    let name = numbered.map_or(name, |(before, _)| before);
    let copied = [" - kopie", " - Kopie", " - Copy"];
    let copied = copied.iter().find_map(|mark| name.strip_suffix(mark));
    copied.unwrap_or(name)
}

pub(crate) fn parse_color(color: &str) -> Option<u32> {
    let digits = color.strip_prefix('#')?;
    let hex = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// The colour that was meant: without `#`, in three digits, or by a Dutch name.
pub(crate) fn likely_color(text: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("blauw", "#2E6FBB"),
        ("geel", "#F2C230"),
        ("grijs", "#7A7A7A"),
        ("groen", "#1D9E75"),
        ("oranje", "#E8731A"),
        ("paars", "#7A4FBF"),
        ("rood", "#C0392B"),
        ("roze", "#E26FA5"),
        ("wit", "#FFFFFF"),
        ("zwart", "#000000"),
    ];
    let name = alike_key(text);
    if let Some((_, color)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*color).to_owned());
    }
    let digits = text.trim_start_matches('#');
    let digits = digits.strip_prefix("0x").unwrap_or(digits);
    let digits = match digits.len() {
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        _ => digits.to_owned(),
    };
    let color = format!("#{digits}");
    parse_color(&color).map(|_| color)
}

/// The emoji behind `:name:`, or the first of several.
pub(crate) fn likely_emoji(text: &str) -> Option<String> {
    if let Some(name) = text.strip_prefix(':').and_then(|t| t.strip_suffix(':')) {
        return emojis::get_by_shortcode(name).map(|emoji| emoji.as_str().to_owned());
    }
    let ends = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(10);
    let starts = ends.filter(|end| emojis::get(&text[..*end]).is_some());
    let longest = starts.max().map(|end| text[..end].to_owned());
    // A digit or a letter is no emoji, whatever stands behind it.
    longest.filter(|found| !found.is_ascii())
}
