//! A member says what is wrong with a text, and moderators hear of it.

use crate::content::snapshot::Snapshot;
use crate::library::EntryRef;
use crate::respond::action::{Moderate, Ticket};
use crate::respond::context::Context;
use crate::respond::message::{Audience, Button, Embed, Input, Message, Modal, Row};
use crate::respond::moderation::parts::{fenced, with_typed};
use crate::respond::pages;
use crate::respond::task::{Conclusion, Deferral, Reply, Reported, Work};
use crate::text::limits::{MAX_MODAL_TITLE, MAX_TEXT, length, shorten};
use crate::words::editing;
use crate::words::form::field;

/// The most characters of a report.
const MAX_REPORT: usize = 1500;

impl Context<'_> {
    /// Opens the modal in which a member says what is wrong.
    pub(crate) fn open_report(&self, entry: &EntryRef) -> Reply {
        if self.library.resolve(entry).is_none() {
            return Reply::private(self.show(entry, Audience::Asker));
        }
        let opening = Ticket::of(self.invocation.id);
        let input = Input {
            id: "report".into(),
            label: field::REPORT.into(),
            hint: field::REPORT_HINT.into(),
            value: String::new(),
            required: true,
            long: true,
            max: MAX_REPORT,
        };
        let entry = entry.clone();
        Reply::Modal(Modal {
            asks: Moderate::ReportForm { entry, opening }.into(),
            title: shorten(editing::button::REPORT, MAX_MODAL_TITLE),
            inputs: vec![input],
        })
    }
}

/// Passes on the form in which a member said what is wrong.
pub(crate) fn submitted(entry: &EntryRef, fields: &[(String, String)]) -> Reply {
    let words: Vec<&str> = fields.iter().map(|(_, value)| value.trim()).collect();
    let words = shorten(&words.join("\n"), MAX_REPORT);
    Reply::after(Work::Report(entry.clone(), words), Deferral::Private)
}

/// What follows when a report was passed on, or was not.
pub(crate) fn reported(
    snapshot: &Snapshot,
    entry: &EntryRef,
    text: &str,
    by: u64,
    reported: Reported,
) -> Conclusion {
    let thanks = Reply::private(pages::notice(editing::REPORT_THANKS));
    let refused = |why| {
        let message = with_typed(pages::notice(why), text);
        Conclusion::of(Reply::private(message))
    };
    match reported {
        Reported::PassedOn => {}
        Reported::Again => return Conclusion::of(thanks),
        Reported::TooOften => return refused(editing::REPORT_TOO_OFTEN),
        Reported::TooMany => return refused(editing::REPORTS_TOO_MANY),
    }
    let found = snapshot.library.resolve(entry);
    let title = found.map(|(_, entry)| entry.title.as_str());
    let who = editing::report_from(by, entry, title.unwrap_or_default());
    let text = fenced("", text, MAX_TEXT - length(&who) - 1);
    let embed = Embed::new(editing::REPORT_TITLE, format!("{who}\n{text}"));
    let edit = Button::new(editing::button::EDIT, Moderate::Open(entry.clone()));
    let announcement = Message::framed(embed, [Row::Buttons(vec![edit])]);
    Conclusion {
        reply: thanks,
        announcement: Some(announcement),
        keep: None,
    }
}
