//! Posts that stay: a text or an overview that the bot puts in a channel, and changes when the text does.

use crate::content::snapshot::Snapshot;
use crate::library::{EntryRef, Library};
use crate::respond::action;
use crate::respond::action::{Posts, Ticket, Upkeep};
use crate::respond::context::Context;
use crate::respond::memory::{Memory, Post};
use crate::respond::message::{Audience, Button, Message, Row};
use crate::respond::moderation::status;
use crate::respond::pages;
use crate::respond::task::{Conclusion, Deferral, Placed, PostChange, Reply, Work};
use crate::words::{GONE, editing, moderators, posts};

/// The message of a post now; nothing when the text's whole file is not there, as it may come back.
pub fn post(snapshot: &Snapshot, about: &EntryRef) -> Option<Message> {
    let library = &snapshot.library;
    let collection = library.collection(&about.collection)?;
    Some(match collection.entry(&about.entry) {
        Some(entry) => pages::entry(library, collection, entry, Audience::Channel),
        None if about.entry.is_empty() => pages::overview(collection, 0),
        None => pages::overview(collection, 0).with_notice(GONE),
    })
}

/// What moderators hear of a post that somebody took away, and that is not put back.
pub fn forgotten_post(post: &Post) -> Message {
    Message::text(posts::forgotten(&status::post_name(post), post.channel), [])
}

/// What moderators hear of a post that Discord refuses, and why.
pub fn refused_post(post: &Post, reason: &str) -> Message {
    let name = status::post_name(post);
    Message::text(posts::refused(&name, post.channel, reason), [])
}

impl Context<'_> {
    /// Has a text put in this channel.
    pub(crate) fn place(&self, about: &EntryRef) -> Reply {
        if post(self.snapshot, about).is_none() {
            return Reply::words(editing::NO_COLLECTION);
        }
        if !about.entry.is_empty() && self.library.resolve(about).is_none() {
            return Reply::words(editing::NO_ENTRY);
        }
        Reply::after(Work::Place(about.clone()), Deferral::Private)
    }

    /// Answers a press on a button or menu about posts that stay; nothing where it means nothing.
    pub(crate) fn posts(&self, action: &Posts, values: &[String]) -> Option<Reply> {
        Some(match action {
            Posts::Place(about) => self.place(about),
            Posts::Look => {
                let ticket = action::read(values.first()?)?;
                Reply::Update(match find(self.memory, ticket) {
                    Some(post) => shown(ticket, &post),
                    None => self.status().with_notice(posts::POST_GONE),
                })
            }
            Posts::Remove(ticket) => Reply::after(
                Work::ChangePost(*ticket, PostChange::Remove),
                Deferral::Update,
            ),
            Posts::Keep { post, back } => {
                let change = PostChange::PutsBack(*back);
                Reply::after(Work::ChangePost(*post, change), Deferral::Update)
            }
        })
    }
}

fn find(memory: &dyn Memory, ticket: Ticket) -> Option<Post> {
    let mut posts = memory.posts().into_iter();
    posts.find_map(|(of, post)| (of == ticket).then_some(post))
}

/// A post with what can be done about it.
fn shown(ticket: Ticket, post: &Post) -> Message {
    let text = posts::about(&status::post_name(post), post.channel, post.puts_back);
    let buttons = vec![
        keep_button(ticket, post.puts_back),
        Button::new(posts::REMOVE, Posts::Remove(ticket)),
        Button::new(moderators::BACK, Upkeep::Status),
    ];
    Message::text(text, [Row::Buttons(buttons)])
}

fn keep_button(post: Ticket, puts_back: bool) -> Button {
    let label = if puts_back {
        posts::LET_GO
    } else {
        posts::PUT_BACK
    };
    let back = !puts_back;
    Button::new(label, Posts::Keep { post, back })
}

/// What follows when a text is put in a channel, or is not.
pub(crate) fn placed(
    library: &Library,
    about: &EntryRef,
    channel: u64,
    placed: Placed,
) -> Conclusion {
    let words = match placed {
        Placed::Placed(ticket) => {
            let found = library.resolve(about);
            let named = found.map(|(_, entry)| editing::named(&entry.title, about));
            let named = named.unwrap_or_else(|| format!("`/{}`", about.collection));
            let row = Row::Buttons(vec![keep_button(ticket, false)]);
            let message = Message::text(posts::placed(&named, channel), [row]);
            return Conclusion::of(Reply::private(message));
        }
        Placed::Already => posts::ALREADY,
        Placed::TooMany => posts::TOO_MANY,
        Placed::NotHere => posts::NOT_HERE,
        Placed::NotNoted => editing::refusal::NOT_NOTED,
    };
    Conclusion::of(Reply::words(words))
}

/// What follows when a moderator changed what becomes of a post, or could not.
pub(crate) fn changed(
    snapshot: &Snapshot,
    memory: &dyn Memory,
    ticket: Ticket,
    change: PostChange,
    is_noted: bool,
) -> Conclusion {
    let status = || status::status(snapshot, memory, true);
    Conclusion::of(Reply::Update(match (change, find(memory, ticket)) {
        _ if !is_noted => status().with_notice(editing::refusal::NOT_NOTED),
        (PostChange::PutsBack(_), Some(post)) => shown(ticket, &post),
        (PostChange::PutsBack(_), None) => status().with_notice(posts::POST_GONE),
        (PostChange::Remove, _) => status(),
    }))
}
