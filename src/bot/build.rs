//! Puts the bot together as the settings say, with what goes on beside answering.
//!
//! Every door opens on a bot made here, so that all of them answer alike.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::bot::Bot;
use crate::bot::announcements::Announcements;
use crate::bot::config::{Config, Moderation};
use crate::bot::jobs::announce::{self, TipChannel};
use crate::bot::jobs::dead_links::DeadLinks;
use crate::bot::jobs::monthly_copy::MonthlyCopy;
use crate::bot::jobs::posts::keep_posted;
use crate::bot::jobs::reminder::Reminder;
use crate::bot::jobs::saving::{IN_A_WHILE, SOON, keep_saved};
use crate::bot::jobs::weekly::Weekly;
use crate::bot::memory::ProcessMemory;
use crate::bot::reports::Reports;
use crate::bot::settings::LinkCheck;
use crate::bot::work::{Fetch, Worker};
use crate::discord::Snowflake;
use crate::discord::rest::Rest;
use crate::respond::forgotten_report;
use crate::store::asked::AskedCounts;
use crate::store::drafts::Drafts;
use crate::store::history::History;
use crate::store::inbox::InboxStore;
use crate::store::live::Live;
use crate::store::not_found::{NotFound, today};
use crate::store::posts::PostStore;
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
    config: Config,
    channel: Option<Snowflake>,
}

impl Built {
    /// A bot that answers from `live`, with these moderators, whose files come by way of `fetch`.
    pub fn new(
        config: &Config,
        moderation: Option<&Moderation>,
        live: Arc<Live>,
        fetch: Option<Box<dyn Fetch>>,
    ) -> Self {
        let state = &config.responses.state;
        let weekly = config.weekly.clone();
        let weekly = weekly.map(|post| Arc::new(Weekly::new(post, state)));
        let announcements = Arc::new(Announcements::new(state));
        let mut bot = Bot::new(Arc::clone(&live), moderation.map(Moderation::moderators));
        bot.memory = memory(config, moderation);
        bot.memory.weekly = weekly;
        bot.memory.announcements = moderation.map(|_| Arc::clone(&announcements));
        let takes_reports = bot.memory.inbox.is_some();
        bot.worker = moderation.map(|moderation| {
            let store = Store::new(live, History::new(state, moderation.limits()));
            let announcements = Arc::clone(&announcements);
            Worker {
                reports: takes_reports.then(Reports::default),
                fetch,
                once: Some(Once::new(state)),
                ..Worker::new(store, Drafts::new(state), announcements)
            }
        });
        let channel = moderation.and_then(|m| m.channel);
        Self {
            bot: Arc::new(bot),
            config: config.clone(),
            announcements,
            channel,
        }
    }

    /// Starts what goes on beside answering, until `shutdown`: taking away what killed processes left
    /// unfinished, keeping what answers note, trying addresses, saying which settings do nothing, telling
    /// and reminding moderators, sending them copies, and keeping posts and the tip of the week, which
    /// takes a REST API with a token.
    pub fn start_jobs(&self, rest: Option<&Rest>, shutdown: &CancellationToken) {
        self.start_saving(shutdown);
        let state = self.config.responses.state.clone();
        tokio::task::spawn_blocking(move || clean_all(&state));
        let (config, watched) = (self.config.clone(), Arc::clone(self.bot.live()));
        tokio::spawn(async move { config.keep_remarking(&watched).await });
        let (live, memory) = (self.bot.live(), &self.bot.memory);
        if let Some(dead_links) = memory.dead_links.clone() {
            tokio::spawn(dead_links.keep_trying(Arc::clone(live), shutdown.clone()));
        }
        if rest.is_none() || self.channel.is_none() {
            self.bot.live().tell_nobody();
        }
        if let Some(rest) = rest {
            self.start_sending(rest, shutdown);
        }
    }

    /// Starts what goes on by way of the REST API.
    fn start_sending(&self, rest: &Rest, shutdown: &CancellationToken) {
        let (live, memory) = (self.bot.live(), &self.bot.memory);
        let responses = &self.config.responses;
        let (telling, announcements, channel) =
            (rest.clone(), Arc::clone(&self.announcements), self.channel);
        let inbox = memory.inbox.clone();
        tokio::spawn(async move {
            announce::pass_on(&telling, channel, announcements, inbox).await;
        });
        if self.channel.is_some() {
            let (announcements, live) = (Arc::clone(&self.announcements), Arc::clone(live));
            tokio::spawn(announce::keep_informed(
                Arc::clone(&announcements),
                Arc::clone(&live),
            ));
            let recheck = Reminder::new(responses.recheck_after_days, &responses.state);
            tokio::spawn(recheck.keep_reminding(live, announcements, shutdown.clone()));
        }
        let copies = self.config.moderation.as_ref();
        let copies = copies.is_some_and(|m| m.monthly_copy);
        if let Some(channel) = self.channel.filter(|_| copies) {
            let (directory, state) = (responses.directory.clone(), responses.state.clone());
            let copies = MonthlyCopy::new(rest.clone(), channel, directory, state);
            tokio::spawn(copies.keep_sending(shutdown.clone()));
        }
        if let Some(posts) = memory.posts.clone() {
            let (live, announcements) = (Arc::clone(live), Arc::clone(&self.announcements));
            let (rest, shutdown) = (rest.clone(), shutdown.clone());
            tokio::spawn(keep_posted(posts, live, rest, announcements, shutdown));
        }
        if let (Some(weekly), Some(post)) = (memory.weekly.clone(), &self.config.weekly) {
            let (live, shutdown) = (Arc::clone(live), shutdown.clone());
            let (rest, announcements) = (rest.clone(), Arc::clone(&self.announcements));
            let tips = TipChannel {
                rest,
                channel: post.channel,
                announcements,
            };
            tokio::spawn(async move { weekly.keep_posting(&live, &tips, &shutdown).await });
        }
    }

    /// Starts keeping on disk what answers note in memory.
    fn start_saving(&self, shutdown: &CancellationToken) {
        let memory = &self.bot.memory;
        if let Some(not_found) = memory.not_found.clone() {
            let save = move || not_found.save(today());
            let saving = keep_saved("what was not found", save, SOON, shutdown.clone());
            tokio::spawn(saving);
        }
        if let Some(asked) = memory.asked.clone() {
            let save = move || asked.save(today());
            let saving = keep_saved("what is asked for", save, IN_A_WHILE, shutdown.clone());
            tokio::spawn(saving);
        }
        if let Some(inbox) = memory.inbox.clone() {
            let announcements = Arc::clone(&self.announcements);
            let save = move || {
                for letter in inbox.save(today())? {
                    if let Some(number) = letter.message {
                        announcements.change(number, forgotten_report(&letter.report));
                    }
                }
                Ok(())
            };
            let saving = keep_saved("what members wrote", save, SOON, shutdown.clone());
            tokio::spawn(saving);
        }
    }

    /// Keeps what is not on disk yet, and says what is lost, before the end.
    pub fn finish(&self) {
        if let Some(not_found) = &self.bot.memory.not_found
            && let Err(error) = not_found.save(today())
        {
            warn!(%error, "cannot keep what was not found");
        }
        if let Some(Err(error)) = self.bot.memory.asked.as_ref().map(|a| a.save(today())) {
            warn!(%error, "cannot keep how often texts were asked for");
        }
        let n = self.announcements.n_waiting();
        if n > 0 && self.channel.is_some() {
            warn!("{n} messages to the moderators' channel were not sent");
        }
    }
}

/// What a process with these settings keeps between answers; the tip of the week comes to it.
fn memory(config: &Config, moderation: Option<&Moderation>) -> ProcessMemory {
    let (state, search) = (&config.responses.state, &config.search);
    let not_found = search.count_not_found;
    let asked = config.responses.count_asked;
    // Without a channel nobody would read it.
    let reports = moderation.filter(|m| m.takes_reports());
    let dead_links = config.links.check == LinkCheck::Weekly;
    ProcessMemory {
        not_found: not_found.then(|| Arc::new(NotFound::open(state, search.forget_after_days))),
        asked: asked.then(|| Arc::new(AskedCounts::open(state))),
        inbox: reports.map(|m| Arc::new(InboxStore::open(state, m.forgets_reports_after_days()))),
        posts: moderation.map(|_| Arc::new(PostStore::open(state))),
        dead_links: dead_links.then(|| Arc::new(DeadLinks::open(state))),
        recheck_after_days: Some(config.responses.recheck_after_days),
        ..ProcessMemory::default()
    }
}
