//! `config.toml` and the environment, as an operator meets them.

use std::fs;
use std::path::Path;
use std::process::Output;

use aandeslag::bot::config::Config;
use serde_json::Value;

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
        ("[chat\n", ["line 1", "config.toml"]),
    ];
    for (config, parts) in cases {
        let error = error_of(&run(config, &[]));
        for part in parts {
            assert!(error.contains(part), "{config}: {error}");
        }
    }
}

/// Each fault names the key, says in words what it must be, and shows how it looks; the value is not
/// repeated.
#[test]
fn a_wrong_setting_is_told_with_what_it_should_look_like() {
    const ID: &str = "an id of Discord's, which is digits only; as in: ";
    const PORT: &str = "the address of a computer in numbers, a colon and the number of a port";
    let cases = [
        (
            "[responses]\nwatch = \"XX\"",
            "[responses] watch must be true or false, without quotes; as in: watch = true",
        ),
        (
            "[responses]\ndirectory = 5",
            "[responses] directory must be text in quotes; as in: directory = \"responses\"",
        ),
        (
            "[responses]\nrecheck_after_days = 70000",
            "must be a whole number from 0 to 65535, without quotes; as in: recheck_after_days = 365",
        ),
        (
            "[search]\nforget_after_days = -1",
            "must be a whole number from 0 to 65535",
        ),
        (
            "[moderation]\nguild = \"1\"\nkeep_versions = \"XX\"",
            "[moderation] keep_versions must be a whole number from 0 on",
        ),
        (
            "[discord]\nguild = \"XX\"",
            &*format!("[discord] guild must be {ID}guild = \"123456789012345678\""),
        ),
        ("[discord]\nguild = -5", ID),
        (
            "[moderation]\nguild = \"1\"\nroles = [\n  \"1\",\n  \"XX\",\n]",
            &*format!("line 5, column 3: [moderation] roles must be {ID}roles = ["),
        ),
        (
            "[moderation]\nguild = \"1\"\nroles = \"1\"",
            "[moderation] roles must be a list in brackets",
        ),
        (
            "[moderation]\nroles = []",
            "line 1, column 1: [moderation] needs guild; without it the other settings there do nothing; as in: guild =",
        ),
        ("[weekly]\nday = \"monday\"", "[weekly] needs channel"),
        (
            "[weekly]\nchannel = \"1\"\nday = \"XX\"",
            "[weekly] day must be one of monday, tuesday,",
        ),
        (
            "[weekly]\nchannel = \"1\"\ntime = \"9XX\"",
            "[weekly] time must be a time from 00:00 to 23:59; as in: time = \"09:00\"",
        ),
        (
            "[weekly]\nchannel = \"1\"\ntime_zone = \"europe/amsterdan\"",
            "[weekly] time_zone must be the name of a time zone (did you mean Europe/Amsterdam?); as in:",
        ),
        (
            "[chat]\nlisten = \"XX:1\"",
            &*format!("[chat] listen must be {PORT}; as in: listen = \"127.0.0.1:8137\""),
        ),
        (
            "[http]\nlisten = \"XX\"",
            &*format!("[http] listen must be {PORT}; as in: listen = \"127.0.0.1:8138\""),
        ),
        (
            "chat = 3",
            "chat is a section: write [chat] on a line of its own",
        ),
        (
            "[weekli]\nday = \"monday\"",
            "there is no section weekli; did you mean [weekly]?",
        ),
        (
            "listen = \"XX\"",
            "there is no section listen; it belongs in [chat]",
        ),
        (
            "[chat]\nlisen = \"XX\"",
            "line 2, column 1: there is no setting lisen in [chat]; did you mean listen?",
        ),
        (
            "[discord]\nrecheck_after_days = 5",
            "there is no setting recheck_after_days in [discord]; it belongs in [responses]",
        ),
        (
            "[discord]\ntoken = \"XX\"",
            "the token does not belong here: set DISCORD_TOKEN or DISCORD_TOKEN_FILE",
        ),
        (
            "[discord]\nMTk4XXTk4XXTk4XXTk4XXTk4XXTk4XX = 1",
            "there is no setting of this name in [discord]",
        ),
    ];
    for (config, told) in cases {
        let error = error_of(&run(config, &[]));
        assert!(
            error.starts_with("error: config.toml: line "),
            "{config}: {error}"
        );
        assert!(error.contains(told), "{config}: {error}");
        assert!(!error.contains("XX"), "{config}: {error}");
        assert_eq!(error.lines().count(), 1, "{config}: {error}");
    }
}

/// A file of questions and one of tips beside the settings, and what `check` says with these.
fn check(settings: &str, format: &str) -> Output {
    let folder = Folder::new(&[("config.toml", settings)]);
    let responses = folder.path().join("responses");
    fs::create_dir(&responses).unwrap();
    fs::write(responses.join("tips.toml"), file(&["een"])).unwrap();
    let guide = file(&["a", "b"]).replace("\n[a]", "open_with = \"guide\"\n\n[a]")
        + "[b.choices]\n\"Eerst\" = \"a\"\n";
    fs::write(responses.join("gids.toml"), guide).unwrap();
    let mut command = secrets::program();
    secrets::run(
        command
            .current_dir(folder.path())
            .args(["check", "--format", format]),
    )
}

#[test]
fn settings_that_do_nothing_are_told_by_a_check_and_are_no_errors() {
    const WEEKLY: &str = "[weekly] collection names no file with tips";
    let cases = [
        ("[weekly]\nchannel = \"1\"", None),
        (
            "[weekly]\nchannel = \"1\"\ncollection = \"tipz\"",
            Some((WEEKLY, "did you mean collection = \"tips\"?")),
        ),
        (
            "[weekly]\nchannel = \"1\"\ncollection = \"gids\"",
            Some((WEEKLY, "it can be tips")),
        ),
        (
            "[weekly]\nchannel = \"1\"\ncollection = \"nergens\"",
            Some((WEEKLY, "it can be tips")),
        ),
        ("[moderation]\nguild = \"1\"", None),
        ("[moderation]\nguild = \"1\"\nreports = false", None),
        (
            "[moderation]\nguild = \"1\"\nchannel = \"2\"\nreports = true",
            None,
        ),
        (
            "[moderation]\nguild = \"1\"\nreports = true",
            Some((
                "[moderation] reports does nothing without the channel",
                "as in: channel = \"123456789012345678\"",
            )),
        ),
        (
            "[moderation]\nguild = \"1\"\nroles = [\"2\", \"1\"]",
            Some((
                "[moderation] roles holds the id of the server itself",
                "name roles",
            )),
        ),
        (
            "[chat]\nlisten = \"0.0.0.0:80\"",
            Some((
                "[chat] listen is not the address of this computer",
                "as in: listen = \"127.0.0.1:8137\"",
            )),
        ),
    ];
    for (settings, told) in cases {
        let text = check(settings, "text");
        assert_eq!(text.status.code(), Some(0), "{settings}: {text:?}");
        let said = String::from_utf8(text.stderr).unwrap();
        let records = check(settings, "json").stdout;
        let records: Vec<Value> = serde_json::from_slice(&records).unwrap();
        let notes = String::from_utf8(check(settings, "github").stdout).unwrap();
        let of_settings: Vec<&Value> = records
            .iter()
            .filter(|r| r["file"] == "config.toml")
            .collect();
        let Some((message, help)) = told else {
            assert_eq!(said, "", "{settings}");
            assert!(of_settings.is_empty(), "{settings}: {records:?}");
            assert!(!notes.contains("config.toml"), "{settings}: {notes}");
            continue;
        };
        assert!(
            said.starts_with(&format!("warning: config.toml: {message}")),
            "{settings}: {said}"
        );
        assert!(said.contains(help), "{settings}: {said}");
        assert_eq!(said.lines().count(), 1, "{settings}: {said}");
        assert_eq!(of_settings.len(), 1, "{settings}: {records:?}");
        let record = of_settings[0];
        assert_eq!(
            (record["severity"].as_str(), record["code"].as_str()),
            (Some("warning"), Some("setting"))
        );
        assert!(
            record["message"].as_str().unwrap().starts_with(message),
            "{record}"
        );
        assert!(record["help"].as_str().unwrap().contains(help), "{record}");
        assert!(
            notes.contains("::warning file=config.toml,line=1,"),
            "{settings}: {notes}"
        );
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
