//! An entry survives the trip through the fields of a modal, and what is typed oddly is read kindly.

use aandeslag::content::edit::EntryText;
use aandeslag::respond::draft::form::Form;
use aandeslag::text::limits::{MAX_INPUT, MAX_INPUTS, length};
use aandeslag::words::form;
use proptest::strategy::Strategy;
use proptest::test_runner::Config as ProptestConfig;

fn rich() -> EntryText {
    let section = |heading: &str, text: &str| (heading.into(), text.into());
    let link = |label: &str| (label.into(), "https://example.org/".into());
    EntryText {
        title: "T".into(),
        group: Some("Een: twee".into()),
        summary: None,
        text: "Kort".into(),
        keywords: vec![
            "a, b".into(),
            "c \"d\"".into(),
            "\"e\"".into(),
            "vraag: f".into(),
        ],
        questions: vec!["Wie, wat; \"waar\"?".into(), "Vraag: waarom?".into()],
        emoji: Some("📷".into()),
        related: vec!["een".into(), "tips/twee".into()],
        source: Some("https://x.nl".into()),
        checked: Some(jiff::civil::date(2026, 11, 23)),
        image: Some("beeld/Bron: é.png".into()),
        image_alt: Some("Zie: https://x.nl → \"b\"".into()),
        sections: vec![
            section("Kop", "## geen kop\n\\## ook niet\n\nLees: https://x.nl"),
            section("Leeg?", "ja"),
            section(":", "ja"),
        ],
        links: vec![
            link("Zie: hier"),
            link("Bron: daar"),
            link("Bron"),
            link("## \"K\""),
            link("\"a\" → b"),
        ],
        choices: vec![
            ("Ja".into(), "Titel, met → pijl".into()),
            ("Bron: nee".into(), "tips/twee".into()),
            ("a -> \"b\"".into(), "https://x.nl".into()),
            ("## c".into(), "een".into()),
        ],
    }
}

#[test]
fn what_the_loader_accepts_comes_back_the_same() {
    let form = Form::of(&rich());
    assert_eq!(form.read(), Ok(rich()), "{form:#?}");
    assert_eq!(form.pages().len(), 1);
}

#[test]
fn texts_beyond_the_fields_are_cut_and_come_back_whole() {
    for text in [
        "woord ".repeat(683),
        "é".repeat(4096),
        "alinea\n\n".repeat(512),
        "a\n".repeat(2048),
    ] {
        let text = text.trim().to_owned();
        let long = "z ".repeat(500).trim().to_owned();
        let sections = (0..5).map(|n| (format!("K{n}"), long.clone()));
        let keywords = (0..100)
            .map(|n| format!("{n} {}", "k".repeat(90)))
            .collect();
        let full = EntryText {
            text,
            sections: sections.collect(),
            keywords,
            ..rich()
        };
        let form = Form::of(&full);
        let pages = form.pages();
        let fields = sent(&form);
        for input in pages.iter().flatten() {
            assert!(length(&input.value) <= input.max && input.max <= MAX_INPUT);
            assert!(
                length(&input.label) <= 45 && length(&input.hint) <= 100,
                "{}",
                input.label
            );
        }
        assert!(pages.iter().all(|page| page.len() <= MAX_INPUTS));
        assert_eq!(Form::default().with(&fields), form);
        assert_eq!(form.read(), Ok(full));
    }
}

/// The fields of a form as they are sent when nobody types.
fn sent(form: &Form) -> Vec<(String, String)> {
    let inputs = form.pages().into_iter().flatten();
    inputs.map(|input| (input.id, input.value)).collect()
}

#[test]
fn what_a_modal_has_no_room_for_stays() {
    let questions: Vec<String> = (0..110)
        .map(|n| format!("{n} {}?", "v".repeat(195)))
        .collect();
    let form = Form::of(&EntryText {
        questions,
        ..rich()
    });
    let pages = form.pages();
    let fields = sent(&form);
    assert!(length(&form.keywords) > MAX_INPUTS * MAX_INPUT);
    assert!(pages.iter().all(|page| page.len() <= MAX_INPUTS));
    assert_eq!(form.clone().with(&fields), form);
}

#[test]
fn what_is_typed_oddly_is_read_kindly_or_named() {
    let typed = Form {
        keywords: " a,, b ,\n\"c\n,a".into(),
        ..Form::default()
    };
    let keywords = typed.read().map(|text| text.keywords);
    assert_eq!(keywords, Ok(["a", "b", "\"c"].map(str::to_owned).to_vec()));
    let read = |extras: &str| {
        Form {
            extras: extras.into(),
            ..Form::default()
        }
        .read()
    };
    assert_eq!(
        read("Site  https://a.nl\n onderwerp : X \n\nKop\n  ##Echt \nja"),
        Err(vec![form::unknown_line("Kop")])
    );
    assert_eq!(
        read("Bron: A\nemoji: x\nIcoon: y\nDatum: gisteren"),
        Err(vec![form::line_twice("Emoji"), form::no_day("gisteren")])
    );
    let kind = "ONDERWERP: G\nzie ook: een, twee\nLees ook: een\nNagekeken: 3 mrt 2026\nbron : B://c d\nBron: https://b.nl";
    let kind = read(kind).map(|text| {
        (
            text.group,
            text.related,
            text.checked,
            text.source,
            text.links,
        )
    });
    let links = vec![("Bron".into(), "https://b.nl".into())];
    assert_eq!(
        kind,
        Ok((
            Some("G".into()),
            vec!["een".into(), "twee".into()],
            Some(jiff::civil::date(2026, 3, 3)),
            Some("B://c d".into()),
            links
        ))
    );
    assert_eq!(
        read("A: https://a.nl\nA: https://b.nl\n## K\n## K"),
        Err(vec![form::link_twice("A"), form::heading_twice("K")])
    );
    assert_eq!(read("Onderwerp:").map(|text| text.group), Ok(None));
}

/// Pieces of lines that mean something in a form or could be taken for it.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    let pieces = proptest::sample::select(vec![
        "a",
        "woord",
        " ",
        ":",
        ": ",
        "://",
        "https://x.nl",
        "<",
        ">",
        "\"",
        "#",
        "##",
        ",",
        "Bron",
        "Emoji: ",
        "Lees ook",
        "2026-11-23",
        "→",
        " -> ",
        "\\",
        "/",
        "É",
    ]);
    let line = proptest::collection::vec(pieces, 1..most).prop_map(|p| p.concat());
    line.prop_map(|line| line.trim().to_owned())
        .prop_filter("nothing", |line| !line.is_empty())
}

proptest::proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_entry_comes_back_the_same(
        group in proptest::option::of(pieces(6)),
        source in proptest::option::of(pieces(8)),
        emoji in proptest::option::of(proptest::sample::select(vec!["📷", "👩‍👩‍👧"])),
        related in proptest::collection::btree_set(pieces(4), 0..4),
        keywords in proptest::collection::btree_set(pieces(4), 0..4),
        labels in proptest::collection::btree_set(pieces(6), 0..4),
        choices in proptest::collection::btree_map(pieces(6), pieces(4), 0..4),
        headings in proptest::collection::btree_set(pieces(4), 0..3),
        day in proptest::option::of((0_i16..=9999, 1_i8..=12, 1_i8..=28)),
    ) {
        let link = |label| (label, "https://example.org/?a=b:c".into());
        let section = |heading| (heading, "x\n## y".into());
        let entry = EntryText {
            group,
            source,
            emoji: emoji.map(str::to_owned),
            related: related.into_iter().collect(),
            keywords: keywords.into_iter().collect(),
            links: labels.into_iter().map(link).collect(),
            choices: choices.into_iter().collect(),
            sections: headings.into_iter().map(section).collect(),
            checked: day.map(|(y, m, d)| jiff::civil::date(y, m, d)),
            ..rich()
        };
        proptest::prop_assert_eq!(Form::of(&entry).read(), Ok(entry));
    }

    #[test]
    fn any_section_comes_back_the_same(text in r"(#|##|###|\\| |\n|a|: |https://x.nl|```){1,30}") {
        let text = text.trim().to_owned();
        proptest::prop_assume!(!text.is_empty());
        let section = |heading: &str| (heading.into(), text.clone());
        let entry = EntryText { sections: vec![section("Een"), section("# Twee")], ..rich() };
        proptest::prop_assert_eq!(Form::of(&entry).read(), Ok(entry));
    }
}

#[test]
fn a_text_beyond_a_field_is_parted_between_words() {
    let text = "woorden ".repeat(511).trim().to_owned();
    let form = Form::of(&EntryText { text, ..rich() });
    let pages = form.pages();
    let values = pages.iter().flatten().map(|input| &input.value);
    let parts: Vec<_> = values.filter(|v| v.contains("woorden woorden")).collect();
    assert_eq!(parts.len(), 2);
    for part in parts {
        assert!(part.split(' ').all(|word| word == "woorden"), "{part}");
    }
}
