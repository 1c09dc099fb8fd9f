//! Text as text: what counts when it is compared, and what a reader sees of a change.

use aandeslag::text::difference::changes;
use aandeslag::text::fold::fold;
use aandeslag::text::limits::length;
use proptest::prelude::*;

/// The longest line of a difference, in characters.
const WIDTH: usize = 66;

#[test]
fn folding_forgives_case_accents_and_punctuation() {
    assert_eq!(fold("  Één idee, of café's?"), "een idee of cafes");
    assert_eq!(fold("online-vrijwilligerswerk"), "online vrijwilligerswerk");
    assert_eq!(fold("a\u{200b}v\u{202e}g"), "avg");
    assert_eq!(fold("!?"), "");
}

#[test]
fn the_words_that_say_nothing_are_folded_in_order_and_each_once() {
    let words = || include_str!("../../../src/library/index/stop_words.txt").split_whitespace();
    assert!(words().is_sorted_by(|one, next| one < next));
    assert!(words().all(|word| fold(word) == word));
}

#[test]
fn a_short_line_is_shown_as_it_was_and_is() {
    assert_eq!(changes("a\nb", "a\nb"), Vec::<String>::new());
    assert_eq!(changes("a\nb\n", "a\nc\nd\n"), ["- b", "+ c", "+ d"]);
    assert_eq!(changes("ab", "a"), ["- ab\n+ a"]);
    assert_eq!(changes("a", "a\nb"), ["+ b"]);
    assert_eq!(changes("a\n\nb", "a"), ["- \n- b"]);
    // A word that is longer than a line has one for itself, and none before it.
    let long = "a".repeat(80);
    assert_eq!(changes("a", &format!("a\n{long}")), [format!("+ {long}")]);
    // Also behind spaces, with a line below it.
    assert_eq!(
        changes("a", &format!("a\n {long}\nc")),
        [format!("+  {long}"), "+ c".into()]
    );
}

proptest! {
    #[test]
    fn each_line_of_a_change_says_whether_it_went_or_came(
        old in "(a{1,90}| |\n|b\\.|\r|\u{a0}){0,40}",
        new in "(a{1,90}| |\n|b\\.|\r|\u{a0}){0,40}",
    ) {
        for change in changes(&old, &new) {
            for line in change.split('\n') {
                prop_assert!(line.starts_with("- ") || line.starts_with("+ "), "{change:?}");
            }
        }
    }
}

#[test]
fn of_a_long_paragraph_only_what_changed_is_shown_in_short_lines() {
    let many = |word: &str| format!("{word} ").repeat(40);
    let old = format!(
        "{}op maandag om acht uur {}met oude koffie",
        many("voor"),
        many("na")
    );
    let new = old
        .replace("maandag", "dinsdag")
        .replace("oude koffie", "verse thee");
    let found = changes(&old, &new);
    assert_eq!(
        found,
        [
            "- …voor voor voor op maandag om acht uur na na…\n+ …voor voor voor op dinsdag om acht uur na na…",
            "- …na na na na na met oude koffie\n+ …na na na na na met verse thee",
        ]
    );
    let added = old.replace("om acht", &format!("{}om acht", many("bij")));
    let lines: Vec<String> = changes(&old, &added);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert_eq!(lines[0].matches("bij").count(), 40);
    assert!(
        lines[0].lines().all(|line| length(line) <= WIDTH),
        "{lines:#?}"
    );
}

#[test]
fn a_paragraph_that_changed_is_found_beside_one_that_came() {
    let long = "woord ".repeat(40);
    let (old, new) = (format!("{long}oud"), format!("erbij\n{long}nieuw"));
    let found = changes(&old, &new);
    assert_eq!(found[0], "+ erbij");
    assert!(found[1].ends_with("woord nieuw") && found[1].contains("woord oud\n+ …"));
}

#[test]
fn a_paragraph_that_was_split_shows_where() {
    let words: Vec<String> = (0..300).map(|n| format!("woord{n}")).collect();
    let (first, second) = (words[..100].join(" "), words[100..].join(" "));
    let (one, two) = (format!("{first} {second}"), format!("{first}\n\n{second}"));
    let split = changes(&one, &two);
    assert_eq!(split.len(), 1, "{split:#?}");
    assert!(split[0].contains("woord99 ¶ woord100"), "{split:#?}");
    assert!(split[0].lines().all(|line| line.chars().count() <= 66));
    assert_eq!(changes(&two, &one).len(), 1);
}

#[test]
fn the_indent_of_a_long_line_is_shown_where_its_first_words_changed() {
    let rest = "woord ".repeat(40);
    let found = changes(&format!("    oud {rest}"), &format!("    nieuw {rest}"));
    let line = "woord woord woord…";
    assert_eq!(found, [format!("-     oud {line}\n+     nieuw {line}")]);
}
