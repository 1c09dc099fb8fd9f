//! A member says what is wrong with a text, or which one is missing, and moderators hear of it.

use crate::content::snapshot::Snapshot;
use crate::library::EntryRef;
use crate::respond::action::{Inbox, Moderate, Ticket};
use crate::respond::context::Context;
use crate::respond::invocation::named;
use crate::respond::memory::Report;
use crate::respond::message::{Audience, Button, Embed, Input, Message, Row};
use crate::respond::moderation::parts::{fenced, handed_back};
use crate::respond::pages;
use crate::respond::task::{Conclusion, Deferral, Reply, Reported, Work};
use crate::text::fold::shows_nothing;
use crate::text::limits::{MAX_LABEL, MAX_TEXT, length, shorten};
use crate::words::form::field;
use crate::words::{editing, inbox};

/// The most characters of a report.
const MAX_REPORT: usize = 1500;
/// The field of what a missing text would be about.
const TITLE: &str = "title";
/// The field of what a member reports.
const WORDS: &str = "report";

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
        ..Input::line(WORDS, label, field::REPORT_HINT, "")
    }
}

/// Passes on the form in which a member said what is wrong with an entry, or which one is missing.
pub(crate) fn submitted(about: Option<&EntryRef>, fields: &[(String, String)]) -> Reply {
    let typed = |id: &str, max: usize| {
        let typed = named(fields, id).filter(|typed| !typed.chars().all(shows_nothing));
        shorten(typed.unwrap_or_default(), max)
    };
    let report = Report {
        about: about.cloned(),
        title: typed(TITLE, MAX_LABEL),
        words: typed(WORDS, MAX_REPORT),
    };
    let asked = about.map_or(&report.title, |_| &report.words);
    if asked.is_empty() {
        return handed_back(inbox::EMPTY, &report.words);
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
    let thanks = Conclusion::of(Reply::private(pages::notice(editing::REPORT_THANKS)));
    let refused = |why| Conclusion::of(handed_back(why, &report.text()));
    match reported {
        Reported::PassedOn => Conclusion {
            announcement: Some(shown(snapshot, report, ticket, Some(by))),
            ..thanks
        },
        Reported::Again => thanks,
        Reported::TooOften => refused(editing::REPORT_TOO_OFTEN),
        Reported::TooMany => refused(editing::REPORTS_TOO_MANY),
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
