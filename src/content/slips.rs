//! What stands in a text that its writer does not see, or that members see in another way: characters
//! that show nothing, signs with a backslash, HTML, tables, comments, calls, addresses that expire, and words
//! in the place of a text that is still to be written.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::content::address;
use crate::content::faults::Faults;
use crate::content::value::Text;
use crate::content::{language, schema};
use crate::diagnostic::fault::{
    Fault, LINE_END_SIGN, LINK, PICTURE, QuoteFault, Remark, SignFault, TABLE, ValueFault,
    invisible_name,
};
use crate::text::limits::{MAX_LABEL, shorten};
use crate::text::lines::{lines_from, trimmed};
use crate::text::work::look;

#[expect(
    clippy::expect_used,
    reason = "the patterns are fixed, and tests read them"
)]
pub(crate) fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern")
}

/// Tags and signs of HTML that people copy along; Discord's own `<@1>`, `<:name:1>`, `<t:1>` and `<https://…>`
/// are none of them.
static HTML: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "<!(?:--|(?i-u:doctype))[^<>\\n]*>|</?(?i-u:a|b|blockquote|body|br|center|code|div|em|font|h[1-6]|head|hr|html|i|img|li|meta|ol|p|script|span|strong|style|table|td|tr|u|ul)(?:[ \\t][^<>\\n]*)?/?>|&(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});",
    )
});

/// A picture in markdown, or what a chat app puts in the place of one.
static MARKDOWN_PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"!\[[^\[\]\n]*\]\([^()\n]+\)|<(?i-u:media|afbeelding|bijlage) [^<>\n]*(?:omitted|weggelaten)>",
    )
});

/// A link in markdown whose address lacks https://.
static MARKDOWN_LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^!])\[[^\[\]\n]+\]\((?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^() \t\r\n]*)?\)")
});

/// A line end as it is written between quotes, behind a sentence of a text that shows it.
static LINE_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"[.!?]\\n"));

/// A line of the file itself: a key with the start of a value, a block of a text, or nothing but quotes.
static FILE_LINE: LazyLock<Regex> = LazyLock::new(|| {
    let keys: Vec<&str> = schema::ENTRY
        .iter()
        .chain(schema::TOP)
        .map(|key| key.name)
        .collect();
    let keys = keys.join("|");
    pattern(&format!(
        r#"(?m)^[ \t]*(?:(?:{keys})[ \t]*=[ \t]*["'\[“”„0-9].*|\[[\p{{L}}\p{{N}}_-]+\.(?:sections|links|choices)\]|["'“”„‘’]+)[ \t]*$"#
    ))
});

/// A folder of Windows whose backslash is read as a line end or a tab, as in `C:\nieuw`, or takes a line end away.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^A-Za-z])[A-Z]:(?:(\\[nt])[a-z]|(?:\\\\|[^ \t\r\n\\])*(\\)[ \t]*\r?\n)")
});

/// Reports what is hidden in a text, or seen by members in another way than was meant.
pub(crate) fn report(faults: &mut Faults<'_>, text: &Text) {
    look(text.span.len());
    control(faults, text);
    if let Some(found) = text.value.chars().find(|c| misleads(*c)) {
        let name = invisible_name(found);
        let span = place_of_character(faults, text, found);
        faults.add(span, Remark::HiddenCharacter { name });
    }
    unfinished(faults, text);
    marked_up(faults, text);
    let first = |found: &str| {
        let at = text.value.find(found).unwrap_or_default();
        at..at + found.len()
    };
    if let Some(found) = address::expiring(&text.value) {
        add(faults, text, first(found), ValueFault::ExpiringAddress);
    }
    if let Some(found) = mention(&text.value) {
        add(faults, text, first(&found), Remark::Mention { found });
    }
}

/// Reports a character that is a command to a machine, and a backslash that makes one of a letter.
fn control(faults: &mut Faults<'_>, text: &Text) {
    let written = faults.piece(text.span.clone());
    let escape = if let Some(found) = text.control {
        let span = place_of_character(faults, text, found);
        let escape = faults.piece(span.clone());
        if escape.len() != 2 || !escape.starts_with('\\') {
            let name = invisible_name(found);
            faults.add(span, SignFault::InvisibleCharacter { name });
            return;
        }
        span
    } else if written.starts_with('"')
        && let Some(found) = PATH.captures(written)
        && let Some(found) = found.get(1).or(found.get(2))
    {
        text.span.start + found.start()..text.span.start + found.end()
    } else {
        return;
    };
    let found = faults.piece(escape.clone()).to_owned();
    faults.add(escape, QuoteFault::BadEscape { found });
}

/// What stands in the place of a text that is still to be written.
const UNFINISHED: &[&str] = &[
    "...",
    "…",
    "je tekst",
    "nog invullen",
    "nog schrijven",
    "tekst volgt",
    "todo",
    "tbd",
    "xxx",
];

/// What a text begins with that only fills its place.
const LOREM: &str = "lorem ipsum";

/// Reports a text that is still to be written.
fn unfinished(faults: &mut Faults<'_>, text: &Text) {
    let value = text.value.as_str();
    let said = value.trim_end_matches(['.', '!']);
    let is = |words: &&str| words.eq_ignore_ascii_case(said) || *words == value;
    let begins = value.get(..LOREM.len());
    if UNFINISHED.iter().any(is) || begins.is_some_and(|words| words.eq_ignore_ascii_case(LOREM)) {
        let found = shorten(value, MAX_LABEL);
        faults.add(text.span.clone(), Remark::UnfinishedText { found });
    }
}

/// Reports HTML and markdown that members see in another way than was meant. What stands in code is shown as it
/// is on purpose.
fn marked_up(faults: &mut Faults<'_>, text: &Text) {
    let value = text.value.as_str();
    let code = &language::code(value);
    let all = |pattern: &'static Regex| {
        let found = pattern.find_iter(value).map(|found| found.range());
        found.filter(|at| !is_within(code, at.start))
    };
    let piece = |at: &Range<usize>| &value[at.clone()];
    let is_sign = |at: &Range<usize>| piece(at).starts_with('&');
    let mut html = all(&HTML);
    let tag = html.next();
    let other = (tag.as_ref()).and_then(|tag| html.find(|at| is_sign(at) != is_sign(tag)));
    for at in tag.into_iter().chain(other) {
        let found = piece(&at).to_owned();
        add(faults, text, at, Remark::HtmlTag { found });
    }
    let lines_of_file = all(&FILE_LINE).map(|at| trimmed(value, at));
    // A key says more than the quotes above it.
    let says_less = |at: &Range<usize>| !piece(at).contains(char::is_alphanumeric);
    if let Some(at) = lines_of_file.min_by_key(says_less) {
        let line = piece(&at).to_owned();
        add(faults, text, at, Remark::FileLineInText { line });
    }
    let lines = lines_from(value, Some(0)).filter(|line| !is_within(code, line.start));
    let lines: Vec<Range<usize>> = lines.map(|line| trimmed(value, line)).collect();
    let first = |is: fn(&str) -> bool| lines.iter().find(|line| is(piece(line))).cloned();
    let picture = all(&MARKDOWN_PICTURE).next().map(|at| (PICTURE, at));
    let table = first(is_table).map(|line| (TABLE, line));
    let half_link = all(&MARKDOWN_LINK).next().map(|at| {
        let link = piece(&at).trim_start_matches(|c| c != '[');
        (LINK, at.end - link.len()..at.end)
    });
    let end = all(&LINE_END).next();
    let end = end.map(|at| (LINE_END_SIGN, at.start + 1..at.end));
    for (what, at) in [picture.or(table), half_link, end].into_iter().flatten() {
        let found = piece(&at).to_owned();
        add(faults, text, at, Remark::NotInDiscord { what, found });
    }
    if let Some(at) = first(|line| line.starts_with("# ")) {
        let line = piece(&at).to_owned();
        add(faults, text, at, Remark::CommentInText { line });
    }
}

/// Adds a fault of a piece of a text's value.
fn add(faults: &mut Faults<'_>, text: &Text, at: Range<usize>, fault: impl Into<Fault>) {
    let place = faults.place_of(text, at);
    faults.add(place, fault);
}

/// Whether a line parts the head of a table from its rows.
fn is_table(line: &str) -> bool {
    let is_part = |c| matches!(c, '|' | '-' | ':' | ' ');
    line.contains("---") && line.contains('|') && line.chars().all(is_part)
}

/// Whether a place stands in one of these spans, which are in order.
pub(crate) fn is_within(spans: &[Range<usize>], at: usize) -> bool {
    let next = spans.partition_point(|span| span.end <= at);
    spans.get(next).is_some_and(|span| span.start <= at)
}

/// Whether a character that nobody can see changes what is read or found: it turns letters around, ends
/// a line, or parts a word. What joins emoji, and what marks letters of Arabic and Hebrew, does not.
fn misleads(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Where a hidden character stands in the file: as it is, or in one of the ways to write it between
/// quotes.
fn place_of_character(faults: &Faults<'_>, text: &Text, character: char) -> Range<usize> {
    let code = u32::from(character);
    let short = match character {
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        // No other has a short way.
        _ => "\0",
    };
    let ways = [
        format!("\\u{code:04x}"),
        format!("\\x{code:02x}"),
        format!("\\u{code:08x}"),
        short.to_owned(),
        character.to_string(),
    ];
    // An escape means the same in capitals, but for its first letter, which tells its length.
    let written = faults.piece(text.span.clone()).to_ascii_lowercase();
    look(written.len());
    let places = ways
        .iter()
        .filter_map(|way| Some((written.find(way)?, way)));
    match places.min() {
        Some((at, way)) => text.span.start + at..text.span.start + at + way.len(),
        None => text.span.clone(),
    }
}

/// The first piece of text that Discord would read as calling someone.
fn mention(text: &str) -> Option<String> {
    for everyone in ["@everyone", "@here"] {
        if text.contains(everyone) {
            return Some(everyone.into());
        }
    }
    text.match_indices("<@").find_map(|(at, _)| {
        let behind = &text[at + 2..];
        let digits = behind.trim_start_matches(['!', '&']);
        let end = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        look(behind.len() - end.len());
        let called = end.len() < digits.len() && end.starts_with('>');
        called.then(|| text[at..=text.len() - end.len()].to_owned())
    })
}
