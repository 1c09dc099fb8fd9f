//! What the documents point at is there: files, and the tests that they name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every document for people who read English.
fn documents() -> Vec<PathBuf> {
    let folders = ["", "docs", "deploy"].map(|folder| Path::new(ROOT).join(folder));
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect()
}

#[test]
fn every_link_leads_to_a_file() {
    let mut n_links = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap();
            if file.contains("://") || file.is_empty() {
                continue;
            }
            n_links += 1;
            let target = document.parent().unwrap().join(file);
            assert!(target.exists(), "{}: {link}", document.display());
        }
    }
    assert!(n_links > 20, "only {n_links} links were read");
}

/// The paths of all tests, as far as files and functions tell them.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in ["src", "tests/suite"] {
        collect(&Path::new(ROOT).join(folder), "", &mut found);
    }
    found
}

fn collect(folder: &Path, room: &str, found: &mut BTreeSet<String>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let within = match stem {
            "mod" => room.to_owned(),
            _ => format!("{room}{stem}::"),
        };
        if path.is_dir() {
            collect(&path, &within, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let functions = text.split("fn ").skip(1);
            let names = functions.filter_map(|rest| rest.split(['(', '<']).next());
            found.extend(names.map(|name| format!("{within}{name}")));
        }
    }
}

/// A name in a document, which may end in `…`, is one by which Cargo finds a test.
#[test]
fn every_test_that_a_document_names_is_there() {
    let tests = tests();
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:".contains(c);
    let mut n_named = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for name in text.split('`').skip(1).step_by(2) {
            let start = name.trim_end_matches('…');
            // Of what is no path, only what is longer than the name of a field.
            let is_test = start.contains("::") || start.matches('_').count() > 3;
            if !is_test || !start.chars().all(is_name) || start.starts_with("aandeslag_") {
                continue;
            }
            n_named += 1;
            let is_there = tests.iter().any(|test| test.contains(start));
            assert!(is_there, "{}: {name}", document.display());
        }
    }
    assert!(n_named > 100, "only {n_named} names were read");
}
