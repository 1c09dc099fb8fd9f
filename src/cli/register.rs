//! `register`: brings the commands that Discord has registered in line with the response files.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::Context;

use crate::bot::config::{Config, Environment, Moderation, Responses};
use crate::bot::jobs::commands::{self, Refused};
use crate::bot::jobs::register::{Registration, Wanted};
use crate::cli::outcome::{exit_code, report_errors};
use crate::cli::process::{self, LogFormat};
use crate::discord::registered::Difference;
use crate::discord::rest::{Rest, Scope};
use crate::store::live::Live;

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  DISCORD_TOKEN=… aandeslag register
  DISCORD_TOKEN=… aandeslag register --dry-run";

/// Whether to change anything.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RegisterArgs {
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Registers the commands, or says what would change.
///
/// # Errors
///
/// When there is nothing to register, the token is wrong, or Discord cannot be reached.
pub async fn run(
    config: &Config,
    log_format: LogFormat,
    args: &RegisterArgs,
) -> anyhow::Result<ExitCode> {
    process::start_log(log_format);
    let environment = Environment::load()?;
    let rest = Rest::new(&environment.api_url, Some(environment.token()?))?;
    let snapshot = process::load(&config.responses.directory)?.current();
    let has_errors = report_errors(&snapshot);
    let application = rest.application().await?;
    let moderators = config.moderation.as_ref().map(Moderation::moderators);
    let guild = config.discord.guild;
    let mut has_refusals = false;
    let places = Registration::all(application, guild, moderators.as_ref()).into_iter();
    for place in places.chain(Registration::left(application, guild)) {
        let wanted = place.wanted(&snapshot).context(
            "there is no response file that can be used, so nothing is changed at Discord",
        )?;
        let (scope, mut refused) = (place.scope, Refused::new());
        let difference = if args.dry_run {
            commands::compare(&rest, scope, &wanted.commands).await?
        } else {
            commands::bring_in_line(&rest, scope, &wanted.commands, &mut refused).await?
        };
        has_refusals |= !refused.is_empty();
        let report = report(&difference, &refused, &wanted, scope, args.dry_run);
        anstream::print!("{report}");
    }
    if !args.dry_run {
        accept_loss(&config.responses);
    }
    Ok(exit_code(has_errors || has_refusals))
}

/// Whoever registers the commands of a folder that lost most of its texts says that this is right.
fn accept_loss(responses: &Responses) {
    match Live::accept_loss(&responses.directory, &responses.state) {
        Ok(None) => {}
        Ok(Some(n_gone)) => anstream::println!(
            "{n_gone} texts are gone from the folder; a running bot no longer answers from them."
        ),
        Err(error) => tracing::warn!(%error, "cannot tell a running bot that the folder is right"),
    }
}

/// What changed, or would change, for the operator.
fn report(
    difference: &Difference,
    refused: &Refused,
    wanted: &Wanted,
    scope: Scope,
    is_dry_run: bool,
) -> String {
    let place = match scope.guild {
        None => "in all servers".into(),
        Some(guild) => format!("in server {guild}"),
    };
    let Wanted { commands, left_out } = wanted;
    let mut report = String::new();
    if !difference.is_empty() {
        let verb = if is_dry_run {
            "Would change"
        } else {
            "Changed"
        };
        let _ = writeln!(report, "{verb} the commands {place}:");
    } else if refused.is_empty() && !commands.is_empty() {
        let _ = writeln!(
            report,
            "The commands {place} are registered as they should be."
        );
    }
    let parts = [
        ("+", &difference.added),
        ("~", &difference.changed),
        ("-", &difference.removed),
    ];
    for (sign, names) in parts {
        for name in names {
            let _ = writeln!(report, "  {sign} {name}");
        }
    }
    if !refused.is_empty() {
        let _ = writeln!(report, "Discord refuses {place}:");
    }
    for (_, refusal) in refused {
        let stays = if refusal.earlier_stays {
            " (its earlier form stays)"
        } else {
            ""
        };
        let _ = writeln!(report, "  ! {}: {}{stays}", refusal.command, refusal.reason);
    }
    if !left_out.is_empty() {
        let names = left_out.join(", ");
        let _ = writeln!(report, "Discord has no place {place} for {names}.");
    }
    report
}
