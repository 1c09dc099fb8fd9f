//! `/zoek`: the entries and overviews that fit a question, over all collections.

use crate::library::lookup;
use crate::library::page::Page;
use crate::library::search;
use crate::library::search::Fit;
use crate::library::suggest;
use crate::library::suggest::{Place, Rank};
use crate::library::{EntryRef, Library};
use crate::respond::action::Action;
use crate::respond::context::Context;
use crate::respond::fragment;
use crate::respond::message::{Audience, Choice, Embed, Item, Message, Row};
use crate::respond::pages;
use crate::text::fold::fold;
use crate::text::limits::{MAX_ITEMS, MAX_TEXT, length, shorten};
use crate::words;

/// How many pages are shown: what fits a phone's screen without much scrolling.
const SHOWN: usize = 6;

impl Context<'_> {
    /// The answer to a question, or to the name of a page as [`complete`] offers it, for whoever asks: what
    /// someone looks for need be nobody else's business. A member for whom it was asked gets the best text.
    pub(crate) fn find(&self, value: Option<&str>, audience: Audience) -> (Message, Audience) {
        let Some(question) = value.map(str::trim).filter(|value| !value.is_empty()) else {
            let help = self.help().with_notice(words::members::SEARCH_ASK);
            return (help, Audience::Asker);
        };
        let (audience, meant_for) = match self.invocation.addressee {
            Some(_) => (audience, Audience::Channel),
            None => (Audience::Asker, Audience::Asker),
        };
        if let Some(page) = self.named(question) {
            return (self.show(&page, audience), meant_for);
        }
        let answer = search::find(self.library, question, SHOWN);
        if answer.fit < Fit::Sure {
            self.not_found(question);
        }
        let message = match (answer.fit, answer.pages.first(), meant_for) {
            (Fit::Sure, Some(best), Audience::Channel) => {
                return (self.show(&best.reference(), audience), meant_for);
            }
            (Fit::Nothing, ..) | (_, None, _) => self.with_wish(pages::not_found(self.library)),
            (Fit::Sure, ..) => results(self.library, words::members::SEARCH_TITLE, &answer),
            (Fit::Unsure, ..) => self.with_wish(results(
                self.library,
                words::members::SEARCH_UNSURE,
                &answer,
            )),
        };
        (message, Audience::Asker)
    }

    /// The page that is named by its reference, or by the whole title that it alone has.
    fn named(&self, text: &str) -> Option<EntryRef> {
        let mut named = lookup::named(self.library, text);
        let (title, is_reference) = (fold(text), text.contains('/') && named.len() == 1);
        named.retain(|found| is_reference || found.entry.folded.title() == title);
        let overviews = self.library.collections().iter();
        let overviews = overviews
            .filter(|c| c.folded.is_called(&title))
            .map(Page::Overview);
        let mut pages = named.into_iter().map(Page::Entry).chain(overviews);
        let first = pages.next()?.reference();
        pages.next().is_none().then_some(first)
    }
}

/// Suggestions while a question is typed: entries and overviews, named so that no two read the same, as a
/// client picks a choice by its words. An overview comes after the entries, unless its title begins so.
pub(crate) fn complete(library: &Library, typed: &str) -> Vec<Choice> {
    let found = suggest::suggest(library, None, typed, MAX_ITEMS).into_iter();
    let mut pages: Vec<(Rank, Page<'_>)> = found.map(|(rank, f)| (rank, Page::Entry(f))).collect();
    let overviews = suggest::overviews(library, typed).into_iter();
    pages.extend(overviews.map(|(place, collection)| {
        let rank = match place {
            Place::Exact | Place::TitleStart => Rank::Named(place),
            _ => Rank::Alike,
        };
        (rank, Page::Overview(collection))
    }));
    pages.sort_by_key(|(rank, _)| *rank);
    let items = pages::items(pages.into_iter().map(|(_, page)| page));
    let choice = |item: Item| Choice {
        name: item.label,
        value: item.value,
    };
    items.into_iter().map(choice).collect()
}

/// The pages that fit a question, each with the sentence of its text that does, and a menu of them.
fn results(library: &Library, title: &str, answer: &search::Answer<'_>) -> Message {
    let line = |page: &Page<'_>| {
        let sentence = fragment::fragment(library.index(), &answer.question, page);
        let title = match page {
            Page::Entry(found) => found.entry.full_title(),
            Page::Overview(collection) => collection.title.clone(),
        };
        let title = shorten(&title, 100);
        format!("**{title}** · `/{}`\n{sentence}", page.collection().name)
    };
    let lines: Vec<String> = answer.pages.iter().map(line).collect();
    debug_assert!(lines.iter().map(|line| length(line)).sum::<usize>() < MAX_TEXT);
    let mut embed = Embed::new(title, lines.join("\n\n"));
    embed.color = answer
        .pages
        .first()
        .and_then(|best| best.collection().color);
    let items = pages::items(answer.pages.iter().copied());
    let menu = Row::menu(words::members::SEARCH_MENU, Action::Choose, items);
    Message::framed(embed, menu)
}
