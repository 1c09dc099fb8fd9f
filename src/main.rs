//! The command line: reads the arguments, starts what they ask for, and turns the outcome into an
//! exit code.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use aandeslag::bot::config::{Config, Environment};
use aandeslag::cli::process::{LogFormat, run_to_end};
use aandeslag::cli::{ask, chat, check, endpoint, gateway, register, schema};
use clap::{Parser, Subcommand};

/// Half of what a short answer costs beside its signature is memory taken and given back.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// How to write the log
    #[arg(long, global = true, value_enum, default_value_t)]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Connect to Discord and answer what members ask there
    Gateway,
    /// Serve Discord's HTTP interactions, for several replicas behind a load balancer
    Endpoint {
        /// The address to serve on [default: what the configuration says]
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
    },
    /// Serve a page on this computer that looks and works like the chat
    Chat(chat::ChatArgs),
    /// Answer one command line in the terminal, such as '/tips'
    Ask {
        /// Print the exact payload that Discord would get
        #[arg(long)]
        json: bool,
        /// The command line
        #[arg(required = true, num_args = 1.., value_name = "COMMAND LINE")]
        line: Vec<String>,
    },
    /// Bring the commands that Discord has registered in line with the response files
    Register {
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Check the response files; exits with 0 when they can be used, 1 when not, 2 when they could not be read
    Check(check::CheckArgs),
    /// Print the JSON Schema of a response file, for editors
    Schema {
        /// That of woorden.toml, the file with words that mean the same
        #[arg(long)]
        words: bool,
    },
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
    let log_format = cli.log_format;
    match command {
        Command::Gateway => run_to_end(gateway::run(&config, log_format)),
        Command::Register { dry_run } => run_to_end(register::run(&config, log_format, dry_run)),
        Command::Endpoint { listen } => {
            config.http.listen = listen.or(config.http.listen);
            run_to_end(endpoint::run(&config, log_format))
        }
        Command::Chat(args) => run_to_end(chat::run(&config, log_format, &args)),
        Command::Ask { json, line } => ask::run(&config, &line.join(" "), json),
        Command::Check(args) => check::run(&config.responses, &args),
        Command::Schema { words } => schema::run(words).map(|()| ExitCode::SUCCESS),
    }
}

/// What to do when no command is given, with a word about why.
fn default_command(environment: &Environment) -> Command {
    if environment.token.is_some() {
        anstream::eprintln!("There is a Discord token, so this is `aandeslag gateway`.");
        return Command::Gateway;
    }
    anstream::eprintln!(
        "No token in DISCORD_TOKEN or DISCORD_TOKEN_FILE, so this is `aandeslag chat`: \
         a page to try the bot on, without an account."
    );
    Command::Chat(chat::ChatArgs::default())
}
