//! What `check` says of broken files: a folder of cases, each with the report as people read it.
//!
//! `tests/check/<case>/` holds the files and `expected.txt`. Run with `BLESS=1` to write the reports
//! anew, and read the difference before committing it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use aandeslag::content;
use aandeslag::diagnostic;
use aandeslag::diagnostic::Sources;
use aandeslag::diagnostic::fault::CODES;
use aandeslag::store;
use tempfile::TempDir;

use crate::support::bless::{blessing, expect_file};
use crate::support::invariants::assert_places_are_in_the_files;

pub(super) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check")
}

/// A folder's files, shown without their folder so that reports are the same everywhere.
pub(super) fn sources(folder: &Path) -> Sources {
    let mut sources = store::read(folder).unwrap();
    for file in &mut sources.files {
        file.path = format!("{}.toml", file.name);
    }
    for file in &mut sources.unread {
        let name = Path::new(&file.path).file_name().unwrap();
        file.path = name.to_str().unwrap().to_owned();
    }
    sources.today = Some(jiff::civil::date(2026, 11, 27));
    sources
}

fn report(folder: &Path) -> String {
    let sources = sources(folder);
    let compiled = content::compile(&sources);
    assert_places_are_in_the_files(&sources, &compiled);
    let colored = diagnostic::report(&sources, &compiled.diagnostics, true);
    anstream::adapter::strip_str(&colored).to_string()
}

#[test]
fn each_case_reports_as_expected() {
    let mut wrong = Vec::new();
    for case in fs::read_dir(cases()).unwrap() {
        let case = case.unwrap().path();
        if generated(&case).is_some() {
            continue;
        }
        let outcome = std::panic::catch_unwind(|| {
            expect_file(&case.join("expected.txt"), &report(&case));
        });
        if outcome.is_err() {
            wrong.push(case);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The files of cases that are too large to keep, or that cannot be kept.
fn generated(case: &Path) -> Option<TempDir> {
    let folder = || TempDir::new().unwrap();
    let small = "title = \"Tips\"\ndescription = \"Een tip\"\n\n[eerste]\ntitle = \"Eerste\"\nsummary = \"Kort.\"\ntext = \"Begin.\"\n";
    match case.file_name()?.to_str()? {
        "file-too-large" => {
            let folder = folder();
            let comment = "# nog meer tips\n".repeat(1 << 16);
            fs::write(folder.path().join("tips.toml"), format!("{small}{comment}")).unwrap();
            Some(folder)
        }
        name @ ("many-files" | "too-many-files") => {
            let folder = folder();
            for n in 0..if name == "many-files" { 98 } else { 101 } {
                fs::write(folder.path().join(format!("tips-{n:03}.toml")), small).unwrap();
            }
            Some(folder)
        }
        "unreadable-file" => {
            let folder = folder();
            #[cfg(unix)]
            std::os::unix::fs::symlink("weg.toml", folder.path().join("tips.toml")).unwrap();
            fs::create_dir_all(folder.path().join("extra.toml/tips.toml")).unwrap();
            fs::create_dir(folder.path().join("beeld")).unwrap();
            Some(folder)
        }
        "named-pipe" => {
            let folder = folder();
            let pipe = Command::new("mkfifo")
                .arg(folder.path().join("tips.toml"))
                .status();
            assert!(pipe.unwrap().success());
            let zero = folder.path().join("nullen.toml");
            std::os::unix::fs::symlink("/dev/zero", zero).unwrap();
            Some(folder)
        }
        "folder-too-large" => {
            let folder = folder();
            let comment = "# een regel die niets zegt, maar wel ruimte inneemt\n".repeat(10_000);
            for n in (0..14).rev() {
                let path = folder.path().join(format!("tips-{n:02}.toml"));
                fs::write(&path, format!("{small}{comment}")).unwrap();
                let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(1000 - n);
                let file = fs::File::options().write(true).open(path).unwrap();
                file.set_modified(changed).unwrap();
            }
            Some(folder)
        }
        "too-many-parts" => {
            let folder = folder();
            let text = format!("{small}{}", "#\n".repeat(200_000));
            fs::write(folder.path().join("tips.toml"), text).unwrap();
            Some(folder)
        }
        _ => None,
    }
}

#[test]
fn each_generated_case_reports_as_expected() {
    for name in [
        "file-too-large",
        "folder-too-large",
        "many-files",
        "named-pipe",
        "too-many-files",
        "too-many-parts",
        "unreadable-file",
    ] {
        let case = cases().join(name);
        fs::create_dir_all(&case).unwrap();
        let folder = generated(&case).unwrap();
        expect_file(&case.join("expected.txt"), &report(folder.path()));
    }
}

#[test]
fn every_code_has_a_case() {
    if blessing() {
        return;
    }
    let mut shown = BTreeSet::new();
    for case in fs::read_dir(cases()).unwrap() {
        let expected = case.unwrap().path().join("expected.txt");
        for line in fs::read_to_string(expected).unwrap_or_default().lines() {
            let code = line
                .strip_prefix("fout[")
                .or(line.strip_prefix("waarschuwing["));
            if let Some((code, _)) = code.and_then(|rest| rest.split_once("]: ")) {
                shown.insert(code.to_owned());
            }
        }
    }
    let all = CODES.concat();
    let codes: BTreeSet<String> = all.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(shown, codes);
    assert_eq!(codes.len(), all.len(), "a code stands for one fault");
}

#[test]
fn words_are_one_plain_phrase() {
    for case in fs::read_dir(cases()).unwrap() {
        let case = case.unwrap().path();
        let folder = generated(&case);
        let sources = sources(folder.as_ref().map_or(case.as_path(), TempDir::path));
        for diagnostic in content::compile(&sources).diagnostics {
            let fault = &diagnostic.fault;
            let text = sources.files.get(diagnostic.source);
            let text = text.map_or("", diagnostic::Source::text);
            let words = [fault.message(), fault.help(), diagnostic.help(text)];
            for words in &words {
                let is_line = words.starts_with("schrijf") && words.contains(": ");
                assert!(is_line || !words.ends_with('.'), "{words}");
                assert!(!words.contains('\n'), "{words}");
                assert!(!words.starts_with(char::is_uppercase), "{words}");
                assert!(words.chars().count() < 200, "{words}");
            }
        }
    }
}

#[test]
fn on_github_a_fault_names_its_file_whatever_its_name() {
    let path = "a,b:100%.toml";
    let sources = Sources {
        files: vec![diagnostic::Source::new(path, "a", b"title = 1\n")],
        ..Sources::default()
    };
    let found = content::compile(&sources).diagnostics;
    let lines = diagnostic::github(&diagnostic::records(&sources, &found));
    assert!(
        lines.starts_with("::error file=a%2Cb%3A100%25.toml,line=1,"),
        "{lines}"
    );
}
