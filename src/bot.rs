//! The bot behind every door: one interaction in, one callback out.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::content::live::Live;
use crate::discord::{Callback, Interaction, InteractionType, Moderators};
use crate::respond::{
    Action, Bags, Conclusion, Invocation, Reply, Request, Task, Then, conclude, respond,
};
use crate::workshop::Workshop;

/// What a process keeps between answers.
#[derive(Debug)]
pub struct Bot {
    live: Arc<Live>,
    bags: Bags,
    moderators: Option<Moderators>,
    workshop: Option<Workshop>,
}

/// What comes first of an answer.
#[derive(Debug)]
pub enum Step {
    /// All of it.
    Answer(Callback),
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
    /// (`PATCH /webhooks/{application}/{token}/messages/@original`).
    Later {
        /// That there will be an answer.
        now: Callback,
        /// The answer.
        rest: JoinHandle<Callback>,
    },
}

/// How long an answer may take before it is announced instead: half of what Discord waits, as the
/// way there takes its time too.
pub const PATIENCE: Duration = Duration::from_millis(1500);

impl Bot {
    /// A bot that answers from this content, with these moderators.
    pub fn new(live: Arc<Live>, moderators: Option<Moderators>) -> Self {
        Self {
            live,
            bags: Bags::default(),
            moderators,
            workshop: None,
        }
    }

    /// The same bot, with which texts can be changed.
    #[must_use]
    pub fn with_workshop(mut self, workshop: Workshop) -> Self {
        self.workshop = Some(workshop);
        self
    }

    /// The content it answers from.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// Who may moderate, if anyone.
    pub fn moderators(&self) -> Option<&Moderators> {
        self.moderators.as_ref()
    }

    /// The callback to an interaction. Blocks on the disk where that takes work; see
    /// [`Bot::answer_in_time`] for where that may not be.
    pub fn answer(&self, interaction: &Interaction) -> Callback {
        self.remember(interaction);
        match self.begin(interaction) {
            Step::Answer(callback) => callback,
            Step::Work(pending) => self.finish(&pending),
        }
    }

    /// The callback to an interaction, or within [`PATIENCE`] the announcement of one. Work is done
    /// on a thread for blocking, and goes on when whoever waits for it goes away.
    pub async fn answer_in_time(self: &Arc<Self>, interaction: Interaction) -> InTime {
        if self.forgot(&interaction) {
            let (bot, interaction) = (Arc::clone(self), interaction.clone());
            let remembering = tokio::task::spawn_blocking(move || bot.remember(&interaction));
            // A disk that hangs is no reason to say nothing; the answer is then that it is gone.
            let _ = tokio::time::timeout(PATIENCE, remembering).await;
        }
        let pending = match self.begin(&interaction) {
            Step::Answer(callback) => return InTime::Now(callback),
            Step::Work(pending) => pending,
        };
        let then = pending.task.then;
        let bot = Arc::clone(self);
        let mut rest = tokio::task::spawn_blocking(move || bot.finish(&pending));
        match tokio::time::timeout(PATIENCE, &mut rest).await {
            Ok(Ok(callback)) => InTime::Now(callback),
            Ok(Err(_)) => InTime::Now(Callback::apology()),
            Err(_) if then == Then::Choices => InTime::Now(Callback::later(then)),
            Err(_) => InTime::Later {
                now: Callback::later(then),
                rest,
            },
        }
    }

    /// The answer to an interaction that was answered before, from the content as it is now. None to
    /// what moderators do: that was answered by what it did, and is not done again.
    pub fn redraw(&self, interaction: &Interaction) -> Option<Callback> {
        let invocation = interaction.invocation(None);
        if matches!(action(&invocation), Some(Action::Moderate(_))) || invocation.edits() {
            return None;
        }
        match self.begin(interaction) {
            Step::Answer(callback) => Some(callback),
            Step::Work(_) => None,
        }
    }

    /// The answer, as far as it takes no work.
    pub fn begin(&self, interaction: &Interaction) -> Step {
        if interaction.kind == InteractionType::PING {
            return Step::Answer(Callback::pong());
        }
        let mut invocation = interaction.invocation(self.moderators.as_ref());
        if let Some(workshop) = &self.workshop {
            invocation.editing = true;
            invocation.reports = workshop.takes_reports();
            let ticket = action(&invocation).and_then(|action| action.draft());
            invocation.draft = ticket.and_then(|ticket| workshop.drafts().recall(ticket));
        }
        match respond(&self.live.current(), &invocation, &self.bags) {
            Reply::Task(task) => Step::Work(Box::new(Pending { invocation, task })),
            reply => Step::Answer(Callback::from_reply(reply)),
        }
    }

    /// Does the work of an answer, and gives the answer. Blocks on the disk.
    pub fn finish(&self, pending: &Pending) -> Callback {
        let Pending { invocation, task } = pending;
        let Some(workshop) = &self.workshop else {
            return Callback::apology();
        };
        let done = workshop.carry_out(&task.work);
        let Conclusion {
            reply,
            announcement,
            keep,
        } = conclude(&self.live.current(), invocation, &task.work, &done);
        if let Some(draft) = keep {
            workshop.drafts().keep(draft);
        }
        if let Some(message) = announcement {
            workshop.announce(message);
        }
        Callback::from_reply(reply)
    }

    /// Whether an interaction is about a draft that is not in memory.
    fn forgot(&self, interaction: &Interaction) -> bool {
        let invocation = interaction.invocation(None);
        let ticket = action(&invocation).and_then(|action| action.draft());
        let workshop = self.workshop.as_ref();
        ticket
            .zip(workshop)
            .is_some_and(|(t, workshop)| workshop.drafts().recall(t).is_none())
    }

    /// Brings the draft that an interaction is about back into memory. Blocks on the disk.
    fn remember(&self, interaction: &Interaction) {
        if self.forgot(interaction) {
            let invocation = interaction.invocation(None);
            let ticket = action(&invocation).and_then(|action| action.draft());
            if let Some((ticket, workshop)) = ticket.zip(self.workshop.as_ref()) {
                workshop.drafts().load(ticket);
            }
        }
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
