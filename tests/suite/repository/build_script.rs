//! What the build script tells of the version, wherever the sources are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Sources in a folder of their own, with the compiled build script.
struct Sources {
    folder: TempDir,
    script: PathBuf,
}

impl Sources {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let script = folder.path().join("target/script");
        let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs");
        fs::create_dir(folder.path().join("target")).unwrap();
        fs::create_dir(folder.path().join("responses")).unwrap();
        fs::write(folder.path().join("config.toml"), "").unwrap();
        let mut rustc = Command::new("rustc");
        rustc
            .args(["--edition", "2024"])
            .arg(build)
            .arg("-o")
            .arg(&script);
        assert!(rustc.status().unwrap().success());
        Self { folder, script }
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=n", "-c", "user.email=e"])
            .args(arguments);
        let output = git.current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn version(&self, folder: &str, variables: &[(&str, &str)]) -> String {
        let mut script = Command::new(&self.script);
        script
            .current_dir(self.folder.path().join(folder))
            .env("OUT_DIR", self.folder.path().join("target"))
            .env("CARGO_PKG_VERSION", "1.2.3")
            .env("PROFILE", "release")
            .env(
                "GIT_CEILING_DIRECTORIES",
                self.folder.path().parent().unwrap(),
            )
            .env_remove("AANDESLAG_COMMIT")
            .env_remove("SOURCE_DATE_EPOCH")
            .envs(variables.iter().copied());
        let output = script.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let told = String::from_utf8(output.stdout).unwrap();
        let version = told
            .lines()
            .find_map(|l| l.strip_prefix("cargo::rustc-env=AANDESLAG_VERSION="));
        version.unwrap().to_owned()
    }
}

#[test]
fn the_version_names_commit_and_day_from_the_environment_or_from_git() {
    let sources = Sources::new();
    let commit = "0123456789abcdef0123456789abcdef01234567";
    assert_eq!(sources.version("", &[]), "1.2.3");
    let days = [
        ("0", "1970-01-01"),
        ("1709164799", "2024-02-28"),
        ("1709164800", "2024-02-29"),
        ("1735603200", "2024-12-31"),
        ("4107542399", "2100-02-28"),
        ("4107542400", "2100-03-01"),
    ];
    for (seconds, day) in days {
        let variables = [("AANDESLAG_COMMIT", commit), ("SOURCE_DATE_EPOCH", seconds)];
        assert_eq!(
            sources.version("", &variables),
            format!("1.2.3 (0123456789, {day})")
        );
    }
    assert_eq!(
        sources.version("", &[("AANDESLAG_COMMIT", "abc1234")]),
        "1.2.3 (abc1234)"
    );

    sources.git(&["init", "-q"]);
    sources.git(&["add", "config.toml"]);
    sources.git(&["commit", "-qm", "x", "--date", "2026-01-02T03:04:05Z"]);
    let of_git = sources.git(&["log", "-1", "--abbrev=10", "--format=%h, %cs"]);
    assert_eq!(sources.version("", &[]), format!("1.2.3 ({of_git})"));
    assert_eq!(sources.version("", &[("PROFILE", "debug")]), "1.2.3");
    // Unpacked within somebody else's.
    fs::create_dir_all(sources.folder.path().join("inner/responses")).unwrap();
    fs::write(sources.folder.path().join("inner/config.toml"), "").unwrap();
    assert_eq!(sources.version("inner", &[]), "1.2.3");
}
