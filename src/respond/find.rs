//! `/zoek`: the entries over all collections that fit a question.

use crate::library::search;
use crate::library::search::{Found, fragment};
use crate::library::{Collection, Entry, Library};
use crate::respond::action::Action;
use crate::respond::context::Context;
use crate::respond::message::{Audience, Choice, Embed, Item, Menu, Message, Row};
use crate::respond::pages;
use crate::text::fold::fold;
use crate::text::limits::{MAX_BUTTONS_PER_ROW, MAX_ITEMS, MAX_TEXT, length, shorten};
use crate::words;

/// How many entries are shown: what fits a phone's screen without much scrolling.
const SHOWN: usize = 6;
/// The longest matching piece of text, in characters.
const FRAGMENT: usize = 180;

impl Context<'_> {
    /// The answer to a question, or to `collection/entry` as [`complete`] offers it.
    pub(crate) fn find(&self, value: Option<&str>, audience: Audience) -> (Message, Audience) {
        let Some(question) = value.map(str::trim).filter(|value| !value.is_empty()) else {
            let help = pages::help(self.library).with_notice(words::members::SEARCH_ASK);
            return (help, Audience::Asker);
        };
        if let Some((collection, entry)) = self.named(question) {
            let message = self.entry(collection, entry, audience);
            return (message, Audience::Channel);
        }
        let answer = search::find(self.library, question, SHOWN);
        if answer.is_confident {
            return (results(self.library, &answer), Audience::Channel);
        }
        self.not_found(question);
        (near(self.library, question), Audience::Asker)
    }

    /// The entry that is named by its reference, or by the whole title that it alone has.
    fn named(&self, text: &str) -> Option<(&Collection, &Entry)> {
        let mut named = search::named(self.library, text);
        let (title, is_reference) = (fold(text), text.contains('/') && named.len() == 1);
        named.retain(|found| is_reference || found.entry.folded.title() == title);
        match named.as_slice() {
            [one] => Some((one.collection, one.entry)),
            _ => None,
        }
    }
}

/// Suggestions while a question is typed: entries, named so that no two read the same, as a client
/// picks a choice by its words.
pub(crate) fn complete(library: &Library, typed: &str) -> Vec<Choice> {
    let found = search::suggest(library, None, typed, MAX_ITEMS);
    let items = pages::items(found.iter().map(|(_, f)| (f.collection, f.entry)));
    let choice = |item: Item| Choice {
        name: item.label,
        value: item.value,
    };
    items.into_iter().map(choice).collect()
}

/// The entries nearest to a question that nothing fits, as buttons; the question is not repeated.
pub(crate) fn near(library: &Library, question: &str) -> Message {
    let found = search::nearest_of_all(library, question, MAX_BUTTONS_PER_ROW);
    let entries = found.iter().map(|f| (f.collection, f.entry));
    let mut message = pages::did_you_mean(&entries.collect::<Vec<_>>(), None);
    message.rows.push(pages::help_row());
    message
}

/// The entries that fit a question, each with the piece of its text that does, and a menu of them.
fn results(library: &Library, answer: &search::Answer<'_>) -> Message {
    let line = |found: &Found<'_>| {
        let piece = fragment::fragment(library.index(), &answer.question, found.entry, FRAGMENT);
        let title = shorten(&found.entry.full_title(), 100);
        format!("**{title}** · `/{}`\n{piece}", found.collection.name)
    };
    let lines: Vec<String> = answer.found.iter().map(line).collect();
    debug_assert!(lines.iter().map(|line| length(line)).sum::<usize>() < MAX_TEXT);
    let mut embed = Embed::new(words::members::SEARCH_TITLE, lines.join("\n\n"));
    embed.color = answer.found.first().and_then(|best| best.collection.color);
    let menu = Row::menu(Menu {
        placeholder: words::members::SEARCH_MENU.into(),
        asks: Action::Choose,
        items: pages::items(answer.found.iter().map(|f| (f.collection, f.entry))),
    });
    Message::framed(embed, menu)
}
