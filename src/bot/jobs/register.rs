//! Keeps the commands that Discord has registered in line with the content: everywhere or in one
//! guild, and where moderation works. Without content nothing changes. Knows no gateway.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, select_all};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::bot::announcements::Announcements;
use crate::bot::jobs::commands::{Refused, bring_in_line, compare};
use crate::content::snapshot::Snapshot;
use crate::discord::command::{self, Command};
use crate::discord::registered::Difference;
use crate::discord::rest::backoff::Backoff;
use crate::discord::rest::{Error, Rest, Scope};
use crate::discord::{Moderators, Snowflake};
use crate::respond::{self, RefusedCommand};
use crate::store::live::Live;

/// How long changes may follow one another and still be registered together, such as files that an
/// editor saves one by one.
const SETTLE: Duration = Duration::from_millis(300);
/// The pauses after registering failed. Discord counts refused requests: 10,000 in 10 minutes shut
/// the bot out, <https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit>.
pub const BACKOFF: Backoff = Backoff::new(Duration::from_secs(2), Duration::from_mins(10));
/// The pauses while the bot is not in a guild: whoever invites it wants its commands soon, and no
/// event tells of it.
const UNINVITED: Backoff = Backoff::new(Duration::from_mins(1), Duration::from_mins(1));
/// Discord's code where the bot is not, or may not have commands: "Missing Access".
pub const MISSING_ACCESS: u64 = 50001;

/// Keeps the registered commands in line with the content, for as long as Discord takes the token;
/// returns why it no longer does. Tells the moderators of a command that Discord refuses, once for
/// each form of it.
pub async fn keep_in_line(
    rest: &Rest,
    registration: Registration<'_>,
    live: &Live,
    announcements: Option<&Arc<Announcements>>,
) -> Error {
    let scope = registration.scope;
    let mut changes = live.subscribe();
    let mut backoff = BACKOFF;
    let wanted_now = |snapshot: &Snapshot| registration.wanted(snapshot);
    let first = wanted_now(&changes.borrow_and_update().clone());
    let mut wanted = match first {
        Some(first) => first,
        None => other_than(&Wanted::default(), &mut changes, wanted_now).await,
    };
    let mut refused = Refused::new();
    let mut told: Vec<Command> = Vec::new();
    let mut is_uninvited = false;
    loop {
        let outcome = bring_in_line(rest, scope, &wanted.commands, &mut refused).await;
        tell_of_new(&refused, &told, announcements);
        told = refused.iter().map(|(command, _)| command.clone()).collect();
        match outcome {
            Ok(difference) => {
                backoff.succeeded();
                is_uninvited = false;
                log(&difference, &wanted, refused.len());
                wanted = other_than(&wanted, &mut changes, wanted_now).await;
            }
            Err(Error::TokenRefused) => return Error::TokenRefused,
            Err(error) => {
                let pause = pause_after(&error, scope, &mut backoff);
                match scope.guild.filter(|_| is_missing_access(&error)) {
                    Some(_) if is_uninvited => {
                        tracing::debug!("still not invited, looking again in {pause:.0?}");
                    }
                    Some(guild) => tracing::error!(
                        "cannot register the commands in server {guild}: invite the bot there, \
                         with the scope applications.commands; looking again about each minute: \
                         {error}"
                    ),
                    None => tracing::error!(
                        "cannot register the commands, trying again in {pause:.0?}: {error}"
                    ),
                }
                is_uninvited = is_missing_access(&error);
                // Other commands may fare better.
                let other = timeout(pause, other_than(&wanted, &mut changes, wanted_now)).await;
                wanted = other.unwrap_or(wanted);
            }
        }
    }
}

/// How long to wait after an error.
pub fn pause_after(error: &Error, scope: Scope, backoff: &mut Backoff) -> Duration {
    let pause = if scope.guild.is_some() && is_missing_access(error) {
        UNINVITED.clone().failed()
    } else {
        backoff.failed()
    };
    pause.max(error.retry_after())
}

fn is_missing_access(error: &Error) -> bool {
    matches!(error, Error::Refused { code, .. } if *code == Some(MISSING_ACCESS))
}

fn tell_of_new(refused: &Refused, told: &[Command], announcements: Option<&Arc<Announcements>>) {
    let news = refused
        .iter()
        .filter(|(command, _)| !told.contains(command));
    let news: Vec<RefusedCommand> = news.map(|(_, refusal)| refusal.clone()).collect();
    for refused in &news {
        let (command, reason) = (&refused.command, &refused.reason);
        let earlier_stays = refused.earlier_stays;
        tracing::error!(earlier_stays, "Discord refuses {command}: {reason}");
    }
    if let Some(announcements) = announcements.filter(|_| !news.is_empty()).cloned() {
        let names: Vec<&str> = news.iter().map(|refused| &*refused.command).collect();
        let what = format!("refused {}", names.join(" "));
        // The session does not wait for the disk.
        spawn_blocking(move || announcements.tell_once(&what, respond::refused_commands(&news)));
    }
}

/// Keeps the commands in line of the application that the token belongs to, which Discord is asked
/// first: in all places where commands belong, everywhere or in `guild`, and where moderation works.
/// Several processes may do this at once: they write the same, and nothing when it is there already.
pub async fn keep_own_in_line(
    rest: &Rest,
    guild: Option<Snowflake>,
    moderators: Option<&Moderators>,
    live: &Live,
    announcements: Option<&Arc<Announcements>>,
) -> Error {
    let mut backoff = BACKOFF;
    loop {
        let error = match rest.application().await {
            Ok(own) => {
                let places = Registration::all(own, guild, moderators).into_iter();
                let kept =
                    places.map(|place| Box::pin(keep_in_line(rest, place, live, announcements)));
                let (ended, ()) = join(select_all(kept), warn_of_doubles(rest, own, guild)).await;
                return ended.0;
            }
            Err(Error::TokenRefused) => return Error::TokenRefused,
            Err(error) => error,
        };
        let pause = backoff.failed().max(error.retry_after());
        tracing::error!("cannot register the commands, trying again in {pause:.0?}: {error}");
        sleep(pause).await;
    }
}

/// Says in the log which commands stand in all servers beside those in one, where members see both.
async fn warn_of_doubles(rest: &Rest, application: Snowflake, guild: Option<Snowflake>) {
    let Some(Registration { scope, .. }) = Registration::left(application, guild) else {
        return;
    };
    match compare(rest, scope, &[]).await {
        Ok(Difference { removed, .. }) if !removed.is_empty() => tracing::warn!(
            ?removed,
            "these commands are registered in all servers too, so that members of the one server see them \
             twice; `aandeslag register` takes them away"
        ),
        Ok(_) => {}
        Err(error) => tracing::debug!("cannot look at the commands in all servers: {error}"),
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

    /// Where the commands stood before they belonged in one guild, and do not belong any more.
    pub fn left(application: Snowflake, guild: Option<Snowflake>) -> Option<Self> {
        guild.map(|_| Self {
            scope: Scope {
                application,
                guild: None,
            },
            texts: false,
            moderators: None,
        })
    }

    /// The commands that belong here; nothing when there is no content to derive them from.
    pub fn wanted(&self, snapshot: &Snapshot) -> Option<Wanted> {
        if !snapshot.is_to_be_registered() {
            return None;
        }
        let mut commands = Vec::new();
        if self.texts {
            commands = command::all(&snapshot.library, self.scope.guild.is_some());
        }
        commands.extend(self.moderators.map(command::moderation));
        let left_out = command::leave_out_surplus(&mut commands);
        Some(Wanted { commands, left_out })
    }
}

/// The commands that belong in one place.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The commands that are to be registered.
    pub commands: Vec<Command>,
    /// The commands for which Discord has no place, as members would see them.
    pub left_out: Vec<String>,
}

/// Waits until the content has another list of commands.
async fn other_than(
    current: &Wanted,
    changes: &mut watch::Receiver<Arc<Snapshot>>,
    wanted: impl Fn(&Snapshot) -> Option<Wanted>,
) -> Wanted {
    let other = |snapshot: &Snapshot| wanted(snapshot).filter(|wanted| wanted != current);
    loop {
        if other(&changes.borrow_and_update().clone()).is_some() {
            sleep(SETTLE).await;
            if let Some(settled) = other(&changes.borrow_and_update().clone()) {
                return settled;
            }
        }
        if changes.changed().await.is_err() {
            // Nothing will ever change again.
            std::future::pending::<()>().await;
        }
    }
}

fn log(difference: &Difference, wanted: &Wanted, n_refused: usize) {
    let Wanted { commands, left_out } = wanted;
    if !left_out.is_empty() {
        tracing::warn!(?left_out, "Discord has no place for more commands");
    }
    let Difference {
        added,
        changed,
        removed,
    } = difference;
    if !difference.is_empty() {
        tracing::info!(?added, ?changed, ?removed, "registered the commands");
    } else if n_refused == 0 {
        let n_commands = commands.len();
        tracing::info!("all {n_commands} commands are registered as they should be");
    }
}
