//! The sections of `config.toml` about what goes on beside answering; each value has the default that the
//! shipped file shows.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::bot::jobs::weekly::Schedule;
use crate::bot::setting_values::{time_of_day, time_zone};
use crate::discord::Snowflake;

/// The section `[links]`: the check of addresses.
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

/// The section `[weekly]`: the tip of the week.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklyPost {
    /// The channel in which the tip is posted.
    pub channel: Snowflake,
    /// The collection that the tip is drawn from.
    #[serde(default = "default_collection")]
    pub collection: String,
    /// The day of the week on which the tip is posted.
    #[serde(default)]
    pub day: Day,
    /// The time of day at which the tip is posted.
    #[serde(default = "default_time", deserialize_with = "time_of_day")]
    pub time: Time,
    /// Whose clock tells the day and the time, by its name in the time zone database.
    #[serde(default = "default_time_zone", deserialize_with = "time_zone")]
    pub time_zone: TimeZone,
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

impl From<Day> for Weekday {
    fn from(day: Day) -> Self {
        match day {
            Day::Monday => Self::Monday,
            Day::Tuesday => Self::Tuesday,
            Day::Wednesday => Self::Wednesday,
            Day::Thursday => Self::Thursday,
            Day::Friday => Self::Friday,
            Day::Saturday => Self::Saturday,
            Day::Sunday => Self::Sunday,
        }
    }
}

fn default_collection() -> String {
    "tips".into()
}

fn default_time() -> Time {
    Time::constant(9, 0, 0, 0)
}

fn default_time_zone() -> TimeZone {
    // The program has the database in it.
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}

impl WeeklyPost {
    /// When it is due.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            day: self.day.into(),
            time: self.time,
            zone: self.time_zone.clone(),
        }
    }
}
