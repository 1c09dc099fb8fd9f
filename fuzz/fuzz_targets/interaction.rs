//! What Discord sends, from the body to the callback: any bytes.
#![no_main]

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use aandeslag::bot::Bot;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

#[allow(dead_code, reason = "shared with the other targets")]
#[path = "../../tests/suite/support/invariants.rs"]
mod invariants;

/// A bot that may change a copy of the texts.
static BOT: LazyLock<(Arc<Bot>, TempDir)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let (responses, state) = (folder.path().join("responses"), folder.path().join("state"));
    fs::create_dir(&responses).unwrap();
    fs::create_dir(&state).unwrap();
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../responses");
    for item in fs::read_dir(texts).unwrap() {
        let item = item.unwrap();
        fs::copy(item.path(), responses.join(item.file_name())).unwrap();
    }
    (invariants::bot(&responses, &state), folder)
});

fuzz_target!(|body: &[u8]| {
    invariants::check_interaction(&BOT.0, body);
});
