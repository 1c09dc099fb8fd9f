//! The file with words that mean the same: each line is a word, and the others of its group.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::content::faults::Faults;
use crate::content::meant::{Keys, items, quoted};
use crate::content::value::{Pair, Text, in_order, without_item};
use crate::content::{field, file, rules};
use crate::diagnostic::fault::{self, Remark};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::fold::fold;
use crate::text::limits::{MAX_KEYWORDS, MAX_LABEL};

/// Checks the text of the file; gives its groups, folded.
pub(crate) fn check(faults: &mut Faults<'_>) -> Vec<Vec<String>> {
    faults.keys = Keys::Words;
    file::read(faults, check_table).0.unwrap_or_default()
}

fn check_table(faults: &mut Faults<'_>, table: &DeTable<'_>) -> Vec<Vec<String>> {
    let mut names: HashMap<String, (String, Range<usize>)> = HashMap::new();
    let mut whole: HashMap<Vec<String>, (String, Range<usize>)> = HashMap::new();
    let mut groups = Vec::new();
    for pair in in_order(table) {
        let Some(group) = group(faults, pair) else {
            continue;
        };
        let (word, at) = (pair.0.get_ref().as_ref(), pair.0.span());
        let mut sorted = group.clone();
        sorted.sort_unstable();
        match (names.entry(fold(word)), whole.entry(sorted)) {
            (Entry::Occupied(first), _) => {
                let (other, first) = first.get().clone();
                let word = word.to_owned();
                let fault = Remark::WordsAlike { word, other };
                faults.push(Diagnostic::new(at, fault).with_second(first));
            }
            (Entry::Vacant(_), Entry::Occupied(first)) => {
                let (other, first) = first.get().clone();
                let fault = Remark::GroupTwice { other };
                faults.push(Diagnostic::new(at, fault).with_second(first));
            }
            (Entry::Vacant(name), Entry::Vacant(whole)) => {
                name.insert((word.to_owned(), at.clone()));
                whole.insert((word.to_owned(), at));
            }
        }
        groups.push(group);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// Reports words with commas between them in the place of one: the others belong in the list.
fn several_in_front(faults: &mut Faults<'_>, word: &Text, list: &Spanned<DeValue<'_>>) {
    let Some((first, others)) = word.value.split_once([',', ';', '/']) else {
        return;
    };
    let others = items(others, false).join(", ");
    let start = format!("{} = [{others}, ", quoted(first.trim()));
    let is_list = faults.piece(list.span()).starts_with('[');
    let edit = TextEdit::new(word.span.start..list.span().start + 1, start.clone());
    let edit = Some(edit).filter(|_| is_list && !others.is_empty());
    let fixed = format!("{start}…]");
    faults.add_mended(word.span.clone(), Remark::SeveralWords { fixed }, edit);
}

/// The words of one line, each once.
fn group(faults: &mut Faults<'_>, (key, value): Pair<'_, '_>) -> Option<Vec<String>> {
    let word = Text::new(key.get_ref(), key.span());
    let name = word.value.clone();
    let words = field::list(faults, &name, field::place((key, value)), value)?;
    let (what, n) = (fault::N_SYNONYMS, words.len());
    rules::count(faults, value.span(), what, n, MAX_KEYWORDS);
    rules::single_words(faults, &words);
    several_in_front(faults, &word, value);
    if words.is_empty() {
        let (word, written) = (name.clone(), faults.piece(key.span()).to_owned());
        faults.add(key.span(), Remark::NoSynonyms { word, key: written });
    }
    let mut group: Vec<String> = Vec::new();
    let mut firsts: HashMap<String, Range<usize>> = HashMap::new();
    for (n, word) in [&word].into_iter().chain(&words).enumerate() {
        rules::line(faults, &name, word, MAX_LABEL);
        let folded = fold(&word.value);
        if folded.is_empty() {
            // Of an empty one in the list is told by whoever reads lists.
            if n == 0 || !word.value.is_empty() {
                let fault = Remark::NoLetters {
                    word: word.value.clone(),
                    is_first: n == 0,
                };
                let edit = without_item(faults.text, &word.span);
                faults.add_mended(word.span.clone(), fault, edit);
            }
        } else if let Some(first) = firsts.get(&folded) {
            let fault = Remark::WordTwice {
                word: word.value.clone(),
            };
            let told = Diagnostic::new(word.span.clone(), fault).with_second(first.clone());
            faults.push(told.mended_by(without_item(faults.text, &word.span)));
        } else {
            firsts.insert(folded.clone(), word.span.clone());
            group.push(folded);
        }
    }
    Some(group)
}
