//! `gateway`: stays connected to Discord.

use std::process::ExitCode;
use std::sync::Arc;

use crate::bot::build::Built;
use crate::bot::config::{Config, Environment};
use crate::cli::process::{self, LogFormat};
use crate::discord::rest::Rest;
use crate::serve::{gateway, health};

/// Shown below the help.
pub const EXAMPLES: &str = "Examples:
  DISCORD_TOKEN=… aandeslag gateway
  DISCORD_TOKEN_FILE=/run/secrets/discord-token aandeslag --config /etc/aandeslag/config.toml gateway";

/// Answers at the gateway until the process is told to stop.
///
/// # Errors
///
/// When a setting or the token is wrong, or Discord will never let the bot in.
pub async fn run(config: &Config, log_format: LogFormat) -> anyhow::Result<ExitCode> {
    let shutdown = process::shutdown_on_signal()?;
    let environment = Environment::load()?;
    let token = environment.token()?;
    process::start_log(log_format);
    let live = process::live_content(config, &shutdown)?;
    let rest = Rest::new(&environment.api_url, Some(token))?;
    let fetch = Box::new(rest.clone());
    let built = Built::new(config, config.moderation.as_ref(), live, Some(fetch));
    built.start_jobs(Some(&rest), &shutdown);
    let bot = Arc::clone(&built.bot);
    if let Some(listen) = config.http.listen {
        let pages = health::serve(Arc::clone(&bot), listen, shutdown.clone());
        tokio::spawn(async move {
            if let Err(error) = pages.await {
                tracing::error!("the pages for operators cannot be served: {error:#}");
            }
        });
    }
    process::ready(&shutdown);
    let ended = gateway::run(config, &environment, &rest, bot, shutdown).await;
    built.finish();
    ended?;
    Ok(ExitCode::SUCCESS)
}
