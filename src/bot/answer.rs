//! The bot behind every door: one interaction in, one answer out, counted.
//!
//! Knows no door. What to say is decided in [`crate::respond`]; what takes a disk is done by the
//! [`Worker`], on threads of its own.
#![expect(
    clippy::disallowed_methods,
    reason = "measures how long an answer takes"
)]

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::timeout_at;
use tracing::{field, info, warn};

use crate::bot::count::{Count, command_of, note_asked, note_mended};
use crate::bot::memory::ProcessMemory;
use crate::bot::metrics::Metrics;
use crate::bot::once::once;
use crate::bot::question::Question;
use crate::bot::refusals::Refusals;
use crate::bot::room::Room;
use crate::bot::work::Worker;
use crate::discord::rest::{Answer, Asked, Error};
use crate::discord::{Callback, Interaction, InteractionType, Moderators};
use crate::library::EntryRef;
use crate::respond::action::Ticket;
use crate::respond::{
    Action, Conclusion, Deferral, Invocation, Reply, Task, Work, busy, refusal, respond,
};
use crate::store::live::Live;
use crate::store::taken::Once;

/// The bot behind every door: content, memory, moderators, metrics.
#[derive(Debug)]
pub struct Bot {
    live: Arc<Live>,
    /// What is remembered between answers.
    pub memory: ProcessMemory,
    /// Who may moderate, if anyone.
    pub moderators: Option<Moderators>,
    /// Who does the work that answers take; without one, texts cannot be changed.
    pub worker: Option<Worker>,
    /// What was counted.
    pub metrics: Metrics,
    refusals: Refusals,
    /// Room for the work of moderators, and for that of members, so that neither takes the other's.
    moderating: Room,
    reporting: Room,
}

/// An answer that takes work first; see [`Bot::finish`].
#[derive(Debug)]
struct Pending {
    invocation: Invocation,
    task: Task,
}

/// The most work of moderators that is done at once, so that it leaves the processor to those who
/// answer members. More than one, as what waits for a download keeps nobody else waiting.
const MAX_AT_WORK: usize = 4;

/// How long an answer may take before it is announced instead. The proxy of `deploy/nginx.conf` waits
/// 900 ms before it asks the next replica, so an answer that takes its time is not asked for again;
/// and when two replicas hang for those 900 ms, the third still has its time within Discord's 3 s.
pub const PATIENCE: Duration = Duration::from_millis(600);

impl Bot {
    /// A bot that answers from this content, with these moderators; without anything else that can be
    /// left out.
    pub fn new(live: Arc<Live>, moderators: Option<Moderators>) -> Self {
        Self {
            live,
            memory: ProcessMemory::default(),
            moderators,
            worker: None,
            metrics: Metrics::default(),
            refusals: Refusals::default(),
            moderating: Room::new(MAX_AT_WORK),
            reporting: Room::new(1),
        }
    }

    /// The content it answers from.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// What there is to know of an interaction that arrived just now, to speak of it when it is gone.
    pub fn asked(&self, interaction: &Interaction) -> Asked {
        Asked::new(
            interaction,
            command_of(interaction, &self.live.current().library),
        )
    }

    /// What is sent in the place of a callback that Discord refused for its content; nothing when it
    /// was refused for another reason. Moderators hear of it, once for each text or command, until the
    /// content changes.
    pub fn plain(&self, asked: &Asked, refused: &Callback, error: &Error) -> Option<Callback> {
        let reason = error.against_content()?;
        let (command, about) = (&*asked.command, refused.about.as_ref());
        warn!(
            command,
            about = about.map(field::display),
            "Discord refused an answer: {error}"
        );
        let what = match about {
            Some(EntryRef { collection, entry }) => format!("/{collection} {entry}"),
            None => format!("/{command}"),
        };
        let what = what.trim_end();
        if let Some(worker) = &self.worker
            && self.refusals.is_new(self.live.current().generation, what)
        {
            worker.announcements.tell(refusal(what, reason));
        }
        Some(Callback::apology_to(asked.kind))
    }

    /// The callback to an interaction; an apology when making it failed. Blocks on the disk where
    /// that takes work; see [`Bot::answer_in_time`] for where that may not be.
    pub fn answer(&self, interaction: &Interaction) -> Callback {
        let count = Count::start(interaction, &self.live.current().library);
        let callback = guarded(|| self.answer_unguarded(interaction));
        if let Some(callback) = &callback {
            note_mended(&count.command, callback);
        }
        count.done(callback.as_ref(), &self.metrics);
        callback.unwrap_or_else(|| Callback::apology_to(interaction.kind))
    }

    /// The callback to an interaction, uncounted, and with whatever panic there is in making it.
    pub fn answer_unguarded(&self, interaction: &Interaction) -> Callback {
        let question = self.read(interaction);
        if question.reads_state
            && let Some(later) = self.remember(
                interaction.id.0,
                question.draft(),
                question.invocation.moderator,
            )
        {
            return once(self.taken(), interaction.id.0, &later, Callback::unsure);
        }
        match self.begin(question) {
            ControlFlow::Break(Answer::Now(callback) | Answer::Delete(callback)) => callback,
            ControlFlow::Break(Answer::Later { now, .. }) => now,
            ControlFlow::Continue(pending) => self.finish(&pending),
        }
    }

    /// The answer to an interaction, or within [`PATIENCE`] the announcement of one. Work is done
    /// on a thread for blocking, and goes on when whoever waits for it goes away.
    pub async fn answer_in_time(self: &Arc<Self>, interaction: Interaction) -> Answer {
        let count = Count::start(&interaction, &self.live.current().library);
        let answer = self.uncounted_in_time(&interaction, &count.command).await;
        count.done(answer.as_ref().map(Answer::callback), &self.metrics);
        answer.unwrap_or_else(|| Answer::Now(Callback::apology_to(interaction.kind)))
    }

    /// The answer to an interaction, uncounted; nothing when making it panics.
    async fn uncounted_in_time(
        self: &Arc<Self>,
        interaction: &Interaction,
        command: &str,
    ) -> Option<Answer> {
        let until = Instant::now() + PATIENCE;
        let question = self.read(interaction);
        let (id, draft) = (interaction.id.0, question.draft());
        if question.reads_state {
            let (invocation, moderator) = (&question.invocation, question.invocation.moderator);
            let remember = move |bot: &Self| bot.remember(id, draft, moderator);
            let Some(remembering) = self.work(invocation, remember) else {
                return Some(crowded(invocation));
            };
            // A disk that hangs is no reason to say nothing; the answer is then that it is gone.
            if let Ok(Ok(Some(later))) = timeout_at(until.into(), remembering).await {
                info!("an interaction for the second time, which gets the same answer");
                let announced = later.clone();
                let again = move |bot: &Self| once(bot.taken(), id, &announced, Callback::unsure);
                let again = self.in_time(until, invocation, (later, Deferral::Update), again);
                return Some(again.await);
            }
        }
        let pending = match guarded(|| self.begin(question))? {
            ControlFlow::Continue(pending) => Arc::new(pending),
            ControlFlow::Break(answer) => {
                note_mended(command, answer.callback());
                return Some(answer);
            }
        };
        let then = pending.task.then;
        let (work, command) = (Arc::clone(&pending), command.to_owned());
        let work = move |bot: &Self| {
            let callback = bot.finish(&work);
            note_mended(&command, &callback);
            callback
        };
        let later = (Callback::later(then), then);
        Some(self.in_time(until, &pending.invocation, later, work).await)
    }

    /// The answer when its work is done, or what announces it when that is not done by then.
    async fn in_time(
        self: &Arc<Self>,
        until: Instant,
        invocation: &Invocation,
        (later, then): (Callback, Deferral),
        work: impl FnOnce(&Self) -> Callback + Send + 'static,
    ) -> Answer {
        let Some(mut rest) = self.work(invocation, work) else {
            return crowded(invocation);
        };
        match timeout_at(until.into(), &mut rest).await {
            Ok(Ok(callback)) => Answer::Now(callback),
            Ok(Err(_)) => Answer::Now(Callback::apology()),
            Err(_) if then == Deferral::Choices => Answer::Now(later),
            Err(_) => Answer::Later { now: later, rest },
        }
    }

    /// Does work on a thread for blocking, when it has a turn; nothing when there is no room for it.
    fn work<T: Send + 'static>(
        self: &Arc<Self>,
        invocation: &Invocation,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<JoinHandle<T>> {
        let room = if invocation.moderator {
            &self.moderating
        } else {
            &self.reporting
        };
        let bot = Arc::clone(self);
        room.start(move || work(&bot))
    }

    /// The answer to an interaction that was answered before, from the content as it is now. None to
    /// what moderators do: that was answered by what it did, and is not done again.
    pub fn redraw(&self, interaction: &Interaction) -> Option<Callback> {
        let mut question = self.read(interaction);
        if matches!(question.action, Some(Action::Moderate(_))) || question.invocation.edits() {
            return None;
        }
        // It was counted when it was asked.
        question.invocation.counts = false;
        match self.begin(question) {
            ControlFlow::Break(Answer::Now(callback)) => Some(callback),
            ControlFlow::Break(_) | ControlFlow::Continue(_) => None,
        }
    }

    fn read(&self, interaction: &Interaction) -> Question {
        Question::new(interaction, self.moderators.as_ref(), self.worker.as_ref())
    }

    /// The answer, as far as it takes no work.
    fn begin(&self, question: Question) -> ControlFlow<Answer, Pending> {
        if question.kind == InteractionType::PING {
            return ControlFlow::Break(Answer::Now(Callback::pong()));
        }
        let ticket = question.draft();
        let is_for_moderators = matches!(question.action, Some(Action::Moderate(_)));
        let mut invocation = question.invocation;
        if let (Some(worker), Some(ticket)) = (&self.worker, ticket) {
            invocation.draft = worker.drafts.recall(ticket);
        }
        match respond(&self.live.current(), &invocation, &self.memory) {
            Reply::Task(task) => ControlFlow::Continue(Pending { invocation, task }),
            reply @ Reply::Delete(_) => {
                ControlFlow::Break(Answer::Delete(Callback::from_reply(reply)))
            }
            reply => {
                let callback = Callback::from_reply(reply);
                if invocation.counts && !is_for_moderators {
                    note_asked(&callback, &self.memory, &self.metrics);
                }
                ControlFlow::Break(Answer::Now(callback))
            }
        }
    }

    /// Does the work of an answer, and gives the answer; work that changes something is done once for
    /// an interaction, whoever is asked. Blocks on the disk.
    fn finish(&self, pending: &Pending) -> Callback {
        let Pending { invocation, task } = pending;
        if task.work.is_done_once() {
            let later = Callback::later(task.then);
            once(self.taken(), invocation.id, &later, || {
                self.carry_out(pending)
            })
        } else {
            self.carry_out(pending)
        }
    }

    /// Where interactions are taken, if they are.
    fn taken(&self) -> Option<&Once> {
        self.worker.as_ref()?.once.as_ref()
    }

    fn carry_out(&self, Pending { invocation, task }: &Pending) -> Callback {
        let Some(worker) = &self.worker else {
            return Callback::apology();
        };
        let Conclusion {
            reply,
            announcement,
            keep,
        } = worker.carry_out(&task.work, invocation, &self.memory);
        if let Some(draft) = keep {
            worker.drafts.keep(draft);
        }
        if let Some(message) = announcement {
            let announcements = &worker.announcements;
            match task.work {
                Work::Report(_) => {
                    announcements.pass_on_report(message, Ticket::of(invocation.id));
                }
                _ => announcements.tell(message),
            }
        }
        Callback::from_reply(reply)
    }

    /// Brings the draft that an interaction is about back into memory, and for a moderator what other
    /// processes did; gives what announced the answer if the interaction was taken before. Blocks on the
    /// disk.
    fn remember(
        &self,
        interaction: u64,
        draft: Option<Ticket>,
        moderator: bool,
    ) -> Option<Callback> {
        let worker = self.worker.as_ref()?;
        let begun = self.taken().and_then(|taken| taken.begun(interaction));
        let begun = begun.and_then(|line| Callback::kept(&line));
        if let Some(ticket) = draft
            && begun.is_none()
            && worker.drafts.recall(ticket).is_none()
        {
            worker.drafts.load(ticket);
        }
        if moderator && begun.is_none() {
            self.live.catch_up();
            self.memory.catch_up();
        }
        begun
    }
}

/// What this gives; nothing when it panics. A fault in the bot costs one member one answer, never the
/// process.
fn guarded<T>(answer: impl FnOnce() -> T) -> Option<T> {
    // What a panic can leave half done is the bags, which stay usable, as they say.
    catch_unwind(AssertUnwindSafe(answer)).ok()
}

/// The answer where there is no room for more work.
fn crowded(invocation: &Invocation) -> Answer {
    Answer::Now(Callback::from_reply(busy(invocation)))
}
