//! Writes what is sent with serenity's builders, and takes the last look at it: whatever it was made
//! of, it stays within Discord's limits, as one thing too many makes Discord refuse the whole. At the
//! endpoint nobody would ever hear of that.
//!
//! Texts fit by the compiler's limits and pages by the way they are made, so there is hardly ever
//! something to mend; what was mended is named, for the log.

use std::collections::HashSet;
use std::num::NonZeroU64;

use serde::Serialize;
use serenity::all::{
    AutocompleteChoice, ButtonStyle, CreateActionRow, CreateAllowedMentions,
    CreateAutocompleteResponse, CreateButton, CreateEmbed, CreateEmbedFooter, CreateInputText,
    CreateModal, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, InputTextStyle,
    InteractionResponseFlags, UserId,
};

use crate::respond::{
    Action, Button, Choice, Embed, File, Input, Item, Menu, Message, Modal, Press, Row,
};
use crate::text::limits::{
    MAX_ADDRESS, MAX_ALT, MAX_ANSWER, MAX_BUTTON, MAX_BUTTONS_PER_ROW, MAX_CONTENT, MAX_CUSTOM_ID,
    MAX_FOOTER, MAX_HEADING, MAX_INPUT, MAX_INPUTS, MAX_ITEMS, MAX_LABEL, MAX_MODAL_TITLE,
    MAX_PLACEHOLDER, MAX_ROWS, MAX_SECTION, MAX_SECTIONS, MAX_TEXT, MAX_TITLE, length, shorten,
};
use crate::words;

/// A message as it is sent, in answers, in edits of them and in channels, for which serenity has a
/// builder each. Text, embeds and components are always written, so that an update leaves nothing of
/// the old text.
#[derive(Serialize)]
pub(crate) struct MessagePayload {
    content: String,
    embeds: Vec<CreateEmbed>,
    components: Vec<CreateActionRow>,
    allowed_mentions: CreateAllowedMentions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flags: Option<InteractionResponseFlags>,
    /// The files; none at all is said only where there may have been one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachments: Option<Vec<FileName>>,
}

/// A file as the payload names it. Its number is text at Discord; serenity writes a number.
#[derive(Serialize)]
pub(crate) struct FileName {
    /// The number of the part that holds it.
    id: &'static str,
    filename: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// What did not fit, by the name of its field at Discord.
#[derive(Debug, Default)]
pub(crate) struct Mended {
    pub(crate) parts: Vec<&'static str>,
    /// The names of the components so far, none of which may be there twice.
    names: HashSet<String>,
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

/// What changes something stands out; what takes something away stands out as that.
fn style(action: &Action) -> ButtonStyle {
    match action {
        Action::Moderate(moderate) if moderate.publishes() => ButtonStyle::Success,
        Action::Moderate(moderate) if moderate.removes() => ButtonStyle::Danger,
        _ => ButtonStyle::Secondary,
    }
}

/// The characters that count for Discord's limit of all texts together; nothing is as good as
/// spaces.
fn size(embed: &Embed) -> usize {
    let fields = embed.fields.iter().flat_map(|(name, value)| [name, value]);
    let texts = [&embed.title, &embed.description, &embed.footer].into_iter();
    texts.chain(fields).map(|text| length(text.trim())).sum()
}

impl Mended {
    fn note(&mut self, what: &'static str) {
        if !self.parts.contains(&what) {
            self.parts.push(what);
        }
    }

    fn cut(&mut self, what: &'static str, text: String, most: usize) -> String {
        if is_longer(&text, most) {
            self.note(what);
            shorten(&text, most)
        } else {
            text
        }
    }

    /// Writes what is right, and no more than `most`; leaves out the rest.
    fn keep<T, W>(
        &mut self,
        what: &'static str,
        items: Vec<T>,
        most: usize,
        mut write: impl FnMut(&mut Self, T) -> Option<W>,
    ) -> Vec<W> {
        let before = items.len();
        let items = items.into_iter();
        let kept: Vec<W> = items.filter_map(|i| write(self, i)).take(most).collect();
        if kept.len() < before {
            self.note(what);
        }
        kept
    }

    pub(crate) fn message(&mut self, message: Message) -> MessagePayload {
        let content = self.cut("content", message.content, MAX_CONTENT);
        let embeds = message.embed.into_iter().collect();
        let mut written = MessagePayload {
            content,
            embeds: self.keep("embeds", embeds, 1, Self::embed),
            components: self.keep("rows", message.rows, MAX_ROWS, Self::row),
            allowed_mentions: CreateAllowedMentions::new()
                .users(message.calls.and_then(NonZeroU64::new).map(UserId::from)),
            flags: None,
            attachments: message.file.map(|file| vec![self.file_name(file)]),
        };
        let shows = !written.embeds.is_empty() || written.attachments.is_some();
        if is_empty(&written.content) && !shows {
            words::APOLOGY.clone_into(&mut written.content);
            self.note("content");
        }
        written
    }

    fn file_name(&mut self, file: File) -> FileName {
        let description = file.description;
        FileName {
            id: "0",
            filename: file.name,
            description: description.map(|text| self.cut("file description", text, MAX_ALT)),
        }
    }

    fn embed(&mut self, mut embed: Embed) -> Option<CreateEmbed> {
        embed.title = self.cut("embed title", embed.title, MAX_TITLE);
        embed.description = self.cut("embed description", embed.description, MAX_TEXT);
        embed.footer = self.cut("embed footer", embed.footer, MAX_FOOTER);
        let fields = std::mem::take(&mut embed.fields);
        embed.fields = self.keep(
            "embed field",
            fields,
            MAX_SECTIONS,
            |mended, (name, value)| {
                let name = mended.cut("embed field", name, MAX_HEADING);
                let value = mended.cut("embed field", value, MAX_SECTION);
                (!is_empty(&name) && !is_empty(&value)).then_some((name, value))
            },
        );
        // Title and description always fit together.
        while size(&embed) > MAX_ANSWER {
            self.note("embed");
            if embed.fields.pop().is_none() {
                embed.footer.clear();
            }
        }
        if size(&embed) == 0 {
            return None;
        }
        let fields = embed.fields.into_iter();
        let mut written = CreateEmbed::new()
            .title(embed.title)
            .description(embed.description)
            .fields(fields.map(|(name, value)| (name, value, false)));
        if let Some(color) = embed.color {
            written = written.color(color);
        }
        if !embed.footer.is_empty() {
            written = written.footer(CreateEmbedFooter::new(embed.footer));
        }
        Some(written)
    }

    fn row(&mut self, row: Row) -> Option<CreateActionRow> {
        match row {
            Row::Buttons(buttons) => {
                let buttons = self.keep("components", buttons, MAX_BUTTONS_PER_ROW, Self::button);
                (!buttons.is_empty()).then_some(CreateActionRow::Buttons(buttons))
            }
            Row::Menu(menu) => self.menu(menu).map(CreateActionRow::SelectMenu),
        }
    }

    /// The name of a component, if Discord takes it beside the others.
    fn name(&mut self, action: &Action) -> Option<String> {
        let name = action.encode();
        (is_name(&name, MAX_CUSTOM_ID) && self.names.insert(name.clone())).then_some(name)
    }

    fn button(&mut self, button: Button) -> Option<CreateButton> {
        let label = self.cut("button label", button.label, MAX_BUTTON);
        if is_empty(&label) {
            return None;
        }
        let written = match button.does {
            Press::Ask(action) => CreateButton::new(self.name(&action)?).style(style(&action)),
            Press::Disabled(action) => CreateButton::new(self.name(&action)?)
                .style(ButtonStyle::Secondary)
                .disabled(true),
            Press::Open(url) if is_name(&url, MAX_ADDRESS) => CreateButton::new_link(url),
            Press::Open(_) => return None,
        };
        Some(written.label(label))
    }

    fn menu(&mut self, menu: Menu) -> Option<CreateSelectMenu> {
        let mut values = HashSet::new();
        let options = self.keep("options", menu.items, MAX_ITEMS, |mended, item| {
            let is_new = values.insert(item.value.clone());
            mended.option(item).filter(|_| is_new)
        });
        if options.is_empty() {
            self.note("components");
            return None;
        }
        let placeholder = self.cut("placeholder", menu.placeholder, MAX_PLACEHOLDER);
        let kind = CreateSelectMenuKind::String { options };
        let Some(name) = self.name(&menu.asks) else {
            self.note("components");
            return None;
        };
        Some(CreateSelectMenu::new(name, kind).placeholder(placeholder))
    }

    fn option(&mut self, item: Item) -> Option<CreateSelectMenuOption> {
        let label = self.cut("option label", item.label, MAX_LABEL);
        if is_empty(&label) || !is_name(&item.value, MAX_LABEL) {
            return None;
        }
        let mut written = CreateSelectMenuOption::new(label, item.value);
        if let Some(text) = item.description.filter(|text| !is_empty(text)) {
            written = written.description(self.cut("option description", text, MAX_LABEL));
        }
        Some(written)
    }

    /// A form. Its fields stand in rows of their own, which is the one shape of which every client
    /// of the gateway gives the values back.
    pub(crate) fn modal(&mut self, modal: Modal) -> CreateModal {
        let mut title = self.cut("title", modal.title, MAX_MODAL_TITLE);
        if is_empty(&title) {
            words::FORM.clone_into(&mut title);
            self.note("title");
        }
        let rows = self.keep("rows", modal.inputs, MAX_INPUTS, |mended, input| {
            Some(CreateActionRow::InputText(mended.input(input)))
        });
        CreateModal::new(modal.asks.encode(), title).components(rows)
    }

    fn input(&mut self, input: Input) -> CreateInputText {
        let style = if input.long {
            InputTextStyle::Paragraph
        } else {
            InputTextStyle::Short
        };
        let label = self.cut("input label", input.label, MAX_MODAL_TITLE);
        let hint = self.cut("input placeholder", input.hint, MAX_LABEL);
        let value = self.cut("input value", input.value, MAX_INPUT);
        let mut max = input.max;
        if is_longer(&value, max) {
            max = MAX_INPUT;
            self.note("input value");
        }
        let mut written = CreateInputText::new(style, label, input.id)
            .required(input.required)
            .max_length(u16::try_from(max).unwrap_or(u16::MAX));
        if !hint.is_empty() {
            written = written.placeholder(hint);
        }
        if !value.is_empty() {
            written = written.value(value);
        }
        written
    }

    pub(crate) fn choices(&mut self, choices: Vec<Choice>) -> CreateAutocompleteResponse {
        let choices = self.keep("choices", choices, MAX_ITEMS, |mended, choice| {
            let name = mended.cut("choice name", choice.name, MAX_LABEL);
            let is_right = !is_empty(&name) && is_name(&choice.value, MAX_LABEL);
            is_right.then(|| AutocompleteChoice::new(name, choice.value))
        });
        CreateAutocompleteResponse::new().set_choices(choices)
    }
}
