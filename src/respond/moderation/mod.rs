//! The moderators' command, and the presses and modals that follow from it: who may do what, and
//! which file of this room does it.
//!
//! Two halves: up to `posts`, the files answer at once or ask for work, and some give what follows it too,
//! which takes no time; from `preview` on, they make the reply when the work is done, and may take long.

pub(crate) mod parts;
pub(crate) mod offers;
pub(crate) mod news;
pub(crate) mod related;
pub(crate) mod edit;
pub(crate) mod removal;
pub(crate) mod file;
pub(crate) mod report;
pub(crate) mod asked;
pub(crate) mod status;
pub(crate) mod upkeep;
pub(crate) mod inbox;
pub(crate) mod posts;
pub(crate) mod preview;
pub(crate) mod file_review;
pub(crate) mod saves;
pub(crate) mod history;
pub(crate) mod outcome;

use crate::content::version::WHOLE;
use crate::library::EntryRef;
use crate::library::lookup;
use crate::respond::action;
use crate::respond::action::{Action, Inbox, Moderate, Posts, Ticket, Upkeep};
use crate::respond::context::Context;
use crate::respond::draft::{Body, Draft};
use crate::respond::invocation::{chosen, named};
use crate::respond::message::{Audience, Button, Choice, Message, Row};
use crate::respond::moderation::parts::which;
use crate::respond::task::{ContentChange, Deferral, Reply, Work};
use crate::respond::{complete, pages};
use crate::text::fold::fold;
use crate::text::limits::{MAX_ITEMS, MAX_LABEL, shorten};
use crate::words;
use crate::words::editing::command;
use crate::words::{editing, files};

impl Context<'_> {
    /// Answers the moderators' command.
    pub(crate) fn moderation(&self, subcommand: &str, options: &[(String, String)]) -> Reply {
        if !self.invocation.moderator {
            return Reply::private(pages::notice(words::moderators::NOT_ALLOWED));
        }
        if subcommand == words::moderators::STATUS_SUBCOMMAND {
            return Reply::private(self.status());
        }
        if !self.invocation.editing {
            return Reply::words(editing::NO_EDITING);
        }
        let value = |name: &str| named(options, name);
        let typed = value(command::ENTRY).unwrap_or_default();
        let collection = value(command::COLLECTION).unwrap_or_default();
        let collection = collection.trim_start_matches('/');
        match subcommand {
            command::EDIT => match self.named_file(typed) {
                Some(file) => self.open(&file),
                None => self.with_named(typed, Self::open, Moderate::Open),
            },
            command::NEW => self.open_new(collection, value(command::GROUP)),
            command::REMOVE => self.with_named(typed, Self::ask_removal, Moderate::AskRemoval),
            command::HISTORY | command::RESTORE => {
                private_task(Work::Versions(typed.to_owned(), self.named_entries(typed)))
            }
            files::COMMAND => self.exchange(collection),
            words::posts::COMMAND => match collection {
                _ if !typed.is_empty() => {
                    self.with_named(typed, Self::place, |entry| Posts::Place(entry).into())
                }
                "" => Reply::words(words::posts::WHICH),
                name => self.place(&EntryRef::new(name, "")),
            },
            command::RELOAD => private_task(Work::Reload),
            _ => Reply::private(pages::notice(words::UNKNOWN_INTERACTION)),
        }
    }

    /// What follows for the entry that was named; of several with this name, a choice.
    fn with_named(
        &self,
        typed: &str,
        follow: impl Fn(&Self, &EntryRef) -> Reply,
        offer: impl Fn(EntryRef) -> Moderate,
    ) -> Reply {
        match self.named_entries(typed).as_slice() {
            [] => follow(self, &EntryRef::parse(typed, "")),
            [one] => follow(self, one),
            several => {
                if let Some(attachment) = &self.invocation.attachment {
                    return self.keep_picture(attachment, typed);
                }
                let several: Vec<_> = several.iter().map(|entry| (entry.clone(), None)).collect();
                Reply::private(which(self.library, &several, offer))
            }
        }
    }

    fn named_entries(&self, typed: &str) -> Vec<EntryRef> {
        let named = lookup::named(self.library, typed).into_iter();
        named.map(|found| found.reference()).collect()
    }

    /// The file that is named as its command, unless a text has that name too.
    fn named_file(&self, typed: &str) -> Option<EntryRef> {
        let name = typed.strip_prefix('/').unwrap_or(typed);
        let is_command = name.len() < typed.len() || self.named_entries(typed).is_empty();
        let found = self.library.collection(name).filter(|_| is_command);
        found.map(|found| EntryRef::new(&found.name, WHOLE))
    }

    /// Suggestions of what can be edited: texts, and behind them the files themselves, which go first for
    /// whoever types a command.
    fn editable(&self, typed: &str) -> Vec<Choice> {
        let wanted = fold(typed);
        let is_command = typed.starts_with('/');
        let fits = |name: &str| fold(name).starts_with(&wanted);
        let files = self.library.collections().iter();
        let files = files.filter(|file| fits(&file.name) && (is_command || !wanted.is_empty()));
        let files = files.map(|file| Choice {
            name: editing::file_itself(&file.name),
            value: format!("/{}", file.name),
        });
        let files: Vec<Choice> = files.take(MAX_ITEMS).collect();
        let mut choices = complete::over_all(self.library, typed);
        choices.truncate(MAX_ITEMS - files.len());
        let place = if is_command { 0 } else { choices.len() };
        choices.splice(place..place, files);
        choices
    }

    /// Suggestions for the options of the moderators' command; none to anyone else.
    pub(crate) fn moderation_choices(
        &self,
        subcommand: &str,
        option: &str,
        typed: &str,
        options: &[(String, String)],
    ) -> Reply {
        if !self.invocation.moderator || !self.invocation.editing {
            return Reply::Choices(Vec::new());
        }
        let wanted = fold(typed);
        let fits = |name: &&str| fold(name).contains(&wanted);
        let plain = |name: &str| Choice {
            name: shorten(name, MAX_LABEL),
            value: name.to_owned(),
        };
        let choices: Vec<Choice> = match (subcommand, option) {
            (command::NEW | words::posts::COMMAND, command::COLLECTION) => {
                let names = self.library.collections().iter().map(|c| c.name.as_str());
                names.filter(fits).map(plain).collect()
            }
            // Of a broken file too, which is then sent back repaired.
            (files::COMMAND, _) => {
                let names = self.snapshot.sources.files.iter().map(|f| f.name.as_str());
                names.filter(fits).map(plain).collect()
            }
            (command::NEW, command::GROUP) => {
                let collection = named(options, command::COLLECTION).unwrap_or_default();
                let collection = self.library.collection(collection.trim_start_matches('/'));
                let groups = collection.map(|c| c.groups()).unwrap_or_default();
                groups.into_iter().filter(fits).map(plain).collect()
            }
            (command::HISTORY | command::RESTORE, _) => {
                return Reply::after(Work::Removed(typed.to_owned()), Deferral::Choices);
            }
            (command::EDIT, _) => self.editable(typed),
            _ => complete::over_all(self.library, typed),
        };
        Reply::Choices(choices.into_iter().take(MAX_ITEMS).collect())
    }

    /// Answers a press on a button or menu for moderators, or on the one with which members report; nothing
    /// where it means nothing.
    pub(crate) fn moderator_press(&self, action: &Moderate, values: &[String]) -> Option<Reply> {
        if let Some(refusal) = self.refusal(action, &[]) {
            return Some(refusal);
        }
        Some(match action {
            Moderate::Open(entry) => self.open(entry),
            Moderate::Illustrate { entry, .. } => self.illustrate(entry),
            Moderate::Reopen { page, .. } => self.reopen(*page),
            Moderate::Publish(_) => self.publish(editing::DRAFT_GONE),
            Moderate::Leave(draft) => self.leave(*draft),
            Moderate::PublishFile(_) => self.publish(files::GONE),
            Moderate::ReviewFile(_) => match &self.invocation.draft {
                Some(sent) => self.review(sent.clone()),
                None => Reply::words(files::GONE),
            },
            Moderate::Fix(name) => private_task(Work::Fix(name.clone(), None)),
            Moderate::FixSent(_) => self.fix_sent(),
            Moderate::UndoFile(name, version) => {
                private_task(ContentChange::Undo(EntryRef::new(name, WHOLE), *version))
            }
            Moderate::UndoSave(version) => private_task(ContentChange::UndoSave(*version)),
            Moderate::Changes(version) => private_task(Work::Changes(*version)),
            Moderate::Accept(state) => private_task(Work::Accept(*state)),
            Moderate::Cancel => Reply::Update(Message::text(editing::CANCELLED, [])),
            Moderate::AskRemoval(entry) => self.ask_removal(entry),
            Moderate::Remove {
                entry,
                shown,
                links,
            } => self.remove(entry, *shown, *links),
            Moderate::History(entry) => {
                private_task(Work::Versions(entry.to_string(), vec![entry.clone()]))
            }
            // The preview on which the menu stands stays where it is.
            Moderate::Look => Reply::private(self.show(&chosen(values)?, Audience::Asker)),
            Moderate::Versions(entry) => {
                let version = action::read(values.first()?)?;
                Reply::after(Work::Version(entry.clone(), version), Deferral::Update)
            }
            Moderate::Restore(entry, version, shown) => {
                let restore = ContentChange::Restore(entry.clone(), *version, *shown);
                Reply::after(restore, Deferral::Update)
            }
            Moderate::Undo(entry, version) => {
                private_task(ContentChange::Undo(entry.clone(), *version))
            }
            Moderate::Report(entry) => self.open_report(entry),
            Moderate::Inbox(inbox) => self.inbox(inbox, values),
            Moderate::Posts(posts) => self.posts(posts, values)?,
            Moderate::Upkeep(upkeep) => self.upkeep(upkeep, values),
            // These are modals; no button of ours carries them.
            Moderate::Form { .. }
            | Moderate::New { .. }
            | Moderate::Redo { .. }
            | Moderate::ReportForm { .. } => return None,
        })
    }

    /// Answers a modal that was filled in.
    pub(crate) fn submit(&self, custom_id: &str, fields: &[(String, String)]) -> Reply {
        let Some(Action::Moderate(action)) = Action::decode(custom_id) else {
            // A modal of another version; what was typed in it comes back.
            return parts::refused(words::UNKNOWN_BUTTON, fields);
        };
        if let Some(refusal) = self.refusal(&action, fields) {
            return refusal;
        }
        match &action {
            Moderate::Form { entry, shown, .. } => self.submitted(entry, Some(*shown), fields),
            Moderate::New { collection, .. } => self.submitted_new(collection, fields),
            Moderate::Redo { entry, .. } => self.submitted_again(entry, fields),
            Moderate::ReportForm { entry, .. } => report::submitted(Some(entry), fields),
            Moderate::Inbox(Inbox::MissForm { .. }) => report::submitted(None, fields),
            Moderate::Upkeep(Upkeep::SameForm { .. }) => self.submitted_same(fields),
            _ => parts::refused(words::UNKNOWN_BUTTON, fields),
        }
    }

    /// What someone hears who may not do this, or cannot do it here. What they typed comes back.
    fn refusal(&self, action: &Moderate, fields: &[(String, String)]) -> Option<Reply> {
        let why = if action.is_for_members() {
            let may = self.invocation.reports && self.invocation.counts;
            (!may).then_some(words::moderators::NOT_TAKEN)
        } else if self.invocation.moderator {
            (!self.invocation.editing).then_some(editing::NO_EDITING)
        } else {
            Some(words::moderators::NOT_ALLOWED)
        };
        why.map(|why| parts::refused(why, fields))
    }

    /// Asks for what mending the file that was sent changes.
    fn fix_sent(&self) -> Reply {
        match self.invocation.draft.as_ref().map(|draft| &draft.body) {
            Some(Body::File { name, text }) => {
                private_task(Work::Fix(name.clone(), Some(text.clone())))
            }
            _ => Reply::words(files::GONE),
        }
    }

    fn leave(&self, draft: Ticket) -> Reply {
        let kept = self.invocation.draft.as_ref();
        let kept = kept.filter(|draft| !draft.published).map(Draft::form);
        Reply::Update(match kept {
            Some(Some(_)) => {
                let reopen = Moderate::Reopen { draft, page: 0 };
                let more = Button::new(editing::button::MORE, reopen);
                Message::text(editing::LEFT, [Row::Buttons(vec![more])])
            }
            Some(None) => {
                Message::text(files::LEFT, [Row::Buttons(vec![file::review_again(draft)])])
            }
            None => Message::text(editing::CANCELLED, []),
        })
    }
}

fn private_task(work: impl Into<Work>) -> Reply {
    Reply::after(work, Deferral::Private)
}
