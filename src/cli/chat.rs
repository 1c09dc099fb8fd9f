//! `chat`: serves a page on this computer that looks and works like the chat.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use crate::bot::build::Built;
use crate::bot::config::{Config, Moderation};
use crate::cli::process::{self, LogFormat};
use crate::serve::chat;

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  aandeslag chat --open
  aandeslag --responses mijn-map chat --listen 127.0.0.1:8200";

/// What can be said about the page.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ChatArgs {
    /// The loopback address to serve on [default: what the configuration says]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

/// Serves the page until the process is told to stop.
///
/// # Errors
///
/// When a setting is wrong, the address cannot be had, or there is no browser to open.
pub async fn run(
    config: &Config,
    log_format: LogFormat,
    args: &ChatArgs,
) -> anyhow::Result<ExitCode> {
    process::start_log(log_format);
    let shutdown = process::shutdown_on_signal()?;
    let live = process::live_content(config, &shutdown)?;
    let door = chat::bind(args.listen.unwrap_or(config.chat.listen)).await?;
    let address = door.page();
    anstream::println!("The chat page is at {address} (stop with Ctrl+C)");
    if args.open {
        process::open_in_browser(&address, &config.responses.state)?;
    }
    // On the page, the visitor is the moderator of the page's own guild.
    let configured = config.moderation.clone();
    let moderation = Moderation {
        guild: chat::GUILD,
        roles: Vec::new(),
        channel: Some(chat::CHANNEL),
        reports: Some(
            configured
                .as_ref()
                .is_some_and(|m| m.reports != Some(false)),
        ),
        ..configured.unwrap_or_default()
    };
    let files = chat::Files::default();
    let built = Built::new(
        config,
        Some(&moderation),
        live,
        Some(Box::new(files.clone())),
    );
    built.start_jobs(None, &shutdown);
    let bot = Arc::clone(&built.bot);
    let announced = Arc::clone(&built.announcements);
    let ended = chat::serve(bot, door, announced, files, shutdown).await;
    built.finish();
    ended?;
    Ok(ExitCode::SUCCESS)
}
