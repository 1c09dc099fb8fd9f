//! What a file says of itself, and the order of its entries, change without touching what they say.

use std::sync::LazyLock;

use aandeslag::content::compile;
use aandeslag::content::edit::{FileText, arrange, entries};
use aandeslag::diagnostic::{Source, Sources};
use aandeslag::store::read;
use proptest::prelude::*;

/// The texts of the shipped files, without pictures, which lie beside them.
static SHIPPED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let files = read(std::path::Path::new("responses")).unwrap().files;
    let files = files.iter().filter(|file| file.name != "woorden");
    let without = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with("image"));
        lines.collect::<Vec<_>>().join("\n")
    };
    files.map(|file| without(file.text())).collect()
});

type Order = Vec<(String, Option<String>)>;

/// The entries with their groups, as members page through them.
fn order(text: &str) -> Order {
    let sources = Sources {
        files: vec![Source::new("alles.toml", "alles", text.as_bytes())],
        ..Sources::default()
    };
    let compiled = compile(&sources);
    assert!(!compiled.has_errors(), "{:?}\n{text}", compiled.diagnostics);
    let collection = compiled.library.collection("alles").unwrap();
    let entries = collection.entries().iter();
    entries.map(|e| (e.id.clone(), e.group.clone())).collect()
}

fn arranged(text: &str, change: impl FnOnce(&mut FileText)) -> String {
    let old = FileText::of(text, order(text)).unwrap();
    let mut new = old.clone();
    change(&mut new);
    let found = arrange(text, &old, &new).unwrap();
    assert_eq!(FileText::of(&found, order(&found)), Some(new), "{found}");
    found
}

const FILE: &str = "#:schema ./schema.json\r\ntitle = 'Alles' # titel\r\ndescription = \"D\"\r\nsource = \"B\"\r\n\r\n# over een\r\n[een]\r\ntitle = \"Een\"\r\ngroup = \"A\"\r\ntext = \"T\"\r\n\r\n[een.sections]\r\n\"K\" = \"t\"\r\n\r\n# --- de rest ---\r\n\r\n[twee]\r\ntitle = \"Twee\"\r\ngroup = \"A\"\r\ntext = \"T\"\r\n\r\n[drie]\r\ntitle = \"Drie\"\r\ntext = \"T\"";

#[test]
fn what_a_file_says_of_itself_keeps_how_it_was_written() {
    let found = arranged(FILE, |new| {
        new.title = "Iets".into();
        new.description = "E".into();
        new.intro = Some("Een\n\ntwee".into());
        new.color = Some("#1D9E75".into());
        new.source = None;
    });
    let expected = FILE.replace("'Alles' #", "'Iets' #").replace(
        "description = \"D\"\r\nsource = \"B\"\r\n",
        "description = \"E\"\r\ncolor = \"#1D9E75\"\r\nintro = \"\"\"\r\nEen\r\n\r\ntwee\r\n\"\"\"\r\n",
    );
    assert_eq!(found, expected);
}

#[test]
fn a_text_that_moves_takes_its_lines_along_and_nothing_else() {
    let twee = "[twee]\r\ntitle = \"Twee\"\r\ngroup = \"A\"\r\ntext = \"T\"\r\n\r\n";
    let up = arranged(FILE, |new| new.order.swap(0, 1));
    let without = FILE.replace(twee, "");
    assert_eq!(
        up,
        without.replace("# over een", &format!("{twee}# over een"))
    );
    let last = arranged(FILE, |new| {
        let moved = new.order.remove(2);
        new.order.insert(0, moved);
    });
    assert!(
        last.contains(
            "\"B\"\r\n\r\n[drie]\r\ntitle = \"Drie\"\r\ntext = \"T\"\r\n\r\n# over een\r\n"
        ),
        "{last}"
    );
    let other = arranged(FILE, |new| new.order[2].1 = Some("A".into()));
    assert_eq!(
        other,
        FILE.replace(
            "title = \"Drie\"\r\n",
            "title = \"Drie\"\r\ngroup = \"A\"\r\n"
        )
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_is_the_one_that_members_see(
        places in prop::collection::vec(any::<u16>(), 80),
        groups in prop::collection::vec(prop::option::of(0_usize..4), 80),
        regroup in any::<bool>(),
        text in prop::sample::select(&**SHIPPED),
        windows in any::<bool>(),
    ) {
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        let old = FileText::of(&text, order(&text)).unwrap();
        let mut new = old.clone();
        for ((_, group), n) in new.order.iter_mut().zip(&groups) {
            if regroup {
                *group = n.map(|n| format!("Groep {n}"));
            }
        }
        let mut wanted: Vec<_> = new.order.into_iter().zip(&places).collect();
        // Texts of one group stand together.
        wanted.sort_by_key(|((_, group), place)| (group.clone(), **place));
        new.order = wanted.into_iter().map(|(entry, _)| entry).collect();
        let found = arrange(&text, &old, &new).unwrap();
        prop_assert_eq!(order(&found), new.order);
        if !regroup {
            let all = |text: &str| {
                let mut all = entries(text).unwrap();
                all.sort();
                all
            };
            prop_assert_eq!(all(&found), all(&text));
        }
    }
}
