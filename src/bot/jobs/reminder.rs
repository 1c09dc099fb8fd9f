//! Reminds moderators once a month of texts that nobody looked at for long.
//!
//! The month that is dealt with is kept in the state folder, so that restarts and several processes
//! make no second reminder. What a reminder says is in [`crate::respond`].

use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use tokio::task::block_in_place;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::bot::announcements::Announcements;
use crate::bot::jobs::timing::{HOURLY, LastMonth, wait};
use crate::content::snapshot::Snapshot;
use crate::respond::{Message, reminder};
use crate::store::live::Live;
use crate::store::not_found::today;
use crate::store::state_file::StateFile;

/// The file's name in the state folder.
const FILE: &str = "nakijken.json";

/// The reminders.
#[derive(Debug)]
pub struct Reminder {
    after_days: u16,
    file: StateFile<LastMonth>,
}

impl Reminder {
    /// Reminds of texts that nobody looked at for this many days; `state` is the folder to remember
    /// in.
    pub fn new(after_days: u16, state: &Path) -> Self {
        Self {
            after_days,
            file: StateFile::open(state, FILE),
        }
    }

    /// The reminder, if it is time for one. A first start is not: moderators who have just begun
    /// know what they wrote.
    ///
    /// # Errors
    ///
    /// When the state folder cannot be read or written; then there is no reminder.
    pub fn due(&self, snapshot: &Snapshot, today: Date) -> io::Result<Option<Message>> {
        let month = today.first_of_month();
        let cutoff = cutoff(self.after_days, today);
        let message = cutoff.and_then(|cutoff| reminder(snapshot, cutoff));
        let is_new = self.file.change(|told| {
            let is_new = message.is_some() && told.month.is_some_and(|before| before < month);
            if is_new || told.month.is_none() {
                told.month = Some(month);
            }
            is_new
        })?;
        Ok(message.filter(|_| is_new))
    }

    /// Tells of texts whenever it is time, until `shutdown`.
    pub async fn keep_reminding(
        self,
        live: Arc<Live>,
        announcements: Arc<Announcements>,
        shutdown: CancellationToken,
    ) {
        loop {
            match block_in_place(|| self.due(&live.current(), today())) {
                Ok(Some(message)) => announcements.tell(message),
                Ok(None) => {}
                Err(error) => warn!(%error, "cannot remember reminders, so there are none"),
            }
            if !wait(HOURLY, &shutdown).await {
                return;
            }
        }
    }
}

/// The day before which a text was looked at for the last time when it is due to be looked at again.
pub fn cutoff(after_days: u16, today: Date) -> Option<Date> {
    today.checked_sub(i32::from(after_days).days()).ok()
}
