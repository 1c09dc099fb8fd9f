//! Writes values the way the file's author wrote them: the same quotes, the same layout, and the
//! comment on the line kept.

use jiff::civil::Date;
use toml_edit::{Array, Item, Key, RawString, Table, Value};

use crate::content::schema;

/// A text as the compiler sees it: white space around it and the kind of line end do not count.
pub(crate) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .trim()
        .to_owned()
}

/// How a new text or list is written when nothing stands there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// On one line; a text between double quotes: `"…"`.
    Line,
    /// On lines of its own: a text between triple quotes, each of a list on one.
    Lines,
}

/// Sets or removes one text of an entry; a text that is there already stays as it is written.
pub(crate) fn set_text(table: &mut Table, key: &str, new: Option<&str>, shape: Shape) {
    let Some(new) = new.map(plain) else {
        table.remove(key);
        return;
    };
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(value) => change(value, &new, shape),
        None => insert(table, key, string(&new, None, shape)),
    }
}

/// Sets or removes a day; one that stands between quotes stays so.
pub(crate) fn set_date(table: &mut Table, key: &str, new: Option<Date>) {
    let Some(new) = new.map(|date| date.to_string()) else {
        table.remove(key);
        return;
    };
    // The source of a date is always a value.
    let written = new.parse().unwrap_or_else(|_| Value::from(new.as_str()));
    match table.get_mut(key).and_then(Item::as_value_mut) {
        None => insert(table, key, written),
        Some(value) if value.is_str() => change(value, &new, Shape::Line),
        Some(value) => put(value, written),
    }
}

/// Puts a value in the place of another, with what stands around that.
fn put(value: &mut Value, new: Value) {
    let decor = value.decor().clone();
    *value = new;
    *value.decor_mut() = decor;
}

/// Replaces a text, keeping its quotes and what stands around it.
pub(crate) fn change(value: &mut Value, new: &str, shape: Shape) {
    if value.as_str().is_some_and(|old| plain(old) == new) {
        return;
    }
    let written = match value {
        Value::String(old) => old.as_repr().and_then(|repr| repr.as_raw().as_str()),
        _ => None,
    };
    let new = string(new, written, shape);
    put(value, new);
}

/// Adds a key where the schema's order has it among those that are there.
pub(crate) fn insert(table: &mut Table, key: &str, value: Value) {
    let is_entry = table
        .iter()
        .all(|(name, _)| schema::find(schema::ENTRY, name).is_some());
    let keys = if is_entry { schema::ENTRY } else { schema::TOP };
    let rank = |name: &str| keys.iter().position(|k| k.name == name);
    let mut order: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    let before = order.iter().rposition(|name| rank(name) < rank(key));
    order.insert(before.map_or(0, |at| at + 1), key.to_owned());
    table.insert(key, Item::Value(value));
    let place = |key: &Key| order.iter().position(|name| name == key.get());
    table.sort_values_by(|a, _, b, _| place(a).cmp(&place(b)));
}

/// A text between the same quotes as `written`, the source of the value before it, where it can be.
pub(crate) fn string(text: &str, written: Option<&str>, shape: Shape) -> Value {
    let written = written.unwrap_or(match shape {
        Shape::Line => "\"\"",
        Shape::Lines => "\"\"\"\n\n\"\"\"",
    });
    let literal = written.starts_with('\'') && !text.contains('\'') && !text.contains(is_control);
    let is_multi = written.starts_with("\"\"\"") || written.starts_with("'''");
    let source = match (literal, is_multi || text.contains('\n')) {
        (true, false) => format!("'{text}'"),
        (false, false) => format!("\"{}\"", escaped(text).replace('"', "\\\"")),
        (_, true) => {
            let quotes = if literal { "'''" } else { "\"\"\"" };
            let body = written.trim_start_matches(['"', '\'']);
            let line_end = |is_there: bool| if !is_multi || is_there { "\n" } else { "" };
            let open = line_end(body.starts_with(['\n', '\r']));
            let close = line_end(body.trim_end_matches(['"', '\'']).ends_with('\n'));
            // The third quote of a run would end the text; one or two right before the end belong to it.
            let text = if literal {
                text.to_owned()
            } else {
                escaped(text).replace("\"\"\"", "\"\"\\\"")
            };
            format!("{quotes}{open}{text}{close}{quotes}")
        }
    };
    // The source is valid by construction; were it ever not, the library's own form is.
    source.parse().unwrap_or_else(|_| Value::from(text))
}

/// Characters that TOML takes in escaped form only.
fn is_control(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

fn escaped(text: &str) -> String {
    let mut escaped = text.replace('\\', "\\\\");
    while let Some(c) = escaped.chars().find(|c| is_control(*c)) {
        escaped = escaped.replace(c, &format!("\\u{:04X}", u32::from(c)));
    }
    escaped
}

/// Sets a list of words: those that stay keep how they are written, new ones follow their example.
pub(crate) fn set_words(table: &mut Table, key: &str, new: &[String], shape: Shape) {
    let Some(array) = table.get_mut(key).and_then(Item::as_array_mut) else {
        if !new.is_empty() {
            insert(table, key, Value::Array(list(new, shape)));
        }
        return;
    };
    let word = |value: &Value| plain(value.as_str().unwrap_or_default());
    let old: Vec<(String, Value)> = array.iter().map(|v| (word(v), v.clone())).collect();
    if old.iter().map(|(word, _)| word).eq(new) {
        return;
    }
    if new.is_empty() {
        table.remove(key);
        return;
    }
    let first = old.first().filter(|(_, value)| value.is_str());
    let written = first.map(|(_, value)| value.to_string().trim().to_owned());
    let mut comment = last_comment(array, new);
    array.clear();
    for (n, word) in new.iter().enumerate() {
        let kept = old.iter().position(|(text, _)| text == word);
        let mut value = match kept {
            Some(at) => old[at].1.clone(),
            None => string(word, written.as_deref(), Shape::Line),
        };
        let moved = kept.is_none_or(|at| (at == 0) != (n == 0));
        if moved {
            value.decor_mut().set_prefix(before_word(&old, n));
        }
        if n > 0
            && old.last().is_some_and(|(last, _)| *last == new[n - 1])
            && let Some(comment) = comment.take()
        {
            let prefix = raw_text(value.decor().prefix());
            let prefix = format!("{comment}\n{}", prefix.trim_start_matches('\n'));
            value.decor_mut().set_prefix(prefix);
        }
        if n + 1 < new.len() || kept.is_none() {
            value.decor_mut().set_suffix("");
        }
        array.push_formatted(value);
    }
}

fn list(words: &[String], shape: Shape) -> Array {
    let mut list: Array = words.iter().map(String::as_str).collect();
    if shape == Shape::Lines {
        for word in list.iter_mut() {
            word.decor_mut().set_prefix("\n  ");
        }
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    }
    list
}

/// The blanks before the word at this place of a list, after the example of the words that it had.
fn before_word(old: &[(String, Value)], n: usize) -> String {
    let example = old.get(n.min(1)).or(old.first());
    let prefix = example.and_then(|(_, value)| value.decor().prefix()?.as_str());
    let prefix = prefix.unwrap_or(if n == 0 { "" } else { " " });
    // A comment above the example is about the example.
    match prefix.rfind('\n') {
        Some(line) => prefix[line..].to_owned(),
        None if n > 0 && old.len() == 1 => " ".into(),
        None => prefix.to_owned(),
    }
}

/// What stands before or behind a value, as it is written.
fn raw_text(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or_default()
}

/// Takes the comment behind the last word of a list out, if that word stays and gets others behind
/// it: there the comment stands between the two.
fn last_comment(array: &mut Array, new: &[String]) -> Option<String> {
    let last = array.iter().last()?;
    let word = plain(last.as_str()?);
    if !new[..new.len() - 1].contains(&word) {
        return None;
    }
    // Without a comma behind it, what follows the last word belongs to it.
    let behind = raw_text(last.decor().suffix()).to_owned() + raw_text(Some(array.trailing()));
    let (line, rest) = behind.split_once('\n')?;
    array.set_trailing(format!("\n{rest}"));
    line.contains('#').then(|| line.to_owned())
}

/// Sets headings with their texts, or labels with their addresses. A heading that only changed its
/// name keeps the comment above it.
pub(crate) fn set_pairs<'a>(
    table: &mut Table,
    key: &str,
    new: impl Iterator<Item = (&'a String, &'a String)>,
    shape: Shape,
) {
    let new: Vec<_> = new.collect();
    if new.is_empty() {
        table.remove(key);
        return;
    }
    let inline = table.get_mut(key).and_then(Item::as_inline_table_mut);
    if let Some(inline) = inline.map(std::mem::take) {
        table.insert(key, Item::Table(inline.into_table()));
    }
    let entry = table.entry(key);
    let entry = entry.or_insert_with(|| Item::Table(Table::new()));
    let Some(pairs) = entry.as_table_mut() else {
        return;
    };
    let names = pairs.iter().map(|(name, _)| (plain(name), name.to_owned()));
    let names: Vec<(String, String)> = names.collect();
    let mut written = Vec::with_capacity(new.len());
    for (n, &(name, text)) in new.iter().enumerate() {
        let same = names.iter().find(|(plain, _)| plain == name);
        // Whatever stands in the same place and is wanted nowhere was renamed.
        let renamed = names
            .get(n)
            .filter(|(old, _)| !new.iter().any(|(name, _)| *name == old));
        let found = same
            .or(renamed)
            .and_then(|(_, raw)| pairs.remove_entry(raw));
        let text = plain(text);
        written.push(match found {
            Some((old, Item::Value(mut value))) => {
                change(&mut value, &text, shape);
                let mut key = quoted_key(name);
                *key.leaf_decor_mut() = old.leaf_decor().clone();
                (if same.is_some() { old } else { key }, value)
            }
            _ => (quoted_key(name), string(&text, None, shape)),
        });
    }
    pairs.clear();
    for (key, value) in written {
        pairs.insert_formatted(&key, Item::Value(value));
    }
}

/// A key between quotes, as headings are always written, even where it needs none.
fn quoted_key(name: &str) -> Key {
    let escaped = escaped(name).replace('"', "\\\"").replace('\n', "\\n");
    let source = format!("\"{escaped}\"");
    source.parse().unwrap_or_else(|_| Key::new(name))
}
