//! The guide for whoever runs the bot: its commands are typed as they stand, over folders of the test.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aandeslag::bot::config::Config;
use aandeslag::store::copy::copy;

use crate::support::callback::all_text;
use crate::support::desk::Desk;
use crate::support::folder::file;
use crate::support::{find_program, passed_over, secrets};

const GUIDE: &str = include_str!("../../../docs/BEHEER.md");

/// The blocks of the guide in this language, each with the heading that it stands under.
fn blocks(language: &str) -> Vec<(&'static str, &'static str)> {
    let fence = format!("```{language}\n");
    let starts = GUIDE.match_indices(&fence).map(|(at, _)| at);
    let block = |at: usize| {
        let heading = GUIDE[..at].rfind("\n##").unwrap();
        let heading = GUIDE[heading..].trim_start_matches(['\n', '#', ' ']);
        let text = &GUIDE[at + fence.len()..];
        (
            heading.lines().next().unwrap(),
            text.split("```").next().unwrap(),
        )
    };
    starts.map(block).collect()
}

/// A computer with the package on it: its folders, and a terminal. What takes a real computer, such as
/// systemd, is noted and does nothing.
struct Computer(tempfile::TempDir);

impl Computer {
    fn new() -> Self {
        let computer = Self(tempfile::tempdir().unwrap());
        for folder in ["programs", "home", "etc/aandeslag", "var/lib/aandeslag"] {
            fs::create_dir_all(computer.path(folder)).unwrap();
        }
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
        fs::copy(shipped, computer.path("etc/aandeslag/config.toml")).unwrap();
        computer.program("sudo", "exec \"$@\"");
        computer.program("aandeslag", &format!("exec {} \"$@\"", secrets::BINARY));
        for name in ["apt", "nano", "systemctl", "journalctl", "chown"] {
            let done = computer.path("done");
            computer.program(name, &format!("echo {name} \"$@\" >> {}", done.display()));
        }
        computer
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn program(&self, name: &str, script: &str) {
        let path = self.path("programs").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Puts texts and what the bot keeps there.
    fn holds(&self, desk: &Desk) {
        let home = self.path("var/lib/aandeslag");
        copy_folder(desk.folder.path(), &home.join("responses"));
        copy_folder(desk.state.path(), &home.join("state"));
    }

    /// Types what stands in a block, and gives what is said.
    fn types(&self, block: &str) -> String {
        let root = self.0.path().display().to_string();
        let mut script = block.replace("-C /\n", &format!("-C {root}\n"));
        script = script.replace("-C / ", &format!("-C {root} "));
        for folder in ["/etc/aandeslag", "/var/lib/aandeslag"] {
            script = script.replace(&format!(" {folder}"), &format!(" {root}{folder}"));
        }
        let path = std::env::var("PATH").unwrap();
        let mut shell = secrets::prepared(Command::new("sh"));
        let mut shell = shell
            .args(["-euc", &script])
            .env("PATH", format!("{root}/programs:{path}"))
            .current_dir(self.path("home"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The token, for the one command that asks for it; others do not read it.
        let _ = shell.stdin.take().unwrap().write_all(b"geplakt\n");
        let output = shell.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{said}\n{error}");
        said
    }
}

fn copy_folder(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir(to).unwrap();
    let status = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status();
    assert!(status.unwrap().success());
}

/// A bot of which one text was changed in Discord.
fn edited() -> Desk {
    let desk = Desk::new(&file(&["een", "twee"]));
    let preview = desk.edit("alles/een", &[("text", "Na de verandering")]);
    desk.press(&preview, "Publiceren");
    desk
}

/// The bot on another computer, with what was put back there.
fn moved(desk: Desk, computer: &Computer) -> Desk {
    let home = computer.path("var/lib/aandeslag");
    copy_folder(&home.join("responses"), desk.folder.path());
    copy_folder(&home.join("state"), desk.state.path());
    desk.restarted()
}

fn assert_has_its_past(desk: &Desk) {
    assert!(desk.file().contains("Na de verandering"));
    let history = desk.command("geschiedenis", &[("tekst", "alles/een")]);
    assert!(all_text(&history).contains("- Tekst een\n+ Na de verandering"));
    let before = desk.command("herstel", &[("tekst", "alles/een")]);
    assert!(before.to_string().contains("gewijzigd"), "{before:#}");
}

#[test]
fn every_command_in_the_guide_works_and_a_copy_brings_back_all() {
    let (computer, desk) = (Computer::new(), edited());
    computer.holds(&desk);
    let mut n_blocks = 0;
    for (heading, block) in blocks("sh") {
        match heading {
            "Terugzetten" if block.contains("stop") => {
                let gone = computer.path("var/lib/aandeslag");
                fs::remove_dir_all(gone.join("state")).unwrap();
                fs::write(gone.join("responses/alles.toml"), "").unwrap();
            }
            "De kopie in Discord" => continue,
            _ => {}
        }
        let said = computer.types(block);
        n_blocks += 1;
        if heading == "Oefenen met terugzetten" {
            assert!(said.contains("Alles in orde"), "{said}");
            assert!(said.lines().any(|line| line == "history"), "{said}");
        }
    }
    assert!(n_blocks > 10, "{n_blocks}");
    let token = computer.path("etc/aandeslag/discord-token");
    assert_eq!(fs::read_to_string(&token).unwrap(), "geplakt\n");
    let mode = fs::metadata(&token).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The copy goes to other computers, so the token is not in it.
    let kept = Command::new("tar")
        .args(["-tzf", "aandeslag-kopie.tgz"])
        .current_dir(computer.path("home"))
        .output()
        .unwrap();
    let kept = String::from_utf8(kept.stdout).unwrap();
    assert!(kept.contains("etc/aandeslag/config.toml"), "{kept}");
    assert!(!kept.contains("token"), "{kept}");
    assert_has_its_past(&moved(desk, &computer));
}

#[test]
fn the_copy_in_the_channel_brings_back_texts_and_history() {
    if find_program("unzip").is_none() {
        passed_over("there is no unzip to take a copy apart");
        return;
    }
    let (computer, desk) = (Computer::new(), edited());
    let zip = copy(desk.folder.path(), desk.state.path(), 8 << 20);
    let zip = zip.unwrap().unwrap();
    fs::write(computer.path("home/teksten-2026-11.zip"), zip.bytes).unwrap();
    let [(_, block)] = blocks("sh")
        .into_iter()
        .filter(|(heading, _)| *heading == "De kopie in Discord")
        .collect::<Vec<_>>()[..]
    else {
        panic!("one block tells how");
    };
    computer.types(block);
    assert_has_its_past(&moved(desk, &computer));
}

#[test]
fn the_settings_in_the_guide_are_settings() {
    let blocks = blocks("toml");
    assert!(!blocks.is_empty());
    for (_, block) in blocks {
        let config: Config = toml::from_str(block).unwrap();
        assert!(config.moderation.unwrap().monthly_copy);
    }
}

/// What the bot leaves in its state folder stands in the guide, but for what lasts a moment.
#[test]
fn all_that_the_bot_keeps_stands_in_the_guide() {
    let desk = edited();
    let items = fs::read_dir(desk.state.path()).unwrap();
    let names: Vec<String> = items
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.contains(&"history".into()), "{names:?}");
    for name in names {
        let is_lock = name.split('.').next_back() == Some("lock");
        let is_short_lived = is_lock || name == "taken" || name == "verteld.json";
        assert!(
            is_short_lived || GUIDE.contains(&format!("| `{name}` |")),
            "{name}"
        );
    }
}
