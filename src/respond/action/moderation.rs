//! What moderators' buttons, menus and modals mean, as the text that travels in their `custom_id`.
//!
//! As in [`crate::respond::action`], of which these are more verbs: one letter each where an entry follows, and numbers
//! in five characters, so that all fits in Discord's 100 beside the longest names.

use crate::content::edit::{Fingerprint, fnv};
use crate::content::version::VersionId;
use crate::library::EntryRef;
use crate::respond::action::VERSION;
use crate::respond::moderation::upkeep::Upkeep;

/// Names one opening of a modal, or one draft: 30 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub u32);

impl Ticket {
    /// The ticket that belongs to an interaction, which Discord numbers uniquely.
    pub fn of(interaction: u64) -> Self {
        Self::of_hash(fnv(&interaction.to_be_bytes()))
    }

    /// The ticket that stands for a text.
    pub(crate) fn of_text(text: &str) -> Self {
        Self::of_hash(fnv(text.as_bytes()))
    }

    fn of_hash(hash: u64) -> Self {
        Self(u32::try_from((hash ^ (hash >> 30)) & 0x3fff_ffff).unwrap_or_default())
    }
}

/// What a moderator asks for, and what a member reports.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is what its name says: the entry, how it was shown, which opening of a \
              modal, which page of it"
)]
pub enum Moderate {
    /// Open the modal of an entry.
    Open(EntryRef),
    /// The modal of an entry.
    Form {
        entry: EntryRef,
        shown: Fingerprint,
        opening: Ticket,
        page: u8,
    },
    /// The modal of a new entry in a collection.
    New { collection: String, opening: Ticket },
    /// Open the modal again with what was typed.
    Reopen { draft: Ticket, page: u8 },
    /// The modal with what was typed before.
    Redo {
        entry: EntryRef,
        draft: Ticket,
        opening: Ticket,
        page: u8,
    },
    /// Publish a draft.
    Publish(Ticket),
    /// Leave a draft for what it is.
    Leave(Ticket),
    /// Publish a file that was sent.
    PublishFile(Ticket),
    /// Look at a file that was sent again.
    ReviewFile(Ticket),
    /// Undo the change of a whole file that made this version.
    UndoFile { name: String, version: VersionId },
    /// Ask whether an entry is to be removed.
    AskRemoval(EntryRef),
    /// Remove an entry, and what leads to it if so wished.
    Remove {
        entry: EntryRef,
        shown: Fingerprint,
        links: bool,
    },
    /// Show the versions of an entry.
    History(EntryRef),
    /// Leave all as it is.
    Cancel,
    /// Show the version chosen from a menu.
    Versions(EntryRef),
    /// Show the text chosen from a menu in a message of its own.
    Look,
    /// Bring a version back; the entry was shown like this, if it was there.
    Restore {
        entry: EntryRef,
        version: VersionId,
        shown: Option<Fingerprint>,
    },
    /// Undo the change that made this version.
    Undo { entry: EntryRef, version: VersionId },
    /// Open the modal in which a member says what is wrong.
    Report(EntryRef),
    /// That modal.
    ReportForm { entry: EntryRef, opening: Ticket },
    /// What follows from the status.
    Upkeep(Upkeep),
}

impl Moderate {
    /// Whether members may do this too.
    pub fn is_for_members(&self) -> bool {
        matches!(self, Self::Report(_) | Self::ReportForm { .. })
    }

    /// Whether a press on its button changes a file.
    pub fn publishes(&self) -> bool {
        matches!(
            self,
            Self::Publish(_) | Self::PublishFile(_) | Self::Restore { .. }
        )
    }

    /// Whether a press on its button takes something away.
    pub fn removes(&self) -> bool {
        matches!(self, Self::Remove { .. })
    }

    pub(crate) fn encode(&self) -> String {
        let with = |verb: char, entry: &EntryRef, rest: String| {
            let EntryRef { collection, entry } = entry;
            let colon = if rest.is_empty() { "" } else { ":" };
            format!("{VERSION}:{verb}:{collection}:{entry}{colon}{rest}")
        };
        match self {
            Self::Open(entry) => with('o', entry, String::new()),
            Self::Form {
                entry,
                shown,
                opening,
                page,
            } => {
                let page = page % 10;
                with(
                    'e',
                    entry,
                    format!("{}{}{page}", short(shown.0), short(opening.0)),
                )
            }
            Self::New {
                collection,
                opening,
            } => {
                format!("{VERSION}:n:{collection}:{}", short(opening.0))
            }
            Self::Reopen { draft, page } => format!("{VERSION}:r:{}{}", short(draft.0), page % 10),
            Self::Redo {
                entry,
                draft,
                opening,
                page,
            } => {
                let page = page % 10;
                with(
                    'd',
                    entry,
                    format!("{}{}{page}", short(draft.0), short(opening.0)),
                )
            }
            Self::Publish(draft) => format!("{VERSION}:p:{}", short(draft.0)),
            Self::Leave(draft) => format!("{VERSION}:x:{}", short(draft.0)),
            Self::PublishFile(sent) => format!("{VERSION}:f:{}", short(sent.0)),
            Self::ReviewFile(sent) => format!("{VERSION}:h:{}", short(sent.0)),
            Self::UndoFile { name, version } => format!("{VERSION}:z:{name}:{}", moment(*version)),
            Self::AskRemoval(entry) => with('q', entry, String::new()),
            Self::Remove {
                entry,
                shown,
                links,
            } => with(if *links { 'j' } else { 'k' }, entry, short(shown.0)),
            Self::History(entry) => with('y', entry, String::new()),
            Self::Cancel => format!("{VERSION}:c"),
            Self::Look => format!("{VERSION}:l"),
            Self::Versions(entry) => with('v', entry, String::new()),
            Self::Restore {
                entry,
                version,
                shown,
            } => {
                let shown = shown.map_or_else(String::new, |shown| short(shown.0));
                with('w', entry, format!("{}{shown}", moment(*version)))
            }
            Self::Undo { entry, version } => with('u', entry, moment(*version)),
            Self::Report(entry) => with('b', entry, String::new()),
            Self::ReportForm { entry, opening } => with('g', entry, short(opening.0)),
            Self::Upkeep(upkeep) => format!("{VERSION}:up:{}", upkeep.encode()),
        }
    }

    pub(crate) fn decode(verb: &str, rest: &[&str]) -> Option<Self> {
        let entry = |collection: &&str, entry: &&str| EntryRef::new(*collection, *entry);
        Some(match (verb, rest) {
            ("o", [c, e]) => Self::Open(entry(c, e)),
            ("e", [c, e, numbers]) => {
                let (shown, opening, page) = three(numbers)?;
                Self::Form {
                    entry: entry(c, e),
                    shown: Fingerprint(shown),
                    opening: Ticket(opening),
                    page,
                }
            }
            ("n", [c, opening]) => Self::New {
                collection: (*c).into(),
                opening: Ticket(long(opening)?),
            },
            ("r", [numbers]) => {
                let (draft, page) = numbers.split_at_checked(WIDTH)?;
                Self::Reopen {
                    draft: Ticket(long(draft)?),
                    page: digit(page)?,
                }
            }
            ("d", [c, e, numbers]) => {
                let (draft, opening, page) = three(numbers)?;
                Self::Redo {
                    entry: entry(c, e),
                    draft: Ticket(draft),
                    opening: Ticket(opening),
                    page,
                }
            }
            ("p", [draft]) => Self::Publish(Ticket(long(draft)?)),
            ("x", [draft]) => Self::Leave(Ticket(long(draft)?)),
            ("f", [sent]) => Self::PublishFile(Ticket(long(sent)?)),
            ("h", [sent]) => Self::ReviewFile(Ticket(long(sent)?)),
            ("z", [name, version]) => Self::UndoFile {
                name: (*name).into(),
                version: version_of(version)?,
            },
            ("q", [c, e]) => Self::AskRemoval(entry(c, e)),
            ("j" | "k", [c, e, shown]) => Self::Remove {
                entry: entry(c, e),
                shown: Fingerprint(long(shown)?),
                links: verb == "j",
            },
            ("y", [c, e]) => Self::History(entry(c, e)),
            ("c", []) => Self::Cancel,
            ("l", []) => Self::Look,
            ("v", [c, e]) => Self::Versions(entry(c, e)),
            ("w", [c, e, numbers]) => {
                let (version, shown) = numbers.split_at_checked(MOMENT_WIDTH)?;
                let shown = match shown {
                    "" => None,
                    shown => Some(Fingerprint(long(shown)?)),
                };
                Self::Restore {
                    entry: entry(c, e),
                    version: version_of(version)?,
                    shown,
                }
            }
            ("u", [c, e, version]) => Self::Undo {
                entry: entry(c, e),
                version: version_of(version)?,
            },
            ("b", [c, e]) => Self::Report(entry(c, e)),
            ("g", [c, e, opening]) => Self::ReportForm {
                entry: entry(c, e),
                opening: Ticket(long(opening)?),
            },
            ("up", rest) => Self::Upkeep(Upkeep::decode(rest)?),
            _ => return None,
        })
    }
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Characters for 30 bits.
const WIDTH: usize = 5;
/// Characters for 42 bits: milliseconds until the year 2109.
const MOMENT_WIDTH: usize = 7;

fn digits(mut number: u64, width: usize) -> String {
    let mut text = vec![b'A'; width];
    for place in text.iter_mut().rev() {
        *place = DIGITS[usize::try_from(number % 64).unwrap_or_default()];
        number /= 64;
    }
    String::from_utf8_lossy(&text).into_owned()
}

fn number(text: &str, width: usize) -> Option<u64> {
    let value = |byte: u8| {
        DIGITS
            .iter()
            .position(|digit| *digit == byte)
            .map(|n| n as u64)
    };
    if text.len() != width {
        return None;
    }
    text.bytes()
        .try_fold(0, |total, byte| Some(total * 64 + value(byte)?))
}

pub(crate) fn short(number: u32) -> String {
    digits(number.into(), WIDTH)
}

pub(crate) fn long(text: &str) -> Option<u32> {
    number(text, WIDTH)?.try_into().ok()
}

fn three(text: &str) -> Option<(u32, u32, u8)> {
    let (first, rest) = text.split_at_checked(WIDTH)?;
    let (second, page) = rest.split_at_checked(WIDTH)?;
    Some((long(first)?, long(second)?, digit(page)?))
}

/// The page of a modal.
fn digit(text: &str) -> Option<u8> {
    text.parse().ok().filter(|page| *page < 10)
}

/// A version as it travels in a button or as a menu's value.
pub(crate) fn moment(version: VersionId) -> String {
    digits(version.0, MOMENT_WIDTH)
}

/// Reads what [`moment`] wrote.
pub(crate) fn version_of(text: &str) -> Option<VersionId> {
    number(text, MOMENT_WIDTH).map(VersionId)
}

#[cfg(test)]
mod tests {
    use super::{Moderate, Ticket, Upkeep};
    use crate::content::edit::Fingerprint;
    use crate::content::version::VersionId;
    use crate::library::EntryRef;
    use crate::respond::action::Action;
    use crate::text::limits::{MAX_CUSTOM_ID, MAX_ID, MAX_NAME, length};

    #[test]
    fn every_action_survives_the_trip_and_fits_with_the_longest_names() {
        let entry = || EntryRef::new("é".repeat(MAX_NAME), "ï".repeat(MAX_ID));
        let (shown, opening) = (Fingerprint((1 << 30) - 1), Ticket::of(u64::MAX));
        let (draft, version) = (Ticket(0), VersionId(1_800_000_000_123));
        let page = 9;
        for action in [
            Moderate::Open(entry()),
            Moderate::Form {
                entry: entry(),
                shown,
                opening,
                page,
            },
            Moderate::New {
                collection: entry().collection,
                opening,
            },
            Moderate::Reopen { draft, page },
            Moderate::Redo {
                entry: entry(),
                draft,
                opening,
                page,
            },
            Moderate::Publish(draft),
            Moderate::Leave(draft),
            Moderate::PublishFile(draft),
            Moderate::ReviewFile(draft),
            Moderate::UndoFile {
                name: entry().collection,
                version,
            },
            Moderate::AskRemoval(entry()),
            Moderate::Remove {
                entry: entry(),
                shown,
                links: false,
            },
            Moderate::Remove {
                entry: entry(),
                shown,
                links: true,
            },
            Moderate::History(entry()),
            Moderate::Cancel,
            Moderate::Look,
            Moderate::Versions(entry()),
            Moderate::Restore {
                entry: entry(),
                version,
                shown: Some(shown),
            },
            Moderate::Restore {
                entry: entry(),
                version,
                shown: None,
            },
            Moderate::Undo {
                entry: entry(),
                version,
            },
            Moderate::Report(entry()),
            Moderate::ReportForm {
                entry: entry(),
                opening,
            },
            Moderate::Upkeep(Upkeep::Open),
            Moderate::Upkeep(Upkeep::Status),
            Moderate::Upkeep(Upkeep::NotFound),
            Moderate::Upkeep(Upkeep::Keyword(draft)),
            Moderate::Upkeep(Upkeep::Write {
                collection: entry().collection,
                words: opening,
            }),
            Moderate::Upkeep(Upkeep::Forget(draft)),
            Moderate::Upkeep(Upkeep::Weekly { pause: true }),
            Moderate::Upkeep(Upkeep::Weekly { pause: false }),
        ] {
            let text = action.encode();
            assert!(length(&text) <= MAX_CUSTOM_ID, "{text}");
            assert_eq!(Action::decode(&text), Some(Action::Moderate(action)));
        }
        for odd in [
            "1:e:a:b:AAAA",
            "1:p:",
            "1:p:AAAA!",
            "1:w:a:b:",
            "1:r:AAAAAx",
            "1:e:a:b:ééééé",
            "1:p:99999999999999999999",
            "1:r:AAAAA255",
        ] {
            assert_eq!(Action::decode(odd), None, "{odd}");
        }
    }
}
