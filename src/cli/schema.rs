//! `schema`: prints the JSON Schema of a response file, for editors.

use crate::content::schema::{json_schema, synonyms_json_schema};

/// Prints the schema of a response file, or with `words` that of the file with words that mean the same.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub fn run(words: bool) -> anyhow::Result<()> {
    let schema = if words {
        synonyms_json_schema()
    } else {
        json_schema()
    };
    anstream::println!("{}", serde_json::to_string_pretty(&schema)?);
    Ok(())
}
