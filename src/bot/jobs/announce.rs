//! Writes in channels without being asked: brings the moderators' channel what it is to hear, and
//! posts the tip of the week. What is worth telling is decided in [`crate::respond::unheard_news`]; what
//! waits, in [`crate::bot::announcements`].

use std::sync::Arc;
use std::time::Duration;

use tokio::task::block_in_place;
use tokio::time::sleep;

use crate::bot::announcements::{Announcement, Announcements};
use crate::bot::jobs::weekly;
use crate::bot::jobs::weekly::Trouble;
use crate::content::snapshot::Snapshot;
use crate::discord::rest::backoff::Backoff;
use crate::discord::rest::{Error, Rest};
use crate::discord::{RequestBody, Snowflake};
use crate::respond::{Message, weekly_refusal};
use crate::store::inbox::InboxStore;
use crate::store::live::Live;

/// The pauses of the whole channel after a message could not be sent. Not longer, so that a message
/// that can be sent does not wait long for one that cannot.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(2), Duration::from_mins(1));

/// Brings the channel what it is to hear, for ever. A message that Discord refuses is dropped, as
/// asking again does not make it right; any other is tried until it arrives, also where the bot may not
/// write in the channel, which the status tells meanwhile. Without a channel there is nobody to tell.
pub async fn pass_on(
    rest: &Rest,
    channel: Option<Snowflake>,
    announcements: Arc<Announcements>,
    inbox: Option<Arc<InboxStore>>,
) {
    let mut pace = BACKOFF;
    loop {
        let announcement = announcements.next().await;
        let Some(channel) = channel else {
            continue;
        };
        let is_owed = |save| block_in_place(|| announcements.told.owed().contains(&save));
        if announcement.save.is_some_and(|save| !is_owed(save)) {
            // Another process told it meanwhile.
            continue;
        }
        let outcome = tell(rest, channel, &announcement).await;
        if announcement.changes.is_none() {
            note_barred(&announcements, &outcome);
        }
        match outcome {
            Ok(number) => {
                pace.succeeded();
                if let (Some(inbox), Some(number), Some(report)) =
                    (&inbox, number, announcement.report)
                {
                    let noted = block_in_place(|| inbox.shown_by(report, number.0));
                    if noted.is_err() {
                        tracing::warn!("cannot note which message shows what a member wrote");
                    }
                }
            }
            // Somebody took it away, and nobody is named there any more.
            Err(Error::Refused { status: 404, .. }) if announcement.changes.is_some() => {
                pace.succeeded();
            }
            Err(error @ (Error::Refused { .. } | Error::TokenRefused))
                if !is_barred(&error) || announcement.changes.is_some() =>
            {
                tracing::error!("the moderators' channel is not told: {error}");
                pace.succeeded();
            }
            Err(error) => {
                let pause = pace.failed().max(error.retry_after());
                let again = announcements.put_back(announcement).max(pause);
                tracing::warn!(
                    "the moderators' channel cannot be told, trying again in {again:.0?}: {error}{}",
                    hint(&error)
                );
                sleep(pause).await;
                continue;
            }
        }
        block_in_place(|| announcements.settle(&announcement));
    }
}

/// Whether Discord does not let the bot write in a channel, whatever it would say.
fn is_barred(error: &Error) -> bool {
    matches!(error, Error::Refused { status, .. } if matches!(status, 403 | 404))
}

/// Notes for the status whether the bot may write in the channel, as far as this tells.
fn note_barred<T>(announcements: &Announcements, outcome: &Result<T, Error>) {
    let is_barred = match outcome {
        Ok(_) => false,
        Err(error) if is_barred(error) => true,
        Err(_) => return,
    };
    block_in_place(|| announcements.told.note_barred(is_barred));
}

/// What to do about a channel that cannot be written in.
fn hint(error: &Error) -> &'static str {
    match error {
        Error::Refused { status: 403, .. } => {
            "; give the bot the permissions View Channel, Send Messages, Embed Links and Attach Files \
             in the channel that [moderation] channel names"
        }
        Error::Refused { status: 404, .. } => {
            "; is the number behind [moderation] channel that of a channel in your server?"
        }
        _ => "",
    }
}

/// Sends a message, and gives the number of a new one, as far as that is known.
async fn tell(
    rest: &Rest,
    channel: Snowflake,
    announcement: &Announcement,
) -> Result<Option<Snowflake>, Error> {
    let message = announcement.message.clone();
    if let Some(number) = announcement.changes {
        let changed = rest.edit_message(channel, Snowflake(number), message.into());
        return changed.await.map(|()| None);
    }
    let post = RequestBody::post(message, announcement.nonce.to_string());
    rest.create_message(channel, post).await
}

/// Tells of what happens to the files, for ever: one message for each save.
pub async fn keep_informed(announcements: Arc<Announcements>, live: Arc<Live>) {
    let mut changes = live.subscribe();
    let mut told: Option<Arc<Snapshot>> = None;
    loop {
        let now = changes.borrow_and_update().clone();
        let (before, announcements) = (told.replace(Arc::clone(&now)), Arc::clone(&announcements));
        let (mut saves, texts) = (live.take_untold(), Arc::clone(&live));
        let telling = move || {
            if before.is_none() {
                saves.splice(..0, texts.left_untold(&saves));
            }
            announcements.tell_news(before.as_deref(), &now, &saves);
        };
        if tokio::task::spawn_blocking(telling).await.is_err() {
            tracing::error!("what happened to the files could not be told to moderators");
        }
        if changes.changed().await.is_err() {
            // Nothing will ever change again.
            return;
        }
    }
}

/// The channel with this number, for the tip of the week; of what Discord refuses there, moderators
/// hear.
#[derive(Debug)]
pub(crate) struct TipChannel {
    pub(crate) rest: Rest,
    pub(crate) channel: Snowflake,
    pub(crate) announcements: Arc<Announcements>,
}

impl weekly::Channel for TipChannel {
    async fn post(&self, message: Message, nonce: String) -> Result<(), Trouble> {
        let about = message.about.clone();
        let post = RequestBody::post(message, nonce.clone());
        let posted = self.rest.create_message(self.channel, post).await;
        let Err(error) = posted else {
            return Ok(());
        };
        tracing::warn!("the tip of the week cannot be posted now: {error}");
        Err(match error {
            Error::Unreached { .. } | Error::Limited { .. } => Trouble::NotSent,
            Error::Refused { detail, .. } => {
                // Another process may have tried it too.
                let refused = weekly_refusal(about.as_ref(), &detail);
                let what = format!("refused {nonce}");
                block_in_place(|| self.announcements.tell_once(&what, refused));
                Trouble::Refused
            }
            Error::TokenRefused => Trouble::Refused,
            Error::Unavailable { .. } | Error::Late { .. } | Error::Unreadable { .. } => {
                Trouble::Unknown
            }
        })
    }
}
