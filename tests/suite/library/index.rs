//! The words of the index.

use aandeslag::library::index::{Document, Index};

/// How well a text fits a question, among texts about something else; 0 is not at all.
fn score(text: &str, question: &str) -> f32 {
    let document = |text| Document {
        names: vec![text],
        ..Document::default()
    };
    let index = Index::new(
        [text, "iets anders", "nog meer", "qqqq"].map(document),
        [],
        &[],
    );
    let hits = index.find(&index.question(question, false), &(0..1), 1);
    hits.first().map_or(0.0, |hit| hit.score)
}

#[test]
fn words_are_folded() {
    let text = "Één café's: 'n FOTO’s, a\u{200b}vg e\u{301}n 2fa!";
    for word in ["een", "cafes", "n", "fotos", "avg", "en", "2fa"] {
        assert!(score(text, word) > 0.5, "{word}");
    }
    for word in ["s", "a", "vg", "'", " ?! ' … ", "2f"] {
        assert!(score(text, word) < 0.5, "{word}");
    }
}

#[test]
fn forms_of_a_word_are_one_word() {
    for (one, other) in [
        ("fotos", "foto"),
        ("filmpjes", "film"),
        ("vrijwilligers", "vrijwilliger"),
        ("verhalen", "verhaal"),
        ("petities", "petitie"),
        ("brieven", "brief"),
        ("nieuwsbrieven", "nieuwsbrief"),
        ("buurthuizen", "buurthuis"),
        ("prijzen", "prijs"),
        ("leden", "lid"),
        ("steden", "stad"),
        ("kinderen", "kind"),
        ("geplaatst", "plaatsen"),
        ("gezocht", "zoeken"),
    ] {
        assert!(score(one, other) > 0.85, "{one} by {other}");
        assert!(score(other, one) > 0.85, "{other} by {one}");
    }
}

#[test]
fn words_with_typing_errors_written_apart_or_joined_find_the_word() {
    for (text, question) in [
        ("toestemming", "toesteming"),
        ("zichtbaarheid", "zichtbaarhijd"),
        ("vinden", "vidnen"),
        ("kalender", "kalander"),
        ("vacaturetekst", "vacature tekst"),
        ("vacature tekst", "vacaturetekst"),
        ("groepsapp", "groeps app"),
        ("vrijwilligersvergadering", "vergadering"),
    ] {
        assert!(score(text, question) > 0.4, "{text} by {question}");
    }
    for (text, question) in [
        ("veranderen", "verzekering"),
        ("kosten", "posten"),
        ("foto", "fok"),
    ] {
        assert!(score(text, question) < 0.1, "{text} by {question}");
    }
}

#[test]
fn words_of_one_group_find_each_other() {
    let text = |names| Document {
        names,
        ..Document::default()
    };
    let group = ["werven", "zoeken", "op pad gaan"]
        .map(str::to_owned)
        .to_vec();
    let texts = [vec!["leden werven"], vec!["bedanken"], vec!["op pad"]].map(text);
    let index = Index::new(texts, [], &[group]);
    let first = |question| {
        let hits = index.find(&index.question(question, false), &(0..3), 3);
        hits.first().map(|hit| hit.document)
    };
    for question in ["zoeken", "zoekt", "gezocht", "werven"] {
        assert_eq!(first(question), Some(0), "{question}");
    }
    assert_eq!(first("dansen"), None);
}
