//! An entry, or a file itself, as a moderator types it: a few plain texts in the fields of a modal.
//!
//! Reads and writes without loss: whatever the compiler accepts comes back the same. Knows the
//! limits of Discord's fields, and nothing of TOML.

use serde::{Deserialize, Serialize};

use crate::content::edit::EntryText;
use crate::respond::draft::form_text;
use crate::respond::message::Input;
use crate::text::limits::{MAX_INPUT, MAX_INPUTS, MAX_LABEL, MAX_TITLE, length, shorten};
use crate::words::form;

/// What stands, or was typed, in the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The heading.
    pub title: String,
    /// One line for menus.
    pub summary: String,
    /// The text.
    pub text: String,
    /// Words parted by commas, and questions on lines of their own.
    pub keywords: String,
    /// Group, emoji and such, the links and the sections, each in its own way.
    pub extras: String,
    /// Whether it is about a file itself: its title, its description in the summary, its intro in the
    /// text, the order of its entries in the keywords, and what else there is of it in the extras.
    #[serde(default)]
    pub of_file: bool,
}

/// The most words of what a member asked that are a keyword; more are a sentence.
const MAX_KEYWORD_WORDS: usize = 3;

impl Form {
    /// The fields filled with what an entry says.
    pub fn of(text: &EntryText) -> Self {
        Self {
            title: text.title.clone(),
            summary: text.summary.clone().unwrap_or_default(),
            text: text.text.clone(),
            keywords: form_text::asked(text),
            extras: form_text::extras(text),
            of_file: false,
        }
    }

    /// What the fields say, or words for what is wrong with them.
    ///
    /// # Errors
    ///
    /// All faults, in the order in which they stand.
    pub fn read(&self) -> Result<EntryText, Vec<String>> {
        let (keywords, questions) = form_text::read_asked(&self.keywords);
        let mut text = EntryText {
            title: self.title.trim().to_owned(),
            summary: Some(self.summary.trim().to_owned()).filter(|s| !s.is_empty()),
            text: self.text.trim().to_owned(),
            keywords,
            questions,
            ..EntryText::default()
        };
        let faults = form_text::read_extras(&self.extras, &mut text);
        if faults.is_empty() {
            Ok(text)
        } else {
            Err(faults)
        }
    }

    /// The form with a member's words above the text, as whoever writes goes on at its end; [`Form::with`] takes them
    /// away.
    #[must_use]
    pub(crate) fn with_words_of_member(mut self, words: &str) -> Self {
        if !words.is_empty() {
            self.text = format!("{words}\n{}\n\n{}", form::MEMBER_WROTE, self.text);
        }
        self
    }

    /// The form with the fields that came back; a field that was not in the modal stays, as do the parts
    /// for which a modal has no room, and a member's words above the text go.
    #[must_use]
    pub fn with(mut self, fields: &[(String, String)]) -> Self {
        for (field, place) in self.fields().into_iter().zip(self.values_mut()) {
            let mut parts = fields.iter().filter_map(|(id, value)| {
                let rest = id.strip_prefix(field.id.as_str())?;
                let join = match rest.as_bytes() {
                    [] => "",
                    [b'+', code, ..] => joint(*code),
                    _ => return None,
                };
                Some((join, value.replace("\r\n", "\n")))
            });
            let kept = self::parts(place).into_iter().skip(MAX_INPUTS);
            let kept = kept.map(|(code, part)| (joint(code), part));
            if let Some((_, first)) = parts.next() {
                let whole =
                    parts
                        .chain(kept)
                        .fold(first, |text, (join, part)| match part.as_str() {
                            "" => text,
                            part => text + join + part,
                        });
                let own = whole.rsplit_once(form::MEMBER_WROTE);
                let own = own.map(|(_, own)| own.trim_start().to_owned());
                *place = own.unwrap_or(whole);
            }
        }
        self
    }

    /// The form with the picture at this path.
    #[must_use]
    pub(crate) fn with_picture(self, path: &str) -> Self {
        match self.read() {
            Ok(text) => Self::of(&EntryText {
                image: Some(path.to_owned()),
                ..text
            }),
            // The form of an entry in its file can always be read.
            Err(_) => self,
        }
    }

    /// The fields, spread over as many modals as they need: a modal has five, and a text that is
    /// longer than one holds is cut where a paragraph ends.
    pub fn pages(&self) -> Vec<Vec<Input>> {
        let mut pages: Vec<Vec<Input>> = Vec::new();
        for (field, value) in self.fields().iter().zip(self.clone().values_mut()) {
            let inputs = inputs(field, value);
            match pages.last_mut() {
                Some(page) if page.len() + inputs.len() <= MAX_INPUTS => page.extend(inputs),
                _ => pages.push(inputs.into_iter().take(MAX_INPUTS).collect()),
            }
        }
        pages
    }

    /// Adds what a member asked, unless that is empty: a keyword, or a question where it is a sentence. Gives the
    /// page on which it then stands; the first without any.
    pub(crate) fn add_asked(&mut self, asked: &str) -> u8 {
        // The form of an entry in its file can always be read.
        let (false, Ok(mut text)) = (asked.is_empty(), self.read()) else {
            return 0;
        };
        let is_sentence =
            asked.contains('?') || asked.split_whitespace().count() > MAX_KEYWORD_WORDS;
        let list = if is_sentence || length(asked) > MAX_LABEL {
            &mut text.questions
        } else {
            &mut text.keywords
        };
        list.push(asked.to_owned());
        *self = Self::of(&text);
        let has_keywords = |page: &Vec<Input>| page.iter().any(|i| i.id.starts_with("keywords"));
        let page = self.pages().iter().rposition(has_keywords);
        page.and_then(|page| u8::try_from(page).ok())
            .unwrap_or_default()
    }

    /// Everything as one text, to compare and to keep.
    pub fn as_text(&self) -> String {
        let line = |label: &str, text: &str| match text {
            "" => String::new(),
            text => format!("{label}: {text}\n"),
        };
        let summary = if self.of_file {
            form::file::DESCRIPTION
        } else {
            form::field::SUMMARY
        };
        let mut all = line(form::field::TITLE, &self.title);
        all += &line(summary, &self.summary);
        all.push('\n');
        all.push_str(self.text.trim_end());
        all.push_str("\n\n");
        if self.of_file {
            all = all + &self.extras + "\n\n" + &self.keywords;
            return all.trim_end().to_owned() + "\n";
        }
        all += &match form_text::question(&self.keywords) {
            Some(_) => self.keywords.clone() + "\n",
            None => line(form::field::KEYWORDS_SHORT, &self.keywords),
        };
        let all = all + &form_text::said(&self.extras);
        all.trim_end().to_owned() + "\n"
    }

    /// The fields, without what stands in them; all forms have the same names for them.
    fn fields(&self) -> [Input; 5] {
        let line = |id, label, hint, required, max| Input {
            required,
            max,
            ..Input::line(id, label, hint, "")
        };
        let long = |id, label, hint, required| Input {
            long: true,
            ..line(id, label, hint, required, MAX_INPUT)
        };
        if self.of_file {
            use form::file;
            [
                line("title", file::TITLE, "", true, MAX_TITLE),
                line("summary", file::DESCRIPTION, "", true, MAX_LABEL),
                long("text", file::INTRO, "", false),
                long("keywords", file::ORDER, file::ORDER_HINT, true),
                long("extras", file::EXTRAS, "", false),
            ]
        } else {
            use form::field;
            [
                line("title", field::TITLE, "", true, MAX_TITLE),
                line(
                    "summary",
                    field::SUMMARY,
                    field::SUMMARY_HINT,
                    false,
                    MAX_LABEL,
                ),
                long("text", field::TEXT, "", true),
                long("keywords", field::KEYWORDS, field::KEYWORDS_HINT, false),
                long("extras", field::EXTRAS, field::EXTRAS_HINT, false),
            ]
        }
    }

    fn values_mut(&mut self) -> [&mut String; 5] {
        [
            &mut self.title,
            &mut self.summary,
            &mut self.text,
            &mut self.keywords,
            &mut self.extras,
        ]
    }
}

/// A field with this in it, as so many as that takes.
fn inputs(field: &Input, value: &str) -> Vec<Input> {
    let parts = if field.long {
        parts(value)
    } else {
        vec![(b' ', shorten(value, MAX_INPUT))]
    };
    let many = parts.len() > 1;
    let input = |(n, (code, value)): (usize, (u8, String))| Input {
        id: match n {
            0 => field.id.clone(),
            n => format!("{}+{}{n}", field.id, char::from(code)),
        },
        label: if many {
            format!("{} ({})", field.label, n + 1)
        } else {
            field.label.clone()
        },
        // What was typed is never cut off, even where it could not have been typed.
        max: field.max.max(length(&value)),
        value,
        required: field.required && n == 0,
        ..field.clone()
    };
    parts.into_iter().enumerate().map(input).collect()
}

/// How the parts of a text were parted: by a blank line, a line end, a space, or nothing.
fn joint(code: u8) -> &'static str {
    match code {
        b'p' => "\n\n",
        b'n' => "\n",
        b's' => " ",
        _ => "",
    }
}

/// A text in parts that each fit in a field, with how each is joined to the one before it.
fn parts(text: &str) -> Vec<(u8, String)> {
    let mut parts = Vec::new();
    let (mut rest, mut code) = (text, b'x');
    while length(rest) > MAX_INPUT {
        let end = rest
            .char_indices()
            .nth(MAX_INPUT)
            .map_or(rest.len(), |(at, _)| at);
        let window = &rest[..end];
        // Never right at an edge, where Discord could trim what is left.
        let cut = [b'p', b'n', b's'].into_iter().find_map(|code| {
            let at = window.rfind(joint(code)).filter(|at| *at > end / 2)?;
            let clean = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
            let after = &rest[at + joint(code).len()..];
            let whole = clean(window[..at].chars().next_back()) && clean(after.chars().next());
            whole.then_some((at, code))
        });
        let (at, next) = cut.unwrap_or((end, b'x'));
        parts.push((code, rest[..at].to_owned()));
        rest = &rest[at + joint(next).len()..];
        code = next;
    }
    parts.push((code, rest.to_owned()));
    parts
}
