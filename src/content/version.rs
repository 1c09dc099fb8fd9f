//! A version of an entry or a file: plain data, which the disk keeps and moderators see. Knows no disk.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use crate::content::edit::Position;
use crate::diagnostic::ENDING;
use crate::words::{changes, editing};

/// What made a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum What {
    /// Somebody outside the bot: so it stood in the file before the bot's first change.
    Found,
    /// A change.
    Changed,
    /// The entry came into being.
    Added,
    /// The entry went; this version has no lines.
    Removed,
    /// An earlier version came back.
    Restored,
    /// What led to another entry went with that.
    Unlinked,
}

impl What {
    /// The word for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Found => editing::what::FOUND,
            Self::Changed => editing::what::CHANGED,
            Self::Added => editing::what::ADDED,
            Self::Removed => editing::what::REMOVED,
            Self::Restored => editing::what::RESTORED,
            Self::Unlinked => editing::what::UNLINKED,
        }
    }
}

/// Names a version among those of its entry: milliseconds since 1970, unique there. What one change
/// did to several entries has the same name at all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VersionId(pub u64);

impl VersionId {
    /// The moment that it was made.
    pub fn at(self) -> Timestamp {
        let millis = i64::try_from(self.0).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn file_name(self) -> String {
        format!("{:.3}{ENDING}", self.at()).replace(':', ".")
    }

    pub(crate) fn of_file(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
        let at: Timestamp = name.replacen('.', ":", 2).parse().ok()?;
        at.as_millisecond().try_into().ok().map(Self)
    }
}

/// An entry as it was from some moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which one.
    pub id: VersionId,
    /// Who made it, as Discord numbers people; nobody when the file was changed outside Discord.
    pub who: Option<u64>,
    /// How it came about.
    pub what: What,
    /// The entry's lines; empty when it was removed.
    pub lines: String,
    /// Where it stood, when it was removed.
    pub place: Option<Position>,
}

impl Version {
    /// How it came about, in words, and that it was not in Discord.
    pub fn how(&self) -> String {
        match (self.who, self.what) {
            (None, what) if what != What::Found => changes::outside(what.words()),
            (_, what) => what.words().to_owned(),
        }
    }
}

/// Stands for the whole file in the place of an entry; no entry can have this name.
pub const WHOLE: &str = "+bestand";
