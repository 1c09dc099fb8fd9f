//! `schema`: prints the JSON Schema of a response file, for editors.

use crate::content::schema::json_schema;

/// Prints the schema.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub fn run() -> anyhow::Result<()> {
    anstream::println!("{}", serde_json::to_string_pretty(&json_schema())?);
    Ok(())
}
