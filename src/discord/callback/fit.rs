//! The last look at what is sent: whatever it was made of, it stays within Discord's limits, as one
//! thing too many makes Discord refuse the whole. At the endpoint nobody would ever hear of that.
//!
//! Texts fit by the loader's limits and pages by the way they are made, so there is hardly ever
//! something to mend; what was mended is named, for the log.

use std::collections::HashSet;

use super::{Button, Choice, Component, Embed, Menu, MenuOption, Message, Modal, TextInput};
use crate::limits::{
    MAX_ADDRESS, MAX_ANSWER, MAX_BUTTON, MAX_CONTENT, MAX_CUSTOM_ID, MAX_FOOTER, MAX_HEADING,
    MAX_INPUT, MAX_INPUTS, MAX_ITEMS, MAX_LABEL, MAX_MODAL_TITLE, MAX_PLACEHOLDER, MAX_ROW,
    MAX_ROWS, MAX_SECTION, MAX_SECTIONS, MAX_TEXT, MAX_TITLE, length, shorten,
};
use crate::words;

/// What did not fit, by the name of its field at Discord.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Mended(pub(super) Vec<&'static str>);

impl Mended {
    fn note(&mut self, what: &'static str) {
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }

    fn cut(&mut self, what: &'static str, text: &mut String, most: usize) {
        if is_longer(text, most) {
            *text = shorten(text, most);
            self.note(what);
        }
    }

    /// Leaves out what is not right, and what is more than `most`.
    fn keep<T>(
        &mut self,
        what: &'static str,
        items: &mut Vec<T>,
        most: usize,
        is_right: impl FnMut(&T) -> bool,
    ) {
        let before = items.len();
        items.retain(is_right);
        items.truncate(most);
        if items.len() < before {
            self.note(what);
        }
    }
}

/// Whether a text has more characters; it has no more of them than bytes.
fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && length(text) > most
}

/// Discord takes the spaces around a text away before it looks at it.
fn is_empty(text: &str) -> bool {
    text.trim().is_empty()
}

/// Whether a name is there and no longer than `most`.
fn is_name(text: &str, most: usize) -> bool {
    !text.is_empty() && !is_longer(text, most)
}

/// For each name, whether it was there before.
fn repeated<'a>(names: impl Iterator<Item = Option<&'a str>>) -> std::vec::IntoIter<bool> {
    let mut seen = HashSet::new();
    let repeated = names.map(|name| name.is_some_and(|name| !seen.insert(name)));
    repeated.collect::<Vec<_>>().into_iter()
}

impl Message {
    /// The message as Discord takes it.
    pub(super) fn fitting(mut self) -> Self {
        let mut mended = Mended::default();
        mended.cut("content", &mut self.content, MAX_CONTENT);
        for embed in &mut self.embeds {
            embed.fit(&mut mended);
        }
        mended.keep("embeds", &mut self.embeds, 1, |embed| embed.length() > 0);
        let components = self.components.iter().flat_map(|row| &row.components);
        let mut repeated = repeated(components.map(Component::custom_id));
        for row in &mut self.components {
            for component in &mut row.components {
                component.fit(&mut mended);
            }
            mended.keep("components", &mut row.components, MAX_ROW, |component| {
                !repeated.next().unwrap_or_default() && component.is_right()
            });
        }
        mended.keep("rows", &mut self.components, MAX_ROWS, |row| {
            !row.components.is_empty()
        });
        if is_empty(&self.content) && self.embeds.is_empty() && self.file.is_none() {
            words::APOLOGY.clone_into(&mut self.content);
            mended.note("content");
        }
        self.mended = mended;
        self
    }
}

impl Embed {
    fn fit(&mut self, mended: &mut Mended) {
        mended.cut("embed title", &mut self.title, MAX_TITLE);
        mended.cut("embed description", &mut self.description, MAX_TEXT);
        if let Some(footer) = &mut self.footer {
            mended.cut("embed footer", &mut footer.text, MAX_FOOTER);
        }
        for field in &mut self.fields {
            mended.cut("embed field", &mut field.name, MAX_HEADING);
            mended.cut("embed field", &mut field.value, MAX_SECTION);
        }
        mended.keep("embed field", &mut self.fields, MAX_SECTIONS, |field| {
            !is_empty(&field.name) && !is_empty(&field.value)
        });
        // Title and description always fit together.
        while self.length() > MAX_ANSWER {
            mended.note("embed");
            if self.fields.pop().is_none() {
                self.footer = None;
            }
        }
    }

    /// The characters that count for Discord's limit of all texts together; nothing is as good as
    /// spaces.
    fn length(&self) -> usize {
        let fields = self.fields.iter().flat_map(|f| [&f.name, &f.value]);
        let footer = self.footer.iter().map(|footer| &footer.text);
        let texts = [&self.title, &self.description].into_iter();
        let texts = texts.chain(footer).chain(fields);
        texts.map(|text| length(text.trim())).sum()
    }
}

impl Component {
    fn custom_id(&self) -> Option<&str> {
        match self {
            Self::Button(button) => button.custom_id.as_deref(),
            Self::Menu(menu) => Some(&menu.custom_id),
            Self::Input(input) => Some(&input.custom_id),
        }
    }

    fn fit(&mut self, mended: &mut Mended) {
        match self {
            Self::Button(button) => mended.cut("button label", &mut button.label, MAX_BUTTON),
            Self::Menu(menu) => menu.fit(mended),
            Self::Input(input) => input.fit(mended),
        }
    }

    fn is_right(&self) -> bool {
        let has_name = self.custom_id().is_none_or(|id| is_name(id, MAX_CUSTOM_ID));
        has_name
            && match self {
                Self::Button(button) => button.is_right(),
                Self::Menu(menu) => !menu.options.is_empty(),
                Self::Input(_) => true,
            }
    }
}

impl Button {
    fn is_right(&self) -> bool {
        let has_face = self.emoji.is_some() || !is_empty(&self.label);
        has_face
            && self
                .url
                .as_ref()
                .is_none_or(|url| is_name(url, MAX_ADDRESS))
    }
}

impl Menu {
    fn fit(&mut self, mended: &mut Mended) {
        mended.cut("placeholder", &mut self.placeholder, MAX_PLACEHOLDER);
        for option in &mut self.options {
            option.fit(mended);
        }
        let mut repeated = repeated(self.options.iter().map(|option| Some(&*option.value)));
        mended.keep("options", &mut self.options, MAX_ITEMS, |option| {
            !repeated.next().unwrap_or_default() && option.is_right()
        });
    }
}

impl MenuOption {
    fn fit(&mut self, mended: &mut Mended) {
        mended.cut("option label", &mut self.label, MAX_LABEL);
        if let Some(description) = &mut self.description {
            mended.cut("option description", description, MAX_LABEL);
        }
        self.description.take_if(|text| is_empty(text));
    }

    fn is_right(&self) -> bool {
        !is_empty(&self.label) && is_name(&self.value, MAX_LABEL)
    }
}

impl Modal {
    /// The form as Discord takes it.
    pub(super) fn fitting(mut self) -> Self {
        let mut mended = Mended::default();
        mended.cut("title", &mut self.title, MAX_MODAL_TITLE);
        if is_empty(&self.title) {
            words::FORM.clone_into(&mut self.title);
            mended.note("title");
        }
        let inputs = self
            .components
            .iter_mut()
            .flat_map(|row| &mut row.components);
        inputs.for_each(|input| input.fit(&mut mended));
        mended.keep("rows", &mut self.components, MAX_INPUTS, |_| true);
        self.mended = mended;
        self
    }
}

impl TextInput {
    fn fit(&mut self, mended: &mut Mended) {
        mended.cut("input label", &mut self.label, MAX_MODAL_TITLE);
        mended.cut("input placeholder", &mut self.placeholder, MAX_LABEL);
        mended.cut("input value", &mut self.value, MAX_INPUT);
        if is_longer(&self.value, self.max_length) {
            self.max_length = MAX_INPUT;
            mended.note("input value");
        }
    }
}

/// The suggestions that Discord takes.
pub(super) fn choices(mut choices: Vec<Choice>) -> (Vec<Choice>, Mended) {
    let mut mended = Mended::default();
    for choice in &mut choices {
        mended.cut("choice name", &mut choice.name, MAX_LABEL);
    }
    mended.keep("choices", &mut choices, MAX_ITEMS, |choice| {
        !is_empty(&choice.name) && is_name(&choice.value, MAX_LABEL)
    });
    (choices, mended)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Callback, Message};
    use crate::respond::{self, Action, Button, Embed, Item, Menu, Press, Reply, Row};

    fn sent(message: respond::Message) -> (Value, Vec<&'static str>) {
        let message = Message::new(message, None);
        let mended = message.mended.0.clone();
        (serde_json::to_value(message).unwrap_or_default(), mended)
    }

    fn n_items(list: &Value) -> usize {
        list.as_array().map_or(0, Vec::len)
    }

    fn page(n: usize) -> Button {
        let list = Action::Overview {
            collection: "tips".into(),
            page: n,
        };
        Button {
            label: "Verder".into(),
            emoji: None,
            does: Press::Ask(list),
        }
    }

    #[test]
    fn what_fits_goes_as_it_is() {
        let message = respond::Message {
            content: "é".repeat(2000),
            rows: (0..5).map(|n| Row::Buttons(vec![page(n)])).collect(),
            ..respond::Message::default()
        };
        let (sent, mended) = sent(message);
        assert!(mended.is_empty(), "{mended:?}");
        assert_eq!(sent["content"], "é".repeat(2000));
        assert_eq!(n_items(&sent["components"]), 5);
    }

    #[test]
    fn nothing_empty_repeated_or_too_long_leaves() {
        let item = |label: &str, value: &str| Item {
            label: label.into(),
            description: Some(" ".into()),
            emoji: None,
            value: value.into(),
        };
        let menu = |items| {
            Row::Menu(Menu {
                placeholder: "Kies".into(),
                items,
                asks: Action::Choose,
            })
        };
        let nameless = Button {
            label: " ".into(),
            ..page(7)
        };
        let message = respond::Message {
            embed: Some(Embed {
                title: "t".repeat(257),
                description: "d".repeat(4096),
                fields: vec![
                    (" ".into(), "leeg".into()),
                    ("leeg".into(), "\n".into()),
                    ("eerste".into(), "x".repeat(1000)),
                    ("laatste".into(), "x".repeat(1000)),
                ],
                ..Embed::default()
            }),
            rows: vec![
                Row::Buttons(Vec::new()),
                menu(Vec::new()),
                Row::Buttons((0..6).map(page).collect()),
                Row::Buttons(vec![page(0), nameless]),
                menu(vec![item("a", "x"), item("b", "x"), item("", "y")]),
            ],
            ..respond::Message::default()
        };
        let (sent, mended) = sent(message);
        let fields = &sent["embeds"][0]["fields"];
        assert_eq!(n_items(fields), 1);
        assert_eq!(fields[0]["name"], "eerste");
        let rows = &sent["components"];
        assert_eq!(n_items(rows), 2);
        assert_eq!(n_items(&rows[0]["components"]), 5);
        assert_eq!(
            rows[1]["components"][0]["options"],
            json!([{"label": "a", "value": "x"}])
        );
        for what in ["embed title", "embed field", "embed", "components", "rows"] {
            assert!(mended.contains(&what), "{what} in {mended:?}");
        }
    }

    #[test]
    fn a_message_always_says_something() {
        let callback = Callback::from_reply(Reply::private(respond::Message {
            embed: Some(Embed::default()),
            rows: vec![Row::Buttons(vec![page(0)])],
            ..respond::Message::default()
        }));
        assert_eq!(callback.mended(), ["embeds", "content"]);
        let sent = serde_json::to_value(callback).unwrap_or_default();
        assert_eq!(sent["data"]["content"], crate::words::APOLOGY);
        assert_eq!(sent["data"]["embeds"], json!([]));
    }
}
