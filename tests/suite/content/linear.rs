//! The work of checking grows with the size of a file, whatever stands in it: counted in bytes looked
//! at, for every broken case repeated, and for patterns made to be slow.

use std::fs;
use std::path::Path;

use aandeslag::content;
use aandeslag::diagnostic;
use aandeslag::diagnostic::{Source, Sources};
use aandeslag::text::work;

const HEAD: &str = "title = \"Tips\"\ndescription = \"Een tip\"\n";

/// The length to begin with, in bytes: each case at least twice, and so long that what may be compared
/// for one file is spent.
const SIZE: usize = 20_000;

/// A text of about so many bytes.
struct Pattern {
    name: String,
    text: Box<dyn Fn(usize) -> String + Sync>,
}

fn pattern(name: &str, text: impl Fn(usize) -> String + Sync + 'static) -> Pattern {
    Pattern {
        name: name.to_owned(),
        text: Box::new(text),
    }
}

/// Something over and over, after a beginning; `{n}` is a number that is never the same.
fn repeated(name: &str, start: &'static str, piece: &str, end: &'static str) -> Pattern {
    let piece = piece.to_owned();
    pattern(name, move |size| {
        let mut text = start.to_owned();
        for n in 0.. {
            if text.len() + piece.len() + end.len() > size {
                break;
            }
            text.push_str(&piece.replace("{n}", &n.to_string()));
        }
        text + end
    })
}

/// Half of a file one thing, the other half another.
fn halves(name: &str, first: &str, second: &str) -> Pattern {
    let (first, second) = (
        repeated(name, HEAD, first, ""),
        repeated(name, "", second, ""),
    );
    pattern(name, move |size| {
        (first.text)(size / 2) + &(second.text)(size / 2)
    })
}

/// An entry as it should be.
const WHOLE: &str = "[e{n}]\ntitle = \"Tekst {n}\"\nsummary = \"Kort\"\ntext = \"Lang\"\n";

/// Lines that stand over and over.
fn lines() -> Vec<Pattern> {
    let lines = [
        ("keys that stand twice", "[e{n}] # c\nx=1\nx=2\n"),
        (
            "keys that stand twice below odd names",
            "[e!{n}]\nx=1\nx=2\n",
        ),
        ("one name in round brackets", "(naam)\n"),
        ("one name", "[a]\n"),
        ("names in round brackets", "(naam{n})\n"),
        ("names", "[naam{n}]\n"),
        ("names without end", "[naam{n}\n"),
        ("names with something behind", "[naam{n}] en meer\n"),
        ("blocks without names", "[e{n}.sections]\n"),
        ("blocks that stand twice", "[e.sections]\n"),
        ("double brackets", "[[a]]\n"),
        ("no key", "=\n"),
        ("one key", "a=1\n"),
        ("keys", "a{n}=1\n"),
        ("keys of keys", "a.b{n}=1\n"),
        ("one key in the entry", "[e{n}]\ntitel = 1\n"),
        ("colons", "title: a\n"),
        ("no quotes", "title = a\n"),
        ("half a quote", "x{n} = \"a\n"),
        ("half a key", "\"a{n} = \"b\"\n"),
        ("quotes inside", "a{n} = \"b\" c \"d\"\n"),
        ("triple quotes without end", "x{n} = \"\"\"\n"),
        ("odd keys and triple quotes", "a b{n} = \"\"\"\n[x]\n"),
        ("lists without end", "x{n} = [\n"),
        ("tables without end", "x{n} = {\n"),
        ("loose text", "los\n"),
        ("loose text below comments", "# c\nlos\n# d\n\n"),
        ("loose quotes", "\"\"\" x\n"),
        ("closing brackets", "]\n"),
        ("comments", "#\n"),
        ("empty lines", "\n"),
        ("half line ends", "a{n}=1\r"),
        ("control characters", "x{n}=\"\u{1}\"\n"),
        ("two quotes and text", "x{n} = \"\"\nlos\n\"\"\n"),
        ("curly quotes", "x{n} = “a”\n"),
        ("escapes", "x{n} = \"\\q\"\n"),
        ("dates", "checked = 23-11-2026\n"),
        ("whole entries", WHOLE),
        (
            "entries that refer to nothing",
            "[e{n}]\ntitle=\"t{n}\"\nsummary=\"s\"\ntext=\"x\"\nrelated=[\"f{n}\"]\n",
        ),
        (
            "entries with one title",
            "[e{n}]\ntitle=\"t\"\nsummary=\"s\"\ntext=\"x\"\n",
        ),
        (
            "entries with unknown keys",
            "[e{n}]\ntitlx=\"t\"\nsumary=\"s\"\nteskt=\"x\"\n",
        ),
    ];
    lines
        .iter()
        .map(|(name, line)| repeated(name, HEAD, line, ""))
        .collect()
}

/// Files of one long thing, or of two halves that do not agree.
fn wholes() -> Vec<Pattern> {
    vec![
        repeated(
            "a list of words",
            "title = \"T\"\n[e]\nkeywords = [",
            "\"n{n}\",",
            "]\n",
        ),
        repeated(
            "a list of references",
            "title = \"T\"\n[e]\nrelated = [",
            "\"n{n}\",",
            "]\n",
        ),
        repeated(
            "a list that is broken",
            "title = \"T\"\n[e]\nrelated = [",
            "\"n{n}\" ",
            "]\n",
        ),
        repeated("a list of numbers", "x = [", "1,", "]\n"),
        repeated(
            "a list in lines",
            "keywords = [\n",
            "  \"n{n}\", # c\n",
            "x\n",
        ),
        repeated("a table in a line", "x = {", "a{n}=1,", "}\n"),
        repeated("headings", "[e.sections]\n", "\"Kop {n}\" = \"\"\n", ""),
        repeated("lists in lists", "x = ", "[", ""),
        repeated("keys in keys", "a", ".a", " = 1\n"),
        repeated("names in names", "[a", ".a", "]\nx=1\ny=2\n"),
        repeated("a long name in brackets", "(", "naam", ")\n"),
        repeated("one word", "", "a", ""),
        repeated("words without quotes", "x = ", "y ", "\n"),
        repeated("half mentions", "title = \"", "<@", "\"\n"),
        repeated("half mentions with digits", "title = \"", "<@1", "\"\n"),
        repeated("many bad escapes", "text = \"", "\\q", "\"\n"),
        repeated("escaped quotes", "text = \"\"\"\n", "\\\"\"\"", ""),
        repeated(
            "names of brackets without end",
            "x = \"\"\"\n",
            "[x]\n# c\n",
            "",
        ),
        repeated("accents", "title = \"", "é", "\"\n"),
        halves("a long name above keys", "[a.a.a.a.a.a.a.a]\n", "x{n}=1\n"),
        halves("orphans beside entries", "[e{n}.sections]\n", WHOLE),
        halves("names that come back", "[e{n}.links]\n", "[e{n}]\n"),
        halves("names, and the same once more", WHOLE, WHOLE),
        halves("empty lines above names", "\n", "[a\n"),
        pattern("a name of many parts above keys", |size| {
            let keys = (repeated("", "", "x{n}=1\n", "").text)(size / 2);
            format!("[a{}]\n{keys}", ".a".repeat(size / 4))
        }),
    ]
}

/// Texts that are hard to read, keywords, and words that mean the same.
fn judged() -> Vec<Pattern> {
    vec![
        repeated(
            "long sentences",
            "[e]\ntext = \"\"\"\n",
            "Een zin die maar doorgaat. ",
            "",
        ),
        repeated(
            "one long sentence",
            "[e]\ntext = \"\"\"\n",
            "woord ",
            "\n\"\"\"\n",
        ),
        repeated(
            "the passive",
            "[e]\ntext = \"\"\"\n",
            "wordt of ",
            "\n\"\"\"\n",
        ),
        repeated(
            "verbs without participles",
            "[e]\ntext = \"\"\"\n",
            "wordt ",
            "\n\"\"\"\n",
        ),
        repeated(
            "difficult words",
            "[e]\ntext = \"\"\"\n",
            "indien \\\" ",
            "\n\"\"\"\n",
        ),
        repeated("ticks", "[e]\ntext = \"\"\"\n", "`", "\n\"\"\"\n"),
        repeated(
            "keywords of two letters",
            "[e]\nkeywords = [",
            "\"ab\", ",
            "]\n",
        ),
        repeated(
            "keywords that look alike",
            "[e]\ntitle=\"t\"\nkeywords = [",
            "\"naam{n}n\", ",
            "]\n",
        ),
        repeated(
            "one keyword of many words",
            "[e]\nkeywords = [\"",
            "aabb abab ",
            "\"]\n",
        ),
        repeated("woorden: groups", "", "a{n} = [\"b\", \"c{n}\"]\n", ""),
        repeated("woorden: one group", "", "a{n} = [\"b\", \"a{n}\"]\n", ""),
        repeated(
            "woorden: many words in a group",
            "a = [",
            "\"b{n}\", ",
            "]\n",
        ),
        repeated("woorden: a word many times", "a = [", "\"b\", ", "]\n"),
        repeated("woorden: many words in one", "a = [\"", "b; ", "\"]\n"),
        repeated("woorden: broken", "", "a b{n} = [\"c\"\n", ""),
    ]
}

/// Every file of the broken cases, over and over.
fn cases() -> Vec<Pattern> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let folders = fs::read_dir(folder)
        .unwrap()
        .map(|case| case.unwrap().path());
    let files = folders.flat_map(|case| fs::read_dir(case).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    let texts = paths.filter_map(|path| {
        let is_toml = path.extension().is_some_and(|e| e == "toml");
        let text = is_toml.then(|| fs::read_to_string(&path).ok())??;
        // In another encoding there is nothing to look at.
        let is_read = !text.trim().is_empty() && !text.contains('\0');
        is_read.then(|| (path.display().to_string(), text))
    });
    texts
        .map(|(name, text)| repeated(&name, "", &text, ""))
        .collect()
}

/// The bytes looked at to check and report a text.
fn work_of(name: &str, text: &str) -> u64 {
    let name = if name.contains("woorden") {
        "woorden"
    } else {
        "tips"
    };
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
    let before = work::looked_at();
    let compiled = content::compile(&sources);
    let work = work::looked_at() - before;
    assert!(compiled.diagnostics.len() <= 101);
    let report = diagnostic::report(&sources, &compiled.diagnostics, false);
    assert!(report.len() < 101 * 4000, "{} bytes", report.len());
    assert!(work >= text.len() as u64, "the text was not looked at");
    work
}

/// How the work grew when the file was twice as long, if it grew by more than the file.
fn grew_too_much(Pattern { name, text }: &Pattern) -> Option<String> {
    let [once, twice] = [1, 2].map(|times| {
        let text = text(times * SIZE);
        work_of(name, &text) * 1000 / text.len() as u64
    });
    // Numbers grow a digit now and then.
    let is_steady = twice <= once * 5 / 4 && twice <= 200_000;
    (!is_steady).then(|| format!("{name}: {once} and {twice} thousandths a byte"))
}

#[test]
fn twice_the_file_is_at_most_twice_the_work() {
    let patterns: Vec<Pattern> = [lines(), wholes(), judged(), cases()]
        .into_iter()
        .flatten()
        .collect();
    assert!(patterns.len() >= 120);
    let n_threads = std::thread::available_parallelism().unwrap().get();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads)
            .map(|thread| {
                let share = patterns.iter().skip(thread).step_by(n_threads);
                scope.spawn(move || share.filter_map(grew_too_much).collect::<Vec<_>>())
            })
            .collect();
        let found = threads.into_iter().flat_map(|t| t.join().unwrap());
        found.collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}
