//! Where a fault is pointed at, and until what length a name is compared with others.

use aandeslag::content::compile;
use aandeslag::diagnostic::{Source, Sources};

use crate::support::folder::file;

/// The faults of one file: of each its code, the piece of text that it points at, and what to do.
fn faults(text: &str) -> Vec<(&'static str, &str, String)> {
    let sources = Sources {
        files: vec![Source::new("tips.toml", "tips", text.as_bytes())],
        ..Sources::default()
    };
    let diagnostics = compile(&sources).diagnostics.into_iter();
    let told = diagnostics.map(|d| (d.fault.code(), &text[d.span.clone()], d.fault.help()));
    told.collect()
}

#[test]
fn what_a_text_lacks_is_told_of_its_whole_name_also_when_that_is_broken() {
    let text = file(&["een"]) + "\n(mijn-tekst)\ntitle = \"Twee\"\nsummary = \"Kort.\"\n";
    let found = faults(&text);
    let found: Vec<_> = found.iter().map(|(code, at, _)| (*code, *at)).collect();
    let whole = "(mijn-tekst)";
    assert_eq!(found, [("wrong-brackets", whole), ("missing-key", whole)]);
}

#[test]
fn a_name_of_more_than_a_hundred_letters_is_no_slip_of_another() {
    for (n_letters, is_compared) in [(100, true), (101, false)] {
        let name = "a".repeat(n_letters);
        let text = file(&[&format!("{name}b"), "een"]) + &format!("related = [\"{name}\"]\n");
        let found = faults(&text);
        let unknown = found.iter().find(|(code, ..)| *code == "related-unknown");
        let (_, _, help) = unknown.unwrap();
        assert_eq!(help.starts_with("bedoelde je"), is_compared, "{help}");
    }
}

#[test]
fn of_what_reads_the_same_in_code_and_beside_it_that_beside_it_is_pointed_at() {
    let text = file(&["een"]).replace("text = \"", "text = \"Schrijf `<b>` niet als <b>. ");
    let sources = Sources {
        files: vec![Source::new("tips.toml", "tips", text.as_bytes())],
        ..Sources::default()
    };
    let found = compile(&sources).diagnostics;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(Some(found[0].span.start), text.rfind("<b>"));
}

#[test]
fn each_difficult_word_of_the_list_is_found() {
    let source = include_str!("../../../src/content/plain_words.rs");
    let list = source.split("JARGON: ").nth(1).unwrap();
    let list = list.split("];").next().unwrap().lines();
    let words = list.filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next());
    let words: Vec<&str> = words.collect();
    assert!(words.len() > 50, "{words:?}");
    for word in words {
        let text = file(&["een"]).replace("Tekst een", &format!("Dit is {word}."));
        let sources = Sources {
            files: vec![Source::new("tips.toml", "tips", text.as_bytes())],
            plain_language: true,
            ..Sources::default()
        };
        let found = compile(&sources).diagnostics;
        assert!(found.iter().any(|d| d.fault.code() == "jargon"), "{word}");
    }
}
