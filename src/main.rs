//! The command line: reads the arguments, starts what they ask for, and turns the outcome into an
//! exit code.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use aandeslag::assembly::Built;
use aandeslag::attachments::AtDiscord;
use aandeslag::bot::Bot;
use aandeslag::config::{Config, Environment, Moderation};
use aandeslag::diagnostic::{self, Severity, Sources};
use aandeslag::discord::Snowflake;
use aandeslag::process::LogFormat;
use aandeslag::register::{Refused, Registration, Wanted};
use aandeslag::rest::Rest;
use aandeslag::snapshot::Snapshot;
use aandeslag::{
    ask, chat, content, endpoint, gateway, http, links, operations, process, register, words,
};
use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};

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
        /// Also try every address in the files
        #[arg(long, conflicts_with = "format")]
        links: bool,
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
    let log_format = cli.log_format;
    match command {
        Command::Gateway => run_to_end(run_gateway(&config, log_format)),
        Command::Register { dry_run } => run_to_end(run_register(&config, log_format, dry_run)),
        Command::Endpoint { listen } => {
            config.http.listen = listen.or(config.http.listen);
            run_to_end(run_endpoint(&config, log_format))
        }
        Command::Chat { listen, open } => run_to_end(run_chat(&config, log_format, listen, open)),
        Command::Ask { json, line } => run_ask(&config, &line.join(" "), json),
        Command::Check {
            format,
            links,
            directory,
        } => {
            let directory = directory.unwrap_or(config.responses.directory);
            let sources = match content::read(&directory) {
                Ok(sources) => sources,
                Err(error) => {
                    anstream::eprintln!(
                        "error: cannot read the folder {}: {error}",
                        directory.display()
                    );
                    return Ok(ExitCode::from(2));
                }
            };
            if links {
                run_to_end(run_check_with_links(sources))
            } else {
                run_check(&sources, format)
            }
        }
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&content::schema::json_schema())?;
            anstream::println!("{schema}");
            Ok(ExitCode::SUCCESS)
        }
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
    Command::Chat {
        listen: None,
        open: false,
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

async fn run_gateway(config: &Config, log_format: LogFormat) -> anyhow::Result<ExitCode> {
    let shutdown = process::shutdown_on_signal()?;
    let environment = Environment::load()?;
    environment.token()?;
    process::start_log(log_format);
    let live = process::live_content(&config.responses, &shutdown)?;
    let rest = Rest::new(&environment.api_url, environment.token()?)?;
    let fetch = AtDiscord::new(rest.clone());
    let mut built = Built::new(config, config.moderation.as_ref(), live, Some(fetch))?;
    built.start_jobs(Some(&rest), &shutdown);
    let bot = Arc::clone(&built.bot);
    if let Some(listen) = config.http.listen {
        let pages = operations::serve(Arc::clone(&bot), listen, shutdown.clone());
        tokio::spawn(async move {
            if let Err(error) = pages.await {
                tracing::error!("the pages for operators cannot be served: {error:#}");
            }
        });
    }
    #[cfg(target_os = "linux")]
    aandeslag::supervise::ready(shutdown.clone());
    let ended = gateway::run(config, &environment, Arc::clone(&bot), shutdown).await;
    built.finish();
    ended?;
    Ok(ExitCode::SUCCESS)
}

async fn run_register(
    config: &Config,
    log_format: LogFormat,
    dry_run: bool,
) -> anyhow::Result<ExitCode> {
    process::start_log(log_format);
    let environment = Environment::load()?;
    let rest = Rest::new(&environment.api_url, environment.token()?)?;
    let snapshot = process::load(&config.responses.directory, None)?.current();
    let has_errors = report_errors(&snapshot);
    let application = rest.application().await?.id;
    let moderators = config.moderation.as_ref().map(Moderation::moderators);
    let guild = config.discord.guild;
    let mut has_refusals = false;
    for place in Registration::all(application, guild, moderators.as_ref()) {
        let Wanted { commands, left_out } = place.wanted(&snapshot).context(
            "there is no response file that can be used, so nothing is changed at Discord",
        )?;
        let (scope, mut refused) = (place.scope, Refused::new());
        let difference = if dry_run {
            register::compare(&rest, scope, &commands).await?
        } else {
            register::bring_in_line(&rest, scope, &commands, &mut refused).await?
        };
        has_refusals |= !refused.is_empty();
        let report = register::report(&difference, &refused, &left_out, scope, dry_run);
        anstream::print!("{report}");
    }
    Ok(exit_code(has_errors || has_refusals))
}

/// Shows what keeps files from being used, and tells whether there is such a thing.
fn report_errors(snapshot: &Snapshot) -> bool {
    let errors = snapshot
        .diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error);
    let errors: Vec<_> = errors.cloned().collect();
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

async fn run_endpoint(config: &Config, log_format: LogFormat) -> anyhow::Result<ExitCode> {
    let environment = Environment::load()?;
    let key = environment.public_key.clone().context(
        "DISCORD_PUBLIC_KEY is not set: without it nothing proves that a request comes from Discord",
    )?;
    process::start_log(log_format);
    let shutdown = process::shutdown_on_signal()?;
    let live = process::live_content(&config.responses, &shutdown)?;
    let listener = http::bind(config.http.endpoint())?;
    let address = listener.local_addr()?;
    anstream::println!("Discord's interactions are served at http://{address}/interactions");
    let rest = match &environment.token {
        Some(token) => Rest::new(&environment.api_url, token)?,
        None => Rest::without_token(&environment.api_url)?,
    };
    let fetch = AtDiscord::new(rest.clone());
    // Without a token nothing can be written in a channel, so nobody would read what members report.
    let writes = environment.token.is_some();
    let moderation = config.moderation.clone().map(|moderation| Moderation {
        reports: moderation.reports && writes,
        ..moderation
    });
    let mut built = Built::new(config, moderation.as_ref(), live, Some(fetch))?;
    built.start_jobs(Some(&rest).filter(|_| writes), &shutdown);
    let bot = Arc::clone(&built.bot);
    if writes {
        tokio::spawn(keep_registered(
            rest.clone(),
            config.discord.guild,
            Arc::clone(&bot),
        ));
    }
    #[cfg(target_os = "linux")]
    aandeslag::supervise::ready(shutdown.clone());
    let ended = endpoint::serve(Arc::clone(&bot), rest, key, listener, shutdown).await;
    built.finish();
    ended?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps the commands registered while others answer, who can do so without a token.
async fn keep_registered(rest: Rest, guild: Option<Snowflake>, bot: Arc<Bot>) {
    let (moderators, live) = (bot.moderators(), bot.live());
    let tell = |what: &str, message| bot.tell_once(what, message);
    let error = register::keep_own_in_line(&rest, guild, moderators, live, &tell).await;
    tracing::error!("the commands are not registered any more: {error}");
}

async fn run_chat(
    config: &Config,
    log_format: LogFormat,
    listen: Option<SocketAddr>,
    open: bool,
) -> anyhow::Result<ExitCode> {
    process::start_log(log_format);
    let shutdown = process::shutdown_on_signal()?;
    let live = process::live_content(&config.responses, &shutdown)?;
    let door = chat::bind(listen.unwrap_or(config.chat.listen)).await?;
    let address = door.page();
    anstream::println!("The chat page is at {address} (stop with Ctrl+C)");
    if open {
        process::open_in_browser(&address, &config.responses.state)?;
    }
    // On the page, the visitor is the moderator of the page's own guild.
    let configured = config.moderation.clone();
    let moderation = Moderation {
        guild: chat::GUILD,
        roles: Vec::new(),
        channel: Some(chat::CHANNEL),
        reports: configured.as_ref().is_some_and(|m| m.reports),
        ..configured.unwrap_or_else(|| Moderation::in_guild(chat::GUILD))
    };
    let files = chat::Files::default();
    let mut built = Built::new(config, Some(&moderation), live, Some(files.clone()))?;
    built.start_jobs(None, &shutdown);
    let (bot, announced) = (
        Arc::clone(&built.bot),
        Arc::clone(&built.announcements),
    );
    let ended = chat::serve(bot, door, announced, files, shutdown).await;
    built.finish();
    ended?;
    Ok(ExitCode::SUCCESS)
}

fn run_ask(config: &Config, line: &str, json: bool) -> anyhow::Result<ExitCode> {
    let loaded = process::load(&config.responses.directory, None)?;
    let snapshot = loaded.current();
    let has_errors = report_errors(&snapshot);
    let moderation = config.moderation.as_ref();
    let mut interaction = ask::interaction(&snapshot.library, line);
    interaction.guild_id = moderation.map(|moderation| moderation.guild);
    let built = Built::new(config, moderation, Arc::new(loaded), None::<AtDiscord>)?;
    let callback = serde_json::to_value(built.bot.answer(&interaction))?;
    if json {
        anstream::println!("{}", serde_json::to_string_pretty(&callback)?);
    } else {
        anstream::print!("{}", ask::readable(&callback));
    }
    Ok(exit_code(has_errors))
}

/// Checks the files and, when those can be used, the addresses in them. That all is well is said when
/// both are.
async fn run_check_with_links(sources: Sources) -> anyhow::Result<ExitCode> {
    let compiled = content::compile(&sources);
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
            links::Outcome::Works => {}
            links::Outcome::Unsure(reason) => {
                n_unsure += 1;
                let told = words::links::unsure(url.as_str(), reason);
                anstream::println!("{file}:{line}: {}: {told}", words::WARNING);
            }
            links::Outcome::Broken(reason) => {
                n_broken += 1;
                let told = words::links::broken(url.as_str(), reason);
                anstream::println!("{file}:{line}: {}: {told}", words::ERROR);
            }
        }
    }
    if is_well && n_broken + n_unsure == 0 {
        anstream::print!("{report}");
    }
    anstream::println!("{}", words::links::summary(found.len(), n_broken));
    Ok(exit_code(n_broken > 0))
}

fn run_check(sources: &Sources, format: Format) -> anyhow::Result<ExitCode> {
    let compiled = content::compile(sources);
    let records = || diagnostic::records(sources, &compiled.diagnostics);
    let report = match format {
        Format::Text => diagnostic::report(sources, &compiled.diagnostics, true),
        Format::Json => serde_json::to_string_pretty(&records())? + "\n",
        Format::Github => diagnostic::github(&records()),
    };
    anstream::print!("{report}");
    Ok(exit_code(compiled.has_errors()))
}
