//! What a library holds of files that are not wholly in order.

use aandeslag::content::compile;
use aandeslag::diagnostic::{Source, Sources};
use aandeslag::library::{EntryRef, Library};

use crate::support::folder::file;

fn library(text: &str) -> Library {
    let sources = Sources {
        files: vec![Source::new("alles.toml", "alles", text.as_bytes())],
        ..Sources::default()
    };
    compile(&sources).library
}

#[test]
fn a_text_leads_once_to_each_other_text_that_there_is() {
    let related = r#"related = ["een", "weg", "twee", "alles/twee", "elders/een"]"#;
    let choices = "[een.choices]\n\"Hier\" = \"een\"\n\"Daar\" = \"twee\"\n";
    let text = file(&["twee", "een"]) + related + "\n\n" + choices;
    let library = library(&text);
    let twee = EntryRef::new("alles", "twee");
    let (_, een) = library.resolve(&EntryRef::new("alles", "een")).unwrap();
    let related: Vec<_> = een.related.iter().collect();
    assert_eq!(related, [&twee]);
    let choices: Vec<_> = een.choices.iter().map(|choice| &choice.to).collect();
    assert_eq!(choices, [&twee]);
}
