//! A member says what is wrong with a text, or which one is missing, and moderators hear of it.

use crate::content::snapshot::Snapshot;
use crate::library::EntryRef;
use crate::respond::action::{Inbox, Moderate, Ticket};
use crate::respond::context::Context;
use crate::respond::memory::Report;
use crate::respond::message::{Audience, Button, Embed, Input, Message, Row};
use crate::respond::moderation::parts::{fenced, with_typed};
use crate::respond::pages;
use crate::respond::task::{Conclusion, Deferral, Reply, Reported, Work};
use crate::text::fold::shows_nothing;
use crate::text::limits::{MAX_LABEL, MAX_TEXT, length, shorten};
use crate::words::form::field;
use crate::words::{editing, inbox};

/// The most characters of a report.
const MAX_REPORT: usize = 1500;
/// The field of what a missing text would be about; the other one is a report's.
const TITLE: &str = "title";

impl Context<'_> {
    /// Opens the modal in which a member says what is wrong.
    pub(crate) fn open_report(&self, entry: &EntryRef) -> Reply {
        if self.library.resolve(entry).is_none() {
            return Reply::private(self.show(entry, Audience::Asker));
        }
        let opening = Ticket::of(self.invocation.id);
        let entry = entry.clone();
        let asks = Moderate::ReportForm { entry, opening };
        Reply::modal(asks, editing::button::REPORT, vec![words(field::REPORT)])
    }

    /// Opens the modal in which a member says which text is missing.
    pub(crate) fn open_wish(&self) -> Reply {
        let opening = Ticket::of(self.invocation.id);
        let title = Input::line(TITLE, inbox::MISS_TITLE, inbox::MISS_TITLE_HINT, "");
        let words = Input {
            required: false,
            ..words(inbox::MISS_WORDS)
        };
        Reply::modal(Inbox::MissForm { opening }, inbox::MISS, vec![title, words])
    }
}

fn words(label: &str) -> Input {
    Input {
        long: true,
        max: MAX_REPORT,
        ..Input::line("report", label, field::REPORT_HINT, "")
    }
}

/// Passes on the form in which a member said what is wrong with an entry, or which one is missing.
pub(crate) fn submitted(about: Option<&EntryRef>, fields: &[(String, String)]) -> Reply {
    let (title, words): (Vec<_>, Vec<_>) = fields.iter().partition(|(name, _)| name == TITLE);
    let joined = |fields: Vec<&(String, String)>, max: usize| {
        let typed = fields.iter().map(|(_, value)| value.trim());
        let typed: Vec<&str> = typed
            .filter(|typed| !typed.chars().all(shows_nothing))
            .collect();
        shorten(&typed.join("\n"), max)
    };
    let report = Report {
        about: about.cloned(),
        title: joined(title, MAX_LABEL),
        words: joined(words, MAX_REPORT),
    };
    let asked = if about.is_some() {
        &report.words
    } else {
        &report.title
    };
    if asked.is_empty() {
        let notice = pages::notice(inbox::EMPTY);
        return Reply::private(if report.words.is_empty() {
            notice
        } else {
            with_typed(notice, &report.words)
        });
    }
    Reply::after(Work::Report(report), Deferral::Private)
}

impl Report {
    /// All that the member wrote.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}", self.title, self.words).trim().to_owned()
    }
}

/// What follows when a report was passed on, or was not.
pub(crate) fn reported(
    snapshot: &Snapshot,
    report: &Report,
    ticket: Ticket,
    by: u64,
    reported: Reported,
) -> Conclusion {
    let thanks = Reply::private(pages::notice(editing::REPORT_THANKS));
    let refused = |why| {
        let message = with_typed(pages::notice(why), &report.text());
        Conclusion::of(Reply::private(message))
    };
    match reported {
        Reported::PassedOn => {}
        Reported::Again => return Conclusion::of(thanks),
        Reported::TooOften => return refused(editing::REPORT_TOO_OFTEN),
        Reported::TooMany => return refused(editing::REPORTS_TOO_MANY),
    }
    Conclusion {
        reply: thanks,
        announcement: Some(shown(snapshot, report, ticket, Some(by))),
        keep: None,
    }
}

/// What a member wrote, with what can be done about it; by whom, where that is told.
pub(crate) fn shown(
    snapshot: &Snapshot,
    report: &Report,
    ticket: Ticket,
    by: Option<u64>,
) -> Message {
    let text = report.text();
    let (title, who, buttons) = if let Some(entry) = &report.about {
        let found = snapshot.library.resolve(entry);
        let name = found.map_or("", |(_, entry)| entry.title.as_str());
        let edit = Inbox::Edit {
            entry: entry.clone(),
            report: ticket,
        };
        let who = by.map_or_else(
            || editing::named(name, entry),
            |by| editing::report_from(by, entry, name),
        );
        let buttons = vec![Button::new(editing::button::EDIT, edit)];
        (editing::REPORT_TITLE, who, buttons)
    } else {
        let buttons = vec![
            Button::new(inbox::WRITE, Inbox::Write(ticket)),
            Button::new(inbox::BELONGS, Inbox::Belongs(ticket)),
        ];
        let who = by.map(inbox::wish_from).unwrap_or_default();
        (inbox::WISH_TITLE, who, buttons)
    };
    let text = fenced("", &text, MAX_TEXT - length(&who) - 1);
    let embed = Embed::new(title, format!("{who}\n{text}").trim_start());
    let message = Message::framed(embed, [Row::Buttons(buttons)]);
    message.beside(Button::new(inbox::HANDLED, Inbox::Handled(ticket)))
}
