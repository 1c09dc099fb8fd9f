//! What an entry says: read from its table, and written into it.

use toml::de::DeTable;
use toml_edit::{Item, Table};

use crate::content::edit::values::{self, Shape};
use crate::content::faults::Faults;
use crate::content::fields::Fields;
use crate::content::schema;
use crate::library::EntryRef;
use crate::library::entry::EntryText;

/// What an entry says, from the values of its table.
pub(crate) fn of_fields(fields: &Fields) -> EntryText {
    let list = |key| fields.list(key).into_iter().map(|text| text.value);
    let pairs = |key| {
        let pairs = fields.pairs(key).into_iter();
        pairs.map(|(name, text)| (name, text.value))
    };
    EntryText {
        title: fields.text("title").unwrap_or_default(),
        emoji: fields.text("emoji"),
        group: fields.text("group"),
        summary: fields.text("summary"),
        text: fields.text("text").unwrap_or_default(),
        keywords: list("keywords").collect(),
        questions: list("questions").collect(),
        related: list("related").collect(),
        source: fields.text("source"),
        checked: fields.date("checked"),
        image: fields.text("image"),
        image_alt: fields.text("image_alt"),
        sections: pairs("sections").collect(),
        links: pairs("links").collect(),
        choices: pairs("choices").collect(),
    }
}

/// What an entry says, from the lines of it; what is not as it should be counts as not there.
pub fn text_of(lines: &str) -> Option<EntryText> {
    let file = DeTable::parse(lines).ok()?;
    let (_, entry) = file.get_ref().iter().next()?;
    // Nobody asks what is wrong with it.
    let mut faults = Faults::default();
    faults.turn_to(0, lines);
    let table = entry.get_ref().as_table()?;
    let fields = Fields::read(&mut faults, schema::ENTRY, table, None);
    Some(of_fields(&fields))
}

/// Writes what an entry says into its table.
pub(crate) fn fill(table: &mut Table, new: &EntryText) {
    values::set_text(table, "title", Some(&new.title), Shape::Line);
    values::set_text(table, "emoji", new.emoji.as_deref(), Shape::Line);
    values::set_text(table, "group", new.group.as_deref(), Shape::Line);
    values::set_text(table, "summary", new.summary.as_deref(), Shape::Line);
    values::set_text(table, "text", Some(&new.text), Shape::Lines);
    values::set_words(table, "keywords", &new.keywords, Shape::Line);
    values::set_words(table, "questions", &new.questions, Shape::Lines);
    values::set_words(table, "related", &new.related, Shape::Line);
    values::set_text(table, "source", new.source.as_deref(), Shape::Line);
    values::set_date(table, "checked", new.checked);
    values::set_text(table, "image", new.image.as_deref(), Shape::Line);
    values::set_text(table, "image_alt", new.image_alt.as_deref(), Shape::Line);
    for (key, pairs, shape) in [
        ("sections", &new.sections, Shape::Lines),
        ("links", &new.links, Shape::Line),
        ("choices", &new.choices, Shape::Line),
    ] {
        let pairs = pairs.iter().map(|(name, text)| (name, text));
        values::set_pairs(table, key, pairs, shape);
    }
}

/// Takes out what leads to an entry.
pub(crate) fn unlink(table: &mut Table, home: &str, target: &EntryRef) {
    let leads = |name: &str| EntryRef::parse(&values::plain(name), home) == *target;
    if let Some(related) = table.get("related").and_then(Item::as_array) {
        let names = related.iter().filter_map(toml_edit::Value::as_str);
        let kept = names.filter(|name| !leads(name)).map(values::plain);
        let kept: Vec<String> = kept.collect();
        values::set_words(table, "related", &kept, Shape::Line);
    }
    if let Some(choices) = table.get_mut("choices").and_then(Item::as_table_like_mut) {
        let gone = (choices.iter()).filter(|(_, to)| to.as_str().is_some_and(leads));
        let gone: Vec<String> = gone.map(|(label, _)| label.to_owned()).collect();
        for label in &gone {
            choices.remove(label);
        }
        if !gone.is_empty() && choices.is_empty() {
            table.remove("choices");
        }
    }
}
