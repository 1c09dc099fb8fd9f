//! The edits that mend faults, over all broken files: each mends its fault and does no other harm, and
//! says what its tip says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use aandeslag::content::{compile, fix};
use aandeslag::diagnostic::fault::{CODES, pages};
use aandeslag::diagnostic::{Content, Diagnostic, Pictures, Source, Sources, apply};

use crate::content::check::{cases, sources};
use crate::support::folder::png;

/// How often each code is found in a file.
fn codes(sources: &Sources, place: usize) -> BTreeMap<&'static str, usize> {
    let mut codes = BTreeMap::new();
    for diagnostic in compile(sources).diagnostics {
        if diagnostic.source == place {
            *codes.entry(diagnostic.fault.code()).or_default() += 1;
        }
    }
    codes
}

pub(super) fn with(sources: &Sources, place: usize, text: &str) -> Sources {
    let mut sources = sources.clone();
    sources.files[place].content = Content::Text(text.into());
    sources
}

/// Where a fault hides another one of the same line, which shows as soon as it is gone.
const HIDING: [(&str, &str); 4] = [
    ("bad-escape", "bad-escape"),
    ("missing-brackets", "missing-quotes"),
    ("stray-bracket", "stray-bracket"),
    ("synonyms-syntax", "unquoted-key"),
];

/// What a change to a file does besides taking away a fault of this code, or in the place of it.
pub(super) fn harm(
    before: &Sources,
    after: &Sources,
    place: usize,
    code: &'static str,
    hides: impl Fn(&str) -> bool,
) -> Option<String> {
    let (before, after) = (codes(before, place), codes(after, place));
    let n = |codes: &BTreeMap<_, usize>| codes.get(code).copied().unwrap_or_default();
    // Of a file with more faults than are told, another takes the place of the one that went.
    if n(&after) >= n(&before) && !before.contains_key("more-faults") && !hides(code) {
        return Some("the fault is still there".to_owned());
    }
    let mut more = after.keys();
    let more = more.find(|code| !before.contains_key(*code) && !hides(code));
    more.map(|more| format!("now there is {more}"))
}

/// What is wrong with the edit of a diagnostic, if anything is.
fn objection(sources: &Sources, diagnostic: &Diagnostic) -> Option<String> {
    let edit = diagnostic.edit.as_ref()?;
    let place = diagnostic.source;
    let text = sources.files[place].text();
    let mended = apply(text, [edit]);
    let after = with(sources, place, &mended);
    let harm = harm(sources, &after, place, diagnostic.fault.code(), |_| false);
    if harm.is_some() {
        return harm;
    }
    let help = diagnostic.help(text);
    let (of_one, of_many) = ("schrijf: ", "schrijf in plaats van deze ");
    let line = help.strip_prefix(of_one).or_else(|| {
        let (n, line) = help.strip_prefix(of_many)?.split_once(" regels: ")?;
        let n_gone = text.lines().count() - mended.lines().count();
        (n == (n_gone + 1).to_string()).then_some(line)
    });
    let said = if let Some(line) = line {
        let mut lines = mended.lines();
        lines.any(|mended| mended.trim().replace('\t', " ") == line)
    } else {
        let words = edit.text.trim().trim_matches(['"', '\'']);
        words.is_empty() || words.contains('\n') || help.contains(words)
    };
    (!said).then(|| format!("the tip says something else: {help}\n{:?}", edit.text))
}

#[test]
fn each_edit_mends_its_fault_and_nothing_else() {
    let (mut n, mut wrong) = (0, Vec::new());
    let mut hiding = [0; HIDING.len()];
    for case in fs::read_dir(cases()).unwrap() {
        let case = case.unwrap().path();
        let sources = sources(&case);
        for diagnostic in compile(&sources).diagnostics {
            n += usize::from(diagnostic.edit.is_some());
            let Some(objection) = objection(&sources, &diagnostic) else {
                continue;
            };
            let (name, code) = (case.file_name().unwrap(), diagnostic.fault.code());
            match HIDING
                .iter()
                .position(|place| *place == (name.to_str().unwrap(), code))
            {
                Some(place) => hiding[place] += 1,
                None => wrong.push(format!("{name:?} {code}: {objection}\n")),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {n}:\n{}",
        wrong.len(),
        wrong.concat()
    );
    assert_eq!(hiding, [2, 1, 1, 1]);
    assert!(n > 200, "{n}");
}

#[test]
fn no_edit_is_left_when_all_are_made() {
    for case in fs::read_dir(cases()).unwrap() {
        let case = case.unwrap().path();
        let mut sources = sources(&case);
        for fixed in fix(&sources) {
            sources = with(&sources, fixed.source, &fixed.text);
        }
        let left = compile(&sources).diagnostics;
        let edit = left.iter().find(|diagnostic| diagnostic.edit.is_some());
        assert!(edit.is_none(), "{case:?}: {edit:?}");
        assert!(fix(&sources).is_empty(), "{case:?}");
    }
}

/// A file of one name, mended.
fn mended(name: &str, text: &str) -> String {
    let sources = Sources {
        directory: "map".into(),
        files: vec![Source::new(
            format!("map/{name}.toml"),
            name,
            text.as_bytes(),
        )],
        plain_language: true,
        ..Sources::default()
    };
    match fix(&sources).as_slice() {
        [] => text.to_owned(),
        [fixed] => {
            let left = compile(&with(&sources, 0, &fixed.text)).diagnostics;
            assert!(left.is_empty(), "{left:?}\n{}", fixed.text);
            fixed.text.clone()
        }
        _ => panic!("one file became several"),
    }
}

const HEAD: &str = "title = \"T\"\ndescription = \"D\"\n\n";

#[test]
fn a_word_without_brackets_among_the_synonyms_gets_them() {
    assert_eq!(
        mended("woorden", "foto = plaatje\n"),
        "foto = [\"plaatje\"]\n"
    );
    assert_eq!(
        mended("woorden", "foto = plaatje, kiekje\n"),
        "foto = [\"plaatje\", \"kiekje\"]\n"
    );
    assert_eq!(
        mended("woorden", "foto =\nplaatje\nkiekje\n"),
        "foto = [\"plaatje\", \"kiekje\"]\n"
    );
}

#[test]
fn texts_of_one_name_between_double_brackets_get_names_of_their_own() {
    let entry = "[[koffie]]\ntitle = \"T\"\nsummary = \"s\"\ntext = \"t\"\n\n";
    let text = format!("{HEAD}{entry}{}", entry.replace("\"T\"", "\"V\""));
    let fixed = mended("tips", &text);
    assert!(
        fixed.contains("\n[koffie]\n") && fixed.contains("\n[koffie-2]\n"),
        "{fixed}"
    );
}

#[test]
fn headings_between_double_brackets_come_below_one_name() {
    let text = format!(
        "{HEAD}[koffie]\ntitle = \"A\"\nsummary = \"s\"\ntext = \"t\"\n\n\
         [[koffie.sections]]\n\"X\" = \"1\"\n\n[[koffie.sections]]\n\"Y\" = \"2\"\n"
    );
    let expected = text
        .replacen("[[koffie.sections]]", "[koffie.sections]", 1)
        .replace("[[koffie.sections]]\n", "");
    assert_eq!(mended("tips", &text), expected);
}

#[test]
fn a_copied_block_goes_to_the_text_above_it() {
    let text = format!(
        "{HEAD}[reis]\ntitle = \"A\"\nsummary = \"s\"\ntext = \"t\"\n\n[reis.sections]\n\"X\" = \"1\"\n\n\
         [polis]\ntitle = \"B\"\nsummary = \"s\"\ntext = \"t\"\n\n[reis.sections]\n\"Y\" = \"2\"\n"
    );
    let at = text.rfind("[reis.").unwrap();
    let expected = format!("{}{}", &text[..at], text[at..].replace("reis", "polis"));
    assert_eq!(mended("tips", &text), expected);
}

#[test]
fn a_block_of_a_text_that_got_another_name_follows_it() {
    let text = format!(
        "{HEAD}[bedank-zichtbaar]\ntitle = \"A\"\nsummary = \"s\"\ntext = \"t\"\n\n\
         [loslaten.sections]\n\"X\" = \"1\"\n"
    );
    assert_eq!(
        mended("tips", &text),
        text.replace("loslaten", "bedank-zichtbaar")
    );
}

#[test]
fn a_name_with_a_dot_is_mended_before_its_blocks_too() {
    let text = format!(
        "{HEAD}[koffie.zetten]\ntitle = \"A\"\nsummary = \"s\"\ntext = \"t\"\n\n\
         [koffie.zetten.links]\n\"X\" = \"https://example.org\"\n\n\
         [koffie.drinken]\ntitle = \"B\"\nsummary = \"s\"\ntext = \"t\"\n"
    );
    assert_eq!(mended("tips", &text), text.replace("koffie.", "koffie-"));
}

#[test]
fn each_block_without_a_name_goes_to_the_text_above_it() {
    let entry = |name, title| {
        format!(
            "[{name}]\ntitle = \"{title}\"\nsummary = \"s\"\ntext = \"t\"\n\n[sections]\n\"X\" = \"1\"\n\n"
        )
    };
    let text = format!("{HEAD}{}{}", entry("koffie", "A"), entry("thee", "B"));
    let expected = text.replacen("[sections]", "[koffie.sections]", 1);
    assert_eq!(
        mended("tips", &text),
        expected.replace("[sections]", "[thee.sections]")
    );
}

#[test]
fn a_dash_before_a_name_between_brackets_goes() {
    let text = format!("{HEAD}- [koffie]\ntitle = \"A\"\nsummary = \"s\"\ntext = \"t\"\n");
    assert_eq!(mended("tips", &text), text.replace("- [", "["));
}

#[test]
fn a_name_alone_above_a_title_gets_brackets() {
    let text = format!("{HEAD}Reiskosten\ntitle = \"A\"\nsummary = \"s\"\ntext = \"t\"\n");
    assert_eq!(
        mended("tips", &text),
        text.replace("Reiskosten", "[reiskosten]")
    );
}

#[test]
fn a_text_under_another_name_is_kept() {
    let text = format!(
        "{HEAD}[koffie]\nvraag = \"Waar?\"\ndescription = \"Kort.\"\nantwoord = \"Hier.\"\n"
    );
    let expected = text
        .replace("vraag", "title")
        .replace("\ndescription = \"Kort", "\nsummary = \"Kort");
    assert_eq!(mended("tips", &text), expected.replace("antwoord", "text"));
}

#[test]
fn a_title_among_the_references_becomes_a_name() {
    let entry =
        |name, title| format!("[{name}]\ntitle = \"{title}\"\nsummary = \"s\"\ntext = \"t\"\n");
    let text = format!(
        "{HEAD}{}related = [\"Eén doel!\"]\n{}",
        entry("koffie", "Koffie"),
        entry("een-doel", "Één doel")
    );
    assert_eq!(
        mended("tips", &text),
        text.replace("\"Eén doel!\"", "\"een-doel\"")
    );
}

#[test]
fn a_copy_of_a_file_is_told_the_name_that_it_had() {
    for name in ["tips (1)", "tips - kopie", "tips - kopie (2)"] {
        let sources = Sources {
            files: vec![Source::new(format!("{name}.toml"), name, HEAD.as_bytes())],
            ..Sources::default()
        };
        let helps = compile(&sources)
            .diagnostics
            .into_iter()
            .map(|d| d.help(HEAD));
        assert!(
            helps.collect::<String>().contains("zoals tips.toml;"),
            "{name}"
        );
    }
}

#[test]
fn an_equals_sign_and_a_quote_come_together() {
    let text = format!("{HEAD}[koffie]\ntitle \"Waar?\nsummary = \"s\"\ntext = \"t\"\n");
    assert_eq!(
        mended("tips", &text),
        text.replace("title \"Waar?", "title = \"Waar?\"")
    );
}

#[test]
fn the_ends_of_lines_stay_as_they_are() {
    let text = format!("{HEAD}[koffie]\ntitle = A\nsummary = \"s\"\ntext = \"\"\"\nLang\n");
    let text = text.replace('\n', "\r\n");
    let fixed = mended("tips", &text);
    assert!(fixed.contains("title = \"A\"\r\n"), "{fixed:?}");
    assert_eq!(
        fixed.matches('\n').count(),
        fixed.matches("\r\n").count(),
        "{fixed:?}"
    );
}

/// A piece of a file in the places where it may belong: as the lines of an entry, above the first, as a
/// whole, and among words that mean the same.
fn in_place(piece: &str) -> [Sources; 5] {
    let picture = Pictures::picture("profiel.png", png(40, 20).into(), usize::MAX);
    let source = |name: &str, text: String| Sources {
        directory: "map".into(),
        today: Some(jiff::civil::date(2026, 11, 27)),
        files: vec![Source::new(
            format!("map/{name}.toml"),
            name,
            text.as_bytes(),
        )],
        plain_language: true,
        pictures: Pictures {
            files: [("beeld/profiel.png".into(), picture.clone())].into(),
            may_lack: false,
        },
        ..Sources::default()
    };
    let lacking = |keys: &[&str]| -> String {
        let has = |key: &str| piece.lines().any(|line| line.starts_with(key));
        let keys = keys.iter().filter(|key| !has(key));
        keys.map(|key| format!("{key} = \"Zo.\"\n")).collect()
    };
    let entry = "[koffie]\ntitle = \"Koffie\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\n";
    let lines = lacking(&["title", "summary", "text"]);
    let top = lacking(&["title", "description"]);
    [
        source("tips", format!("{HEAD}[koffie]\n{lines}{piece}\n")),
        source("tips", format!("{top}{piece}\n\n{entry}")),
        source("tips", format!("{HEAD}{piece}\n")),
        source("tips", format!("{piece}\n")),
        source("woorden", format!("{piece}\n")),
    ]
}

#[test]
fn each_code_has_a_page_whose_examples_have_the_fault_and_do_not() {
    let pages: BTreeMap<&str, &str> = pages().collect();
    let codes: BTreeSet<&str> = CODES.concat().into_iter().collect();
    let met: BTreeSet<&str> = pages.keys().copied().collect();
    assert_eq!(codes, met);
    let mut n = 0;
    for (code, page) in pages {
        assert!(page.chars().count() < 1500, "{code} fits in a message");
        let examples: Vec<&str> = page.split("```toml\n").skip(1).collect();
        let examples = examples
            .iter()
            .map(|rest| rest.split("\n```").next().unwrap());
        let [wrong, right] = examples.collect::<Vec<_>>()[..] else {
            assert!(!page.contains("```"), "{code}");
            continue;
        };
        n += 1;
        let has = |sources: &Sources| codes_of(sources).contains_key(code);
        let is_right = |sources: &Sources| !has(sources) && !compile(sources).has_errors();
        let places = in_place(wrong).into_iter().zip(in_place(right));
        let fits = places.filter(|(wrong, right)| has(wrong) && is_right(right));
        assert!(fits.count() > 0, "{code}\n{wrong}\n{right}");
    }
    assert!(n > 60, "{n}");
}

fn codes_of(sources: &Sources) -> BTreeMap<&'static str, usize> {
    codes(sources, 0)
}

#[test]
fn the_one_key_of_another_name_is_the_one_that_is_missing() {
    let text = format!(
        "{HEAD}[koffie]\nopschrift = \"Koffie\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\nemoji = \"☕\"\n"
    );
    assert_eq!(mended("tips", &text), text.replace("opschrift", "title"));
    let top = text.replace("description", "waarover");
    let top = top.replace("opschrift", "title");
    assert_eq!(mended("tips", &top), top.replace("waarover", "description"));
    // Of two nobody knows which, and a title has one line.
    for unclear in [
        text.replace("emoji", "prijs"),
        text.replace("\"Koffie\"", "\"\"\"\nEen.\nTwee.\n\"\"\""),
    ] {
        let found = helps("tips", &unclear);
        assert!(found.contains("haal de regel weg"), "{found}");
    }
}

/// What is said to do about the faults of a file.
fn helps(name: &str, text: &str) -> String {
    let source = Source::new(format!("{name}.toml"), name, text.as_bytes());
    let sources = Sources {
        files: vec![source],
        ..Sources::default()
    };
    let found = compile(&sources).diagnostics.into_iter();
    let found = found.map(|found| format!("{} {}\n", found.fault.message(), found.help(text)));
    found.collect()
}

#[test]
fn a_dutch_key_with_a_typing_error_is_known() {
    let text = format!("{HEAD}[koffie]\ntitel = \"K\"\nsamenvating = \"Zo.\"\ntekts = \"Zo.\"\n");
    let expected = text
        .replace("titel", "title")
        .replace("samenvating", "summary");
    assert_eq!(mended("tips", &text), expected.replace("tekts", "text"));
}

#[test]
fn a_name_that_is_suggested_has_small_letters() {
    let text = format!(
        "{HEAD}[Reiskosten & vergoeding]\ntitle = \"R\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\n"
    );
    let expected = text.replace("[Reiskosten & vergoeding]", "[reiskosten-vergoeding]");
    assert_eq!(mended("tips", &text), expected);
}

#[test]
fn keys_with_a_colon_are_keys_in_dutch_too_and_above_the_first_text() {
    let text = "Titel: Vragen\ndescription: Een vraag\n\n[koffie]\nTitel: Waar?\nSamenvatting: Daar.\nText: \"Zo.\"\n";
    let expected = "title = \"Vragen\"\ndescription = \"Een vraag\"\n\n[koffie]\ntitle = \"Waar?\"\nsummary = \"Daar.\"\ntext = \"Zo.\"\n";
    assert_eq!(mended("vragen", text), expected);
}

#[test]
fn a_day_that_a_month_does_not_have_is_told() {
    for written in ["2026-11-31", "\"2026-11-31\"", "31 november 2026"] {
        let text = format!(
            "{HEAD}[koffie]\ntitle = \"K\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\nchecked = {written}\n"
        );
        let found = helps("tips", &text);
        let expected = "die maand heeft 30 dagen; schrijf bijvoorbeeld checked = 2026-11-30";
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn a_button_that_leads_nowhere_is_called_a_button() {
    let text = format!(
        "{HEAD}[koffie]\ntitle = \"K\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\nrelated = [\"thee\"]\n[koffie.choices]\n\"Verzekering\" = \"polis\"\n"
    );
    let found = helps("tips", &text);
    assert!(
        found.contains("'polis'; leden zien deze knop niet"),
        "{found}"
    );
    assert!(
        found.contains("'thee'; leden zien deze verwijzing niet"),
        "{found}"
    );
}
