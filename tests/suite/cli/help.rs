//! What the program says of itself: help, manual, completions, version, and what it logs.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::on_a_terminal;
use crate::support::folder::{Folder, file};
use crate::support::secrets;

fn run(arguments: &[&str]) -> String {
    let output = secrets::run(secrets::program().args(arguments));
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The subcommands, as the help lists them.
fn subcommands() -> Vec<String> {
    let help = run(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let list = list.lines().take_while(|line| !line.is_empty());
    let names = list.map(|line| line.split_whitespace().next().unwrap().to_owned());
    let names: Vec<String> = names.filter(|name| name != "help").collect();
    assert!(names.len() > 9, "{names:?}");
    names
}

const VARIABLES: [&str; 5] = [
    "DISCORD_TOKEN ",
    "DISCORD_TOKEN_FILE",
    "DISCORD_PUBLIC_KEY",
    "DISCORD_API_URL",
    "RUST_LOG",
];

#[test]
fn the_help_names_the_variables_and_each_subcommand_has_two_examples() {
    let help = run(&["--help"]);
    for variable in VARIABLES {
        assert!(help.contains(variable), "{variable}: {help}");
    }
    for name in subcommands() {
        let help = run(&[&name, "--help"]);
        let examples = help.split_once("Examples:\n");
        let (_, examples) = examples.unwrap_or_else(|| panic!("{help}"));
        let commands = examples.lines().filter(|line| {
            line.contains("aandeslag ") && line.split_whitespace().any(|word| word == name)
        });
        assert_eq!(commands.count(), 2, "{name}: {help}");
    }
}

#[test]
fn the_manual_is_one_page_with_all_that_the_help_says() {
    let page = run(&["man"]);
    for name in subcommands() {
        let heading = format!(".SH \"AANDESLAG {}\"", name.to_uppercase());
        assert!(page.contains(&heading), "{heading}");
    }
    for variable in VARIABLES {
        assert!(page.contains(variable.trim()), "{variable}");
    }
    assert!(page.contains("Examples:"), "{page}");
    let groff = Command::new("groff")
        .args(["-man", "-Tutf8", "-Kutf8", "-ww"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut groff) = groff else {
        eprintln!("PASSED OVER: there is no groff");
        return;
    };
    let mut pipe = groff.stdin.take().unwrap();
    pipe.write_all(page.as_bytes()).unwrap();
    drop(pipe);
    let output = groff.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.contains("aandeslag endpoint --listen 0.0.0.0:8138"),
        "{shown}"
    );
}

#[test]
fn shells_complete_every_subcommand() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        for name in subcommands() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
    }
    let folder = Folder::new(&[("aandeslag.bash", &run(&["completions", "bash"]))]);
    let script = folder.path().join("aandeslag.bash");
    let read = Command::new("bash").arg("-n").arg(script).output().unwrap();
    assert!(read.status.success() && read.stderr.is_empty(), "{read:?}");
}

/// With the commit and its day where they are known, as those of a build for use are.
#[test]
fn the_version_stands_alone_or_with_the_commit_and_its_day() {
    let said = run(&["--version"]);
    let version = said.trim().strip_prefix("aandeslag ").unwrap();
    let plain = env!("CARGO_PKG_VERSION");
    let built = version.strip_prefix(plain).unwrap();
    let is_hex = |commit: &str| commit.len() == 10 && commit.bytes().all(|b| b.is_ascii_hexdigit());
    let of_commit = built
        .strip_prefix(" (")
        .and_then(|rest| rest.strip_suffix(')'));
    let is_of_commit = of_commit.is_some_and(|rest| rest.split(", ").next().is_some_and(is_hex));
    assert!(built.is_empty() || is_of_commit, "{said}");
}

/// Runs what logs a little and ends, with this in `RUST_LOG`.
fn logging(wanted: &str, format: &str) -> Output {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    // What it keeps is kept there.
    let home = tempfile::tempdir().unwrap();
    let mut command = secrets::program();
    command
        .current_dir(home.path())
        .env("RUST_LOG", wanted)
        .env("DISCORD_TOKEN", "wrong");
    command
        .args(["--log-format", format, "--responses"])
        .arg(folder.path());
    secrets::run(command.args(["chat", "--listen", "0.0.0.0:1"]))
}

#[test]
fn a_wrong_wish_for_the_log_is_told_and_the_log_is_as_it_is_without() {
    let log =
        |wanted: &str, format: &str| String::from_utf8(logging(wanted, format).stderr).unwrap();
    for (wanted, wrong) in [
        ("inf", "RUST_LOG lets nothing of the bot into the log"),
        (
            "hyper=debug",
            "RUST_LOG lets nothing of the bot into the log",
        ),
        ("aandeslag=loud", "RUST_LOG cannot be read"),
        ("info,aandeslag::bot=loud", "RUST_LOG cannot be read"),
    ] {
        let said = log(wanted, "text");
        assert!(
            said.contains(wrong) && said.contains("RUST_LOG=warn"),
            "{wanted}: {said}"
        );
        assert!(said.contains("content loaded"), "{wanted}: {said}");
        let record = log(wanted, "json");
        let record: Value = serde_json::from_str(record.lines().next().unwrap()).unwrap();
        assert!(
            record["message"].as_str().unwrap().starts_with(wrong),
            "{record}"
        );
    }
    for wanted in [
        "",
        "info",
        "debug,hyper=warn",
        "aandeslag=info",
        "aandeslag::store=debug,info",
    ] {
        let said = log(wanted, "text");
        assert!(!said.contains("RUST_LOG"), "{wanted}: {said}");
        assert!(said.contains("content loaded"), "{wanted}: {said}");
    }
    for wanted in ["warn", "error", "off", "aandeslag=off"] {
        let said = log(wanted, "text");
        assert!(
            !said.contains("RUST_LOG") && !said.contains("content loaded"),
            "{wanted}: {said}"
        );
    }
}

#[test]
fn what_takes_long_shows_it_on_a_terminal_and_is_quiet_in_a_pipe() {
    let names: Vec<String> = (0..500).map(|n| format!("tekst-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let long = "Sociale media helpen vrijwilligers om elkaar te vinden. ".repeat(20);
    let text = file(&names).replace("text = \"Tekst ", &format!("text = \"{long}"));
    let folder = Folder::new(&[]);
    for n in 0..8 {
        folder.write(&format!("veel{n}.toml"), &text);
    }
    let path = folder.path().to_str().unwrap();
    let begin = Instant::now();
    let piped = secrets::run(secrets::program().args(["check", path]));
    assert!(piped.stderr.is_empty(), "{piped:?}");
    if begin.elapsed() < Duration::from_secs(1) {
        eprintln!("PASSED OVER: this program reads them too soon to show it");
        return;
    }
    let small = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let Some(shown) = on_a_terminal(&format!("check {path}")) else {
        return;
    };
    assert!(shown.contains("reading the texts: "), "{shown}");
    let (_, behind) = shown.rsplit_once("reading the texts: ").unwrap();
    assert!(behind.contains("\r\u{1b}[K"), "it stays: {behind}");
    let shown = on_a_terminal(&format!("check {}", small.path().display())).unwrap();
    assert!(!shown.contains("reading"), "{shown}");
}
