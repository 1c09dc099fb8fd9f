//! Keeps the posts that stay: sends new ones, changes them when their text does, and looks once a day whether
//! they are there. What they say is in [`crate::respond::post`]; what is known of them, in
//! [`crate::store::posts`].
#![expect(clippy::disallowed_methods, reason = "looks once a day")]

use std::io;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::block_in_place;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::bot::announcements::Announcements;
use crate::content::edit::fnv;
use crate::content::snapshot::Snapshot;
use crate::discord::rest::{Error, Rest};
use crate::discord::{RequestBody, Snowflake};
use crate::respond::action::Ticket;
use crate::respond::{Message, forgotten_post, post, refused_post};
use crate::store::live::Live;
use crate::store::posts::{PostStore, Standing};

/// What there is to do about a post.
#[derive(Debug)]
enum Due {
    /// Send it for the first time, or again after somebody took it away.
    Send(Message),
    /// Put this in its place.
    Change(u64, Message),
    /// Look whether it is there.
    Look(u64),
    /// Take it away.
    Remove(u64),
    /// Forget it, as it was never sent.
    Forget,
}

/// How often is looked whether a post is there.
const LOOK_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// The longest sleep, after which other processes' posts are read and steps that failed are taken again.
const AGAIN_AFTER: Duration = Duration::from_mins(1);
/// Discord's codes for what is not there: "Unknown Channel" and "Unknown Message".
const UNKNOWN_CHANNEL: u64 = 10003;
const UNKNOWN_MESSAGE: u64 = 10008;

/// Keeps the posts as they should be, until `shutdown`.
pub async fn keep_posted(
    posts: Arc<PostStore>,
    live: Arc<Live>,
    rest: Rest,
    announcements: Arc<Announcements>,
    shutdown: CancellationToken,
) {
    posts.start();
    let mut changes = live.subscribe();
    let keeper = Keeper {
        posts: &posts,
        rest: &rest,
        announcements: &announcements,
    };
    loop {
        let snapshot = changes.borrow_and_update().clone();
        keeper.look(&snapshot, Timestamp::now()).await;
        tokio::select! {
            () = shutdown.cancelled() => return,
            Ok(()) = changes.changed() => {}
            () = posts.changed() => {}
            () = sleep(AGAIN_AFTER) => {}
        }
    }
}

struct Keeper<'a> {
    posts: &'a PostStore,
    rest: &'a Rest,
    announcements: &'a Announcements,
}

impl Keeper<'_> {
    /// Takes the steps that there are to take now.
    async fn look(&self, snapshot: &Snapshot, now: Timestamp) {
        if let Err(error) = self.posts.read() {
            error!("the posts that stay cannot be read: {error}");
            return;
        }
        for ticket in self.posts.tickets() {
            // A post that is found to be gone may be put back at once.
            while self.step(ticket, snapshot, now).await {}
        }
    }

    /// Takes the next step about a post; tells whether there may be another.
    async fn step(&self, ticket: Ticket, snapshot: &Snapshot, now: Timestamp) -> bool {
        let due = |standing: &Standing| step(standing, snapshot, now);
        let (standing, step) = match block_in_place(|| self.posts.begin(ticket, now, due)) {
            Ok(Some(begun)) => begun,
            Ok(None) => return false,
            Err(error) => {
                error!("a post that stays cannot be noted, so it is left as it is: {error}");
                return false;
            }
        };
        let sent = match &step {
            Due::Send(message) | Due::Change(_, message) => Some(stamp(message)),
            Due::Look(_) | Due::Remove(_) | Due::Forget => standing.sent,
        };
        let goes = matches!(step, Due::Remove(_) | Due::Forget);
        let is_new = matches!(step, Due::Send(_));
        let taken = self.take(ticket, &standing, step).await;
        let mut is_gone = false;
        let noted = match taken {
            // It may be there or not, and is sent again as the same message.
            Ok(None) if is_new => return false,
            Ok(new) => self.finish(ticket, |standing| {
                standing.message = new.map(|number| number.0).or(standing.message);
                (standing.sent, standing.looked) = (sent, Some(now));
                !goes
            }),
            Err(Error::Refused {
                code: Some(code @ (UNKNOWN_CHANNEL | UNKNOWN_MESSAGE)),
                ..
            }) => {
                is_gone = standing.post.puts_back && code == UNKNOWN_MESSAGE && !goes;
                if !is_gone && !goes {
                    self.announcements.tell(forgotten_post(&standing.post));
                }
                self.finish(ticket, |standing| {
                    (standing.message, standing.sent) = (None, None);
                    standing.times += 1;
                    is_gone
                })
            }
            Err(Error::Refused { detail, .. }) => {
                warn!("Discord refuses a post that stays: {detail}");
                self.announcements
                    .tell(refused_post(&standing.post, &detail));
                self.finish(ticket, |standing| {
                    (standing.sent, standing.looked) = (sent, Some(now));
                    standing.message.is_some() && !goes
                })
            }
            Err(error) => {
                warn!("a post that stays cannot be kept up to date now: {error}");
                return false;
            }
        };
        if let Err(error) = &noted {
            error!("what became of a post that stays cannot be noted: {error}");
        }
        is_gone && noted.is_ok()
    }

    fn finish(&self, ticket: Ticket, then: impl FnOnce(&mut Standing) -> bool) -> io::Result<()> {
        block_in_place(|| self.posts.finish(ticket, then))
    }

    /// Takes a step; gives the message, where it is a new one.
    async fn take(
        &self,
        ticket: Ticket,
        standing: &Standing,
        step: Due,
    ) -> Result<Option<Snowflake>, Error> {
        let channel = Snowflake(standing.post.channel);
        match step {
            Due::Send(message) => {
                // The same message, whichever process sends it.
                let nonce = format!("post{}.{}", ticket.0, standing.times);
                let post = RequestBody::post(message, nonce);
                self.rest.create_message(channel, post).await
            }
            Due::Change(number, message) => {
                let changed = self.rest.edit_message(
                    channel,
                    Snowflake(number),
                    RequestBody::change(message),
                );
                changed.await.map(|()| None)
            }
            Due::Look(number) => {
                let found = self.rest.find_message(channel, Snowflake(number)).await;
                match found {
                    // It may write there, and not read.
                    Err(Error::Refused { status: 403, .. }) => Ok(None),
                    found => found.map(|()| None),
                }
            }
            Due::Remove(number) => {
                let removed = self.rest.delete_message(channel, Snowflake(number)).await;
                removed.map(|()| None)
            }
            Due::Forget => Ok(None),
        }
    }
}

/// The next step about a post, if there is one.
fn step(standing: &Standing, snapshot: &Snapshot, now: Timestamp) -> Option<Due> {
    if standing.goes {
        return Some(standing.message.map_or(Due::Forget, Due::Remove));
    }
    let message = post(snapshot, &standing.post.about);
    let Some(number) = standing.message else {
        return message.map(Due::Send);
    };
    if let Some(message) = message.filter(|message| standing.sent != Some(stamp(message))) {
        return Some(Due::Change(number, message));
    }
    let is_due = |looked| now.duration_since(looked) >= LOOK_AFTER;
    standing
        .looked
        .is_none_or(is_due)
        .then_some(Due::Look(number))
}

/// What stands for a message as it is sent: the same for the same message, in every version.
fn stamp(message: &Message) -> u32 {
    let mut all = RequestBody::from(message.clone()).json.get().to_owned();
    if let Some(file) = &message.file {
        all += &fnv(&file.content).to_string();
    }
    Ticket::of_text(&all).0
}
