//! `endpoint`: serves Discord's HTTP interactions.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::bot::Bot;
use crate::bot::build::Built;
use crate::bot::config::{Config, Environment};
use crate::bot::jobs::register;
use crate::cli::process::{self, LogFormat};
use crate::discord::Snowflake;
use crate::discord::rest::Rest;
use crate::serve::{endpoint, http};

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  DISCORD_PUBLIC_KEY=… aandeslag endpoint
  DISCORD_PUBLIC_KEY=… aandeslag endpoint --listen 0.0.0.0:8138 --grace 0";

/// Where to serve.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct EndpointArgs {
    /// The address to serve on [default: what the configuration says]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// For how many seconds requests are still taken after the signal to stop, while /readyz says no: load
    /// balancers have that time to notice; without one, 0 stops at once
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(..=60))]
    grace: u8,
}

/// Answers at the endpoint until the process is told to stop.
///
/// # Errors
///
/// When a setting or the public key is wrong, or the address cannot be had.
pub async fn run(
    config: &Config,
    log_format: LogFormat,
    args: &EndpointArgs,
) -> anyhow::Result<ExitCode> {
    let environment = Environment::load()?;
    let key = environment.public_key.clone().context(
        "DISCORD_PUBLIC_KEY is not set: without it nothing proves that a request comes from Discord",
    )?;
    process::start_log(log_format);
    let shutdown = process::shutdown_on_signal()?;
    let live = process::live_content(config, &shutdown)?;
    let listener = http::bind(args.listen.unwrap_or(config.http.endpoint()))?;
    let address = listener.local_addr()?;
    anstream::println!("Discord's interactions are served at http://{address}/interactions");
    let rest = Rest::new(&environment.api_url, environment.token.as_ref())?;
    let fetch = Box::new(rest.clone());
    // Without a token nothing can be written in a channel, so nobody would read what members report.
    let writes = environment.token.is_some();
    let mut moderation = config.moderation.clone();
    if let Some(moderation) = moderation.as_mut().filter(|_| !writes) {
        moderation.reports = Some(false);
    }
    let built = Built::new(config, moderation.as_ref(), live, Some(fetch));
    built.start_jobs(Some(&rest).filter(|_| writes), &shutdown);
    let bot = Arc::clone(&built.bot);
    if writes {
        let guild = config.discord.guild;
        tokio::spawn(keep_registered(rest.clone(), guild, Arc::clone(&bot)));
    }
    process::ready(&shutdown);
    let grace = Duration::from_secs(args.grace.into());
    let ended = endpoint::serve(bot, rest, key, listener, grace, shutdown).await;
    built.finish();
    ended?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps the commands registered while others answer, who can do so without a token.
async fn keep_registered(rest: Rest, guild: Option<Snowflake>, bot: Arc<Bot>) {
    let (moderators, live) = (bot.moderators.as_ref(), bot.live());
    let announcements = bot.memory.announcements.as_ref();
    let error = register::keep_own_in_line(&rest, guild, moderators, live, announcements).await;
    tracing::error!("the commands are not registered any more: {error}");
}
