//! Gives answers that took longer than Discord waits for a callback.

use tokio::task::JoinHandle;

use crate::discord::{Callback, Secret, Snowflake};
use crate::rest::Rest;

/// Puts the answer, when it is there, in the place of the message that announced it.
pub async fn answer(
    rest: &Rest,
    application: Snowflake,
    token: &Secret,
    answer: JoinHandle<Callback>,
) {
    let callback = answer.await.unwrap_or_else(|_| Callback::apology());
    let Some(message) = callback.into_message() else {
        return;
    };
    if let Err(error) = rest.edit_original(application, token, &message).await {
        tracing::warn!("a later answer could not be given: {error}");
    }
}
