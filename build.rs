//! Puts into the program what `aandeslag init` writes, and the commit that it was built from.
#![expect(
    clippy::disallowed_methods,
    reason = "reads what is shipped, and writes a list of it"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// What is shipped, beside the program.
const SETTINGS: &str = "config.toml";
const RESPONSES: &str = "responses";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    shipped()?;
    version();
    Ok(())
}

/// Writes the list of shipped files: for each its path in the folder that `init` fills, and its bytes.
fn shipped() -> io::Result<()> {
    println!("cargo::rerun-if-changed={RESPONSES}");
    let mut paths = vec![PathBuf::from(SETTINGS)];
    collect(Path::new(RESPONSES), &mut paths)?;
    paths.sort();
    let mut list = String::from("&[");
    for path in paths {
        let path = path.to_string_lossy().replace('\\', "/");
        let bytes = format!(
            "concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})",
            format!("/{path}")
        );
        let _ = writeln!(list, "({path:?}, include_bytes!({bytes}).as_slice()),");
    }
    list.push(']');
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&folder).join("shipped.rs"), list)
}

/// Every file in a folder and those below it, but hidden ones.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        if item.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        match item.file_type()? {
            kind if kind.is_dir() => collect(&item.path(), paths)?,
            kind if kind.is_file() => paths.push(item.path()),
            _ => {}
        }
    }
    Ok(())
}

/// Tells the version with the commit and its day: those of the environment, or in a build for use those of
/// git. A build to work on has none, as each commit would build it anew; neither has one outside git.
fn version() {
    for name in ["AANDESLAG_COMMIT", "SOURCE_DATE_EPOCH"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    let mut version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let (commit, day) = (commit(), day());
    let known: Vec<String> = commit.into_iter().chain(day).collect();
    if !known.is_empty() {
        let _ = write!(version, " ({})", known.join(", "));
    }
    println!("cargo::rustc-env=AANDESLAG_VERSION={version}");
}

fn commit() -> Option<String> {
    let named = env::var("AANDESLAG_COMMIT").ok();
    let commit = named.or_else(|| git(&["rev-parse", "HEAD"]))?;
    let short = commit.trim().get(..10).unwrap_or(commit.trim());
    (!short.is_empty()).then(|| short.to_owned())
}

fn day() -> Option<String> {
    let named = env::var("SOURCE_DATE_EPOCH").ok();
    let seconds: Option<u32> = named.and_then(|seconds| seconds.trim().parse().ok());
    let day = seconds.map(|seconds| day_of(u64::from(seconds) / (24 * 60 * 60)));
    day.or_else(|| git(&["log", "-1", "--format=%cs"]))
}

/// What git says of this folder, in a build for use, when the folder is the top of what it keeps.
fn git(arguments: &[&str]) -> Option<String> {
    if env::var("PROFILE").ok()? != "release" {
        return None;
    }
    let ask = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let said = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| said.trim().to_owned())
    };
    // Sources that were unpacked in a folder of somebody else's are not of that commit.
    if !ask(&["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    let log = ask(&["rev-parse", "--git-path", "logs/HEAD"]);
    if let Some(log) = log.filter(|log| Path::new(log).exists()) {
        println!("cargo::rerun-if-changed={log}");
    }
    ask(arguments)
}

/// The date of the day that comes so many days after 1 January 1970.
fn day_of(mut n: u64) -> String {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let (mut year, mut month) = (1970, 1);
    loop {
        let length = match month {
            2 => 28 + u64::from(is_leap(year)),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if n < length {
            return format!("{year}-{month:02}-{:02}", n + 1);
        }
        n -= length;
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
}
