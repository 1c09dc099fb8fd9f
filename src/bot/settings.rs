//! The sections of `config.toml` about what goes on beside answering; each value has the default that the
//! shipped file shows.

use anyhow::Context;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::bot::jobs::weekly::Schedule;
use crate::discord::Snowflake;

/// `[links]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// How often the addresses in the texts are tried.
    pub check: LinkCheck,
}

/// How often the addresses in the texts are tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkCheck {
    /// Not at all.
    #[default]
    Never,
    /// Once a week, at night.
    Weekly,
}

/// `[weekly]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklyPost {
    /// The channel to post in.
    pub channel: Snowflake,
    /// The collection to draw from.
    #[serde(default = "default_collection")]
    pub collection: String,
    /// The day of the week.
    #[serde(default)]
    pub day: Day,
    /// The time of day.
    #[serde(default = "default_time")]
    pub time: Time,
    /// Whose clock that is, by its name in the time zone database.
    #[serde(default = "default_time_zone")]
    pub time_zone: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Day {
    #[default]
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

fn default_collection() -> String {
    "tips".into()
}

fn default_time() -> Time {
    Time::constant(9, 0, 0, 0)
}

fn default_time_zone() -> String {
    "Europe/Amsterdam".into()
}

impl WeeklyPost {
    /// When it is due.
    ///
    /// # Errors
    ///
    /// When there is no such time zone.
    pub fn schedule(&self) -> anyhow::Result<Schedule> {
        let zone = TimeZone::get(&self.time_zone).context("[weekly] time_zone")?;
        let day = Weekday::from_monday_zero_offset(self.day as i8).context("[weekly] day")?;
        Ok(Schedule {
            day,
            time: self.time,
            zone,
        })
    }
}
