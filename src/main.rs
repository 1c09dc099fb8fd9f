//! The command line: reads the arguments, starts what they ask for, and turns the outcome into an
//! exit code.

use std::path::PathBuf;
use std::process::ExitCode;

use aandeslag::bot::config::{Config, Environment};
use aandeslag::cli::process::{LogFormat, run_to_end};
use aandeslag::cli::{
    ask, chat, check, completions, endpoint, gateway, init, man, register, schema,
};
use clap::{CommandFactory, Parser, Subcommand};

/// The allocator of musl makes threads wait for each other.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Shown below the help.
const ENVIRONMENT: &str = "Environment:
  DISCORD_TOKEN       the bot's token, for gateway, register and what an endpoint says by itself
  DISCORD_TOKEN_FILE  in its place, a file that holds the token
  DISCORD_PUBLIC_KEY  the key with which Discord signs, for endpoint: 64 digits and letters a to f
  DISCORD_API_URL     where Discord is [default: https://discord.com]
  RUST_LOG            what is logged: error, warn, info, debug or trace [default: info]

Examples:
  aandeslag init ons-netwerk   texts and settings to start with
  aandeslag                    in that folder: a page to try them on; with a token, the bot at Discord";

/// A Discord bot whose slash commands are TOML files.
///
/// Without a command: `gateway` when there is a token in the environment, otherwise `chat`.
#[derive(Parser)]
#[command(version = env!("AANDESLAG_VERSION"), after_help = ENVIRONMENT)]
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
    #[command(after_help = gateway::EXAMPLES)]
    Gateway,
    /// Serve Discord's HTTP interactions, for several replicas behind a load balancer
    Endpoint(endpoint::EndpointArgs),
    /// Serve a page on this computer that looks and works like the chat
    Chat(chat::ChatArgs),
    /// Answer one command line in the terminal, such as '/tips'
    Ask(ask::AskArgs),
    /// Write settings, texts and their guide into a folder, to start with
    Init(init::InitArgs),
    /// Bring the commands that Discord has registered in line with the response files
    Register(register::RegisterArgs),
    /// Check the files and the settings; exits with 0 when all can be used, 1 when not, 2 when it could not run
    Check(check::CheckArgs),
    /// Print the JSON Schema of a response file, for editors
    Schema(schema::SchemaArgs),
    /// Print what lets a shell complete this command line
    Completions(completions::CompletionsArgs),
    /// Print the manual, for `man`
    #[command(after_help = man::EXAMPLES)]
    Man,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Who checks in a script tells faults from a check that could not run.
    let failure = match cli.command {
        Some(Command::Check(_)) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    };
    run(cli).unwrap_or_else(|error| {
        anstream::eprintln!("error: {error:#}");
        failure
    })
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let (file, directory) = (cli.config, cli.responses);
    // Wrong settings are in nobody's way who needs none.
    let settings = || {
        let mut config = Config::load(file.as_deref())?;
        if let Some(directory) = directory {
            config.responses.directory = directory;
        }
        anyhow::Ok(config)
    };
    let command = match cli.command {
        Some(command) => command,
        None => default_command(&Environment::load()?),
    };
    let log = cli.log_format;
    match command {
        Command::Gateway => run_to_end(gateway::run(&settings()?, log)),
        Command::Register(args) => run_to_end(register::run(&settings()?, log, &args)),
        Command::Endpoint(args) => run_to_end(endpoint::run(&settings()?, log, &args)),
        Command::Chat(args) => run_to_end(chat::run(&settings()?, log, &args)),
        Command::Ask(args) => ask::run(&settings()?, &args),
        Command::Init(args) => init::run(&args),
        Command::Check(args) => check::run(&settings()?, file.as_deref(), &args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man => man::run(Cli::command()),
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
