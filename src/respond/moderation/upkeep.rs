//! What moderators do from `/moderatie status`: give searches without an answer one, look again at
//! texts, and pause the tip of the week.
//!
//! Words that were searched are too long for a `custom_id`; a number stands for them there, and the
//! words themselves are in [`crate::respond::Memory`].

use crate::library::search;
use crate::library::{EntryRef, OpenWith};
use crate::respond::action::moderation::{Moderate, Ticket, long, short};
use crate::respond::moderation::form::Form;
use crate::respond::moderation::parts::button;
use crate::respond::moderation::{form_text, status};
use crate::respond::task::{Deferral, Task, Work};
use crate::respond::{Action, Button, Context, Embed, Menu, Message, Reply, Row, pages};
use crate::text::limits::{MAX_BUTTON, MAX_BUTTONS_PER_ROW, MAX_ITEMS, shorten};
use crate::words::moderators as words;

/// What a moderator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upkeep {
    /// Open the modal of the entry chosen from a menu; the menu's value is `collection/entry`.
    Open,
    /// Show the status.
    Status,
    /// Show what can be done about the words chosen from a menu.
    NotFound,
    /// Add words to the keywords of the entry chosen from a menu.
    Keyword(Ticket),
    /// Write a text that is found by words.
    Write {
        /// Where the text belongs.
        collection: String,
        /// The words.
        words: Ticket,
    },
    /// Forget words.
    Forget(Ticket),
    /// Post no tip of the week until further notice, or post them again.
    Weekly {
        /// Whether to pause.
        pause: bool,
    },
}

impl From<Upkeep> for Action {
    fn from(upkeep: Upkeep) -> Self {
        Self::Moderate(Moderate::Upkeep(upkeep))
    }
}

impl Upkeep {
    pub(crate) fn encode(&self) -> String {
        match self {
            Self::Open => "open".into(),
            Self::Status => "status".into(),
            Self::NotFound => "missed".into(),
            Self::Keyword(words) => format!("keyword:{}", short(words.0)),
            Self::Write { collection, words } => format!("write:{collection}:{}", short(words.0)),
            Self::Forget(words) => format!("forget:{}", short(words.0)),
            Self::Weekly { pause: true } => "pause".into(),
            Self::Weekly { pause: false } => "resume".into(),
        }
    }

    pub(crate) fn decode(parts: &[&str]) -> Option<Self> {
        let ticket = |text: &str| long(text).map(Ticket);
        Some(match parts {
            ["open"] => Self::Open,
            ["status"] => Self::Status,
            ["missed"] => Self::NotFound,
            ["keyword", words] => Self::Keyword(ticket(words)?),
            ["write", collection, words] => Self::Write {
                collection: (*collection).into(),
                words: ticket(words)?,
            },
            ["forget", words] => Self::Forget(ticket(words)?),
            ["pause"] => Self::Weekly { pause: true },
            ["resume"] => Self::Weekly { pause: false },
            _ => return None,
        })
    }

    /// The value that stands for words in a menu.
    pub(crate) fn value_of(words: &str) -> String {
        short(Ticket::of_text(words).0)
    }

    /// The button that pauses the tip of the week, or lets it go on.
    pub(crate) fn weekly_button(posting: bool) -> Button {
        let (label, emoji) = if posting {
            (words::PAUSE_WEEKLY, "⏸️")
        } else {
            (words::RESUME_WEEKLY, "▶️")
        };
        let pause = posting;
        button(label, emoji, Moderate::Upkeep(Self::Weekly { pause }))
    }
}

impl Context<'_> {
    /// Answers a press on one of the status's buttons or menus.
    pub(crate) fn upkeep(&self, action: &Upkeep, values: &[String]) -> Reply {
        let chosen = values.first().map_or("", String::as_str);
        match action {
            Upkeep::Open => self.open(&EntryRef::parse(chosen, "")),
            Upkeep::Status => Reply::Update(self.status()),
            Upkeep::NotFound => {
                let words = long(chosen).and_then(|words| self.words(Ticket(words)));
                Reply::Update(match words {
                    Some((words, n)) => self.options(&words, n),
                    None => self.status().with_notice(words::WORDS_GONE),
                })
            }
            Upkeep::Keyword(words) => match self.words(*words) {
                Some((words, _)) => self.open_with(&EntryRef::parse(chosen, ""), &words),
                None => Reply::Update(self.status().with_notice(words::WORDS_GONE)),
            },
            Upkeep::Write { collection, words } => match self.words(*words) {
                Some((words, _)) => {
                    let form = Form {
                        keywords: form_text::quoted(&words),
                        ..Form::default()
                    };
                    self.open_new_with(collection, &form)
                }
                None => Reply::Update(self.status().with_notice(words::WORDS_GONE)),
            },
            Upkeep::Forget(words) => match self.words(*words) {
                Some((words, _)) => update_after(Work::Forget(words)),
                None => Reply::Update(self.status()),
            },
            Upkeep::Weekly { pause } => update_after(Work::PauseWeekly(*pause)),
        }
    }

    pub(crate) fn status(&self) -> Message {
        status::status(self.snapshot, self.memory, self.invocation.editing)
    }

    /// The words that a number stands for, with how often they were searched.
    fn words(&self, ticket: Ticket) -> Option<(String, u32)> {
        let missed = self.memory.missed()?.into_iter();
        missed
            .into_iter()
            .find(|(words, _)| Ticket::of_text(words) == ticket)
    }

    /// What can be done about words for which nothing was found.
    fn options(&self, words: &str, n: u32) -> Message {
        let ticket = Ticket::of_text(words);
        let near = search::nearest_of_all(self.library, words, MAX_ITEMS);
        let keyword = Row::menu(Menu {
            placeholder: words::MENU_KEYWORD.into(),
            items: pages::items(near.iter().map(|f| (f.collection, f.entry))),
            asks: Upkeep::Keyword(ticket).into(),
        });
        let collections = self.library.collections().iter();
        let write = collections
            .filter(|c| c.open_with != OpenWith::Guide)
            .map(|c| {
                let write = Upkeep::Write {
                    collection: c.name.clone(),
                    words: ticket,
                };
                let label = shorten(&words::write_new(&c.name), MAX_BUTTON);
                button(&label, "✏️", Moderate::Upkeep(write))
            });
        let write = Row::buttons(write.take(MAX_BUTTONS_PER_ROW).collect());
        let leave = Row::buttons(vec![
            button(
                words::FORGET,
                "🗑️",
                Moderate::Upkeep(Upkeep::Forget(ticket)),
            ),
            button(words::BACK, "", Moderate::Upkeep(Upkeep::Status)),
        ]);
        let embed = Embed {
            title: words::MISSED.into(),
            description: words::missed(words, n),
            ..Embed::default()
        };
        Message {
            embed: Some(embed),
            rows: keyword.into_iter().chain(write).chain(leave).collect(),
            ..Message::default()
        }
    }
}

fn update_after(work: Work) -> Reply {
    Reply::Task(Task {
        work,
        then: Deferral::Update,
    })
}
