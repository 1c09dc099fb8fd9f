//! `register`: brings the commands that Discord has registered in line with the response files.

use std::process::ExitCode;

use anyhow::Context;

use crate::bot::config::{Config, Environment, Moderation};
use crate::bot::jobs::register::{self, Refused, Registration, Wanted};
use crate::cli::outcome::{exit_code, report_errors};
use crate::cli::process::{self, LogFormat};
use crate::discord::rest::Rest;

/// Registers the commands, or with `dry_run` says what would change.
///
/// # Errors
///
/// When there is nothing to register, the token is wrong, or Discord cannot be reached.
pub async fn run(
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
