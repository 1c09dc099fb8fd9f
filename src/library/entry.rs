//! One entry of the checked content, and what names it.

use std::ops::Deref;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::library::picture::Picture;
use crate::text::fold::fold;

/// One text that a member can ask for.
#[derive(Debug, Default)]
pub struct Entry {
    /// The name of the entry's table, unique in its collection.
    pub id: String,
    /// What it says.
    pub body: EntryText,
    /// Entries worth reading next; all of them exist.
    pub related: Vec<EntryRef>,
    /// Ways on from here, in the order written; all lead to entries that exist.
    pub choices: Vec<Choice>,
    /// The picture that goes with it.
    pub picture: Option<Picture>,
    /// What it is called, as it is looked up and suggested.
    pub folded: Folded,
}

/// An entry is read as what it says.
impl Deref for Entry {
    type Target = EntryText;

    fn deref(&self) -> &EntryText {
        &self.body
    }
}

impl Entry {
    /// An entry that says this and leads nowhere yet.
    pub fn new(id: &str, body: EntryText) -> Self {
        let keywords = body.keywords.iter().map(String::as_str);
        let names = [id, &body.title].into_iter().chain(keywords);
        Self {
            id: id.to_owned(),
            folded: Folded::new(names, body.group.as_deref()),
            body,
            ..Self::default()
        }
    }

    /// The heading of the answer: the title, and behind it the emoji, if any.
    pub fn full_title(&self) -> String {
        self.with_emoji(&self.title)
    }

    /// Words about the entry with its emoji, if any, behind them: whoever has them read aloud hears
    /// the words first.
    pub fn with_emoji(&self, words: &str) -> String {
        match &self.emoji {
            Some(emoji) => format!("{words} {emoji}"),
            None => words.to_owned(),
        }
    }
}

/// What an entry says, as it stands in its file and as moderators edit it in Discord.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryText {
    /// The heading.
    pub title: String,
    /// One emoji behind the heading.
    pub emoji: Option<String>,
    /// The group that it belongs to; entries with the same group stand together.
    pub group: Option<String>,
    /// One line for menus and overviews.
    pub summary: Option<String>,
    /// The text, in Discord's markdown.
    pub text: String,
    /// Other words by which members may look for this entry.
    pub keywords: Vec<String>,
    /// What it answers, as members ask for it.
    pub questions: Vec<String>,
    /// What to read next: `entry` of the same file, or `file/entry`.
    pub related: Vec<String>,
    /// Where the text comes from, if that differs from the rest of the file.
    pub source: Option<String>,
    /// The day on which someone last looked whether the text is still true.
    pub checked: Option<Date>,
    /// The file of the picture that goes with it, seen from the folder of the response files.
    pub image: Option<String>,
    /// What is to be seen in the picture, for whoever does not see it.
    pub image_alt: Option<String>,
    /// Headed pieces of text, in the order written: the heading, and the text in Discord's markdown.
    pub sections: Vec<(String, String)>,
    /// Link buttons, in the order written: the words on the button, and the address, http or https.
    pub links: Vec<(String, String)>,
    /// Ways on from here, in the order written: the words on the button, and `entry` of the same file or
    /// `file/entry`.
    pub choices: Vec<(String, String)>,
}

impl EntryText {
    /// What is said in one line, once, under this key of a response file; nothing where no such line has
    /// this key.
    pub fn line(&mut self, key: &str) -> Option<&mut Option<String>> {
        match key {
            "group" => Some(&mut self.group),
            "emoji" => Some(&mut self.emoji),
            "source" => Some(&mut self.source),
            "image" => Some(&mut self.image),
            "image_alt" => Some(&mut self.image_alt),
            _ => None,
        }
    }
}

/// A way from one entry to another, as a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The words on the button.
    pub label: String,
    /// Where it leads.
    pub to: EntryRef,
}

/// Names an entry over all collections.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntryRef {
    /// The collection's name.
    pub collection: String,
    /// The entry's id.
    pub entry: String,
}

impl EntryRef {
    /// Names an entry.
    pub fn new(collection: impl Into<String>, entry: impl Into<String>) -> Self {
        Self {
            collection: collection.into(),
            entry: entry.into(),
        }
    }

    /// Reads `collection/entry`, or `entry` alone as one of `home`.
    pub fn parse(text: &str, home: &str) -> Self {
        match text.split_once('/') {
            Some((collection, entry)) => Self::new(collection, entry),
            None => Self::new(home, text),
        }
    }

    /// How `home` writes it: an entry of its own by the id alone.
    pub(crate) fn within(&self, home: &str) -> String {
        if self.collection == home {
            self.entry.clone()
        } else {
            self.to_string()
        }
    }
}

impl std::fmt::Display for EntryRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.collection, self.entry)
    }
}

/// What an entry or an overview is called, folded once when the library is made.
#[derive(Debug, Default, Clone)]
pub struct Folded {
    /// The id, the title and the keywords, a line each.
    names: Box<str>,
    /// The group's name.
    pub group: Option<String>,
}

impl Folded {
    /// Folds names, the id first and the title second, and the name of a group.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>, group: Option<&str>) -> Self {
        let names: Vec<String> = names.map(fold).collect();
        Self {
            names: names.join("\n").into(),
            group: group.map(fold),
        }
    }

    /// The id, the title and the keywords, in that order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.split('\n')
    }

    /// The words of the names and the group.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.names
            .split([' ', '\n'])
            .chain(self.group.iter().flat_map(|group| group.split(' ')))
    }

    /// The title.
    pub fn title(&self) -> &str {
        self.names().nth(1).unwrap_or_default()
    }

    /// Whether this folded text is the title or the id.
    pub fn is_called(&self, name: &str) -> bool {
        self.names().take(2).any(|own| own == name)
    }
}
