//! Adds words to the file with words that mean the same.

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::content::edit::apply::EditError;
use crate::content::edit::lines::end_of_line;
use crate::content::edit::values::{Shape, plain, set_words};
use crate::text::fold::fold;

/// The file's text with these words in one group: the group of the first of them that stands in one, or
/// one of their own, named after the first.
///
/// # Errors
///
/// [`EditError::Unreadable`] when the text is no TOML.
pub fn add_synonyms(text: &str, words: &[String]) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse().map_err(|_| EditError::Unreadable)?;
    let table = document.as_table_mut();
    let mut words = words.iter().filter(|word| !fold(word).is_empty());
    let group = words.clone().find_map(|word| group_of(table, &fold(word)));
    let Some(group) = group else {
        let Some(first) = words.next() else {
            return Ok(text.to_owned());
        };
        // Behind all else, and so below the comment with which a new file begins.
        let end = end_of_line(text);
        let mut alone = DocumentMut::new();
        let others: Array = words.map(String::as_str).collect();
        alone.insert(first, Item::Value(Value::Array(others)));
        return Ok(format!("{text}{end}{alone}"));
    };
    let there = table.get(&group).and_then(Item::as_array);
    let there = there.into_iter().flatten().filter_map(Value::as_str);
    let mut all: Vec<String> = there.map(plain).collect();
    for word in words {
        let is_it = |other: &str| fold(other) == fold(word);
        if !is_it(&group) && !all.iter().any(|other| is_it(other)) {
            all.push(word.clone());
        }
    }
    set_words(table, &group, &all, Shape::Line);
    Ok(document.to_string())
}

/// The name of the group that a folded word names or stands in.
fn group_of(table: &Table, word: &str) -> Option<String> {
    let is_in = |item: &Item| {
        let mut words = item.as_array().into_iter().flatten();
        words.any(|other| other.as_str().is_some_and(|other| fold(other) == word))
    };
    let named = table.iter().find(|(name, _)| fold(name) == word);
    let found = named.or_else(|| table.iter().find(|(_, item)| is_in(item)));
    found.map(|(name, _)| name.to_owned())
}
