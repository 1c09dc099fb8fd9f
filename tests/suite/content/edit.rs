//! Edits change their entry and nothing else.

use std::sync::LazyLock;

use aandeslag::content::compile;
use aandeslag::content::edit::{
    Change, Edit, EditError, EntryText, apply, entries, fingerprint, lines_of, text_of,
};
use aandeslag::diagnostic::{Pictures, Source, Sources};
use aandeslag::library::{EntryRef, Library};
use aandeslag::store::read;
use aandeslag::text::work;
use proptest::prelude::*;

fn edit(entry: &str, change: Change) -> Edit {
    Edit {
        entry: EntryRef::new("alles", entry),
        change,
    }
}

fn library(text: &str) -> Library {
    let sources = Sources {
        directory: String::new(),
        files: vec![Source::new("alles.toml", "alles", text.as_bytes())],
        pictures: Pictures {
            may_lack: true,
            ..Pictures::default()
        },
        ..Sources::default()
    };
    let compiled = compile(&sources);
    assert!(!compiled.has_errors(), "{:?}\n{text}", compiled.diagnostics);
    compiled.library
}

/// What an entry says to the compiler. Of the related texts the compiler keeps those that exist, so
/// here they are as the editor reads them, and the compiler's have to be among them.
fn says(text: &str, id: &str) -> EntryText {
    let library = library(text);
    let (_, entry) = library.resolve(&EntryRef::new("alles", id)).unwrap();
    let EntryText {
        related, choices, ..
    } = text_of(&lines_of(text, id).unwrap()).unwrap();
    let known = |name: &String| EntryRef::parse(name, "alles");
    let known: Vec<EntryRef> = related.iter().map(known).collect();
    assert!(
        entry
            .related
            .iter()
            .all(|reference| known.contains(reference))
    );
    EntryText {
        title: entry.title.clone(),
        emoji: entry.emoji.clone(),
        group: entry.group.clone(),
        summary: entry.summary.clone(),
        text: entry.text.clone(),
        keywords: entry.keywords.clone(),
        questions: entry.questions.clone(),
        related,
        source: entry.source.clone(),
        checked: entry.checked,
        image: entry.image.clone(),
        image_alt: entry.image_alt.clone(),
        sections: entry.sections.clone(),
        links: entry.links.clone(),
        choices,
    }
}

fn pair(name: &str, text: &str) -> (String, String) {
    (name.into(), text.into())
}

/// An edit of `een` and the file before and after it.
fn check(before: &str, change: impl FnOnce(&mut EntryText), after: &str) {
    let mut new = says(before, "een");
    change(&mut new);
    let found = apply(before, &edit("een", Change::Write(new.clone()))).unwrap();
    assert_eq!(found, after);
    assert_eq!(says(&found, "een"), new);
}

const HEAD: &str = "title = 'Alles' # titel\r\ndescription = \"Alle teksten\"\n\n";

#[test]
fn comments_quotes_and_layout_stay() {
    let before = format!(
        "{HEAD}# Eerste.\n[een] # kop\n  title   = 'Oud'   # kort houden\n# de tekst\ntext = '''\nOud.'''\nkeywords = [\n  \"a\", # eerst\n  'b',\n]\n[een.sections]\n# over Let op\n\"Let op\" = \"Ja\" # nog nakijken\n\n[twee]\ntitle=\"T\"\ntext=\"T\""
    );
    let after = before
        .replace("'Oud'  ", "'Nieuw'  ")
        .replace("Oud.'''", "Nieuw.\n\nEcht.'''")
        .replace("  'b',\n", "  'b',\n  \"c\",\n")
        .replace(
            "\"Let op\" = \"Ja\" # nog nakijken\n",
            "\"Pas op\" = \"Nee\" # nog nakijken\n\"Doe\" = \"\"\"\nDit.\n\"\"\"\n\n[een.links]\n\"Site\" = \"https://example.org/\"\n",
        );
    check(
        &before,
        |new| {
            new.title = "Nieuw".into();
            new.text = "Nieuw.\n\nEcht.".into();
            new.keywords.push("c".into());
            new.sections = vec![pair("Pas op", "Nee"), pair("Doe", "Dit.")];
            new.links = vec![pair("Site", "https://example.org/")];
        },
        &after,
    );
}

#[test]
fn new_keys_find_their_place_and_emptied_ones_go() {
    let before = format!(
        "{HEAD}[een]\ntitle = \"Een\"\ngroup = \"G\"\ntext = \"Kort\"\nkeywords = [\"a\"]\nsource = \"B\"\n\n[een.sections]\n\"A\" = \"1\"\n\"B\" = \"2\"\n\n[twee]\ntitle = \"T\"\ntext = \"T\"\n"
    );
    let after = before
        .replace(
            "text = \"Kort\"\nkeywords = [\"a\"]\n",
            "summary = \"Kort\"\ntext = \"\"\"\nEen\ntwee\n\"\"\"\n",
        )
        .replace(
            "\"A\" = \"1\"\n\"B\" = \"2\"\n",
            "\"B\" = \"2\"\n\"A\" = \"1\"\n",
        );
    check(
        &before,
        |new| {
            new.summary = Some("Kort".into());
            new.text = "Een\ntwee".into();
            new.keywords.clear();
            new.sections.reverse();
        },
        &after,
    );
}

#[test]
fn emoji_source_day_and_related_texts_keep_how_they_were_written() {
    let before = format!(
        "{HEAD}[een]\ntitle = \"Een\"\nemoji = '📷' # plaatje\ntext = \"Kort\"\nrelated = [\n  'twee', # eerst\n]\nsource = 'B' # boek\nchecked = 2026-01-02 # door ons\n\n[twee]\ntitle = \"T\"\ntext = \"T\"\nchecked = \"2026-01-02\" # x\n"
    );
    let after = before
        .replace("'📷'", "'🚲'")
        .replace(
            "  'twee', # eerst\n",
            "  'twee', # eerst\n  'elders/drie',\n",
        )
        .replace("'B'", "'C'")
        .replace("2026-01-02 # door", "2026-11-23 # door");
    let day = jiff::civil::date(2026, 11, 23);
    check(
        &before,
        |new| {
            new.emoji = Some("🚲".into());
            new.related.push("elders/drie".into());
            new.source = Some("C".into());
            new.checked = Some(day);
        },
        &after,
    );
    let mut new = says(&before, "twee");
    new.checked = Some(day);
    let found = apply(&before, &edit("twee", Change::Write(new))).unwrap();
    assert_eq!(
        found,
        before.replace("\"2026-01-02\" # x", "\"2026-11-23\" # x")
    );
    let bare = before
        .replace("emoji = '📷' # plaatje\n", "")
        .replace("related = [\n  'twee', # eerst\n]\n", "")
        .replace("source = 'B' # boek\nchecked = 2026-01-02 # door ons\n", "");
    check(
        &before,
        |new| {
            new.emoji = None;
            new.related.clear();
            new.source = None;
            new.checked = None;
        },
        &bare,
    );
    check(
        &bare,
        |new| {
            new.emoji = Some("🚲".into());
            new.related = vec!["twee".into()];
            new.source = Some("C".into());
            new.checked = Some(day);
        },
        &bare.replace(
            "title = \"Een\"\ntext = \"Kort\"\n",
            "title = \"Een\"\nemoji = \"🚲\"\ntext = \"Kort\"\nrelated = [\"twee\"]\nsource = \"C\"\nchecked = 2026-11-23\n",
        ),
    );
}

#[test]
fn the_comment_behind_the_last_word_of_a_list_stays_with_it() {
    for (list, longer) in [
        ("['a']", "['a', 'x']"),
        ("['a','b']", "['a','b','x']"),
        ("[\n  'a', # eerst\n]", "[\n  'a', # eerst\n  'x',\n]"),
        ("[\n  'a'\n]", "[\n  'a',\n  'x'\n]"),
        ("[\n  'a' # eerst\n]", "[\n  'a', # eerst\n  'x'\n]"),
        (
            "[\n  'a', # eerst\n  'b', # dan\n  # einde\n]",
            "[\n  'a', # eerst\n  'b', # dan\n  'x',\n  # einde\n]",
        ),
    ] {
        let text = |list| format!("{HEAD}[een]\ntitle = 'E'\ntext = 'T'\nkeywords = {list} # z\n");
        check(
            &text(list),
            |new| new.keywords.push("x".into()),
            &text(longer),
        );
    }
}

#[test]
fn an_entry_may_be_written_in_any_way_that_the_loader_takes() {
    let base = "title = \"A\"\ndescription = \"A\"\n";
    for before in [
        format!(
            "{base}een = {{ title = \"Oud\", text = \"T\", links = {{ a = \"https://example.org\" }} }}\n"
        ),
        format!(
            "{base}een.title = \"Oud\"\n# c\neen.text = \"T\"\ncolor = \"#ffffff\"\n[twee]\ntitle=\"T\"\ntext=\"T\"\n"
        ),
        format!(
            "{base}[een]\ntitle = \"Oud\"\ntext = \"T\"\nlinks = {{ a = \"https://example.org\" }}\nsections.b = \"c\"\n"
        ),
        format!(
            "{base}[een]\ntitle = \"Oud\"\ntext = \"T\"\n[twee]\ntitle=\"T\"\ntext=\"T\"\n[een.links]\na = \"https://example.org\"\n"
        ),
        format!("{base}[een]\ntitle = \"Oud\"\ntext = \"T\"\n").replace('\n', "\r\n"),
        format!("{base}[een]\r\ntitle = \"Oud\"\ntext = \"\"\"\nT\\\n   t\"\"\"").clone(),
    ] {
        let mut new = says(&before, "een");
        new.title = "Nieuw \"ding\" \\ hier".into();
        new.links.push(pair("b", "https://example.org/b"));
        new.sections.push(pair("Kop", "Een\n\"\"\"twee\"\"\""));
        let after = apply(&before, &edit("een", Change::Write(new.clone()))).unwrap();
        assert_eq!(says(&after, "een"), new, "{after}");
        let lone = |text: &str| text.replace("\r\n", "").contains('\n');
        assert_eq!(lone(&before), lone(&after), "{after:?}");
    }
}

#[test]
fn an_entry_can_be_added_removed_and_put_back() {
    let entry = |id: &str, group: &str| {
        format!(
            "# over {id}\n[{id}]\ntitle = \"Titel {id}\"\ngroup = \"{group}\"\ntext = \"T\" # t\n"
        )
    };
    let before = format!(
        "{HEAD}# ---- A ----\n\n{}\n{}\n# ---- B ----\n\n{}",
        entry("een", "A"),
        entry("twee", "A"),
        entry("drie", "B")
    );
    let new = EntryText {
        title: "Vier".into(),
        text: "Tekst".into(),
        links: vec![pair("Site", "https://example.org")],
        ..EntryText::default()
    };
    let add = |group: Option<&str>| {
        let group = group.map(str::to_owned);
        Change::Add(EntryText {
            group,
            ..new.clone()
        })
    };
    let block = "\n[vier]\ntitle = \"Vier\"\ngroup = \"a\"\ntext = \"\"\"\nTekst\n\"\"\"\n\n[vier.links]\n\"Site\" = \"https://example.org\"\n";
    let added = apply(&before, &edit("vier", add(Some("a")))).unwrap();
    assert_eq!(
        added,
        before.replace(&entry("twee", "A"), &(entry("twee", "A") + block))
    );
    assert_eq!(says(&added, "vier").title, new.title);
    let at_end = apply(&before, &edit("vier", add(None))).unwrap();
    assert_eq!(
        at_end,
        before.clone() + &block.replace("group = \"a\"\n", "")
    );

    let removed = apply(&before, &edit("een", Change::Remove)).unwrap();
    assert!(
        removed.contains("# ---- A ----\n"),
        "a heading between entries stays: {removed}"
    );
    assert_eq!(
        apply(&removed, &edit("een", Change::Remove)),
        Err(EditError::Missing)
    );
    let lines = lines_of(&before, "een").unwrap();
    assert_eq!(lines, entry("een", "A"));
    let back = apply(&removed, &edit("een", Change::PutBack(lines.clone(), None))).unwrap();
    assert_eq!(lines_of(&back, "een").unwrap(), lines);
    assert_eq!(fingerprint(&back, "een"), fingerprint(&before, "een"));
    let again = apply(&added, &edit("een", Change::PutBack(lines, None))).unwrap();
    assert_eq!(again, added, "putting back what is there changes nothing");
}

#[test]
fn what_cannot_be_done_is_refused() {
    let text = format!("{HEAD}[een]\ntitle = \"E\"\ntext = \"T\"\n");
    let new = EntryText::default;
    let add = Change::Add(new());
    for (text, entry, change, refusal) in [
        ("title = ", "een", Change::Remove, EditError::Unreadable),
        (&text, "twee", Change::Remove, EditError::Missing),
        (&text, "twee", Change::Write(new()), EditError::Missing),
        (&text, "een", add, EditError::Exists),
        (
            &text,
            "een",
            Change::PutBack("[twee]\n".into(), None),
            EditError::Foreign,
        ),
        (
            &text,
            "een",
            Change::PutBack("x = ".into(), None),
            EditError::Foreign,
        ),
        (
            &text,
            "een",
            Change::PutBack("[een]\n[twee]\n".into(), None),
            EditError::Foreign,
        ),
        (&text, "title", Change::Remove, EditError::Missing),
    ] {
        assert_eq!(apply(text, &edit(entry, change)), Err(refusal));
    }
}

#[test]
fn a_fingerprint_sees_words_and_not_comments() {
    let text = format!("{HEAD}[een]\ntitle = \"E\"\ntext = \"T\"\n");
    let of = |text: &str| fingerprint(text, "een").unwrap();
    assert_eq!(
        of(&text),
        of(&text.replace("\"E\"", "X").replace('X', "'E' # ja"))
    );
    assert_ne!(of(&text), of(&text.replace("\"T\"", "\"t\"")));
    assert_eq!(fingerprint(&text, "twee"), None);
}

#[test]
fn every_way_to_write_an_entry_down_has_its_lines() {
    let text = "# top\ntitle = 'x'\nlos.title = 1\nin = { a = 1 } # zo\n\n# kop\n\n# van een\n[een] # ja\na = '''\n[nee]\n''' # b\n\n[een.sections]\nx = [\n1]\n\n[twee]\n[een.links]\ny=''";
    let een = "# van een\n[een] # ja\na = '''\n[nee]\n''' # b\n\n[een.sections]\nx = [\n1]\n[een.links]\ny=''\n";
    let expected = [
        ("los", "los.title = 1\n"),
        ("in", "in = { a = 1 } # zo\n"),
        ("een", een),
        ("twee", "[twee]\n"),
    ];
    let expected = expected.map(|(id, lines)| (id.to_owned(), lines.to_owned()));
    assert_eq!(entries(text).unwrap(), expected);
    assert_eq!(entries("title = "), None);
}

/// How often the whole file is read for a new text in a group of a file with so many.
fn readings(n_entries: usize, group: &str) -> u64 {
    let entry = |n| format!("[e{n}]\ntitle = 'E'\ntext = 'E'\ngroup = 'Groep'\n\n");
    let text: String = (0..n_entries).map(entry).collect();
    let new = EntryText {
        group: Some(group.into()),
        ..EntryText::default()
    };
    let before = work::looked_at();
    assert!(apply(&text, &edit("nieuw", Change::Add(new))).is_ok());
    (work::looked_at() - before).div_ceil(text.len() as u64)
}

#[test]
fn a_new_text_reads_its_file_once_however_many_there_are() {
    for group in ["groep", "Een andere"] {
        assert_eq!(readings(10, group), 1);
        assert_eq!(readings(1000, group), 1);
    }
}

/// Pieces that have a meaning in TOML or in Discord, among ordinary words.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "woord", " ", "\n", "\"", "\"\"\"", "'", "'''", "\\", "\\n", "#", "[x]", "=", "{", "🎉",
        "é", "\t", "\u{feff}", "\r\n", "ij", "## ", "```", ",", "\u{2028}",
    ]);
    prop::collection::vec(pieces, 1..12).prop_map(|pieces| format!("x{}", pieces.concat()))
}

fn lines() -> impl Strategy<Value = String> {
    texts().prop_map(|text| text.replace(['\n', '\r'], " "))
}

fn entry_texts() -> impl Strategy<Value = EntryText> {
    let sections = prop::collection::vec((lines(), texts()), 0..4);
    let keywords = prop::collection::vec(lines(), 0..5);
    let links = prop::collection::vec(lines(), 0..3);
    let emoji = prop::option::of(prop::sample::select(vec!["📷", "🚲", "👩‍👩‍👧"]));
    let day = (1990_i16..2100, 1_i8..13, 1_i8..29);
    let day = prop::option::of(day.prop_map(|(y, m, d)| jiff::civil::date(y, m, d)));
    let picture = prop::option::of((
        prop::sample::select(vec!["beeld/a.png", "beeld/'é'.gif"]),
        lines(),
    ));
    let about = (
        emoji,
        picture,
        prop::option::of(lines()),
        day,
        prop::collection::vec("[a-z]{1,8}(/[a-z]{1,8})?", 0..3),
        prop::collection::btree_map("[a-z]{1,8}", "[a-z]{1,8}", 0..3),
    );
    (
        about,
        lines(),
        prop::option::of(lines()),
        texts(),
        keywords,
        sections,
        links,
    )
        .prop_map(|(about, title, summary, text, keywords, sections, links)| {
            let (emoji, picture, source, checked, related, choices) = about;
            let mut new = EntryText {
                emoji: emoji.map(str::to_owned),
                source: source.map(|s| s.trim().into()),
                checked,
                image: picture.as_ref().map(|(path, _)| (*path).to_owned()),
                image_alt: picture.map(|(_, alt)| alt.trim().into()),
                related,
                group: None,
                title: title.trim().into(),
                summary: summary.map(|s| s.trim().into()),
                text: text.replace("\r\n", "\n").trim().into(),
                questions: keywords
                    .iter()
                    .map(|k| format!("{k}, {k}?").trim().into())
                    .collect(),
                keywords: keywords.iter().map(|k| k.trim().into()).collect(),
                sections: sections
                    .iter()
                    .map(|(h, t)| pair(h.trim(), t.replace("\r\n", "\n").trim()))
                    .collect(),
                links: links
                    .iter()
                    .map(|l| pair(l.trim(), "https://example.org/x"))
                    .collect(),
                choices: choices.into_iter().collect(),
            };
            for pairs in [&mut new.sections, &mut new.links] {
                pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
                pairs.dedup_by(|(a, _), (b, _)| a == b);
            }
            new
        })
}

/// The texts of the shipped files.
static SHIPPED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let sources = read(std::path::Path::new("responses")).unwrap();
    let files = sources.files.iter().filter(|file| file.name != "woorden");
    files.map(|file| file.text().to_owned()).collect()
});

/// A shipped file and, now and then, with the line ends of Windows.
fn shipped() -> impl Strategy<Value = (String, bool)> {
    let text = prop::sample::select(&**SHIPPED);
    (text, any::<bool>()).prop_map(|(text, windows)| {
        let text = if windows {
            text.replace('\n', "\r\n")
        } else {
            text
        };
        (text, windows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_changes_its_entry_alone(
        new in entry_texts(),
        keep in prop::collection::vec(any::<bool>(), 11),
        pick in any::<prop::sample::Index>(),
        (text, windows) in shipped(),
    ) {
        let text = &text;
        let all = library(text);
        let entries = all.collections()[0].entries();
        let id = &entries[pick.index(entries.len())].id;
        let old = says(text, id);
        let mut wanted = old.clone();
        let [title, summary, body, keywords, questions, sections, links, emoji, source, checked, related] = keep[..] else { unreachable!() };
        if emoji { wanted.emoji.clone_from(&new.emoji); }
        if source { wanted.source.clone_from(&new.source); }
        if checked { wanted.checked = new.checked; }
        if related { wanted.related.clone_from(&new.related); }
        if title { wanted.title.clone_from(&new.title); }
        if summary { wanted.summary.clone_from(&new.summary); }
        if body { wanted.text.clone_from(&new.text); }
        if keywords { wanted.keywords.clone_from(&new.keywords); }
        if questions { wanted.questions.clone_from(&new.questions); }
        if sections { wanted.sections.extend(new.sections.clone()); }
        if links { wanted.links.clone_from(&new.links); }
        let edited = apply(text, &edit(id, Change::Write(wanted.clone()))).unwrap();
        let gone = |text: &str| apply(text, &edit(id, Change::Remove));
        prop_assert_eq!(gone(&edited), gone(text));
        prop_assert_eq!(edited.contains("\r\n"), windows);
        let table: toml::Table = toml::from_str(&edited).unwrap();
        prop_assert_eq!(table.len(), toml::from_str::<toml::Table>(text).unwrap().len());
        let found = says(&edited, id);
        prop_assert_eq!(&found.group, &old.group);
        prop_assert_eq!(found, wanted);
        // Back to what it said, and nothing of it is left.
        let back = apply(&edited, &edit(id, Change::PutBack(lines_of(text, id).unwrap(), None))).unwrap();
        prop_assert_eq!(&back, text);
    }

    #[test]
    fn adding_and_removing_leave_the_rest_alone(new in entry_texts(), (text, _) in shipped()) {
        let add = Change::Add(new.clone());
        let added = apply(&text, &edit("een-nieuwe", add)).unwrap();
        prop_assert!(added.starts_with(&text));
        prop_assert_eq!(says(&added, "een-nieuwe"), new.clone());
        prop_assert_eq!(text_of(&lines_of(&added, "een-nieuwe").unwrap()), Some(new));
        let removed = apply(&added, &edit("een-nieuwe", Change::Remove)).unwrap();
        prop_assert_eq!(removed, text);
    }
}
