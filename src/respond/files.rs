//! Whole files: fetching one, and sending one back, which is looked at before it is published.

use super::conclude::refusal_words;
use super::file_review::{kept, review, told};
use super::moderate::{Moderate, Ticket};
use super::preview::button;
use super::task::{Conclusion, NotFetched, SentFile, Task, Then, Unpublished, Work};
use super::{Desk, Invocation, Message, Reply, Row, TextFile, pages};
use crate::content::MAX_FILE_BYTES;
use crate::content::edit::Fingerprint;
use crate::content::history::What;
use crate::content::store::{FileOrder, Refusal, Saved};
use crate::diagnostic::Content;
use crate::snapshot::Snapshot;
use crate::words::editing::button as button_words;
use crate::words::editing::command;
use crate::words::{editing, files as words};

/// What the name of a response file ends in.
const ENDING: &str = ".toml";

impl Desk<'_> {
    /// Gives a file, or takes one.
    pub(super) fn exchange(&self, options: &[(String, String)]) -> Reply {
        let chosen = options.iter().find(|(name, _)| name == command::COLLECTION);
        let chosen = chosen.map(|(_, name)| name.trim().trim_start_matches('/'));
        let chosen = chosen.map(|name| name.strip_suffix(ENDING).unwrap_or(name));
        let chosen = chosen.filter(|name| !name.is_empty());
        match (&self.invocation.attachment, chosen) {
            (Some(_), _) => self.receive(chosen),
            (None, Some(name)) => Reply::private(self.fetched(name)),
            (None, None) => Reply::private(pages::notice(words::HOW)),
        }
    }

    /// A file as it is now, broken or not.
    fn fetched(&self, name: &str) -> Message {
        let Some(file) = self.snapshot.sources.named(name) else {
            return pages::notice(editing::NO_COLLECTION);
        };
        match &file.content {
            Content::Text(text) => Message {
                content: words::here_it_is(name),
                file: Some(TextFile {
                    name: format!("{name}{ENDING}"),
                    text: text.to_string(),
                }),
                ..Message::default()
            },
            _ => pages::notice(words::UNREADABLE),
        }
    }

    fn receive(&self, chosen: Option<&str>) -> Reply {
        let Some(attachment) = &self.invocation.attachment else {
            return Reply::private(pages::notice(words::HOW));
        };
        let own = attachment.name.strip_suffix(ENDING);
        let other = own.filter(|own| self.snapshot.sources.named(own).is_some());
        let name = match (chosen, own) {
            (Some(chosen), _) if other.is_some_and(|other| other != chosen) => {
                let text = words::of_another(&attachment.name, chosen);
                return Reply::private(pages::notice(&text));
            }
            (Some(chosen), _) => chosen,
            (None, Some(own)) => own,
            (None, None) => {
                return Reply::private(pages::notice(&words::other_name(&attachment.name)));
            }
        };
        if attachment.size > MAX_FILE_BYTES as u64 {
            return Reply::private(pages::notice(words::TOO_LARGE));
        }
        Reply::Task(Task {
            work: Work::Receive {
                attachment: attachment.clone(),
                name: name.to_owned(),
            },
            then: Then::Private,
        })
    }

    /// Looks at a file again.
    pub(super) fn review_file(&self) -> Reply {
        let Some(sent) = &self.invocation.sent else {
            return Reply::private(pages::notice(words::GONE));
        };
        Reply::Task(Task {
            work: Work::Review(Box::new(Unpublished::File(sent.clone()))),
            then: Then::Update,
        })
    }

    pub(super) fn publish_file(&self) -> Reply {
        let Some(sent) = &self.invocation.sent else {
            return Reply::private(pages::notice(words::GONE));
        };
        if sent.published {
            return Reply::private(pages::notice(words::ALREADY_PUBLISHED));
        }
        if !sent.reviewed {
            return self.review_file();
        }
        let order = FileOrder {
            name: sent.name.clone(),
            text: Some(sent.text.clone()),
            shown: sent.shown.map(Fingerprint),
            by: self.invocation.user,
            what: What::Changed,
        };
        Reply::Task(Task {
            work: Work::PublishFile {
                sent: Box::new(sent.clone()),
                order,
            },
            then: Then::Update,
        })
    }
}

/// What follows when a file that was sent is here, or is not.
pub(super) fn received(
    snapshot: &Snapshot,
    invocation: &Invocation,
    name: &str,
    fetched: &Result<Vec<u8>, NotFetched>,
) -> Conclusion {
    let bytes = match fetched {
        Ok(bytes) => bytes,
        Err(reason) => {
            let text = match reason {
                NotFetched::Elsewhere => words::NOT_AT_DISCORD,
                NotFetched::TooLarge => words::TOO_LARGE,
                NotFetched::Gone => words::NOT_KEPT,
                NotFetched::Unreachable => words::NOT_FETCHED,
            };
            return Conclusion::of(Reply::private(pages::notice(text)));
        }
    };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Conclusion::of(Reply::private(pages::notice(words::NOT_UTF8)));
    };
    let mut sent = SentFile {
        ticket: Ticket::of(invocation.id).0,
        by: invocation.user,
        name: name.to_owned(),
        shown: None,
        reviewed: false,
        published: false,
        text: text.to_owned(),
    };
    let message = review(snapshot, &mut sent);
    Conclusion {
        keep: Some(Unpublished::File(sent)),
        ..Conclusion::of(Reply::private(message))
    }
}

/// What follows when a file was published, or was not.
pub(super) fn published(
    snapshot: &Snapshot,
    invocation: &Invocation,
    sent: &SentFile,
    result: &Result<Saved, Refusal>,
) -> Conclusion {
    let mut sent = sent.clone();
    let message = match result {
        Ok(saved) => {
            sent.published = true;
            let words = words::published(&sent.name);
            let done = settled(invocation, &sent.name, What::Changed, saved, &words);
            return Conclusion {
                keep: Some(Unpublished::File(sent)),
                ..done
            };
        }
        Err(Refusal::Changed(_)) => {
            // A second press on the same button must not publish it unseen.
            sent.reviewed = false;
            kept(&sent, words::CHANGED)
        }
        Err(Refusal::Faulty(_)) => review(snapshot, &mut sent),
        Err(refusal) => {
            let words = format!("{} {}", refusal_words(refusal), words::FILE_KEPT);
            kept(&sent, &words)
        }
    };
    Conclusion {
        keep: Some(Unpublished::File(sent)),
        ..Conclusion::of(Reply::Update(message))
    }
}

/// What follows when a change of a file was to be undone.
pub(super) fn undone(
    invocation: &Invocation,
    name: &str,
    result: &Result<Saved, Refusal>,
) -> Conclusion {
    match result {
        Ok(saved) => {
            let words = match saved.after {
                Some(_) => words::restored(name),
                None => words::removed_again(name),
            };
            let mut done = settled(invocation, name, What::Restored, saved, &words);
            if let Reply::Update(message) = done.reply {
                done.reply = Reply::private(message);
            }
            done
        }
        Err(refusal) => {
            let words = match refusal {
                Refusal::Changed(_) => words::CHANGED_SINCE,
                refusal => refusal_words(refusal),
            };
            Conclusion::of(Reply::private(pages::notice(words)))
        }
    }
}

/// The answer after a change, and what the channel hears: with the file as it was, so that all of
/// it can be brought back.
fn settled(
    invocation: &Invocation,
    name: &str,
    what: What,
    saved: &Saved,
    words: &str,
) -> Conclusion {
    if saved.before == saved.after {
        return Conclusion::of(Reply::Update(pages::notice(editing::ALREADY_SO)));
    }
    let undo = saved.version.map(|version| {
        let name = name.to_owned();
        button(
            button_words::UNDO,
            "↩️",
            Moderate::UndoFile { name, version },
        )
    });
    let rows: Vec<Row> = undo
        .map(|undo| Row::Buttons(vec![undo]))
        .into_iter()
        .collect();
    let reply = Message {
        content: words.to_owned(),
        rows: rows.clone(),
        ..Message::default()
    };
    let (title, what) = match (&saved.before, &saved.after) {
        (_, None) => (words::told::REMOVED, editing::what::REMOVED_AGAIN),
        _ if what == What::Restored => (words::told::RESTORED, what.words()),
        (None, _) => (words::told::ADDED, What::Added.words()),
        _ => (words::told::CHANGED, what.words()),
    };
    let mut announcement = told(name, saved.before.as_deref(), saved.after.as_deref());
    if let Some(embed) = &mut announcement.embed {
        title.clone_into(&mut embed.title);
        let who = words::told(invocation.user, name, what);
        embed.description = format!("{who}\n{}", embed.description);
        embed.footer.clear();
    }
    announcement.rows = rows;
    announcement.file = saved.before.as_ref().map(|text| TextFile {
        name: words::previous(name),
        text: text.clone(),
    });
    Conclusion {
        announcement: Some(announcement),
        ..Conclusion::of(Reply::Update(reply))
    }
}
