//! `schema`: prints the JSON Schema of a response file, for editors. Reads no settings and no files.

use std::process::ExitCode;

use crate::content::schema::{json_schema, synonyms_json_schema};

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  aandeslag schema > responses/schema.json
  aandeslag schema --words > responses/woorden.schema.json";

/// Of which file the schema is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {
    /// The schema of woorden.toml, the file with words that mean the same
    #[arg(long)]
    words: bool,
}

/// Prints the schema of a response file, or that of the file with words that mean the same.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    let schema = if args.words {
        synonyms_json_schema()
    } else {
        json_schema()
    };
    anstream::println!("{}", serde_json::to_string_pretty(&schema)?);
    Ok(ExitCode::SUCCESS)
}
