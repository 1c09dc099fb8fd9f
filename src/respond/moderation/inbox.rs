//! What moderators do with what members wrote: make a text of it, put it with a text, or be done with it.

use crate::content::edit::EntryText;
use crate::content::snapshot::Snapshot;
use crate::library::page::Page;
use crate::library::search;
use crate::library::{EntryRef, Library, OpenWith};
use crate::respond::action;
use crate::respond::action::{Inbox, Ticket, Upkeep};
use crate::respond::context::Context;
use crate::respond::draft::form::Form;
use crate::respond::invocation::Invocation;
use crate::respond::memory::{Memory, Report};
use crate::respond::message::{Button, Embed, Message, Row};
use crate::respond::moderation::{report, status};
use crate::respond::pages;
use crate::respond::task::{Conclusion, Deferral, Reply, Work};
use crate::text::limits::{MAX_ITEMS, MAX_ROWS};
use crate::words::{UNKNOWN_BUTTON, editing, inbox, moderators};

impl Context<'_> {
    /// Answers a press on a button or menu below what a member wrote.
    pub(crate) fn inbox(&self, action: &Inbox, values: &[String]) -> Reply {
        let reply = self.follow_up(action, values.first().map_or("", String::as_str));
        reply.unwrap_or_else(|| self.here(Message::text(inbox::GONE, [])))
    }

    /// The answer to a press; nothing when what the member wrote is no longer kept.
    fn follow_up(&self, action: &Inbox, chosen: &str) -> Option<Reply> {
        Some(match action {
            Inbox::Miss => self.open_wish(),
            // A modal; no button of ours carries it.
            Inbox::MissForm { .. } => Reply::private(pages::notice(UNKNOWN_BUTTON)),
            Inbox::Edit { entry, report } => {
                let words = self.report(*report).map(|report| report.text());
                self.open_with(entry, "", &words.unwrap_or_default())
            }
            Inbox::Write(ticket) => self.ask_where(&self.report(*ticket)?, *ticket),
            Inbox::WriteIn { collection, report } => {
                self.open_wished(collection, &self.report(*report)?)
            }
            Inbox::Belongs(ticket) => {
                self.here(ask_which(self.library, &self.report(*ticket)?, *ticket))
            }
            Inbox::BelongsTo(ticket) => {
                let report = self.report(*ticket)?;
                let entry = EntryRef::parse(chosen, "");
                self.open_with(&entry, &report.title, &report.text())
            }
            Inbox::Look => {
                let ticket = action::read(chosen);
                let found = ticket.and_then(|ticket| Some((ticket, self.report(ticket)?)));
                Reply::Update(match found {
                    Some((ticket, report)) => report::shown(self.snapshot, &report, ticket, None)
                        .beside(Button::new(moderators::BACK, Upkeep::Status)),
                    None => self.status().with_notice(inbox::GONE),
                })
            }
            Inbox::Handled(ticket) => Reply::after(Work::Handle(*ticket), Deferral::Update),
        })
    }

    fn report(&self, ticket: Ticket) -> Option<Report> {
        let mut reports = self.memory.reports().into_iter();
        reports.find_map(|(of, report)| (of == ticket).then_some(report))
    }

    /// A message in the place of a private one, or else beside the one in the channel.
    fn here(&self, message: Message) -> Reply {
        Deferral::of(self.invocation).reply(message)
    }

    /// Asks to which collection a text is to be added, where there is a choice.
    fn ask_where(&self, report: &Report, ticket: Ticket) -> Reply {
        let collections = self.library.collections().iter();
        let names = collections.filter(|c| c.open_with != OpenWith::Guide);
        let names: Vec<&str> = names.map(|c| c.name.as_str()).collect();
        if let [only] = names.as_slice() {
            return self.open_wished(only, report);
        }
        let button = |name: &&str| {
            let write = Inbox::WriteIn {
                collection: (*name).into(),
                report: ticket,
            };
            Button::new(&moderators::write_new(name), write)
        };
        let rows = Row::buttons(names.iter().map(button)).into_iter();
        self.here(Message::text(inbox::WRITE_WHERE, rows.take(MAX_ROWS)))
    }

    fn open_wished(&self, collection: &str, report: &Report) -> Reply {
        let form = Form::of(&EntryText {
            title: report.title.clone(),
            ..EntryText::default()
        });
        self.open_new_with(collection, &form.with_words_of_member(&report.text()))
    }
}

/// Asks which text has what a member misses.
fn ask_which(library: &Library, report: &Report, ticket: Ticket) -> Message {
    let near = search::nearest_of_all(library, &report.text(), MAX_ITEMS);
    let items = pages::items(near.into_iter().map(Page::Entry));
    let menu = Row::menu(inbox::MENU_BELONGS, Inbox::BelongsTo(ticket), items);
    Message::framed(Embed::new(inbox::BELONGS, inbox::BELONGS_WHERE), menu)
}

/// What stands in the channel in the place of what a member wrote, when a moderator is done with it.
pub(crate) fn handled(report: Option<&Report>, by: u64) -> Message {
    let line = report.map(status::line_of);
    Message::text(inbox::handled(by, line.as_deref()), [])
}

/// What stands in the channel in the place of what a member wrote, when that is too long ago.
pub fn forgotten_report(report: &Report) -> Message {
    Message::text(inbox::forgotten(&status::line_of(report)), [])
}

/// What follows when what a member wrote cannot be forgotten: it stays as it is, and where it is.
pub(crate) fn not_forgotten(
    snapshot: &Snapshot,
    invocation: &Invocation,
    memory: &dyn Memory,
) -> Conclusion {
    let why = editing::refusal::NOT_NOTED;
    Conclusion::of(match Deferral::of(invocation) {
        Deferral::Update => Reply::Update(status::status(snapshot, memory, true).with_notice(why)),
        Deferral::Private | Deferral::Choices => Reply::words(why),
    })
}

/// What follows when a moderator is done with what a member wrote: in the channel it says so, and says
/// no longer who wrote.
pub(crate) fn done(
    snapshot: &Snapshot,
    invocation: &Invocation,
    memory: &dyn Memory,
    report: Option<&Report>,
) -> Conclusion {
    Conclusion::of(Reply::Update(match Deferral::of(invocation) {
        Deferral::Update => status::status(snapshot, memory, true),
        Deferral::Private | Deferral::Choices => handled(report, invocation.user),
    }))
}
