//! The command line: reads the arguments, starts what they ask for, and turns the outcome into an
//! exit code.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use aandeslag::config::{Config, Environment};
use aandeslag::content::live::{Live, Snapshot};
use aandeslag::diagnostic::{self, Diagnostic, Severity};
use aandeslag::respond::Bags;
use aandeslag::rest::{Rest, Scope};
use aandeslag::{ask, content, discord, gateway, process, register};
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
    /// Connect to Discord and answer what members ask there
    Gateway,
    /// Bring the commands that Discord has registered in line with the response files
    Register {
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
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
        Command::Gateway => run_to_end(run_gateway(&config)),
        Command::Register { dry_run } => run_to_end(run_register(&config, dry_run)),
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

/// Runs something asynchronous, and does not wait for what it left behind.
fn run_to_end(task: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    // Two at least, so that a task that never pauses does not stop the clocks of all others.
    let n_threads = std::thread::available_parallelism().map_or(2, |n| n.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(n_threads)
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(task);
    runtime.shutdown_background();
    outcome
}

async fn run_gateway(config: &Config) -> anyhow::Result<ExitCode> {
    let shutdown = process::stop_on_signal()?;
    let environment = Environment::load()?;
    environment.token()?;
    process::start_log();
    let live = Arc::new(load(config)?);
    process::reload_on_signal(Arc::clone(&live))?;
    process::log_content(&live);
    gateway::run(config, &environment, live, shutdown).await?;
    Ok(ExitCode::SUCCESS)
}

async fn run_register(config: &Config, dry_run: bool) -> anyhow::Result<ExitCode> {
    process::start_log();
    let environment = Environment::load()?;
    let rest = Rest::new(&environment.api_url, environment.token()?)?;
    let snapshot = load(config)?.current();
    let has_errors = report_errors(&snapshot);
    let scope = Scope {
        application: rest.application().await?.id,
        guild: config.discord.guild,
    };
    let commands = discord::command::all(&snapshot.library, scope.guild.is_some());
    let difference = if dry_run {
        register::compare(&rest, scope, &commands).await?
    } else {
        register::bring_in_line(&rest, scope, &commands).await?
    };
    anstream::print!("{}", register::report(&difference, scope, dry_run));
    Ok(exit_code(has_errors))
}

fn load(config: &Config) -> anyhow::Result<Live> {
    let directory = &config.responses.directory;
    Live::load(directory).with_context(|| format!("cannot read the folder {}", directory.display()))
}

/// Shows what keeps files from being used, and tells whether there is such a thing.
fn report_errors(snapshot: &Snapshot) -> bool {
    let is_error = |d: &&Diagnostic| d.severity() == Severity::Error;
    let errors: Vec<_> = snapshot
        .diagnostics
        .iter()
        .filter(is_error)
        .cloned()
        .collect();
    if !errors.is_empty() {
        anstream::eprint!("{}", diagnostic::report(&snapshot.sources, &errors, true));
    }
    !errors.is_empty()
}

fn exit_code(has_errors: bool) -> ExitCode {
    if has_errors {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn run_ask(config: &Config, line: &str, json: bool) -> anyhow::Result<ExitCode> {
    let snapshot = load(config)?.current();
    let has_errors = report_errors(&snapshot);
    let callback = serde_json::to_value(ask::ask(&snapshot.library, line, &Bags::default()))?;
    if json {
        anstream::println!("{}", serde_json::to_string_pretty(&callback)?);
    } else {
        anstream::print!("{}", ask::readable(&callback));
    }
    Ok(exit_code(has_errors))
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
    exit_code(compiled.has_errors())
}
