//! Gives answers that took longer than Discord waits for a callback, takes answers away, and gives a
//! plain one in the place of what Discord refused.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::bot::{Asked, Bot, note_mended};
use crate::discord::rest::{Error, Rest};
use crate::discord::{Callback, Secret, Snowflake};
use crate::library::EntryRef;

/// How often a message is tried to be taken away: it can be before Discord has read the callback.
const MAX_TRIES: u32 = 4;
/// The first pause between those.
const PAUSE: Duration = Duration::from_millis(500);

/// What is sent in the place of an answer that shows the text `about`, where Discord refused what was
/// in it. Says so in the log, and to the moderators; nothing when it was refused for another reason.
pub fn refused(
    bot: &Bot,
    asked: &Asked,
    about: Option<&EntryRef>,
    error: &Error,
) -> Option<Callback> {
    let reason = error.against_content()?;
    tracing::warn!(
        command = asked.command,
        about = about.map(tracing::field::display),
        "Discord refused an answer: {error}"
    );
    bot.refused(asked, about, reason);
    Some(asked.apology())
}

/// Puts the answer, when it is there, in the place of the message that announced it; when there is
/// none, that message is taken away.
pub async fn answer(
    rest: &Rest,
    application: Snowflake,
    token: &Secret,
    (bot, asked): (&Bot, &Asked),
    answer: JoinHandle<Callback>,
) {
    let callback = answer.await.unwrap_or_else(|_| Callback::apology());
    note_mended(&asked.command, &callback);
    let mut done = match callback.message() {
        Some(message) => rest.edit_original(application, token, message).await,
        None => remove(rest, application, token).await,
    };
    if let Err(error) = &done
        && let Some(plain) = refused(bot, asked, callback.about(), error)
        && let Some(message) = plain.message()
    {
        done = rest.edit_original(application, token, message).await;
    }
    if let Err(error) = done {
        let command = &*asked.command;
        tracing::warn!(command, "a later answer could not be given: {error}");
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
