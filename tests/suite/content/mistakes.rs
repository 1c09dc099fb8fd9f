//! Mistakes in files as moderators make them: what the mended file says, or what is told of the file.

use aandeslag::content::{compile, fix};
use aandeslag::diagnostic::{Source, Sources};

const HEAD: &str = "title = \"Tips\"\ndescription = \"Een tip voor vandaag\"\n\n[eerste]\ntitle = \"Eerste tip\"\nsummary = \"Kort en goed.\"\n";
const TAIL: &str =
    "\n[laatste]\ntitle = \"Laatste tip\"\nsummary = \"Kort en krachtig.\"\ntext = \"Ga door.\"\n";

fn sources(name: &str, text: &str) -> Sources {
    Sources {
        files: vec![Source::new(format!("{name}.toml"), name, text.as_bytes())],
        ..Sources::default()
    }
}

/// The file with these lines in its first text, and a last text below them.
fn file(lines: &str) -> String {
    format!("{HEAD}{lines}{TAIL}")
}

/// These lines as they are mended in the first text.
fn mended(lines: &str) -> String {
    let sources = sources("tips", &file(lines));
    let fixed = fix(&sources);
    let text = fixed
        .first()
        .map_or_else(|| file(lines), |fixed| fixed.text.clone());
    let inner = text
        .strip_prefix(HEAD)
        .and_then(|text| text.strip_suffix(TAIL));
    inner.unwrap_or_else(|| panic!("{text}")).to_owned()
}

/// The codes and the tips of a file.
fn told(name: &str, text: &str) -> Vec<String> {
    let found = compile(&sources(name, text)).diagnostics.into_iter();
    let found = found.map(|d| format!("{}: {}", d.fault.code(), d.help(text)));
    found.collect()
}

fn told_of(lines: &str) -> Vec<String> {
    told("tips", &file(lines))
}

#[track_caller]
fn assert_mended<T: AsRef<str>>(cases: &[(T, T)]) {
    let cases = cases.iter().map(|(a, b)| (a.as_ref(), b.as_ref()));
    let wrong: Vec<String> = cases
        .map(|(lines, expected)| (lines, mended(lines), expected))
        .filter(|(_, found, expected)| found != expected)
        .map(|(lines, found, expected)| format!("{lines}\nbecame\n{found}\nand not\n{expected}\n"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_line_below_a_key_of_one_line_stays() {
    assert_mended(&[
        (
            "text = \"Begin.\"\nEmoji: 📷\nLees ook: laatste\nBron: Eigen ervaring\n",
            "text = \"Begin.\"\nemoji = \"📷\"\nrelated = [\"laatste\"]\nsource = \"Eigen ervaring\"\n",
        ),
        (
            "text = \"Begin.\"\nemoji = 📷\nNog iets belangrijks.\nsource = Ans\n",
            "text = \"Begin.\"\nemoji = \"📷\"\nNog iets belangrijks.\nsource = \"Ans\"\n",
        ),
        (
            "text = \"Begin.\"\nemoji = \"📷Foto\"\n",
            "text = \"Begin.\"\nemoji = \"📷Foto\"\n",
        ),
    ]);
}

#[test]
fn each_heading_and_each_button_is_a_line_of_its_own() {
    let block = "text = \"Begin.\"\n\n[eerste.sections]\n";
    let cases = [
        (
            "\"Zo\" -> \"Bel.\"\n\"Let op\" => \"Nu.\"\n",
            "\"Zo\" = \"Bel.\"\n\"Let op\" = \"Nu.\"\n",
        ),
        (
            "\"Zo\" - \"Bel.\"\n\"Let op\" - \"Nu.\"\n",
            "\"Zo\" = \"Bel.\"\n\"Let op\" = \"Nu.\"\n",
        ),
        (
            "\"Zo\": Bel nu.\n\"Let op\": Nu dan.\n",
            "\"Zo\" = \"Bel nu.\"\n\"Let op\" = \"Nu dan.\"\n",
        ),
        (
            "\"Zo\" Bel nu.\n\"Let op\" Nu dan.\n",
            "\"Zo\" = \"Bel nu.\"\n\"Let op\" = \"Nu dan.\"\n",
        ),
        (
            "Onze site: Bel.\n\"Ook\": \"Nu.\"\nDerde = Ja. # x\n",
            "\"Onze site\" = \"Bel.\"\n\"Ook\" = \"Nu.\"\nDerde = \"Ja.\" # x\n",
        ),
        (
            "Let op: = Niet te laat.\n",
            "\"Let op\" = \"Niet te laat.\"\n",
        ),
        (
            "2. \"Spreek af\" = \"Kies een dag.\"\n",
            "\"2. Spreek af\" = \"Kies een dag.\"\n",
        ),
    ];
    let cases = cases.map(|(wrong, right)| (format!("{block}{wrong}"), format!("{block}{right}")));
    assert_mended(&cases);
}

#[test]
fn no_quote_is_left_over_or_lost() {
    assert_mended(&[
        (
            "text = “””\nBegin klein.\n”””\n",
            "text = \"\"\"\nBegin klein.\n\"\"\"\n",
        ),
        (
            "text = ‘’’\nBegin klein.\n’’’\n",
            "text = \"\"\"\nBegin klein.\n\"\"\"\n",
        ),
        (
            "text = \"Begin klein.\nGa door.\"\"\"\n",
            "text = \"\"\"\nBegin klein.\nGa door.\n\"\"\"\n",
        ),
        ("text = «Begin klein.»\n", "text = \"Begin klein.\"\n"),
        ("text = ´´Begin klein.´´\n", "text = \"Begin klein.\"\n"),
        (
            "text = \"Begin.\"\nkeywords = [\"zeg \"hallo\"\", \"hoi\"]\n",
            "text = \"Begin.\"\nkeywords = [\"zeg \"hallo\"\", \"hoi\"]\n",
        ),
    ]);
}

#[test]
fn what_stands_in_a_comment_stays_there_and_nothing_gets_into_one() {
    assert_mended(&[
        (
            "text = \"Begin.\"\nsource = Eigen ervaring # nog navragen\n",
            "text = \"Begin.\"\nsource = \"Eigen ervaring\" # nog navragen\n",
        ),
        (
            "text = \"Begin.\"\nrelated = laatste # x\nchecked = 20-11-2026 # door Ans\n",
            "text = \"Begin.\"\nrelated = [\"laatste\"] # x\nchecked = 2026-11-20 # door Ans\n",
        ),
        (
            "text = \"Begin.\"\nsource = Eigen ervaring #nog navragen\n",
            "text = \"Begin.\"\nsource = Eigen ervaring #nog navragen\n",
        ),
        (
            "text = \"Begin.\"\nchecked = \"2026-11-20 door Ans\"\n",
            "text = \"Begin.\"\nchecked = \"2026-11-20 door Ans\"\n",
        ),
    ]);
    for list in [
        "[\"klein\", # \"samen\", \"groep\"]",
        "[samen, #groep, buurt]",
    ] {
        let lines = format!("text = \"Begin.\"\nkeywords = {list}\n");
        assert!(!mended(&lines).contains("] #"), "{}", mended(&lines));
    }
    let told = told_of("text = \"Begin.\"\nkeywords = [\"klein\", # \"samen\", \"groep\"]\n");
    assert!(told[0].contains("alles achter # telt niet mee"), "{told:?}");
}

#[test]
fn a_question_is_a_line_whatever_stands_in_it() {
    assert_mended(&[
        (
            "text = \"Begin.\"\nVraag: hoe begin ik, en waar?\nVraag: wie helpt mij\n",
            "text = \"Begin.\"\nquestions = [\"hoe begin ik, en waar?\", \"wie helpt mij\"]\n",
        ),
        (
            "text = \"Begin.\"\nquestions = hoe begin ik, en waar?\n",
            "text = \"Begin.\"\nquestions = [\"hoe begin ik, en waar?\"]\n",
        ),
        (
            "text = \"Begin.\"\nquestions = \"\"\"\n- hoe begin ik, en met wie?\n- waar?\n\"\"\"\n",
            "text = \"Begin.\"\nquestions = [\"hoe begin ik, en met wie?\", \"waar?\"]\n",
        ),
    ]);
}

#[test]
fn each_word_of_a_list_stays_a_word() {
    let both = "[\"klein\", \"samen\"]";
    let one_line = [
        "[\"klein\". \"samen\"]",
        "[\"klein\" en \"samen\"]",
        "[\"klein\" / \"samen\"]",
        "[\"klein\" samen]",
    ];
    let apostrophes = ("['foto's', 'baby's']", "[\"foto's\", \"baby's\"]");
    let over_lines = [
        apostrophes,
        (
            "[\n  samen\",\n  \"groep\",\n]",
            "[\n  \"samen\",\n  \"groep\",\n]",
        ),
        (
            "[\n  - klein\n  • \"samen\"\n]",
            "[\n  \"klein\",\n  \"samen\",\n]",
        ),
        (
            "[\n  \"klein\",\n  // samen\n]",
            "[\n  \"klein\",\n  # samen\n]",
        ),
    ];
    let lists = one_line
        .map(|list| (list, both))
        .into_iter()
        .chain(over_lines);
    let lines = |list: &str| format!("text = \"Begin.\"\nkeywords = {list}\n");
    let cases: Vec<_> = lists
        .map(|(list, right)| (lines(list), lines(right)))
        .collect();
    assert_mended(&cases);
}

#[test]
fn the_line_that_lacks_a_comma_is_pointed_at() {
    let text = file("text = \"Begin.\"\nkeywords = [\n  \"klein\"\n  \"samen\"\n]\n");
    let sources = sources("tips", &text);
    let found = compile(&sources).diagnostics;
    assert_eq!(&text[found[0].span.clone()], "\"klein\"");
    assert_eq!(found[0].help(&text), "schrijf: \"klein\",");
}

#[test]
fn half_a_line_end_in_a_small_file_has_its_place() {
    let told = told("klein", "title = \"Klein\"\r# oud\n");
    assert!(
        told.iter()
            .any(|told| told.starts_with("invisible-character")),
        "{told:?}"
    );
}

#[test]
fn of_two_names_that_are_near_the_nearest_is_proposed() {
    let texts = ["foto-a", "foto-ab"].map(|name| {
        format!("[{name}]\ntitle = \"Over {name}\"\nsummary = \"Kort.\"\ntext = \"Kijk.\"\n")
    });
    let text = file("text = \"Begin klein.\"\nrelated = [\"foto-abc\"]\n") + &texts.concat();
    let told = told("tips", &text);
    assert!(told[0].contains("foto-ab\""), "{told:?}");
}

/// What may be two texts, keys or buttons is left to whoever wrote it.
#[test]
fn no_text_swallows_another() {
    let unchanged = [
        "text = \"Begin klein.\"\n[eerste.sections]\n\"Deze week\" = \"Schrijf die zin.\", \"En dan\" = \"Zet hem bovenaan.\"\n",
        "text = \"Begin klein.\"\n[eerste.links]\n\"Artikel\" = \"https://www.example.org/a\", \"Site\" = \"https://www.example.org/b\"\n",
        "text = \"Begin klein.\"\n[eerste.links]\n\"Artikel\" = \"https://www.example.org/a https://www.example.org/b\"\n",
        "text = \"Begin klein.\", group = \"Plan\"\n",
        "text = \"Begin klein.\"\nsource = \"Wij, 2026.\"\n  \"waar begin ik?\",\n  \"en dan?\",\n]\n",
        "text = \"Begin klein.\"\n[eerste.sections]\n\"Kop\" = \"\"\"\nGa wandelen.\n\"\"\"\nZo'n dag is fijn.\n",
        "text = \"Begin klein.\"\n[eerste.sections]\n\"Kop\" = \"\"\"\nGa wandelen.\n\"\"\"\n\"Wandelen\" is gezond.\n",
    ];
    assert_mended(&unchanged.map(|lines| (lines, lines)));
    assert_mended(&[
        (
            "text = \"Begin klein.\"\n[eerste.sections]\nFoto's = \"Vraag het eerst.\"\nZo'n dag = \"\"\"\nGa naar buiten.\n\"\"\"\n",
            "text = \"Begin klein.\"\n[eerste.sections]\n\"Foto's\" = \"Vraag het eerst.\"\n\"Zo'n dag\" = \"\"\"\nGa naar buiten.\n\"\"\"\n",
        ),
        (
            "text = \"\"\"\nZeg gewoon: 'Welkom!'\nkeywords = [\"groet\"]\n",
            "text = \"\"\"\nZeg gewoon: 'Welkom!'\n\"\"\"\nkeywords = [\"groet\"]\n",
        ),
        (
            "text = \"\"\"\nTyp `/wegwijzer`\nkeywords = [\"groet\"]\n",
            "text = \"\"\"\nTyp `/wegwijzer`\n\"\"\"\nkeywords = [\"groet\"]\n",
        ),
        (
            "text = \"\"\"Zo'n dag.\nHoud vol.\"\nkeywords = [\"groet\"]\n",
            "text = \"\"\"Zo'n dag.\nHoud vol.\"\"\"\nkeywords = [\"groet\"]\n",
        ),
        (
            "text = \"Begin klein.\"\n[eerste.links]\n\"Site\" =\n\"https://example.org/a\"\n",
            "text = \"Begin klein.\"\n[eerste.links]\n\"Site\" = \"https://example.org/a\"\n",
        ),
        (
            "text = \"Begin klein.\"\nkeywords = (\"groet\", \"dag\"]\n",
            "text = \"Begin klein.\"\nkeywords = [\"groet\", \"dag\"]\n",
        ),
        (
            "text = ″Begin klein.″\ngroup = ‹Plan›\nkeywords = [\n  ＂groet＂,\n]\n",
            "text = \"Begin klein.\"\ngroup = \"Plan\"\nkeywords = [\n  \"groet\",\n]\n",
        ),
    ]);
}

#[test]
fn keys_in_two_words_are_known() {
    assert_mended(&[(
        "text = \"Begin.\"\nKey words = [\"klein\"]\n",
        "text = \"Begin.\"\nkeywords = [\"klein\"]\n",
    )]);
}

#[test]
fn a_block_below_another_name_goes_to_its_text() {
    let block = "text = \"Begin.\"\n\n[eerste.sections]\n\"Zo\" = \"Bel.\"\n";
    assert_mended(&[
        (&*block.replace("eerste.sections", "sections.eerste"), block),
        (&*block.replace("eerste.sections", "eerste-sections"), block),
    ]);
    let own =
        "text = \"Begin.\"\n\n[tips.nieuw]\ntitle = \"N\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\n";
    assert_mended(&[(own, &*own.replace("tips.nieuw", "nieuw"))]);
}

#[test]
fn what_members_see_in_another_way_is_told() {
    let cases = [
        (
            "text = \"\"\"\nBegin.\nkeywords = [\"klein\"]\n\"\"\"\n",
            "file-line-in-text",
        ),
        (
            "text = \"\"\"\nBegin.\n\"\"\n[eerste.sections]\ntitle = \"Tweede\"\n\"\"\"\n",
            "file-line-in-text",
        ),
        ("text = \"\"\"\"\nBegin.\n\"\"\"\"\n", "file-line-in-text"),
        (
            "text = \"\"\"\nBewaar het in C:\\\nDat is goed.\n\"\"\"\n",
            "bad-escape",
        ),
        ("text = 'Begin.\\nGa door.'\n", "not-in-discord"),
        (
            "text = \"Kijk op [onze site](www.example.org).\"\n",
            "not-in-discord",
        ),
        ("text = \"<Media weggelaten>\"\n", "not-in-discord"),
        ("text = \"Koffie<br>met&nbsp;melk\"\n", "html-tag"),
    ];
    for (lines, code) in cases {
        let told = told_of(lines);
        assert!(
            told.iter().any(|told| told.starts_with(code)),
            "{lines}{told:?}"
        );
    }
    let swallowed = file("text = \"\"\"\nBegin.\n\"\"\ntitle = \"Tweede\"\n\"\"\"\n");
    let found = compile(&sources("tips", &swallowed)).diagnostics;
    assert_eq!(&swallowed[found[0].span.clone()], "title = \"Tweede\"");
    let html = told_of("text = \"Koffie<br>met&nbsp;melk\"\n");
    assert_eq!(html.len(), 2, "{html:?}");
}

#[test]
fn texts_that_only_look_like_it_are_left_alone() {
    let innocent = [
        "text = \"\"\"\nGroeten,\n[naam]\nDe text = wat je leest.\n\"Zo\", zei ze.\n\"\"\"\n",
        "text = \"\"\"\nTyp dit:\n```\nkeywords = [\\\"klein\\\"]\n```\n\"\"\"\n",
        "text = 'Kijk in C:\\nieuw of [hier](https://www.example.org/a).'\n",
        "text = \"Neem [koffie](of thee) & melk.\"\n",
    ];
    for lines in innocent {
        assert_eq!(told_of(lines), [""; 0], "{lines}");
    }
}

#[test]
fn a_heading_without_its_block_is_told_where_it_belongs() {
    let told = told_of("text = \"Begin.\"\n\"Lees meer\" = \"https://example.org\"\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("[naam-van-de-tekst.links]"), "{told:?}");
    let told = told_of("text = \"Begin.\"\n[eerste.sections.Zo begin je]\n\"Bel\" = \"Nu.\"\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("\"Zo begin je\" = …"), "{told:?}");
}

#[test]
fn half_a_merge_conflict_is_told_once() {
    for lines in [
        "text = \"Een.\"\n=======\n",
        "text = \"Een.\"\n=======\ntext = \"Twee.\"\n>>>>>>> main\n",
    ] {
        let told = told_of(lines);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("conflict-markers"), "{told:?}");
    }
}

#[test]
fn words_that_mean_the_same_are_lists_whatever_the_sign() {
    let cases = [
        (
            "werven: vinden, zoeken\n",
            "werven = [\"vinden\", \"zoeken\"]\n",
        ),
        ("kind -> [\"kids\"]\n", "kind = [\"kids\"]\n"),
        ("\"klus\" \"taak\"\n", "\"klus\" = [\"taak\"]\n"),
        (
            "\"buurt, wijk\" = [\"kwartier\"]\n",
            "\"buurt\" = [\"wijk\", \"kwartier\"]\n",
        ),
    ];
    for (text, expected) in cases {
        let fixed = fix(&sources("woorden", text));
        assert_eq!(
            fixed.first().map(|fixed| fixed.text.as_str()),
            Some(expected)
        );
    }
}

#[test]
fn a_table_of_a_spreadsheet_is_told_as_a_whole() {
    for text in [
        "\"title = \"\"Tips\"\"\"\n\"description = \"\"Een tip\"\"\"\n[eerste]\n",
        "title;description\nTips;Een tip\n",
    ] {
        let told = told("tips", text);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("other-format"), "{told:?}");
    }
}

#[test]
fn a_character_that_nobody_sees_in_a_list_or_behind_a_value_is_told_and_goes() {
    let cases = [
        (
            "keywords = [\"een\",\u{a0}\"twee\"]",
            "keywords = [\"een\", \"twee\"]",
        ),
        ("keywords = [\"een\"]\u{a0}", "keywords = [\"een\"] "),
        ("keywords = [\u{200b}\"een\"]", "keywords = [\"een\"]"),
        ("source = '''\nAns'''\u{a0}", "source = '''\nAns''' "),
    ];
    for (line, right) in cases {
        let [line, right] = [line, right].map(|line| format!("{line}\ntext = \"Begin.\"\n"));
        let told = told_of(&line);
        assert!(told[0].starts_with("invisible-character: "), "{told:?}");
        assert_mended(&[(line, right)]);
    }
}

#[test]
fn each_quote_of_a_word_processor_is_one_around_a_word_of_a_list_too() {
    let lines = |list: &str| format!("keywords = {list}\ntext = \"Begin.\"\n");
    for word in ["«twee»", "‟twee‟"] {
        let among = lines(&format!("[\"een\", {word}]"));
        let told = told_of(&among);
        assert!(told[0].starts_with("wrong-quotes: "), "{told:?}");
        let right = lines("[\"een\", \"twee\"]");
        let bare = lines(&format!("een, {word}"));
        assert_mended(&[(among, right.clone()), (bare, right)]);
    }
}

#[test]
fn a_text_whose_end_was_forgotten_ends_above_its_choices() {
    let lines = |end: &str, sign: &str| {
        format!("text = \"\"\"\nBegin.\n{end}\n[eerste.choices]\n\"Verder\"{sign} \"laatste\"\n")
    };
    assert_mended(&[(lines("", ":"), lines("\"\"\"\n", " ="))]);
}
