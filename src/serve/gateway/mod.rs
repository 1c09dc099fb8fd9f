//! Stays connected to Discord's gateway and answers what members do there.
//!
//! A keeper keeps the session, over the connections that a dialer opens; what comes in is answered
//! from its answers. Decides nothing about what to say.

mod answers;
mod frame;
pub mod pace;
mod dial;
pub mod clock;
mod session;

use std::sync::Arc;

use tokio::select;
use tokio_util::sync::CancellationToken;

use crate::bot::Bot;
use crate::bot::config::{Config, Environment};
use crate::bot::jobs::register;
use crate::discord::rest::Rest;

pub use dial::is_near;
pub use frame::{Frame, Ready, Said};

use crate::serve::gateway::answers::Answers;
use crate::serve::gateway::dial::Dialer;
use crate::serve::gateway::session::Keeper;

/// Answers members until `shutdown`, and then finishes the answers on their way; within 5 s.
///
/// Keeps the registered commands in line with the content meanwhile, by way of `rest`. Whatever may pass is tried
/// again, with growing pauses.
///
/// # Errors
///
/// When there is no token, or Discord refuses it or ends the session for good.
pub async fn run(
    config: &Config,
    environment: &Environment,
    rest: &Rest,
    bot: Arc<Bot>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let dialer = Dialer::new(rest.clone(), Arc::clone(&bot), &environment.api_url)?;
    let answers = Arc::new(Answers::new(rest.clone(), Arc::clone(&bot)));
    let keeper = Keeper {
        dialer,
        answers: Arc::clone(&answers),
        token: environment.token()?.clone(),
        session: None,
    };
    let (guild, moderators) = (config.discord.guild, bot.moderators.as_ref());
    let announcements = bot.memory.announcements.as_ref();
    let registering =
        register::keep_own_in_line(rest, guild, moderators, bot.live(), announcements);
    let host = environment.api_url.host_str().unwrap_or_default();
    tracing::info!("connecting to Discord at {host}");
    let outcome = select! {
        outcome = keeper.keep(&shutdown) => outcome,
        error = registering => Err(error.into()),
        () = answers.report() => Ok(()),
    };
    tracing::info!("stopping");
    answers.finish().await;
    outcome
}
