//! Discord's interactions over HTTP: signed requests in, callbacks in the body out;
//! <https://discord.com/developers/docs/interactions/overview#configuring-an-interactions-endpoint-url>.
//!
//! A door like the others: what to say is not its business. Nothing of a request is read before
//! its signature proves that it comes from Discord, and nothing that a stranger sends is logged.

mod signed;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use crate::bot::Bot;
use crate::discord::rest::{Answer, Error, Rest};
use crate::discord::signature::PublicKey;
use crate::discord::{Callback, Interaction, RequestBody, Snowflake};
use crate::serve::endpoint::signed::{ClockCheck, NO_ANSWER, Rejection, SIGNATURE, Signed};
use crate::serve::health::HealthPages;
use crate::serve::http::{self, Handler, Place};

/// Where Discord sends interactions.
const PATH: &str = "/interactions";
/// How many interactions of moderators are remembered: more than they can have in
/// the time that a request is fresh.
const MAX_SEEN: usize = 10_000;

/// Serves until `stop`, and takes new requests for `grace` longer: the time a load balancer has to see that
/// `/readyz` says no. Returns at once when nothing is in flight then.
///
/// # Errors
///
/// When the listener has no address.
pub async fn serve(
    bot: Arc<Bot>,
    rest: Rest,
    key: PublicKey,
    listener: TcpListener,
    grace: Duration,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    info!(address = %listener.local_addr()?, "serving Discord's interactions");
    let health = HealthPages::new(Arc::clone(&bot), stop.clone());
    let endpoint = Endpoint {
        bot,
        rest,
        key,
        once: SeenInteractions::default(),
        later: TaskTracker::new(),
        misled: AtomicBool::new(false),
        clock: ClockCheck::default(),
        health,
    };
    let later = endpoint.later.clone();
    let end = async {
        stop.cancelled().await;
        Instant::now() + grace + END_WITHIN
    };
    let serving = http::serve(listener, Arc::new(endpoint), stop.clone(), grace);
    let ((), end) = tokio::join!(serving, end);
    later.close();
    if timeout_at(end, later.wait()).await.is_err() {
        warn!("{} announced answers stay without an end", later.len());
    }
    Ok(())
}

/// When answers that were announced must be there after the grace, so that the process ends within 3 s
/// of that.
const END_WITHIN: Duration = Duration::from_millis(2500);

struct Endpoint {
    bot: Arc<Bot>,
    /// For answers that take longer than a request may.
    rest: Rest,
    key: PublicKey,
    once: SeenInteractions,
    /// Answers that were announced and are still to come.
    later: TaskTracker,
    /// Whether it was said that interactions come in at a path where none are answered.
    misled: AtomicBool,
    clock: ClockCheck,
    health: HealthPages,
}

impl Handler for Endpoint {
    async fn answer(&self, request: Request<Incoming>, place: &Place) -> http::Answer {
        let answer = match (request.method(), request.uri().path()) {
            (&Method::POST, PATH) => match self.interact(request, place).await {
                Ok(Some(callback)) => http::answer(StatusCode::OK, "application/json", callback),
                Ok(None) => http::answer(StatusCode::ACCEPTED, "application/json", Vec::new()),
                Err(refusal) => http::plain(refusal.0, refusal.1),
            },
            (_, PATH) => http::method_not_allowed("POST"),
            (method, path) => {
                if *method == Method::POST && request.headers().contains_key(SIGNATURE) {
                    self.say_where();
                }
                self.health.page(method, path)
            }
        };
        self.bot.metrics.responded(answer.status().as_u16());
        answer
    }
}

impl Endpoint {
    /// Tells the operator once that interactions come in at another path. Which one is in nobody's
    /// log, as strangers can ask for any.
    fn say_where(&self) {
        if !self.misled.swap(true, Relaxed) {
            warn!(
                "something that looks like an interaction was sent to another path than {PATH}, and \
                 got 404; if that is Discord, let the Interactions Endpoint URL in the Developer \
                 Portal end in {PATH}, without a slash behind it"
            );
        }
    }

    /// The callback, as JSON; nothing where it was sent on its own, as one with a file has to be.
    async fn interact(
        &self,
        request: Request<Incoming>,
        place: &Place,
    ) -> Result<Option<Vec<u8>>, Rejection> {
        let signed = Signed::read(request, &self.key, &self.clock).await?;
        place.prove();
        let mut interaction = signed.interaction()?;
        if !(signed.is_fresh() && self.may_moderate(&interaction)) {
            interaction.drop_rights();
        }
        interaction.is_old = !signed.is_recent();
        let asked = self.bot.asked(&interaction);
        let answer = self.bot.answer_in_time(interaction).await;
        let now = answer.callback();
        let body = if now.file.is_some() {
            match self.rest.callback(&asked, now).await {
                Ok(()) => None,
                Err(error) => {
                    let plain = self.bot.plain(&asked, now, &error).ok_or_else(|| {
                        let command = &*asked.command;
                        warn!(command, "an answer with a file could not be given: {error}");
                        NO_ANSWER
                    })?;
                    Some(plain.body())
                }
            }
        } else {
            Some(now.body())
        };
        if !matches!(answer, Answer::Now(_)) {
            let (rest, bot) = (self.rest.clone(), Arc::clone(&self.bot));
            self.later.spawn(async move {
                let plain = |refused: &Callback, error: &Error| bot.plain(&asked, refused, error);
                rest.follow_up(&asked, answer, plain).await;
            });
        }
        Ok(body.map(RequestBody::into_bytes))
    }

    /// Whether a fresh request may change texts, as far as its author may: when it comes for the first
    /// time.
    ///
    /// Discord sets no limit to a request's age, and refusing old ones would let a wrong clock cut the
    /// bot off. Whoever sends one again learns what the bot says anyway, but nothing that is for
    /// moderators, and changes nothing: for as long as a request is fresh, all replicas know what was
    /// done ([`crate::store::taken`]).
    fn may_moderate(&self, interaction: &Interaction) -> bool {
        let moderators = self.bot.moderators.as_ref();
        moderators.is_some_and(|moderators| interaction.may_moderate(moderators))
            && self.once.is_first(interaction.id)
    }
}

/// The interactions of moderators that came in lately. Signed by Discord, as they are, nobody else
/// can fill it. Another replica has its own, so that it answers what a proxy asks it because this one
/// said nothing.
#[derive(Default)]
struct SeenInteractions(Mutex<VecDeque<Snowflake>>);

impl SeenInteractions {
    fn is_first(&self, id: Snowflake) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.contains(&id) {
            info!("a moderator's request for the second time, which does nothing");
            return false;
        }
        seen.push_back(id);
        if seen.len() > MAX_SEEN {
            seen.pop_front();
        }
        true
    }
}
