//! Sends moderators once a month a copy of all texts with their history, so that a lost disk loses no
//! text.
//!
//! Who sends has a file in the state folder locked meanwhile, and the month is noted when Discord has
//! the copy. So several processes send one, and one that is killed leaves it to the next. What goes with
//! the copy is in [`crate::respond`], what is in it in [`crate::store::copy`].

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use jiff::civil::Date;
use tokio::task::block_in_place;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::bot::jobs::timing::{HOURLY, LastMonth, wait};
use crate::discord::rest::Rest;
use crate::discord::{RequestBody, Snowflake};
use crate::respond::{File, monthly_copy};
use crate::store::copy::{Copy, copy};
use crate::store::not_found::today;
use crate::store::state_file::{StateFile, lock};
use crate::store::write::make_folder;

/// The file's name in the state folder.
const FILE: &str = "maandkopie.json";
/// The name in the state folder of the file that is locked while a copy is sent.
const SENDING: &str = "maandkopie-onderweg.lock";
/// The most bytes of a copy. Discord takes 10 MiB beside a message;
/// <https://discord.com/developers/docs/reference#uploading-files>.
pub const MOST: usize = 8 << 20;

/// The copies.
#[derive(Debug)]
pub struct MonthlyCopy {
    rest: Rest,
    channel: Snowflake,
    directory: PathBuf,
    state: PathBuf,
    sent: StateFile<LastMonth>,
}

impl MonthlyCopy {
    /// Copies of the texts in this folder and of their history in the state folder, for a channel.
    pub fn new(rest: Rest, channel: Snowflake, directory: PathBuf, state: PathBuf) -> Self {
        let sent = StateFile::open(&state, FILE);
        Self {
            rest,
            channel,
            directory,
            state,
            sent,
        }
    }

    /// Sends a copy whenever it is time, until `shutdown`; the first one at once, so that whoever set
    /// this sees that it works.
    pub async fn keep_sending(self, shutdown: CancellationToken) {
        loop {
            if let Err(error) = self.look(today(), MOST).await {
                warn!("the monthly copy of the texts is tried again in an hour: {error:#}");
            }
            if !wait(HOURLY, &shutdown).await {
                return;
            }
        }
    }

    /// Sends a copy of at most so many bytes, if there is none of this month yet.
    ///
    /// # Errors
    ///
    /// When the texts cannot be read, the state folder cannot be written, or Discord has no copy after
    /// all; then it is as if nothing was tried.
    pub async fn look(&self, today: Date, most: usize) -> anyhow::Result<()> {
        let month = today.first_of_month();
        if self.sent.known().month >= Some(month) {
            return Ok(());
        }
        make_folder(&self.state)?;
        let _sending = match lock(&self.state.join(SENDING), Duration::ZERO) {
            // Another process does it.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            sending => sending?,
        };
        self.sent.read()?;
        if self.sent.known().month >= Some(month) {
            return Ok(());
        }
        let (directory, state) = (self.directory.clone(), self.state.clone());
        let copying = tokio::task::spawn_blocking(move || copy(&directory, &state, most));
        let copy = copying.await?.context("the texts cannot be copied")?;
        let n_bytes = copy.as_ref().map(|copy| copy.bytes.len());
        // Discord makes no second message of one that it has already.
        let body = body(copy, month);
        self.rest.create_message(self.channel, body).await?;
        info!(n_bytes, "sent the monthly copy of the texts");
        block_in_place(|| self.sent.change(|sent| sent.month = Some(month)))?;
        Ok(())
    }
}

fn body(copy: Option<Copy>, month: Date) -> RequestBody {
    let message = monthly_copy(copy.as_ref().map(|copy| copy.copied));
    let file = copy.map(|copy| {
        let name = format!("teksten-{}.zip", month.strftime("%Y-%m"));
        File::new(name, copy.bytes)
    });
    RequestBody {
        file,
        ..RequestBody::post(message, format!("kopie{month}"))
    }
}
