//! What `check` does besides telling what is wrong.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

use crate::support::folder::{Folder, file_with_picture, png};
use crate::support::secrets;

const FAULTY: &str = "title = “Tips”\ndescription = \"Een tip\"\n\n[[koffie]]\ntitle = Koffie\nsumary = \"Kort.\"\n\
                      text = \"\"\"\nZet koffie.\n\n[thee]\ntitle = \"Thee\"\nsummary = \"Kort.\"\n";

const MENDED: &str = "title = \"Tips\"\ndescription = \"Een tip\"\n\n[koffie]\ntitle = \"Koffie\"\nsummary = \"Kort.\"\n\
                      text = \"\"\"\nZet koffie.\n\"\"\"\n\n[thee]\ntitle = \"Thee\"\nsummary = \"Kort.\"\n";

fn check(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = secrets::program();
    command.arg("check").args(arguments).arg(folder.path());
    let Output { status, stdout, .. } = secrets::run(&mut command);
    (status.code(), String::from_utf8(stdout).unwrap())
}

#[test]
fn what_can_be_mended_in_one_way_is_mended_and_shown() {
    let folder = Folder::new(&[("tips.toml", FAULTY)]);
    let text = || fs::read_to_string(folder.path().join("tips.toml")).unwrap();
    let (code, told) = check(&folder, &["--fix", "--dry-run"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("- [[koffie]]\n+ [koffie]"), "{told}");
    assert!(told.contains("er is niets veranderd"), "{told}");
    assert_eq!(text(), FAULTY);
    let (code, told) = check(&folder, &["--fix"]);
    assert_eq!(text(), MENDED);
    assert!(told.contains("tips.toml: 5 meldingen hersteld"), "{told}");
    // Nobody but its author knows what the second text says.
    assert!(
        told.contains("fout[missing-key]: bij deze tekst ontbreekt 'text'"),
        "{told}"
    );
    assert_eq!(code, Some(1), "{told}");
    let (_, told) = check(&folder, &["--fix"]);
    assert!(!told.contains("hersteld"), "{told}");
    assert_eq!(text(), MENDED);
}

#[test]
fn a_file_without_faults_is_not_written() {
    let folder = Folder::new(&[(
        "tips.toml",
        "\u{feff}title = \"Tips\"\r\ndescription = \"Een tip\"\r\n",
    )]);
    let before = fs::metadata(folder.path().join("tips.toml"))
        .unwrap()
        .modified()
        .unwrap();
    let (code, told) = check(&folder, &["--fix"]);
    assert_eq!(code, Some(1), "{told}");
    let after = fs::metadata(folder.path().join("tips.toml"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);
}

#[test]
fn a_byte_order_mark_and_line_ends_stay_when_a_file_is_mended() {
    let text = format!("\u{feff}{}", FAULTY.replace('\n', "\r\n"));
    let folder = Folder::new(&[("tips.toml", &text)]);
    check(&folder, &["--fix"]);
    let expected = format!("\u{feff}{}", MENDED.replace('\n', "\r\n"));
    assert_eq!(
        fs::read_to_string(folder.path().join("tips.toml")).unwrap(),
        expected
    );
}

#[test]
fn other_programs_get_the_edit_too() {
    let folder = Folder::new(&[("tips.toml", FAULTY)]);
    let (_, told) = check(&folder, &["--format", "json"]);
    let records: serde_json::Value = serde_json::from_str(&told).unwrap();
    let quotes = &records.as_array().unwrap()[0];
    assert_eq!(quotes["code"], "wrong-quotes");
    assert_eq!(
        quotes["edit"],
        serde_json::json!({"line": 1, "column": 9, "end_line": 1, "end_column": 15, "text": "\"Tips\""})
    );
}

#[test]
fn pictures_that_no_text_has_are_named() {
    let folder = Folder::new(&[("alles.toml", &file_with_picture("kop.png"))]);
    folder.write("beeld/kop.png", png(30, 20));
    let (code, said) = check(&folder, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("geen enkele tekst"), "{said}");
    // A text has it in place of the other, which an earlier version may name.
    folder.write("beeld/thee.png", png(3, 2));
    folder.write("alles.toml", file_with_picture("thee.png"));
    let (code, said) = check(&folder, &[]);
    assert_eq!(code, Some(0), "{said}");
    let unused = "bij geen enkele tekst: beeld/kop.png.";
    assert!(
        said.contains("Alles in orde") && said.contains(unused),
        "{said}"
    );
    // Of a file that cannot be used nobody knows what it names.
    folder.write("meer.toml", "dit is geen TOML");
    let (code, said) = check(&folder, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(!said.contains("geen enkele tekst"), "{said}");
}

#[test]
fn a_fault_is_explained_by_its_code() {
    let explain = |code| secrets::run(secrets::program().args(["check", "--explain", code]));
    let Output { status, stdout, .. } = explain("missing-quotes");
    let told = String::from_utf8(stdout).unwrap();
    assert_eq!(status.code(), Some(0), "{told}");
    assert!(
        told.starts_with("missing-quotes\n\nOm een tekst staan aanhalingstekens."),
        "{told}"
    );
    assert!(
        told.contains("summary = Kort en goed.\n") && told.contains("summary = \"Kort en goed.\""),
        "{told}"
    );
    let Output { status, stderr, .. } = explain("quotes");
    let told = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{told}");
    assert!(told.contains("\nmissing-quotes\n"), "{told}");
}

#[test]
fn at_each_save_the_report_comes_anew_with_the_number_left() {
    let folder = Folder::new(&[("tips.toml", FAULTY)]);
    let mut command = secrets::program();
    command.args(["check", "--watch"]).arg(folder.path());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut left = || {
        let mut lines = lines.by_ref().map(Result::unwrap);
        lines.find(|line| line.starts_with("Nog ")).unwrap()
    };
    assert!(left().starts_with("Nog 6 meldingen. "));
    folder.write("tips.toml", MENDED);
    assert!(left().starts_with("Nog 1 melding (dat waren er 6). "));
    child.kill().unwrap();
    child.wait().unwrap();
}
