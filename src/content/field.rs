//! One value of a table: read by its key's kind, with whatever is wrong reported.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeValue;

use crate::content::faults::Faults;
use crate::content::meant::quoted;
use crate::content::schema::{Key, Kind};
use crate::content::value::{Pair, Text, half_quoted, in_order, only_text};
use crate::content::{date, language, rules, schema};
use crate::diagnostic::fault::{self, KeyFault, Place, Remark, SignFault, ValueFault};
use crate::diagnostic::{TextEdit, joined};
use crate::text::limits::{self, MAX_QUESTION, MAX_QUESTIONS};

/// A value that can be used.
pub(crate) enum Field {
    Text(String),
    List(Vec<Text>),
    Pairs(Vec<(String, Text)>),
    Date(Date),
}

/// Where a value is pointed at: a table has none to point at, so its name is.
pub(crate) fn place((name, value): Pair<'_, '_>) -> Range<usize> {
    if value.get_ref().is_table() {
        name.span()
    } else {
        value.span()
    }
}

/// The rule for a heading with its text, or a label with where it leads.
type PairRule = fn(&mut Faults<'_>, &Text, &Text);

/// Reads one value by its kind, and reports what is wrong with it. A text that is merely too long
/// is still returned, so that whatever depends on it is not reported as missing.
pub(crate) fn field(
    faults: &mut Faults<'_>,
    key: &Key,
    at: Range<usize>,
    value: &Spanned<DeValue<'_>>,
) -> Option<Field> {
    match key.kind {
        Kind::Keywords | Kind::Questions => lines(faults, key, at, value),
        Kind::References => {
            let mut names = list(faults, key.name, at.clone(), value)?;
            let most = limits::MAX_RELATED;
            rules::count(faults, at, fault::N_REFERENCES, names.len(), most);
            names.truncate(most);
            Some(Field::List(names))
        }
        Kind::Date => day(faults, key.name, value).map(Field::Date),
        Kind::Sections | Kind::Choices | Kind::Links => {
            let (check, what, most): (PairRule, _, _) = match key.kind {
                Kind::Sections => (rules::section, fault::N_SECTIONS, limits::MAX_SECTIONS),
                Kind::Choices => (rules::choice_target, fault::N_CHOICES, limits::MAX_CHOICES),
                _ => (rules::link, fault::N_LINKS, limits::MAX_LINKS),
            };
            let pairs = pairs(faults, key.name, at.clone(), value, check)?;
            rules::count(faults, at, what, pairs.len(), most);
            Some(Field::Pairs(pairs))
        }
        kind => {
            let text = text(faults, key.name, at, value)?;
            if text.value.is_empty() {
                let fault = ValueFault::EmptyText {
                    key: key.name.into(),
                    needed: schema::is_wanted(key.name),
                };
                faults.add(text.span, fault);
                return None;
            }
            single(faults, key.name, kind, &text);
            language::value(faults, key.name, &text);
            Some(Field::Text(text.value))
        }
    }
}

/// A list of keywords or of questions.
fn lines(
    faults: &mut Faults<'_>,
    key: &Key,
    at: Range<usize>,
    value: &Spanned<DeValue<'_>>,
) -> Option<Field> {
    let mut lines = list(faults, key.name, at.clone(), value)?;
    let (what, most, each) = if matches!(key.kind, Kind::Keywords) {
        rules::single_words(faults, &lines);
        (fault::N_WORDS, limits::MAX_KEYWORDS, limits::MAX_LABEL)
    } else {
        (fault::N_QUESTIONS, MAX_QUESTIONS, MAX_QUESTION)
    };
    rules::count(faults, at, what, lines.len(), most);
    for line in &lines {
        rules::line(faults, key.name, line, each);
    }
    lines.truncate(most);
    Some(Field::List(lines))
}

/// The rules for a value that is one text.
fn single(faults: &mut Faults<'_>, key: &'static str, kind: Kind, text: &Text) {
    match kind {
        Kind::Text(limit) => rules::text(faults, key, text, limit),
        Kind::Line(limit) => rules::line(faults, key, text, limit),
        Kind::OptionName => rules::option_name(faults, key, text),
        Kind::OpenWith => rules::open_with(faults, text),
        Kind::Color => rules::color(faults, text),
        // What is in the file is for the whole entry to say.
        Kind::Picture => {}
        _ => rules::emoji(faults, text),
    }
}

/// Reports a value of another kind than `expected`.
fn wrong_type(
    faults: &mut Faults<'_>,
    key: &str,
    at: Range<usize>,
    value: &Spanned<DeValue<'_>>,
    expected: &'static str,
    edit: Option<TextEdit>,
) {
    let fault = KeyFault::WrongType {
        key: key.into(),
        expected,
        found: kind_of(value),
    };
    faults.add_mended(at, fault, edit);
}

fn kind_of(value: &Spanned<DeValue<'_>>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => fault::TEXT,
        DeValue::Integer(_) | DeValue::Float(_) => fault::NUMBER,
        DeValue::Boolean(_) => fault::BOOLEAN,
        DeValue::Datetime(_) => fault::DATE,
        DeValue::Array(_) => fault::LIST,
        DeValue::Table(_) => fault::PAIRS,
    }
}

/// Makes a value one of the expected kind, where there is one way to do so.
fn as_expected(
    faults: &Faults<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    expected: &'static str,
) -> Option<TextEdit> {
    let written = faults.piece(value.span());
    let fixed = match (expected, kind_of(value)) {
        (fault::TEXT, fault::NUMBER | fault::BOOLEAN | fault::DATE) => Some(quoted(written)),
        (fault::TEXT, fault::LIST) => {
            only_text(value.get_ref()).map(|span| faults.piece(span).to_owned())
        }
        (fault::LIST, fault::TEXT | fault::NUMBER | fault::BOOLEAN | fault::DATE) => {
            Some(faults.keys.listed(key, written))
        }
        _ => None,
    };
    fixed.map(|fixed| TextEdit::new(value.span(), fixed))
}

/// The words of a list within a list as they are written, without the brackets around them.
fn unnested(faults: &Faults<'_>, item: &Spanned<DeValue<'_>>) -> Option<TextEdit> {
    let list = item.get_ref().as_array()?;
    let are_texts = list.iter().all(|item| item.get_ref().is_str());
    let written = faults.piece(item.span());
    let inner = written.strip_prefix('[')?.strip_suffix(']')?.trim();
    let inner = inner.trim_end_matches(',');
    (are_texts && !inner.is_empty()).then(|| TextEdit::new(item.span(), inner))
}

fn text(
    faults: &mut Faults<'_>,
    key: &str,
    at: Range<usize>,
    value: &Spanned<DeValue<'_>>,
) -> Option<Text> {
    if let DeValue::String(text) = value.get_ref() {
        return Some(Text::new(text, value.span()));
    }
    let edit = as_expected(faults, key, value, fault::TEXT);
    wrong_type(faults, key, at, value, fault::TEXT, edit);
    None
}

/// A list of texts. Only the first word of another kind is reported: the rest is the same mistake.
pub(crate) fn list(
    faults: &mut Faults<'_>,
    key: &str,
    at: Range<usize>,
    value: &Spanned<DeValue<'_>>,
) -> Option<Vec<Text>> {
    let DeValue::Array(items) = value.get_ref() else {
        let edit = as_expected(faults, key, value, fault::LIST);
        wrong_type(faults, key, at, value, fault::LIST, edit);
        return None;
    };
    let texts = items.iter();
    let texts = texts.filter_map(|item| Some(Text::new(item.get_ref().as_str()?, item.span())));
    let texts: Vec<Text> = texts.collect();
    let others = items.iter().filter(|item| !item.get_ref().is_str());
    if let Some(first) = others.clone().next() {
        let edits = others.map(|item| {
            unnested(faults, item).or_else(|| as_expected(faults, key, item, fault::TEXT))
        });
        let edits: Option<Vec<TextEdit>> = edits.collect();
        let edit = edits.and_then(|edits| joined(faults.text, &edits));
        wrong_type(faults, key, first.span(), first, fault::TEXT, edit);
    }
    for text in &texts {
        rules::not_empty(faults, key, text);
    }
    Some(texts)
}

fn pairs(
    faults: &mut Faults<'_>,
    key: &str,
    at: Range<usize>,
    value: &Spanned<DeValue<'_>>,
    check: PairRule,
) -> Option<Vec<(String, Text)>> {
    let DeValue::Table(table) = value.get_ref() else {
        let expected = match key {
            "sections" => fault::PAIRS,
            _ => fault::BUTTONS,
        };
        wrong_type(faults, key, at, value, expected, None);
        return None;
    };
    let table = in_order(table);
    let astray = astray(faults, &table);
    let mut found = Vec::new();
    for (name, value) in table {
        // What follows the first is astray too.
        if astray.first() == Some(&name.span()) {
            break;
        }
        let heading = Text::new(name.get_ref(), name.span());
        if let Some(span) = half_quoted(faults.text, (name, value)) {
            let key = faults.piece(span.clone()).replace('"', "");
            let edit = TextEdit::new(span.clone(), quoted(&key));
            faults.add_mended(span, SignFault::UnquotedKey { key }, edit);
            continue;
        }
        if let Some(text) = text(faults, &heading.value, place((name, value)), value) {
            check(faults, &heading, &text);
            found.push((heading.value, text));
        }
    }
    for span in astray {
        let fault = KeyFault::MisplacedKey {
            key: faults.piece(span.clone()).into(),
            belongs: Place::Entry,
            stands: Place::Block,
        };
        faults.add(span, fault);
    }
    Some(found)
}

/// The keys without quotes among headings or buttons that are those of an entry itself. A title most
/// likely begins another entry, so that it is the last.
fn astray(faults: &Faults<'_>, table: &[Pair<'_, '_>]) -> Vec<Range<usize>> {
    let is_key = |name| schema::find(schema::ENTRY, name).is_some();
    let spans = table.iter().map(|(name, _)| name.span());
    let keys = spans.filter(|span| is_key(faults.piece(span.clone())));
    let mut keys: Vec<_> = keys.collect();
    let is_title = |key: &Range<usize>| faults.piece(key.clone()) == "title";
    let title = keys.iter().position(is_title);
    keys.truncate(title.map_or(keys.len(), |title| title + 1));
    keys
}

/// A TOML date, or the same between quotes: it means the same to whoever wrote it.
fn day(faults: &mut Faults<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Date> {
    let found = match value.get_ref() {
        DeValue::String(text) => date::of_text(text),
        DeValue::Datetime(day) => date::of_text(&day.to_string()),
        _ => {
            wrong_type(faults, key, value.span(), value, fault::DATE, None);
            return None;
        }
    };
    if found.is_none() {
        let written = faults.piece(value.span()).trim_matches(['"', '\'']);
        let day = written.get(..10).filter(|_| !written.contains(' '));
        let meant = date::meant(written).or_else(|| day.and_then(date::meant));
        let edit = meant.map(|date| TextEdit::new(value.span(), date.to_string()));
        let fault = SignFault::bad_date(key, meant, date::last_of_month(written));
        faults.add_mended(value.span(), fault, edit);
    }
    if let (Some(date), Some(today)) = (found, faults.today)
        && date.since(today).is_ok_and(|ahead| ahead.get_days() > 1)
    {
        let meant = date::last_before(date, today);
        faults.add(value.span(), Remark::FutureDate { date, meant });
    }
    found
}
