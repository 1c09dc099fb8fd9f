//! The file with words that mean the same: it is no command, and words are added to its groups.

use aandeslag::content::compile;
use aandeslag::content::edit::add_synonyms;
use aandeslag::diagnostic::{Source, Sources, report};
use aandeslag::discord::command;
use serde_json::json;

use crate::support::callback::{all_text, answer};
use crate::support::folder::{Folder, file};
use crate::support::payload::{autocomplete, command as slash, command_with};

const WORDS: &str = "werven = [\"vinden\", \"Zoeken\"]\n\"sociale media\" = [\"socials\"]\n";

fn sources(words: &str, n_commands: usize) -> Sources {
    let text = file(&["een"]);
    let commands = (0..n_commands).map(|n| {
        let name = format!("tips-{n:03}");
        Source::new(format!("{name}.toml"), name, text.as_bytes())
    });
    let words = Source::new("woorden.toml", "woorden", words.as_bytes());
    Sources {
        files: commands.chain([words]).collect(),
        ..Sources::default()
    }
}

#[test]
fn the_library_has_the_groups_folded() {
    let compiled = compile(&sources(WORDS, 1));
    assert!(compiled.diagnostics.is_empty(), "{compiled:?}");
    let groups = compiled.library.synonyms();
    let expected = [
        vec!["werven", "vinden", "zoeken"],
        vec!["sociale media", "socials"],
    ];
    assert_eq!(groups, expected);
    // What may be a mistake keeps nobody from using the rest.
    let odd = "werven = [\"vinden\", \"Vinden\", \"📷\"]\nleeg = []\n";
    let compiled = compile(&sources(odd, 1));
    assert_eq!(compiled.library.synonyms(), [["werven", "vinden"]]);
    assert!(!compiled.has_errors());
    let broken = compile(&sources("werven = \"vinden\"\nfoto = [\"beeld\"]\n", 1));
    assert_eq!(broken.library.synonyms(), [[""; 0]; 0]);
    assert_eq!(broken.library.collections().len(), 1, "the texts answer");
}

#[test]
fn it_is_no_command_and_takes_no_place_of_one() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"])), ("woorden.toml", WORDS)]);
    let bot = folder.bot();
    let snapshot = bot.live().current();
    let names = |words: &str| {
        let compiled = compile(&sources(words, 2));
        let commands = command::all(&compiled.library, true);
        serde_json::to_string(&commands).unwrap()
    };
    assert!(snapshot.is_to_be_registered());
    assert_eq!(snapshot.library.collections().len(), 1);
    for words in [WORDS, "", "kapot = \"", "werven = 1\n"] {
        assert!(!names(words).contains("\"woorden\""), "{words}");
    }
    let unknown = answer(&bot, slash("bestaat-niet", json!([])));
    assert_eq!(answer(&bot, slash("woorden", json!([]))), unknown);
    assert_eq!(
        answer(&bot, autocomplete("woorden", "we"))["data"]["choices"],
        json!([])
    );
    let help = all_text(&answer(&bot, slash("hulp", json!([]))));
    assert!(
        help.contains("/alles") && !help.contains("/woorden"),
        "{help}"
    );
    answer(&bot, command_with("alles", "een"));
    // A hundred commands fit beside it.
    let found = compile(&sources(WORDS, 100)).diagnostics;
    let without = compile(&Sources {
        files: sources(WORDS, 100).files[..100].to_vec(),
        ..Sources::default()
    });
    assert_eq!(found.len(), without.diagnostics.len());
    assert!(!without.has_errors());
}

#[test]
fn an_empty_file_and_one_with_comments_only_are_in_order() {
    for words in ["", "\n", "# nog niets\n"] {
        let sources = sources(words, 1);
        let found = compile(&sources).diagnostics;
        assert!(found.is_empty(), "{}", report(&sources, &found, false));
    }
}

fn added(text: &str, words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    add_synonyms(text, &words).unwrap()
}

#[test]
fn a_word_joins_the_group_of_the_first_that_has_one() {
    let text = "# werven\nwerven = [\n    \"vinden\", # vaak\n    'zoeken',\n]\nfoto = [ \"beeld\" ]  # plaatje\n";
    for known in ["werven", "Vinden", "zoeken"] {
        assert_eq!(
            added(text, &[known, "krijgen"]),
            "# werven\nwerven = [\n    \"vinden\", # vaak\n    'zoeken',\n    \"krijgen\",\n]\nfoto = [ \"beeld\" ]  # plaatje\n"
        );
    }
    assert_eq!(
        added(text, &["zoeken", "Vinden"]),
        text,
        "it is there already"
    );
    // A word that names a group goes before one that stands in another.
    let two = "foto = [\"beeld\"]\nbeeld = [\"plaat\"]\n";
    assert_eq!(
        added(two, &["beeld", "standbeeld"]),
        "foto = [\"beeld\"]\nbeeld = [\"plaat\", \"standbeeld\"]\n"
    );
    // The first word has no group, the second has.
    assert_eq!(
        added(two, &["kiekje", "foto"]),
        "foto = [\"beeld\", \"kiekje\"]\nbeeld = [\"plaat\"]\n"
    );
}

#[test]
fn words_without_a_group_get_one_of_their_own() {
    assert_eq!(
        added("# niets\n", &["één", "1"]),
        "# niets\n\"één\" = [\"1\"]\n"
    );
    assert_eq!(
        added("foto = [\"beeld\"]\n", &["sociale media", "socials", "!"]),
        "foto = [\"beeld\"]\n\"sociale media\" = [\"socials\"]\n"
    );
    assert_eq!(added("", &["!", "?"]), "");
    assert!(add_synonyms("foto = [", &["foto".into()]).is_err());
}
