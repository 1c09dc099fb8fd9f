//! What is offered below faults: to have them mended, and to hear what they mean. Compiles nothing.

use std::collections::BTreeSet;

use crate::content::is_command_name;
use crate::diagnostic::fault::page;
use crate::diagnostic::{Diagnostic, Sources};
use crate::respond::action::{Moderate, Upkeep};
use crate::respond::message::{Button, Embed, Item, Message, Row};
use crate::respond::pages;
use crate::respond::task::Reply;
use crate::text::limits::{MAX_BUTTONS_PER_ROW, MAX_LABEL, MAX_TEXT, shorten};
use crate::words::{UNKNOWN_BUTTON, moderators};

/// The buttons that mend the files of these faults, where that can be done in one way, and the menu that
/// tells what the faults mean.
pub(crate) fn below(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<Row> {
    let mendable = diagnostics.iter().filter(|d| d.edit.is_some());
    let mendable: BTreeSet<usize> = mendable.map(|d| d.source).collect();
    // A button has no room for any other name.
    let names: Vec<&str> = mendable
        .into_iter()
        .filter_map(|source| Some(sources.files.get(source)?.name.as_str()))
        .filter(|name| is_command_name(name))
        .take(MAX_BUTTONS_PER_ROW)
        .collect();
    let label = |name: &str| match names.as_slice() {
        [_] => moderators::FIX.to_owned(),
        _ => moderators::fix(name),
    };
    let buttons = names
        .iter()
        .map(|name| Button::new(&label(name), Moderate::Fix((*name).to_owned())));
    let buttons = Row::buttons(buttons);
    buttons.into_iter().chain(meanings(diagnostics)).collect()
}

/// The menu that tells what these faults mean.
pub(crate) fn meanings(diagnostics: &[Diagnostic]) -> Option<Row> {
    let mut met = BTreeSet::new();
    let codes = diagnostics.iter().map(|d| &d.fault);
    let codes = codes.filter(|fault| page(fault.code()).is_some() && met.insert(fault.code()));
    let items = codes.map(|fault| Item {
        label: fault.code().to_owned(),
        description: Some(shorten(&fault.message(), MAX_LABEL)),
        value: fault.code().to_owned(),
    });
    Row::menu(moderators::MENU_EXPLAIN, Upkeep::Explain, items)
}

/// What the fault with the chosen code means.
pub(crate) fn explained(code: &str) -> Reply {
    Reply::private(match page(code) {
        Some(page) => Message::framed(Embed::new(code, shorten(page, MAX_TEXT)), []),
        None => pages::notice(UNKNOWN_BUTTON),
    })
}
