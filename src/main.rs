//! The command line: reads the arguments, starts what they ask for, and turns the outcome into an
//! exit code.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use aandeslag::bot::Bot;
use aandeslag::config::{Config, Environment, Moderation};
use aandeslag::diagnostic::{self, Severity};
use aandeslag::{ask, chat, content, process};
use clap::{Parser, Subcommand, ValueEnum};

/// A Discord bot whose slash commands are TOML files.
///
/// Without a command: `gateway` when there is a token in the environment, otherwise `chat`.
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
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a page on this computer that looks and works like the chat
    Chat {
        /// The loopback address to serve on [default: what the configuration says]
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
        /// Open the page in the browser
        #[arg(long)]
        open: bool,
    },
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
    run(cli).unwrap_or_else(|error| {
        anstream::eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut config = Config::load(cli.config.as_deref())?;
    if let Some(directory) = cli.responses {
        config.responses.directory = directory;
    }
    let command = match cli.command {
        Some(command) => command,
        None => default_command(&Environment::load()?),
    };
    match command {
        Command::Chat { listen, open } => run_chat(&config, listen, open),
        Command::Ask { json, line } => run_ask(&config, &line.join(" "), json),
        Command::Check { format, directory } => {
            run_check(&directory.unwrap_or(config.responses.directory), format)
        }
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&content::schema::json_schema())?;
            anstream::println!("{schema}");
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn default_command(_environment: &Environment) -> Command {
    anstream::eprintln!(
        "No token in DISCORD_TOKEN or DISCORD_TOKEN_FILE, so this is `aandeslag chat`: \
         a page to try the bot on, without an account."
    );
    Command::Chat {
        listen: None,
        open: false,
    }
}

#[tokio::main]
async fn run_chat(
    config: &Config,
    listen: Option<SocketAddr>,
    open: bool,
) -> anyhow::Result<ExitCode> {
    process::start_log();
    let shutdown = process::shutdown_on_signal()?;
    let live = process::live_content(&config.responses, &shutdown)?;
    let listener = chat::bind(listen.unwrap_or(config.chat.listen)).await?;
    let address = format!("http://{}/", listener.local_addr()?);
    anstream::println!("The chat page is at {address} (stop with Ctrl+C)");
    if open {
        process::open_in_browser(&address)?;
    }
    // On the page, the visitor is the moderator of the page's own guild.
    let moderation = Moderation {
        guild: chat::GUILD,
        roles: Vec::new(),
        ..config
            .moderation
            .clone()
            .unwrap_or_else(|| Moderation::in_guild(chat::GUILD))
    };
    let (announce, announced) = tokio::sync::mpsc::unbounded_channel();
    let workshop = process::workshop(&live, &config.responses, &moderation, announce);
    let bot = Bot::new(live, Some(moderation.moderators())).with_workshop(workshop);
    chat::serve(Arc::new(bot), listener, announced, shutdown).await?;
    Ok(ExitCode::SUCCESS)
}

fn run_ask(config: &Config, line: &str, json: bool) -> anyhow::Result<ExitCode> {
    let loaded = process::load(&config.responses.directory, None)?;
    let snapshot = loaded.current();
    let errors = snapshot
        .diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error);
    let errors: Vec<_> = errors.cloned().collect();
    if !errors.is_empty() {
        anstream::eprint!("{}", diagnostic::report(&snapshot.sources, &errors, true));
    }
    let interaction = ask::interaction(&snapshot.library, line);
    let bot = Bot::new(Arc::new(loaded), None);
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

fn run_check(directory: &Path, format: Format) -> anyhow::Result<ExitCode> {
    let sources = match content::read(directory) {
        Ok(sources) => sources,
        Err(error) => {
            anstream::eprintln!(
                "error: cannot read the folder {}: {error}",
                directory.display()
            );
            return Ok(ExitCode::from(2));
        }
    };
    let compiled = content::compile(&sources);
    let records = || diagnostic::records(&sources, &compiled.diagnostics);
    let report = match format {
        Format::Text => diagnostic::report(&sources, &compiled.diagnostics, true),
        Format::Json => serde_json::to_string_pretty(&records())? + "\n",
        Format::Github => diagnostic::github(&records()),
    };
    anstream::print!("{report}");
    Ok(if compiled.has_errors() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
