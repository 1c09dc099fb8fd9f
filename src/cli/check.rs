//! `check`: tells every problem of the response files, and which addresses in them do not work.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::ensure;
use clap::ValueEnum;

use crate::bot::config::Responses;
use crate::bot::jobs::links;
use crate::cli::outcome::exit_code;
use crate::cli::process::{run_to_end, unreadable};
use crate::content::compile;
use crate::diagnostic::{self, Sources};
use crate::{store, words};

/// How problems are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One array of records
    Json,
    /// Annotations on a pull request
    Github,
}

/// What to check, and how to tell of it.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also try every address in the files
    #[arg(long, conflicts_with = "format")]
    links: bool,
    /// The folder to check
    directory: Option<PathBuf>,
}

/// Checks the files of the folder that the arguments name, or of this one.
///
/// # Errors
///
/// When there is nothing to check, the report cannot be written as JSON, or no address can be tried.
pub fn run(responses: &Responses, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let directory = args.directory.as_deref().unwrap_or(&responses.directory);
    let sources = store::read(directory).map_err(|error| unreadable(directory, error))?;
    // A folder without files is more likely the wrong one than in order.
    ensure!(
        !sources.files.is_empty(),
        "there is no response file (*.toml) in the folder {}",
        directory.display()
    );
    let sources = Sources {
        plain_language: responses.plain_language,
        ..sources
    };
    if args.links {
        return run_to_end(check_with_links(sources));
    }
    check(&sources, args.format)
}

fn check(sources: &Sources, format: Format) -> anyhow::Result<ExitCode> {
    let compiled = compile(sources);
    let records = || diagnostic::records(sources, &compiled.diagnostics);
    let report = match format {
        Format::Text => diagnostic::report(sources, &compiled.diagnostics, true),
        Format::Json => serde_json::to_string_pretty(&records())? + "\n",
        Format::Github => diagnostic::github(&records()),
    };
    anstream::print!("{report}");
    Ok(exit_code(compiled.has_errors()))
}

/// Checks the files and, when those can be used, the addresses in them. That all is well is said when
/// both are.
async fn check_with_links(sources: Sources) -> anyhow::Result<ExitCode> {
    let compiled = compile(&sources);
    let report = diagnostic::report(&sources, &compiled.diagnostics, true);
    let is_well = compiled.diagnostics.is_empty();
    if !is_well {
        anstream::print!("{report}");
    }
    if compiled.has_errors() {
        return Ok(ExitCode::FAILURE);
    }
    let found = links::check(links::places(&sources)).await?;
    let (mut n_broken, mut n_unsure) = (0, 0);
    for (links::Place { file, line, url }, outcome) in &found {
        match outcome {
            links::Verdict::Works => {}
            links::Verdict::Unsure(reason) => {
                n_unsure += 1;
                let told = words::check::unsure(url.as_str(), reason);
                anstream::println!("{file}:{line}: {}: {told}", words::check::WARNING);
            }
            links::Verdict::Broken(reason) => {
                n_broken += 1;
                let told = words::check::broken(url.as_str(), reason);
                anstream::println!("{file}:{line}: {}: {told}", words::check::ERROR);
            }
        }
    }
    if is_well && n_broken + n_unsure == 0 {
        anstream::print!("{report}");
    }
    anstream::println!("{}", words::check::summary(found.len(), n_broken));
    Ok(exit_code(n_broken > 0))
}
