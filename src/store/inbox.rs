//! What members wrote about the texts, until a moderator is done with it or it is too long ago.
//!
//! One small file, which all processes on the state folder share: words, the day, and which message in the
//! moderators' channel shows them; never who wrote. Knows nothing of what is said about it.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::respond::Report;
use crate::respond::action::Ticket;
use crate::store::state_file::StateFile;

/// What members wrote and nobody is done with.
#[derive(Debug)]
pub struct InboxStore {
    pub(crate) letters: StateFile<Letters>,
    forget_after_days: u16,
}

/// What members wrote, by the number that stands for it in buttons.
type Letters = BTreeMap<Ticket, Letter>;

/// What a member wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What it says.
    #[serde(flatten)]
    pub report: Report,
    /// The day it came.
    on: Date,
    /// The message in the moderators' channel that shows it and names the member, once it is there.
    pub message: Option<u64>,
}

/// The file's name in the state folder.
const FILE: &str = "berichten-van-leden.json";
/// The most that is kept; the oldest makes room.
const MOST: usize = 200;

impl InboxStore {
    /// Reads what is there in the state folder; without a readable file there is nothing.
    pub fn open(state: &Path, forget_after_days: u16) -> Self {
        Self {
            letters: StateFile::open(state, FILE),
            forget_after_days,
        }
    }

    /// What members wrote, the oldest first.
    pub fn list(&self) -> Vec<(Ticket, Report)> {
        let known = self.letters.known();
        let mut all: Vec<_> = known.iter().collect();
        all.sort_by_key(|(_, letter)| letter.on);
        let report = |(ticket, letter): (&Ticket, &Letter)| (*ticket, letter.report.clone());
        all.into_iter().map(report).collect()
    }

    /// Keeps what a member wrote.
    ///
    /// # Errors
    ///
    /// When the disk refuses; then it is not kept.
    pub fn add(&self, ticket: Ticket, report: Report, today: Date) -> io::Result<()> {
        self.letters.change(|letters| {
            while letters.len() >= MOST {
                let oldest = letters.iter().min_by_key(|(_, letter)| letter.on);
                let oldest = oldest.map(|(ticket, _)| *ticket);
                oldest.and_then(|ticket| letters.remove(&ticket));
            }
            let letter = Letter {
                report,
                on: today,
                message: None,
            };
            letters.insert(ticket, letter);
        })
    }

    /// Notes which message in the moderators' channel shows it.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn shown_by(&self, ticket: Ticket, message: u64) -> io::Result<()> {
        self.letters.change(|letters| {
            if let Some(letter) = letters.get_mut(&ticket) {
                letter.message = Some(message);
            }
        })
    }

    /// Forgets what a member wrote, and gives it, if it was kept.
    ///
    /// # Errors
    ///
    /// When the disk refuses; then it stays.
    pub fn remove(&self, ticket: Ticket) -> io::Result<Option<Letter>> {
        self.letters.change(|letters| letters.remove(&ticket))
    }

    /// Reads what other processes wrote, and forgets what is too long ago, which it gives.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn save(&self, today: Date) -> io::Result<Vec<Letter>> {
        let oldest = today.checked_sub(i32::from(self.forget_after_days).days());
        let is_old = |letter: &Letter| oldest.as_ref().is_ok_and(|oldest| letter.on < *oldest);
        self.letters.read()?;
        if !self.letters.known().values().any(is_old) {
            return Ok(Vec::new());
        }
        self.letters.change(|letters| {
            let old = letters.extract_if(.., |_, letter| is_old(letter));
            old.map(|(_, letter)| letter).collect()
        })
    }
}
