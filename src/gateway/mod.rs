//! Stays connected to Discord's gateway and answers what members do there.
//!
//! The protocol is the serenity client's. It reaches Discord through a tunnel, an address on
//! loopback, so that where, how often and for how long connections are opened is ours to say. Its
//! events come in as raw events; answers leave from a [`Desk`]. Decides nothing about what to say.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use serenity::all::{Client, ClientBuilder, GatewayIntents, HttpBuilder, ShardId, ShardManager};
use tokio::select;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::bot::Bot;
use crate::config::{Config, Environment};
use crate::discord::{Secret, Snowflake};
use crate::register;
use crate::rest::{self, Rest};

mod desk;
mod dial;
mod events;
mod frames;
mod pump;
mod tunnel;

pub use desk::Desk;
pub use events::lean;

use dial::Dialer;
use events::Events;
use tunnel::Tunnel;

/// How long saying goodbye to Discord may take.
const GOODBYE_WITHIN: Duration = Duration::from_millis(1500);

/// Answers members until `shutdown`, and then finishes the answers on their way; within 5 s.
///
/// Keeps the registered commands in line with the content meanwhile. Whatever may pass is tried
/// again, with growing pauses.
///
/// # Errors
///
/// When there is no token, when Discord refuses it or ends the session for good, or when the
/// client has stopped for a reason unknown, so that whoever started the bot can start it anew.
pub async fn run(
    config: &Config,
    environment: &Environment,
    bot: Arc<Bot>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let token = environment.token()?;
    let rest = Rest::new(&environment.api_url, token)?;
    let dialer = Arc::new(Dialer::new(
        rest.clone(),
        Arc::clone(&bot),
        &environment.api_url,
    )?);
    let (tunnel, mut failure) =
        Tunnel::open(Arc::clone(&dialer)).context("cannot listen on loopback")?;
    let desk = Arc::new(Desk::new(rest.clone(), Arc::clone(&bot)));
    let (application, known) = watch::channel(None);
    let events = Events {
        desk: Arc::clone(&desk),
        dialer: Arc::clone(&dialer),
        application,
    };
    let host = environment.api_url.host_str().unwrap_or_default();
    tracing::info!("connecting to Discord at {host}");
    let mut client = client(token, &tunnel, events).await?;
    let shards = Arc::clone(&client.shard_manager);
    dialer.serve(Arc::clone(&shards));
    let outcome = select! {
        () = shutdown.cancelled() => Ok(()),
        Some(error) = failure.recv() => Err(error),
        outcome = client.start() => Err(stopped(outcome.err())),
        error = register(&rest, &bot, config.discord.guild, known) => Err(error.into()),
        () = tunnel.stalled() => Err(anyhow!("the Discord client no longer connects")),
        () = desk.report() => Ok(()),
    };
    tracing::info!("stopping");
    // After an error there is no session, or none that is worth the time.
    if outcome.is_ok() {
        say_goodbye(&shards).await;
    }
    desk.finish().await;
    outcome
}

/// The serenity client, which knows of no address but the tunnel's.
async fn client(token: &Secret, tunnel: &Tunnel, events: Events) -> anyhow::Result<Client> {
    // It asks one question only, so nothing is kept open for the next.
    let web = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .timeout(rest::CONNECT_WITHIN)
        .build()?;
    // Its limiter would send requests past the proxy, to Discord's public address.
    let http = HttpBuilder::new(token.expose())
        .client(web)
        .proxy(tunnel.api_url())
        .ratelimiter_disabled(true)
        .build();
    let client = ClientBuilder::new_with_http(http, GatewayIntents::empty())
        .raw_event_handler(events)
        .await
        .context("the Discord client cannot be set up")?;
    // Serenity takes Discord's public address when it could not ask for another.
    *client.ws_url.lock().await = tunnel.url();
    Ok(client)
}

fn stopped(error: Option<serenity::Error>) -> anyhow::Error {
    match error {
        Some(error) => anyhow!("the Discord client has stopped: {error}"),
        None => anyhow!("the Discord client has stopped"),
    }
}

/// Keeps the commands registered, once it is known which application this is.
async fn register(
    rest: &Rest,
    bot: &Bot,
    guild: Option<Snowflake>,
    mut application: watch::Receiver<Option<Snowflake>>,
) -> rest::Error {
    let application = application.wait_for(Option::is_some).await;
    let Some(application) = application.ok().and_then(|known| *known) else {
        return std::future::pending().await;
    };
    let (moderators, live) = (bot.moderators(), bot.live());
    let tell = |what: &str, message| bot.tell_once(what, message);
    register::keep_all_in_line(rest, application, guild, moderators, live, &tell).await
}

/// Ends the session, so that the bot does not seem online any more.
async fn say_goodbye(shards: &ShardManager) {
    let goodbye = async {
        // A shard that was ever restarted has left messages behind by which serenity takes its
        // shutdown for done. They are read here, with questions about a shard that does not exist.
        let other = ShardId(u32::MAX);
        let leftover = || timeout(Duration::from_millis(50), shards.shutdown(other, 1000));
        while leftover().await.is_ok() {}
        shards.shutdown_all().await;
    };
    if timeout(GOODBYE_WITHIN, goodbye).await.is_err() {
        tracing::debug!("Discord did not say goodbye");
    }
}
