//! What holds for every file, however broken: no panic, no place outside the file, and whatever is
//! accepted is valid by the schema that editors use.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use aandeslag::content;
use aandeslag::content::schema;
use aandeslag::diagnostic::{Content, Diagnostic};
use aandeslag::store;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::support::invariants::check_file;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema::json_schema())
        .unwrap()
});

/// The shipped files and the broken cases: what mutations start from.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = fs::read_dir(root.join("tests/check")).unwrap();
    let mut folders: Vec<_> = cases.map(|case| case.unwrap().path()).collect();
    folders.sort();
    // The shipped files are few and long: they count more than once.
    folders.extend(std::iter::repeat_n(root.join("responses"), 10));
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .filter_map(|path| fs::read_to_string(path).ok())
        .filter(|text| text.len() < 60_000)
        .collect()
});

/// Checks a text, and that the schema takes it when the check does.
fn check_against_schema(text: &str) {
    let (_, compiled) = check_file(text.as_bytes());
    if compiled.has_errors() {
        return;
    }
    let table: toml::Table = text.trim_start_matches('\u{feff}').parse().unwrap();
    let value = as_json(toml::Value::Table(table));
    let errors: Vec<String> = SCHEMA
        .iter_errors(&value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
}

/// TOML as an editor's validator sees it: a date is its text.
pub(crate) fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => json!(yes),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => {
            let pairs = table.into_iter().map(|(key, value)| (key, as_json(value)));
            Value::Object(pairs.collect())
        }
    }
}

/// Pieces of which response files are made, right and wrong.
fn piece() -> impl Strategy<Value = String> {
    let fixed = select(vec![
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "=",
        " = ",
        ":",
        "#",
        ",",
        ";",
        ".",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "\"",
        "'",
        "\"\"",
        "\"\"\"",
        "'''",
        "“",
        "”",
        "‘",
        "\\",
        "\\n",
        "\\u00e9",
        "title",
        "text",
        "summary",
        "keywords",
        "related",
        "checked",
        "sections",
        "links",
        "description",
        "color",
        "emoji",
        "group",
        "source",
        "intro",
        "open_with",
        "titel",
        "[eerste]",
        "[tweede.sections]",
        "[eerste.links]",
        "[[eerste]]",
        "[sections]",
        "title = \"Een titel\"\n",
        "description = \"Wat het is\"\n",
        "text = \"\"\"\n",
        "\n[eerste]\ntitle = \"Eerste\"\ntext = \"Begin.\"\n",
        "keywords = [\"een\", \"twee\"]\n",
        "checked = 2026-11-23\n",
        "checked = \"2026-11-23\"\n",
        "2026-11-23",
        "23-11-2026",
        "true",
        "1.5",
        "0x1f",
        "nan",
        "Gewone tekst.",
        "één",
        "👩‍👩‍👧",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "\u{0}",
        "\u{85}",
        "\u{2028}",
        "HTTP://example.org/",
        "https://example.org/",
        "#1D9E75",
        "@everyone",
    ]);
    prop_oneof![8 => fixed.prop_map(str::to_owned), 1 => any::<String>()]
}

/// One change such as a slip of the hand makes.
#[derive(Debug, Clone)]
enum Slip {
    DeleteCharacter(Index),
    Insert(Index, String),
    DoubleCharacter(Index),
    DeleteLine(Index),
    DoubleLine(Index),
    MoveLine(Index, Index),
    CutOff(Index),
    SwapQuotes(Index),
}

fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![
        any::<Index>().prop_map(Slip::DeleteCharacter),
        (any::<Index>(), piece()).prop_map(|(at, what)| Slip::Insert(at, what)),
        any::<Index>().prop_map(Slip::DoubleCharacter),
        any::<Index>().prop_map(Slip::DeleteLine),
        any::<Index>().prop_map(Slip::DoubleLine),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Slip::MoveLine(from, to)),
        any::<Index>().prop_map(Slip::CutOff),
        any::<Index>().prop_map(Slip::SwapQuotes),
    ]
}

impl Slip {
    fn apply(&self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        if characters.is_empty() {
            return String::new();
        }
        match self {
            Self::DeleteCharacter(at) => _ = characters.remove(at.index(characters.len())),
            Self::Insert(at, what) => {
                let at = at.index(characters.len());
                characters.splice(at..at, what.chars());
            }
            Self::DoubleCharacter(at) => {
                let at = at.index(characters.len());
                characters.insert(at, characters[at]);
            }
            Self::DeleteLine(at) => {
                lines.remove(at.index(lines.len()));
                return lines.concat();
            }
            Self::DoubleLine(at) => {
                let at = at.index(lines.len());
                lines.insert(at, lines[at]);
                return lines.concat();
            }
            Self::MoveLine(from, to) => {
                let line = lines.remove(from.index(lines.len()));
                lines.insert(to.index(lines.len() + 1), line);
                return lines.concat();
            }
            Self::CutOff(at) => characters.truncate(at.index(characters.len())),
            Self::SwapQuotes(at) => {
                let quotes = text.matches('"').count().max(1);
                let nth = at.index(quotes);
                let place = text.match_indices('"').nth(nth).map(|(place, _)| place);
                let Some(place) = place else {
                    return text.to_owned();
                };
                return format!("{}'{}", &text[..place], &text[place + 1..]);
            }
        }
        characters.into_iter().collect()
    }
}

fn slipped() -> impl Strategy<Value = String> {
    let seed = any::<Index>().prop_map(|at| at.get(&SEEDS).clone());
    (seed, prop::collection::vec(slip(), 1..6))
        .prop_map(|(text, slips)| slips.iter().fold(text, |text, slip| slip.apply(&text)))
}

/// Words that no key, colour or day is like.
const WORDS: [&str; 12] = [
    "gruttoveer",
    "hazelmuis",
    "ijsvogel",
    "kwartelei",
    "zonnedauw",
    "wilgenroos",
    "bosuilnest",
    "dwergpalm",
    "vlierbloem",
    "berkenbast",
    "nachtpauw",
    "rietgors",
];

/// Lines with words, `W`, beside quotes, brackets and comments, of which each may be a slip.
fn lines_with_words() -> impl Strategy<Value = String> {
    let line = select(vec![
        "text = \"W\"",
        "text = W W",
        "text = \"W",
        "text = W W # W W",
        "text = “W” # W",
        "text = \"\"\"",
        "text = “””",
        "\"\"\"",
        "”””",
        "\"\"",
        "W W",
        "- W",
        "W \"W\" W",
        "W: W",
        "title = W",
        "title = \"W",
        "Emoji: 📷",
        "emoji = 📷 W",
        "emoji = 📷",
        "Lees ook: W",
        "checked = 20-11-2026 # W W",
        "source = W W # W W",
        "source = W // W",
        "keywords = W, W",
        "keywords = [\"W\" \"W\"]",
        "keywords = [\"W\", # \"W\", \"W\"]",
        "keywords = [\"W\". \"W\"]",
        "keywords = [W, #W, W]",
        "keywords = [",
        "\"W\",",
        "  W\",",
        "[eerste.sections]",
        "\"W\" = \"W\"",
        "\"W\" -> \"W\"",
        "\"W\" W",
        "\"W\" = \"W W # W",
        "\"W \"W\"\" = \"W\"",
        "# W",
        "",
    ]);
    prop::collection::vec(line, 1..8).prop_map(|lines| {
        let head = "title = \"T\"\ndescription = \"D\"\n\n[eerste]\n";
        let mut words = WORDS.iter().cycle();
        let mut text = head.to_owned();
        for line in lines {
            for (n, piece) in line.split('W').enumerate() {
                text += if n > 0 { words.next().unwrap() } else { "" };
                text += piece;
            }
            text.push('\n');
        }
        text
    })
}

/// The words of a text in their order; only those that a comment has, or only the others.
fn words_of(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| WORDS.contains(word)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_reported_in_place(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check_file(&bytes);
    }

    #[test]
    fn text_like_toml_is_reported_in_place(pieces in prop::collection::vec(piece(), 0..40)) {
        check_against_schema(&pieces.concat());
    }

    #[test]
    fn a_file_that_is_mended_has_fewer_faults(text in slipped()) {
        let (mut sources, compiled) = check_file(text.as_bytes());
        let n = |diagnostics: &[Diagnostic]| -> (usize, usize) {
            let counts = diagnostics.iter().map(Diagnostic::counts);
            counts.fold((0, 0), |all, some| (all.0 + some.0, all.1 + some.1))
        };
        for fixed in content::fix(&sources) {
            sources.files[fixed.source].content = Content::Text(fixed.text.into());
            let left = content::compile(&sources).diagnostics;
            prop_assert!(n(&left) < n(&compiled.diagnostics));
        }
    }

    #[test]
    fn what_is_mended_keeps_all_words_and_says_no_more(text in lines_with_words()) {
        let (sources, _) = check_file(text.as_bytes());
        for fixed in content::fix(&sources) {
            prop_assert_eq!(words_of(&text), words_of(&fixed.text), "{}\n{}", text, fixed.text);
            let Ok(table) = fixed.text.parse::<toml::Table>() else { continue };
            let said = table.to_string();
            for line in text.lines() {
                let (before, note) = line.split_once(" # ").unwrap_or((line, ""));
                let (before, note) = if line.starts_with('#') { ("", line) } else { (before, note) };
                for word in words_of(note) {
                    let twice = text.matches(word).count() > 1;
                    // In a text whose end was forgotten a line with # may be a part of it.
                    let twice = twice || text.contains("\"\"\"") || text.contains("”””");
                    prop_assert!(twice || !said.contains(word), "{}\n{}\n{}", word, text, fixed.text);
                }
                for word in words_of(before) {
                    prop_assert!(said.contains(word), "{}\n{}\n{}", word, text, fixed.text);
                }
            }
        }
    }

    #[test]
    fn slips_of_the_hand_are_reported_in_place(text in slipped()) {
        check_against_schema(&text);
    }
}

#[test]
fn the_shipped_files_are_valid_by_the_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
    for file in store::read(&folder).unwrap().files {
        check_against_schema(file.text());
    }
}

#[test]
fn links_may_begin_with_capitals() {
    check_against_schema(
        "title = \"Tips\"\ndescription = \"Een tip\"\n[eerste]\ntitle = \"Eerste\"\n\
         text = \"Begin.\"\n[eerste.links]\n\"Lees meer\" = \"HTTP://example.org/\"\n",
    );
}
