//! Brings the commands that Discord has registered in line with the content.
//!
//! Compares first and writes only when something differs, in one place: everywhere, or in one
//! guild. Knows no gateway.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::select_all;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::backoff::Backoff;
use crate::content::live::Live;
use crate::discord::command::{self, Command, Difference};
use crate::discord::{Moderators, Snowflake};
use crate::rest::{Error, Rest, Scope};
use crate::snapshot::Snapshot;

/// How long changes may follow one another and still be registered together, such as files that an
/// editor saves one by one.
const SETTLE: Duration = Duration::from_millis(300);
/// The pauses after registering failed. Discord counts refused requests: 10,000 in 10 minutes shut
/// the bot out, <https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit>.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(2), Duration::from_mins(10));

/// What would have to change at Discord.
pub async fn compare(rest: &Rest, scope: Scope, wanted: &[Command]) -> Result<Difference, Error> {
    let registered = rest.commands(scope).await?;
    Ok(command::difference(wanted, &registered))
}

/// Changes what has to change at Discord, and says what that was.
pub async fn bring_in_line(
    rest: &Rest,
    scope: Scope,
    wanted: &[Command],
) -> Result<Difference, Error> {
    let difference = compare(rest, scope, wanted).await?;
    if difference.is_empty() {
        return Ok(difference);
    }
    match rest.set_commands(scope, wanted).await {
        // It may have taken effect all the same.
        Err(error @ Error::Unreadable { .. }) => {
            let is_done = compare(rest, scope, wanted).await?.is_empty();
            if is_done { Ok(difference) } else { Err(error) }
        }
        outcome => outcome.map(|_| difference),
    }
}

/// Keeps the registered commands in line with the content, for as long as Discord takes the token;
/// returns why it no longer does.
pub async fn keep_in_line(rest: &Rest, registration: Registration<'_>, live: &Live) -> Error {
    let scope = registration.scope;
    let mut changes = live.subscribe();
    let mut backoff = BACKOFF;
    let wanted_now = |snapshot: &Snapshot| registration.wanted(snapshot);
    let mut wanted = wanted_now(&changes.borrow_and_update().clone());
    loop {
        match bring_in_line(rest, scope, &wanted).await {
            Ok(difference) => {
                backoff.succeeded();
                log(&difference, wanted.len());
                wanted = other_than(&wanted, &mut changes, wanted_now).await;
            }
            Err(Error::TokenRefused) => return Error::TokenRefused,
            Err(error) => {
                let pause = backoff.failed().max(error.retry_after());
                tracing::error!(
                    "cannot register the commands, trying again in {pause:.0?}: {error}"
                );
                // Other commands may fare better.
                let other = timeout(pause, other_than(&wanted, &mut changes, wanted_now)).await;
                wanted = other.unwrap_or(wanted);
            }
        }
    }
}

/// The same in all places where commands belong: everywhere or in `guild`, and where moderation works.
pub async fn keep_all_in_line(
    rest: &Rest,
    application: Snowflake,
    guild: Option<Snowflake>,
    moderators: Option<&Moderators>,
    live: &Live,
) -> Error {
    let places = Registration::all(application, guild, moderators).into_iter();
    let kept = places.map(|place| Box::pin(keep_in_line(rest, place, live)));
    select_all(kept).await.0
}

/// The same for the application that the token belongs to, which Discord is asked first. Several
/// processes may do this at once: they write the same, and nothing when it is there already.
pub async fn keep_own_in_line(
    rest: &Rest,
    guild: Option<Snowflake>,
    moderators: Option<&Moderators>,
    live: &Live,
) -> Error {
    let mut backoff = BACKOFF;
    loop {
        let error = match rest.application().await {
            Ok(own) => return keep_all_in_line(rest, own.id, guild, moderators, live).await,
            Err(Error::TokenRefused) => return Error::TokenRefused,
            Err(error) => error,
        };
        let pause = backoff.failed().max(error.retry_after());
        tracing::error!("cannot register the commands, trying again in {pause:.0?}: {error}");
        sleep(pause).await;
    }
}

/// One place with commands of the bot.
#[derive(Debug, Clone, Copy)]
pub struct Registration<'a> {
    /// The place.
    pub scope: Scope,
    /// Whether the commands of the texts belong here.
    texts: bool,
    /// The moderators whose command belongs here.
    moderators: Option<&'a Moderators>,
}

impl<'a> Registration<'a> {
    /// All places: where the texts belong, everywhere or in the one guild, and where moderation
    /// works, if that is another.
    pub fn all(
        application: Snowflake,
        guild: Option<Snowflake>,
        moderators: Option<&'a Moderators>,
    ) -> Vec<Self> {
        let place = |guild: Option<Snowflake>, texts: bool| Self {
            scope: Scope { application, guild },
            texts,
            moderators: moderators.filter(|m| guild == Some(m.guild)),
        };
        let home = moderators
            .map(|m| m.guild)
            .filter(|home| guild != Some(*home));
        let home = home.map(|home| place(Some(home), false));
        [place(guild, true)].into_iter().chain(home).collect()
    }

    /// The commands that belong here.
    pub fn wanted(&self, snapshot: &Snapshot) -> Vec<Command> {
        let mut commands = Vec::new();
        if self.texts {
            commands = command::all(&snapshot.library, self.scope.guild.is_some());
        }
        commands.extend(self.moderators.map(command::moderation));
        commands
    }
}

/// Waits until the content has another list of commands.
async fn other_than(
    current: &[Command],
    changes: &mut watch::Receiver<Arc<Snapshot>>,
    wanted: impl Fn(&Snapshot) -> Vec<Command>,
) -> Vec<Command> {
    loop {
        if wanted(&changes.borrow_and_update().clone()) != current {
            sleep(SETTLE).await;
            let settled = wanted(&changes.borrow_and_update().clone());
            if settled != current {
                return settled;
            }
        }
        if changes.changed().await.is_err() {
            // Nothing will ever change again.
            std::future::pending::<()>().await;
        }
    }
}

fn log(difference: &Difference, n_commands: usize) {
    if difference.is_empty() {
        tracing::info!("all {n_commands} commands are registered as they should be");
        return;
    }
    let Difference {
        added,
        changed,
        removed,
    } = difference;
    tracing::info!(?added, ?changed, ?removed, "registered the commands");
}

/// What changed, or would change, for the operator.
pub fn report(difference: &Difference, scope: Scope, is_dry_run: bool) -> String {
    let place = match scope.guild {
        None => "in all servers".into(),
        Some(guild) => format!("in server {guild}"),
    };
    if difference.is_empty() {
        return format!("The commands {place} are registered as they should be.\n");
    }
    let verb = if is_dry_run {
        "Would change"
    } else {
        "Changed"
    };
    let mut report = format!("{verb} the commands {place}:\n");
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
    report
}
