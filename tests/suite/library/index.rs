//! The words of the index.

use aandeslag::library::index::{Document, Index, Term};

fn index(text: &str) -> Index {
    let document = Document {
        texts: vec![text],
        ..Document::default()
    };
    Index::new([document], &[])
}

/// The term of a word, if the index has exactly this one.
fn term(index: &Index, word: &str) -> Option<Term> {
    let mut words = index.starting_like(word, 0);
    words
        .find(|(other, _)| *other == word)
        .map(|(_, term)| term)
}

#[test]
fn words_are_folded() {
    let text = index("Één café's: 'n FOTO’s, a\u{200b}vg e\u{301}n 2fa!");
    for word in ["een", "cafes", "n", "fotos", "avg", "en", "2fa"] {
        assert!(term(&text, word).is_some(), "{word}");
    }
    for word in ["s", "a", "vg", "foto", "cafe"] {
        assert_eq!(term(&text, word), None, "{word}");
    }
    let nothing = index(" ?! ' … ");
    assert_eq!(nothing.starting_like("'", 1).count(), 0);
}

#[test]
fn forms_of_a_word_have_one_stem() {
    for (one, other) in [
        ("fotos", "foto"),
        ("filmpjes", "filmpje"),
        ("vrijwilligers", "vrijwilliger"),
        ("verhalen", "verhaal"),
        ("petities", "petitie"),
    ] {
        let index = index(&format!("{one} {other}"));
        assert!(term(&index, one).is_some(), "{one}");
        assert_eq!(term(&index, one), term(&index, other), "{one}");
    }
}
