//! Gives answers that took longer than Discord waits for a callback, and takes answers away.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::discord::{Callback, Secret, Snowflake};
use crate::rest::{Error, Rest};

/// How often a message is tried to be taken away: it can be before Discord has read the callback.
const MAX_TRIES: u32 = 4;
/// The first pause between those.
const PAUSE: Duration = Duration::from_millis(500);

/// Puts the answer, when it is there, in the place of the message that announced it; when there is
/// none, that message is taken away.
pub async fn answer(
    rest: &Rest,
    application: Snowflake,
    token: &Secret,
    answer: JoinHandle<Callback>,
) {
    let callback = answer.await.unwrap_or_else(|_| Callback::apology());
    let done = match callback.into_message() {
        Some(message) => rest.edit_original(application, token, &message).await,
        None => remove(rest, application, token).await,
    };
    if let Err(error) = done {
        tracing::warn!("a later answer could not be given: {error}");
    }
}

async fn remove(rest: &Rest, application: Snowflake, token: &Secret) -> Result<(), Error> {
    let mut pause = PAUSE;
    for _ in 1..MAX_TRIES {
        match rest.delete_original(application, token).await {
            Err(Error::Refused { status: 404, .. }) => sleep(pause).await,
            outcome => return outcome,
        }
        pause *= 2;
    }
    rest.delete_original(application, token).await
}
