//! Folders of response files for tests, and the bot that answers from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aandeslag::bot::Bot;
use aandeslag::discord::{Moderators, Snowflake};
use aandeslag::store::live::Live;
use tempfile::TempDir;

/// The guild in which moderation works in tests, and a role that may.
pub(crate) const HOME: u64 = 500;
pub(crate) const MODERATOR_ROLE: u64 = 600;

/// A folder of response files, gone at the end of the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path().join(name)).unwrap();
    }

    pub(crate) fn bot(&self) -> Bot {
        let live = Arc::new(Live::load(self.path(), None).unwrap());
        let moderators = Moderators {
            guild: Snowflake(HOME),
            roles: vec![Snowflake(MODERATOR_ROLE)],
        };
        Bot::new(live, Some(moderators))
    }
}

/// The shipped files, each by its path in its folder.
pub(crate) fn shipped() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
    let items = ["", "beeld"].map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let paths = items.into_iter().flatten().map(|item| item.unwrap().path());
    let file = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
        (name.to_owned(), fs::read(&path).unwrap())
    };
    paths.filter(|path| path.is_file()).map(file).collect()
}

/// A file with an overview, and entries of these names; each text names its entry.
pub(crate) fn file(entries: &[&str]) -> String {
    let mut text = String::from(
        "title = \"Alles\"\ndescription = \"Alle teksten\"\noption = \"tekst\"\nsource = \"bron\"\n",
    );
    for name in entries {
        text.push_str(&entry(name));
    }
    text
}

/// The text of a file with one entry, which has this picture.
pub(crate) fn file_with_picture(name: &str) -> String {
    let picture = format!("image = \"beeld/{name}\"\nimage_alt = \"Een kop koffie.\"\n");
    file(&["koffie"]) + &picture
}

/// A picture of this many pixels, as far as its header tells.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        &*size,
        b"\x08\x02\0\0\0\0\0\0\0",
        b"\0\0\0\0IEND\xaeB`\x82",
    ]
    .concat()
}

/// One entry whose text names it.
pub(crate) fn entry(name: &str) -> String {
    format!(
        "\n[{name}]\ntitle = \"Titel {name}\"\nsummary = \"Kort {name}\"\ntext = \"Tekst {name}\"\n"
    )
}
