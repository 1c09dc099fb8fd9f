//! What a file says of itself as a moderator types it, with the order and the groups of its entries as a
//! list of titles, and back.

use crate::content::edit::FileText;
use crate::content::schema;
use crate::library::Collection;
use crate::respond::draft::form::Form;
use crate::respond::draft::form_text::{escaped_line, is_heading, named, set_once, unescaped};
use crate::text::fold::fold;
use crate::text::limits::{MAX_LABEL, shorten};
use crate::words::form::file;

/// The names of a collection's entries with their groups, as members page through them.
pub(crate) fn order(collection: &Collection) -> Vec<(String, Option<String>)> {
    let entries = collection.entries().iter();
    entries.map(|e| (e.id.clone(), e.group.clone())).collect()
}

/// The fields filled with what a file says.
pub(crate) fn form(collection: &Collection, text: &FileText) -> Form {
    let mut order = String::new();
    let mut group = &None;
    for (id, own) in &text.order {
        if own != group {
            group = own;
            let heading = own.as_deref().unwrap_or(file::NO_GROUP);
            order = order + "\n## " + heading + "\n";
        }
        let title = collection.entry(id).map_or(id, |entry| &entry.title);
        order.push_str(&escaped_line(title));
        order.push('\n');
    }
    let lines = file::LINES.iter().map(|(key, name)| {
        let value = match *key {
            "color" => &text.color,
            _ => &text.source,
        };
        let line = format!("{name}: {}", value.as_deref().unwrap_or_default());
        line.trim_end().to_owned()
    });
    Form {
        of_file: true,
        title: text.title.clone(),
        summary: text.description.clone(),
        text: text.intro.clone().unwrap_or_default(),
        keywords: order.trim().to_owned(),
        extras: lines.collect::<Vec<_>>().join("\n"),
    }
}

/// What the fields say of a file with these entries, or words for what is wrong with them.
pub(crate) fn read(form: &Form, collection: &Collection) -> Result<FileText, Vec<String>> {
    let mut faults = Vec::new();
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut new = FileText {
        title: form.title.trim().to_owned(),
        description: form.summary.trim().to_owned(),
        intro: some(&form.text),
        order: read_order(&form.keywords, collection, &mut faults),
        ..FileText::default()
    };
    let lines = form.extras.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        let set = match said(line) {
            Some((_, _, "")) => continue,
            Some(("color", name, value)) => set_once(&mut new.color, value.into(), name),
            Some((_, name, value)) => set_once(&mut new.source, value.into(), name),
            None => Err(file::unknown_line(&shorten(line, MAX_LABEL))),
        };
        faults.extend(set.err());
    }
    if faults.is_empty() {
        Ok(new)
    } else {
        Err(faults)
    }
}

/// The key, the name and the value of a line.
fn said(line: &str) -> Option<(&'static str, &'static str, &str)> {
    let (typed, value) = line.split_once(':')?;
    let (key, name) = named(typed, file::LINES, schema::TOP)?;
    Some((key, name, value.trim()))
}

fn read_order(
    typed: &str,
    collection: &Collection,
    faults: &mut Vec<String>,
) -> Vec<(String, Option<String>)> {
    let mut order: Vec<(String, Option<String>)> = Vec::new();
    let mut group = None;
    let lines = typed.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        if is_heading(line) {
            let name = line.trim_start_matches('#').trim();
            let is_none = name.is_empty() || fold(name) == fold(file::NO_GROUP);
            group = (!is_none).then(|| name.to_owned());
            continue;
        }
        let title = unescaped(line);
        let entries = || collection.entries().iter();
        let found = entries().find(|entry| entry.title == title);
        let found = found.or_else(|| entries().find(|e| *e.folded.title() == fold(title)));
        match found {
            None => faults.push(file::unknown_title(&shorten(title, MAX_LABEL))),
            Some(entry) if order.iter().any(|(id, _)| *id == entry.id) => {
                faults.push(file::title_twice(&entry.title));
            }
            Some(entry) => order.push((entry.id.clone(), group.clone())),
        }
    }
    let is_missing = |id: &str| !order.iter().any(|(own, _)| own == id);
    let missing = collection.entries().iter().filter(|e| is_missing(&e.id));
    faults.extend(missing.map(|entry| file::title_missing(&entry.title)));
    order
}
