//! `aandeslag init`: from the program alone to a talking page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::support::chat::Chat;
use crate::support::secrets;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs the program in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = secrets::program();
    secrets::run(command.current_dir(folder).args(arguments))
}

fn said(output: &Output) -> String {
    String::from_utf8([&*output.stdout, &output.stderr].concat()).unwrap()
}

/// The files of a folder and those below it, by their paths in it; no hidden ones.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            let below = files(&path).into_iter();
            found.extend(below.map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else if !name.starts_with('.') {
            found.insert(name.to_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn what_is_shipped_comes_from_the_program_and_is_in_order() {
    let home = TempDir::new().unwrap();
    let output = run(home.path(), &["init", "ons netwerk"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for part in [
        "cd \"ons netwerk\"",
        "  aandeslag ",
        "aandeslag check",
        "LEESMIJ.md",
    ] {
        assert!(said(&output).contains(part), "{output:?}");
    }
    let folder = home.path().join("ons netwerk");
    let mut shipped = files(&Path::new(ROOT).join("responses"));
    shipped = shipped
        .into_iter()
        .map(|(path, bytes)| (format!("responses/{path}"), bytes))
        .collect();
    let settings = fs::read(Path::new(ROOT).join("config.toml")).unwrap();
    shipped.insert("config.toml".into(), settings);
    assert_eq!(files(&folder), shipped);
    let check = run(&folder, &["check"]);
    assert_eq!(check.status.code(), Some(0), "{check:?}");
}

#[test]
fn in_an_empty_folder_two_commands_lead_to_a_talking_page() {
    for arguments in [&["init", "."][..], &["init", "--empty", "."]] {
        let home = TempDir::new().unwrap();
        let output = run(home.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(!said(&output).contains("cd "), "{output:?}");
        let settings = home.path().join("config.toml");
        let shipped = fs::read_to_string(&settings).unwrap();
        fs::write(settings, shipped.replace(":8137", ":0")).unwrap();
        let mut command = secrets::program();
        command.env_remove("DISCORD_TOKEN");
        let page = Chat::run(home, command);
        let answer = page.get("/");
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("<html"), "{}", answer.body);
        assert!(page.log().contains("aandeslag chat"), "{}", page.log());
    }
}

#[test]
fn an_empty_start_is_one_small_command() {
    let home = TempDir::new().unwrap();
    run(home.path(), &["init", "net", "--empty"]);
    let folder = home.path().join("net");
    let written: Vec<String> = files(&folder).into_keys().collect();
    let is_text = |path: &&String| Path::new(path).extension().is_some_and(|e| e == "toml");
    let texts: Vec<&String> = written.iter().filter(is_text).collect();
    assert_eq!(texts, ["config.toml", "responses/voorbeeld.toml"]);
    assert!(
        written.contains(&"responses/LEESMIJ.md".into()),
        "{written:?}"
    );
    let check = run(&folder, &["check"]);
    assert_eq!(said(&check), "Alles in orde in 1 bestand.\n");
    let answer = said(&run(&folder, &["ask", "/voorbeeld welkom"]));
    assert!(answer.starts_with("▌ Welkom bij ons"), "{answer}");
}

#[test]
fn nothing_is_written_where_texts_or_settings_are() {
    for taken in ["config.toml", "responses/eigen.toml"] {
        let home = TempDir::new().unwrap();
        fs::create_dir(home.path().join("responses")).unwrap();
        fs::write(home.path().join(taken), "van ons").unwrap();
        let before = files(home.path());
        let output = run(home.path(), &["init", "."]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(said(&output).contains(taken), "{output:?}");
        assert_eq!(files(home.path()), before);
    }
}

#[test]
fn without_texts_one_line_says_how_to_get_some() {
    let home = TempDir::new().unwrap();
    let commands = [
        ("ask /tips", 1),
        ("chat", 1),
        ("check", 2),
        ("check --links", 2),
        ("gateway", 1),
        ("register", 1),
    ];
    for (command, code) in commands {
        let arguments: Vec<&str> = command.split(' ').collect();
        let output = run(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(code), "{command}: {output:?}");
        let said = said(&output);
        let lines: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("error: "))
            .collect();
        assert_eq!(lines.len(), 1, "{command}: {said}");
        assert!(
            lines[0].contains("`aandeslag init DIR`"),
            "{command}: {said}"
        );
        assert!(!said.contains("os error"), "{command}: {said}");
    }
}

/// A wrong path is never green where a script asks.
#[test]
fn a_check_that_could_not_run_ends_with_two() {
    let home = TempDir::new().unwrap();
    fs::create_dir(home.path().join("leeg")).unwrap();
    fs::write(home.path().join("bestand.toml"), "").unwrap();
    fs::write(home.path().join("stuk.conf"), "[chat]\nlisen = 1\n").unwrap();
    let wrong: [&[&str]; 6] = [
        &["check", "nergens"],
        &["check", "leeg"],
        &["check", "leeg", "--format", "json"],
        &["check", "bestand.toml"],
        &["--config", "nergens.conf", "check", "."],
        &["--config", "stuk.conf", "check", "."],
    ];
    for arguments in wrong {
        let output = run(home.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(
            said(&output).starts_with("error: "),
            "{arguments:?}: {output:?}"
        );
    }
}
