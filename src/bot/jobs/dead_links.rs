//! Tries the addresses in the texts once a week, at night, and remembers which of them do not work.
//!
//! An address counts as dead when it failed on two different days, so that a site that is down for an evening
//! is nobody's work. What was tried is kept in the state folder: restarts and several processes make one round
//! of it. How addresses are tried is in [`crate::bot::jobs::links`].
#![expect(clippy::disallowed_methods, reason = "looks at the clock")]

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{ToSpan, ZonedDateTime};
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::bot::jobs::links::{Verdict, check, places};
use crate::bot::jobs::timing::wait;
use crate::diagnostic::Sources;
use crate::store::live::Live;
use crate::store::state_file::StateFile;

/// The addresses that do not work.
#[derive(Debug)]
pub struct DeadLinks {
    pub(crate) tried: StateFile<Tried>,
}

/// What was tried, kept across restarts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tried {
    /// The day of the last round.
    last: Option<Date>,
    /// The days on which each address failed since it last worked.
    failed: BTreeMap<String, BTreeSet<Date>>,
}

/// The file's name in the state folder.
const FILE: &str = "adressen.json";
/// The hours of the night, by the clock of the machine.
const NIGHT: std::ops::Range<i8> = 2..5;
/// How often is looked whether it is time.
const LOOK_EVERY: Duration = Duration::from_mins(30);
/// The most addresses of one round.
const MOST: usize = 1000;
/// The most time that one round takes; what was not tried by then stays as it was known.
const ROUND_WITHIN: Duration = Duration::from_hours(2);
/// On how many days an address fails before it is told.
const DAYS: usize = 2;

impl DeadLinks {
    /// Remembers in this folder.
    pub fn open(state: &Path) -> Self {
        let tried = StateFile::open(state, FILE);
        Self { tried }
    }

    /// The addresses that failed on different days.
    pub fn list(&self) -> Vec<String> {
        let known = self.tried.known();
        let failed = known.failed.iter();
        let dead = failed.filter(|(_, days)| days.len() >= DAYS);
        dead.map(|(address, _)| address.clone()).collect()
    }

    /// Tries the addresses whenever it is time, until `shutdown`.
    pub async fn keep_trying(self: Arc<Self>, live: Arc<Live>, shutdown: CancellationToken) {
        loop {
            let snapshot = live.current();
            let now = ZonedDateTime::now();
            let round = self.look(&snapshot.sources, &now);
            match shutdown.run_until_cancelled(round).await {
                None => return,
                Some(Err(error)) => warn!("the addresses in the texts cannot be tried: {error:#}"),
                Some(Ok(())) => {}
            }
            if !wait(LOOK_EVERY, &shutdown).await {
                return;
            }
        }
    }

    /// Tries the addresses if it is time.
    ///
    /// # Errors
    ///
    /// When the state folder cannot be read or written, or no request can be made at all.
    pub async fn look(&self, sources: &Sources, now: &ZonedDateTime) -> anyhow::Result<()> {
        let today = now.date();
        if !block_in_place(|| self.begin(today, NIGHT.contains(&now.hour())))? {
            return Ok(());
        }
        let mut places = places(sources);
        places.truncate(MOST);
        let addresses: BTreeSet<String> = places.iter().map(|p| p.url.to_string()).collect();
        let n = places.len();
        let found = check(places, &AtomicUsize::new(0), sleep(ROUND_WITHIN)).await?;
        info!("tried {} of {n} addresses in the texts", found.len());
        let note = |tried: &mut Tried| {
            tried
                .failed
                .retain(|address, _| addresses.contains(address));
            for (place, verdict) in &found {
                let address = place.url.to_string();
                match verdict {
                    Verdict::Works => drop(tried.failed.remove(&address)),
                    Verdict::Broken(_) => {
                        tried.failed.entry(address).or_default().insert(today);
                    }
                    // It may be dead or not.
                    Verdict::Unsure(_) => {}
                }
            }
        };
        block_in_place(|| self.tried.change(note))?;
        Ok(())
    }

    /// Whether this process is the one to make a round now.
    fn begin(&self, today: Date, is_night: bool) -> io::Result<bool> {
        self.tried.change(|tried| {
            let is_long_ago = |last: Date| last.saturating_add(7.days()) <= today || last > today;
            let is_due = is_night && tried.last.is_none_or(is_long_ago);
            if is_due {
                tried.last = Some(today);
            }
            is_due
        })
    }
}
