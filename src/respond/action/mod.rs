//! What a button or menu means, as the text that travels in its `custom_id`.
//!
//! The text holds all the state there is, so that a button works after a restart and on another
//! replica. Form: `1:<verb>:<collection>:<entry>:<rest>`, where 1 is the version; parts that a verb
//! does not use are left out. With the loader's limits on names it fits Discord's 100 characters.

pub mod moderation;

use crate::library::EntryRef;
use crate::respond::action::moderation::{Moderate, Ticket};
use crate::words;

pub(crate) const VERSION: &str = "1";

/// What a press asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Show one entry.
    Show(EntryRef),
    /// Show a page of a collection's overview, counted from 0.
    Overview {
        /// The collection's name.
        collection: String,
        /// The page.
        page: usize,
    },
    /// Show the entry chosen from a menu; the menu's value is `collection/entry`.
    Choose,
    /// Show another entry by chance.
    Draw {
        /// The entry that is shown now.
        from: EntryRef,
        /// Whether to stay in that entry's group.
        in_group: bool,
    },
    /// Show an entry to the whole channel.
    Share(EntryRef),
    /// Show what the bot can do.
    Help,
    /// What moderators do, and what members tell them.
    Moderate(Moderate),
    /// Take the message away.
    Remove,
    /// Answer a member with the entry chosen from a menu; the menu's value is `collection/entry`.
    ReplyWith {
        /// The member.
        to: u64,
    },
    /// Show the entries of a collection to answer a member with.
    ReplyFrom {
        /// The member.
        to: u64,
        /// The collection's name.
        collection: String,
        /// The page, counted from 0.
        page: usize,
    },
}

impl Action {
    /// The text for a `custom_id`.
    pub fn encode(&self) -> String {
        match self {
            Self::Show(entry) => format!("{VERSION}:show:{}:{}", entry.collection, entry.entry),
            Self::Overview { collection, page } => format!("{VERSION}:list:{collection}:{page}"),
            Self::Choose => format!("{VERSION}:choose"),
            Self::Draw {
                from,
                in_group: false,
            } => {
                format!("{VERSION}:draw:{}:{}", from.collection, from.entry)
            }
            Self::Draw {
                from,
                in_group: true,
            } => {
                format!("{VERSION}:drawg:{}:{}", from.collection, from.entry)
            }
            Self::Share(entry) => format!("{VERSION}:share:{}:{}", entry.collection, entry.entry),
            Self::Help => format!("{VERSION}:help"),
            Self::Remove => format!("{VERSION}:remove"),
            Self::ReplyWith { to } => format!("{VERSION}:reply:{to}"),
            Self::ReplyFrom {
                to,
                collection,
                page,
            } => format!("{VERSION}:replies:{to}:{collection}:{page}"),
            Self::Moderate(moderate) => moderate.encode(),
        }
    }

    /// The draft that it is about, if any.
    pub fn draft(&self) -> Option<Ticket> {
        match self {
            Self::Moderate(
                Moderate::Reopen { draft, .. }
                | Moderate::Redo { draft, .. }
                | Moderate::Publish(draft)
                | Moderate::PublishFile(draft)
                | Moderate::ReviewFile(draft)
                | Moderate::Leave(draft),
            ) => Some(*draft),
            _ => None,
        }
    }

    /// Reads a `custom_id`; nothing when it is of another version, or not one of ours.
    pub fn decode(custom_id: &str) -> Option<Self> {
        let mut parts = custom_id.split(':');
        if parts.next()? != VERSION {
            return None;
        }
        let verb = parts.next()?;
        let rest: Vec<&str> = parts.collect();
        match (verb, rest.as_slice()) {
            ("show", [collection, entry]) => Some(Self::Show(EntryRef::new(*collection, *entry))),
            ("list", [collection, page]) => Some(Self::Overview {
                collection: (*collection).into(),
                page: page.parse().ok()?,
            }),
            ("choose", []) => Some(Self::Choose),
            ("draw" | "drawg", [collection, entry]) => Some(Self::Draw {
                from: EntryRef::new(*collection, *entry),
                in_group: verb == "drawg",
            }),
            ("share", [collection, entry]) => Some(Self::Share(EntryRef::new(*collection, *entry))),
            ("help", []) => Some(Self::Help),
            ("remove", []) => Some(Self::Remove),
            ("reply", [to]) => Some(Self::ReplyWith {
                to: to.parse().ok()?,
            }),
            ("replies", [to, collection, page]) => Some(Self::ReplyFrom {
                to: to.parse().ok()?,
                collection: (*collection).into(),
                page: page.parse().ok()?,
            }),
            (verb, rest) => Moderate::decode(verb, rest).map(Self::Moderate),
        }
    }
}

/// Stands for a member who says what is wrong with a text, where commands are counted.
pub const REPORT: &str = "report";
/// Stands for an answer that is taken away, where commands are counted.
pub const REMOVE: &str = "remove";

/// The command that a press or a form is about: the name of a collection, without a look whether it is
/// still there, or what the bot itself has for it.
pub fn command<'a>(custom_id: &'a str, values: &'a [String]) -> &'a str {
    let mut parts = custom_id.split(':').skip(1);
    match (parts.next(), parts.next()) {
        (Some("help"), _) => words::HELP_COMMAND,
        (Some("remove"), None) => REMOVE,
        (Some(verb), _) if verb.len() == 1 || verb == "up" => match Action::decode(custom_id) {
            Some(Action::Moderate(moderate)) if moderate.is_for_members() => REPORT,
            Some(_) => words::MODERATION_COMMAND,
            None => "",
        },
        (Some("replies"), _) => parts.next().unwrap_or_default(),
        (Some("choose" | "reply"), _) => {
            let chosen = values.first().map_or("", String::as_str);
            chosen
                .split_once('/')
                .map_or("", |(collection, _)| collection)
        }
        (_, collection) => collection.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::Action;
    use crate::library::EntryRef;
    use crate::text::limits::{MAX_CUSTOM_ID, MAX_ID, MAX_NAME, length};

    #[test]
    fn every_action_survives_the_trip_and_fits_with_the_longest_names() {
        let entry = EntryRef::new("é".repeat(MAX_NAME), "ï".repeat(MAX_ID));
        let actions = [
            Action::Show(entry.clone()),
            Action::Overview {
                collection: entry.collection.clone(),
                page: 399,
            },
            Action::Choose,
            Action::Draw {
                from: entry.clone(),
                in_group: false,
            },
            Action::Draw {
                from: entry.clone(),
                in_group: true,
            },
            Action::ReplyFrom {
                to: u64::MAX,
                collection: entry.collection.clone(),
                page: 399,
            },
            Action::Share(entry),
            Action::Help,
            Action::Remove,
            Action::ReplyWith { to: u64::MAX },
        ];
        for action in actions {
            let text = action.encode();
            assert!(length(&text) <= MAX_CUSTOM_ID, "{text}");
            assert_eq!(Action::decode(&text), Some(action));
        }
    }

    #[test]
    fn foreign_texts_mean_nothing() {
        for text in [
            "",
            "1",
            "2:help",
            "1:list:tips:x",
            "1:show:tips",
            "1:help:x",
            "tags_page_2",
        ] {
            assert_eq!(Action::decode(text), None, "{text}");
        }
    }
}
