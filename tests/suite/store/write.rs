//! Files are written whole or not at all.

use std::fs::{self, File};
use std::path::Path;

use aandeslag::store::write::{clean, clean_all, create_whole, make_folder, write_whole};

fn names(folder: &Path) -> Vec<String> {
    let items = fs::read_dir(folder).into_iter().flatten();
    let names = items.filter_map(|item| item.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn what_was_left_unfinished_goes_and_what_is_being_written_stays() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let below = folder.path().join("a/b");
    make_folder(&below)?;
    // Of a process that was killed.
    let left = |folder: &Path| fs::write(folder.join(".aandeslag-dead.tmp"), "half");
    left(&below)?;
    let living = ".aandeslag-living.tmp";
    let being_written = File::create(below.join(living))?;
    being_written.lock()?;
    clean(&below);
    assert_eq!(names(&below), [living]);
    left(&below)?;
    clean_all(folder.path());
    assert_eq!(names(&below), [living]);
    left(&below)?;
    write_whole(&below.join("x"), b"whole")?;
    assert_eq!(names(&below), [living, "x"]);
    assert!(create_whole(&below.join("x"), b"other").is_err());
    assert_eq!(fs::read(below.join("x"))?, b"whole");
    Ok(())
}
