//! A change to one text among thousands in a file, and to thousands of texts at once, as moderators
//! wait for it: under the lock, to the disk and back until the bot answers with it.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use aandeslag::content::edit::{Change, Edit, EntryText, file_fingerprint, fingerprint};
use aandeslag::content::order::Order;
use aandeslag::content::version::{WHOLE, What};
use aandeslag::library::EntryRef;
use aandeslag::store::history::{History, Limits};
use aandeslag::store::live::Live;
use aandeslag::store::publish::Store;
use tempfile::TempDir;

use crate::common::{Length, median};

const NAME: &str = "alles";
/// As `config.toml` has it.
const LIMITS: Limits = Limits {
    versions: 100,
    bytes: 50 << 20,
};

/// A file with so many texts, the last of them under other names; with 8,000 nearly the megabyte that
/// a file may be.
fn text(n_texts: usize, n_renamed: usize) -> String {
    let mut text = String::from("title = \"Alles\"\ndescription = \"Alles\"\n");
    for n in 0..n_texts {
        let name = if n >= n_texts - n_renamed { 'r' } else { 'e' };
        write!(
            text,
            "\n[{name}{n}]\ntitle = \"Tekst {n}\"\ngroup = \"Groep {}\"\nsummary = \"Kort\"\n\
             text = \"Een zin over {n}.\"\n",
            n % 20
        )
        .unwrap();
    }
    text
}

fn now(folder: &Path) -> String {
    fs::read_to_string(folder.join(format!("{NAME}.toml"))).unwrap()
}

fn change(folder: &Path, entry: &str, change: Change, what: What) -> Order {
    Order {
        edit: Edit {
            entry: EntryRef::new(NAME, entry),
            change,
        },
        shown: fingerprint(&now(folder), entry),
        by: 7,
        what,
    }
}

fn words(title: &str, round: usize) -> EntryText {
    EntryText {
        title: format!("{title} {round}"),
        group: Some("Groep 3".into()),
        summary: Some("Kort".into()),
        text: format!("Nieuw {round}"),
        ..EntryText::default()
    }
}

pub(crate) fn changes(length: &Length) {
    let n_texts = length.texts.min(8000);
    let n_renamed = n_texts / 2;
    let (folder, state) = (TempDir::new_in(".").unwrap(), TempDir::new_in(".").unwrap());
    let folder = folder.path();
    fs::write(folder.join(format!("{NAME}.toml")), text(n_texts, 0)).unwrap();
    let live = Arc::new(Live::load(folder, Some(state.path())).unwrap());
    let store = Store::new(live, History::new(state.path(), LIMITS));
    let mut took: [Vec<f64>; 4] = Default::default();
    for round in 0..length.rounds {
        let new = format!("nieuw{round}");
        let orders = [
            (
                new.as_str(),
                Change::Add(words("Nieuw", round)),
                What::Added,
            ),
            ("e5", Change::Write(words("Anders", round)), What::Changed),
            (new.as_str(), Change::Remove, What::Removed),
        ];
        for (place, (entry, edit, what)) in orders.into_iter().enumerate() {
            let order = change(folder, entry, edit, what);
            let started = Instant::now();
            store.publish(&order).unwrap();
            took[place].push(started.elapsed().as_secs_f64() * 1e3);
        }
        let renamed = if round % 2 == 0 { n_renamed } else { 0 };
        let order = Order {
            edit: Edit {
                entry: EntryRef::new(NAME, WHOLE),
                change: Change::PutBack(text(n_texts, renamed), None),
            },
            shown: Some(file_fingerprint(&now(folder))),
            by: 7,
            what: What::Changed,
        };
        let started = Instant::now();
        store.publish(&order).unwrap();
        took[3].push(started.elapsed().as_secs_f64() * 1e3);
    }
    println!(
        "A change in a file of {n_texts} texts, to the disk and until the bot answers with it"
    );
    println!("| | ms | slowest |\n| --- | --- | --- |");
    let renamed = format!("a whole file with {n_renamed} renamed texts");
    let names = [
        "a new text in a group",
        "another text",
        "one text less",
        &renamed,
    ];
    for (name, took) in names.iter().zip(took) {
        let slowest = took.iter().copied().fold(0.0, f64::max);
        println!("| {name} | {:.0} | {slowest:.0} |", median(took));
    }
    println!();
}
