//! What moderators do from `/moderatie status`: give searches without an answer one, look again at
//! texts, and pause the tip of the week.
//!
//! Words that were searched are too long for a `custom_id`; a number stands for them there, and the
//! words themselves are in [`crate::respond::Memory`].

use crate::content::edit::{EntryText, add_synonyms};
use crate::library::page::Page;
use crate::library::search;
use crate::library::{EntryRef, OpenWith};
use crate::respond::action;
use crate::respond::action::{Ticket, Upkeep};
use crate::respond::context::Context;
use crate::respond::draft::form::Form;
use crate::respond::draft::{Body, Draft, form_text};
use crate::respond::invocation::named;
use crate::respond::message::{Button, Embed, Input, Message, Row};
use crate::respond::moderation::edit::source_text;
use crate::respond::moderation::offers;
use crate::respond::moderation::status;
use crate::respond::pages;
use crate::respond::task::{Deferral, Reply, Work};
use crate::text::limits::{MAX_BUTTONS_PER_ROW, MAX_ITEMS};
use crate::words::files::{SYNONYMS, SYNONYMS_HEAD};
use crate::words::{UNKNOWN_BUTTON, editing, moderators};

/// The fields of the modal of a word that means the same as another.
const WORD: &str = "word";
const SAME: &str = "same";

impl Context<'_> {
    /// Answers a press on one of the status's buttons or menus.
    pub(crate) fn upkeep(&self, action: &Upkeep, values: &[String]) -> Reply {
        let reply = self.follow(action, values.first().map_or("", String::as_str));
        let gone = || self.status().with_notice(moderators::WORDS_GONE);
        reply.unwrap_or_else(|| Reply::Update(gone()))
    }

    /// The answer to a press; nothing when the words that it is about are no longer kept.
    fn follow(&self, action: &Upkeep, chosen: &str) -> Option<Reply> {
        Some(match action {
            Upkeep::Open => self.open(&EntryRef::parse(chosen, "")),
            Upkeep::Status => Reply::Update(self.status()),
            Upkeep::NotFound => {
                let (words, n) = self.words(action::read(chosen)?)?;
                Reply::Update(self.options(&words, n))
            }
            Upkeep::Asked(words) => {
                let (words, _) = self.words(*words)?;
                self.open_with(&EntryRef::parse(chosen, ""), &words, "")
            }
            Upkeep::Write { collection, words } => {
                let mut begun = Form::of(&EntryText::default());
                begun.add_asked(&self.words(*words)?.0);
                self.open_new_with(collection, &begun)
            }
            Upkeep::Same(words) => self.open_same(&self.words(*words)?.0),
            // A modal; no button of ours carries it.
            Upkeep::SameForm { .. } => Reply::private(pages::notice(UNKNOWN_BUTTON)),
            Upkeep::Forget(words) => match self.words(*words) {
                Some((words, _)) => Reply::after(Work::Forget(words), Deferral::Update),
                None => Reply::Update(self.status()),
            },
            Upkeep::Explain => offers::explained(chosen),
            Upkeep::Weekly { pause } => Reply::after(Work::PauseWeekly(*pause), Deferral::Update),
        })
    }

    /// Opens the modal in which a word is put with others that mean the same.
    fn open_same(&self, words: &str) -> Reply {
        if let Some(message) = self.broken(SYNONYMS) {
            return Reply::private(message);
        }
        let opening = Ticket::of(self.invocation.id);
        let inputs = vec![
            Input::line(WORD, moderators::WORD_FIELD, "", words),
            Input::line(SAME, moderators::SAME_FIELD, moderators::SAME_HINT, ""),
        ];
        Reply::modal(Upkeep::SameForm { opening }, moderators::SAME, inputs)
    }

    /// Has the file looked at as it is with the words of that modal in one group.
    pub(crate) fn submitted_same(&self, fields: &[(String, String)]) -> Reply {
        if let Some(message) = self.broken(SYNONYMS) {
            return Reply::private(message);
        }
        // The words that are known go first, as it is their group that the new one joins.
        let typed = [SAME, WORD].into_iter();
        let typed = typed.filter_map(|id| named(fields, id));
        let words: Vec<String> = typed.flat_map(form_text::split_words).collect();
        let text = source_text(self.snapshot, SYNONYMS).unwrap_or(SYNONYMS_HEAD);
        match add_synonyms(text, &words) {
            Ok(same) if same == text => Reply::words(moderators::SAME_ALREADY),
            Ok(text) => {
                let name = SYNONYMS.to_owned();
                let body = Body::File { name, text };
                self.review(Draft::new(self.invocation.id, self.invocation.user, body))
            }
            Err(_) => Reply::private(pages::notice(editing::refusal::UNREADABLE)),
        }
    }

    /// The answer to `/moderatie status`.
    pub(crate) fn status(&self) -> Message {
        status::status(self.snapshot, self.memory, self.invocation.editing)
    }

    /// The words that a number stands for, with how often they were searched.
    fn words(&self, ticket: Ticket) -> Option<(String, u32)> {
        let mut missed = self.memory.not_found_list()?.into_iter();
        missed.find(|(words, _)| Ticket::of_text(words) == ticket)
    }

    /// What can be done about words for which nothing was found.
    fn options(&self, words: &str, n: u32) -> Message {
        let ticket = Ticket::of_text(words);
        let near = search::nearest_of_all(self.library, words, MAX_ITEMS);
        let near = pages::items(near.into_iter().map(Page::Entry));
        let asked = Row::menu(moderators::MENU_ASKED, Upkeep::Asked(ticket), near);
        let collections = self.library.collections().iter();
        let collections = collections.filter(|c| c.open_with != OpenWith::Guide);
        let write = collections.map(|c| {
            let (collection, words) = (c.name.clone(), ticket);
            let write = Upkeep::Write { collection, words };
            Button::new(&moderators::write_new(&c.name), write)
        });
        let write = Row::buttons(write.take(MAX_BUTTONS_PER_ROW));
        let leave = Row::buttons([
            Button::new(moderators::SAME, Upkeep::Same(ticket)),
            Button::new(moderators::FORGET, Upkeep::Forget(ticket)),
            Button::new(moderators::BACK, Upkeep::Status),
        ]);
        let embed = Embed::new(moderators::MISSED, moderators::missed(words, n));
        Message::framed(embed, asked.into_iter().chain(write).chain(leave))
    }
}
