//! Words of a question that are known before any text is read: a list in a file each, apart by spaces, folded,
//! in alphabetical order. Words that bend within are in `word`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::library::index::word::root;

/// The words of a question that say nothing about what someone looks for. They count only as part of a
/// whole phrase, such as the keyword "af en toe". What all texts are about says nothing either.
pub const STOP_WORDS: &str = include_str!("stop_words.txt");
/// Words for what people ask of any bot, and a network of volunteers seldom has a text about: shops, traffic,
/// taxes, illness, recipes, sports, devices. Whoever says one asks about that, until a text is named so.
pub const ELSEWHERE: &str = include_str!("elsewhere.txt");

pub(crate) fn is_stop_word(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| STOP_WORDS.split_whitespace().collect());
    WORDS.contains(word)
}

/// Whether a word of this root is about something else.
pub(crate) fn is_elsewhere(of_root: &str) -> bool {
    static ROOTS: LazyLock<HashSet<String>> =
        LazyLock::new(|| ELSEWHERE.split_whitespace().map(root).collect());
    ROOTS.contains(of_root)
}
