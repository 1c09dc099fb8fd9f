//! A bot with moderators, a history and drafts, as moderators use it.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};

use aandeslag::bot::Bot;
use aandeslag::bot::announcements::Announcements;
use aandeslag::bot::reports::Reports;
use aandeslag::bot::work::{Fetch, Worker};
use aandeslag::discord::{Moderators, Snowflake};
use aandeslag::respond::{Attachment, NotFetched};
use aandeslag::store::drafts::Drafts;
use aandeslag::store::history::{History, Limits};
use aandeslag::store::inbox::InboxStore;
use aandeslag::store::live::Live;
use aandeslag::store::publish::Store;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::callback::{answer, assert_taken, custom_id};
use crate::support::folder::{Folder, HOME, MODERATOR_ROLE};
use crate::support::payload::{as_moderator, filled, moderation, press};
use crate::support::sentences;

/// Files by their address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(pub(crate) Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Fetch for Sent {
    fn fetch(&self, attachment: &Attachment, _: usize) -> Result<Vec<u8>, NotFetched> {
        let files = self.0.lock().unwrap();
        files.get(&attachment.url).cloned().ok_or(NotFetched::Gone)
    }
}

/// A bot with which texts can be changed, and what it tells the moderation channel.
pub(crate) struct Desk {
    pub(crate) folder: Folder,
    pub(crate) state: TempDir,
    pub(crate) bot: Arc<Bot>,
    pub(crate) told: Arc<Announcements>,
    /// Where it fetches what moderators send.
    pub(crate) sent: Sent,
}

impl Desk {
    pub(crate) fn new(text: &str) -> Self {
        Self::with(&[("alles.toml", text)])
    }

    /// A bot with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Folder::new(files);
        let state = tempfile::tempdir().unwrap();
        let sent = Sent::default();
        let (bot, told) = start(&folder, &state, sent.clone());
        Self {
            folder,
            state,
            bot,
            told,
            sent,
        }
    }

    /// The same bot after a restart.
    pub(crate) fn restarted(self) -> Self {
        let (bot, told) = start(&self.folder, &self.state, self.sent.clone());
        Self { bot, told, ..self }
    }

    /// What a moderator gets.
    pub(crate) fn ask(&self, payload: Value) -> Value {
        answer(&self.bot, as_moderator(payload))
    }

    pub(crate) fn command(&self, subcommand: &str, options: &[(&str, &str)]) -> Value {
        self.ask(moderation(subcommand, options))
    }

    pub(crate) fn press(&self, on: &Value, words: &str) -> Value {
        let mut payload = press(&custom_id(on, words));
        // All but announcements are for one person's eyes.
        payload["message"]["flags"] = json!(64);
        self.ask(payload)
    }

    /// Fills in a modal; fields not named stay as they are.
    pub(crate) fn fill(&self, modal: &Value, fields: &[(&str, &str)]) -> Value {
        self.ask(filled(modal, fields))
    }

    pub(crate) fn file(&self) -> String {
        fs::read_to_string(self.folder.path().join("alles.toml")).unwrap()
    }

    pub(crate) fn edit(&self, entry: &str, fields: &[(&str, &str)]) -> Value {
        let modal = self.command("bewerk", &[("tekst", entry)]);
        self.fill(&modal, fields)
    }

    pub(crate) fn announced(&mut self) -> Value {
        self.announced_with_file().0
    }

    /// What the channel hears, and the name and text of the file that goes with it.
    pub(crate) fn announced_with_file(&mut self) -> (Value, Option<(String, String)>) {
        let message = self.told.take().expect("the channel hears of it").message;
        let file = message
            .file
            .clone()
            .map(|file| (file.name, text_of(&file.content)));
        let message = json!(aandeslag::discord::RequestBody::from(message));
        assert_taken("/channels/1/messages", &message);
        sentences::assert_announced(&message);
        (json!({ "data": message }), file)
    }
}

/// The text in a file.
pub(crate) fn text_of(content: &[u8]) -> String {
    String::from_utf8(content.to_vec()).unwrap()
}

/// How much of the history these bots keep.
pub(crate) const LIMITS: Limits = Limits {
    versions: 50,
    bytes: 1 << 20,
};

fn start(folder: &Folder, state: &TempDir, sent: Sent) -> (Arc<Bot>, Arc<Announcements>) {
    let live = Arc::new(Live::load(folder.path(), Some(state.path())).unwrap());
    let store = Store::new(Arc::clone(&live), History::new(state.path(), LIMITS));
    let told = Arc::new(Announcements::new(state.path()));
    let drafts = Drafts::new(state.path());
    let mut worker = Worker::new(store, drafts, Arc::clone(&told));
    worker.reports = Some(Reports::default());
    worker.fetch = Some(Box::new(sent));
    let moderators = Moderators {
        guild: Snowflake(HOME),
        roles: vec![Snowflake(MODERATOR_ROLE)],
    };
    let mut bot = Bot::new(live, Some(moderators));
    bot.worker = Some(worker);
    bot.memory.inbox = Some(Arc::new(InboxStore::open(state.path(), 90)));
    (Arc::new(bot), told)
}
