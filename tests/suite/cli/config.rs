//! `config.toml` and the environment, as an operator meets them.

use std::fs;
use std::path::Path;
use std::process::Output;

use aandeslag::bot::config::Config;

use crate::support::folder::{Folder, file};
use crate::support::secrets;

/// Runs `ask` in a folder with these settings, as that reads the configuration and ends.
fn run(config: &str, arguments: &[&str]) -> Output {
    let folder = Folder::new(&[("config.toml", config)]);
    let responses = folder.path().join("responses");
    fs::create_dir(&responses).unwrap();
    fs::write(responses.join("alles.toml"), file(&["een"])).unwrap();
    let mut command = secrets::program();
    command.current_dir(folder.path()).args(arguments);
    secrets::run(command.args(["ask", "/alles een"]))
}

fn error_of(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_shipped_file_says_what_holds_without_it() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
    let shipped = Config::load(Some(&shipped)).unwrap();
    assert_eq!(format!("{shipped:?}"), format!("{:?}", Config::default()));
}

/// Every setting stands in the shipped file, with a comment sign where it is off by default.
#[test]
fn the_shipped_file_is_complete() {
    let shipped = include_str!("../../../config.toml");
    let is_setting = |line: &&str| line.contains(" = ") || line.starts_with("# [");
    let lines: Vec<&str> = shipped
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_setting(&rest) || rest.starts_with('[') => rest,
            _ => line,
        })
        .collect();
    let everything_on: Config = toml::from_str(&lines.join("\n")).unwrap();
    assert!(everything_on.moderation.is_some() && everything_on.discord.guild.is_some());
}

#[test]
fn an_unknown_key_and_a_wrong_type_are_errors_with_their_place() {
    let cases = [
        (
            "[chat]\nlisten = \"127.0.0.1:1\"\nlisen = 3\n",
            ["line 3", "lisen"],
        ),
        ("[responses]\nwatch = \"ja\"\n", ["line 2", "boolean"]),
        (
            "[discord]\nguild = \"geen getal\"\n",
            ["line 2", "invalid digit"],
        ),
        ("[moderation]\nroles = []\n", ["line 1", "guild"]),
        ("[chat\n", ["line 1", "config.toml"]),
    ];
    for (config, parts) in cases {
        let error = error_of(&run(config, &[]));
        for part in parts {
            assert!(error.contains(part), "{config}: {error}");
        }
    }
}

#[test]
fn without_a_file_the_defaults_hold_but_a_named_file_must_exist() {
    assert!(run("", &[]).status.success());
    let error = error_of(&run("", &["--config", "elders.toml"]));
    assert!(error.contains("elders.toml"), "{error}");
}

#[test]
fn the_folder_comes_from_the_file_unless_the_command_line_says_otherwise() {
    let error = error_of(&run("[responses]\ndirectory = \"teksten\"\n", &[]));
    assert!(error.contains("teksten"), "{error}");
    let named = run(
        "[responses]\ndirectory = \"teksten\"\n",
        &["--responses", "responses"],
    );
    assert!(named.status.success());
}

#[test]
fn hard_language_is_told_unless_the_settings_say_otherwise() {
    let hard = file(&["een"]).replace("Tekst een", "Indien u wilt.");
    let folder = Folder::new(&[("alles.toml", &hard)]);
    let check = |settings: Option<&str>| {
        let mut command = secrets::program();
        command.current_dir(folder.path());
        if let Some(settings) = settings {
            folder.write("bot.conf", settings);
            command.args(["--config", "bot.conf"]);
        }
        let output = secrets::run(command.args(["check", "."]));
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for settings in [None, Some(""), Some("[responses]\nplain_language = true\n")] {
        let told = check(settings);
        assert!(told.ends_with("2 waarschuwingen in 1 bestand\n"), "{told}");
    }
    let told = check(Some("[responses]\nplain_language = false\n"));
    assert_eq!(told, "Alles in orde in 1 bestand.\n");
}
