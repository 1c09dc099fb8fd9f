//! What the status tells of addresses that do not work any more.

use crate::library::page;
use crate::library::page::Found;
use crate::library::{Entry, Library};
use crate::respond::moderation::parts::add_new;
use crate::words::dead_links as words;

/// The texts that have one of these addresses, each once, and the lines that say so.
pub(crate) fn find<'a>(
    library: &'a Library,
    addresses: &[String],
) -> (Vec<Found<'a>>, Vec<String>) {
    let (mut texts, mut lines): (Vec<Found<'a>>, Vec<String>) = (Vec::new(), Vec::new());
    for address in addresses {
        let having = page::all(library).filter(|found| has(found.entry, address));
        let having: Vec<Found<'a>> = having.collect();
        let names: Vec<String> = having.iter().map(|f| f.reference().to_string()).collect();
        // One that stands in a comment or above the texts has no text to open.
        let names = Some(names.join(", ")).filter(|names| !names.is_empty());
        lines.push(words::line(address, names.as_deref()));
        add_new(&mut texts, having);
    }
    (texts, lines)
}

/// Whether a text has an address, which may be written without the `/` at its end.
fn has(entry: &Entry, address: &str) -> bool {
    let bare = address.trim_end_matches('/');
    let goes_on = |rest: &str| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|c: char| c.is_alphanumeric() || "/-_?=&%#+~".contains(c))
    };
    let is_in = |text: &String| {
        let mut places = text.match_indices(bare);
        places.any(|(at, _)| !goes_on(&text[at + bare.len()..]))
    };
    let sections = entry.sections.iter().map(|section| &section.text);
    let mut texts = sections.chain([&entry.text]).chain(&entry.source);
    let mut links = entry.links.iter();
    links.any(|link| link.url.trim_end_matches('/') == bare) || texts.any(is_in)
}
