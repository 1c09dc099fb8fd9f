//! Puts the bot together as the settings say, with what goes on beside answering.
//!
//! Every door opens on a bot made here, so that all of them answer alike.
#![expect(
    clippy::disallowed_methods,
    reason = "says at the start when the next tip comes"
)]

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::bot::Bot;
use crate::bot::announcements::Announcements;
use crate::bot::config::{Config, Moderation};
use crate::bot::jobs::announce::{self, TipChannel};
use crate::bot::jobs::dead_links::DeadLinks;
use crate::bot::jobs::posts::keep_posted;
use crate::bot::jobs::reminder::Reminder;
use crate::bot::jobs::saving::{IN_A_WHILE, SOON, keep_saved};
use crate::bot::jobs::weekly::Weekly;
use crate::bot::reports::Reports;
use crate::bot::settings::LinkCheck;
use crate::bot::work::{Fetch, Worker};
use crate::discord::Snowflake;
use crate::discord::rest::Rest;
use crate::store::asked::Asked;
use crate::store::drafts::Drafts;
use crate::store::history::History;
use crate::store::inbox::Inbox;
use crate::store::live::Live;
use crate::store::not_found::{NotFound, today};
use crate::store::posts::Posts;
use crate::store::publish::Store;
use crate::store::taken::Once;
use crate::store::write::clean_all;

/// A bot, and what it keeps in the state folder.
#[derive(Debug)]
pub struct Built {
    /// The bot.
    pub bot: Arc<Bot>,
    /// What moderators are to hear.
    pub announcements: Arc<Announcements>,
    channel: Option<Snowflake>,
    state: PathBuf,
    not_found: Option<Arc<NotFound>>,
    asked: Option<Arc<Asked>>,
    inbox: Option<Arc<Inbox>>,
    posts: Option<Arc<Posts>>,
    dead_links: Option<Arc<DeadLinks>>,
    weekly: Option<(Arc<Weekly>, Snowflake)>,
    recheck: Option<Reminder>,
}

impl Built {
    /// A bot that answers from `live`, with these moderators, whose files come by way of `fetch`.
    ///
    /// # Errors
    ///
    /// When a setting means nothing, such as a time zone that does not exist.
    pub fn new(
        config: &Config,
        moderation: Option<&Moderation>,
        live: Arc<Live>,
        fetch: Option<Box<dyn Fetch>>,
    ) -> anyhow::Result<Self> {
        let state = &config.responses.state;
        let recheck_after = config.responses.recheck_after_days;
        let search = &config.search;
        let not_found = search
            .count_not_found
            .then(|| Arc::new(NotFound::open(state, search.forget_after_days)));
        let counts_asked = config.responses.count_asked;
        let asked = counts_asked.then(|| Arc::new(Asked::open(state)));
        // Without a channel nobody would read it.
        let takes_reports = moderation.filter(|m| m.reports && m.channel.is_some());
        let inbox =
            takes_reports.map(|m| Arc::new(Inbox::open(state, m.forget_reports_after_days)));
        let posts = moderation.map(|_| Arc::new(Posts::open(state)));
        let tries_links = config.links.check == LinkCheck::Weekly;
        let dead_links = tries_links.then(|| Arc::new(DeadLinks::open(state)));
        let tips = config.weekly.as_ref().map(|weekly| {
            let (collection, channel) = (weekly.collection.clone(), weekly.channel);
            let weekly = Weekly::new(weekly.schedule()?, collection, channel.0, state);
            anyhow::Ok((Arc::new(weekly), channel))
        });
        let weekly = tips.transpose()?;
        let post = weekly.as_ref().map(|(weekly, _)| Arc::clone(weekly));
        let announcements = Arc::new(Announcements::new(state));
        let mut bot = Bot::new(Arc::clone(&live), moderation.map(Moderation::moderators));
        bot.memory.not_found.clone_from(&not_found);
        bot.memory.asked.clone_from(&asked);
        bot.memory.inbox.clone_from(&inbox);
        bot.memory.posts.clone_from(&posts);
        bot.memory.dead_links.clone_from(&dead_links);
        bot.memory.weekly.clone_from(&post);
        bot.memory.recheck_after_days = Some(recheck_after);
        bot.worker = moderation.map(|moderation| {
            let store = Store::new(Arc::clone(&live), History::new(state, moderation.limits()));
            let announcements = Arc::clone(&announcements);
            Worker {
                reports: inbox.is_some().then(Reports::default),
                inbox: inbox.clone(),
                posts: posts.clone(),
                fetch,
                not_found: not_found.clone(),
                weekly: post,
                once: Some(Once::new(state)),
                ..Worker::new(live, store, Drafts::new(state), announcements)
            }
        });
        let channel = moderation.and_then(|m| m.channel);
        let recheck = channel.map(|_| Reminder::new(recheck_after, state));
        Ok(Self {
            bot: Arc::new(bot),
            announcements,
            channel,
            state: state.clone(),
            not_found,
            asked,
            inbox,
            posts,
            dead_links,
            weekly,
            recheck,
        })
    }

    /// Starts what goes on beside answering, until `shutdown`: taking away what killed processes left
    /// unfinished, keeping what was not found, telling and reminding moderators, and posting the tip
    /// of the week, which takes a REST API with a token.
    pub fn start_jobs(&mut self, rest: Option<&Rest>, shutdown: &CancellationToken) {
        if let Some(not_found) = &self.not_found {
            let counts = Arc::clone(not_found);
            let save = move || counts.save(today());
            tokio::spawn(keep_saved(
                "what was not found",
                save,
                SOON,
                shutdown.clone(),
            ));
        }
        if let Some(asked) = &self.asked {
            let asked = Arc::clone(asked);
            let save = move || asked.save(today());
            tokio::spawn(keep_saved(
                "how often texts are asked for",
                save,
                IN_A_WHILE,
                shutdown.clone(),
            ));
        }
        if let Some(inbox) = &self.inbox {
            let inbox = Arc::clone(inbox);
            let save = move || inbox.save(today());
            tokio::spawn(keep_saved(
                "what members wrote",
                save,
                SOON,
                shutdown.clone(),
            ));
        }
        let state = self.state.clone();
        tokio::task::spawn_blocking(move || clean_all(&state));
        if let Some(dead_links) = &self.dead_links {
            let (dead_links, live) = (Arc::clone(dead_links), Arc::clone(self.bot.live()));
            tokio::spawn(dead_links.keep_trying(live, shutdown.clone()));
        }
        let Some(rest) = rest else {
            return;
        };
        let (telling, announcements, channel) =
            (rest.clone(), Arc::clone(&self.announcements), self.channel);
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            announce::pass_on(&telling, channel, &announcements, inbox).await;
        });
        let live = self.bot.live();
        if self.channel.is_some() {
            let (announcements, live) = (Arc::clone(&self.announcements), Arc::clone(live));
            tokio::spawn(announce::keep_informed(announcements, live));
        }
        if let Some(recheck) = self.recheck.take() {
            let (live, announcements) = (Arc::clone(live), Arc::clone(&self.announcements));
            tokio::spawn(recheck.keep_reminding(live, announcements, shutdown.clone()));
        }
        if let Some(posts) = &self.posts {
            let (posts, live) = (Arc::clone(posts), Arc::clone(live));
            let announcements = Arc::clone(&self.announcements);
            let (rest, shutdown) = (rest.clone(), shutdown.clone());
            tokio::spawn(keep_posted(posts, live, rest, announcements, shutdown));
        }
        if let Some((weekly, channel)) = self.weekly.take() {
            weekly.say_what_comes(live, Timestamp::now());
            let (live, shutdown) = (Arc::clone(live), shutdown.clone());
            let (rest, announcements) = (rest.clone(), Arc::clone(&self.announcements));
            let tips = TipChannel {
                rest,
                channel,
                announcements,
            };
            tokio::spawn(async move { weekly.keep_posting(&live, &tips, &shutdown).await });
        }
    }

    /// Keeps what is not on disk yet, and says what is lost, before the end.
    pub fn finish(&self) {
        if let Some(not_found) = &self.not_found
            && let Err(error) = not_found.save(today())
        {
            warn!(%error, "cannot keep what was not found");
        }
        if let Some(Err(error)) = self.asked.as_ref().map(|asked| asked.save(today())) {
            warn!(%error, "cannot keep how often texts were asked for");
        }
        let n = self.announcements.n_waiting();
        if n > 0 && self.channel.is_some() {
            warn!("{n} messages to the moderators' channel were not sent");
        }
    }
}
