//! What moderators do from `/moderatie status`: give searches without an answer one, look again at
//! texts, and pause the tip of the week.
//!
//! Words that were searched are too long for a `custom_id`; a number stands for them there, and the
//! words themselves are in [`crate::respond::Memory`].

use crate::library::search;
use crate::library::{EntryRef, OpenWith};
use crate::respond::action;
use crate::respond::action::{Ticket, Upkeep};
use crate::respond::context::Context;
use crate::respond::draft::form::Form;
use crate::respond::draft::form_text;
use crate::respond::message::{Button, Embed, Menu, Message, Row};
use crate::respond::moderation::status;
use crate::respond::pages;
use crate::respond::task::{Deferral, Reply, Work};
use crate::text::limits::{MAX_BUTTONS_PER_ROW, MAX_ITEMS};
use crate::words::moderators;

impl Context<'_> {
    /// Answers a press on one of the status's buttons or menus.
    pub(crate) fn upkeep(&self, action: &Upkeep, values: &[String]) -> Reply {
        let chosen = values.first().map_or("", String::as_str);
        match action {
            Upkeep::Open => self.open(&EntryRef::parse(chosen, "")),
            Upkeep::Status => Reply::Update(self.status()),
            Upkeep::NotFound => {
                let words = action::read(chosen).and_then(|words| self.words(words));
                Reply::Update(match words {
                    Some((words, n)) => self.options(&words, n),
                    None => self.status().with_notice(moderators::WORDS_GONE),
                })
            }
            Upkeep::Keyword(words) => match self.words(*words) {
                Some((words, _)) => self.open_with(&EntryRef::parse(chosen, ""), &words),
                None => Reply::Update(self.status().with_notice(moderators::WORDS_GONE)),
            },
            Upkeep::Write { collection, words } => match self.words(*words) {
                Some((words, _)) => {
                    let form = Form {
                        keywords: form_text::quoted(&words),
                        ..Form::default()
                    };
                    self.open_new_with(collection, &form)
                }
                None => Reply::Update(self.status().with_notice(moderators::WORDS_GONE)),
            },
            Upkeep::Forget(words) => match self.words(*words) {
                Some((words, _)) => Reply::after(Work::Forget(words), Deferral::Update),
                None => Reply::Update(self.status()),
            },
            Upkeep::Weekly { pause } => Reply::after(Work::PauseWeekly(*pause), Deferral::Update),
        }
    }

    /// The answer to `/moderatie status`.
    pub(crate) fn status(&self) -> Message {
        status::status(self.snapshot, self.memory, self.invocation.editing)
    }

    /// The words that a number stands for, with how often they were searched.
    fn words(&self, ticket: Ticket) -> Option<(String, u32)> {
        let missed = self.memory.not_found_list()?.into_iter();
        missed
            .into_iter()
            .find(|(words, _)| Ticket::of_text(words) == ticket)
    }

    /// What can be done about words for which nothing was found.
    fn options(&self, words: &str, n: u32) -> Message {
        let ticket = Ticket::of_text(words);
        let near = search::nearest_of_all(self.library, words, MAX_ITEMS);
        let keyword = Row::menu(Menu {
            placeholder: moderators::MENU_KEYWORD.into(),
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
                Button::new(&moderators::write_new(&c.name), write)
            });
        let write = Row::buttons(write.take(MAX_BUTTONS_PER_ROW).collect());
        let leave = Row::buttons(vec![
            Button::new(moderators::FORGET, Upkeep::Forget(ticket)),
            Button::new(moderators::BACK, Upkeep::Status),
        ]);
        let embed = Embed::new(moderators::MISSED, moderators::missed(words, n));
        Message::framed(embed, keyword.into_iter().chain(write).chain(leave))
    }
}
