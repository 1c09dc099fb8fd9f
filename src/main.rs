//! The command line: reads the arguments, starts what they ask for, and turns the outcome into an
//! exit code.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use aandeslag::bot::Bot;
use aandeslag::config::Config;
use aandeslag::content::live::Live;
use aandeslag::diagnostic::{self, Severity};
use aandeslag::{ask, content};
use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};

/// A Discord bot whose slash commands are TOML files.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The configuration file [default: config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder with the response files [default: responses, or what the configuration says]
    #[arg(long, global = true, value_name = "DIR")]
    responses: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer one command line in the terminal, such as '/tips'
    Ask {
        /// Print the exact payload that Discord would get
        #[arg(long)]
        json: bool,
        /// The command line
        #[arg(required = true, num_args = 1.., value_name = "COMMAND LINE")]
        line: Vec<String>,
    },
    /// Check the response files; exits with 0 when they can be used, 1 when not, 2 when they could not be read
    Check {
        /// How to report
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// The folder to check
        directory: Option<PathBuf>,
    },
    /// Print the JSON Schema of a response file, for editors
    Schema,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One array of records
    Json,
    /// Annotations on a pull request
    Github,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = Config::load(cli.config.as_deref()).and_then(|config| run(cli, config));
    outcome.unwrap_or_else(|error| {
        anstream::eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(cli: Cli, mut config: Config) -> anyhow::Result<ExitCode> {
    if let Some(directory) = cli.responses {
        config.responses.directory = directory;
    }
    match cli.command {
        Command::Ask { json, line } => run_ask(&config, &line.join(" "), json),
        Command::Check { format, directory } => Ok(run_check(
            &directory.unwrap_or(config.responses.directory),
            format,
        )),
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&content::schema::json_schema())?;
            anstream::println!("{schema}");
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn run_ask(config: &Config, line: &str, json: bool) -> anyhow::Result<ExitCode> {
    let directory = &config.responses.directory;
    let content = Live::load(directory, None)
        .with_context(|| format!("cannot read the folder {}", directory.display()))?;
    let snapshot = content.current();
    let errors: Vec<_> = snapshot
        .diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error)
        .cloned()
        .collect();
    if !errors.is_empty() {
        anstream::eprint!("{}", diagnostic::report(&snapshot.sources, &errors, true));
    }
    let interaction = ask::interaction(&snapshot.library, line);
    let bot = Bot::new(Arc::new(content), None);
    let callback = serde_json::to_value(bot.answer(&interaction))?;
    if json {
        anstream::println!("{}", serde_json::to_string_pretty(&callback)?);
    } else {
        anstream::print!("{}", ask::readable(&callback));
    }
    Ok(if errors.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run_check(directory: &std::path::Path, format: Format) -> ExitCode {
    let sources = match content::read(directory) {
        Ok(sources) => sources,
        Err(error) => {
            anstream::eprintln!(
                "error: cannot read the folder {}: {error}",
                directory.display()
            );
            return ExitCode::from(2);
        }
    };
    let compiled = content::compile(&sources);
    let records = || diagnostic::records(&sources, &compiled.diagnostics);
    match format {
        Format::Text => {
            anstream::print!(
                "{}",
                diagnostic::report(&sources, &compiled.diagnostics, true)
            );
        }
        Format::Json => match serde_json::to_string_pretty(&records()) {
            Ok(json) => anstream::println!("{json}"),
            Err(error) => {
                anstream::eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        },
        Format::Github => anstream::print!("{}", diagnostic::github(&records())),
    }
    if compiled.has_errors() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
