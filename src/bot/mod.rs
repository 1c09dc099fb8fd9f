//! The bot behind every door: one interaction in, one callback out, counted.

pub mod announcements;
pub mod attachments;
pub mod bags;
pub mod build;
pub mod config;
pub mod jobs;
pub mod memory;
pub mod metrics;
mod reports;
pub mod work;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::timeout_at;
use tracing::{Span, field, info, info_span, record_all, warn};

use crate::bot::bags::Bags;
use crate::bot::jobs::weekly::Weekly;
use crate::bot::memory::ProcessMemory;
use crate::bot::metrics::{KINDS, Metrics, Outcome};
use crate::bot::work::Worker;
use crate::discord::{
    Callback, CallbackType, Interaction, InteractionType, Moderators, Unreadable,
};
use crate::library::{EntryRef, Library};
use crate::respond::action::Moderate;
use crate::respond::{
    Action, Conclusion, Deferral, Draw, Invocation, Message, Reply, Request, Task, Unpublished,
    action, busy, refusal, respond,
};
use crate::store::live::Live;
use crate::store::not_found::{NotFound, today};
use crate::store::taken::Turn;
use crate::words;

/// What a process keeps between answers.
#[derive(Debug)]
pub struct Bot {
    live: Arc<Live>,
    kept: ProcessMemory,
    moderators: Option<Moderators>,
    worker: Option<Worker>,
    metrics: Metrics,
    refused: Mutex<Refused>,
    /// Room for the work of moderators, and for that of members, so that neither takes the other's.
    moderating: Arc<Room>,
    reporting: Arc<Room>,
}

/// Room for work, see [`MAX_WORK`] and [`MAX_AT_WORK`].
#[derive(Debug)]
struct Room {
    places: Arc<Semaphore>,
    turns: Semaphore,
}

impl Room {
    fn new(at_work: usize) -> Arc<Self> {
        Arc::new(Self {
            places: Arc::new(Semaphore::new(MAX_WORK)),
            turns: Semaphore::new(at_work),
        })
    }
}

/// The answers that Discord refused, as moderators heard, and the generation of content they are of.
type Refused = (u64, HashSet<String>);

/// What comes first of an answer.
#[derive(Debug)]
pub enum Step {
    /// All of it.
    Answer(Callback),
    /// That the message goes away, which takes a second call.
    Removal(Callback),
    /// Work that has to be done before it; see [`Bot::finish`].
    Work(Box<Pending>),
}

/// An answer that takes work first.
#[derive(Debug)]
pub struct Pending {
    invocation: Invocation,
    task: Task,
}

/// An answer, or the announcement of one.
#[derive(Debug)]
pub enum InTime {
    /// The answer.
    Now(Callback),
    /// The answer takes longer than Discord waits: `now` says so, and the message in what `rest`
    /// gives takes the place of the original one
    /// (`PATCH /webhooks/{application}/{token}/messages/@original`); without a message in it the
    /// original one goes away (`DELETE`).
    Later {
        /// That there will be an answer.
        now: Callback,
        /// The answer.
        rest: JoinHandle<Callback>,
    },
}

impl InTime {
    /// What is sent first.
    fn first(&self) -> &Callback {
        let (Self::Now(first) | Self::Later { now: first, .. }) = self;
        first
    }
}

/// The most work that is done at once, so that it leaves the processor to those who answer members.
/// More than one, as what waits for a download keeps nobody else waiting.
const MAX_AT_WORK: usize = 4;
/// The most work that is done or waits for its turn, of moderators and of members each. A file that was
/// sent takes up to 1 MiB meanwhile.
const MAX_WORK: usize = 32;

/// How long an answer may take before it is announced instead. The proxy of `deploy/nginx.conf` waits
/// 900 ms before it asks the next replica, so an answer that takes its time is not asked for again;
/// and when two replicas hang for those 900 ms, the third still has its time within Discord's 3 s.
pub const PATIENCE: Duration = Duration::from_millis(600);

impl Bot {
    /// A bot that answers from this content, with these moderators.
    pub fn new(live: Arc<Live>, moderators: Option<Moderators>) -> Self {
        Self::drawing(live, moderators, Bags::default())
    }

    /// The same, with chance from elsewhere.
    pub fn drawing(
        live: Arc<Live>,
        moderators: Option<Moderators>,
        draw: impl Draw + 'static,
    ) -> Self {
        Self {
            live,
            kept: ProcessMemory::drawing(draw),
            moderators,
            worker: None,
            metrics: Metrics::default(),
            refused: Mutex::default(),
            moderating: Room::new(MAX_AT_WORK),
            reporting: Room::new(1),
        }
    }

    /// The same bot, with which texts can be changed.
    #[must_use]
    pub fn with_worker(mut self, worker: Worker) -> Self {
        self.worker = Some(worker);
        self
    }

    /// Tells the moderators' channel, where there is one, what every process sees, by this name. The
    /// disk that this takes is waited for elsewhere.
    pub fn tell_once(self: &Arc<Self>, what: &str, message: Message) {
        let (bot, what) = (Arc::clone(self), what.to_owned());
        tokio::task::spawn_blocking(move || {
            if let Some(worker) = &bot.worker {
                worker.tell_once(&what, message);
            }
        });
    }

    /// The same bot, that counts what was not found.
    #[must_use]
    pub fn counting(mut self, missed: Option<Arc<NotFound>>) -> Self {
        self.kept.missed = missed;
        self
    }

    /// The same bot, that tells moderators which texts nobody looked at for this many days.
    #[must_use]
    pub fn rechecking(mut self, after_days: u16) -> Self {
        self.kept.recheck_after_days = Some(after_days);
        self
    }

    /// The same bot, that tells moderators when the next tip of the week comes.
    #[must_use]
    pub fn posting(mut self, weekly: Option<Arc<Weekly>>) -> Self {
        self.kept.weekly = weekly;
        self
    }

    /// Writes the counts that are not on disk yet, before the end.
    pub fn save_counts(&self) {
        if let Some(missed) = &self.kept.missed
            && let Err(error) = missed.save(today())
        {
            warn!(%error, "cannot keep what was not found");
        }
    }

    /// The content it answers from.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// What it counted.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Who may moderate, if anyone.
    pub fn moderators(&self) -> Option<&Moderators> {
        self.moderators.as_ref()
    }

    /// What an interaction asks for, to speak of it when it is gone.
    pub fn asked(&self, interaction: &Interaction) -> Asked {
        Asked {
            kind: interaction.kind,
            command: command_of(interaction, &self.live.current().library).to_owned(),
        }
    }

    /// Tells the moderators that Discord refused an answer, which shows the text `about`, and why; once
    /// for each text or command, until the content changes.
    pub fn refused(&self, asked: &Asked, about: Option<&EntryRef>, reason: &str) {
        let Some(worker) = &self.worker else {
            return;
        };
        let what = match about {
            Some(EntryRef { collection, entry }) => format!("/{collection} {entry}"),
            None => format!("/{}", asked.command),
        };
        let what = what.trim_end();
        let generation = self.live.current().generation;
        let is_news = {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if refused.0 != generation {
                *refused = (generation, HashSet::new());
            }
            refused.1.insert(what.to_owned())
        };
        if is_news {
            worker.tell(refusal(what, reason));
        }
    }

    /// The callback to an interaction; an apology when making it failed. Blocks on the disk where
    /// that takes work; see [`Bot::answer_in_time`] for where that may not be.
    pub fn answer(&self, interaction: &Interaction) -> Callback {
        let count = Count::start(interaction, &self.live.current().library);
        let answer = || {
            if let Some(later) = self.remember(interaction) {
                return self.once(interaction.id.0, &later, Callback::unsure);
            }
            match self.begin(interaction) {
                Step::Answer(callback) | Step::Removal(callback) => callback,
                Step::Work(pending) => self.finish(&pending),
            }
        };
        let (callback, outcome) = or_apology(interaction, answer);
        note_mended(&count.command, &callback);
        count.done(outcome, &self.metrics);
        callback
    }

    /// The callback to an interaction, or within [`PATIENCE`] the announcement of one. Work is done
    /// on a thread for blocking, and goes on when whoever waits for it goes away.
    pub async fn answer_in_time(self: &Arc<Self>, interaction: Interaction) -> InTime {
        let until = Instant::now() + PATIENCE;
        let count = Count::start(&interaction, &self.live.current().library);
        if self.reads_state(&interaction) {
            let (id, asked) = (interaction.id.0, interaction.clone());
            let invocation = interaction.invocation(self.moderators.as_ref());
            let Some(remembering) = self.work(&invocation, move |bot| bot.remember(&asked)) else {
                return self.crowded(count, &invocation);
            };
            // A disk that hangs is no reason to say nothing; the answer is then that it is gone.
            let begun = timeout_at(until.into(), remembering).await;
            if let Ok(Ok(Some(later))) = begun {
                info!("an interaction for the second time, which gets the same answer");
                let announced = later.clone();
                let again = move |bot: &Self| bot.once(id, &announced, Callback::unsure);
                let Some(again) = self.work(&invocation, again) else {
                    return self.crowded(count, &invocation);
                };
                let in_time = in_time(until, later, Deferral::Update, again).await;
                count.done(outcome_of(in_time.first()), &self.metrics);
                return in_time;
            }
        }
        let mut pending = None;
        let mut removes = false;
        let (callback, outcome) = or_apology(&interaction, || match self.begin(&interaction) {
            Step::Answer(callback) => callback,
            Step::Removal(callback) => {
                removes = true;
                callback
            }
            Step::Work(work) => {
                let later = Callback::later(work.task.then);
                pending = Some(work);
                later
            }
        });
        let Some(pending) = pending else {
            note_mended(&count.command, &callback);
            count.done(outcome, &self.metrics);
            return if removes {
                let rest = tokio::spawn(async { Callback::nothing() });
                InTime::Later {
                    now: callback,
                    rest,
                }
            } else {
                InTime::Now(callback)
            };
        };
        let pending = Arc::new(pending);
        let work = Arc::clone(&pending);
        let Some(work) = self.work(&pending.invocation, move |bot| bot.finish(&work)) else {
            return self.crowded(count, &pending.invocation);
        };
        let in_time = in_time(until, callback, pending.task.then, work).await;
        note_mended(&count.command, in_time.first());
        count.done(outcome_of(in_time.first()), &self.metrics);
        in_time
    }

    /// Does work on a thread for blocking, when it has a turn; nothing when there is no room for it.
    fn work<T: Send + 'static>(
        self: &Arc<Self>,
        invocation: &Invocation,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<JoinHandle<T>> {
        let room = if invocation.moderator {
            Arc::clone(&self.moderating)
        } else {
            Arc::clone(&self.reporting)
        };
        let place = Arc::clone(&room.places).try_acquire_owned().ok()?;
        let bot = Arc::clone(self);
        Some(tokio::spawn(async move {
            let _place = place;
            // The semaphore is never closed; without a turn the work would be done all the same.
            let _turn = room.turns.acquire().await;
            let done = tokio::task::spawn_blocking(move || work(&bot)).await;
            done.unwrap_or_else(|failed| resume_unwind(Box::new(failed)))
        }))
    }

    /// The answer where there is no room for more work.
    fn crowded(&self, count: Count, invocation: &Invocation) -> InTime {
        let busy = Callback::from_reply(busy(invocation));
        count.done(outcome_of(&busy), &self.metrics);
        InTime::Now(busy)
    }

    /// The answer to an interaction that was answered before, from the content as it is now. None to
    /// what moderators do: that was answered by what it did, and is not done again.
    pub fn redraw(&self, interaction: &Interaction) -> Option<Callback> {
        let invocation = interaction.invocation(None);
        if matches!(action(&invocation), Some(Action::Moderate(_))) || invocation.edits() {
            return None;
        }
        // It was counted when it was asked.
        match self.reply(interaction, false) {
            Step::Answer(callback) => Some(callback),
            Step::Removal(_) | Step::Work(_) => None,
        }
    }

    /// The answer, as far as it takes no work.
    pub fn begin(&self, interaction: &Interaction) -> Step {
        self.reply(interaction, true)
    }

    fn reply(&self, interaction: &Interaction, counts: bool) -> Step {
        if interaction.kind == InteractionType::PING {
            return Step::Answer(Callback::pong());
        }
        let moderators = self.moderators.as_ref();
        let mut invocation = interaction.invocation(moderators);
        invocation.counts &= counts;
        if let Some(worker) = &self.worker {
            invocation.editing = true;
            invocation.reports = worker.takes_reports() && interaction.is_at_home(moderators);
            let ticket = action(&invocation).and_then(|action| action.draft());
            match ticket.and_then(|ticket| worker.drafts().recall(ticket)) {
                Some(Unpublished::Entry(draft)) => invocation.draft = Some(draft),
                Some(Unpublished::File(sent)) => invocation.sent = Some(sent),
                None => {}
            }
        }
        match respond(&self.live.current(), &invocation, &self.kept) {
            Reply::Task(task) => Step::Work(Box::new(Pending { invocation, task })),
            reply @ Reply::Removal(_) => Step::Removal(Callback::from_reply(reply)),
            reply => Step::Answer(Callback::from_reply(reply)),
        }
    }

    /// Does the work of an answer, and gives the answer; work that changes something is done once for
    /// an interaction, whoever is asked. Blocks on the disk.
    pub fn finish(&self, pending: &Pending) -> Callback {
        let Pending { invocation, task } = pending;
        if task.work.is_done_once() {
            let later = Callback::later(task.then);
            self.once(invocation.id, &later, || self.carry_out(pending))
        } else {
            self.carry_out(pending)
        }
    }

    /// The answer to an interaction that was announced by `later`: what `work` gives for the first who
    /// takes it, and the same for everybody else. Blocks on the disk.
    fn once(
        &self,
        interaction: u64,
        later: &Callback,
        work: impl FnOnce() -> Callback,
    ) -> Callback {
        let once = self.worker.as_ref().and_then(Worker::once);
        match once.map(|once| once.take(interaction, later)) {
            None => work(),
            Some(Ok(Turn::First(taken))) => {
                let answer = work();
                taken.answered(&answer);
                answer
            }
            Some(Ok(Turn::Done(answer))) => *answer,
            Some(Ok(Turn::Unknown)) => Callback::unsure(),
            Some(Err(error)) => {
                // The work itself says what the disk refuses.
                warn!(%error, "cannot take an interaction for all replicas");
                work()
            }
        }
    }

    fn carry_out(&self, Pending { invocation, task }: &Pending) -> Callback {
        let Some(worker) = &self.worker else {
            return Callback::apology();
        };
        let Conclusion {
            reply,
            announcement,
            keep,
        } = worker.carry_out(&task.work, invocation, &self.kept);
        if let Some(draft) = keep {
            worker.drafts().keep(draft);
        }
        if let Some(message) = announcement {
            worker.announce(&task.work, message);
        }
        Callback::from_reply(reply)
    }

    /// Whether the state folder can say more about an interaction: it may have been taken before, or be
    /// about a draft that is not in memory.
    fn reads_state(&self, interaction: &Interaction) -> bool {
        let invocation = interaction.invocation(self.moderators.as_ref());
        let is_ours = |action: &Moderate| invocation.moderator || action.is_for_members();
        let action = action(&invocation);
        self.worker.is_some() && matches!(&action, Some(Action::Moderate(a)) if is_ours(a))
    }

    /// Brings the draft that an interaction is about back into memory; gives what announced the answer
    /// if the interaction was taken before. Blocks on the disk.
    fn remember(&self, interaction: &Interaction) -> Option<Callback> {
        let worker = self
            .worker
            .as_ref()
            .filter(|_| self.reads_state(interaction))?;
        let begun = worker.once().and_then(|once| once.begun(interaction.id.0));
        let ticket = action(&interaction.invocation(None)).and_then(|action| action.draft());
        if let Some(ticket) = ticket
            && begun.is_none()
            && worker.drafts().recall(ticket).is_none()
        {
            worker.drafts().load(ticket);
        }
        begun
    }
}

/// The answer when its work is done, or what announces it when that is not done by then.
async fn in_time(
    until: Instant,
    later: Callback,
    then: Deferral,
    mut rest: JoinHandle<Callback>,
) -> InTime {
    match timeout_at(until.into(), &mut rest).await {
        Ok(Ok(callback)) => InTime::Now(callback),
        Ok(Err(_)) => InTime::Now(Callback::apology()),
        Err(_) if then == Deferral::Choices => InTime::Now(later),
        Err(_) => InTime::Later { now: later, rest },
    }
}

/// What a press or a modal asks for.
fn action(invocation: &Invocation) -> Option<Action> {
    match &invocation.request {
        Request::Press { custom_id, .. } | Request::Submit { custom_id, .. } => {
            Action::decode(custom_id)
        }
        _ => None,
    }
}

/// The callback and how it ended. A fault in the bot costs one member one answer, never the process.
fn or_apology(interaction: &Interaction, answer: impl FnOnce() -> Callback) -> (Callback, Outcome) {
    // What a panic can leave half done is the bags, which stay usable, as they say.
    let Ok(callback) = catch_unwind(AssertUnwindSafe(answer)) else {
        return (apology(interaction.kind), Outcome::Failed);
    };
    let outcome = outcome_of(&callback);
    (callback, outcome)
}

fn outcome_of(callback: &Callback) -> Outcome {
    match callback.kind {
        CallbackType::PONG => Outcome::Pong,
        CallbackType::MESSAGE => Outcome::Message,
        CallbackType::UPDATE => Outcome::Update,
        CallbackType::CHOICES => Outcome::Choices,
        _ => Outcome::Other,
    }
}

/// The interaction in Discord's JSON, or as much of it as could be read, if anybody can answer that.
pub fn read(json: &[u8]) -> Option<Interaction> {
    Interaction::read(json)
        .or_else(|unreadable| {
            // The error's own text can quote what was typed.
            let Unreadable { line, column, .. } = unreadable;
            warn!(
                line,
                column, "Discord sent an interaction that cannot be read"
            );
            unreadable.known.map(|known| *known).ok_or(())
        })
        .ok()
}

/// One interaction being answered, for the log and the metrics.
struct Count {
    kind: usize,
    command: String,
    span: Span,
    started: Instant,
}

impl Count {
    fn start(interaction: &Interaction, library: &Library) -> Self {
        let kind = kind_of(interaction);
        let command = command_of(interaction, library).to_owned();
        let span = info_span!(
            "interaction",
            kind = KINDS[kind],
            command,
            outcome = field::Empty,
            duration_us = field::Empty
        );
        Self {
            kind,
            command,
            span,
            started: Instant::now(),
        }
    }

    fn done(self, outcome: Outcome, metrics: &Metrics) {
        let took = self.started.elapsed();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        record_all!(self.span, outcome = outcome.name(), duration_us = micros);
        info!(parent: &self.span, "answered");
        metrics.answered(self.kind, &self.command, outcome, took);
    }
}

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    kind: InteractionType,
    /// The command that it is about, as it is counted.
    pub command: String,
}

impl Asked {
    /// What a member gets in the place of an answer that could not be given.
    pub fn apology(&self) -> Callback {
        apology(self.kind)
    }
}

/// Says so in the log when an answer did not fit Discord's limits as it was made.
pub fn note_mended(command: &str, callback: &Callback) {
    let mended = callback.mended();
    if !mended.is_empty() {
        let mended = mended.join(", ");
        warn!(
            command,
            mended, "an answer was more than Discord takes, and went without the rest"
        );
    }
}

/// What a member gets when answering failed; while typing that is no suggestions, as Discord takes
/// nothing else then.
fn apology(kind: InteractionType) -> Callback {
    Callback::from_reply(match kind {
        InteractionType::AUTOCOMPLETE => Reply::Choices(Vec::new()),
        _ => Reply::private(Message {
            content: words::APOLOGY.into(),
            ..Message::default()
        }),
    })
}

/// The place of the interaction's kind in [`KINDS`], which are in the order of Discord's numbers.
fn kind_of(interaction: &Interaction) -> usize {
    usize::from(interaction.kind.0)
        .wrapping_sub(1)
        .min(KINDS.len() - 1)
}

/// Stands for every command that the bot does not know, so that nobody can make up names of metrics.
const UNKNOWN: &str = "unknown";

/// What is no slash command, and counted by name all the same.
const OTHERS: &[&str] = &[
    words::sharing::REPLY_COMMAND,
    action::REPORT,
    action::REMOVE,
];

/// The name of the command that an interaction is about, as the bot knows it.
fn command_of<'a>(interaction: &Interaction, library: &'a Library) -> &'a str {
    let Some(data) = &interaction.data else {
        return "";
    };
    let name = match interaction.kind {
        InteractionType::COMPONENT | InteractionType::MODAL_SUBMIT => {
            action::command(&data.custom_id, &data.values)
        }
        _ => data.name.as_str(),
    };
    if let Some(collection) = library.collection(name) {
        return &collection.name;
    }
    let unavailable = library.unavailable().iter().map(String::as_str);
    let own = words::OWN_COMMANDS.iter().chain(OTHERS).copied();
    let mut others = unavailable.chain(own);
    others.find(|known| *known == name).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::or_apology;
    use crate::bot::metrics::Outcome;
    use crate::discord::{CallbackType, Interaction, InteractionType};
    use crate::words;

    #[test]
    fn a_fault_is_answered_with_an_apology() {
        let failed = |kind| {
            let interaction = Interaction {
                kind,
                ..Interaction::default()
            };
            let (callback, outcome) = or_apology(&interaction, || panic!("what a member typed"));
            assert_eq!(outcome, Outcome::Failed);
            callback
        };
        let callback = failed(InteractionType::COMMAND);
        assert_eq!(callback.kind, CallbackType::MESSAGE);
        assert!(format!("{callback:?}").contains(words::APOLOGY));
        let callback = failed(InteractionType::AUTOCOMPLETE);
        assert_eq!(callback.kind, CallbackType::CHOICES);
    }
}
