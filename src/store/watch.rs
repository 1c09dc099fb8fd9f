//! Sees by looking that the folder of response files changed, or that of the pictures: for each file its place on the disk, its
//! size and its times. Reads no file.
#![expect(clippy::disallowed_methods, reason = "looks at the response files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::store::read::{is_response_file, meant_name, picture_paths};

/// How often the folder is looked at while nothing changes; with the looks that follow a change, what
/// was saved answers within a second.
const LOOK_EVERY: Duration = Duration::from_millis(600);
/// How soon a changed folder is looked at again. Two looks must agree before it is read, so that a save
/// in several steps counts once.
const LOOK_AGAIN: Duration = Duration::from_millis(150);
/// After this many looks at files that keep changing, they are read all the same.
const PATIENCE: u32 = 3;

/// What tells one state of the folder from another: for each file its place on the disk, its size
/// and its times. Nothing when the folder cannot be listed.
pub(crate) type Listing = Option<BTreeMap<PathBuf, Option<Stamp>>>;
pub(crate) type Stamp = (u64, u64, SystemTime, i64, i64);

/// The folder as it is now: one look at each of its files is enough.
pub(crate) fn listing(directory: &Path) -> Listing {
    let items = fs::read_dir(directory).ok()?;
    let paths = items.filter_map(|item| Some(item.ok()?.path()));
    let files = paths.filter(|path| is_response_file(path) || meant_name(path).is_some());
    let files = files.chain(picture_paths(directory));
    Some(files.map(|path| (path.clone(), stamp(&path))).collect())
}

/// What tells one state of a file from another; nothing when there is none.
pub(crate) fn stamp(path: &Path) -> Option<Stamp> {
    let file = fs::metadata(path).ok()?;
    #[cfg(unix)]
    let (inode, second, nanosecond) = {
        use std::os::unix::fs::MetadataExt;
        (file.ino(), file.ctime(), file.ctime_nsec())
    };
    // Elsewhere the size and the time of the last save must do.
    #[cfg(not(unix))]
    let (inode, second, nanosecond) = (0, 0, 0);
    Some((inode, file.len(), file.modified().ok()?, second, nanosecond))
}

/// Calls at once, and again whenever the folder changed and came to rest, for ever. Blocks.
pub(crate) fn at_each_change(directory: &Path, mut call: impl FnMut()) -> ! {
    loop {
        let seen = listing(directory);
        call();
        let mut debounce = Debounce::default();
        loop {
            thread::sleep(debounce.pause());
            if debounce.is_settled(listing(directory), &seen) {
                break;
            }
        }
    }
}

/// Waits until a folder that changed has come to rest.
#[derive(Default)]
pub(crate) struct Debounce {
    last: Listing,
    n_changes: u32,
}

impl Debounce {
    /// The time until the next look.
    pub(crate) fn pause(&self) -> Duration {
        if self.n_changes == 0 {
            LOOK_EVERY
        } else {
            LOOK_AGAIN
        }
    }

    /// Whether a look at the folder is the one after which to read it: it differs from what was `seen`
    /// then, and two looks agree.
    pub(crate) fn is_settled(&mut self, now: Listing, seen: &Listing) -> bool {
        if now == *seen {
            self.n_changes = 0;
            return false;
        }
        self.n_changes += 1;
        let rested = self.n_changes > 1 && now == self.last;
        self.last = now;
        let come = rested || self.n_changes > PATIENCE;
        if come {
            self.n_changes = 0;
        }
        come
    }
}
