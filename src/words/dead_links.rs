//! What moderators read about addresses that do not work any more.

#![expect(missing_docs, reason = "a text is its own doc")]

pub const TITLE: &str = "Link werkt niet meer 🔗";

/// An address that does not work, and the texts that have it.
pub fn line(address: &str, texts: Option<&str>) -> String {
    let texts = texts.unwrap_or("in een bestand");
    format!("{texts}: <{address}> werkt niet meer")
}
