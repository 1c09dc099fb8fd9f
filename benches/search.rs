//! Time per question over ten thousand generated texts.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use aandeslag::library::search;
use aandeslag::library::suggest;
use aandeslag::library::{Collection, CollectionHead, Entry, EntryText, Library};
use aandeslag::store::live::Live;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::common::Length;
use crate::server::shipped;

const QUESTIONS: &str = include_str!("../tests/search/questions.tsv");
const N_COLLECTIONS: usize = 50;

pub(crate) fn questions(length: &Length) {
    println!(
        "Search: {} texts in {N_COLLECTIONS} collections, time of one thread",
        length.texts
    );
    let shipped = Live::load(shipped(), None).unwrap();
    let collections = generated(&shipped.current().library, length.texts);
    let start = Instant::now();
    let library = Library::new(collections, Vec::new(), Vec::new());
    library.index();
    println!("| | median µs | 99% µs |\n| --- | --- | --- |");
    println!(
        "| making the library and its index | {} | |",
        start.elapsed().as_micros()
    );

    let questions = QUESTIONS.lines().filter(|line| !line.starts_with('#'));
    let questions: Vec<&str> = questions
        .filter_map(|l| Some(l.split_once('\t')?.0))
        .collect();
    report("question", &questions, |question| {
        black_box(search::find(&library, question, 8));
    });
    report("autocomplete", &questions, |question| {
        black_box(suggest::suggest(&library, None, question, 25));
    });
    report("nothing found", &["qzxv wqp", "xyzzy", "ǝ"], |question| {
        black_box(search::nearest_of_all(&library, question, 8));
    });
    println!();
}

/// Entries made of the shipped ones' words, shuffled, and of words that no other entry has.
fn generated(shipped: &Library, n_texts: usize) -> Vec<Collection> {
    let mut random = StdRng::seed_from_u64(2010);
    let entries = shipped.collections().iter().flat_map(Collection::entries);
    let texts: Vec<String> = entries.clone().map(all_text).collect();
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let mut take = |n: usize, at: usize| {
        let mut text = String::new();
        for _ in 0..n {
            let word = words[random.random_range(0..words.len())];
            let rare = random.random_range(0..30) == 0;
            let _ = if rare {
                write!(text, "{word}{} ", letters(at % 7000))
            } else {
                write!(text, "{word} ")
            };
        }
        text
    };
    let collections = (0..N_COLLECTIONS).map(|c| {
        let entry = |e: usize| {
            let at = c * n_texts / N_COLLECTIONS + e;
            let body = EntryText {
                title: take(4, at),
                summary: Some(take(8, at)),
                text: take(80, at),
                keywords: (0..8).map(|n| take(1 + n / 6, at)).collect(),
                ..EntryText::default()
            };
            Entry::new(&format!("tekst{at}"), body)
        };
        let entries = (0..n_texts / N_COLLECTIONS).map(entry).collect();
        let name = format!("deel{c}");
        Collection::new(
            CollectionHead {
                name,
                ..CollectionHead::default()
            },
            entries,
        )
    });
    collections.collect()
}

fn all_text(entry: &Entry) -> String {
    let sections = entry.sections.iter().map(|(_, text)| text.as_str());
    let texts = [entry.title.as_str(), &entry.text]
        .into_iter()
        .chain(sections);
    texts.collect::<Vec<_>>().join(" ")
}

/// A made-up ending, so that there are tens of thousands of different words.
fn letters(mut n: usize) -> String {
    let mut text = String::new();
    while n > 0 {
        text.push_str(["ba", "de", "ki", "lo", "nu", "pra", "sten"][n % 7]);
        n /= 7;
    }
    text
}

fn report(what: &str, questions: &[&str], mut ask: impl FnMut(&str)) {
    let mut times = Vec::new();
    for _ in 0..20 {
        for question in questions {
            let start = Instant::now();
            ask(question);
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    let (median, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!("| {what} | {} | {} |", median.as_micros(), p99.as_micros());
}
