//! Expectations that are kept in files, and written anew with `BLESS=1`.

use std::fs;
use std::path::Path;

/// Whether expectations are to be written instead of compared.
pub(crate) fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Compares a text with a file, or writes the file when blessing.
pub(crate) fn expect_file(path: &Path, actual: &str) {
    if blessing() {
        fs::write(path, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs; run with BLESS=1 when this is right:\n{actual}",
        path.display()
    );
}
