//! What may show nowhere: every run of the built binary in this suite has the bot's token at hand,
//! and all that it says or leaves behind is searched for it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::payload::TOKEN_PREFIX;
use super::stand_in::TOKEN;

/// The bot's token, and what the tokens of all interactions begin with.
const SECRETS: [&str; 2] = [TOKEN, TOKEN_PREFIX];

/// The built binary.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_aandeslag");

/// The built binary with the bot's token, and no way to the real Discord. With
/// `AANDESLAG_TEST_LOG=trace` in the environment of the tests, it logs that much.
pub(crate) fn program() -> Command {
    prepared(Command::new(BINARY))
}

/// The same without what root may and others may not: to read and write whatever the permissions say.
pub(crate) fn powerless_program() -> Command {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    if !is_root {
        return program();
    }
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set=-dac_override,-dac_read_search", BINARY]);
    prepared(command)
}

/// What starts it, with the environment that all runs get.
pub(crate) fn prepared(mut command: Command) -> Command {
    command
        .env("DISCORD_TOKEN", TOKEN)
        .env("DISCORD_API_URL", "http://127.0.0.1:9")
        .env_remove("DISCORD_TOKEN_FILE")
        .env_remove("DISCORD_PUBLIC_KEY")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    if let Some(level) = std::env::var_os("AANDESLAG_TEST_LOG") {
        command.env("RUST_LOG", level);
    }
    command
}

/// Runs it to its end.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert_none_in("the standard output", &output.stdout);
    assert_none_in("the log", &output.stderr);
    output
}

/// Checks that bytes hold no secret.
pub(crate) fn assert_none_in(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is in {what}:\n{text}");
    }
}

/// Checks that no file in a folder, or its name, holds a secret.
pub(crate) fn assert_none_in_folder(folder: &Path) {
    let Ok(items) = fs::read_dir(folder) else {
        return;
    };
    for item in items.filter_map(Result::ok) {
        let path = item.path();
        assert_none_in("a file name", path.as_os_str().as_encoded_bytes());
        let Ok(kind) = item.file_type() else { continue };
        if kind.is_dir() {
            assert_none_in_folder(&path);
        } else if kind.is_file() {
            let bytes = fs::read(&path).unwrap_or_default();
            assert_none_in(&path.display().to_string(), &bytes);
        }
    }
}
